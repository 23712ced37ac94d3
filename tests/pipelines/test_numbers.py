import random

import pytest

from pipelines import numbers
from pipelines.numbers import read_number


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("0", 0),
        ("1,234", 1234),
        ("1，234", 1234),
        ("１２", 12),
        ("24252.311082", 24252.311082),
        ("+5", 5),
        ("－5", -5),
        ("−5", -5),
        ("减4", -4),
        ("增3", 3),
        ("（减）4", -4),
        ("↓7", -7),
        ("↑7", 7),
        ("±0", 0),
        ("零", 0),
        (" 8 \n", 8),
        ("8。", 8),
    ],
)
def test_a_plain_number_keeps_its_sign_and_decimals(text: str, value: float) -> None:
    reading = read_number(text)
    assert (reading.state, reading.value, reading.unit, reading.note) == ("number", value, None, None)


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("960 万", 960, "万"),
        ("251000元", 251000, "元"),
        ("-139 条", -139, "条"),
        ("0（件）", 0, "件"),
        ("2,345.6万元", 2345.6, "万元"),
    ],
)
def test_a_unit_is_kept_and_never_scales(text: str, value: float, unit: str) -> None:
    reading = read_number(text)
    assert (reading.value, reading.unit) == (value, unit)


@pytest.mark.parametrize("text", ["22（其中修订 16 件）", "22(其中修订16件)", "22，其中修订16件"])
def test_a_note_is_kept_beside_the_number(text: str) -> None:
    reading = read_number(text)
    assert (reading.value, reading.note) == (22, "其中修订16件")


@pytest.mark.parametrize("text", ["", " ", "\u3000", "&nbsp;", "-", "--", "—", "——", "/", "／", "\\", "无", "空"])
def test_a_printed_blank_is_no_zero(text: str) -> None:
    reading = read_number(text)
    assert (reading.state, reading.value) == ("blank", None)


@pytest.mark.parametrize(
    "text",
    [
        "0 0 00",
        "1,23",
        "12.3.4",
        "3、5",
        "5%",
        "007",
        "(5)",
        "12?",
        "1.属于国家秘密",
        "3、其他",
        "9" * 30,
        "1" * 300,
        "31059154919462315",
    ],
)
def test_what_is_not_one_number_is_unreadable(text: str) -> None:
    reading = read_number(text)
    assert (reading.state, reading.value) == ("unreadable", None)


@pytest.mark.parametrize("text", ["见附件", "O", "一件"])
def test_words_are_no_number(text: str) -> None:
    assert read_number(text).state == "text"


@pytest.mark.parametrize("text", ["约20", "20余", "20余件", "近20件"])
def test_about_is_kept(text: str) -> None:
    reading = read_number(text)
    assert (reading.value, reading.approx) == (20, True)


@pytest.mark.parametrize(("text", "value"), [("447\n228", 447228), ("1 234", 1234)])
def test_digits_in_pieces_are_told_apart(text: str, value: int) -> None:
    reading = read_number(text)
    assert (reading.value, reading.wrapped) == (value, True)


@pytest.mark.parametrize("text", ["12①", "12 ②", "12²", "12¹", "１２③", "12⒈", "12*", "12※", "12❶"])
def test_the_mark_of_a_footnote_is_no_digit(text: str) -> None:
    reading = read_number(text)
    assert (reading.state, reading.value) == ("number", 12)
    assert reading.note == text[2:].strip()


@pytest.mark.parametrize("text", ["①", "12①3", "12m²", "±5", "½", "12½"])
def test_what_folding_would_make_a_number_of_is_unreadable(text: str) -> None:
    assert read_number(text).state == "unreadable"


def test_digits_alone_are_read_as_everything_else_is() -> None:
    dice = random.Random(7)  # noqa: S311 (repeatable test data)
    lengths = [*range(1, 22)] * 60
    texts = [*map(str, range(1200)), *("".join(dice.choices("0123456789", k=length)) for length in lengths)]
    texts += ["00", "007", "0" * 13, "9" * 13, "9" * 14]
    mixed = ["".join(dice.choices("0129٣３²①,. \n-/", k=length)) for length in [*range(1, 6)] * 400]
    assert {text for text in (*texts, *mixed) if _the_whole_way(text) != read_number(text)} == set()


def _the_whole_way(text: str) -> numbers.Reading:
    """Read a text behind a space, which changes nothing but that it is not digits alone."""
    return read_number(f" {text}")

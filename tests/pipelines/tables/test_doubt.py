"""No wrong figure is ever shown as right, and no right one is doubted without need."""

import random

import pytest

from pipelines.report import Flag
from tests.pipelines.tables.printer import COLUMNS, Line, RawCell, cells, figures, report
from tests.pipelines.tables.reading_of import assert_exactly, assert_never_silent, has, read, told


def shift_down(lines: list[Line], start: int) -> list[Line]:
    """Print the numbers from a row on one row too low; the last row's are lost."""
    labels, numbers = [line[:-7] for line in lines[3:]], [line[-7:] for line in lines[3:]]
    moved = [*numbers[:start], cells(*[0] * 7), *numbers[start:-1]]
    return [*lines[:3], *([*label, *number] for label, number in zip(labels, moved, strict=True))]


@pytest.mark.parametrize("form_id", ["F2021", "F2019"])
@pytest.mark.parametrize("start", [1, 2, 4, 9, 15, 20])
@pytest.mark.parametrize("seed", range(4))
def test_rows_shifted_against_their_labels_are_doubtful(form_id: str, start: int, seed: int) -> None:
    expected = figures(form_id, seed)
    for column in COLUMNS:  # nothing carried over, so that the shift hides its trace best
        expected[f"req_new.{column}"] -= expected[f"req_carried_out.{column}"]
        expected[f"req_carried_out.{column}"] = 0
    printed = report(form_id, expected)
    printed.blocks[4] = shift_down(printed.blocks[4], start)
    assert_never_silent(read(printed), expected)


@pytest.mark.parametrize("column", range(6))
def test_a_column_exchanged_with_the_total_is_doubtful(column: int) -> None:
    expected = figures("F2021", 3)
    printed = report("F2021", expected)
    for line in printed.blocks[4][3:]:
        line[-7 + column], line[-1] = line[-1], line[-7 + column]
    assert_never_silent(read(printed), expected)


@pytest.mark.parametrize("form_id", ["F2021", "F2019"])
@pytest.mark.parametrize("place", range(3, 25))
def test_a_missing_row_never_moves_its_neighbours(form_id: str, place: int) -> None:
    expected = figures(form_id, 3)
    printed = report(form_id, expected)
    lines = printed.blocks[4]
    labels = [c for c in lines[place][:-7] if c.rowspan > 1]
    del lines[place]
    if place < len(lines):  # what spans down from the lost row begins in the next one
        heads = {c.text for c in lines[place][:-7]}
        lines[place] = [*(c._replace(rowspan=c.rowspan - 1) for c in labels if c.text not in heads), *lines[place]]
    reading = read(printed)
    assert_never_silent(reading, expected)
    assert not any(figure.flags for figure in reading.figures)


@pytest.mark.parametrize("seed", range(60))
def test_lost_labels_and_rows_never_give_a_silent_error(seed: int) -> None:
    dice = random.Random(seed)  # noqa: S311 (repeatable test data)
    expected = figures("F2021", seed)
    printed = report("F2021", expected)
    lines = printed.blocks[4]
    for place in dice.sample(range(3, 28), 3):
        kind = dice.choice(["blank", "garble", "twice"])
        line = lines[place]
        label = len(line) - 8
        text = {"blank": "", "garble": "囗口囗口", "twice": lines[dice.randrange(3, 28)][-8].text}[kind]
        line[label] = line[label]._replace(text=text)
    assert_never_silent(read(printed), expected)


@pytest.mark.parametrize(
    "wrong",
    [
        {"res_total.natural": 3},
        {"res_total.natural": 3, "res_total.total": 3},
        {f"req_carried_out.{column}": 1 for column in COLUMNS},
        {"req_new.total": -1},
        {"res_granted.business": 2, "res_granted.total": 2},
    ],
)
@pytest.mark.parametrize("seed", range(5))
def test_a_wrong_number_as_printed_is_no_doubt_about_the_reading(wrong: dict[str, int], seed: int) -> None:
    expected = figures("F2021", seed)
    printed = {code: value + wrong.get(code, 0) for code, value in expected.items()}
    assert_exactly(read(report("F2021", printed)), printed)


def test_a_table_printed_twice_is_read_once() -> None:
    expected = figures("F2021", 3)
    printed = report("F2021", expected)
    printed.blocks = [*printed.blocks, *printed.blocks[1:]]
    reading = read(printed)
    assert_exactly(reading, expected)
    assert reading.problems == ()


def test_two_prints_that_differ_are_doubtful() -> None:
    expected = figures("F2021", 3)
    other = {**expected, "rule_made": expected["rule_made"] + 1}
    printed = report("F2021", expected)
    printed.blocks.append(report("F2021", other).blocks[2])
    reading = read(printed)
    assert has(reading, Flag.SOURCES_DIFFER, "rule_made")
    assert told(reading) == {"rule_made"}


def test_cells_taken_out_of_a_merge_are_told() -> None:
    """A merged zero whose other cells a converter left empty: only the first column seems filled."""
    expected = dict.fromkeys(figures("F2021"), 0)
    printed = report("F2021", expected)
    printed.blocks[4] = [
        *printed.blocks[4][:3],
        *([*line[:-7], RawCell("0"), *cells(*[""] * 6)] for line in printed.blocks[4][3:]),
    ]
    assert_never_silent(read(printed), expected)


def test_headings_that_contradict_the_forms_order_are_doubtful() -> None:
    expected = figures("F2021", 3)
    printed = report("F2021", expected)
    head = [RawCell("项目", 1, 3), *cells("企业", "个人", "科研", "公益", "法律", "其他", "合计")]
    moved = [[*line[:-7], line[-6], line[-7], *line[-5:]] for line in printed.blocks[4][3:]]
    printed.blocks[4] = [head, *moved]
    assert_never_silent(read(printed), expected)

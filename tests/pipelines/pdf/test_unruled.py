"""Tables 2, 3 and 4 without the rules that part their cells, in every way of setting them."""

import random
from collections.abc import Callable

import pytest

from pipelines.about import ReportContext
from pipelines.assemble import assemble
from pipelines.formats import read_document
from pipelines.formats._grid import RawCell
from pipelines.report import Report
from tests.generators.pdfs.fighting import Fight, fight
from tests.pipelines.tables.printer import Printed, figures, report
from tests.pipelines.test_mutations import assert_never_silent, data_lines, first_value

T2, T3, T4 = 2, 4, 6  # the tables' places among the blocks of a printed report


def read(printed: Printed, how: Fight) -> Report:
    (found,) = assemble(read_document(fight(printed, how)), ReportContext())
    return found


def assert_whole(form: str, how: Fight, seed: int = 8) -> None:
    expected = figures(form, seed)
    found = read(report(form, {**expected}), how)
    assert {f.code: f.value for f in found.figures if f.sentence is None} == expected
    assert not any(f.flags for f in found.figures)
    assert {p.kind for p in found.problems} <= {"body_unknown"}


@pytest.mark.parametrize("form", ["F2021", "F2019"])
@pytest.mark.parametrize("rules", ["none", "horizontal", "three lines", "box", "zebra"])
def test_tables_without_upright_rules_are_read_whole(form: str, rules: str) -> None:
    assert_whole(form, Fight(rules=rules))


@pytest.mark.parametrize("form", ["F2021", "F2019"])
@pytest.mark.parametrize("align", ["left", "centre", "right"])
@pytest.mark.parametrize("labels", ["middle", "top"])
@pytest.mark.parametrize("size", [7.0, 8.0, 10.0])
def test_however_words_stand_in_their_cells(form: str, align: str, labels: str, size: float) -> None:
    assert_whole(form, Fight(rules="none", align=align, labels=labels, size=size))


@pytest.mark.parametrize(
    "how",
    [
        Fight(rules="none", order="shuffled", one_by_one=True),
        Fight(rules="none", order="backwards"),
        Fight(rules="none", spacing=1.5),
        Fight(rules="none", rotate=90),
        Fight(rules="none", rotate=180, crop=(20, 10)),
        Fight(rules="none", landscape=("t3",)),
        Fight(rules="none", footer="第{n}页 共6页", low=56),
        Fight(rules="none", footer="- {n} -", low=60),
        Fight(rules="none", watermark="内部资料 123"),
        Fight(rules="none", twice=0.4),
        Fight(rules="none", stacked=False),
        Fight(rules="none", radicals=True),
        Fight(rules="none", border=True),
    ],
    ids=str,
)
def test_every_way_of_drawing_is_read_without_rules_too(how: Fight) -> None:
    assert_whole("F2021", how)


@pytest.mark.parametrize("row", range(4, 28))
def test_a_page_may_begin_before_any_row(row: int) -> None:
    assert_whole("F2021", Fight(rules="none", break_rows=(row,)))


@pytest.mark.parametrize("form", ["F2021", "F2019"])
@pytest.mark.parametrize("align", ["left", "centre", "right"])
@pytest.mark.parametrize("seed", range(3))
def test_blanks_for_zeros_never_move_a_number(form: str, align: str, seed: int) -> None:
    expected = {code: value or None for code, value in figures(form, seed).items()}
    found = read(
        report(form, {code: value or "" for code, value in expected.items()}), Fight(rules="none", align=align)
    )
    assert_never_silent(found, expected)


@pytest.mark.parametrize("align", ["left", "centre", "right"])
@pytest.mark.parametrize("seed", range(8))
def test_a_lost_value_is_a_blank_and_moves_no_other(seed: int, align: str) -> None:
    values: dict[str, object] = {**figures("F2021", seed)}
    lost = random.Random(seed).choice(sorted(values))  # noqa: S311 (repeatable test data)
    found = read(report("F2021", values | {lost: ""}), Fight(rules="none", align=align))
    assert_never_silent(found, values | {lost: None})


def lose_a_label(page: Printed, dice: random.Random) -> None:
    line = dice.choice(data_lines(_lines(page, dice.choice((T2, T3)))))
    line[first_value(line) - 1] = line[first_value(line) - 1]._replace(text="")


def garble_a_label(page: Printed, dice: random.Random) -> None:
    line = dice.choice(data_lines(_lines(page, dice.choice((T2, T3)))))
    cell = line[first_value(line) - 1]
    letters = list(cell.text)
    for _ in range(3):
        letters[dice.randrange(len(letters))] = dice.choice("的一是口〇X")
    line[first_value(line) - 1] = cell._replace(text="".join(letters))


def lose_a_head(page: Printed, dice: random.Random) -> None:
    lines = _lines(page, dice.choice((T3, T4)))
    place = dice.randrange(len(lines[2]))
    lines[2][place] = lines[2][place]._replace(text="")


def swap_two_heads(page: Printed, dice: random.Random) -> None:
    lines = _lines(page, T3)
    first, second = dice.sample(range(5), 2)
    lines[2][first], lines[2][second] = lines[2][second], lines[2][first]
    for line in data_lines(lines):
        start = first_value(line) + 1
        line[start + first], line[start + second] = line[start + second], line[start + first]


def break_a_number(page: Printed, dice: random.Random) -> None:
    lines = data_lines(_lines(page, T3))
    line = dice.choice([line for line in lines if any(len(cell.text) > 1 for cell in line[first_value(line) :])])
    place = next(i for i in range(first_value(line), len(line)) if len(line[i].text) > 1)
    line[place] = line[place]._replace(text=f"{line[place].text[0]} {line[place].text[1:]}")


def delete_a_row(page: Printed, dice: random.Random) -> None:
    lines = _lines(page, T3)
    lines.remove(dice.choice([line for line in data_lines(lines) if all(cell.rowspan == 1 for cell in line)]))


def add_a_column(page: Printed, dice: random.Random) -> None:
    lines = _lines(page, T3)
    lines[0].append(RawCell("上年总计", 3))
    for line in data_lines(lines):
        line.append(RawCell(str(dice.randrange(99))))


def _lines(page: Printed, place: int) -> list[list[RawCell]]:
    block = page.blocks[place]
    assert not isinstance(block, str)
    return block


DAMAGE: tuple[Callable[[Printed, random.Random], None], ...] = (
    lose_a_label, garble_a_label, lose_a_head, swap_two_heads, break_a_number, delete_a_row, add_a_column,
)  # fmt: skip


@pytest.mark.parametrize("align", ["left", "centre", "right"])
@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("damage", DAMAGE, ids=lambda function: function.__name__)
def test_a_damaged_table_without_rules_is_never_silently_misread(
    damage: Callable[[Printed, random.Random], None], seed: int, align: str
) -> None:
    form = ("F2021", "F2019")[seed % 2]
    values: dict[str, object] = {**figures(form, seed)}
    page = report(form, values)
    damage(page, random.Random(seed))  # noqa: S311 (repeatable test data)
    assert_never_silent(read(page, Fight(rules="none", align=align)), values)

"""Structural damage to the printed tables: a shifted row, a swapped column or a moved cell never passes.

Whatever is done to the rows and cells of tables 3 and 4, in every format, a figure is the one that was meant, or it or
another of its row is named by a hard finding, a flag or a problem. (A number in the wrong row may by chance agree with
the one relation it is in there; the row does not.)
"""

import random
from collections.abc import Callable
from dataclasses import replace

import pytest

from pipelines.about import ReportContext
from pipelines.assemble import assemble
from pipelines.formats import read_document
from pipelines.report import Report
from tests.generators.documents import render
from tests.generators.documents.grids import Cell, Grid
from tests.generators.documents.layout import Sheet, lay_out
from tests.generators.documents.plan import plan_with
from tests.pipelines.tables.printer import figures

FORMATS = ("html", "docx", "pdf")
SEEDS = range(2)
Damage = Callable[[Grid, Grid, random.Random], None]
DAMAGES: dict[str, Damage] = {}


def damage(function: Damage) -> Damage:
    DAMAGES[function.__name__] = function
    return function


def values_of(line: list[Cell]) -> list[Cell]:
    return [cell for cell in line if cell.code]


def data(grid: Grid) -> list[list[Cell]]:
    return [line for line in grid.rows if values_of(line)]


def texts(line: list[Cell]) -> list[str]:
    return [cell.text for cell in values_of(line)]


def write(line: list[Cell], words: list[str]) -> None:
    for cell, text in zip(values_of(line), words, strict=True):
        cell.text = text


def move_rows(lines: list[list[Cell]], by: int) -> None:
    """Give each line the numbers of the one so many places on, round and round."""
    words = [texts(line) for line in lines]
    for at, line in enumerate(lines):
        write(line, words[(at + by) % len(lines)])


def some(lines: list[list[Cell]], dice: random.Random) -> list[Cell]:
    """Return a line that holds different numbers, so that moving them changes something."""
    return dice.choice([line for line in lines if len(set(texts(line)[:6])) > 2])


# --- rows ---------------------------------------------------------------------------------------------------------


@damage
def numbers_one_row_up(t3: Grid, _t4: Grid, _dice: random.Random) -> None:
    move_rows(data(t3), 1)


@damage
def numbers_one_row_down(t3: Grid, _t4: Grid, _dice: random.Random) -> None:
    move_rows(data(t3), -1)


@damage
def numbers_of_the_results_one_row_up(t3: Grid, _t4: Grid, _dice: random.Random) -> None:
    move_rows(data(t3)[2:-1], 1)


@damage
def numbers_from_some_row_on_one_row_down(t3: Grid, _t4: Grid, dice: random.Random) -> None:
    move_rows(data(t3)[dice.randrange(3, 18) :], -1)


@damage
def numbers_of_two_rows_exchanged(t3: Grid, _t4: Grid, _dice: random.Random) -> None:
    first, *_, second, _last = data(t3)
    words = texts(first)
    write(first, texts(second))
    write(second, words)


@damage
def label_over_two_rows(t3: Grid, _t4: Grid, dice: random.Random) -> None:
    lines = data(t3)
    at = dice.choice([at for at in range(5, 19) if len(lines[at]) == len(lines[at + 1]) == 8])
    lines[at][0].rows = 2
    del lines[at + 1][0]


@damage
def group_over_one_row_more(t3: Grid, _t4: Grid, _dice: random.Random) -> None:
    group = next(line[0] for line in data(t3) if line[0].rows == 3)
    group.rows += 1


@damage
def group_over_one_row_less(t3: Grid, _t4: Grid, _dice: random.Random) -> None:
    group = next(line[0] for line in data(t3) if line[0].rows == 3)
    group.rows -= 1


@damage
def all_results_over_one_row_more(t3: Grid, _t4: Grid, _dice: random.Random) -> None:
    max((line[0] for line in data(t3)), key=lambda cell: cell.rows).rows += 1


@damage
def all_results_over_one_row_less(t3: Grid, _t4: Grid, _dice: random.Random) -> None:
    max((line[0] for line in data(t3)), key=lambda cell: cell.rows).rows -= 1


@damage
def number_over_two_rows(t3: Grid, _t4: Grid, dice: random.Random) -> None:
    lines = data(t3)
    at, column = dice.randrange(2, 20), dice.randrange(7)
    values_of(lines[at])[column].rows = 2
    below = lines[at + 1]
    del below[len(below) - 7 + column]


@damage
def number_over_two_rows_and_none_taken_away(t3: Grid, _t4: Grid, dice: random.Random) -> None:
    values_of(data(t3)[dice.randrange(2, 20)])[dice.randrange(7)].rows = 2


@damage
def row_lost(t3: Grid, _t4: Grid, dice: random.Random) -> None:
    t3.rows.remove(dice.choice([line for line in data(t3) if all(cell.rows == 1 for cell in line)]))


@damage
def row_printed_twice_with_other_numbers(t3: Grid, _t4: Grid, dice: random.Random) -> None:
    line = dice.choice([line for line in data(t3) if all(cell.rows == 1 for cell in line)])
    again = [replace(cell, text=str(int(cell.text) + 1) if cell.code else cell.text) for cell in line]
    t3.rows.insert(t3.rows.index(line), again)


@damage
def empty_row_between(t3: Grid, _t4: Grid, dice: random.Random) -> None:
    at = dice.randrange(6, len(t3.rows) - 2)
    t3.rows.insert(at, [Cell("", columns=1) for _ in t3.rows[at]])


# --- columns ------------------------------------------------------------------------------------------------------


@damage
def numbers_of_a_column_and_the_total_exchanged(t3: Grid, _t4: Grid, dice: random.Random) -> None:
    column = dice.randrange(6)
    for line in data(t3):
        words = texts(line)
        words[column], words[6] = words[6], words[column]
        write(line, words)


@damage
def numbers_of_two_columns_exchanged_in_one_row(t3: Grid, _t4: Grid, dice: random.Random) -> None:
    line = some(data(t3)[2:-2], dice)
    words = texts(line)
    write(line, [words[1], words[0], *words[2:]])


@damage
def numbers_of_two_columns_exchanged_in_some_rows(t3: Grid, _t4: Grid, _dice: random.Random) -> None:
    for line in data(t3)[::2]:
        words = texts(line)
        write(line, [*words[:2], words[5], *words[3:5], words[2], words[6]])


@damage
def two_columns_exchanged_with_their_headings(t3: Grid, _t4: Grid, _dice: random.Random) -> None:
    for line in (t3.rows[2], *data(t3)):
        at = len(line) - 5 if line is t3.rows[2] else len(line) - 6
        line[at], line[at + 2] = line[at + 2], line[at]


@damage
def numbers_one_column_to_the_right(t3: Grid, _t4: Grid, _dice: random.Random) -> None:
    for line in data(t3):
        words = texts(line)
        write(line, [words[-1], *words[:-1]])


@damage
def numbers_one_column_to_the_left_in_the_lower_half(t3: Grid, _t4: Grid, _dice: random.Random) -> None:
    for line in data(t3)[12:]:
        words = texts(line)
        write(line, [*words[1:], words[0]])


@damage
def heading_of_the_first_column_exchanged_with_the_total(t3: Grid, _t4: Grid, _dice: random.Random) -> None:
    first, last = t3.rows[1][0], t3.rows[1][-1]
    first.text, last.text = last.text, first.text


@damage
def heading_lost(t3: Grid, _t4: Grid, dice: random.Random) -> None:
    del t3.rows[2][dice.randrange(5)]


@damage
def group_heading_one_column_narrower(t3: Grid, _t4: Grid, _dice: random.Random) -> None:
    t3.rows[1][1].columns -= 1


@damage
def group_heading_one_column_wider(t3: Grid, _t4: Grid, _dice: random.Random) -> None:
    t3.rows[1][1].columns += 1


@damage
def corner_one_row_less(t3: Grid, _t4: Grid, _dice: random.Random) -> None:
    t3.rows[0][0].rows -= 1


@damage
def corner_one_column_less(t3: Grid, _t4: Grid, _dice: random.Random) -> None:
    t3.rows[0][0].columns -= 1


# --- cells --------------------------------------------------------------------------------------------------------


@damage
def number_moved_one_cell_on(t3: Grid, _t4: Grid, dice: random.Random) -> None:
    cells = values_of(some(data(t3), dice))
    at = next(at for at in range(6) if cells[at].text != cells[at + 1].text)
    cells[at + 1].text, cells[at].text = cells[at].text, cells[at + 1].text


@damage
def number_lost_with_its_cell(t3: Grid, _t4: Grid, dice: random.Random) -> None:
    line = some(data(t3), dice)
    del line[len(line) - 1 - dice.randrange(7)]


@damage
def label_lost_with_its_cell(t3: Grid, _t4: Grid, dice: random.Random) -> None:
    line = dice.choice([line for line in data(t3) if len(line) == 8])
    del line[0]


@damage
def empty_cell_before_the_numbers(t3: Grid, _t4: Grid, dice: random.Random) -> None:
    line = some(data(t3), dice)
    line.insert(len(line) - 7, Cell(""))


@damage
def zero_among_the_numbers(t3: Grid, _t4: Grid, dice: random.Random) -> None:
    line = some(data(t3), dice)
    line.insert(len(line) - dice.randrange(1, 7), Cell("0"))


@damage
def zero_among_the_numbers_of_every_row(t3: Grid, _t4: Grid, _dice: random.Random) -> None:
    for line in data(t3):
        line.insert(len(line) - 3, Cell("0"))


@damage
def number_over_two_columns(t3: Grid, _t4: Grid, dice: random.Random) -> None:
    line = some(data(t3), dice)
    at = len(line) - 7 + dice.randrange(6)
    line[at].columns = 2
    del line[at + 1]


@damage
def number_over_two_columns_and_none_taken_away(t3: Grid, _t4: Grid, dice: random.Random) -> None:
    values_of(some(data(t3), dice))[dice.randrange(6)].columns = 2


@damage
def label_one_column_narrower(t3: Grid, _t4: Grid, _dice: random.Random) -> None:
    data(t3)[0][0].columns -= 1


@damage
def labels_one_column_wider(t3: Grid, _t4: Grid, _dice: random.Random) -> None:
    for line in data(t3)[3:9]:
        line[-8].columns += 1


# --- table 4 ------------------------------------------------------------------------------------------------------


@damage
def numbers_of_table_4_one_cell_on(_t3: Grid, t4: Grid, _dice: random.Random) -> None:
    words = texts(t4.rows[-1])
    write(t4.rows[-1], [words[-1], *words[:-1]])


@damage
def number_of_table_4_lost_with_its_cell(_t3: Grid, t4: Grid, dice: random.Random) -> None:
    del t4.rows[-1][dice.randrange(15)]


@damage
def zero_among_the_numbers_of_table_4(_t3: Grid, t4: Grid, dice: random.Random) -> None:
    t4.rows[-1].insert(dice.randrange(14), Cell("0"))


@damage
def number_of_table_4_over_two_columns(_t3: Grid, t4: Grid, dice: random.Random) -> None:
    at = dice.randrange(14)
    t4.rows[-1][at].columns = 2
    del t4.rows[-1][at + 1]


@damage
def total_and_first_result_of_table_4_exchanged(_t3: Grid, t4: Grid, _dice: random.Random) -> None:
    words = texts(t4.rows[-1])
    words[5], words[9] = words[9], words[5]
    write(t4.rows[-1], words)


@damage
def routes_of_table_4_over_other_columns(_t3: Grid, t4: Grid, _dice: random.Random) -> None:
    for cell, wide in zip(t4.rows[1][-2:], (4, 6), strict=True):
        cell.columns = wide


# --- the tests ----------------------------------------------------------------------------------------------------


def sheet(format_: str, seed: int) -> tuple[Sheet, dict[str, int]]:
    """Return a report whose tables 3 and 4 hold many different numbers; every relation holds."""
    form = ("F2021", "F2019")[seed % 2]
    plan = replace(plan_with("none", seed=seed, form=form, variant="", format_=format_), quirks=frozenset())
    made = lay_out(plan)
    values = figures(form, seed)
    for grid in tables(made):
        for line in grid.rows:
            for cell in values_of(line):
                cell.text = str(values[cell.code])
    return made, {code: value for code, value in values.items() if table_of(code) != "t2"}


def tables(made: Sheet) -> tuple[Grid, Grid]:
    by_kind = {part.kind: part for part in made.parts if isinstance(part, Grid)}
    return by_kind["t3"], by_kind["t4"]


def table_of(code: str) -> str:
    if "." in code:
        return "t3"
    return "t4" if code.partition("_")[0] in ("rev", "litd", "lita") else "t2"


def read(made: Sheet) -> Report:
    (found,) = assemble(read_document(render(made)), ReportContext())
    return found


def silent(found: Report, truth: dict[str, int]) -> dict[str, object]:
    """Return the figures of tables 3 and 4 that are wrong, missing or invented without a word of doubt."""
    doubted = {code for problem in found.problems for code in problem.where}
    doubted |= {one.code for one in found.figures if one.flags}
    failing = {code for one in found.findings if one.severity == "hard" for code in one.where}
    rows = {code.partition(".")[0] for code in doubted | failing if "." in code}
    named = doubted | failing | {code for code in truth if code.partition(".")[0] in rows}
    got: dict[str, object] = {one.code: one.value for one in found.figures if table_of(one.code) != "t2"}
    wrong = {code: value for code, value in got.items() if truth.get(code) != value}
    missing = dict.fromkeys(truth.keys() - got.keys(), "missing")
    return {code: value for code, value in wrong.items() if not {code, table_of(code)} & named} | {
        code: value for code, value in missing.items() if not {code, table_of(code)} & doubted
    }


@pytest.mark.parametrize("format_", FORMATS)
def test_undamaged_tables_are_read_without_doubt(format_: str) -> None:
    for seed in SEEDS:
        made, truth = sheet(format_, seed)
        found = read(made)
        assert {one.code: one.value for one in found.figures if table_of(one.code) != "t2"} == truth
        assert not any(one.flags for one in found.figures)
        assert not any(one.severity == "hard" for one in found.findings)


@pytest.mark.parametrize("format_", FORMATS)
@pytest.mark.parametrize("name", DAMAGES)
def test_no_structural_damage_passes(name: str, format_: str) -> None:
    for seed in SEEDS:
        made, truth = sheet(format_, seed)
        DAMAGES[name](*tables(made), random.Random(f"{name} {seed}"))  # noqa: S311 (repeatable damage)
        assert silent(read(made), truth) == {}, seed

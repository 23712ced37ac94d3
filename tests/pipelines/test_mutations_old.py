"""Damaged tables of the forms before 2019: no figure is silently wrong, missing or invented."""

import random
from collections.abc import Callable
from dataclasses import replace

import pytest

from tests.generators.comparison import score
from tests.generators.documents import Generated, render
from tests.generators.documents.grids import Cell, Grid
from tests.generators.documents.layout import Sheet, lay_out
from tests.generators.documents.plan import plan_with
from tests.generators.documents.truth import truth_of

FORMS = (("F2014", ""), ("F2008", "fujian"), ("F2008", "coded"), ("F2008", "putian"))
SEEDS = range(5)
Damage = Callable[[Grid, random.Random], None]
DAMAGES: dict[str, Damage] = {}


def damage(function: Damage) -> Damage:
    DAMAGES[function.__name__] = function
    return function


def lines_of(grid: Grid) -> list[list[Cell]]:
    """Return the rows that hold a figure."""
    return [row for row in grid.rows[grid.heads :] if any(cell.code for cell in row)]


def forget(line: list[Cell]) -> None:
    """Say that a row's number need not be found any more; a reader that still knows it is right."""
    for cell in line:
        cell.code = ""


@damage
def row_deleted(grid: Grid, dice: random.Random) -> None:
    grid.rows.remove(dice.choice(lines_of(grid)))


@damage
def label_blanked(grid: Grid, dice: random.Random) -> None:
    line = dice.choice(lines_of(grid))
    line[0].text = ""
    forget(line)


@damage
def label_of_another_row(grid: Grid, dice: random.Random) -> None:
    """One label stands twice, before two numbers: which is whose nobody knows."""
    first, second = dice.sample(lines_of(grid), 2)
    first[0].text = second[0].text
    forget(first)


@damage
def label_garbled(grid: Grid, dice: random.Random) -> None:
    line = dice.choice(lines_of(grid))
    letters = list(line[0].text)
    for _ in range(3):
        letters[dice.randrange(len(letters))] = dice.choice("的一是口〇X")
    line[0].text = "".join(letters)
    forget(line)


@damage
def number_cell_lost(grid: Grid, dice: random.Random) -> None:
    line = dice.choice(lines_of(grid))
    line.remove(next(cell for cell in line if cell.code))


@damage
def number_columns_swapped_with_their_heads(grid: Grid, _: random.Random) -> None:
    for row in grid.rows:
        if len(row) > 3:
            row[-2], row[-1] = row[-1], row[-2]


@damage
def column_of_last_year(grid: Grid, dice: random.Random) -> None:
    for number, row in enumerate(grid.rows):
        row.append(Cell("上年统计数" if number == grid.heads - 1 else str(dice.randrange(99))))


@damage
def head_row_deleted(grid: Grid, _: random.Random) -> None:
    del grid.rows[: grid.heads]
    grid.heads = 0


@damage
def row_twice_with_other_numbers(grid: Grid, dice: random.Random) -> None:
    line = dice.choice(lines_of(grid))
    again = [Cell(str(int(float(cell.text)) + 1) if cell.code else cell.text) for cell in line]
    grid.rows.insert(grid.rows.index(line) + dice.choice((0, 1)), again)


@damage
def table_cut_short(grid: Grid, dice: random.Random) -> None:
    del grid.rows[dice.randrange(grid.heads + 3, len(grid.rows)) :]


def damaged(form: str, variant: str, name: str, seed: int) -> Generated:
    plan = plan_with("none", seed=seed, form=form, variant=variant)
    sheet: Sheet = lay_out(replace(plan, quirks=frozenset()))
    (grid,) = (part for part in sheet.parts if isinstance(part, Grid))
    DAMAGES[name](grid, random.Random(f"{name} {seed}"))  # noqa: S311 (repeatable test data)
    truth = truth_of(sheet, "made", "made.html")
    figures, optional = truth["figures"], truth["optional_figures"]
    assert isinstance(figures, dict)
    assert isinstance(optional, dict)
    lost = {code: value for code, value in sheet.values.true.items() if code not in figures}
    return Generated("made.html", render(sheet), sheet.plan, {**truth, "optional_figures": lost | optional})


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize(("form", "variant"), FORMS)
@pytest.mark.parametrize("name", DAMAGES)
def test_a_damaged_old_table_is_never_silently_misread(name: str, form: str, variant: str, seed: int) -> None:
    result = score(damaged(form, variant, name, seed))
    assert not result.bad(), result.details

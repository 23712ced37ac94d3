"""Figures of the forms before 2019 that have slid against their labels: none passes for right, in any format."""

import random
from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise

import pytest

from tests.generators.comparison import score
from tests.generators.documents import Generated, render
from tests.generators.documents.grids import Cell, Grid
from tests.generators.documents.layout import lay_out
from tests.generators.documents.plan import Plan, plan_with
from tests.generators.documents.render_text import render_text
from tests.generators.documents.truth import truth_of
from tests.pipelines.test_mutations_old import lines_of

FORMS = (("F2014", ""), ("F2008", "fujian"), ("F2008", "coded"))
# The oddity of a text that says how its cells are parted; none for the other formats.
WAYS = {
    "html": ("html", "none"), "docx": ("docx", "none"), "xlsx": ("xlsx", "none"), "tabs": ("text", "none"),
    "pipes": ("text", "pipes"), "bare pipes": ("text", "bare_pipes"), "lines": ("text", "cell_lines"),
    "spaces": ("text", "none"),
}  # fmt: skip
SEEDS = range(2)
Damage = Callable[[Grid, random.Random], None]
DAMAGES: dict[str, Damage] = {}


def damage(function: Damage) -> Damage:
    DAMAGES[function.__name__] = function
    return function


def blocks_of(grid: Grid) -> list[list[list[Cell]]]:
    """Return the runs of rows with a figure that no heading parts."""
    blocks: list[list[list[Cell]]] = [[]]
    for row in grid.rows[grid.heads :]:
        if any(cell.code for cell in row):
            blocks[-1].append(row)
        elif blocks[-1]:
            blocks.append([])
    return [block for block in blocks if len(block) > 2]


def number_of(row: list[Cell]) -> Cell:
    return next(cell for cell in row if cell.code)


def place_of(row: list[Cell]) -> int:
    return row.index(number_of(row))


def neighbours(grid: Grid, dice: random.Random) -> tuple[list[Cell], list[Cell]]:
    """Return two rows that stand one under the other, both with a figure."""
    return dice.choice([pair for block in blocks_of(grid) for pair in pairwise(block)])


def together(cells: list[Cell], by: str) -> Cell:
    return Cell(by.join(cell.text for cell in cells), code="")


@damage
def number_dropped(grid: Grid, dice: random.Random) -> None:
    row = dice.choice(lines_of(grid))
    del row[place_of(row)]


@damage
def label_dropped(grid: Grid, dice: random.Random) -> None:
    del dice.choice(lines_of(grid))[0]


@damage
def unit_dropped(grid: Grid, dice: random.Random) -> None:
    del dice.choice(lines_of(grid))[1]


@damage
def label_left_blank(grid: Grid, dice: random.Random) -> None:
    dice.choice(lines_of(grid))[0].text = ""


@damage
def blanks_dropped(grid: Grid, dice: random.Random) -> None:
    """What stands in no cell at all moves nothing, but what stands behind it."""
    rows = lines_of(grid)
    for row in dice.sample(rows, 4):
        del row[place_of(row)]


@damage
def two_rows_in_one_by_lines(grid: Grid, dice: random.Random) -> None:
    first, second = neighbours(grid, dice)
    first[:] = [Cell(f"{a.text}\n{b.text}") for a, b in zip(first, second, strict=True)]
    grid.rows.remove(second)


@damage
def labels_of_two_rows_in_one(grid: Grid, dice: random.Random) -> None:
    """The cells of one label and of one unit hold two rows; their numbers stand in rows of their own."""
    first, second = neighbours(grid, dice)
    first[0].text += f"\n{second[0].text}"
    second[0].text = ""


@damage
def labels_of_two_rows_in_the_second(grid: Grid, dice: random.Random) -> None:
    first, second = neighbours(grid, dice)
    second[0].text = f"{first[0].text}{second[0].text}"
    first[0].text = ""


@damage
def numbers_of_two_rows_in_one(grid: Grid, dice: random.Random) -> None:
    first, second = neighbours(grid, dice)
    number_of(first).text += f"\n{number_of(second).text}"
    number_of(second).text = ""


@damage
def numbers_of_two_rows_in_the_second(grid: Grid, dice: random.Random) -> None:
    first, second = neighbours(grid, dice)
    number_of(second).text = f"{number_of(first).text} {number_of(second).text}"
    number_of(first).text = ""


@damage
def block_in_one_row(grid: Grid, dice: random.Random) -> None:
    """All labels of a block in one cell, all units in one, and all numbers but one that was blank."""
    block = dice.choice(blocks_of(grid))
    at = grid.rows.index(block[0])
    lost = dice.randrange(len(block))
    columns = [list(column) for column in zip(*block, strict=True)]
    columns = [
        column if n < place_of(block[0]) else column[:lost] + column[lost + 1 :] for n, column in enumerate(columns)
    ]
    grid.rows[at : at + len(block)] = [[together(column, "\n") for column in columns]]


@damage
def numbers_of_a_block_in_one_cell(grid: Grid, dice: random.Random) -> None:
    block = dice.choice(blocks_of(grid))
    place = place_of(block[0])
    joined = together([row[place] for row in block], "\n")
    joined.rows = len(block)
    for row in block[1:]:
        del row[place]
    block[0][place] = joined


@damage
def numbers_slide_down(grid: Grid, dice: random.Random) -> None:
    """An empty cell came in: the numbers of a block stand one row too low, the last beside the next heading."""
    slide(grid, dice, 1)


@damage
def numbers_slide_up(grid: Grid, dice: random.Random) -> None:
    slide(grid, dice, -1)


def slide(grid: Grid, dice: random.Random, by: int) -> None:
    body = grid.rows[grid.heads :]
    column = len(body[0]) - 1 if len(body[0]) < 4 else place_of(lines_of(grid)[0])
    cells = [row[column] for row in body if len(row) > column]
    begin = dice.randrange(len(cells) // 2) if by > 0 else len(cells) // 2 + dice.randrange(len(cells) // 2)
    if by > 0:
        moved = [*cells[:begin], Cell(""), *cells[begin:-1]]
    else:
        moved = [*cells[1 : begin + 1], Cell(""), *cells[begin + 1 :]]
    for row, cell in zip([row for row in body if len(row) > column], moved, strict=True):
        row[column] = cell


@damage
def number_moved_up(grid: Grid, dice: random.Random) -> None:
    first, second = neighbours(grid, dice)
    cell = number_of(second)
    second[place_of(second)] = Cell("")
    first.append(cell)


@damage
def number_moved_into_the_units(grid: Grid, dice: random.Random) -> None:
    row = dice.choice(lines_of(grid))
    cell = number_of(row)
    row[place_of(row)] = Cell("")
    row[1] = cell


@damage
def units_and_numbers_swapped(grid: Grid, _: random.Random) -> None:
    """Only the cells, not their heads."""
    for row in lines_of(grid):
        place = place_of(row)
        row[1], row[place] = row[place], row[1]


@damage
def number_columns_swapped_without_their_heads(grid: Grid, _: random.Random) -> None:
    for row in grid.rows[grid.heads :]:
        if len(row) > 3:
            row[-2], row[-1] = row[-1], row[-2]


@damage
def number_over_two_rows(grid: Grid, dice: random.Random) -> None:
    """One number is merged down over two rows; whose it is nobody knows. (A zero would be both's.)"""
    pairs = [pair for block in blocks_of(grid) for pair in pairwise(block) if number_of(pair[0]).text != "0"]
    first, second = dice.choice(pairs)
    number_of(first).rows = 2
    second.remove(number_of(second))


@damage
def label_over_two_rows(grid: Grid, dice: random.Random) -> None:
    first, second = neighbours(grid, dice)
    first[0].rows = 2
    del second[0]


@damage
def number_in_a_row_of_its_own(grid: Grid, dice: random.Random) -> None:
    row = dice.choice(lines_of(grid))
    place = place_of(row)
    grid.rows.insert(grid.rows.index(row) + 1, [*(Cell("") for _ in row[:place]), *row[place:]])
    row[place:] = [Cell("") for _ in row[place:]]


@damage
def number_lines_below(grid: Grid, dice: random.Random) -> None:
    """A cell that begins in the line below its label: nothing stands before it."""
    row = dice.choice(lines_of(grid))
    place = place_of(row)
    grid.rows.insert(grid.rows.index(row) + 1, row[place:])
    del row[place:]


def rendered(way: str, plan: Plan, grid_damage: Damage, dice: random.Random) -> Generated:
    sheet = lay_out(replace(plan, quirks=frozenset({WAYS[way][1]} - {"none"})))
    (grid,) = (part for part in sheet.parts if isinstance(part, Grid))
    grid_damage(grid, dice)
    truth = truth_of(sheet, "made", "made")
    figures, optional = truth["figures"], truth["optional_figures"]
    assert isinstance(figures, dict)
    assert isinstance(optional, dict)
    lost = {code: value for code, value in sheet.values.true.items() if code not in figures}
    if WAYS[way][0] == "text":  # a line break would end the row
        for cell in (cell for row in grid.rows for cell in row):
            cell.text = cell.text.replace("\n", " ")
    data = render_text(sheet).replace(b"\t", b"  ") if way == "spaces" else render(sheet)
    return Generated("made", data, sheet.plan, {**truth, "optional_figures": lost | optional})


CASES = [(name, way) for name in DAMAGES for way in WAYS if (name, way) != ("units_and_numbers_swapped", "spaces")]


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize(("form", "variant"), FORMS)
@pytest.mark.parametrize(("name", "way"), CASES)
def test_figures_that_slid_are_never_taken_for_right(name: str, way: str, form: str, variant: str, seed: int) -> None:
    plan = plan_with("none", seed=seed, format_=WAYS[way][0], form=form, variant=variant)
    made = rendered(way, plan, DAMAGES[name], random.Random(f"{name} {seed}"))  # noqa: S311 (repeatable test data)
    result = score(made)
    assert not result.bad(), result.details

"""The grid of an HTML table: where each cell stands once its row and column spans are laid out."""

from collections.abc import Iterator
from itertools import starmap
from typing import NamedTuple

from pipelines.document import Cell, Table, Unreadable

MAX_SPAN = 200  # no printed table of a report is wider; larger spans are slips of editors or attacks
MAX_POSITIONS = 200_000
MAX_WIDTH = 2_000  # columns as the spans lay them out, before those that print nothing are taken out

Placed = tuple[int, int, str, int, int]  # what a cell is made of: row, column, text, rowspan, colspan


class RawCell(NamedTuple):
    """A cell as the markup states it; `rowspan` 0 means down to the table's end."""

    text: str
    rowspan: int = 1
    colspan: int = 1
    linked: bool = False


def lay_out(rows: list[list[RawCell]], index: int) -> Table:
    """Return the table with every cell at its place.

    Rows and columns in which no cell begins (left by spans that reach too far) are taken out, so a position counts
    only what is printed. Where spans overlap, the cell that stands first keeps the place.
    Raises Unreadable when the spans make a grid beyond every printed table.
    """
    placed, height, width = _place(rows)
    row_at = _ranks({place[0] for place in placed})
    column_at = _ranks({place[1] for place in placed})
    if row_at[-1] != height or column_at[-1] != width:
        placed = list(_moved(placed, row_at, column_at))
        height, width = row_at[-1], column_at[-1]
    if height * width > MAX_POSITIONS:
        raise Unreadable("too_large", f"table {index} has {height} x {width} positions; it is left out")
    return Table(index=index, rows=height, columns=width, cells=tuple(starmap(Cell, placed)))


def _moved(placed: list[Placed], row_at: list[int], column_at: list[int]) -> Iterator[Placed]:
    """Yield the cells where they stand without the rows and columns in which no cell begins."""
    for row, column, text, rowspan, colspan in placed:
        top, left = row_at[row], column_at[column]
        yield top, left, text, _at(row_at, row + rowspan) - top, _at(column_at, column + colspan) - left


def _at(ranks: list[int], position: int) -> int:
    return ranks[position] if position < len(ranks) else ranks[-1]


def _ranks(starts: set[int]) -> list[int]:
    """Return for each position how many of the starts lie before it; the last entry counts all of them."""
    ranks, seen = [], 0
    for position in range(max(starts, default=-1) + 2):
        ranks.append(seen)
        seen += position in starts
    return ranks


def _place(rows: list[list[RawCell]]) -> tuple[list[Placed], int, int]:
    """Return the cells as their spans lay them out, and the height and width of that."""
    placed: list[Placed] = []
    free_from: list[int] = []  # for each column the first row that no cell from above covers
    for r, cells in enumerate(rows):
        column = 0
        for text, rowspan, colspan, _ in cells:
            while column < len(free_from) and free_from[column] > r:
                column += 1
            if rowspan == colspan == 1 and column < len(free_from):
                free_from[column] = r + 1
                placed.append((r, column, text, 1, 1))
                column += 1
                continue
            width = 1
            wanted = min(max(colspan, 1), MAX_SPAN)
            while width < wanted and (column + width >= len(free_from) or free_from[column + width] <= r):
                width += 1
            height = len(rows) - r if rowspan == 0 else min(max(rowspan, 1), len(rows) - r)
            if column + width > len(free_from):
                free_from.extend([0] * (column + width - len(free_from)))
                if len(free_from) > MAX_WIDTH:
                    raise Unreadable("too_large", f"a table has more than {MAX_WIDTH} columns; it is left out")
            free_from[column : column + width] = [r + height] * width
            placed.append((r, column, text, height, width))
            column += width
            if len(placed) > MAX_POSITIONS:
                raise Unreadable("too_large", f"a table has more than {MAX_POSITIONS} cells; it is left out")
    return placed, len(rows), len(free_from)

"""The grid of an HTML table: where each cell stands once its row and column spans are laid out."""

from typing import NamedTuple

from pipelines.document import Cell, Table, Unreadable

MAX_SPAN = 200  # no printed table of a report is wider; larger spans are slips of editors or attacks
MAX_POSITIONS = 200_000
MAX_WIDTH = 2_000  # columns as the spans lay them out, before those that print nothing are taken out


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
    placed = _place(rows)
    row_at = _ranks({place[0] for place in placed})
    column_at = _ranks({place[1] for place in placed})
    height, width = row_at[-1], column_at[-1]
    if height * width > MAX_POSITIONS:
        raise Unreadable("too_large", f"table {index} has {height} x {width} positions; it is left out")
    cells = []
    for row, column, rowspan, colspan, text in placed:
        top, left = row_at[row], column_at[column]
        if rowspan == colspan == 1:
            cells.append(Cell(row=top, column=left, text=text))
            continue
        down = _at(row_at, row + rowspan) - top
        right = _at(column_at, column + colspan) - left
        cells.append(Cell(row=top, column=left, text=text, rowspan=down, colspan=right))
    return Table(index=index, rows=height, columns=width, cells=tuple(cells))


def _at(ranks: list[int], position: int) -> int:
    return ranks[position] if position < len(ranks) else ranks[-1]


def _ranks(starts: set[int]) -> list[int]:
    """Return for each position how many of the starts lie before it; the last entry counts all of them."""
    ranks, seen = [], 0
    for position in range(max(starts, default=-1) + 2):
        ranks.append(seen)
        seen += position in starts
    return ranks


def _place(rows: list[list[RawCell]]) -> list[tuple[int, int, int, int, str]]:
    placed: list[tuple[int, int, int, int, str]] = []
    free_from: list[int] = []  # for each column the first row that no cell from above covers
    for r, cells in enumerate(rows):
        column = 0
        for cell in cells:
            while column < len(free_from) and free_from[column] > r:
                column += 1
            if cell.rowspan == cell.colspan == 1 and column < len(free_from):
                free_from[column] = r + 1
                placed.append((r, column, 1, 1, cell.text))
                column += 1
                continue
            width = 1
            wanted = min(max(cell.colspan, 1), MAX_SPAN)
            while width < wanted and (column + width >= len(free_from) or free_from[column + width] <= r):
                width += 1
            height = len(rows) - r if cell.rowspan == 0 else min(max(cell.rowspan, 1), len(rows) - r)
            if column + width > len(free_from):
                free_from.extend([0] * (column + width - len(free_from)))
                if len(free_from) > MAX_WIDTH:
                    raise Unreadable("too_large", f"a table has more than {MAX_WIDTH} columns; it is left out")
            free_from[column : column + width] = [r + height] * width
            placed.append((r, column, height, width, cell.text))
            column += width
            if len(placed) > MAX_POSITIONS:
                raise Unreadable("too_large", f"a table has more than {MAX_POSITIONS} cells; it is left out")
    return placed

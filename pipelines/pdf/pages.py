"""One PDF page as read: its lines of text outside tables, and its tables with the text of each cell."""

import re
from dataclasses import dataclass, field
from typing import Any

from pipelines.document import Cell, Problem, Table
from pipelines.pdf.characters import MAX_CHARACTERS, Char, page_characters
from pipelines.pdf.grid import Grid, TooManyEdges, find_grids
from pipelines.pdf.lines import Line, cell_text, text_lines
from pipelines.pdf.rules import MAX_OBJECTS, page_rules
from pipelines.pdf.view import View, view_of

MARGIN = 0.12  # of the page's height, where page numbers stand
_DASH = r"[-‐‑–—―－~·•\s]"
_PAGE_NUMBER = re.compile(rf"{_DASH}*[-‐‑–—―－]{_DASH}*[0-9０-９]{{1,4}}{_DASH}*[-‐‑–—―－]{_DASH}*|第\s*\d+\s*页.{{0,12}}")


@dataclass(slots=True)
class Piece:
    """A table, or the part of one that stands on this page; `texts` holds each cell's text in the grid's order."""

    grid: Grid
    texts: list[str]
    page: int

    def row_texts(self, row: int) -> list[str]:
        """Return the texts along a grid row; a position covered by a cell from above or left is empty."""
        out = [""] * (len(self.grid.column_edges) - 1)
        for (r, c, _, _), text in zip(self.grid.cells, self.texts, strict=True):
            if r == row:
                out[c] = text
        return out

    def table(self, index: int, *, continues: bool) -> Table:
        """Return the piece as the document's table number `index`."""
        rows, columns = self.grid.row_edges, self.grid.column_edges
        cells = tuple(
            Cell(
                row=r,
                column=c,
                text=text,
                rowspan=rowspan,
                colspan=colspan,
                box=(columns[c], rows[r], columns[c + colspan], rows[r + rowspan]),
            )
            for (r, c, rowspan, colspan), text in zip(self.grid.cells, self.texts, strict=True)
        )
        return Table(
            index=index,
            rows=len(rows) - 1,
            columns=len(columns) - 1,
            cells=cells,
            page=self.page,
            row_edges=tuple(rows),
            column_edges=tuple(columns),
            continues=continues,
        )


@dataclass(slots=True)
class PageReading:
    """What one page holds, from the top, and what could not be read."""

    number: int
    view: View
    items: list[Line | Piece] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    characters: int = 0
    images: int = 0


def read_page(page: Any, number: int) -> PageReading:
    """Read an open pypdfium2 page, counted from 1."""
    view = view_of(page)
    chars, unmapped = page_characters(page, view)
    drawn = page_rules(page, view)
    reading = PageReading(number, view, characters=len(chars), images=drawn.images)
    where = (f"page {number}",)
    if unmapped:
        detail = f"Page {number} prints {unmapped} characters whose meaning the file does not give; compare the page."
        reading.problems.append(Problem(kind="unreadable", detail=detail, where=where))
    if drawn.cut or len(chars) >= MAX_CHARACTERS:
        detail = (
            f"Page {number} holds more than {MAX_OBJECTS} drawn objects or {MAX_CHARACTERS} characters; "
            "the rest of it was not read. Print the page anew or import another copy."
        )
        reading.problems.append(Problem(kind="too_large", detail=detail, where=where))
    try:
        grids = find_grids(drawn.rules)
    except TooManyEdges:
        grids = []
        detail = f"Page {number} draws too many lines to look for tables in them; its text was read without tables."
        reading.problems.append(Problem(kind="too_large", detail=detail, where=where))
    _fill(reading, _without_page_number(chars, view), grids)
    return reading


def _without_page_number(chars: list[Char], view: View) -> list[Char]:
    """Drop a page number printed between dashes at the page's edge: it may stand inside a table's box."""
    edge = view.height * MARGIN
    outer = [c for c in chars if not edge < (c.top + c.bottom) / 2 < view.height - edge]
    numbers = [line for line in text_lines(outer) if _PAGE_NUMBER.fullmatch(line.text)]
    if not numbers:
        return chars
    return [
        c
        for c in chars
        if not any(
            line.x0 - 0.1 <= c.x0 and c.x1 <= line.x1 + 0.1 and line.top - 0.1 <= c.top and c.bottom <= line.bottom + 0.1
            for line in numbers
        )
    ]


def _fill(reading: PageReading, chars: list[Char], grids: list[Grid]) -> None:
    """Give each character to the innermost table around it, else to the running text."""
    tables = [(grid, grid.owners(), [[] for _ in grid.cells]) for grid in grids]  # type: list[_Filling]
    tables.sort(key=lambda item: _area(item[0]))
    outside = []
    for char in chars:
        x, y = (char.x0 + char.x1) / 2, (char.top + char.bottom) / 2
        for grid, owners, held in tables:
            x0, top, x1, bottom = grid.box
            if x0 <= x <= x1 and top <= y <= bottom:
                row, column = grid.position(x, y)
                if owners[row][column] < 0:
                    owners[row][column] = len(grid.cells)
                    grid.cells.append((row, column, 1, 1))
                    held.append([])
                held[owners[row][column]].append(char)
                break
        else:
            outside.append(char)
    items: list[Line | Piece] = list(text_lines(outside))
    for grid, _, held in tables:
        if len(grid.column_edges) == 2 and _is_frame(grid):
            items += text_lines([char for cell in held for char in cell])
        else:
            items.append(Piece(grid, [cell_text(cell) for cell in held], reading.number))
    reading.items = sorted(items, key=_top)


_Filling = tuple[Grid, list[list[int]], list[list[Char]]]


def _is_frame(grid: Grid) -> bool:
    """Whether a box of one column is a border around the page or a paragraph, not part of a table."""
    return len(grid.row_edges) > 1


def _area(grid: Grid) -> float:
    x0, top, x1, bottom = grid.box
    return (x1 - x0) * (bottom - top)


def _top(item: Line | Piece) -> float:
    return item.grid.row_edges[0] if isinstance(item, Piece) else item.middle

"""One PDF page as read: its lines of text outside tables, and its tables with the text of each cell."""

import math
import re
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from pipelines.document import Cell, Picture, Problem, Table
from pipelines.pdf.characters import ASLANT, MAX_CHARACTERS, Char, page_characters
from pipelines.pdf.grid import Grid, TooManyEdges, find_grids
from pipelines.pdf.lines import Line, text_lines
from pipelines.pdf.rules import MAX_OBJECTS, Drawn, Rectangle, page_rules
from pipelines.pdf.view import View, turned, view_of

PICTURE = "\ufffc"  # stands for a picture in a cell without text: the cell is not blank
MAX_PICTURE_HEIGHT = 80.0  # points; higher ones are scans, emblems and backgrounds of the page
_FEWEST, _MOSTLY = 30, 0.8  # characters, and the share of them, from which a page counts as turned
MARGIN = 0.12  # of the page's height, where page numbers stand
_DASH = r"[-‐‑–—―－~·•\s]"
_PAGE_NUMBER = re.compile(
    rf"{_DASH}*[-‐‑–—―－]{_DASH}*[0-9０-９]{{1,4}}{_DASH}*[-‐‑–—―－]{_DASH}*|第\s*\d+\s*页.{{0,12}}"
)


@dataclass(slots=True)
class Piece:
    """A table, or the part of one that stands on this page, with the lines of each cell in the grid's order."""

    grid: Grid
    lines: list[list[Line]]
    page: int
    placed: bool = True  # False where its place on the page is not known

    @property
    def texts(self) -> list[str]:
        """The cells' texts, their lines parted by newlines."""
        return ["\n".join(line.text for line in lines) for lines in self.lines]

    def table(self, index: int, *, continues: bool) -> Table:
        """Return the piece as the document's table number `index`."""
        # A hundredth of a point is finer than any rule is drawn; longer numbers would only fill the archive.
        rows = [round(edge, 2) for edge in self.grid.row_edges]
        columns = [round(edge, 2) for edge in self.grid.column_edges]
        cells = tuple(
            Cell(
                row=r,
                column=c,
                text=text,
                rowspan=rowspan,
                colspan=colspan,
                box=(columns[c], rows[r], columns[c + colspan], rows[r + rowspan]) if self.placed else None,
                confidence=least_sure(held),
            )
            for (r, c, rowspan, colspan), text, held in zip(self.grid.cells, self.texts, self.lines, strict=True)
        )
        return Table(
            index=index,
            rows=len(rows) - 1,
            columns=len(columns) - 1,
            cells=cells,
            page=self.page,
            row_edges=tuple(rows) if self.placed else (),
            column_edges=tuple(columns) if self.placed else (),
            continues=continues,
        )


def least_sure(lines: list[Line]) -> float | None:
    """Return the confidence of the least certain of some lines, None where none was recognised in a picture."""
    return min((line.confidence for line in lines if line.confidence is not None), default=None)


@dataclass(slots=True)
class PageReading:
    """What one page holds, from the top, and what could not be read."""

    number: int
    view: View
    items: list[Line | Piece] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    characters: int = 0
    pictures: bool = False  # whether something is shown that may be text, but is none
    turn: float = 0.0  # by how many degrees the page was turned clockwise to be read, beyond what it says itself
    images: list[Rectangle] = field(default_factory=list)  # where pictures are shown
    waiting: list[Picture] = field(default_factory=list)  # pictures that text recognition has to read

    @property
    def size(self) -> tuple[float, float, float]:
        """The page's width and height in points as it was read, and its turn."""
        return round(self.view.width, 2), round(self.view.height, 2), round(self.turn, 3)


def read_page(page: Any, number: int) -> PageReading:
    """Read an open pypdfium2 page, counted from 1."""
    view = view_of(page)
    drawn = page_rules(page, view)
    chars, unmapped, cut = page_characters(page, view, drawn)
    turn = 0 if drawn.images else _main_turn(chars)  # places of pictures must be those of the page as shown
    if turn:
        view = turned(view, turn)
        drawn = page_rules(page, view)
        chars, unmapped, cut = page_characters(page, view, drawn)
    return arrange(PageReading(number, view, turn=turn), chars, drawn, unmapped=unmapped, cut=cut)


def _main_turn(chars: list[Char]) -> int:
    """Return how far nearly all text of a page is turned: set upright, then turned without the page's saying so."""
    if len(chars) < _FEWEST or chars[0].turn == chars[-1].turn == 0:
        return 0
    turn, count = Counter(char.turn for char in chars if char.turn != ASLANT).most_common(1)[0]
    return turn if count > _MOSTLY * len(chars) else 0


def arrange(reading: PageReading, chars: list[Char], drawn: Drawn, *, unmapped: int, cut: bool) -> PageReading:
    """Fill a page's reading with what its characters and drawings make, whatever format they come from.

    `unmapped` counts the glyphs among the characters whose meaning is not known; `cut` says that some were left out.
    """
    number, reading.characters, reading.pictures = reading.number, len(chars), drawn.looks_printed
    reading.images = drawn.images
    where = (f"page {number}",)
    if unmapped:
        detail = f"Page {number} prints {unmapped} characters whose meaning the file does not give; compare the page."
        reading.problems.append(Problem(kind="unreadable", detail=detail, where=where))
    if drawn.cut or cut:
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
    _fill(reading, _without_page_number(chars, reading.view), grids, drawn.images)
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
            line.x0 - 0.1 <= c.x0
            and c.x1 <= line.x1 + 0.1
            and line.top - 0.1 <= c.top
            and c.bottom <= line.bottom + 0.1
            for line in numbers
        )
    ]


@dataclass(slots=True)
class _Holder:
    """A grid while characters are put into its cells."""

    grid: Grid
    owners: list[list[int]]
    chars: list[list[Char]]

    box: Rectangle

    def note_picture(self, picture: Char) -> bool:
        """Put a picture's mark into the cell it stands in, if nothing is printed there; False outside the table."""
        x, y = (picture.x0 + picture.x1) / 2, (picture.top + picture.bottom) / 2
        x0, top, x1, bottom = self.box
        if not (x0 <= x <= x1 and top <= y <= bottom):
            return False
        row, column = self.grid.position(x, y)
        owner = self.owners[row][column]
        if owner >= 0 and not self.chars[owner]:
            self.chars[owner].append(picture)
        return True

    def take(self, char: Char) -> bool:
        """Put a character into the cell it stands in; False where it stands outside the table."""
        x, y = (char[1] + char[3]) / 2, (char[2] + char[4]) / 2
        x0, top, x1, bottom = self.box
        if not (x0 <= x <= x1 and top <= y <= bottom):
            return False
        row, column = self.grid.position(x, y)
        if self.owners[row][column] < 0:  # no rules close a cell here, but something is printed: it is kept
            self.owners[row][column] = len(self.grid.cells)
            self.grid.cells.append((row, column, 1, 1))
            self.chars.append([])
        self.chars[self.owners[row][column]].append(char)
        return True


def _fill(reading: PageReading, chars: list[Char], grids: list[Grid], images: list[Rectangle]) -> None:
    """Give each character to the innermost table around it, else to the running text."""
    holders = [_Holder(grid, grid.owners(), [[] for _ in grid.cells], grid.box) for grid in grids]
    holders.sort(key=lambda holder: _area(holder.grid))
    # a watermark across a table is no part of its cells
    outside = []
    for char in chars:
        if char.turn != ASLANT:
            for holder in holders:
                if holder.take(char):
                    break
            else:
                outside.append(char)
        else:
            outside.append(char)
    for x0, top, x1, bottom in images:
        if bottom - top < MAX_PICTURE_HEIGHT:
            any(holder.note_picture(Char(PICTURE, x0, top, x1, bottom, 0)) for holder in holders)
    reading.items = [*text_lines(outside)]
    reading.items += [
        Piece(holder.grid, [text_lines(cell) for cell in holder.chars], reading.number) for holder in holders
    ]
    reading.items.sort(key=top_of)


def _area(grid: Grid) -> float:
    x0, top, x1, bottom = grid.box
    return (x1 - x0) * (bottom - top)


def top_of(item: Line | Piece) -> float:
    """Return where a line or table stands on its page, for the order of reading."""
    if isinstance(item, Piece):
        return item.grid.row_edges[0]
    return math.inf if item.aslant else item.middle

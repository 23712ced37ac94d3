"""Rows of printed tables as the table readings use them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from operator import attrgetter

from pipelines.document import Cell, Document, Paragraph, Table
from pipelines.report import Place
from pipelines.tables.vocabulary import Sense, sense


class Row:
    """One row of a table: the cells that start in it, and those that reach into it from above.

    `senses` says what the starting cells can be, in their order; `form_table` the form table for which most of them
    speak, if any does; `numbers` how many hold a number; `footer` whether one names who filled the form.
    """

    __slots__ = ("above", "cells", "context", "footer", "form_table", "number", "numbers", "senses", "table")

    def __init__(
        self, table: Table, number: int, cells: Sequence[Cell], above: Sequence[Cell], context: tuple[str, ...]
    ) -> None:
        self.table = table
        self.number = number
        self.cells = cells  # from left to right
        self.above = above
        self.context = context  # the paragraphs directly before the table
        self.senses: list[Sense] = [sense(cell.text) for cell in cells]
        votes: list[str] = []
        self.numbers, self.footer = 0, False
        for item in self.senses:  # one walk over them: there are three hundred cells in a report
            if item.number.state == "number":
                self.numbers += 1
            elif item.table is not None:
                votes.append(item.table)
            if item.footer:
                self.footer = True
        self.form_table: str | None = max(votes, key=votes.count) if votes else None

    def covering(self) -> list[Cell]:
        """Return all cells of the row, those from above included, from left to right."""
        return sorted((*self.cells, *self.above), key=_column)

    def place(self, cell: Cell) -> Place:
        """Return where a cell stands."""
        page = cell.page if cell.page is not None else self.table.page
        return Place(self.table.index, cell.row, cell.column, page, cell.box)


_column = attrgetter("column")


def table_rows(table: Table, context: tuple[str, ...], *, footers: bool = False) -> list[Row]:
    """Return the rows of one table; rows without any cell are left out.

    Those that name who filled the form are left out too, unless `footers` are wanted.
    """
    starting: list[list[Cell]] = [[] for _ in range(table.rows)]
    above: list[list[Cell]] = [[] for _ in range(table.rows)]
    for cell in table.cells:
        if not 0 <= cell.row < table.rows:
            continue
        starting[cell.row].append(cell)
        if cell.rowspan > 1:
            for row in range(cell.row + 1, min(cell.row + cell.rowspan, table.rows)):
                above[row].append(cell)
    for cells in starting:
        cells.sort(key=_column)
    rows = [Row(table, number, cells, above[number], context) for number, cells in enumerate(starting) if cells]
    return rows if footers else [row for row in rows if not row.footer]


@dataclass(frozen=True)
class Segment:
    """Consecutive rows of one table that belong to one form table (None: to none known)."""

    form_table: str | None
    rows: tuple[Row, ...]

    @property
    def table(self) -> Table:
        """The table the rows stand in."""
        return self.rows[0].table


def segments(document: Document) -> Iterator[Segment]:
    """Yield the tables of a document in reading order, cut where one form table ends and another begins."""
    context: list[str] = []
    previous: Segment | None = None
    for block in document.blocks:
        if isinstance(block, Paragraph):
            context.append(block.text)
            continue
        rows = table_rows(block, tuple(context[-3:]))
        context = []
        for segment in _cut(rows, previous):
            yield segment
            previous = segment


def _cut(rows: list[Row], previous: Segment | None) -> Iterator[Segment]:
    named = [row.form_table for row in rows]
    if not any(named):
        if rows:
            yield Segment(_carried(rows, previous), tuple(rows))
        return
    current = next(name for name in named if name is not None)
    start = 0
    for position, name in enumerate(named):
        if name is not None and name != current:
            yield Segment(current, tuple(rows[start:position]))
            start, current = position, name
    yield Segment(current, tuple(rows[start:]))


def _carried(rows: list[Row], previous: Segment | None) -> str | None:
    """A table of bare numbers right after a piece of a form table goes on with it if it is as wide."""
    if previous is None or previous.form_table is None or previous.table.columns != rows[0].table.columns:
        return None
    adjacent = rows[0].table.index == previous.table.index + 1
    return previous.form_table if adjacent and rows[0].table.columns > 4 else None

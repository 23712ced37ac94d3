"""What an RTF's text is made of while it is read: paragraphs, and tables inside cells inside tables."""

from dataclasses import dataclass, field

from pipelines.document import Unreadable

MAX_LEVELS = 20  # tables inside tables


@dataclass(slots=True)
class Para:
    """A paragraph's text as shown; tabs and line breaks are kept, a picture is U+FFFC."""

    text: str
    heading: bool = False


@dataclass(slots=True)
class CellShape:
    """How a row's definition shapes one cell: its right edge in twips and its merges ("", first, more)."""

    right: int
    across: str = ""
    down: str = ""


@dataclass(slots=True)
class RowShape:
    """A row's definition: its left edge and its cells'."""

    left: int = 0
    cells: list[CellShape] = field(default_factory=list)
    next: CellShape = field(default_factory=lambda: CellShape(0))


@dataclass(slots=True)
class RawRow:
    """A row: its shape and what its cells hold."""

    shape: RowShape
    cells: list[list["Para | RawTable"]]


@dataclass(slots=True)
class RawTable:
    """A table as its rows come."""

    rows: list[RawRow] = field(default_factory=list)


@dataclass(slots=True)
class _Level:
    items: list[Para | RawTable] = field(default_factory=list)
    cells: list[list[Para | RawTable]] = field(default_factory=list)
    table: RawTable = field(default_factory=RawTable)


class Content:
    """Takes paragraphs, cell ends and row ends at their level of nesting; level 0 is the text outside tables."""

    def __init__(self) -> None:
        self._levels = [_Level()]
        self.cut = False  # whether a row never ended

    def paragraph(self, level: int, para: Para) -> None:
        """Add a paragraph; tables deeper than its level end before it."""
        self._reach(level)
        if para.text:
            self._levels[level].items.append(para)

    def end_cell(self, level: int) -> None:
        """End the cell that is being filled at a level."""
        self._reach(level)
        here = self._levels[level]
        here.cells.append(here.items)
        here.items = []

    def end_row(self, level: int, shape: RowShape) -> None:
        """End the row that is being filled at a level."""
        self._reach(level)
        here = self._levels[level]
        if here.items:  # text behind the last cell mark: it is kept with a cell of its own
            here.cells.append(here.items)
        if here.cells:
            here.table.rows.append(RawRow(shape, here.cells))
        here.items, here.cells = [], []

    def finish(self) -> list[Para | RawTable]:
        """Return the whole content."""
        self._reach(0)
        return self._levels[0].items

    def _reach(self, level: int) -> None:
        if level > MAX_LEVELS:
            raise Unreadable("too_large", f"The RTF nests tables more than {MAX_LEVELS} deep.")
        while len(self._levels) > level + 1:
            inner = self._levels.pop()
            if inner.items:
                inner.cells.append(inner.items)
            if inner.cells:
                self.cut = True
                inner.table.rows.append(RawRow(RowShape(), inner.cells))
            if inner.table.rows:
                self._levels[-1].items.append(inner.table)
        while len(self._levels) <= level:
            self._levels.append(_Level())

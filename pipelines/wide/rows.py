"""The rows of the wide tables, named as their columns."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

Number = int | float
CodeRow = tuple[Number | None, ...]  # the report's number, then a value for each code that the table has a column for


class RequestRow(NamedTuple):
    """A row of `requests`: one printed row of table 3 (subtotals included)."""

    report: int
    outcome: str
    natural: Number | None
    business: Number | None
    research: Number | None
    welfare: Number | None
    legal: Number | None
    org_other: Number | None
    total: Number | None
    piece: int | None
    row: int | None


class DisputeRow(NamedTuple):
    """A row of `disputes`: one route of table 4."""

    report: int
    route: str
    upheld: Number | None
    corrected: Number | None
    other: Number | None
    pending: Number | None
    total: Number | None


class PrintedRow(NamedTuple):
    """A row of `printed_tables`; JSON holds the edges."""

    report: int
    form_table: str
    piece: int
    table_index: int
    page: int | None
    row_edges: str | None
    column_edges: str | None
    layout: int | None


class LayoutRow(NamedTuple):
    """A row of `printed_layouts`, which reports share; JSON: `columns` {code: column}, `cells` {code: [row, col]}."""

    layout: int
    columns: str
    cells: str


class NoteRow(NamedTuple):
    """A row of `cell_notes`; a correction fills the last two columns in the build."""

    report: int
    code: str
    text: str | None = None
    unit: str | None = None
    note: str | None = None
    approx: int = 0
    flags: str | None = None
    printed: int = 1
    table_index: int | None = None
    page: int | None = None
    row: int | None = None
    column: int | None = None
    box: str | None = None
    confidence: float | None = None
    read_value: Number | None = None
    correction: str | None = None


class UnknownRow(NamedTuple):
    """A row of `unknown_cells`."""

    report: int
    form_table: str
    table_index: int
    row: int
    column: int
    page: int | None
    label: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WideRows:
    """The rows of one report; the attributes are named as the tables."""

    disclosure: tuple[CodeRow, ...]
    statistics: tuple[CodeRow, ...]
    requests: tuple[RequestRow, ...]
    disputes: tuple[DisputeRow, ...]
    printed_tables: tuple[PrintedRow, ...]
    printed_layouts: tuple[LayoutRow, ...]
    cell_notes: tuple[NoteRow, ...]
    unknown_cells: tuple[UnknownRow, ...]

    def by_table(self) -> Iterator[tuple[str, Sequence[tuple[object, ...]]]]:
        """Yield (table name, rows); each row is a tuple in the order of the table's columns."""
        yield "disclosure", self.disclosure
        yield "statistics", self.statistics
        yield "requests", self.requests
        yield "disputes", self.disputes
        yield "printed_tables", self.printed_tables
        yield "printed_layouts", self.printed_layouts
        yield "cell_notes", self.cell_notes
        yield "unknown_cells", self.unknown_cells

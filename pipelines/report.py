"""What assembling makes of a reading: one report with its figures, findings and problems."""

from dataclasses import dataclass, field
from enum import StrEnum

from pipelines.document import Box, Member, Problem
from pipelines.record import record


class Flag(StrEnum):
    """Doubts about a figure; a figure without doubt carries none."""

    DERIVED = "derived"  # not printed; computed from printed parts
    MISALIGNED = "misaligned"  # label or column could not be matched with certainty
    OCR_UNCONFIRMED = "ocr_unconfirmed"
    SOURCES_DIFFER = "sources_differ"
    UNIT_UNKNOWN = "unit_unknown"
    SECOND_READING_DIFFERS = "second_reading_differs"


@record(frozen=True, slots=True)
class Place:
    """Where a figure stands: `table` is the document's table index, row and column count from 0."""

    table: int
    row: int
    column: int
    page: int | None = None
    box: Box | None = None


@record(frozen=True, slots=True)
class Figure:
    """One printed cell under its code of the form.

    `value` is the printed number unscaled, None for a printed blank; `text` the raw cell text; `unit` the
    printed unit, else the form's; `note` what else stands in the cell. `confidence` (0 to 1) is set where the cell
    was recognised in a picture.
    """

    code: str
    value: int | float | None
    text: str
    unit: str | None
    place: Place | None
    approx: bool = False
    note: str | None = None
    sentence: str | None = None
    flags: tuple[Flag, ...] = ()
    confidence: float | None = None


@record(frozen=True, slots=True, kw_only=True)
class Stated:
    """A figure stated in the running text, with the sentence it stands in.

    `role` is total, part, member (of an area), rate (a percentage of `whole`) or joint (one figure of the two codes in
    `note`); only totals, parts and members have a code. `whole` is the position, in the report's narrative, of the
    figure that this one is a part of; `complete` says that the parts listed beside it are all. `value` is the printed
    number unscaled, `scaled` the number that 万 and the like make of it; `text` the words of the figure, which have no
    number where they say that there was none. `paragraph` counts the document's paragraphs from 0, `start` and `end`
    are offsets in it. A person's correction replaces `value` and `scaled` (None withdraws the figure), `read` keeps the
    value that was read and `correction` says why.
    """

    code: str | None
    role: str
    value: int | float | None
    unit: str | None
    scaled: int | float | None
    text: str
    approx: bool
    note: str | None
    label: str | None
    whole: int | None
    complete: bool
    sentence: str
    section: int
    paragraph: int
    start: int
    end: int
    page: int | None
    flags: tuple[Flag, ...] = ()
    read: int | float | None = None
    correction: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One failing instance of a check; `where` are the codes in the relation.

    `second_reading` says what became of it when its figures were read a second time (`pipelines.tables.second`):
    agrees, differs or none; None where that is not done.
    """

    check: str
    severity: str  # hard, soft, heuristic
    where: tuple[str, ...]
    found: int | float | None
    expected: int | float | None
    second_reading: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Printed:
    """A piece of a form table as it stands in the document, for tracing cells back to their place.

    `columns` maps a column code (natural … total) to its grid column for t3; `cells` maps each code to
    (row, column) for t2, t4 and t14; `rows` maps a t3 row code to its grid row.
    """

    form_table: str  # t2, t3, t4, t14 (a statistics return)
    piece: int  # counts from 0 inside the form table
    table: int
    page: int | None
    row_edges: tuple[float, ...]
    column_edges: tuple[float, ...]
    rows: dict[str, int] = field(default_factory=dict)
    columns: dict[str, int] = field(default_factory=dict)
    cells: dict[str, tuple[int, int]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class UnknownCell:
    """A cell of a recognised table that the form does not know; kept as printed."""

    form_table: str
    table: int
    row: int
    column: int
    label: str
    text: str
    page: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sourced:
    """A statement about the report and where it was read; `differs` lists other sources that disagree."""

    value: str | int | None
    source: str | None = None
    differs: tuple[tuple[str, str], ...] = ()  # (source, value)


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """Title, body, year, publication date (ISO), period (two ISO dates) and scope, each with its source.

    `scope.value` is own_office, own_level, whole_area or unknown.
    """

    title: Sourced
    body: Sourced
    year: Sourced
    published: Sourced
    period_from: Sourced
    period_to: Sourced
    scope: Sourced


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A section of the text (number 1 to 6 of the national form, 0 before the first) with its heading."""

    number: int
    heading: str
    text: str
    page: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """One report read from one document. `is_report` False says why in `problems` and has no figures."""

    digest: str
    part: int
    is_report: bool
    form: str | None
    form_variant: str | None
    about: About
    figures: tuple[Figure, ...] = ()
    printed: tuple[Printed, ...] = ()
    unknown: tuple[UnknownCell, ...] = ()
    sections: tuple[Section, ...] = ()
    narrative: tuple[Stated, ...] = ()
    findings: tuple[Finding, ...] = ()
    problems: tuple[Problem, ...] = ()
    members: tuple[Member, ...] = ()  # of a document that holds others; their tables are counted through

    def member(self, table: int | None) -> str | None:
        """Return the name of the inner document that a table stands in, None outside archives."""
        if table is None:
            return None
        return next((one.name for one in self.members if one.tables[0] <= table < one.tables[1]), None)

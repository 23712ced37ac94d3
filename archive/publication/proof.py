"""What proves one figure: where it stands in its original, and what of that can be shown beside it."""

from collections.abc import Mapping
from dataclasses import dataclass

from archive.corrections import COLUMNS, TEXT_CODES
from archive.publication.answers import Ask
from archive.publication.cells import Cell, Number, cells_of, occurrences
from archive.publication.codebook import Codebook
from archive.publication.documents import (
    Grid,
    Kept,
    Origin,
    PageSize,
    captures_of,
    grid_of,
    origin_of,
    page_size,
    withheld,
)
from archive.publication.findings import Finding, report_findings
from archive.publication.reports import Report
from archive.publication.stated import Statement, told

ZOOM_WIDTH, ZOOM_HEIGHT = 300.0, 150.0  # points of a page around a cell: the words there are large enough to read


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What was read of one report, looked up once for a page."""

    report: Report
    codebook: Codebook
    cells: Mapping[str, Cell]
    said: Mapping[int, Statement]
    findings: list[Finding]


def reading_of(ask: Ask, report: Report) -> Reading:
    """Return the figures, statements and findings of a report."""
    codebook, cells = Codebook(ask.db), cells_of(ask.db, report.report)
    said = told(ask.db, report.report)
    findings = report_findings(ask, report, codebook, cells, said)
    return Reading(report=report, codebook=codebook, cells=cells, said=said, findings=findings)


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """One figure with its place. `withheld` is the reason why its original is not shown; then nothing of it is here.

    `page` and `size` are of the page that is drawn, `grid` is the table as it was read, `captures` are of the document.
    """

    cell: Cell
    label: str
    label_zh: str
    statement: Statement | None
    others: tuple[Cell, ...]  # further figures that the text states under the same code
    findings: tuple[Finding, ...]
    document: str | None
    origin: Origin | None = None
    page: int | None = None
    size: PageSize | None = None
    grid: Grid | None = None
    withheld: str | None = None
    captures: tuple[Kept, ...] = ()
    copy: str | None = None  # the capture whose sanitised page can mark the cell

    @property
    def zoom(self) -> tuple[float, float, float, float] | None:
        """The part of the page around the cell (x, y, width, height in points), where it is a box on a page."""
        box = self.cell.place.box if self.cell.place else None
        if box is None or self.size is None:
            return None
        width = min(max(ZOOM_WIDTH, box[2] - box[0] + 40), self.size.width)
        height = min(max(ZOOM_HEIGHT, box[3] - box[1] + 40), self.size.height)
        left = (box[0] + box[2] - width) / 2
        top = (box[1] + box[3] - height) / 2
        return (
            max(0.0, min(left, self.size.width - width)),
            max(0.0, min(top, self.size.height - height)),
            width,
            height,
        )

    @property
    def excerpt(self) -> Grid | None:
        """The part of the table that has the cell with its headings."""
        place = self.cell.place
        return None if self.grid is None or place is None else self.grid.around(place.row, place.column)


def proof_of(ask: Ask, reading: Reading, code: str, at: int | None) -> Proof | None:
    """Return the proof of a figure of a report, or None where it has no such figure.

    `at` chooses among several figures that the text states under one code; without it the first is shown.
    """
    report, codebook = reading.report, reading.codebook
    stated = occurrences(ask.db, report.report, code) if code.startswith(TEXT_CODES) else []
    cell = reading.cells.get(code) if at is None else next((one for one in stated if one.position == at), None)
    if cell is None:
        return None
    place = _place(ask, report, cell)
    document = place.origin.document if place.origin else report.document
    reason = withheld(ask, document)
    if reason:
        place = _Place()
    return Proof(
        cell=cell,
        label=codebook.label(code, ask.language),
        label_zh=codebook.label(code, "zh"),
        statement=reading.said.get(cell.position) if cell.position is not None else None,
        others=tuple(one for one in stated if one.position != cell.position),
        findings=tuple(one for one in reading.findings if _concerns(one, cell)),
        document=document,
        origin=place.origin,
        page=place.page,
        size=place.size,
        grid=place.grid,
        withheld=reason,
        captures=(captures := () if reason else tuple(captures_of(ask.db, document or ""))),
        copy=_copy(ask, document, captures) if place.grid else None,
    )


@dataclass(frozen=True, slots=True)
class _Place:
    origin: Origin | None = None
    page: int | None = None
    size: PageSize | None = None
    grid: Grid | None = None


def _place(ask: Ask, report: Report, cell: Cell) -> _Place:
    """Return the page with its size where the place is a box on one, and the table where one was kept."""
    place = cell.place
    if place is None or report.document is None:
        return _page_of_sentence(ask, report, cell)
    origin = origin_of(ask.db, report.report, report.document, place.table)
    grid = grid_of(ask.db, origin.document, origin.table)
    page = grid.page if grid and origin.name else place.page  # a picture of several is a page of the report
    size = page_size(ask.db, origin.document, page) if page and place.box else None
    return _Place(origin, page, size, grid)


def _page_of_sentence(ask: Ask, report: Report, cell: Cell) -> _Place:
    """Return the page a sentence stands on; of a report made of several documents it is not known whose page."""
    several = "SELECT 1 FROM report_members WHERE report = ?"
    if not cell.page or report.document is None or ask.db.execute(several, (report.report,)).fetchone():
        return _Place()
    size = page_size(ask.db, report.document, cell.page)
    return _Place(Origin(document=report.document, table=0), cell.page, size)


def _concerns(finding: Finding, cell: Cell) -> bool:
    """Tell whether a finding is about this very figure, and not about another under the same code."""
    if cell.position is not None and finding.stated_at:
        return cell.position in finding.stated_at
    return cell.code in finding.codes


def _copy(ask: Ask, document: str | None, captures: tuple[Kept, ...]) -> str | None:
    row = ask.db.execute("SELECT format FROM documents WHERE document = ?", (document,)).fetchone()
    return captures[0].capture if row and row["format"] == "html" and captures else None


def correction_line(ask: Ask, report: Report, cell: Cell) -> tuple[str, str]:
    """Return the header and the line for `corrections.csv`, with the reader's own words still to fill in."""
    read = cell.read_value if cell.correction else cell.value
    # in quotation marks, because the words of a reason may hold commas
    reason, who = (f'"{ask.say(f"report_error.{name}")}"' for name in ("reason", "who"))
    right = ask.say("report_error.right")
    return ",".join(COLUMNS), ",".join(
        (report.document or "", cell.code, _digits(read), right, reason, who, "YYYY-MM-DD")
    )


def _digits(value: Number | None) -> str:
    if value is None:
        return ""
    return str(int(value)) if float(value).is_integer() else repr(value)

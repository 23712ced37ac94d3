"""One figure in its original: the PDF page with the cell outlined, or the rebuilt table with the cell marked."""

from typing import Any

from archive.masking import mask
from archive.publication.answers import Answer, Ask, Html, Missing
from archive.publication.cells import Cell, cells_of, occurrences
from archive.publication.codebook import Codebook
from archive.publication.documents import Origin, captures_of, grid_of, origin_of, page_size, refuse_if_withheld
from archive.publication.findings import Finding, report_findings
from archive.publication.reports import Report, find, refuse_withheld
from archive.publication.stated import told

TEXT_CODES = "nar_"
PATH = r"/figure/(?P<body>[0-9]{6}-[0-9a-f]{8})/(?P<year>[0-9]{4})/(?P<code>[0-9A-Za-z_.]{1,80})"


def view(ask: Ask) -> Answer:
    """Return the page. `scope` and `report` in the query choose among several reports of a year.

    `at` chooses among several figures that the text states under one code; without it the first is shown.
    """
    report, _ = find(ask, ask.value("body"), int(ask.value("year")), ask.query.get("scope") or None)
    refuse_withheld(report)
    code = ask.value("code")
    cells = cells_of(ask.db, report.report)
    stated = occurrences(ask.db, report.report, code) if code.startswith(TEXT_CODES) else []
    cell = cells.get(code)
    if "at" in ask.query:
        cell = next((one for one in stated if one.position == ask.number("at")), None)
    if cell is None:
        raise Missing("missing.figure", code=code)
    said = told(ask.db, report.report)
    codebook = Codebook(ask.db)
    indicator = codebook.indicators.get(code.partition(".")[0])
    place = _place(ask, report, cell)
    return Html(
        template="figure.html",
        title=f"{codebook.label(code, ask.language)} · {report.body_name} {report.year}",
        demonstration=bool(report.demonstration),
        context={
            "report": report,
            "cell": cell,
            "label": codebook.label(code, ask.language),
            "label_zh": codebook.label(code, "zh"),
            "indicator": indicator,
            "findings": [one for one in report_findings(ask, report, codebook, cells, said) if _concerns(one, cell)],
            "said": said.get(cell.position) if cell.position is not None else None,
            "others": [one for one in stated if one.position != cell.position],
            "mask": mask,
            **place,
            "captures": captures_of(ask.db, place["origin"].document if place["origin"] else report.document or ""),
        },
    )


def _concerns(finding: Finding, cell: Cell) -> bool:
    """Tell whether a finding is about this very figure, and not about another under the same code."""
    if cell.position is not None and finding.stated_at:
        return cell.position in finding.stated_at
    return cell.code in finding.codes


def _place(ask: Ask, report: Report, cell: Cell) -> dict[str, Any]:
    """Return the page size where the place is a box on a PDF page, and the table where one was kept."""
    place = cell.place
    if place is None or report.document is None:
        return {"size": None, "page": None, "grid": None, "origin": None} | _page_of_sentence(ask, report, cell)
    origin = origin_of(ask.db, report.report, report.document, place.table)
    refuse_if_withheld(ask, origin.document)
    grid = grid_of(ask.db, origin.document, origin.table)
    page = grid.page if grid and origin.name else place.page  # a picture of several is a page of the report
    size = page_size(ask.db, origin.document, page) if page and place.box else None
    return {"size": size, "page": page, "grid": grid, "origin": origin}


def _page_of_sentence(ask: Ask, report: Report, cell: Cell) -> dict[str, Any]:
    """Return the page a sentence stands on; of a report made of several documents it is not known whose page."""
    several = "SELECT 1 FROM report_members WHERE report = ?"
    if not cell.page or report.document is None or ask.db.execute(several, (report.report,)).fetchone():
        return {}
    return {
        "size": page_size(ask.db, report.document, cell.page),
        "page": cell.page,
        "origin": Origin(document=report.document, table=0),
    }

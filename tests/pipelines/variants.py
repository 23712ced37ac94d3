"""Made documents with one cell or line of one's own, for the tests of single variations in every format."""

from collections.abc import Mapping
from dataclasses import replace

from pipelines.about import ReportContext
from pipelines.assemble import assemble
from pipelines.document import Document
from pipelines.formats import read_document
from pipelines.report import Figure, Report
from tests.generators.documents import render
from tests.generators.documents.grids import Grid, Line
from tests.generators.documents.layout import Sheet, lay_out
from tests.generators.documents.plan import Plan, plan_with

# Every format that is read without LibreOffice and without recognition of pictures.
FORMATS = ("html", "pdf", "docx", "text", "markdown", "odt", "rtf", "xlsx", "xls", "ofd", "mhtml", "zip")


def plan(form: str = "F2021", format_: str = "html", year: int = 0, variant: str = "", quirks: str = "") -> Plan:
    """Return the plan of a document of the given form, format and year, with the named oddities and no others."""
    made = plan_with("none", seed=8, form=form, format_=format_, year=year, variant=variant)
    return replace(made, quirks=frozenset(quirks.split()))


def sheet_with(made: Plan, texts: Mapping[str, str]) -> Sheet:
    """Lay a plan's document out and print other texts in the cells of some figures."""
    sheet = lay_out(made)
    for part in sheet.parts:
        for cell in (cell for row in part.rows for cell in row) if isinstance(part, Grid) else ():
            cell.text = texts.get(cell.code, cell.text)
    return sheet


def replace_lines(sheet: Sheet, old: str, new: str) -> Sheet:
    """Replace words in the lines outside the tables."""
    for part in sheet.parts:
        if isinstance(part, Line):
            part.text = part.text.replace(old, new)
    return sheet


def insert_after(sheet: Sheet, heading: str, line: str) -> Sheet:
    """Print a line behind a heading."""
    place = next(n for n, part in enumerate(sheet.parts) if isinstance(part, Line) and part.text.startswith(heading))
    sheet.parts.insert(place + 1, Line(line))
    return sheet


def report_of(data: Sheet | Document | bytes) -> Report:
    """Read a document that is one report."""
    if isinstance(data, Sheet):
        data = render(data)
    reports = assemble(data if isinstance(data, Document) else read_document(data), ReportContext())
    assert len(reports) == 1
    return reports[0]


def figures_of(report: Report) -> dict[str, Figure]:
    """Return the figures of the tables by their codes."""
    return {figure.code: figure for figure in report.figures if figure.sentence is None}


def as_printed(sheet: Sheet) -> dict[str, object]:
    """Return the true figures of a laid-out document."""
    return dict(sheet.values.true)


def values_of(report: Report) -> dict[str, object]:
    """Return the values of the tables' figures by their codes."""
    return {code: figure.value for code, figure in figures_of(report).items()}


def assert_clean(report: Report, expected: Mapping[str, object]) -> None:
    """All figures right, none flagged, none invented, and no problem about any of them."""
    found = values_of(report)
    assert {code: (value, found.get(code)) for code, value in expected.items() if found.get(code, "-") != value} == {}
    assert set(found) == set(expected)
    assert {code for code, figure in figures_of(report).items() if figure.flags} == set()
    assert [problem for problem in report.problems if problem.where and problem.where != ("scope",)] == []

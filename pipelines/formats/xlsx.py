"""XLSX and today's ET: the sheets' cells as shown, grids as tables, lines around them as paragraphs."""

from pipelines.document import Document, Hint, Problem, Unreadable
from pipelines.sheets.document import to_document
from pipelines.sheets.workbook import Workbook
from pipelines.xmlzip import XmlZip, child

FORMAT = "xlsx"


def read(data: bytes, digest: str) -> Document:
    """Read a spreadsheet's shown sheets. Raises Unreadable (encrypted, truncated, unreadable, too_large)."""
    package = XmlZip(data, "XLSX")
    problems: list[Problem] = []
    sheets = list(Workbook(package).sheets(problems))
    return to_document(FORMAT, digest, sheets, problems, _hints(package))


def _hints(package: XmlZip) -> tuple[Hint, ...]:
    try:
        title = child(package.part("docProps/core.xml"), "title")
    except Unreadable:  # broken properties do not hinder the reading of the cells
        return ()
    text = (title.text or "").strip() if title is not None else ""
    return (Hint(kind="title", text=text, source="xlsx core properties"),) if text else ()

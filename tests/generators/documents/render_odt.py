"""Writes a laid-out document as OpenDocument text, in raw XML."""

import re
import zipfile
from io import BytesIO
from xml.sax.saxutils import escape

from tests.generators.documents.grids import Cell, Grid, Line
from tests.generators.documents.layout import Sheet
from tests.generators.documents.plan import Plan

_SPACES = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{kind}:1.0"'
    for name, kind in (("office", "office"), ("text", "text"), ("table", "table"), ("style", "style"),
                       ("draw", "drawing"), ("meta", "meta"), ("manifest", "manifest"))
)  # fmt: skip
_MIME = "application/vnd.oasis.opendocument.text"
_HIDDEN = '<style:style style:name="T9" style:family="text"><style:text-properties text:display="none"/></style:style>'


def render_odt(sheet: Sheet) -> bytes:
    """Return the bytes of an ODT file."""
    return package("".join(_part(sheet.plan, part) for part in sheet.parts), _HIDDEN)


def package(body: str, automatic: str = "", **parts: str) -> bytes:
    """Return an ODT whose text is `body`; further parts by name without ending."""
    content = (
        f"<office:document-content {_SPACES}><office:automatic-styles>{automatic}</office:automatic-styles>"
        f"<office:body><office:text>{body}</office:text></office:body></office:document-content>"
    )
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as file:
        for name, text in (("mimetype", _MIME), ("content.xml", content),
                           *((f"{name.replace('__', '/')}.xml", text) for name, text in parts.items())):  # fmt: skip
            info = zipfile.ZipInfo(name, (2024, 1, 1, 0, 0, 0))
            file.writestr(info, text, zipfile.ZIP_STORED if name == "mimetype" else zipfile.ZIP_DEFLATED)
    return out.getvalue()


def _part(plan: Plan, part: Grid | Line) -> str:
    if isinstance(part, Line):
        return _paragraph(plan, part.text, "h" if part.role in ("title", "heading") else "p")
    if part.image:
        return "<text:p><draw:frame><draw:image/></draw:frame></text:p>"
    table = _table(plan, part)
    if plan.has("nested_tables"):
        row = f"<table:table-row><table:table-cell>{table}<text:p/></table:table-cell></table:table-row>"
        table = f"<table:table>{row}</table:table>"
    return table + "<text:p/>"


def _paragraph(plan: Plan, text: str, kind: str = "p") -> str:
    inside = _shown(text)
    if plan.has("tracked_changes") and text:
        inside = f'<text:change text:change-id="c1"/><text:change-start text:change-id="c2"/>{inside}'
    if plan.has("hidden_runs") and text:
        inside += '<text:span text:style-name="T9">7</text:span>'
    if plan.has("split_runs"):
        inside = "".join(f"<text:span>{_shown(letter)}</text:span>" for letter in text)
    return f"<text:{kind}>{inside}</text:{kind}>"


def _shown(text: str) -> str:
    text = escape(text).replace("\n", "<text:line-break/>").replace("\t", "<text:tab/>")
    return re.sub(" {2,}|^ | $", lambda blanks: f'<text:s text:c="{len(blanks[0])}"/>', text)


def _table(plan: Plan, grid: Grid) -> str:
    """Return the table; every place that a merged cell covers has a covered cell of its own."""
    width = grid.width()
    rows: list[list[str]] = [["<table:covered-table-cell/>"] * width for _ in grid.rows]
    filled: set[tuple[int, int]] = set()
    for row, column, cell in grid.placed():
        rows[row][column] = _cell(plan, cell)
        filled |= {(row + down, column + right) for down in range(cell.rows) for right in range(cell.columns)}
    for row, cells in enumerate(rows):
        for column in range(width):
            if (row, column) not in filled:
                cells[column] = "<table:table-cell/>"
    lines = [f"<table:table-row>{''.join(cells)}</table:table-row>" for cells in rows]
    head = f"<table:table-header-rows>{''.join(lines[: grid.heads])}</table:table-header-rows>"
    columns = f'<table:table-column table:number-columns-repeated="{width}"/>'
    return f"<table:table>{columns}{head}{''.join(lines[grid.heads :])}</table:table>"


def _cell(plan: Plan, cell: Cell) -> str:
    spans = f' table:number-columns-spanned="{cell.columns}"' if cell.columns > 1 else ""
    spans += f' table:number-rows-spanned="{cell.rows}"' if cell.rows > 1 else ""
    return f"<table:table-cell{spans}>{_paragraph(plan, cell.text)}</table:table-cell>"

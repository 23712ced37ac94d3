"""Writes a laid-out document as a Word file, in raw XML."""

import zipfile
from io import BytesIO
from xml.sax.saxutils import escape

from tests.generators.documents.grids import Cell, Grid, Line
from tests.generators.documents.layout import Sheet
from tests.generators.documents.plan import Plan

_SPACE = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_OTHER = (
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:v="urn:schemas-microsoft-com:vml"'
)
_TYPES = (
    '<?xml version="1.0" encoding="UTF-8"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.'
    'wordprocessingml.document.main+xml"/></Types>'
)
_RELATIONS = (
    '<?xml version="1.0" encoding="UTF-8"?><Relationships '
    'xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" '
    'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" '
    'Target="word/document.xml"/></Relationships>'
)
_BORDERS = "".join(
    f'<w:{side} w:val="single" w:sz="4"/>' for side in ("top", "left", "bottom", "right", "insideH", "insideV")
)


def render_docx(sheet: Sheet) -> bytes:
    """Return the bytes of a Word file."""
    plan = sheet.plan
    body = "".join(_part(plan, part) for part in sheet.parts)
    inside = f"<w:body>{body}<w:sectPr/></w:body>"
    xml = f'<?xml version="1.0" encoding="UTF-8"?><w:document {_SPACE} {_OTHER}>{inside}</w:document>'
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for name, text in (("[Content_Types].xml", _TYPES), ("_rels/.rels", _RELATIONS), ("word/document.xml", xml)):
            package.writestr(zipfile.ZipInfo(name, (2024, 1, 1, 0, 0, 0)), text)
    return out.getvalue()


def _part(plan: Plan, part: Grid | Line) -> str:
    if isinstance(part, Grid):
        if part.image:
            return "<w:p><w:r><w:drawing/></w:r></w:p>"
        table = _table(plan, part)
        if plan.has("nested_tables"):
            table = f"<w:tbl><w:tr><w:tc>{table}<w:p/></w:tc></w:tr></w:tbl>"
        if plan.has("sdt_wrapped"):
            table = f"<w:sdt><w:sdtContent>{table}</w:sdtContent></w:sdt>"
        return table + "<w:p/>"
    if plan.has("text_box_title") and part.role == "title":
        inside = f"<w:txbxContent>{_paragraph(plan, part.text)}</w:txbxContent>"
        return (
            '<w:p><w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wps:wsp><wps:txbx>'
            f"{inside}</wps:txbx></wps:wsp></w:drawing></mc:Choice><mc:Fallback><w:pict><v:shape><v:textbox>"
            f"{inside}</v:textbox></v:shape></w:pict></mc:Fallback></mc:AlternateContent></w:r></w:p>"
        )
    return _paragraph(plan, part.text)


def _paragraph(plan: Plan, text: str) -> str:
    return f"<w:p>{_runs(plan, text)}</w:p>"


def _run(text: str, kind: str = "t") -> str:
    pieces = [f'<w:{kind} xml:space="preserve">{escape(piece)}</w:{kind}>' for piece in text.split("\n")]
    return f"<w:r>{'<w:br/>'.join(pieces)}</w:r>"


def _runs(plan: Plan, text: str) -> str:
    if plan.has("tracked_changes") and text:
        return (
            f'<w:del w:id="1" w:author="a">{_run("8", "delText")}</w:del>'
            f'<w:ins w:id="2" w:author="a">{_run(text[:1])}</w:ins>{_run(text[1:])}'
        )
    if plan.has("hidden_runs") and text:
        return f"{_run(text)}<w:r><w:rPr><w:vanish/></w:rPr><w:t>7</w:t></w:r>"
    return "".join(_run(letter) for letter in text) if plan.has("split_runs") else _run(text)


def _table(plan: Plan, grid: Grid) -> str:
    """Return the table; cells merged downwards continue in every row below, as Word writes them."""
    rows: list[list[tuple[int, str]]] = [[] for _ in grid.rows]
    for row, column, cell in grid.placed():
        for down in range(min(cell.rows, len(grid.rows) - row)):
            rows[row + down].append((column, _cell(plan, cell, down)))
    before = '<w:trPr><w:gridBefore w:val="0"/></w:trPr>' if plan.has("grid_before") else ""
    body = "".join(f"<w:tr>{before}{''.join(xml for _, xml in sorted(row))}</w:tr>" for row in rows)
    widths = f'<w:gridCol w:w="{9000 // max(1, grid.width())}"/>' * grid.width()
    properties = f"<w:tblPr><w:tblBorders>{_BORDERS}</w:tblBorders></w:tblPr>"
    return f"<w:tbl>{properties}<w:tblGrid>{widths}</w:tblGrid>{body}</w:tbl>"


def _cell(plan: Plan, cell: Cell, down: int) -> str:
    properties = f'<w:gridSpan w:val="{cell.columns}"/>' if cell.columns > 1 else ""
    if cell.rows > 1:
        properties += "<w:vMerge/>" if down else '<w:vMerge w:val="restart"/>'
    text = "" if down else cell.text
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{_paragraph(plan, text)}</w:tc>"

"""Renders a sample report as DOCX: the smallest package that Word opens, the same bytes every time."""

from io import BytesIO
from xml.sax.saxutils import escape
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from crawler.sampleweb.layout import Grid, GridCell
from crawler.sampleweb.reports import Heading, SampleReport

_TYPES = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Override PartName="/word/document.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'
)
_RELATIONS = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" '
    'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" '
    'Target="word/document.xml"/></Relationships>'
)
_BORDERS = "".join(
    f'<w:{side} w:val="single" w:sz="4"/>' for side in ("top", "left", "bottom", "right", "insideH", "insideV")
)


def report_docx(report: SampleReport) -> bytes:
    """Return the report as DOCX bytes."""
    parts = [_paragraph(report.title)]
    for block in report.blocks:
        if isinstance(block, Grid):
            parts += [_table(block), _paragraph("")]
        else:
            parts.append(_paragraph(block.text if isinstance(block, Heading) else block))
    document = (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
        '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
        f"<w:body>{''.join(parts)}</w:body></w:document>"
    )
    out = BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as package:
        for name, text in (
            ("[Content_Types].xml", _TYPES),
            ("_rels/.rels", _RELATIONS),
            ("word/document.xml", document),
        ):
            package.writestr(ZipInfo(name, (2020, 1, 1, 0, 0, 0)), text, ZIP_DEFLATED)
    return out.getvalue()


def _paragraph(text: str) -> str:
    return f'<w:p><w:r><w:t xml:space="preserve">{escape(text)}</w:t></w:r></w:p>'


def _table(grid: Grid) -> str:
    columns = len(grid.widths)
    below: list[GridCell | None] = [None] * columns  # the merged cell that goes on at its left edge
    left = [0] * columns  # rows it still covers
    rows = []
    for row in grid.rows:
        cells, position, waiting = [], 0, list(row)
        while position < columns:
            if left[position]:
                cell = below[position]
                assert cell is not None  # noqa: S101 (left is only set together with below)
                cells.append(_cell(cell, "<w:vMerge/>", ""))
                left[position] -= 1
            else:
                cell = waiting.pop(0)
                if cell.rows > 1:
                    below[position], left[position] = cell, cell.rows - 1
                cells.append(_cell(cell, '<w:vMerge w:val="restart"/>' if cell.rows > 1 else "", cell.text))
            position += cell.columns
        rows.append(f"<w:tr>{''.join(cells)}</w:tr>")
    edges = "".join(f'<w:gridCol w:w="{width * 300}"/>' for width in grid.widths)
    return (
        f"<w:tbl><w:tblPr><w:tblBorders>{_BORDERS}</w:tblBorders></w:tblPr><w:tblGrid>{edges}</w:tblGrid>"
        f"{''.join(rows)}</w:tbl>"
    )


def _cell(cell: GridCell, merge: str, text: str) -> str:
    span = f'<w:gridSpan w:val="{cell.columns}"/>' if cell.columns > 1 else ""
    return f"<w:tc><w:tcPr>{span}{merge}</w:tcPr>{_paragraph(text)}</w:tc>"

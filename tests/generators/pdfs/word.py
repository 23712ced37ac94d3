"""The made-up report as DOCX, for LibreOffice to print and for the DOCX reader's tests."""

import io

import docx
from docx.shared import Pt

from tests.generators.pdfs.form import HEADER_ROWS, ROWS, Box, body, header
from tests.generators.pdfs.html import TITLE


def report(*, size: float = 10.5, before: int = 2) -> bytes:
    """Return a DOCX with a heading, `before` paragraphs and table 3."""
    document = docx.Document()
    document.styles["Normal"].font.size = Pt(size)
    document.add_heading(TITLE, level=1)
    for index in range(before):
        document.add_paragraph(f"第{index + 1}段，演示数据，主动公开信息{index + 100}条。" * 3)
    document.add_paragraph("三、收到和处理政府信息公开申请情况")
    boxes = [*header(), *(Box(b.row + HEADER_ROWS, b.column, b.rowspan, b.colspan, b.text) for b in body())]
    table = document.add_table(rows=HEADER_ROWS + ROWS, cols=10, style="Table Grid")
    grid = [list(row.cells) for row in table.rows]
    for box in boxes:
        cell = grid[box.row][box.column]
        if box.rowspan > 1 or box.colspan > 1:
            cell = cell.merge(grid[box.row + box.rowspan - 1][box.column + box.colspan - 1])
        cell.text = box.text
    document.add_paragraph("四、政府信息公开行政复议、行政诉讼情况")
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()

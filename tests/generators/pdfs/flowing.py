"""The made-up report set by reportlab's page templates, which split tables themselves."""

import io

from reportlab.lib import colors
from reportlab.lib.pagesizes import A4, landscape
from reportlab.lib.styles import ParagraphStyle
from reportlab.platypus import LongTable, Paragraph, SimpleDocTemplate, Spacer, TableStyle

from tests.generators.pdfs.canvas import FONT
from tests.generators.pdfs.form import HEADER_ROWS, ROWS, Box, body, header
from tests.generators.pdfs.html import TITLE


def report(*, size: float = 8.0, before: int = 4, repeat_header: bool = True, wide: bool = False) -> bytes:
    """Return the PDF's bytes; `before` paragraphs stand above the table and move its page break."""
    buffer = io.BytesIO()
    text = ParagraphStyle("text", fontName=FONT, fontSize=12, leading=20, firstLineIndent=24, wordWrap="CJK")
    cell = ParagraphStyle("cell", fontName=FONT, fontSize=size, leading=size * 1.3, wordWrap="CJK")
    boxes = [*header(), *(Box(b.row + HEADER_ROWS, b.column, b.rowspan, b.colspan, b.text) for b in body())]
    rows: list[list[object]] = [[""] * 10 for _ in range(HEADER_ROWS + ROWS)]
    commands: list[tuple[object, ...]] = [
        ("GRID", (0, 0), (-1, -1), 0.5, colors.black),
        ("VALIGN", (0, 0), (-1, -1), "MIDDLE"),
    ]
    for box in boxes:
        rows[box.row][box.column] = Paragraph(box.text, cell)
        # a span over the group's many rows would forbid every page break, so groups stay open cells here
        if box.colspan > 1 or (box.rowspan > 1 and box.row < HEADER_ROWS):
            end = (box.column + box.colspan - 1, box.row + box.rowspan - 1)
            commands.append(("SPAN", (box.column, box.row), end))
    unit = (A4[1] if wide else A4[0]) / 595 * 45
    table = LongTable(
        rows, colWidths=[unit] * 2 + [unit * 2.6] + [unit * 0.8] * 7, repeatRows=3 if repeat_header else 0
    )
    table.setStyle(TableStyle(commands))
    sentence = "本年度示例市主动公开各类政府信息400条，均为演示数据，不代表任何机关。" * 2
    story = [Paragraph(TITLE, text), *(Paragraph(sentence, text) for _ in range(before)), Spacer(1, 6), table]
    SimpleDocTemplate(buffer, pagesize=landscape(A4) if wide else A4, invariant=True, title=TITLE).build(story)
    return buffer.getvalue()

"""Renders a sample report as a born-digital PDF whose table 3 goes over a page."""

import re
from functools import cache
from importlib.resources import as_file, files
from io import BytesIO
from xml.sax.saxutils import escape

from reportlab.lib.enums import TA_CENTER
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.platypus import Flowable, Paragraph, SimpleDocTemplate, Spacer, Table, TableStyle

from crawler.sampleweb.layout import Grid
from crawler.sampleweb.reports import Heading, SampleReport

HAN, LATIN = "SampleHan", "Helvetica"
WIDTH = A4[0] - 40 * mm


def report_pdf(report: SampleReport) -> bytes:
    """Return the report as PDF bytes, the same for the same report."""
    styles = _styles()
    flow: list[Flowable] = [Paragraph(_markup(report.title), styles["title"]), Spacer(1, 6)]
    for block in report.blocks:
        if isinstance(block, Grid):
            flow += [_table(block, styles["cell"]), Spacer(1, 8)]
        elif isinstance(block, Heading):
            flow.append(Paragraph(_markup(block.text), styles["heading"]))
        else:
            flow.append(Paragraph(_markup(block), styles["text"]))
    out = BytesIO()
    document = SimpleDocTemplate(
        out, pagesize=A4, leftMargin=20 * mm, rightMargin=20 * mm, title=report.title, invariant=1
    )
    document.build(flow, onFirstPage=_number, onLaterPages=_number)
    return out.getvalue()


def _number(canvas, document) -> None:  # type: ignore[no-untyped-def]  # reportlab has no types
    canvas.setFont(LATIN, 9)
    canvas.drawCentredString(A4[0] / 2, 12 * mm, f"- {document.page} -")


@cache
def _styles() -> dict[str, ParagraphStyle]:
    with as_file(files(__package__) / "font.ttf") as path:
        pdfmetrics.registerFont(TTFont(HAN, str(path)))
    text = ParagraphStyle("text", fontName=HAN, fontSize=11, leading=18, firstLineIndent=22, wordWrap="CJK")
    return {
        "text": text,
        "title": ParagraphStyle("title", text, fontSize=16, leading=24, firstLineIndent=0, alignment=TA_CENTER),
        "heading": ParagraphStyle("heading", text, fontSize=12, spaceBefore=6),
        "cell": ParagraphStyle("cell", text, fontSize=9, leading=12, firstLineIndent=0, alignment=TA_CENTER),
    }


def _markup(text: str) -> str:
    """Return Paragraph markup in which the characters the Chinese font lacks are set in Latin type."""
    return re.sub(r"[ -~“”‘’—·]+", lambda run: f'<font name="{LATIN}">{escape(run[0])}</font>', text)


def _table(grid: Grid, style: ParagraphStyle) -> Table:
    columns = len(grid.widths)
    cells: list[list[Paragraph | str]] = [[""] * columns for _ in grid.rows]
    commands: list[tuple[object, ...]] = [
        ("GRID", (0, 0), (-1, -1), 0.5, "black"),
        ("VALIGN", (0, 0), (-1, -1), "MIDDLE"),
    ]
    taken = [[False] * columns for _ in grid.rows]
    for r, row in enumerate(grid.rows):
        c = 0
        for cell in row:
            while taken[r][c]:
                c += 1
            cells[r][c] = Paragraph(_markup(cell.text), style)
            commands.append(("SPAN", (c, r), (c + cell.columns - 1, r + cell.rows - 1)))
            for rr in range(r, r + cell.rows):
                taken[rr][c : c + cell.columns] = [True] * cell.columns
            c += cell.columns
    unit = WIDTH / sum(grid.widths)
    table = Table(cells, colWidths=[width * unit for width in grid.widths])
    table.setStyle(TableStyle(commands))
    return table

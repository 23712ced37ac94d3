"""Table 3 drawn with reportlab's canvas, cut into two pages where and how a test wants it."""

import io
from collections.abc import Callable
from dataclasses import dataclass, replace

import pypdfium2
from reportlab.lib.pagesizes import A4
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

from tests.generators.pdfs.form import HEADER_ROWS, ROWS, Box, body, header

FONT = "STSong-Light"
SIZE = 8.0
HEIGHT = 22.0
COLUMNS = (60.0, 84.0, 128.0, 276.0, 312.0, 348.0, 384.0, 420.0, 456.0, 492.0, 535.0)
Writer = Callable[[float, float, str, float], None]
pdfmetrics.registerFont(UnicodeCIDFont(FONT))


@dataclass(frozen=True, slots=True)
class Layout:
    """How the table is set; `break_at` is the data row (1 to 24) that begins the second page, None for one page."""

    break_at: int | None = None
    repeat_header: bool = False
    close: bool = True  # rules at the page break
    rules: str = "stroke"  # stroke, bar (thin filled rectangles), form (inside a Form XObject), grid (one path)
    one_by_one: bool = False  # every letter placed by itself
    rotate: int = 0  # /Rotate, with the content drawn so that it appears upright
    crop: float = 0.0  # the crop box begins this far inside the media box
    border: bool = False  # a frame around the page
    backgrounds: bool = False  # white and coloured areas behind text and header
    page_numbers: bool = False
    split_row: bool = False  # the row at the break is broken: its label goes on, its figures stand above
    landscape: bool = False


def draw(layout: Layout) -> bytes:
    """Return the PDF's bytes; the same for the same layout."""
    buffer = io.BytesIO()
    width, height = (A4[1], A4[0]) if layout.landscape else A4
    upright = (height, width) if layout.rotate in {90, 270} else (width, height)
    canvas = Canvas(buffer, pagesize=upright, invariant=True, pageCompression=1)
    canvas.setTitle("示例市政府信息公开工作年度报告")
    pages = _pages(layout)
    for index, (rows, boxes) in enumerate(pages):
        _turn(canvas, layout.rotate, width, height)
        _draw_page(canvas, layout, (width, height), _Sheet(index, index == len(pages) - 1, rows, boxes))
        canvas.showPage()
    canvas.save()
    return _finished(buffer.getvalue(), layout, upright) if layout.rotate or layout.crop else buffer.getvalue()


def _finished(data: bytes, layout: Layout, size: tuple[float, float]) -> bytes:
    """Set the pages' rotation and crop box, which reportlab itself would exchange with the media box."""
    with pypdfium2.PdfDocument(data) as pdf:
        for page in pdf:
            page.set_rotation(layout.rotate)
            if layout.crop:
                page.set_cropbox(layout.crop, layout.crop, *size)
            page.close()
        buffer = io.BytesIO()
        pdf.save(buffer)
    return buffer.getvalue()


def _turn(canvas: Canvas, rotate: int, width: float, height: float) -> None:
    matrix = {90: (0, 1, -1, 0, height, 0), 180: (-1, 0, 0, -1, width, height), 270: (0, -1, 1, 0, 0, width)}
    if rotate:
        canvas.transform(*matrix[rotate])


def _pages(layout: Layout) -> list[tuple[int, list[Box]]]:
    """Return per page the number of rows and its cells, spans cut at the break."""
    top = header()
    if layout.break_at is None:
        return [(HEADER_ROWS + ROWS, [*top, *_cut(body(), 0, ROWS, HEADER_ROWS)])]
    at = layout.break_at
    first = [*top, *_cut(body(), 0, at, HEADER_ROWS)]
    offset = HEADER_ROWS if layout.repeat_header else 0
    start = at - 1 if layout.split_row else at
    second = _cut(body(), start, ROWS, offset)
    if layout.split_row:
        first, second = _split(first, HEADER_ROWS + at - 1, upper=True), _split(second, offset, upper=False)
    second = [*(top if layout.repeat_header else []), *second]
    return [(HEADER_ROWS + at, first), (offset + ROWS - start, second)]


def _cut(boxes: list[Box], start: int, stop: int, offset: int) -> list[Box]:
    out = []
    for box in boxes:
        low, high = max(box.row, start), min(box.row + box.rowspan, stop)
        if low < high:
            text = box.text if box.row >= start else ""
            out.append(replace(box, row=low - start + offset, rowspan=high - low, text=text))
    return out


def _split(boxes: list[Box], row: int, *, upper: bool) -> list[Box]:
    """Break a row's leaf label in two; its figures and its group's label stay above."""
    out = []
    for box in boxes:
        if box.row != row:
            out.append(box)
        elif box.column + box.colspan == 3 and box.rowspan == 1:
            half = len(box.text) // 2
            out.append(replace(box, text=box.text[:half] if upper else box.text[half:]))
        else:
            out.append(box if upper else replace(box, text=""))
    return out


@dataclass(frozen=True, slots=True)
class _Sheet:
    """One page to draw: its place among the pages, its number of rows and its cells."""

    index: int
    last: bool
    rows: int
    boxes: list[Box]


def _draw_page(canvas: Canvas, layout: Layout, size: tuple[float, float], sheet: _Sheet) -> None:
    (width, height), index, rows, boxes = size, sheet.index, sheet.rows, sheet.boxes
    stretch = width / A4[0]
    columns = [x * stretch for x in COLUMNS]
    step = min(HEIGHT, (height - 150) / (ROWS + HEADER_ROWS))
    top = height - 90.0 if index == 0 else height - 60.0
    edges = [top - step * i for i in range(rows + 1)]
    if layout.backgrounds:
        canvas.setFillColorRGB(1, 1, 1)
        canvas.rect(30, 30, width - 60, height - 60, stroke=0, fill=1)
        canvas.setFillColorRGB(0.8, 0.9, 1)
        canvas.rect(columns[0], edges[1], columns[-1] - columns[0], step, stroke=0, fill=1)
        canvas.setFillColorRGB(0, 0, 0)
    if layout.border:
        canvas.rect(20, 20, width - 40, height - 40)
    write = _writer(canvas, one_by_one=layout.one_by_one)
    if index == 0:
        write(columns[0], top + 14, "三、收到和处理政府信息公开申请情况", 12.0)
    _rules(canvas, layout, columns, edges, sheet)
    for box in boxes:
        _cell(write, box, columns, edges)
    if layout.page_numbers:
        write(width / 2 - 10, 30, f"- {index + 1} -", 10.0)


def _rules(canvas: Canvas, layout: Layout, columns: list[float], edges: list[float], sheet: _Sheet) -> None:
    segments = set()
    for box in sheet.boxes:
        left, right = columns[box.column], columns[box.column + box.colspan]
        upper, lower = edges[box.row], edges[box.row + box.rowspan]
        segments |= {(left, upper, left, lower), (right, upper, right, lower)}
        if layout.close or sheet.index == 0 or box.row > 0:
            segments.add((left, upper, right, upper))
        if layout.close or sheet.last or box.row + box.rowspan < len(edges) - 1:
            segments.add((left, lower, right, lower))
    if layout.rules == "form":
        canvas.beginForm(f"rules{sheet.index}", 0, 0, 2000, 2000)
        canvas.lines(sorted(segments))
        canvas.endForm()
        canvas.doForm(f"rules{sheet.index}")
    elif layout.rules == "bar":
        for x0, y0, x1, y1 in sorted(segments):
            canvas.rect(x0 - 0.25, y1 - 0.25, x1 - x0 + 0.5, y0 - y1 + 0.5, stroke=0, fill=1)
    elif layout.rules == "grid":
        path = canvas.beginPath()
        for x0, y0, x1, y1 in sorted(segments):
            path.moveTo(x0, y0)
            path.lineTo(x1, y1)
        canvas.drawPath(path)
    else:
        canvas.lines(sorted(segments))


def _cell(write: Writer, box: Box, columns: list[float], edges: list[float]) -> None:
    left, right = columns[box.column], columns[box.column + box.colspan]
    upper, lower = edges[box.row], edges[box.row + box.rowspan]
    fits = max(int((right - left - 4) // SIZE), 1)
    lines = [box.text[i : i + fits] for i in range(0, len(box.text), fits)]
    room = (upper - lower) / max(len(lines), 1)
    size = min(SIZE, room)
    start = (upper + lower) / 2 + len(lines) * size / 2
    for i, line in enumerate(lines):
        write(left + 2, start - (i + 0.85) * size, line, size)


def _writer(canvas: Canvas, *, one_by_one: bool) -> Writer:
    """Return what writes a text at a point, as a whole or letter by letter."""

    def write(x: float, y: float, text: str, size: float) -> None:
        canvas.setFont(FONT, size)
        for part in text if one_by_one else [text]:
            canvas.drawString(x, y, part)
            x += pdfmetrics.stringWidth(part, FONT, size)

    return write

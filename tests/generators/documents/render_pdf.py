"""Writes a laid-out document as a born-digital PDF, drawing letters and rules one by one."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import as_file, files
from io import BytesIO

from PIL.Image import Image
from reportlab.lib.pagesizes import A4
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from tests.generators.documents.grids import Cell, Grid
from tests.generators.documents.layout import Sheet
from tests.generators.documents.plan import SCAN_MARKUP, Plan

_RADICALS = str.maketrans(
    "一人入八十又口土大女子小工干心文方日月木止比水火玉生用田白目立行见言车里金长门非食高",
    "⼀⼈⼊⼋⼗⼜⼝⼟⼤⼥⼦⼩⼯⼲⼼⽂⽅⽇⽉⽊⽌⽐⽔⽕⽟⽣⽤⽥⽩⽬⽴⾏⻅⾔⻋⾥⾦⻓⻔⾮⾷⾼",
)
_MARGIN, _CELL_SIZE, _TEXT_SIZE = 50.0, 8.0, 11.0


@cache
def pdf_fonts() -> frozenset[str]:
    """Register the fonts; return the letters the embedded one has."""
    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    with as_file(files("crawler.sampleweb") / "font.ttf") as path:
        pdfmetrics.registerFont(TTFont("MadeHan", str(path)))
    glyphs = pdfmetrics.getFont("MadeHan").face.charToGlyph  # reportlab may hand out a font it had for the same face
    glyphs |= {radical: glyphs[letter] for letter, radical in _RADICALS.items() if letter in glyphs}
    return frozenset(chr(code) for code in glyphs)


@dataclass(slots=True)
class _Pen:
    """Draws on the pages of one document; `y` is the next free line from the bottom of the page."""

    plan: Plan
    canvas: Canvas
    width: float
    height: float
    y: float = 0.0

    def text(self, x: float, y: float, text: str, size: float) -> None:
        """Draw a text; each letter in a font that has it."""
        if self.plan.has("kangxi") and all(letter in pdf_fonts() for letter in text if ord(letter) > 126):
            text = text.translate(_RADICALS)  # the other font has no radicals
        for font, run in self._runs(text):
            self.canvas.setFont(font, size)
            for piece in run if self.plan.has("single_letters") else [run]:
                self.canvas.drawString(x, y, piece)
                x += pdfmetrics.stringWidth(piece, font, size)

    def _runs(self, text: str) -> Iterator[tuple[str, str]]:
        known = pdf_fonts()
        embedded = self.plan.has("embedded_font", "kangxi", *SCAN_MARKUP)
        if not embedded or any(letter not in known and ord(letter) > 126 for letter in text):
            yield "STSong-Light", text
            return
        for letter in text:
            yield ("MadeHan" if letter in known else "Helvetica"), letter

    def rule(self, x0: float, y0: float, x1: float, y1: float) -> None:
        """Draw a rule, as a line or as a thin filled box."""
        if not self.plan.has("thin_rects"):
            self.canvas.line(x0, y0, x1, y1)
        else:
            self.canvas.rect(x0 - 0.25, y0 - 0.25, x1 - x0 + 0.5, y1 - y0 + 0.5, stroke=0, fill=1)

    def start(self) -> None:
        """Begin a page's furniture."""
        if self.plan.has("rotated_page"):
            self.canvas.setPageRotation(90)
            self.canvas.translate(self.height, 0)
            self.canvas.rotate(90)
        self.y = self.height - _MARGIN
        self.canvas.setLineWidth(0.5)
        if self.plan.has("page_border"):
            self.canvas.rect(25, 25, self.width - 50, self.height - 50)
        if self.plan.has("page_numbers"):
            self.text(self.width / 2 - 12, 30, f"— {self.canvas.getPageNumber()} —", 9)
        if self.plan.has("page_line_footer"):
            self.canvas.line(_MARGIN, 40, self.width - _MARGIN, 40)
            self.text(_MARGIN, 28, f"{self.plan.body}政府信息公开年报  第 {self.canvas.getPageNumber()} 页", 9)

    def turn(self) -> None:
        """Go to the next page."""
        self.canvas.showPage()
        self.start()


def render_pdf(sheet: Sheet, pictures: Callable[[Grid], Image] | None = None) -> bytes:
    """Return the bytes of a PDF; the same sheet gives the same bytes. `pictures` draws tables that are images."""
    pdf_fonts()
    out = BytesIO()
    width, height = page_size(sheet.plan)
    canvas = Canvas(out, pagesize=(width, height), invariant=1)  # it exchanges the sides of pages that are turned
    draw(sheet, canvas, width, height, pictures)
    canvas.save()
    return out.getvalue()


def page_size(plan: Plan) -> tuple[float, float]:
    """Return the width and height of a document's pages in points."""
    width, height = (A4[1], A4[0]) if plan.has("landscape") else A4
    return (width, 260.0) if plan.has("tiny_pages") else (width, height)


def draw(
    sheet: Sheet, canvas: Canvas, width: float, height: float, pictures: Callable[[Grid], Image] | None = None
) -> float:
    """Draw a document's pages on a canvas, or on what draws letters and lines as one does; `pictures` of tables.

    Returns how far up the last page is free, in points.
    """
    pen = _Pen(sheet.plan, canvas, width, height)
    pen.start()
    for part in sheet.parts:
        if not isinstance(part, Grid):
            _paragraph(pen, part.text, 16.0 if part.role == "title" else _TEXT_SIZE)
        elif part.image and pictures is not None:
            picture = pictures(part)
            wide = width - 2 * _MARGIN
            high = wide * picture.height / picture.width
            if pen.y - high < _MARGIN:
                pen.turn()
            canvas.drawImage(ImageReader(picture), _MARGIN, pen.y - high, wide, high)
            pen.y -= high + 10
        elif part.image:
            canvas.rect(_MARGIN, pen.y - 60, 300, 50)
            pen.y -= 80
        else:
            _table(pen, part)
    canvas.showPage()
    return pen.y


def _wrap(text: str, width: float, size: float) -> list[str]:
    """Break a text at any letter."""
    lines = []
    for line in text.split("\n"):
        start = ""
        for letter in line:
            if start and pdfmetrics.stringWidth(start + letter, "STSong-Light", size) > width:
                lines.append(start)
                start = ""
            start += letter
        lines.append(start)
    return lines


def _paragraph(pen: _Pen, text: str, size: float) -> None:
    for line in _wrap(text, pen.width - 2 * _MARGIN, size):
        if pen.y - size * 1.6 < _MARGIN:
            pen.turn()
        pen.y -= size * 1.6
        centred = (pen.width - pdfmetrics.stringWidth(line, "STSong-Light", size)) / 2
        pen.text(centred if size > _TEXT_SIZE else _MARGIN, pen.y, line, size)
    pen.y -= 4


@dataclass(slots=True)
class _Frame:
    """Where the columns and rows of a table lie: x of every column edge and the height of every row."""

    edges: list[float]
    heights: list[float]
    cells: list[tuple[int, int, Cell]]


def _frame(pen: _Pen, grid: Grid) -> _Frame:
    columns, cells = grid.width(), list(grid.placed())
    weights = [2.0 if grid.kind == "t3" and column < 3 else 1.0 for column in range(columns)]
    unit = (pen.width - 2 * _MARGIN) / sum(weights)
    edges = [_MARGIN]
    for weight in weights:
        edges.append(edges[-1] + weight * unit)
    heights = [_CELL_SIZE * 1.9] * len(grid.rows)
    for row, column, cell in cells:
        lines = len(_wrap(cell.text, edges[column + cell.columns] - edges[column] - 4, _CELL_SIZE))
        share = (lines * _CELL_SIZE * 1.2 + 6) / cell.rows
        for down in range(row, min(row + cell.rows, len(heights))):
            heights[down] = max(heights[down], share)
    return _Frame(edges, heights, cells)


def _table(pen: _Pen, grid: Grid) -> None:
    frame = _frame(pen, grid)
    pen.y -= 4
    first = 0
    while first < len(grid.rows):
        repeated = list(range(grid.heads)) if first and pen.plan.has("repeated_heads") else []
        room = pen.y - _MARGIN - sum(frame.heights[row] for row in repeated)
        last = first
        end = _forced_break(pen.plan, grid) if not first else len(grid.rows)
        while last < end and frame.heights[last] <= room:
            room -= frame.heights[last]
            last += 1
        if last == first:
            if pen.y >= pen.height - _MARGIN - 5:
                last = first + 1  # taller than a page: let it run over
            else:
                pen.turn()
                continue
        _piece(pen, frame, repeated, closed=True)
        _piece(pen, frame, list(range(first, last)),
               closed=last == len(grid.rows) or not pen.plan.has("open_bottom"))  # fmt: skip
        first = last
        if first < len(grid.rows):
            pen.turn()
    pen.y -= 10


def _forced_break(plan: Plan, grid: Grid) -> int:
    """Return the row before which a new page must begin: the table's length where none must."""
    if grid.kind == "t3" and plan.has("broken_header"):
        return 2
    if grid.kind not in ("t3", "t14", "t08"):
        return len(grid.rows)
    if plan.has("broken_row"):
        return plan.dice("broken row").randrange(grid.heads, len(grid.rows))
    for quirk in plan.quirks:
        if quirk.startswith("broken_row_"):
            return min(int(quirk.removeprefix("broken_row_")), len(grid.rows))
    return len(grid.rows)


def _piece(pen: _Pen, frame: _Frame, rows: list[int], *, closed: bool) -> None:
    """Draw some rows of a table; a cell merged over a page break continues, its text stays with its first rows."""
    if not rows:
        return
    tops = [pen.y]
    for row in rows:
        tops.append(tops[-1] - frame.heights[row])
    for row, column, cell in frame.cells:
        inside = [index for index, number in enumerate(rows) if row <= number < row + cell.rows]
        if not inside:
            continue
        x0, x1 = frame.edges[column], frame.edges[column + cell.columns]
        top, bottom = tops[inside[0]], tops[inside[-1] + 1]
        _border(pen, (x0, bottom, x1, top), last=closed or inside[-1] + 1 < len(rows))
        if row in rows:
            _cell_text(pen, cell, (x0, bottom, x1, top))
    pen.y = tops[-1]


def _border(pen: _Pen, box: tuple[float, float, float, float], *, last: bool) -> None:
    if pen.plan.has("no_rules"):
        return
    x0, bottom, x1, top = box
    sides = not pen.plan.has("no_outer_lines")
    pen.rule(x0, top, x1, top)
    if last:
        pen.rule(x0, bottom, x1, bottom)
    if sides or x0 > _MARGIN + 1:
        pen.rule(x0, bottom, x0, top)
    if sides or x1 < pen.width - _MARGIN - 1:
        pen.rule(x1, bottom, x1, top)


def _cell_text(pen: _Pen, cell: Cell, box: tuple[float, float, float, float]) -> None:
    x0, bottom, x1, top = box
    lines = _wrap(cell.text, x1 - x0 - 4, _CELL_SIZE)
    y = (top + bottom) / 2 + (len(lines) / 2) * _CELL_SIZE * 1.2 - _CELL_SIZE
    y = min(y, top - _CELL_SIZE)
    for line in lines:
        middle = (x0 + x1 - pdfmetrics.stringWidth(line, "STSong-Light", _CELL_SIZE)) / 2
        pen.text(middle, y, line, _CELL_SIZE)
        y -= _CELL_SIZE * 1.2

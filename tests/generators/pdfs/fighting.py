"""A whole report (tables 2, 3 and 4) as a PDF that makes reading hard, in the way a test wants it."""

import io
import random
from collections.abc import Iterator
from dataclasses import dataclass, field

import pypdfium2
from reportlab.lib.pagesizes import A4
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas

from pipelines.document import Cell, Table
from pipelines.formats._grid import lay_out
from tests.generators.pdfs.canvas import FONT
from tests.pipelines.tables.printer import Line, Printed

SIZE, TEXT, LEADING, PAD = 8.0, 11.0, 1.25, 3.0
MARGIN = 50.0
RADICALS = str.maketrans(
    "一人入八十又口土大女子小工干心文方日月木止比水火玉生用田白目立行见言车里金长门非食高",
    "⼀⼈⼊⼋⼗⼜⼝⼟⼤⼥⼦⼩⼯⼲⼼⽂⽅⽇⽉⽊⽌⽐⽔⽕⽟⽣⽤⽥⽩⽬⽴⾏⻅⾔⻋⾥⾦⻓⻔⾮⾷⾼",
)


@dataclass(frozen=True, slots=True)
class Fight:
    """How the report is set; the defaults draw a plain ruled one."""

    rules: str = "full"  # see _RULES
    lost: float = 0.0  # share of the sides of cells that are not drawn, by `seed`
    seed: int = 0
    align: str = "centre"  # numbers: left, centre, right
    labels: str = "middle"  # where labels of several lines stand beside their numbers: middle, top
    order: str = "reading"  # of the text objects: reading, shuffled, backwards
    one_by_one: bool = False
    spacing: float = 0.0  # points between characters
    rotate: int = 0  # /Rotate; the content is drawn so that it appears upright
    turned: int = 0  # the content is turned by a matrix, and no /Rotate says so
    landscape: tuple[str, ...] = ()  # tables (t2, t3, t4) on landscape pages of their own
    footer: str = ""  # printed at the bottom of every page with {n}, over the table where `low` is set
    low: float = 30.0  # height of the footer
    watermark: str = ""  # grey letters across each page
    level_watermark: bool = False  # it lies level
    twice: float = 0.0  # every text is printed again so far to the right, to look bold
    hidden: str = ""  # printed over every number, so that it is not seen: invisible, white
    stacked: bool = True  # 三、本年度办理结果 letter by letter; else turned by 90 degrees
    radicals: bool = False
    crop: tuple[float, float] = (0.0, 0.0)  # the crop box begins so far inside, the media box elsewhere than at 0
    user_unit: float = 1.0
    border: bool = False
    break_rows: tuple[int, ...] = ()  # rows of table 3 before which a page begins
    height: float = 0.0  # of the pages, 0 for A4
    size: float = SIZE
    after: dict[str, str] = field(default_factory=dict, hash=False)  # further text: number → what is printed beside it


def fight(printed: Printed, how: Fight) -> bytes:
    """Return the PDF's bytes; the same for the same report and way."""
    buffer = io.BytesIO()
    width, height = A4[0], how.height or A4[1]
    canvas = Canvas(buffer, pagesize=_sheet(how, width, height), invariant=True, pageCompression=1)
    pen = _Pen(canvas, how, width, height)
    pen.start()
    kinds = iter(("t2", "t3", "t4"))
    for block in printed.blocks:
        if isinstance(block, str):
            pen.paragraph(block)
        else:
            kind = next(kinds, "")
            with_room = kind in how.landscape
            if with_room:
                pen.turn(landscape=True)
            _table(pen, block, kind)
            if with_room:
                pen.turn(landscape=False)
    pen.finish()
    canvas.save()
    return _boxed(buffer.getvalue(), how)


def _sheet(how: Fight, width: float, height: float) -> tuple[float, float]:
    return (height, width) if (how.rotate + how.turned) % 180 else (width, height)


def _boxed(data: bytes, how: Fight) -> bytes:
    """Set what reportlab itself does not: rotation, crop box, user unit."""
    if not (how.rotate or any(how.crop) or how.user_unit != 1):
        return data
    with pypdfium2.PdfDocument(data) as pdf:
        for page in pdf:
            page.set_rotation(how.rotate)
            left, bottom, right, top = page.get_mediabox()
            if any(how.crop):
                page.set_cropbox(left + how.crop[0], bottom + how.crop[1], right - how.crop[0], top)
            page.close()
        buffer = io.BytesIO()
        pdf.save(buffer)
    out = buffer.getvalue()
    return out.replace(b"/Type /Page\r", b"/UserUnit 2 /Type /Page\r") if how.user_unit != 1 else out


@dataclass(slots=True)
class _Pen:
    """Draws on the pages of one document; texts of a page are kept and written when it is full."""

    canvas: Canvas
    how: Fight
    width: float
    height: float
    y: float = 0.0
    page: int = 0
    texts: list[tuple[float, float, str, float, str]] = field(default_factory=list)

    def start(self) -> None:
        """Begin a page."""
        self.page += 1
        self.y = self.height - MARGIN
        turn, width, height = (self.how.rotate + self.how.turned) % 360, self.width, self.height
        matrix = {90: (0, 1, -1, 0, height, 0), 180: (-1, 0, 0, -1, width, height), 270: (0, -1, 1, 0, 0, width)}
        if turn:
            self.canvas.transform(*matrix[turn])
        if self.how.border:
            self.canvas.rect(25, 25, self.width - 50, self.height - 50)
        self.canvas.setLineWidth(0.5)

    def turn(self, *, landscape: bool | None = None) -> None:
        """Go to the next page, landscape or not."""
        self.finish()
        if landscape is not None:
            low, high = sorted((self.width, self.height))
            self.width, self.height = (high, low) if landscape else (low, high)
            self.canvas.setPageSize(_sheet(self.how, self.width, self.height))
        self.start()

    def finish(self) -> None:
        """Write the page's texts in the order wanted, and its furniture."""
        how, texts = self.how, self.texts
        if how.order == "shuffled":
            random.Random(self.page).shuffle(texts)  # noqa: S311 (repeatable test data)
        elif how.order == "backwards":
            texts.reverse()
        for text in texts:
            self._write(*text)
        self.texts = []
        if how.footer:
            footer = how.footer.format(n=self.page)
            self._write((self.width - stringWidth(footer, FONT, 9)) / 2, how.low, footer, 9.0, "")
        if how.watermark:
            self._watermark()
        self.canvas.showPage()

    def _watermark(self) -> None:
        canvas = self.canvas
        canvas.saveState()
        canvas.setFillGray(0.8)
        canvas.setFont(FONT, 60)
        canvas.translate(self.width * 0.2, self.height * 0.3)
        canvas.rotate(0 if self.how.level_watermark else 40)
        canvas.drawString(0, 0, self.how.watermark)
        canvas.restoreState()

    def text(self, x: float, y: float, text: str, size: float, look: str = "") -> None:
        """Keep a text to be written."""
        self.texts.append((x, y, text, size, look))

    def _write(self, x: float, y: float, text: str, size: float, look: str) -> None:
        canvas, how = self.canvas, self.how
        if how.radicals:
            text = text.translate(RADICALS)
        if look == "turned":
            canvas.saveState()
            canvas.translate(x, y)
            canvas.rotate(90)
            self._string(0, 0, text, size, 0)
            canvas.restoreState()
            return
        if look == "invisible":
            canvas.saveState()  # or all that follows would be invisible too
            self._string(x, y, text, size, 3)
            canvas.restoreState()
            return
        if look == "white":
            canvas.setFillGray(1)
        for shift in (0.0, how.twice) if how.twice else (0.0,):
            self._string(x + shift, y, text, size, 0)
        if look == "white":
            canvas.setFillGray(0)

    def _string(self, x: float, y: float, text: str, size: float, mode: int) -> None:
        for part in text if self.how.one_by_one else [text]:
            written = self.canvas.beginText(x, y)
            written.setFont(FONT, size)
            written.setTextRenderMode(mode)
            written.setCharSpace(self.how.spacing)
            written.textOut(part)
            self.canvas.drawText(written)
            x += stringWidth(part, FONT, size) + self.how.spacing * len(part)

    def paragraph(self, text: str) -> None:
        """Set a paragraph of one line."""
        if self.y < MARGIN + 60:
            self.turn()
        self.y -= TEXT * 1.8
        self.text(MARGIN, self.y, text, TEXT)
        self.y -= 4


@dataclass(slots=True)
class _Frame:
    """A table's geometry: edges of the columns, heights of the rows, the lines of each cell."""

    table: Table
    kind: str
    edges: list[float]
    heights: list[float]
    lines: dict[int, list[str]]


def _wrap(text: str, width: float, size: float) -> list[str]:
    out: list[str] = []
    for part in text.split("\n"):
        line = ""
        for letter in part:
            if line and stringWidth(line + letter, FONT, size) > width:
                out.append(line)
                line = ""
            line += letter
        out.append(line)
    return out


def _frame(pen: _Pen, lines: list[Line], kind: str) -> _Frame:
    table = lay_out(lines, 0)
    weights = [(1.0, 2.2, 5.0)[c] if kind == "t3" and c < 3 else 1.3 if kind == "t3" else 1.0
               for c in range(table.columns)]  # fmt: skip
    unit = (pen.width - 2 * MARGIN) / sum(weights)
    edges = [MARGIN]
    for weight in weights:
        edges.append(edges[-1] + weight * unit)
    size, step = pen.how.size, pen.how.size * LEADING + pen.how.spacing
    heights = [step + 2 * PAD] * table.rows
    held: dict[int, list[str]] = {}
    for cell in table.cells:
        room = edges[cell.column + cell.colspan] - edges[cell.column] - 2 * PAD
        held[id(cell)] = _wrap(cell.text, max(room / (1 + pen.how.spacing / size), size), size)
        if cell.rowspan == 1:
            heights[cell.row] = max(heights[cell.row], len(held[id(cell)]) * step + 2 * PAD)
    return _Frame(table, kind, edges, heights, held)


def _table(pen: _Pen, lines: list[Line], kind: str) -> None:
    frame = _frame(pen, lines, kind)
    first = 0
    breaks = pen.how.break_rows if kind == "t3" else ()
    while first < frame.table.rows:
        room, last = pen.y - MARGIN, first
        while last < frame.table.rows and frame.heights[last] <= room and not (last > first and last in breaks):
            room -= frame.heights[last]
            last += 1
        if last > first:
            _piece(pen, frame, range(first, last))
        first = last
        if first < frame.table.rows:
            pen.turn()


def _piece(pen: _Pen, frame: _Frame, rows: range) -> None:
    tops = [pen.y]
    for row in rows:
        tops.append(tops[-1] - frame.heights[row])
    seen = []
    for cell in frame.table.cells:
        start, stop = max(cell.row, rows.start), min(cell.row + cell.rowspan, rows.stop)
        if start < stop:
            top, bottom = tops[start - rows.start], tops[stop - rows.start]
            box = (frame.edges[cell.column], bottom, frame.edges[cell.column + cell.colspan], top)
            seen.append((cell, box))
            if start == cell.row:
                _text(pen, frame, cell, box)
    _rules(pen, frame, rows, [box for _, box in seen], tops)
    pen.y = tops[-1]


Box = tuple[float, float, float, float]


def _text(pen: _Pen, frame: _Frame, cell: Cell, box: Box) -> None:
    how, size = pen.how, pen.how.size
    x0, bottom, x1, top = box
    lines = frame.lines[id(cell)]
    number = cell.text.replace(".", "").isdigit()
    if "办理结果" in cell.text and not how.stacked:
        pen.text((x0 + x1) / 2 + size / 3, bottom + 5, cell.text, size, "turned")
        return
    step = size * LEADING + how.spacing
    y = (
        top - PAD - size * 0.9
        if how.labels == "top" and not number
        else (top + bottom) / 2 + len(lines) * step / 2 - size
    )
    for line in lines:
        wide = stringWidth(line, FONT, size) + how.spacing * max(len(line) - 1, 0)
        left = not number and frame.kind == "t3" and cell.column + cell.colspan <= 3
        align = "left" if left else how.align if number else "centre"
        x = {"left": x0 + PAD, "centre": (x0 + x1 - wide) / 2, "right": x1 - PAD - wide}[align]
        pen.text(x, y, line, size)
        if number and how.hidden:
            pen.text(x + 2, y, "777", size, how.hidden)
        y -= step


def _rules(pen: _Pen, frame: _Frame, rows: range, boxes: list[Box], tops: list[float]) -> None:
    canvas, how = pen.canvas, pen.how
    left, right = frame.edges[0], frame.edges[-1]
    canvas.saveState()
    if how.rules == "horizontal":
        for y in tops:
            canvas.line(left, y, right, y)
    elif how.rules == "three lines":
        for y in {tops[0], tops[min(2, len(tops) - 1)], tops[-1]}:
            canvas.line(left, y, right, y)
    elif how.rules == "box":
        canvas.rect(left, tops[-1], right - left, tops[0] - tops[-1])
    elif how.rules == "zebra":
        canvas.setFillGray(0.9)
        for i in range(0, len(rows), 2):
            canvas.rect(left, tops[i + 1], right - left, tops[i] - tops[i + 1], stroke=0, fill=1)
    elif how.rules != "none":
        chance = random.Random(f"{how.seed}/{canvas.getPageNumber()}/{tops[0]}")  # noqa: S311 - no secret
        for line in (side for side in sorted(set(_sides(boxes))) if chance.random() >= how.lost):
            _rule(canvas, how.rules, line)
    canvas.restoreState()


def _sides(boxes: list[Box]) -> Iterator[Box]:
    for x0, y0, x1, y1 in boxes:
        yield from ((x0, y0, x1, y0), (x0, y1, x1, y1), (x0, y0, x0, y1), (x1, y0, x1, y1))


def _rule(canvas: Canvas, kind: str, line: Box) -> None:
    x0, y0, x1, y1 = line
    if kind == "full":
        canvas.line(*line)
    elif kind in {"dashed", "dotted"}:
        canvas.setDash((3, 2) if kind == "dashed" else (0.5, 1.5))
        canvas.line(*line)
    elif kind == "double":
        for shift in (-0.8, 0.8):
            canvas.line(x0 + (shift if x0 == x1 else 0), y0 + (shift if y0 == y1 else 0),
                        x1 + (shift if x0 == x1 else 0), y1 + (shift if y0 == y1 else 0))  # fmt: skip
    elif kind == "bars":
        canvas.rect(x0 - 0.25, y0 - 0.25, x1 - x0 + 0.5, y1 - y0 + 0.5, stroke=0, fill=1)
    elif kind == "images":
        canvas.drawImage(_ink(), x0 - 0.25, y0 - 0.25, x1 - x0 + 0.5, y1 - y0 + 0.5)
    elif kind in {"segments", "dashes"}:  # every stroke drawn by itself
        step, on = (1.5, 1.5) if kind == "segments" else (5.0, 3.0)
        length, at = max(x1 - x0, y1 - y0), 0.0
        while at < length:
            end = min(at + on, length)
            canvas.line(*((x0 + at, y0, x0 + end, y0) if y0 == y1 else (x0, y0 + at, x0, y0 + end)))
            at += step
    elif kind == "hairlines":
        canvas.setLineWidth(0)
        canvas.line(*line)


def _ink() -> ImageReader:
    from PIL import Image  # noqa: PLC0415 (only one way of drawing needs it)

    return ImageReader(Image.new("L", (1, 1), 0))

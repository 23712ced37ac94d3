"""A statistics return drawn without upright rules, set as a test wants it."""

import io
from collections.abc import Sequence
from dataclasses import dataclass

from reportlab.lib.pagesizes import A4
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas

from tests.generators.pdfs.canvas import FONT

MARGIN, TEXT = 60.0, 11.0
SIDE = 3.5  # points left free at the sides of a cell
Rows = Sequence[Sequence[str]]


@dataclass(frozen=True, slots=True)
class Setting:
    """How a return is set; widths and heights in points."""

    labels: float = 190.0  # width of the column of labels
    others: float = 70.0  # of every other one
    label_align: str = "left"
    align: str = "centre"
    beside: str = "middle"  # the line of a broken label that its number stands beside: middle, top, bottom
    size: float = 9.0
    leading: float = 1.25
    pad: float = 5.0  # between two rows
    breaks: tuple[int, ...] = ()  # rows before which a page begins
    within: int = -1  # the row that a page break cuts behind its first line
    repeat: bool = False  # the heads come again on every page
    rules: str = "none"  # or horizontal
    first: int = 0  # the column of labels
    page_numbers: bool = True


def draw_return(rows: Rows, how: Setting, *, before: Sequence[str] = (), after: Sequence[str] = ()) -> bytes:
    """Return a PDF of paragraphs, a return whose first row is its header, and paragraphs; the same for the same."""
    buffer = io.BytesIO()
    pen = _Pen(Canvas(buffer, pagesize=A4, invariant=True, pageCompression=1), how)
    for text in before:
        pen.paragraph(text)
    for number, row in enumerate(rows):
        if number in how.breaks:
            pen.turn(rows[0])
        pen.row(row, heads=rows[0], cut=number == how.within)
    for text in after:
        pen.paragraph(text)
    pen.canvas.save()
    return buffer.getvalue()


@dataclass(slots=True)
class _Pen:
    canvas: Canvas
    how: Setting
    y: float = A4[1] - MARGIN
    page: int = 1

    def paragraph(self, text: str) -> None:
        """Write a text of lines as wide as the page."""
        for line in broken(text, A4[0] - 2 * MARGIN, TEXT):
            self.y -= TEXT * 1.6
            self._write(MARGIN, self.y, line, TEXT)
        self.y -= 4

    def turn(self, heads: Sequence[str]) -> None:
        """Go to the next page."""
        if self.how.page_numbers:
            self._write(A4[0] / 2 - 10, 30, f"— {self.page} —", 9)
        self.canvas.showPage()
        self.page += 1
        self.y = A4[1] - MARGIN
        if self.how.repeat:
            self.row(heads, heads=heads)

    def row(self, row: Sequence[str], *, heads: Sequence[str], cut: bool = False) -> None:
        """Write one row; `cut` behind its label's first line, where the number stands on the side it belongs to."""
        how, step = self.how, self.how.size * self.how.leading
        label = broken(row[how.first], how.labels - 2 * SIDE, how.size)
        if self.y - len(label) * step < MARGIN:
            self.turn(heads)
        if how.rules == "horizontal":
            self.canvas.line(MARGIN, self.y, self._edges(len(row))[-1], self.y)
        top = self.y - how.pad / 2 - how.size
        beside = {"top": 0.0, "middle": (len(label) - 1) / 2, "bottom": len(label) - 1.0}[how.beside]
        place = top - beside * step
        for number, line in enumerate(label):
            if cut and number == 1:
                if beside < 1:
                    self._values(row, place)
                self.turn(heads)
                top = self.y - how.pad / 2 - how.size + step
                place = top - max(beside, 1) * step
            self._cell(how.first, len(row), top - number * step, line, how.label_align)
        if not (cut and beside < 1 and len(label) > 1):
            self._values(row, place)
        self.y = top - (len(label) - 1) * step - how.pad / 2 - 0.25 * how.size

    def _values(self, row: Sequence[str], y: float) -> None:
        for number, text in enumerate(row):
            if number != self.how.first:
                self._cell(number, len(row), y, text, self.how.align)

    def _cell(self, column: int, columns: int, y: float, text: str, align: str) -> None:
        edges = self._edges(columns)
        wide = stringWidth(text, FONT, self.how.size)
        x = {
            "left": edges[column] + SIDE,
            "centre": (edges[column] + edges[column + 1] - wide) / 2,
            "right": edges[column + 1] - SIDE - wide,
        }[align]
        self._write(x, y, text, self.how.size)

    def _edges(self, columns: int) -> list[float]:
        edges = [MARGIN]
        for number in range(columns):
            edges.append(edges[-1] + (self.how.labels if number == self.how.first else self.how.others))
        return edges

    def _write(self, x: float, y: float, text: str, size: float) -> None:
        self.canvas.setFont(FONT, size)
        self.canvas.drawString(x, y, text)


def broken(text: str, width: float, size: float) -> list[str]:
    """Return a text's lines, broken at any letter."""
    lines = [""]
    for letter in text:
        if lines[-1] and stringWidth(lines[-1] + letter, FONT, size) > width:
            lines.append("")
        lines[-1] += letter
    return lines

"""The characters of a PDF page, from pypdfium2's text page."""

import ctypes
import math
from typing import Any, NamedTuple

import pypdfium2.raw as pdfium

from pipelines.pdf.view import View

MAX_CHARACTERS = 100_000  # a page of a report has about 1,000; a page beyond this is no text to read

_BLANK = {0x09, 0x0A, 0x0D, 0x20}
_LINE_END_HYPHENS = {0x02, 0xAD, 0xFFFE}  # how pdfium marks a hyphen that ends a line
_UNMAPPED = {0x00, 0xFFFF, 0xFFFD}
_DIAGONAL = -1


class Char(NamedTuple):
    """One character as seen: its text, its box, and how far its line is turned (0, 90, 180, 270; -1 aslant)."""

    text: str
    x0: float
    top: float
    x1: float
    bottom: float
    turn: int


def page_characters(page: Any, view: View) -> tuple[list[Char], int]:
    """Return the page's characters inside its view, and how many glyphs have no known character.

    Blanks that pdfium only infers from gaps are left out: gaps are judged later, with the line at hand.
    """
    text_page = page.get_textpage()
    try:
        return _characters(text_page.raw, min(text_page.count_chars(), MAX_CHARACTERS), view)
    finally:
        text_page.close()


def _characters(raw: Any, count: int, view: View) -> tuple[list[Char], int]:
    chars, unmapped, box_of = [], 0, _Boxes(raw)
    get_unicode, get_angle = pdfium.FPDFText_GetUnicode, pdfium.FPDFText_GetCharAngle
    for index in range(count):
        code = get_unicode(raw, index)
        if code in _BLANK:
            if code != 0x20 or pdfium.FPDFText_IsGenerated(raw, index) == 1:
                continue
        elif code in _UNMAPPED:
            code, unmapped = 0xFFFD, unmapped + 1
        elif code in _LINE_END_HYPHENS:
            code = 0x2D
        x0, y0, x1, y1 = view.box(*box_of(index))
        if x1 <= 0 or y1 <= 0 or x0 >= view.width or y0 >= view.height:
            continue
        chars.append(Char(chr(code), x0, y0, x1, y1, _turn(get_angle(raw, index), view.rotation)))
    return chars, unmapped


class _Boxes:
    """The box of each character: as wide as the font sets it, where that covers what is seen of it.

    Turned text, vertical writing and fonts without metrics have none such; then it is the glyph's own box.
    """

    def __init__(self, raw: Any) -> None:
        self._raw = raw
        self._loose = pdfium.FS_RECTF()
        self._tight = tuple(ctypes.c_double() for _ in range(4))
        self._references = ctypes.byref(self._loose), tuple(ctypes.byref(part) for part in self._tight)

    def __call__(self, index: int) -> tuple[float, float, float, float]:
        """Return left, bottom, right, top in page coordinates."""
        loose_reference, tight_references = self._references
        pdfium.FPDFText_GetLooseCharBox(self._raw, index, loose_reference)
        pdfium.FPDFText_GetCharBox(self._raw, index, *tight_references)
        loose = self._loose
        left, bottom, right, top = loose.left, loose.bottom, loose.right, loose.top
        t_left, t_right, t_bottom, t_top = (part.value for part in self._tight)
        if t_left == t_right or t_top == t_bottom:  # a blank, of which nothing is seen
            return left, bottom, right, top
        slack = 0.15 * (top - bottom)
        across, up = (t_left + t_right) / 2, (t_bottom + t_top) / 2
        covers = left - slack <= across <= right + slack and bottom - slack <= up <= top + slack
        if not covers or right - left < 0.05:
            return t_left, t_bottom, t_right, t_top
        if top - bottom > 3 * max(t_right - t_left, t_top - t_bottom) and top - bottom > 1.5 * self._size(index):
            return t_left, t_bottom, t_right, t_top  # pdfium leaves vertical writing's loose box unscaled
        return left, bottom, right, top

    def _size(self, index: int) -> float:
        matrix = pdfium.FS_MATRIX()
        pdfium.FPDFText_GetMatrix(self._raw, index, ctypes.byref(matrix))
        return float(pdfium.FPDFText_GetFontSize(self._raw, index)) * math.hypot(matrix.c, matrix.d)


def _turn(angle: float, rotation: int) -> int:
    """Return the direction of a character as seen, in degrees against the clock."""
    if angle < 0:  # pdfium's "not known"
        return 0
    degrees = (math.degrees(angle) - rotation) % 360
    nearest = round(degrees / 90) * 90
    return nearest % 360 if abs(degrees - nearest) <= 10 else _DIAGONAL

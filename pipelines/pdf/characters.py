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
    loose, chars, unmapped = pdfium.FS_RECTF(), [], 0
    reference = ctypes.byref(loose)
    get_unicode, get_box, get_angle = (
        pdfium.FPDFText_GetUnicode,
        pdfium.FPDFText_GetLooseCharBox,
        pdfium.FPDFText_GetCharAngle,
    )
    for index in range(count):
        code = get_unicode(raw, index)
        if code in _BLANK:
            if code != 0x20 or pdfium.FPDFText_IsGenerated(raw, index) == 1:
                continue
        elif code in _UNMAPPED:
            code, unmapped = 0xFFFD, unmapped + 1
        elif code in _LINE_END_HYPHENS:
            code = 0x2D
        if not get_box(raw, index, reference):
            continue
        left, bottom, right, top = loose.left, loose.bottom, loose.right, loose.top
        if abs(top - bottom) < 0.1 or abs(right - left) < 0.05:
            # turned text and fonts without metrics have no loose box
            left, bottom, right, top = _tight_box(raw, index)
        x0, y0, x1, y1 = view.box(left, bottom, right, top)
        if x1 <= 0 or y1 <= 0 or x0 >= view.width or y0 >= view.height:
            continue
        chars.append(Char(chr(code), x0, y0, x1, y1, _turn(get_angle(raw, index), view.rotation)))
    return chars, unmapped


def _tight_box(raw: Any, index: int) -> tuple[float, float, float, float]:
    left, right, bottom, top = (ctypes.c_double() for _ in range(4))
    pdfium.FPDFText_GetCharBox(raw, index, left, right, bottom, top)
    return left.value, bottom.value, right.value, top.value


def _turn(angle: float, rotation: int) -> int:
    """Return the direction of a character as seen, in degrees against the clock."""
    if angle < 0:  # pdfium's "not known"
        return 0
    degrees = (math.degrees(angle) - rotation) % 360
    nearest = round(degrees / 90) * 90
    return nearest % 360 if abs(degrees - nearest) <= 10 else _DIAGONAL

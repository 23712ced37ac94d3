"""The characters of a PDF page, from pypdfium2's text page."""

import ctypes
import math
from statistics import median
from typing import Any, NamedTuple

import pypdfium2.raw as pdfium

from pipelines.pdf.ink import address
from pipelines.pdf.rules import Drawn, Rectangle
from pipelines.pdf.view import View

MAX_CHARACTERS = 100_000  # a page of a report has about 1,000; a page beyond this is no text to read

_SPACE, _LINE_ENDS = 0x20, {0x09, 0x0A, 0x0D}
_LINE_END_HYPHENS = {0x02, 0xAD, 0xFFFE}  # how pdfium marks a hyphen that ends a line
_UNMAPPED = {0x00, 0xFFFF, 0xFFFD}
_UNKNOWN = "\ufffd"
_NINE = 0x39
_HIGH, _LOW, _LAST_LOW = 0xD800, 0xDC00, 0xDFFF  # halves of characters beyond the basic plane
_NOWHERE = (0.0, 0.0, 0.0, 0.0)
ASLANT = -1
_DESCENT = 0.15  # of the size, the part of a line below its letters' feet
_LARGE = 2.0  # times the page's usual letters


class Char(NamedTuple):
    """One character as seen: its text, its box, and how far its line is turned (0, 90, 180, 270; -1 aslant)."""

    text: str
    x0: float
    top: float
    x1: float
    bottom: float
    turn: int


class PageText(NamedTuple):
    """A page's characters, how many glyphs have no known character, and whether more follow than are read."""

    chars: list[Char]
    unmapped: int
    cut: bool


def page_characters(page: Any, view: View, drawn: Drawn) -> PageText:
    """Return the page's characters inside its view that can be seen.

    Blanks that pdfium only infers from gaps are left out: gaps are judged later, with the line at hand.
    """
    text_page = page.get_textpage()
    try:
        count = text_page.count_chars()
        chars, unmapped = _characters(text_page.raw, min(count, MAX_CHARACTERS), view, drawn)
        return PageText(chars, unmapped, cut=count > MAX_CHARACTERS)
    finally:
        text_page.close()


def _characters(raw: Any, count: int, view: View, drawn: Drawn, *, ask_all: bool = False) -> tuple[list[Char], int]:
    """Return the characters, and how many have no meaning.

    pdfium is asked once for each letter whether its font says what it is, always for digits; `ask_all` asks always,
    once a page is known to hold one that has no meaning.
    """
    chars: list[Char] = []
    unmapped, placing = 0, _Placing(raw, view)
    get_unicode, width, height = pdfium.FPDFText_GetUnicode, view.width, view.height
    pale: list[int] = []
    texts: dict[int, str] = {}
    look_at_ink = bool(drawn.inks)
    for index in range(count):
        code = get_unicode(raw, index)
        text = texts.get(code)
        if text is None:
            text = _text(raw, index, code) if ask_all or code not in _LINE_ENDS else ""
            if text == _UNKNOWN and not ask_all:
                return _characters(raw, count, view, drawn, ask_all=True)
            unmapped += text == _UNKNOWN
            if code > _NINE and not ask_all and not _HIGH <= code <= _LAST_LOW:
                texts[code] = text
        x0, y0, x1, y1 = placing.seen(index) if text else _NOWHERE
        if x1 > 0 and y1 > 0 and x0 < width and y0 < height:
            if look_at_ink:
                item = address(pdfium.FPDFText_GetTextObject(raw, index))
                if item in drawn.inks.unseen or (item in drawn.inks.white and not _is_over(drawn, x0, y0, x1, y1)):
                    continue
                if item in drawn.inks.pale:
                    pale.append(len(chars))
            chars.append(Char(text, x0, y0, x1, y1, placing.turn))
    return _without_watermark(chars, pale), unmapped


def _text(raw: Any, index: int, code: int) -> str:
    """Return what a character is; nothing for a blank that only parts lines or words.

    Where a font does not say which characters its glyphs are, pdfium gives their codes, often numbers of glyphs: these
    may look like letters or digits and mean others.
    """
    if code == _SPACE and pdfium.FPDFText_IsGenerated(raw, index) == 1:
        return ""
    if code in _UNMAPPED or pdfium.FPDFText_HasUnicodeMapError(raw, index) == 1:
        return _UNKNOWN
    if code in _LINE_ENDS:
        return ""
    if _HIGH <= code <= _LAST_LOW:
        return _of_halves(raw, index, code)
    return "-" if code in _LINE_END_HYPHENS else chr(code)


def _of_halves(raw: Any, index: int, code: int) -> str:
    """Return a character given as two surrogates at the place of the first; one that stands alone has no meaning."""
    if code < _LOW:
        low = pdfium.FPDFText_GetUnicode(raw, index + 1)
        return chr(0x10000 + ((code - _HIGH) << 10) + low - _LOW) if _LOW <= low <= _LAST_LOW else _UNKNOWN
    before = pdfium.FPDFText_GetUnicode(raw, index - 1) if index else 0
    return "" if _HIGH <= before < _LOW else _UNKNOWN


def _is_over(drawn: Drawn, x0: float, top: float, x1: float, bottom: float) -> bool:
    """Whether a character stands on a dark area or a picture."""
    x, y = (x0 + x1) / 2, (top + bottom) / 2
    areas = (*drawn.dark, *drawn.images)
    return any(left <= x <= right and upper <= y <= lower for left, upper, right, lower in areas)


def _without_watermark(chars: list[Char], pale: list[int]) -> list[Char]:
    """Return characters with the pale ones that are much larger than the others said to stand aslant, as a watermark's.

    They belong to no place in the text, however they are turned.
    """
    if not pale:
        return chars
    usual = median(char.bottom - char.top for char in chars)
    out = list(chars)
    for place in pale:
        char = chars[place]
        if min(char.bottom - char.top, char.x1 - char.x0) > _LARGE * usual:
            out[place] = char._replace(turn=ASLANT)
    return out


class _Placing:
    """The box and turn of each character: as wide as the font sets it and as high as its size, if pdfium gives that.

    It does not for turned text, vertical writing and fonts without metrics; there the glyph's own box is as high
    as its ink, which would put 一 or a full stop on a line of its own, so the height is taken from the size.
    """

    def __init__(self, raw: Any, view: View) -> None:
        self.turn = 0
        self._raw = raw
        self._view = view
        self._rotation = view.rotation
        self._upright = -view.rotation % 360
        self._loose = pdfium.FS_RECTF()
        self._loose_reference = ctypes.byref(self._loose)
        self._tight = tuple(ctypes.c_double() for _ in range(4))
        self._tight_references = tuple(ctypes.byref(part) for part in self._tight)
        self._shift = view.matrix[4] if view.matrix[:3] == (1.0, 0.0, 0.0) else None
        # Bottom and top of upright characters whose loose box was found right, with both as seen: exactly so high
        # stand those of one line.
        self._trusted: dict[tuple[float, float], tuple[float, float]] = {}

    def seen(self, index: int) -> Rectangle:
        """Return x0, top, x1, bottom as seen and set `turn`."""
        pdfium.FPDFText_GetLooseCharBox(self._raw, index, self._loose_reference)
        loose = self._loose
        left, right, key = loose.left, loose.right, (loose.bottom, loose.top)
        if right > left and (level := self._trusted.get(key)) is not None:
            # on the same line in the same size as a character that was checked
            self.turn = self._upright
            if self._shift is not None:
                return left + self._shift, level[0], right + self._shift, level[1]
            return self._view.box(left, key[0], right, key[1])
        box = self._view.box(*self._checked(index, left, key[0], right, key[1]))
        if key in self._trusted:
            self._trusted[key] = box[1], box[3]
        return box

    def _checked(self, index: int, left: float, bottom: float, right: float, top: float) -> Rectangle:
        """Return left, bottom, right, top in page coordinates and set `turn`; a loose box that is right is trusted."""
        self.turn = _turn(pdfium.FPDFText_GetCharAngle(self._raw, index), self._rotation)
        pdfium.FPDFText_GetCharBox(self._raw, index, *self._tight_references)
        t_left, t_right, t_bottom, t_top = (part.value for part in self._tight)
        if t_left == t_right or t_top == t_bottom:  # a blank, of which nothing is seen
            return left, bottom, right, top
        tight, height = (t_left, t_bottom, t_right, t_top), top - bottom
        slack = 0.15 * height
        across, up = (t_left + t_right) / 2, (t_bottom + t_top) / 2
        covers = left - slack <= across <= right + slack and bottom - slack <= up <= top + slack
        if not covers or right - left < 0.05 or abs(height - (t_top - t_bottom)) < 0.01:
            return self._by_size(index, tight)
        if height > 3 * max(t_right - t_left, t_top - t_bottom) and height > 1.5 * self._size(index)[0]:
            return self._by_size(index, tight)  # pdfium leaves vertical writing's loose box unscaled
        if self.turn == self._upright:
            self._trusted[bottom, top] = bottom, top
        return left, bottom, right, top

    def _size(self, index: int) -> tuple[float, float, float]:
        """Return a character's size on the page and the direction of its upright."""
        matrix = pdfium.FS_MATRIX()
        pdfium.FPDFText_GetMatrix(self._raw, index, ctypes.byref(matrix))
        stretch = math.hypot(matrix.c, matrix.d)
        if not stretch:
            return 0.0, 0.0, 1.0
        return pdfium.FPDFText_GetFontSize(self._raw, index) * stretch, matrix.c / stretch, matrix.d / stretch

    def _by_size(self, index: int, tight: Rectangle) -> Rectangle:
        left, bottom, right, top = tight
        size, up_x, up_y = self._size(index)
        x, y = ctypes.c_double(), ctypes.c_double()
        pdfium.FPDFText_GetCharOrigin(self._raw, index, x, y)
        if abs(up_y) >= abs(up_x):
            low, high = sorted((y.value - _DESCENT * size * up_y, y.value + (1 - _DESCENT) * size * up_y))
            return (left, low, right, high) if low <= (bottom + top) / 2 <= high else tight
        low, high = sorted((x.value - _DESCENT * size * up_x, x.value + (1 - _DESCENT) * size * up_x))
        return (low, bottom, high, top) if low <= (left + right) / 2 <= high else tight


def _turn(angle: float, rotation: int) -> int:
    """Return the direction of a character as seen, in degrees against the clock (pdfium counts with the clock)."""
    if angle < 0:  # pdfium's "not known"
        return 0
    degrees = (-math.degrees(angle) - rotation) % 360
    nearest = round(degrees / 90) * 90
    return nearest % 360 if abs(degrees - nearest) <= 10 else ASLANT

"""Tells which pages of a PDF, or parts of them, are pictures that text recognition has to read."""

import math
import unicodedata
from itertools import chain
from typing import Any

import pypdfium2.raw as pdfium

from pipelines.document import Picture
from pipelines.pdf.lines import Line
from pipelines.pdf.pages import PageReading
from pipelines.pdf.rules import MAX_OBJECTS, Rectangle

_WHOLE = 0.7  # of a page's area, from which on a picture is the page
_WIDE, _HIGH = 200.0, 60.0  # points: the least that a table of the form needs
_NOTE = 60  # characters that a page number, a stamp or a running head over a scan has
_TELLING = 20  # letters from which a page's scripts say something
# Scripts other than those of a Chinese report, and characters that only dictionaries have.
_ODD = (("\u0100", "\u02af"), ("\u0400", "\u1fff"), ("\u2800", "\u28ff"), ("\u2c00", "\u2dff"), ("\u3400", "\u4dbf"),
        ("\ua000", "\ud7ff"), ("\ufffd", "\uffff"))  # fmt: skip
_FEW = 3  # characters over a picture that do not print what it shows


def note_pictures(page: Any, reading: PageReading) -> None:
    """Set a page's `waiting` pictures; where its text only lies unseen over a scan, the text is dropped.

    Such text is what some program recognised, and nothing says how well. Nor is text kept of a page whose fonts do not
    say which characters their glyphs are: it has to be read as it looks.
    """
    if _is_garbled(reading):
        reading.items, reading.characters, reading.problems, reading.pictures = [], 0, [], True
    if not reading.pictures:
        return
    area = reading.view.width * reading.view.height
    shown = [_cut(box, reading) for box in reading.images]
    covered = sum(_area(box) for box in shown) >= _WHOLE * area  # a scan may be stored in strips
    unseen = _unseen(page) if reading.characters and covered else 0
    if unseen * 2 > reading.characters:
        reading.items, reading.characters, reading.problems = [], 0, []
    if not reading.characters:
        reading.waiting = [Picture(page=reading.number, why="page")]
        return
    if covered and reading.characters < _NOTE:
        reading.waiting = [
            Picture(page=reading.number, box=_cut((0.0, 0.0, math.inf, math.inf), reading), why="region")
        ]
        return
    reading.waiting = [
        Picture(page=reading.number, box=box, why="region")
        for box in dict.fromkeys(shown)
        if _may_hold_table(box, reading) and _area(box) < _WHOLE * area
    ]


def _is_garbled(reading: PageReading) -> bool:
    """Whether most letters of a page are such as no report prints: glyphs' numbers taken for characters."""
    items = [
        line
        for item in reading.items
        for line in ([item] if isinstance(item, Line) else chain.from_iterable(item.lines))
    ]
    letters = "".join("".join(line.text.split()) for line in items)
    return len(letters) >= _TELLING and 2 * sum(map(_is_odd, letters)) > len(letters)


def _is_odd(letter: str) -> bool:
    if letter < "\u0080" or "\u4e00" <= letter <= "\u9fff":
        return letter < " "
    odd = any(first <= letter <= last for first, last in _ODD)
    return odd or unicodedata.category(letter) in {"Cc", "Cn", "Co", "Cs"}


def _cut(box: Rectangle, reading: PageReading) -> Rectangle:
    x0, top, x1, bottom = box
    x0, x1 = (min(max(x, 0.0), reading.view.width) for x in (x0, x1))
    top, bottom = (min(max(y, 0.0), reading.view.height) for y in (top, bottom))
    return round(x0, 2), round(top, 2), round(x1, 2), round(bottom, 2)


def _area(box: Rectangle) -> float:
    return (box[2] - box[0]) * (box[3] - box[1])


def _may_hold_table(box: Rectangle, reading: PageReading) -> bool:
    """Whether a picture is large enough for a table and the page's text does not print over it what it shows."""
    x0, top, x1, bottom = box
    if x1 - x0 < _WIDE or bottom - top < _HIGH:
        return False
    over = 0
    for item in reading.items:
        lines = [line for cell in item.lines for line in cell] if hasattr(item, "lines") else [item]
        for line in lines:
            if x0 <= (line.x0 + line.x1) / 2 <= x1 and top <= line.middle <= bottom:
                over += len(line.text)
    return over <= _FEW


def _unseen(page: Any) -> int:
    """Return how many characters are drawn without ink, or before a picture that then covers them."""
    raw = page.raw
    text_page = page.get_textpage()
    unseen = waiting = 0
    try:
        for index in range(min(pdfium.FPDFPage_CountObjects(raw), MAX_OBJECTS)):
            item = pdfium.FPDFPage_GetObject(raw, index)
            kind = pdfium.FPDFPageObj_GetType(item)
            if kind == pdfium.FPDF_PAGEOBJ_TEXT:
                # the length counts UTF-16 bytes and the zero at the end
                letters = max(pdfium.FPDFTextObj_GetText(item, text_page.raw, None, 0) // 2 - 1, 0)
                if pdfium.FPDFTextObj_GetTextRenderMode(item) == pdfium.FPDF_TEXTRENDERMODE_INVISIBLE:
                    unseen += letters
                else:
                    waiting += letters
            elif kind == pdfium.FPDF_PAGEOBJ_IMAGE:
                unseen, waiting = unseen + waiting, 0
    finally:
        text_page.close()
    return unseen

"""How a page's letters are inked: letters that nobody sees are not read, pale ones may be a watermark's."""

import ctypes
from dataclasses import dataclass, field
from typing import Any

import pypdfium2.raw as pdfium

_UNSEEN_MODES = frozenset((pdfium.FPDF_TEXTRENDERMODE_INVISIBLE, pdfium.FPDF_TEXTRENDERMODE_CLIP))
_WHITE = 245  # of 255, from which a colour cannot be told from paper
_PALE = 150  # of 255: greys from here on, and inks less opaque than that
_OPAQUE = 255
_COLOURED = 40  # by how much the parts of a colour may differ that is still a grey

_parts = tuple(ctypes.c_uint() for _ in range(4))  # pdfium allows one caller at a time, so one room is enough
_references = tuple(ctypes.byref(part) for part in _parts)


@dataclass(slots=True)
class Inks:
    """The text objects of a page, by their addresses, that are not printed dark on white."""

    unseen: set[int | None] = field(default_factory=set)
    white: set[int | None] = field(default_factory=set)
    pale: set[int | None] = field(default_factory=set)

    def note(self, item: Any) -> None:
        """Look at a text object."""
        if pdfium.FPDFTextObj_GetTextRenderMode(item) in _UNSEEN_MODES:
            self.unseen.add(address(item))
            return
        if not pdfium.FPDFPageObj_GetFillColor(item, *_references):
            return
        if _parts[0].value < _PALE and _parts[3].value == _OPAQUE:
            return  # nearly every text of a page
        *rgb, opacity = (part.value for part in _parts)
        if opacity == 0:
            self.unseen.add(address(item))
        elif min(rgb) >= _WHITE:
            self.white.add(address(item))
        elif opacity < _PALE or (min(rgb) >= _PALE and max(rgb) - min(rgb) <= _COLOURED):
            self.pale.add(address(item))

    def __bool__(self) -> bool:
        return bool(self.unseen or self.white or self.pale)


def address(item: Any) -> int | None:
    """Return what tells one object of a page from another; None for none."""
    return ctypes.cast(item, ctypes.c_void_p).value


def fill_colour(item: Any) -> tuple[int, int, int, int] | None:
    """Return red, green, blue and opacity of an object's fill, each up to 255."""
    if not pdfium.FPDFPageObj_GetFillColor(item, *_references):
        return None
    red, green, blue, opacity = (part.value for part in _parts)
    return red, green, blue, opacity


def is_dark(item: Any) -> bool:
    """Whether white letters can be seen on an object's fill."""
    colour = fill_colour(item)
    return colour is None or (min(colour[:3]) < _WHITE and colour[3] > 0)

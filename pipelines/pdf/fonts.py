"""One stand-in for every font that a PDF names without embedding it.

pdfium looks for such a font on the machine, so that the same file is read differently where other fonts are
installed, and letters are lost where none is. While a document is read, it gets this font instead: one glyph, which
every character shows. Where letters stand and what they mean is said by the PDF itself; reading needs no more.
"""

import ctypes
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

import pypdfium2

_HANDLE = 0x4E42  # what pdfium gets to name the stand-in; any number that is no address
_STANDARD = (b"Helvetica", b"Times", b"Courier", b"Symbol", b"ZapfDingbats")  # ISO 32000-1, 9.6.2.2
_UNITS = 1000
_ASCENT, _DESCENT = 880, -120
# A glyph in the left half of the square is inside the box of a wide character and of a narrow one.
_LEFT, _BOTTOM, _RIGHT, _TOP = 50, -60, 450, 780


class _Fonts(pypdfium2.PdfSysfontBase):  # type: ignore[misc] # pypdfium2 has no types
    """Answers pdfium's questions for fonts: with the stand-in while `reading`, else as pdfium itself does."""

    reading = False

    def MapFont(self, this: Any, *wanted: Any) -> Any:  # noqa: N802 (pdfium's name)
        if not self.reading:
            return super().MapFont(this, *wanted)
        return None if _is_standard(wanted[4]) else _HANDLE

    def GetFont(self, this: Any, face: Any) -> Any:  # noqa: N802 (pdfium's name)
        return _HANDLE if self.reading else super().GetFont(this, face)

    def GetFontData(self, this: Any, font: Any, table: int, buffer: Any, size: int) -> Any:  # noqa: N802 (pdfium's name)
        if font != _HANDLE:
            return super().GetFontData(this, font, table, buffer, size)
        data = _stand_in() if table == 0 else b""
        if buffer and 0 < len(data) <= size:
            ctypes.memmove(buffer, data, len(data))
        return len(data)

    def GetFaceName(self, this: Any, font: Any, buffer: Any, size: int) -> Any:  # noqa: N802 (pdfium's name)
        return 0 if font == _HANDLE else super().GetFaceName(this, font, buffer, size)

    def GetFontCharset(self, this: Any, font: Any) -> Any:  # noqa: N802 (pdfium's name)
        return 1 if font == _HANDLE else super().GetFontCharset(this, font)  # 1 is the default charset

    def DeleteFont(self, this: Any, font: Any) -> None:  # noqa: N802 (pdfium's name)
        if font != _HANDLE:
            super().DeleteFont(this, font)


def _is_standard(face: Any) -> bool:
    """Whether pdfium brings the font along: a PDF need not even say how wide the letters of these are."""
    return (ctypes.cast(face, ctypes.c_char_p).value or b"").startswith(_STANDARD)


@contextmanager
def stand_in_fonts() -> Iterator[None]:
    """Let pdfium take the stand-in for fonts that are not embedded. Callers must not run at the same time."""
    fonts = _installed()
    fonts.reading = True
    try:
        yield
    finally:
        fonts.reading = False


@cache
def _installed() -> _Fonts:
    fonts = _Fonts()
    fonts.setup(reusable=True)
    return fonts


@cache
def _stand_in() -> bytes:
    """Return a TrueType font whose only glyph, a box, stands for every character."""
    box = struct.pack(">hhhhh", 1, _LEFT, _BOTTOM, _RIGHT, _TOP) + struct.pack(">HH", 3, 0) + bytes([1] * 4)
    points = ((_LEFT, _BOTTOM), (_LEFT, _TOP), (_RIGHT, _TOP), (_RIGHT, _BOTTOM))
    for axis in (0, 1):
        at = 0
        for point in points:
            box += struct.pack(">h", point[axis] - at)
            at = point[axis]
    box += bytes(-len(box) % 4)
    groups = struct.pack(">HHLLL", 13, 0, 28, 0, 1) + struct.pack(">LLL", 0x20, 0x10FFFF, 1)
    tables = {
        b"cmap": struct.pack(">HHHHL", 0, 1, 3, 10, 12) + groups,
        b"glyf": box * 2,
        b"head": struct.pack(
            ">LLLLHHQQhhhhHHhhh",
            0x10000, 0x10000, 0, 0x5F0F3CF5, 3, _UNITS, 0, 0, _LEFT, _BOTTOM, _RIGHT, _TOP, 0, 8, 2, 1, 0,
        ),
        b"hhea": struct.pack(">LhhhHhhhhhhhhhhhH", 0x10000, _ASCENT, _DESCENT, 0, _UNITS, *([0] * 11), 2),
        b"hmtx": struct.pack(">HhHh", _UNITS, _LEFT, _UNITS, _LEFT),
        b"loca": struct.pack(">LLL", 0, len(box), 2 * len(box)),
        b"maxp": struct.pack(">LHHHHHHHHHHHHHH", 0x10000, 2, 4, 1, 0, 0, 2, *([0] * 8)),
    }  # fmt: skip
    return _packed(tables)


def _packed(tables: dict[bytes, bytes]) -> bytes:
    """Return a font file of tables, each beginning at a multiple of four bytes."""
    directory, body = b"", b""
    start = 12 + 16 * len(tables)
    for tag, data in tables.items():
        directory += struct.pack(">4sLLL", tag, 0, start + len(body), len(data))
        body += data + bytes(-len(data) % 4)
    return struct.pack(">LHHHH", 0x10000, len(tables), 64, 2, len(tables) * 16 - 64) + directory + body

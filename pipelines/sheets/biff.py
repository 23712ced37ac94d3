"""What python-calamine does not tell of an XLS: number formats, borders, hidden rows and columns, how far cells lie.

Calamine allocates the rectangle that a sheet states or fills, and the process ends where that is too much; so it is
measured here before calamine sees the file.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

from pipelines.document import Unreadable
from pipelines.sheets.grid import Place
from pipelines.sheets.shown import format_code

MAX_AREA = 1_000_000  # positions of one sheet
_CELLS = {0x0203, 0x027E, 0x0204, 0x00FD, 0x0006, 0x0201, 0x0205, 0x00D6}
_BOF, _BOUNDSHEET, _FILEPASS, _FORMAT, _XF, _ROW, _COLINFO = 0x0809, 0x85, 0x2F, 0x041E, 0xE0, 0x0208, 0x7D
_DIMENSIONS, _MULRK, _MULBLANK = 0x0200, 0xBD, 0xBE


@dataclass(slots=True)
class Looks:
    """How the cells of one sheet are shown."""

    styles: dict[Place, int] = field(default_factory=dict)
    rows: set[int] = field(default_factory=set)  # hidden ones
    columns: set[int] = field(default_factory=set)
    last: Place = (0, 0)


@dataclass(slots=True)
class Book:
    """The sheets' looks by the place of their beginning in the stream, and the styles they share."""

    sheets: dict[int, Looks] = field(default_factory=dict)
    order: list[int] = field(default_factory=list)
    styles: list[tuple[str, bool]] = field(default_factory=list)  # number format, whether with a border

    def style(self, looks: Looks, place: Place) -> tuple[str, bool]:
        """Return a cell's number format and whether it has a border."""
        number = looks.styles.get(place, -1)
        return self.styles[number] if 0 <= number < len(self.styles) else ("General", False)


def read_looks(stream: bytes) -> Book:
    """Return how a workbook's cells are shown. Raises Unreadable (encrypted, truncated, too_large)."""
    book = Book()
    formats: dict[int, str] = {}
    raw_styles: list[tuple[int, bool]] = []
    looks = Looks()
    try:
        wide = struct.unpack_from("<H", stream, 4)[0] >= 0x0600
        for at, kind, body in _records(stream):
            if kind == _FILEPASS:
                raise Unreadable("encrypted", "The spreadsheet is protected by a password; save it without one.")
            if kind == _BOF:
                looks = book.sheets.setdefault(at, Looks())
            elif kind == _BOUNDSHEET:
                book.order.append(struct.unpack_from("<I", body)[0])
            elif kind == _FORMAT:
                formats[struct.unpack_from("<H", body)[0]] = _string(body, wide=wide)
            elif kind == _XF:
                border = wide and len(body) >= 14 and struct.unpack_from("<H", body, 10)[0] != 0
                raw_styles.append((struct.unpack_from("<H", body, 2)[0], border))
            else:
                _take(looks, kind, body, wide=wide)
    except struct.error:
        detail = "The spreadsheet's records are cut off; fetch it again or save it as XLSX."
        raise Unreadable("truncated", detail) from None
    book.styles = [(format_code(identity, formats), border) for identity, border in raw_styles]
    return book


def _records(stream: bytes) -> Iterator[tuple[int, int, bytes]]:
    at = 0
    while at + 4 <= len(stream):
        kind, size = struct.unpack_from("<HH", stream, at)
        yield at, kind, stream[at + 4 : at + 4 + size]
        at += 4 + size


def _take(looks: Looks, kind: int, body: bytes, *, wide: bool) -> None:
    if kind in _CELLS:
        row, column, style = struct.unpack_from("<HHH", body)
        _place(looks, row, column, style)
    elif kind in {_MULRK, _MULBLANK}:
        row, first = struct.unpack_from("<HH", body)
        size = 6 if kind == _MULRK else 2
        for number in range((len(body) - 6) // size):
            _place(looks, row, first + number, struct.unpack_from("<H", body, 4 + number * size)[0])
    elif kind == _ROW and len(body) >= 14:
        row, options = struct.unpack_from("<H10xH", body)
        if options & 0x20:
            looks.rows.add(row)
    elif kind == _COLINFO and len(body) >= 10:
        first, last, _, _, options = struct.unpack_from("<HHHHH", body)
        if options & 1:
            looks.columns |= set(range(first, min(last, 255) + 1))
    elif kind == _DIMENSIONS:
        top, bottom, left, right = struct.unpack_from("<IIHH" if wide else "<HHHH", body)
        if bottom < top or right < left:
            detail = "The spreadsheet states a sheet that ends before it begins; save it anew from its program."
            raise Unreadable("unreadable", detail)
        _bound((bottom - top) * (right - left))


def _place(looks: Looks, row: int, column: int, style: int) -> None:
    looks.styles[row, column] = style
    looks.last = (max(looks.last[0], row), max(looks.last[1], column))
    _bound((looks.last[0] + 1) * (looks.last[1] + 1))


def _bound(area: int) -> None:
    if area > MAX_AREA:
        detail = f"A sheet spans {area} cells, more than {MAX_AREA}; take out what is far from the report's tables."
        raise Unreadable("too_large", detail)


def _string(body: bytes, *, wide: bool) -> str:
    if not wide:
        return body[3 : 3 + body[2]].decode("gb18030", "replace") if len(body) > 2 else ""
    count, flags = struct.unpack_from("<HB", body, 2)
    if flags & 1:
        return body[5 : 5 + 2 * count].decode("utf-16-le", "replace")
    return body[5 : 5 + count].decode("latin-1")

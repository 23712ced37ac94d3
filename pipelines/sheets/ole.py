"""One stream of an OLE compound file, bounded: the workbook of an XLS, the text of a DOC."""

import struct
from collections.abc import Collection, Sequence
from typing import NamedTuple

from pipelines.document import Unreadable

_FREE = 0xFFFFFFFA  # this and higher numbers end a chain
_BROKEN = "The spreadsheet's container is broken or cut off; fetch it again or save it as XLSX."


class Stream(NamedTuple):
    """What is there of a stream, and how many bytes it should have."""

    content: bytes
    size: int


def workbook_stream(data: bytes) -> bytes:
    """Return the stream that holds the workbook. Raises Unreadable where the container is broken or has none."""
    try:
        found = _stream(data, {"Workbook", "Book", "WORKBOOK", "BOOK"})
    except (struct.error, IndexError):
        raise Unreadable("truncated", _BROKEN) from None
    if found is None:
        raise Unreadable("unreadable", "The Office file holds no workbook; save it as XLSX and import again.")
    return found.content


def stream(data: bytes, names: Collection[str]) -> Stream | None:
    """Return the first stream of one of these names; None where there is none or the container is broken."""
    try:
        return _stream(data, names)
    except (struct.error, IndexError):
        return None


def _stream(data: bytes, names: Collection[str]) -> Stream | None:
    sector = 1 << min(struct.unpack_from("<H", data, 30)[0], 16)
    small = 1 << min(struct.unpack_from("<H", data, 32)[0], 16)
    directory_at, _, cutoff, small_fat_at = struct.unpack_from("<IIII", data, 48)
    fat = _fat(data, sector)
    directory = _chain(data, fat, directory_at, sector, sector)
    entries = [directory[at : at + 128] for at in range(0, len(directory) - 127, 128)]
    for entry in entries:
        length = min(struct.unpack_from("<H", entry, 64)[0], 64)
        name = entry[: max(length - 2, 0)].decode("utf-16-le", "replace")
        start, size = struct.unpack_from("<II", entry, 116)
        if name not in names:
            continue
        if size >= cutoff:
            return Stream(_chain(data, fat, start, sector, sector)[:size], size)
        inner = _chain(data, fat, struct.unpack_from("<I", entries[0], 116)[0], sector, sector)
        raw = _chain(data, fat, small_fat_at, sector, sector)
        small_fat = struct.unpack(f"<{len(raw) // 4}I", raw[: len(raw) // 4 * 4])
        return Stream(_chain(inner, small_fat, start, small, 0)[:size], size)
    return None


def _fat(data: bytes, sector: int) -> list[int]:
    """Return the sectors' table: the next one of each."""
    listed = list(struct.unpack_from("<109I", data, 76))
    more, count = struct.unpack_from("<II", data, 68)
    for _ in range(min(count, len(data) // sector)):
        if more >= _FREE:
            break
        numbers = struct.unpack_from(f"<{sector // 4}I", data, (more + 1) * sector)
        listed += numbers[:-1]
        more = numbers[-1]
    out: list[int] = []
    for number in listed:
        if number < _FREE:
            out += struct.unpack_from(f"<{sector // 4}I", data, (number + 1) * sector)
    return out


def _chain(data: bytes, table: Sequence[int], start: int, size: int, offset: int) -> bytes:
    """Return the bytes of a chain of sectors; one that runs in a circle or away is broken."""
    out = bytearray()
    number = start
    while number < _FREE:
        out += data[offset + number * size : offset + (number + 1) * size]
        if len(out) > len(data) + size:
            raise IndexError
        number = table[number]
    return bytes(out)

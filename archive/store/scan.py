"""Walks the records of a stored WARC file, past damage, knowing where each lies."""

import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from archive.store.errors import StoreError
from archive.store.warc import GZIP, Record, decode

_CHUNK = 1 << 16
_MAGIC = b"\x1f\x8b\x08"
MAX_RECORD = 512 << 20  # no body of this archive comes near; more is a decompression bomb


@dataclass(frozen=True, slots=True)
class Stored:
    """A complete record and the bytes it occupies."""

    offset: int
    end: int
    record: Record


@dataclass(frozen=True, slots=True)
class Damage:
    """Bytes that are no complete record; `tail` when nothing readable follows them."""

    offset: int
    end: int
    why: str
    tail: bool


def read_at(stream: BinaryIO, offset: int) -> Record:
    """Return the record at an offset. Raises StoreError when it is damaged or none begins there."""
    return _member(stream, offset).record


def scan(stream: BinaryIO, start: int = 0) -> Iterator[Stored | Damage]:
    """Yield every record from an offset on, in the order of the file, and every stretch of damage between them."""
    size = stream.seek(0, 2)
    offset = start
    while offset < size:
        try:
            found = _member(stream, offset)
        except StoreError as error:
            following = _next_member(stream, offset + 1, size)
            yield Damage(offset, size if following is None else following, str(error), tail=following is None)
            offset = size if following is None else following
        else:
            yield found
            offset = found.end


def complete_end(stream: BinaryIO) -> int:
    """Return where the last complete record ends; what follows is a torn tail."""
    end = 0
    for found in scan(stream):
        end = found.offset if isinstance(found, Damage) and found.tail else found.end
    return end


def _member(stream: BinaryIO, offset: int) -> Stored:
    stream.seek(offset)
    unpacker = zlib.decompressobj(GZIP)
    pieces: list[bytes] = []
    length = consumed = 0
    while not unpacker.eof:
        packed = stream.read(_CHUNK)
        if not packed:
            raise StoreError(f"the record is cut off after {consumed} bytes")
        consumed += len(packed)
        while packed and not unpacker.eof:
            pieces.append(_inflate(unpacker, packed))
            length += len(pieces[-1])
            if length > MAX_RECORD:
                raise StoreError(f"the record unpacks to more than {MAX_RECORD} bytes")
            packed = unpacker.unconsumed_tail
    return Stored(offset, offset + consumed - len(unpacker.unused_data), decode(b"".join(pieces)))


def _inflate(unpacker: "zlib._Decompress", packed: bytes) -> bytes:
    try:
        return unpacker.decompress(packed, 1 << 20)
    except zlib.error as error:
        raise StoreError(f"the record cannot be unpacked ({error})") from error


def _next_member(stream: BinaryIO, start: int, size: int) -> int | None:
    """Find the next place at which a whole record can be read."""
    base = start
    while base < size:
        stream.seek(base)
        chunk = stream.read((1 << 20) + len(_MAGIC) - 1)
        at = chunk.find(_MAGIC)
        while at >= 0:
            try:
                _member(stream, base + at)
            except StoreError:
                at = chunk.find(_MAGIC, at + 1)
            else:
                return base + at
        base += 1 << 20
    return None

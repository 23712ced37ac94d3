"""Mutations that know a format: tags, cells, members of ZIPs, sectors of OLE files, objects of PDFs, groups of RTF."""

import random
import re
import struct
import warnings
import zipfile
import zlib
from io import BytesIO

from tests.fuzz.bytes_of import ANY, LONGEST, Mutation

_TOKENS = re.compile(rb"<[^<>]{0,3000}>|[^<]+|<")
_CELLS = re.compile(rb"<((?:w:|table:)?(?:td|tc|table-cell|row|tr|table-row|sheetData|c|TextObject|PathObject))\b")
_SECTOR = 512
_EXTREME = (0, 1, 0x7FFFFFFF, 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD, 0x00010000)


def drop_tag(data: bytes, dice: random.Random) -> bytes:
    """Leave tags or texts out."""
    return _with_tokens(data, dice, lambda tokens, at: tokens[:at] + tokens[at + 1 :])


def double_tag(data: bytes, dice: random.Random) -> bytes:
    """Write a tag many times: nesting, or a row of empty cells."""
    times = dice.choice((2, 30, 3000))

    def double(tokens: list[bytes], at: int) -> list[bytes]:
        most = LONGEST // len(tokens[at]) + 1 if tokens[at] else times  # what is longer is cut off anyway
        return tokens[:at] + tokens[at : at + 1] * min(times, most) + tokens[at + 1 :]

    return _with_tokens(data, dice, double)


def swap_tags(data: bytes, dice: random.Random) -> bytes:
    """Let two tokens change places."""

    def swap(tokens: list[bytes], at: int) -> list[bytes]:
        other = dice.randrange(len(tokens))
        tokens[at], tokens[other] = tokens[other], tokens[at]
        return tokens

    return _with_tokens(data, dice, swap)


def odd_span(data: bytes, dice: random.Random) -> bytes:
    """Give a cell a span, width or place no table has."""
    names = (
        rb'((?:colspan|rowspan|gridSpan w:val|columns-spanned|rows-spanned|columns-repeated|rows-repeated|r|s|w)=["\'])'
    )
    found = list(re.finditer(names + rb"[^\"']*", data))
    if not found:
        return data
    spot = dice.choice(found)
    value = dice.choice((b"0", b"-3", b"1000000000", b"2.5", b"x", b"", b"XFD1048576", b"A0", "６".encode()))
    return data[: spot.start()] + spot[1] + value + data[spot.end() :]


def move_cell(data: bytes, dice: random.Random) -> bytes:
    """Take a cell or row away from where it stands and put it before another."""
    found = list(_CELLS.finditer(data))
    if len(found) < 3:
        return data
    index = dice.randrange(len(found) - 1)
    start, end = found[index].start(), found[index + 1].start()
    piece, rest = data[start:end], data[:start] + data[end:]
    spots = [spot.start() for spot in _CELLS.finditer(rest)]
    at = dice.choice(spots) if spots else 0
    return rest[:at] + piece + rest[at:]


def _with_tokens(data: bytes, dice: random.Random, change: object) -> bytes:
    tokens = _TOKENS.findall(data)
    if not tokens or not callable(change):
        return data
    for _ in range(dice.choice((1, 1, 5))):
        tokens = change(tokens, dice.randrange(len(tokens))) or [b""]
    return b"".join(tokens)


MARKUP: tuple[Mutation, ...] = (drop_tag, double_tag, swap_tags, odd_span, move_cell)


def in_zip(data: bytes, dice: random.Random) -> bytes:
    """Change a ZIP's members: their bytes, names, number or order."""
    try:
        with zipfile.ZipFile(BytesIO(data)) as file:
            members = [(name, file.read(name)) for name in file.namelist()]
    except (zipfile.BadZipFile, OSError, ValueError, RuntimeError, zlib.error, NotImplementedError, EOFError):
        return data
    if not members:
        return data
    at = dice.choices(range(len(members)), [len(inside) + 1 for _, inside in members])[0]
    name, inside = members[at]
    kind = dice.random()
    if kind < 0.75 and inside:
        members[at] = (name, dice.choice((*MARKUP, *MARKUP, *ANY))(inside, dice))
    elif kind < 0.85:
        del members[at]
    elif kind < 0.95:
        members[at] = (dice.choice(("../" + name, name.upper(), name + "/", "", "x" * 300)), inside)
    else:
        members.append(members[at])
    return _zipped(members)


def _zipped(members: list[tuple[str, bytes]]) -> bytes:
    out = BytesIO()
    with warnings.catch_warnings(), zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        warnings.simplefilter("ignore")  # a name twice is meant
        for name, inside in members:
            file.writestr(zipfile.ZipInfo(name, (2024, 1, 1, 0, 0, 0)), inside, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def in_ole(data: bytes, dice: random.Random) -> bytes:
    """Change an OLE file's header, its table of sectors or its directory: cycles, lengths, lost streams."""
    out = bytearray(data)
    kind = dice.random()
    at = dice.randrange(24, 76) if kind < 0.3 else dice.randrange(max(1, len(out) // 4)) * 4
    if kind > 0.8 and len(out) > 3 * _SECTOR:
        first, second = (dice.randrange(1, len(out) // _SECTOR) * _SECTOR for _ in range(2))
        out[first : first + _SECTOR] = out[second : second + _SECTOR]
    elif at + 4 <= len(out):
        struct.pack_into("<I", out, at, dice.choice((*_EXTREME, dice.randrange(len(out) // _SECTOR + 1))))
    return bytes(out)


def records(data: bytes, dice: random.Random) -> bytes:
    """Change the lengths and kinds of an XLS's records."""
    out = bytearray(data)
    spots = [at for at in range(_SECTOR, min(len(out) - 8, 60_000), 2) if out[at + 1] < 3 and out[at + 3] < 32]
    for _ in range(dice.choice((1, 4)) if spots else 0):
        struct.pack_into("<H", out, dice.choice(spots) + dice.choice((0, 2, 4, 6)), dice.randrange(65536))
    return bytes(out)


def objects(data: bytes, dice: random.Random) -> bytes:
    """Change a PDF's objects: leave one out, write one twice, point a reference elsewhere (cycles)."""
    found = list(re.finditer(rb"\d+ 0 obj.*?endobj", data, re.DOTALL))
    references = list(re.finditer(rb"(\d+) 0 R", data))
    kind = dice.random()
    if kind < 0.25 and found:
        spot = dice.choice(found)
        return data[: spot.start()] + data[spot.end() :]
    if kind < 0.4 and found:
        spot = dice.choice(found)
        return data[: spot.end()] + b"\n" + spot[0] + data[spot.end() :]
    if references:
        spot = dice.choice(references)
        number = str(dice.randrange(max(2, len(found) + 2))).encode()
        return data[: spot.start(1)] + number + data[spot.end(1) :]
    return data


def drawing(data: bytes, dice: random.Random) -> bytes:
    """Change what a PDF's page draws: operators, numbers and texts of an uncompressed stream."""
    streams = [spot for spot in re.finditer(rb"stream\r?\n(.*?)endstream", data, re.DOTALL) if b" Tj" in spot[1]]
    if not streams:
        return data
    spot = dice.choice(streams)
    words = spot[1].split(b" ")
    for _ in range(dice.choice((1, 10, 100))):
        at, other = dice.randrange(len(words)), dice.randrange(len(words))
        words[at] = dice.choice((words[other], b"", b"-1e9", b"0", b"q", b"Q", b"BT", b"999999999", words[at] * 50))
    return data[: spot.start(1)] + b" ".join(words) + data[spot.end(1) :]


def groups(data: bytes, dice: random.Random) -> bytes:
    """Change RTF's control words and groups."""
    found = list(re.finditer(rb"\\[a-z]+-?\d* ?|[{}]", data))
    for spot in sorted(dice.sample(found, min(len(found), dice.choice((1, 5)))), key=lambda m: -m.start()):
        other = dice.choice(found)[0]
        many = dice.choice((b"{" * 5000, b"\\cell" * 300, b"\\cellx-99999999", b"\\u-1?", b"\\bin999999 ", b""))
        data = data[: spot.start()] + dice.choice((other, other, many)) + data[spot.end() :]
    return data


def lines(data: bytes, dice: random.Random) -> bytes:
    """Change a text's lines and separators."""
    parts = data.split(b"\n")
    for _ in range(dice.choice((1, 5))):
        at, other = dice.randrange(len(parts)), dice.randrange(len(parts))
        many = (b"|" * 3000, b"\t" * 500, b"", parts[at].replace(b"|", b""), parts[at].replace(b"\t", b" "))
        parts[at] = dice.choice((parts[other], parts[at] * 20, *many))
    return b"\n".join(parts)

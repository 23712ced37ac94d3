"""Mutations of bytes that know nothing of what they mean."""

import random
import re
from collections.abc import Callable

Mutation = Callable[[bytes, random.Random], bytes]
_SPECIAL = (b"\x00", b"\xff", b"<", b">", b'"', b"/", b"\\", b"(", b")", b"{", b"}", b"%", b"\n", b"9", b"-")
_NUMBERS = (b"0", b"-1", b"99999999999", b"2147483648", b"65536", b"1e309", b"4294967295", b"1.5")
LONGEST = 1 << 20  # bytes of a mutated document


def flip(data: bytes, dice: random.Random) -> bytes:
    """Change a few bits."""
    out = bytearray(data)
    for _ in range(dice.choice((1, 2, 8, 64))):
        out[dice.randrange(len(out))] ^= 1 << dice.randrange(8)
    return bytes(out)


def overwrite(data: bytes, dice: random.Random) -> bytes:
    """Put special bytes in the place of others."""
    out = bytearray(data)
    for _ in range(dice.choice((1, 4, 30))):
        at = dice.randrange(len(out))
        out[at : at + 1] = dice.choice(_SPECIAL)
    return bytes(out)


def truncate(data: bytes, dice: random.Random) -> bytes:
    """Cut the end off."""
    return data[: dice.randrange(1, len(data) + 1)]


def _span(data: bytes, dice: random.Random) -> tuple[int, int]:
    start = dice.randrange(len(data))
    return start, min(len(data), start + dice.choice((1, 8, 100, 2000, len(data) // 3 + 1)))


def remove(data: bytes, dice: random.Random) -> bytes:
    """Leave a chunk out."""
    start, end = _span(data, dice)
    return data[:start] + data[end:]


def repeat(data: bytes, dice: random.Random) -> bytes:
    """Write a chunk several times."""
    start, end = _span(data, dice)
    times = dice.choice((2, 3, 50))
    return (data[:end] + data[start:end] * times + data[end:])[:LONGEST]


def exchange(data: bytes, dice: random.Random) -> bytes:
    """Let two chunks change places."""
    (a, b), (c, d) = sorted((_span(data, dice), _span(data, dice)))
    return data if b > c else data[:a] + data[c:d] + data[b:c] + data[a:b] + data[d:]


def insert(data: bytes, dice: random.Random) -> bytes:
    """Put random bytes in between."""
    at = dice.randrange(len(data))
    return data[:at] + dice.randbytes(dice.choice((1, 4, 40, 4000))) + data[at:]


def renumber(data: bytes, dice: random.Random) -> bytes:
    """Replace numbers by extreme ones."""
    found = list(re.finditer(rb"\d+", data))
    for spot in sorted(dice.sample(found, min(len(found), dice.choice((1, 3, 20)))), key=lambda m: -m.start()):
        data = data[: spot.start()] + dice.choice(_NUMBERS) + data[spot.end() :]
    return data


ANY: tuple[Mutation, ...] = (flip, overwrite, truncate, remove, repeat, exchange, insert, renumber)


def mutate(data: bytes, dice: random.Random, known: tuple[Mutation, ...]) -> bytes:
    """Apply one to three mutations: most of them those that know the format, where there are any."""
    for _ in range(dice.choice((1, 1, 2, 3))):
        chosen = dice.choice(known) if known and dice.random() < 0.85 else dice.choice(ANY)
        data = chosen(data, dice)[:LONGEST] or b"\x00"
    return data

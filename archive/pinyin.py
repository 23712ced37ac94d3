"""How names are typed in pinyin: 福州市 as fuzhoushi or fzs, 六安 as luan."""

import csv
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from itertools import islice, product

from archive.regions import region_at, stem

_MOST = 8  # ways to spell one text that are kept: every character of two readings doubles them


@cache
def _syllables() -> dict[str, tuple[str, ...]]:
    """Return the spellings of each character, from syllables.csv (see make_syllables)."""
    lines = files(__package__).joinpath("syllables.csv").read_text("utf-8").splitlines()
    return {row["character"]: tuple(row["spellings"].split()) for row in csv.DictReader(lines)}


def readings(character: str) -> tuple[str, ...]:
    """Return the ways a character is spelt, the usual one first; none for a character without a known reading."""
    return _syllables().get(character, ())


def spelled(text: str) -> dict[str, None]:
    """Return the ways a text is typed: with whole syllables, and with their first letters. Letters stay as they are."""
    parts = [readings(character) or _itself(character) for character in text]
    # backwards, so that the first characters' readings vary: names are typed from their beginning
    ways = [way[::-1] for way in islice(product(*filter(None, reversed(parts))), _MOST)]
    found = ["".join(way) for way in ways] + ["".join(syllable[0] for syllable in way) for way in ways]
    return dict.fromkeys(filter(None, found))


def _itself(character: str) -> tuple[str, ...]:
    return (character.lower(),) if character.isascii() and character.isalnum() else ()


def keys_of(name: str, region: str) -> str:
    """Return what finds a body of this name by pinyin: its spellings, each after a space.

    A body is also found without 市 and without its region: 福州市教育局 (350100) has fuzhoushijiaoyuju,
    fuzhoujiaoyuju, jiaoyuju and the first letters of each.
    """
    found: dict[str, None] = {}
    for form in _forms(name, region):
        found |= spelled(form)
    return "".join(f" {key}" for key in found)


def _forms(name: str, region: str) -> Iterator[str]:
    yield name
    place = region_at(region, None)
    if place is None or not name.startswith(place.name):
        return
    rest = name.removeprefix(place.name)
    if stem(place) != place.name:
        yield stem(place) + rest
    if rest:
        yield rest

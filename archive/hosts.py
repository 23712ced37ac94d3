"""Host names as hints: the region whose name the host of a government's site spells (www.hongze.gov.cn).

Only the name registered under gov.cn speaks: tj.jiangsu.gov.cn is 江苏's statistics bureau, not 天津. A host is no
proof, since governments publish for each other; what it tells is used where name and registry leave a choice.
"""

import csv
import re
from collections.abc import Iterator, Sequence
from functools import cache
from importlib.resources import files
from itertools import islice, product

from archive.pinyin import readings
from archive.regions import Region, ancestors, region_at, regions, short_name, stem

_MOST_SPELLINGS = 48  # of one name: characters with several readings multiply
_LONGEST_LABEL = 40
_KINDS = {"县": "xian", "市": "shi", "区": "qu", "旗": "qi", "州": "zhou", "盟": "meng"}
_TWO_LETTERS = {"15": "nm", "23": "hl", "41": "ha", "46": "hi", "61": "sn"}  # where a province's initials are not used
_SHORTEST = 4  # letters of a stem that may follow the initials of the region above


def label_of(host: str | None) -> str | None:
    """Return the name that a host has under gov.cn, in lower case (hongze of www.hongze.gov.cn); None for others."""
    labels = (host or "").lower().rstrip(".").split(".")
    if len(labels) < 3 or labels[-2:] != ["gov", "cn"] or len(labels[-3]) > _LONGEST_LABEL:
        return None
    return labels[-3]


def spelled(host: str | None, year: int | None) -> tuple[Region, ...]:
    """Return the regions in force in a year whose name the host spells out; several where names sound alike."""
    label = label_of(host)
    if label is None:
        return ()
    if code := _labels().get(label):
        known = region_at(code, year)
        return (known,) if known and known.valid_in(year) else ()
    found = {state.region: state for state in _by_spelling().get(label, ()) if state.valid_in(year)}
    return tuple(found.values())


def told(candidates: Sequence[Region], host: str | None, year: int | None) -> tuple[Region, bool] | None:
    """Return the one of several regions that the host means, and whether the host spells it (else: its initials do).

    None where the host fits none of them or more than one.
    """
    label = label_of(host)
    if label is None:
        return None
    codes = {region.region for region in spelled(host, year)}
    inside = [region for region in candidates if not codes.isdisjoint((region.region, *ancestors(region, year)))]
    if codes and len(inside) < 2:
        return (inside[0], True) if inside else None
    if any(one.region in ancestors(other, year) for one in candidates for other in candidates):
        return None  # initials do not tell a prefecture from a county of its name
    fitting = [region for region in inside or candidates if _abbreviates(label, region, year)]
    return (fitting[0], False) if len(fitting) == 1 else None


def unrelated(region: Region, host: str | None, year: int | None) -> Region | None:
    """Return the only region that the host spells out, where it is neither this one nor above or below it."""
    named = spelled(host, year)
    if len(named) != 1 or _related(named[0], region, year):
        return None
    return named[0]


def _related(one: Region, other: Region, year: int | None) -> bool:
    return one.region == other.region or one.region in ancestors(other, year) or other.region in ancestors(one, year)


def _abbreviates(label: str, region: Region, year: int | None) -> bool:
    """Say whether a label shortens a region's name after one above it: njgl or bjchy, never gl alone of several."""
    above = [state for code in ancestors(region, year) if (state := region_at(code, year)) and state.level != "country"]
    prefixes = "|".join(_cut(stem(state)) for state in above)
    letters = _TWO_LETTERS.get(region.region[:2])
    prefixes = f"{prefixes}|{letters}" if letters else prefixes
    kind = _KINDS.get(region.name[-1])
    end = f"(?:{_beginnings(kind)})?" if kind else ""
    return bool(re.fullmatch(f"(?:{prefixes})?{_cut(stem(region))}{end}", label)) if prefixes else False


def _cut(name: str) -> str:
    """Return a pattern for beginnings of the syllables of a name, at least a letter of each: n, na, nanj, nanjing."""
    return "".join(f"(?:{'|'.join(map(_beginnings, _readings(character)))})" for character in name)


def _beginnings(syllable: str) -> str:
    return "|".join(syllable[:length] for length in range(len(syllable), 0, -1))


def _readings(character: str) -> tuple[str, ...]:
    return readings(character) or ("#",)  # a character without a reading fits no label


def _spellings(name: str) -> list[str]:
    return ["".join(parts) for parts in islice(product(*map(_readings, name)), _MOST_SPELLINGS)]


def _initials(name: str) -> set[str]:
    return {
        "".join(reading[0] for reading in parts) for parts in islice(product(*map(_readings, name)), _MOST_SPELLINGS)
    }


def _forms(state: Region) -> Iterator[str]:
    """Yield how a region's name is spelt in hosts: hongze, hongzequ, dlweishan, sxjiaxian."""
    bare = stem(state)
    kind = _KINDS.get(state.name[-1], "")
    short = _KINDS.get((short_name(state) or "")[-1:], kind)
    above = [up for code in ancestors(state, None) if (up := region_at(code, None)) and up.level != "country"]
    before = {initials for up in above for initials in _initials(stem(up))} | {_TWO_LETTERS.get(state.region[:2], "")}
    for spelling in _spellings(bare):
        whole = {spelling + end for end in (kind, short) if end} if state.level != "province" else set()
        if len(bare) > 1:
            whole.add(spelling)
        yield from whole
        yield from (letters + form for letters in before if letters for form in whole if len(form) >= _SHORTEST)


@cache
def _by_spelling() -> dict[str, tuple[Region, ...]]:
    found: dict[str, list[Region]] = {}
    for state in regions():
        if state.level != "country":
            for form in dict.fromkeys(_forms(state)):
                found.setdefault(form, []).append(state)
    return {form: tuple(states) for form, states in found.items()}


@cache
def _labels() -> dict[str, str]:
    """Return hosts that spell no name, or one that several regions have, by label: entered by hand, each certain."""
    lines = files(__package__).joinpath("host-labels.csv").read_text("utf-8").splitlines()
    return {row["label"]: row["region"] for row in csv.DictReader(lines)}

"""Administrative regions down to counties, each with the years in which it was so, from regions.csv.

Codes from 99 are the demonstration's (regions-demo.csv) and belong to no real place.
"""

import csv
import re
from collections.abc import Iterable
from functools import cache
from importlib.resources import files
from typing import NamedTuple

UNKNOWN = "000000"
COUNTRY = "100000"
DEMONSTRATION = "99"
FIRST_YEAR = 2008  # of the list
LONGEST_NAME = 15
_PEOPLES = re.compile(
    r"(?:(?:维吾尔|土家|蒙古|布依|朝鲜|哈尼|哈萨克|傈僳|东乡|仡佬|拉祜|纳西|仫佬|锡伯|柯尔克孜|景颇|达斡尔|撒拉|布朗|"
    r"毛南|塔吉克|普米|阿昌|鄂温克|基诺|德昂|保安|裕固|乌孜别克|鄂伦春|独龙|赫哲|[壮回满苗彝藏侗瑶白黎傣畲佤水羌土怒京各])族?)+$"
)
_AUTONOMOUS = re.compile(r"自治([县旗州])$")
_PROVINCE = re.compile(r"(?:省|市|(?:壮族|回族|维吾尔)?自治区|特别行政区)$")


class Region(NamedTuple):
    """A row of the table `regions`; `valid_to` is None while the row is still valid."""

    region: str
    valid_from: int
    valid_to: int | None
    name: str
    level: str
    parent: str
    full_name: str

    def valid_in(self, year: int | None) -> bool:
        """Return whether the row was valid in a year; without a year, whether it still is."""
        if year is None:
            return self.valid_to is None
        return self.valid_from <= year and (self.valid_to is None or year <= self.valid_to)


@cache
def regions() -> tuple[Region, ...]:
    """Return every real region of any year, by code."""
    return _read("regions.csv")


@cache
def demonstration_regions() -> tuple[Region, ...]:
    """Return the invented regions of the demonstration data."""
    return _read("regions-demo.csv")


def region_rows(codes: Iterable[str]) -> tuple[Region, ...]:
    """Return the rows of the table `regions`: the real ones, and the invented ones if one of `codes` is theirs."""
    invented = any(code.startswith(DEMONSTRATION) for code in codes)
    return regions() + demonstration_regions() if invented else regions()


def region_at(code: str, year: int | None) -> Region | None:
    """Return a region as it was in a year (its nearest state, if it was not valid then); None if unknown."""
    states = _by_code().get(code, ())
    valid = [state for state in states if state.valid_in(year)]
    if valid:
        return valid[-1]
    if year is None:
        return states[-1] if states else None
    return min(states, key=lambda state: abs(state.valid_from - year), default=None)


def states_of(code: str) -> tuple[Region, ...]:
    """Return a region's states, the oldest first; none for an unknown code."""
    return _by_code().get(code, ())


def named(name: str, year: int | None) -> tuple[Region, ...]:
    """Return the regions of exactly this name: those of the year, else those of any year (a late rename)."""
    known = _by_name().get(name, ())
    valid = tuple(state for state in known if state.valid_in(year))
    if valid:
        return valid
    return tuple({state.region: state for state in known}.values())  # the latest state of each code


def stem(region: Region) -> str:
    """Return a region's name without what says its kind: 湛江 for 湛江市, 文山 for 文山壮族苗族自治州."""
    if region.level == "province":
        return _PROVINCE.sub("", region.name)
    if match := _AUTONOMOUS.search(region.name):
        own = region.name[: match.start()]
        return _PEOPLES.sub("", own) or own.removesuffix("族")
    return re.sub(r"(?:地区|特区|林区|新区|[市县区旗盟])$", "", region.name)


def short_name(region: Region) -> str | None:
    """Return what a region is called for short: 巍山县 for 巍山彝族回族自治县, 广西 for 广西壮族自治区."""
    if region.level == "province":
        return stem(region)
    match = _AUTONOMOUS.search(region.name)
    return stem(region) + match[1] if match else None


def with_stem(text: str, year: int | None) -> tuple[Region, ...]:
    """Return the regions in force in a year whose stem this is, those that contain others first."""
    order = ("province", "prefecture", "county")
    codes = dict.fromkeys(state.region for state in _by_stem().get(text, ()))
    states = [state for code in codes if (state := region_at(code, year)) and state.valid_in(year)]
    return tuple(sorted(states, key=lambda state: (order.index(state.level), state.region)))


def called(name: str, year: int | None) -> tuple[Region, ...]:
    """Return the regions that go by exactly this short name."""
    codes = dict.fromkeys(state.region for state in _by_short_name().get(name, ()))
    return tuple(state for code in codes if (state := region_at(code, year)))


def below(code: str) -> bool:
    """Say whether a region has, or ever had, regions inside it."""
    return code in _parents()


def ancestors(region: Region, year: int | None) -> tuple[str, ...]:
    """Return the codes of a region's parents, the nearest first."""
    chain: list[str] = []
    parent = region.parent
    while parent and parent not in chain:
        chain.append(parent)
        above = region_at(parent, year)
        parent = above.parent if above else ""
    return tuple(chain)


@cache
def _by_code() -> dict[str, tuple[Region, ...]]:
    return _index("region")


@cache
def _by_name() -> dict[str, tuple[Region, ...]]:
    return _index("name")


@cache
def _by_short_name() -> dict[str, tuple[Region, ...]]:
    return _keyed((short_name(region), region) for region in regions() if region.level != "country")


@cache
def _by_stem() -> dict[str, tuple[Region, ...]]:
    return _keyed((stem(region), region) for region in regions() if region.level != "country")


def _keyed(pairs: Iterable[tuple[str | None, Region]]) -> dict[str, tuple[Region, ...]]:
    found: dict[str, list[Region]] = {}
    for key, region in pairs:
        if key:
            found.setdefault(key, []).append(region)
    return {key: tuple(states) for key, states in found.items()}


@cache
def _parents() -> frozenset[str]:
    return frozenset(region.parent for region in regions() + demonstration_regions())


def _index(field: str) -> dict[str, tuple[Region, ...]]:
    return _keyed((getattr(region, field), region) for region in regions() + demonstration_regions())


def _read(name: str) -> tuple[Region, ...]:
    lines = files(__package__).joinpath(name).read_text("utf-8").splitlines()
    return tuple(
        Region(
            row["region"],
            int(row["valid_from"]),
            int(row["valid_to"]) if row["valid_to"] else None,
            row["name"],
            row["level"],
            row["parent"],
            row["full_name"],
        )
        for row in csv.DictReader(lines)
    )

"""Administrative regions down to counties, each with the years in which it was so, from regions.csv.

Codes from 99 are the demonstration's (regions-demo.csv) and belong to no real place.
"""

import csv
from collections.abc import Iterable
from functools import cache
from importlib.resources import files
from typing import NamedTuple

UNKNOWN = "000000"
COUNTRY = "100000"
DEMONSTRATION = "99"
LONGEST_NAME = 15


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


def named(name: str, year: int | None) -> tuple[Region, ...]:
    """Return the regions of exactly this name: those of the year, else those of any year (a late rename)."""
    known = _by_name().get(name, ())
    valid = tuple(state for state in known if state.valid_in(year))
    if valid:
        return valid
    return tuple({state.region: state for state in known}.values())  # the latest state of each code


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


def _index(field: str) -> dict[str, tuple[Region, ...]]:
    found: dict[str, list[Region]] = {}
    for region in regions() + demonstration_regions():
        found.setdefault(getattr(region, field), []).append(region)
    return {key: tuple(states) for key, states in found.items()}


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

"""Departments that were renamed or merged in the reforms of institutions (2013, 2018, 2021, 2023), from reforms.csv.

A department that took another name is one body (`renamed`, only at the levels at which every one was named so); one
that took over several, or whose successors were named differently from place to place, is another body (`merged`).
"""

import csv
from functools import cache
from importlib.resources import files
from typing import NamedTuple


class Reform(NamedTuple):
    """A row: what followed the region's name before and after, the year, and the levels of region it is true for."""

    old: str
    new: str
    year: int
    kind: str  # renamed, merged
    levels: frozenset[str]


@cache
def reforms() -> tuple[Reform, ...]:
    """Return all rows in the order of the file."""
    lines = files(__package__).joinpath("reforms.csv").read_text("utf-8").splitlines()
    rows = csv.DictReader(lines)
    return tuple(
        Reform(row["old"], row["new"], int(row["year"]), row["kind"], frozenset(row["levels"].split())) for row in rows
    )


def renamed(name: str, level: str, year: int | None) -> Reform | None:
    """Return the reform that renamed a department, for a report up to the year after (old names are printed late)."""
    row = _renamed().get((name, level))
    return row if row and (year is None or year <= row.year + 1) else None


def former(name: str, level: str) -> tuple[Reform, ...]:
    """Return the reforms that gave a department its name."""
    return tuple(row for row in reforms() if row.kind == "renamed" and row.new == name and level in row.levels)


@cache
def _renamed() -> dict[tuple[str, str], Reform]:
    return {(row.old, level): row for row in reforms() if row.kind == "renamed" for level in row.levels}

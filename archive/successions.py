"""Counties and prefectures that ended, and what followed them, from successions.csv; each row is certain.

`kind`: renamed (one region goes on under another code and name, as 蓟县 does as 蓟州区), merged (into another, with or
without others), divided (its parts went to several), split (it goes on, and the new one was taken from it).
"""

import csv
from functools import cache
from importlib.resources import files
from typing import NamedTuple


class Succession(NamedTuple):
    """A row of successions.csv: old and new region with the names they then had; `year` is the first of the new."""

    old: str
    old_name: str
    new: str
    new_name: str
    year: int
    kind: str


@cache
def successions() -> tuple[Succession, ...]:
    """Return all rows, by the code of the old region."""
    lines = files(__package__).joinpath("successions.csv").read_text("utf-8").splitlines()
    rows = csv.DictReader(lines)
    return tuple(
        Succession(row["old"], row["old_name"], row["new"], row["new_name"], int(row["year"]), row["kind"])
        for row in rows
    )

"""The invented bodies of the sample web, from bodies.toml."""

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

FIRST_YEAR, LAST_YEAR = 2019, 2025


@dataclass(frozen=True, slots=True, kw_only=True)
class SampleBody:
    """One invented body; `size` is about the number of requests it gets in a year."""

    key: str
    name: str
    region: str
    family: str
    format: str
    kind: str
    size: int
    skip: tuple[int, ...] = ()
    earlier: tuple[int, ...] = ()  # years before 2019, with the statistics return of their time

    @property
    def years(self) -> tuple[int, ...]:
        """The years it published a report for."""
        return tuple(year for year in range(FIRST_YEAR, LAST_YEAR + 1) if year not in self.skip)


@cache
def sample_bodies() -> tuple[SampleBody, ...]:
    """Return the invented bodies in the order of bodies.toml."""
    raw = tomllib.loads(files(__package__).joinpath("bodies.toml").read_text("utf-8"))
    lists = ("skip", "earlier")
    return tuple(SampleBody(**(entry | {key: tuple(entry.get(key, ())) for key in lists})) for entry in raw["body"])

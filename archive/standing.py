"""What other packages know of the sites for `nianbao status`, through entry points: this package imports no sibling."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from importlib.metadata import entry_points
from pathlib import Path
from typing import Protocol

from archive.crawls import Item
from archive.datadir import DataDir

GROUP = "nianbao.status"


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How the sites of a registry stand at a moment. `error` says why the registry could not be used.

    `due` (sites asked before), `stale` (not read without fault for too long), `below_expectation` and `blocked` (left
    alone `until` a time) give one item for each site; `never_asked` are the entries that no capture names,
    `strangers` counts the sites of captures that the registry lacks.
    """

    sites: int = 0
    due: tuple[Item, ...] = ()
    never_asked: tuple[str, ...] = ()
    stale: tuple[Item, ...] = ()
    below_expectation: tuple[Item, ...] = ()
    blocked: tuple[Item, ...] = ()
    strangers: int = 0
    error: str | None = None


class Source(Protocol):
    """What an entry point of GROUP is: a function of data directory, time and registry file (None: the bundled one)."""

    def __call__(self, data: DataDir, now: datetime, registry: Path | None) -> Standing:
        """Say how the sites stand."""


def standings(data: DataDir, now: datetime, registry: Path | None) -> Iterator[Standing]:
    """Yield what each package says."""
    for point in sorted(entry_points(group=GROUP), key=lambda point: point.name):
        source: Source = point.load()
        yield source(data, now, registry)

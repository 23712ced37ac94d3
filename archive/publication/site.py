"""What a running server publishes: one build, opened read-only, and the folders beside it."""

import asyncio
import sqlite3
import threading
from collections import OrderedDict
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar, cast
from weakref import WeakKeyDictionary

from archive.datadir import DataDir
from archive.population import Residents
from archive.population import attach as attach_population
from archive.publication.hiding import hide

Result = TypeVar("Result")
THREADS = 4
CACHE_KIB = 16 * 1024  # of pages of the archive that each thread keeps; SQLite's own 2 MB hold no year's figures
LATELY = 64  # answers kept for whoever asks the same next: a chart beside its table, the next page, another reader
# A page that needs more steps than this asks for too much; SQLite then raises OperationalError ("interrupted").
# 400 million virtual-machine steps take some seconds.
STEPS_AT_A_TIME = 100_000
STEP_BUDGET = 4_000
PATIENCE = 4  # times as much for what is taken away as a file, on threads of its own, so that pages do not wait for it
PATIENT_THREADS = 2
MOST_WAITING = 24


class Busy(Exception):
    """So many files are being made that another must wait too long."""


@dataclass(slots=True)
class Site:
    """One build as the pages see it; it never changes while the server runs."""

    data: DataDir
    build: str
    archive: Path
    search: Path
    originals: Path
    withheld: Mapping[str, str] = field(default_factory=dict)  # as withheld.csv has it at the start, by digest
    population: Mapping[tuple[str, int], Residents] = field(default_factory=dict)  # as population.csv has it
    _local: threading.local = field(default_factory=threading.local)
    _opened: list[sqlite3.Connection] = field(default_factory=list)
    _remembered: dict[str, object] = field(default_factory=dict)
    _lately: OrderedDict[str, object] = field(default_factory=OrderedDict)
    _guard: threading.Lock = field(default_factory=threading.Lock)
    _executor: ThreadPoolExecutor = field(
        default_factory=lambda: ThreadPoolExecutor(max_workers=THREADS, thread_name_prefix="pages")
    )
    _patient: ThreadPoolExecutor = field(
        default_factory=lambda: ThreadPoolExecutor(max_workers=PATIENT_THREADS, thread_name_prefix="files")
    )
    _waiting: int = 0

    def connection(self) -> sqlite3.Connection:
        """Return this thread's connection: the archive, with `search` and `originals` attached where they exist."""
        existing: sqlite3.Connection | None = getattr(self._local, "connection", None)
        if existing is not None:
            return existing
        db = sqlite3.connect(_read_only(self.archive), uri=True, check_same_thread=False)
        db.row_factory = sqlite3.Row
        for name, path in (("search", self.search), ("originals", self.originals)):
            if path.exists():
                db.execute(f"ATTACH DATABASE ? AS {name}", (_read_only(path),))
        if self.population:
            attach_population(db, self.population)
        hide(db, self.withheld)
        db.execute("PRAGMA query_only = 1")
        db.execute(f"PRAGMA main.cache_size = -{CACHE_KIB}")
        self._local.connection = db
        self._opened.append(db)
        return db

    def once(self, name: str, work: Callable[[], Result]) -> Result:
        """Return what `work` gave the first time it was asked for under this name: the build never changes."""
        if name not in self._remembered:
            self._remembered[name] = work()
        return cast("Result", self._remembered[name])

    def lately(self, name: str, work: Callable[[], Result]) -> Result:
        """Return what `work` gave for this name, if that was among the last names asked for."""
        with self._guard:
            if name in self._lately:
                self._lately.move_to_end(name)
                return cast("Result", self._lately[name])
        made = work()
        with self._guard:
            self._lately[name] = made
            while len(self._lately) > LATELY:
                self._lately.popitem(last=False)
        return made

    async def run(self, work: Callable[[sqlite3.Connection], Result]) -> Result:
        """Run blocking work with a connection, off the event loop and within a budget of steps."""
        return await asyncio.get_running_loop().run_in_executor(self._executor, self._bounded, work)

    async def run_patiently(self, work: Callable[[sqlite3.Connection], Result]) -> Result:
        """Run the making of a file, off the event loop, apart from pages. Raises Busy where too many are waiting."""
        if self._waiting >= MOST_WAITING:
            raise Busy
        self._waiting += 1
        try:
            return await asyncio.get_running_loop().run_in_executor(self._patient, self._bounded, work, PATIENCE)
        finally:
            self._waiting -= 1

    def _bounded(self, work: Callable[[sqlite3.Connection], Result], patience: int = 1) -> Result:
        db = self.connection()
        with bounded(db, patience):
            return work(db)

    def close(self) -> None:
        """Wait for running pages and close every connection."""
        self._executor.shutdown(wait=True)
        self._patient.shutdown(wait=True)
        for db in self._opened:
            db.close()
        self._opened.clear()


@contextmanager
def bounded(db: sqlite3.Connection, patience: int = 1) -> Iterator[None]:
    """Let a connection spend so many steps; beyond them its queries raise OperationalError ("interrupted")."""
    left = STEP_BUDGET * patience

    def spend() -> int:
        nonlocal left
        left -= 1
        return int(left < 0)

    db.set_progress_handler(spend, STEPS_AT_A_TIME)
    try:
        yield
    finally:
        db.set_progress_handler(None, 0)


def _read_only(path: Path) -> str:
    # immutable: a promoted build never changes, so SQLite needs neither locks nor a journal beside it
    return f"{path.resolve().as_uri()}?mode=ro&immutable=1"


_SITES: WeakKeyDictionary[Any, Site] = WeakKeyDictionary()


def attach(datasette: object, site: Site) -> None:
    """Make a Datasette instance publish this site. Other instances in the process stay as they are."""
    _SITES[datasette] = site


def site_of(datasette: object) -> Site | None:
    """Return the site a Datasette instance publishes, or None for an instance that is not ours."""
    return _SITES.get(datasette)

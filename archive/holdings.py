"""What a data directory holds, what failed and why: the facts behind `nianbao status`."""

import json
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from archive.builds import Build, current_build
from archive.corrections import InputError, load_corrections
from archive.datadir import DataDir
from archive.export.release import finished, same_as_latest
from archive.standing import Standing, standings
from archive.store import files
from archive.store.history import Missing, by_site, missing, weak_connections
from archive.store.index import CaptureIndex

_EXAMPLES = 3
_STALE = ("correction_stale", "correction_unmatched")


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """Addresses of a site that last ended without a document, by outcome, with the newest of them."""

    outcome: str
    addresses: int
    time: str
    url: str
    status: int | None
    reason: str | None


@dataclass(slots=True, kw_only=True)
class SiteState:
    """One site of the registry, as far as captures name it; `site` is None for files kept by hand.

    `connections` counts captures by connections that were not made as they should be today.
    """

    site: str | None
    captures: int = 0
    reports: int = 0
    last_captured: str | None = None
    failures: list[Failure] = field(default_factory=list)
    connections: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Store:
    """The captures kept; `gone` are addresses of reports that were removed, `perhaps_gone` those not yet confirmed."""

    captures: int = 0
    outcomes: Mapping[str, int] = field(default_factory=dict)
    first: str | None = None
    last: str | None = None
    warc_files: int = 0
    warc_bytes: int = 0
    unindexed: int = 0
    gone: tuple[Missing, ...] = ()
    perhaps_gone: tuple[Missing, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Level:
    """Bodies and current reports of a level of government."""

    level: str
    bodies: int
    reports: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """A problem, with the address or document it is about."""

    where: str
    detail: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Problems:
    """All problems of one kind, with those that concern most cells."""

    kind: str
    count: int
    examples: tuple[Example, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Built:
    """The promoted build."""

    build: str
    captures: int
    reports: int
    current: int
    demonstration: int
    bodies: int
    levels: tuple[Level, ...]
    years: Mapping[str, int]
    forms: Mapping[str, int]
    findings: Mapping[str, int]
    withheld: int
    problems: tuple[Problems, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Released:
    """The latest release in the data directory."""

    release: str
    build: str | None
    same: str | None  # a later build that says the same


@dataclass(frozen=True, slots=True, kw_only=True)
class Holdings:
    """Everything `nianbao status` tells; `corrections_error` says what is wrong with that file.

    `standing` is what other packages say of the sites of their registry.
    """

    root: str
    store: Store
    sites: tuple[SiteState, ...]
    build: Built | None
    release: Released | None
    corrections: int
    corrections_stale: int
    corrections_error: str | None
    standing: tuple[Standing, ...] = ()

    @property
    def pending(self) -> int:
        """Return how many captures no build has taken in."""
        return max(0, self.store.captures - (self.build.captures if self.build else 0))


def holdings(data: DataDir, now: datetime | None = None, registry: Path | None = None) -> Holdings:
    """Look at a data directory without changing it; an empty or missing one holds nothing.

    `registry` is a file of sites that replaces the bundled ones.
    """
    sites: dict[str | None, SiteState] = {}
    store = _store(data, sites)
    build = current_build(data)
    built = _built(build, sites) if build else None
    corrections, error = 0, None
    try:
        corrections = sum(map(len, load_corrections(data).values()))
    except InputError as malformed:
        error = str(malformed)
    return Holdings(
        root=str(data.root),
        store=store,
        sites=tuple(sites[name] for name in sorted(sites, key=lambda name: (name is None, name or ""))),
        build=built,
        release=_release(data),
        corrections=corrections,
        corrections_stale=sum(item.count for item in built.problems if item.kind in _STALE) if built else 0,
        corrections_error=error,
        standing=tuple(standings(data, now or datetime.now(UTC), registry)),
    )


def _store(data: DataDir, sites: dict[str | None, SiteState]) -> Store:
    names = files.all_files(data)
    if not data.captures.exists():  # opening the index would make it
        return Store(warc_files=len(names), warc_bytes=_size(data), unindexed=len(names))
    with CaptureIndex(data, to_look=True) as index:
        for site, count, last in by_site(index):
            sites[site] = SiteState(site=site, captures=count, last_captured=last)
        for site, tls, count in weak_connections(index):
            sites[site].connections[tls] = count
        for count, capture in index.unsettled():
            context = capture.context
            failure = Failure(
                outcome=str(context.outcome),
                addresses=count,
                time=capture.time,
                url=capture.url,
                status=capture.status,
                reason=context.reason,
            )
            sites[context.site].failures.append(failure)
        lost = list(missing(index))
        span = index.span()
        return Store(
            captures=len(index),
            outcomes={str(outcome): count for (outcome,), count in index.counts("outcome").items()},
            first=span[0] if span else None,
            last=span[1] if span else None,
            warc_files=len(names),
            warc_bytes=_size(data),
            unindexed=len(set(names) - set(index.warcs())),
            gone=tuple(one for one in lost if one.gone),
            perhaps_gone=tuple(one for one in lost if not one.gone),
        )


def _size(data: DataDir) -> int:
    return sum(path.stat().st_size for path in data.warc.glob("*") if path.is_file()) if data.warc.is_dir() else 0


def _built(build: Build, sites: dict[str | None, SiteState]) -> Built:
    with closing(sqlite3.connect(f"{build.archive.as_uri()}?mode=ro&immutable=1", uri=True)) as db:
        for site, reports in db.execute("SELECT site, reports FROM sites"):
            sites.setdefault(site, SiteState(site=site)).reports = reports
        if None in sites:
            by_hand = "SELECT DISTINCT report FROM report_sources JOIN captures USING (capture) WHERE site IS NULL"
            sites[None].reports = _count(db, f"({by_hand})")
        reports, current, demonstration = db.execute(
            "SELECT count(*), coalesce(sum(current), 0), coalesce(sum(demonstration), 0) FROM reports"
        ).fetchone()
        return Built(
            build=build.id,
            captures=_count(db, "captures"),
            reports=reports,
            current=current,
            demonstration=demonstration,
            bodies=_count(db, "bodies"),
            levels=tuple(_levels(db)),
            years=_counts(db, "SELECT year, count(*) FROM reports WHERE current = 1 GROUP BY 1 ORDER BY 1"),
            forms=_counts(
                db, "SELECT coalesce(form, ''), count(*) FROM reports WHERE current = 1 GROUP BY 1 ORDER BY 1"
            ),
            findings=_counts(db, "SELECT severity, count(*) FROM findings GROUP BY 1 ORDER BY 1"),
            withheld=_count(db, "documents WHERE withheld <> ''"),
            problems=tuple(_problems(db)),
        )


def _count(db: sqlite3.Connection, source: str) -> int:
    found: int = db.execute(f"SELECT count(*) FROM {source}").fetchone()[0]  # noqa: S608 (names of ours)
    return found


def _counts(db: sqlite3.Connection, query: str) -> dict[str, int]:
    return {str(name): count for name, count in db.execute(query)}


def _levels(db: sqlite3.Connection) -> Iterator[Level]:
    query = """SELECT coalesce(b.level, 'unknown'), count(DISTINCT b.body), count(r.report)
        FROM bodies AS b LEFT JOIN reports AS r ON r.body = b.body AND r.current = 1 GROUP BY 1"""
    order = ("national", "province", "prefecture", "county", "township")
    found = [Level(level=level, bodies=bodies, reports=reports) for level, bodies, reports in db.execute(query)]
    yield from sorted(found, key=lambda item: order.index(item.level) if item.level in order else len(order))


def _problems(db: sqlite3.Connection) -> Iterator[Problems]:
    query = "SELECT kind, count(*) FROM problems GROUP BY kind ORDER BY 2 DESC, 1"
    for kind, count in db.execute(query).fetchall():
        yield Problems(kind=kind, count=count, examples=tuple(_examples(db, kind)))


def _examples(db: sqlite3.Connection, kind: str) -> Iterator[Example]:
    query = """SELECT coalesce((SELECT c.url FROM captures AS c WHERE c.capture = p.capture),
            (SELECT c.url FROM captures AS c WHERE c.digest = p.document ORDER BY c.time DESC LIMIT 1),
            p.document, ''), p.detail
        FROM problems AS p WHERE p.kind = ? ORDER BY length(p.where_codes) DESC, p.problem LIMIT ?"""
    for where, detail in db.execute(query, (kind, _EXAMPLES)):
        yield Example(where=where, detail=detail)


def _release(data: DataDir) -> Released | None:
    found = finished(data.releases)
    if not found:
        return None
    descriptor = found[-1] / "datapackage.json"
    try:
        build = json.loads(descriptor.read_text("utf-8"))["build"]
    except (OSError, ValueError, KeyError):
        build = None  # a folder that somebody else made
    return Released(release=found[-1].name, build=build, same=same_as_latest(data.releases))

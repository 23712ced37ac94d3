"""The report of one crawl, made from the captures: what is new, changed, gone, failed, blocked, due."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

from archive.crawls import BROKEN, FAILED, OK, CrawlReport, Item, SiteReport
from archive.records import CARRIED, UNLISTED, Outcome, Role
from archive.store.history import missing
from archive.store.index import CaptureIndex
from crawler.backoff import Backoff, backoffs, host_of
from crawler.canonical import canonical
from crawler.due import History, due, histories
from crawler.errand import PUT_OFF
from crawler.process import BAD, missing_of
from crawler.registry import Expectation, Site
from crawler.titles import read_year

_STAMP = re.compile(r"(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z")
_ROWS = """SELECT site, url, time, role, outcome, reason, parent, listed_title, digest FROM captures
WHERE time >= ? AND crawl = ? ORDER BY time, id"""
_BEFORE = """SELECT digest FROM captures WHERE url = ? AND time < ? AND outcome IN ('kept', 'unchanged')
AND digest IS NOT NULL ORDER BY time DESC, id DESC LIMIT 1"""
# The same for all addresses of one path, of which some may be the same page.
_BEFORE_THERE = """SELECT url, listed_title, digest FROM captures
WHERE (url = ?1 OR url > ?1 || '?' AND url < ?1 || '@') AND time < ?2
AND outcome IN ('kept', 'unchanged') AND digest IS NOT NULL ORDER BY time DESC, id DESC"""
_PAGES = frozenset({Role.DETAIL, *CARRIED})


class _Row(NamedTuple):
    site: str | None
    url: str
    time: str
    role: str
    outcome: str
    reason: str | None
    parent: str | None
    listed_title: str | None
    digest: str | None


@dataclass(slots=True)
class _Told:
    """What the captures of one crawl tell of one site: how each address ended, and what the lists named."""

    outcomes: dict[str, Outcome] = field(default_factory=dict)
    last: dict[str, _Row] = field(default_factory=dict)
    lists: set[str] = field(default_factory=set)
    entries: dict[str, _Row] = field(default_factory=dict)
    put_off: _Row | None = None

    def titles(self) -> list[str]:
        """Return the titles of the entries that this crawl's lists named."""
        return [row.listed_title or "" for row in self.entries.values() if row.parent in self.lists]


def crawl_report(
    index: CaptureIndex, crawl: str, sites: Iterable[Site], *, chosen: Iterable[str] = (), fatal: str | None = None
) -> CrawlReport | None:
    """Return the report of a crawl as its captures and those before it tell it, None without any capture of it.

    `sites` are those of the registry; `chosen` names sites that count even if no capture of the crawl does. Only why
    a crawl broke off (`fatal`) is in no capture.
    """
    known = {site.id: site for site in sites}
    rows = [_Row._make(row) for row in index.ask(_ROWS, _start_of(crawl), crawl)]
    if not rows:
        return None
    started, ended = rows[0].time, rows[-1].time
    told = _by_site(rows, chosen)
    results = tuple(_result(site, told[site], known.get(site)) for site in sorted(told))
    now = datetime.fromisoformat(ended)
    asked = histories(index, ended)
    away = backoffs(index.data, index, [known[site] for site in told if site in known], now)
    code = BROKEN if fatal else FAILED if any(result.failed for result in results) else OK
    return CrawlReport(
        crawl=crawl,
        started=started,
        ended=ended,
        exit=code,
        fatal=fatal,
        requests=sum(row.role != Role.ROBOTS for row in rows),
        sites=results,
        **_kept(index, rows, started, {site: one.lists for site, one in told.items()}),
        **_presence(index, started, ended, told),
        **_failures(told, away),
        below_expectation=tuple(Item(site=one.site, reason=one.missing) for one in results if one.missing),
        due=tuple(sorted(_due(known.values(), asked, told, now))),
    )


def _start_of(crawl: str) -> str:
    """Return a time that no capture of the crawl is before: crawls are named by when they began."""
    stamp = _STAMP.match(crawl)
    return "{}-{}-{}T{}:{}:{}".format(*stamp.groups()) if stamp else ""


def _by_site(rows: Iterable[_Row], chosen: Iterable[str]) -> dict[str, _Told]:
    told: dict[str, _Told] = {site: _Told() for site in chosen}
    for row in rows:
        one = told.setdefault(row.site or "", _Told())
        if row.outcome == Outcome.REFUSED and (row.reason or "").endswith(PUT_OFF):
            one.put_off = row
            continue
        if row.role == Role.LIST:
            one.lists.add(row.url)
        if row.listed_title and row.role in {Role.DETAIL, Role.ATTACHMENT} and UNLISTED not in (row.reason or ""):
            one.entries.setdefault(row.url, row)
        if row.role != Role.ROBOTS or row.outcome in {Outcome.FAILED, Outcome.REFUSED}:
            one.outcomes[row.url] = Outcome(row.outcome)
            one.last[row.url] = row
    return told


def _result(site: str, told: _Told, entry: Site | None) -> SiteReport:
    counts = Counter(told.outcomes.values())
    expect = entry.expect if entry else Expectation()
    titles = told.titles()
    lacking = None if told.put_off else missing_of(expect, [read_year(title) for title in titles])
    return SiteReport(
        site=site,
        counts={str(outcome): counts[outcome] for outcome in Outcome if counts[outcome]},
        listed=len(titles),
        missing=lacking,
        failed=lacking is not None or sum(counts[outcome] for outcome in BAD) > expect.failed,
    )


def _kept(
    index: CaptureIndex, rows: Iterable[_Row], started: str, lists: Mapping[str, set[str]]
) -> dict[str, tuple[Item, ...]]:
    """Return the listed addresses whose document is new, and the addresses whose bytes changed."""
    new, changed, met = [], [], set()
    for row in rows:
        if row.outcome != Outcome.KEPT or row.digest is None or row.role not in _PAGES or row.url in met:
            continue
        met.add(row.url)
        before = _digest_before(index, row, started)
        item = Item(site=row.site, url=row.url, title=row.listed_title)
        if before is not None and before != row.digest:
            changed.append(item)
        elif before is None and (row.role == Role.DETAIL or row.parent in lists.get(row.site or "", ())):
            new.append(item)
    return {"new": tuple(new), "changed": tuple(changed)}


def _digest_before(index: CaptureIndex, row: _Row, started: str) -> str | None:
    """Return the digest of what a page held before a time; what only keeps caches away makes no other page.

    But what lists name by another title is another one.
    """
    for (digest,) in index.ask(_BEFORE, row.url, started):
        return str(digest)
    page = canonical(row.url)
    if page == row.url:
        return None
    for url, title, digest in index.ask(_BEFORE_THERE, row.url.partition("?")[0], started):
        if title == row.listed_title and canonical(url) == page:
            return str(digest)
    return None


def _presence(index: CaptureIndex, started: str, ended: str, told: Mapping[str, _Told]) -> dict[str, tuple[Item, ...]]:
    """Return what was found gone (confirmed now), what may be, and what is served again."""
    before = {one.url: one for one in missing(index, started[:-1])}  # its own first one not counted
    now = {one.url: one for one in missing(index, ended) if one.last_asked >= started}
    served = {url for one in told.values() for url, outcome in one.outcomes.items() if outcome in _SERVED}
    found = {
        "gone": [one for url, one in now.items() if one.gone and not (url in before and before[url].gone)],
        "perhaps_gone": [one for one in now.values() if not one.gone],
        "back": [one for url, one in before.items() if url in served],
    }
    return {
        kind: tuple(Item(site=one.site, url=one.url, since=one.since, seen=one.last_seen) for one in ones)
        for kind, ones in found.items()
    }


_KEPT_OUT = frozenset({Outcome.BLOCKED, Outcome.REFUSED})  # refused: not asked, since the host is left alone
_SERVED = frozenset({Outcome.KEPT, Outcome.UNCHANGED})


def _failures(told: Mapping[str, _Told], away: Mapping[str, Backoff]) -> dict[str, tuple[Item, ...]]:
    blocked: list[Item] = []
    failed: list[Item] = []
    put_off: list[Item] = []
    for site in sorted(told):
        one = told[site]
        for url, outcome in one.outcomes.items():
            if outcome not in BAD:
                continue
            row = one.last[url]
            until = away.get(host_of(url)) if outcome in _KEPT_OUT else None
            item = Item(
                site=site or None,
                url=url,
                title=row.listed_title,
                outcome=str(outcome),
                reason=row.reason,
                until=until.until.isoformat() if until else None,
            )
            (blocked if until or outcome is Outcome.BLOCKED else failed).append(item)
        if one.put_off:
            put_off.append(Item(site=site or None, url=one.put_off.url, reason=one.put_off.reason))
    return {"blocked": tuple(blocked), "failed": tuple(failed), "postponed": tuple(put_off)}


def _due(
    sites: Iterable[Site], asked: Mapping[str, History], told: Mapping[str, _Told], now: datetime
) -> Iterator[str]:
    """Yield the sites due at the crawl's end, of those that were ever chosen: the registry holds many others."""
    for site in sites:
        if (site.id in asked or site.id in told) and due(site, asked.get(site.id, History()), now).now(now):
            yield site.id

"""What the captures tell of each site over time: when its lists were read, what arrived, what is missing.

All are answers of one query over an index, so that a store of millions of captures is asked in seconds.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from typing import NamedTuple

from archive.records import Capture
from archive.store.index import CaptureIndex
from archive.store.rows import WEAK_TLS

_LATEST = "9"  # sorts behind every time
_BAD = "('failed', 'blocked', 'empty', 'needs_browser', 'gone')"
# A list that robots.txt closes was asked for as far as may be; one put off by hours of rest or a back-off was not.
_CLOSED = "(outcome = 'refused' AND reason LIKE 'robots.txt%')"
_VISITS = f"""
SELECT site, max(time), max(outcome IN ('kept', 'unchanged')), max(outcome IN {_BAD} OR {_CLOSED}),
  max(outcome = 'blocked')
FROM captures WHERE role = 'list' AND (outcome <> 'refused' OR {_CLOSED}) AND site IS NOT NULL AND time <= ?
GROUP BY site, crawl ORDER BY site
"""  # noqa: S608 (constants)
# A first, full capture of what a list names; the partial index `captures_arrivals` answers it alone.
_ARRIVALS = """
SELECT site, role, url, listed_title, min(coalesce(listed_date, substr(time, 1, 10)))
FROM captures WHERE listed_title IS NOT NULL AND refers_to IS NULL AND outcome = 'kept' AND time <= ?
  AND role IN ('detail', 'attachment') AND site IS NOT NULL
GROUP BY site, role, url ORDER BY site, role DESC
"""
_PAGES = "('detail', 'attachment', 'iframe')"
_MISSING = f"""
SELECT g.url, g.site, g.role, min(g.time), max(g.time), count(DISTINCT g.crawl), count(DISTINCT substr(g.time, 1, 10)),
  (SELECT max(k.time) FROM captures AS k WHERE k.url = g.url AND k.outcome IN ('kept', 'unchanged')
   AND k.digest IS NOT NULL AND k.time <= ?1) AS seen
FROM captures AS g WHERE g.outcome = 'gone' AND g.role IN {_PAGES} AND g.time <= ?1
  AND g.time > (SELECT max(k.time) FROM captures AS k WHERE k.url = g.url AND k.outcome IN ('kept', 'unchanged')
    AND k.digest IS NOT NULL AND k.time <= ?1)
GROUP BY g.url ORDER BY g.site, g.url
"""  # noqa: S608 (constants)


@dataclass(frozen=True, slots=True, kw_only=True)
class Visits:
    """How the lists of one site were asked; times are ISO 8601 in UTC, as captures have them.

    `answered` is when they were last read without fault, `failures` counts the crawls since then; `blocked` says that
    the last of these met a block page.
    """

    asked: str
    answered: str | None = None
    failures: int = 0
    blocked: bool = False


class Arrival(NamedTuple):
    """An address that a site's list named and that brought a document: its title and its date in the list.

    `date` is that of the first capture where the list has none; `role` is detail or attachment.
    """

    site: str
    role: str
    url: str
    title: str
    date: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Missing:
    """An address that held a document and now answers that it is not there; `gone` when that was confirmed."""

    url: str
    site: str | None
    role: str
    since: str
    last_asked: str
    last_seen: str
    gone: bool


def by_site(index: CaptureIndex) -> Iterator[tuple[str | None, int, str]]:
    """Yield each site with its number of captures and the time of the newest; None stands for captures of no site."""
    yield from index.ask("SELECT site, count(*), max(time) FROM captures GROUP BY site")


def weak_connections(index: CaptureIndex) -> Iterator[tuple[str | None, str, int]]:
    """Yield, by site, each kind of https connection that was not made as it should be, with how often."""
    yield from index.ask(f"SELECT site, tls, count(*) FROM captures WHERE {WEAK_TLS} GROUP BY site, tls")  # noqa: S608


def visits(index: CaptureIndex, until: str | None = None) -> dict[str, Visits]:
    """Return, by site, how its lists were asked up to a time."""
    found: dict[str, Visits] = {}
    rows = index.ask(_VISITS, until or _LATEST)
    for site, crawls in groupby(rows, key=itemgetter(0)):
        asked, answered, failures, last = "", None, 0, False
        for _, end, good, bad, blocked in sorted(crawls, key=itemgetter(1)):
            asked, last = end, bool(blocked)
            if good and not bad:
                answered, failures = end, 0
            else:
                failures += bool(bad)
        found[site] = Visits(asked=asked, answered=answered, failures=failures, blocked=last)
    return found


def arrivals(index: CaptureIndex, until: str | None = None) -> Iterator[Arrival]:
    """Yield, by site, each address that a list named and that brought a document, up to a time."""
    yield from map(Arrival._make, index.ask(_ARRIVALS, until or _LATEST))


def missing(index: CaptureIndex, until: str | None = None) -> Iterator[Missing]:
    """Yield the addresses of reports that answer that they are not there, by site, up to a time.

    An address is gone when two crawls on two days were told so: one answer may be a slip of the server.
    """
    for url, of, role, since, last, crawls, days, seen in index.ask(_MISSING, until or _LATEST):
        gone = crawls > 1 and days > 1
        yield Missing(url=url, site=of, role=role, since=since, last_asked=last, last_seen=seen, gone=gone)


def put_off(index: CaptureIndex, until: str | None = None) -> dict[str, str]:
    """Return, by site, when a crawl last left it before its end (for hours of rest, or stopped), up to a time."""
    query = """SELECT site, max(time) FROM captures WHERE outcome = 'refused' AND reason LIKE '%it stays due'
        AND site IS NOT NULL AND time <= ? GROUP BY site"""
    return dict(index.ask(query, until or _LATEST))


def left_alone(index: CaptureIndex, until: str | None = None) -> dict[str, str]:
    """Return, by site, when an address of it was last not asked for because its host was left alone for that crawl."""
    query = """SELECT site, max(time) FROM captures WHERE outcome = 'refused' AND site IS NOT NULL AND time <= ?
        AND (reason LIKE '% in this crawl%'
        OR reason LIKE '%a crawl after that goes on' OR reason LIKE 'another crawl %')
        GROUP BY site"""
    return dict(index.ask(query, until or _LATEST))


def is_confirmed(absences: Sequence[Capture]) -> bool:
    """Say whether answers that an address is not there, in order of time, came on two days from two crawls.

    One alone may be a slip of the server, and so may several of one day.
    """
    return any(
        again.context.crawl != absences[0].context.crawl and again.time[:10] != absences[0].time[:10]
        for again in absences[1:]
    )

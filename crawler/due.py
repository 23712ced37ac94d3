"""Which sites are due, and how sites are shared out among machines. The state is in the captures alone."""

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta, timezone
from itertools import groupby
from operator import itemgetter
from statistics import median_low

from archive.store.history import Arrival, Missing, Visits, arrivals, left_alone, missing, put_off, visits
from archive.store.index import CaptureIndex
from crawler.addresses import registrable
from crawler.backoff import backoffs
from crawler.canonical import canonical
from crawler.registry import Site
from crawler.titles import read_year

CHINA = timezone(timedelta(hours=8))
SEASON = (1, 2, 3, 4)  # reports are published in January (bodies) and by the end of March (governments)
LATE = (5, 6)  # a report that is still to come is looked for a while longer
DAILY, WEEKLY, MONTHLY = timedelta(days=1), timedelta(days=7), timedelta(days=30)
CONFIRM = timedelta(days=2)  # an address that may be gone, or was left, is asked again
SLACK = timedelta(hours=6)  # a daily timer must not find yesterday's crawl a few minutes too young
STALE = timedelta(days=90)  # a list not read for so long
_BEFORE, _AFTER = timedelta(days=14), timedelta(days=30)  # around the day of the year on which a site publishes
_ALL = 0.9  # of the reports of the year before: the others may never come


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """What the captures tell of one site: how its lists were asked, what they named, what may be gone."""

    visits: Visits | None = None
    listed: Mapping[int, Sequence[str]] = field(default_factory=dict)  # by report year, days of publication (ISO)
    reports: int = 0  # addresses that its lists named
    missing: tuple[Missing, ...] = ()
    put_off: str | None = None  # when it was last left in mid-crawl
    left: str | None = None  # when one was last not asked for because its host was left alone for that crawl

    @property
    def asked(self) -> datetime | None:
        """When its list was last asked for."""
        return datetime.fromisoformat(self.visits.asked) if self.visits else None

    @property
    def answered(self) -> datetime | None:
        """When its lists were last read without fault."""
        return datetime.fromisoformat(self.visits.answered) if self.visits and self.visits.answered else None


@dataclass(frozen=True, slots=True)
class Due:
    """From when on a site is to be asked again, and why then: a key of the texts `crawler.due`."""

    when: datetime
    why: str

    def now(self, now: datetime) -> bool:
        """Say whether that time has come."""
        return self.when <= now


def histories(index: CaptureIndex, until: str | None = None) -> dict[str, History]:
    """Return the history of every site that captures name, up to a time."""
    asked = visits(index, until)
    lost: dict[str, list[Missing]] = {}
    for one in missing(index, until):
        lost.setdefault(one.site or "", []).append(one)
    named = dict(_named(arrivals(index, until)))
    later, left = put_off(index, until), left_alone(index, until)
    nothing: tuple[dict[int, list[str]], int] = ({}, 0)
    found = {}
    for site in {*asked, *lost, *named}:
        listed, reports = named.get(site, nothing)
        found[site] = History(
            visits=asked.get(site),
            listed=listed,
            reports=reports,
            missing=tuple(lost.get(site, ())),
            put_off=later.get(site),
            left=left.get(site),
        )
    return found


def _named(rows: Iterable[Arrival]) -> Iterator[tuple[str, tuple[dict[int, list[str]], int]]]:
    """Yield, by site, the days on which its reports were published, by report year, and how many there are.

    The files that a listed page carries bear its title and are not counted.
    """
    for site, group in groupby(rows, key=itemgetter(0)):
        days: dict[int, list[str]] = {}
        pages, met, count = set(), set(), 0
        for _, role, url, title, day in group:  # pages come first
            if role == "detail":
                pages.add(title)
            elif title in pages:
                continue
            if (page := (canonical(url), title)) in met:
                continue  # at an address of another moment
            met.add(page)
            count += 1
            days.setdefault(read_year(title) or _year(day) - 1, []).append(day)
        yield site, (days, count)


def _year(day: str) -> int:
    return int(day[:4]) if day[:4].isdecimal() else 0


def due(site: Site, history: History, now: datetime) -> Due:
    """Return when a site is to be asked again: a function of its history, its entry and the time alone.

    See docs/crawling.md. A site in back-off is not left out here, see `due_sites`.
    """
    asked = history.asked
    if asked is None:
        return Due(now, "new")
    if history.visits and history.put_off and history.put_off > history.visits.asked:
        return Due(asked, "unfinished")  # not all that its list names was asked for
    wait, why = _wait(site, history, now.astimezone(CHINA).date())
    failures = history.visits.failures if history.visits else 0
    if failures:
        growing = DAILY * 2 ** min(failures - 1, 5)
        wait, why = min(growing, max(wait, WEEKLY)), "failed"
    elif wait > CONFIRM and history.visits and history.left and history.left > history.visits.asked:
        wait, why = CONFIRM, "left"
    elif wait > CONFIRM and any(_is_open(one, now) for one in history.missing):
        wait, why = CONFIRM, "confirm"
    return Due(asked + wait - SLACK, why)


def _is_open(one: Missing, now: datetime) -> bool:
    """Say whether it is to be confirmed that an address is gone; one that is asked for no more keeps nobody waiting."""
    return not one.gone and now - datetime.fromisoformat(one.last_asked) <= MONTHLY


def _wait(site: Site, history: History, today: date) -> tuple[timedelta, str]:
    """Return the wait between two crawls that find nothing wrong, and why it is that long."""
    if has_arrived(site, history, today.year - 1):
        return MONTHLY, "arrived"
    day = usual_day(history, today.year)
    if day is not None and day - _BEFORE <= today <= day + _AFTER:
        return DAILY, "expected"
    if today.month in SEASON:
        return (DAILY, "season") if day is None else (WEEKLY, "season")
    return (WEEKLY, "late") if today.month in LATE else (MONTHLY, "quiet")


def has_arrived(site: Site, history: History, year: int) -> bool:
    """Say whether the reports of a year are listed: one, or of many bodies nearly as many as for the year before."""
    count = len(history.listed.get(year, ()))
    before = len(history.listed.get(year - 1, ())) if site.many_bodies else 0
    return count >= max(1, before * _ALL)


def usual_day(history: History, year: int) -> date | None:
    """Return the day of a year on which the site's reports are to be expected, from its earlier years."""
    found = []
    for about, published in history.listed.items():
        days = [day for day in map(_day, published) if day and day.year == about + 1]  # later: that of a migration
        if about < year - 1 and days:
            found.append(min(days).timetuple().tm_yday)
    return date(year, 1, 1) + timedelta(days=median_low(found) - 1) if found else None


def _day(said: str) -> date | None:
    try:
        return date.fromisoformat(said[:10])
    except ValueError:  # a list may print a day that no month has
        return None


def is_stale(history: History, now: datetime) -> bool:
    """Say whether a site that was asked has not been read without fault for too long."""
    return history.asked is not None and (history.answered is None or now - history.answered > STALE)


def due_sites(sites: Iterable[Site], index: CaptureIndex, now: datetime | None = None) -> tuple[Site, ...]:
    """Return the sites that are due and whose host is not in back-off."""
    now = now or datetime.now(UTC)
    known = histories(index)
    chosen = [site for site in sites if due(site, known.get(site.id, History()), now).now(now)]
    away = backoffs(index.data, index, chosen, now)
    return tuple(site for site in chosen if registrable(site.list) not in away)


def in_shard(site: Site, number: int, of: int) -> bool:
    """Tell whether a site belongs to shard `number` (from 1) of `of`.

    All hosts of one registrable domain are in the same shard, so that politeness stays the matter of one machine.
    """
    digest = hashlib.sha256(registrable(site.list).encode()).digest()
    return int.from_bytes(digest[:8]) % of == number - 1

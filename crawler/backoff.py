"""How long a host that blocks us is left alone: computed from the captures, kept nowhere else."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from itertools import groupby

from archive.datadir import DataDir
from archive.records import Capture, Outcome, Role
from archive.store.errors import StoreError
from archive.store.index import CaptureIndex
from archive.store.reader import read_response
from crawler.addresses import registrable
from crawler.registry import Site

BLOCKS_IN_A_ROW = 3  # so many end a crawl of the host
LONGEST = timedelta(days=30)  # of a back-off; also the longest wish of a server that is kept
_SLACK = timedelta(hours=1)  # a daily timer must not come a few seconds too early
_GOOD = frozenset({Outcome.KEPT, Outcome.UNCHANGED})
_BUSY = frozenset({429, 503})  # a server that answers so may say when to come back


@dataclass(frozen=True, slots=True)
class Backoff:
    """A host is left alone until `until` (UTC) because of `reason`; `wish` says that the server named the time."""

    until: datetime
    reason: str
    wish: bool = False


def retry_after(value: str | None, now: datetime) -> datetime | None:
    """Return the time that a Retry-After header names, in seconds or as a date; None if it names none to come.

    Never later than LONGEST from now.
    """
    said = (value or "").strip()
    if said.isascii() and said.isdigit():
        until = now + timedelta(seconds=min(int(said[:12]), LONGEST.total_seconds()))
    else:
        try:
            until = parsedate_to_datetime(said)
        except ValueError:
            return None
        until = until if until.tzinfo else until.replace(tzinfo=UTC)
    return min(until, now + LONGEST).astimezone(UTC) if until > now else None


def host_of(url: str) -> str:
    """Return the registrable host of any URL, however malformed; what cannot be split is a host of its own."""
    try:
        return registrable(url)
    except ValueError:
        return "malformed"


def backoffs(
    data: DataDir, index: CaptureIndex, sites: Iterable[Site], now: datetime, *, insisted: bool = False
) -> dict[str, Backoff]:
    """Return, by registrable host, who must be left alone at `now`; `sites` are those about to be crawled.

    `insisted` sets those aside that only block pages are the reason of, because a person named the site; what a server
    asked for is kept all the same.
    """
    since = (now - LONGEST - timedelta(days=1)).isoformat()
    blocked: dict[str, set[str]] = {}
    for capture in index.refusals(since):
        blocked.setdefault(host_of(capture.url), set()).add(capture.context.site or "")
    for site in sites:  # a good answer to another site of the host counts, too
        if host_of(site.list) in blocked:
            blocked[host_of(site.list)].add(site.id)
    found: dict[str, Backoff] = {}
    for host, ids in blocked.items():
        captures = [c for name in sorted(ids) for c in index.of_site(name) if host_of(c.url) == host]
        answers = sorted((c for c in captures if _is_answer(c)), key=lambda capture: (capture.time, capture.id))
        wish, grown = _wish(data, answers), None if insisted else _grown(answers)
        until = max((one for one in (wish, grown) if one and one.until > now), key=_until, default=None)
        if until:
            found[host] = until
    return found


def _until(backoff: Backoff) -> datetime:
    return backoff.until


def _is_answer(capture: Capture) -> bool:
    """Say whether a server answered; files and WARC files given by hand say nothing of how it treats us."""
    return capture.status is not None and capture.context.role is not Role.FILE


def _wish(data: DataDir, answers: list[Capture]) -> Backoff | None:
    """Return what the newest answer asks for, if it names a time."""
    if not answers or answers[-1].status not in _BUSY:
        return None
    last = answers[-1]
    try:
        header = read_response(data, last).header("retry-after")
    except (StoreError, OSError):
        return None  # `nianbao verify` names what is wrong with the record
    until = retry_after(header, datetime.fromisoformat(last.time))
    if until is None:
        return None
    return Backoff(until, f"its server asked for that (Retry-After) with status {last.status}", wish=True)


def _grown(answers: list[Capture]) -> Backoff | None:
    """Return the back-off after consecutive blocked crawls: 1 day, 2, 4, 8, 16, then 30; a good answer ends it."""
    crawls, last = 0, None
    for _, group in groupby(answers, key=lambda capture: capture.context.crawl):
        one = list(group)
        if block := _blocked(one):
            crawls, last = crawls + 1, block
        elif any(is_good(capture.context.role, capture.context.outcome) for capture in one):
            crawls = 0
    if not crawls or last is None:
        return None
    wait = min(timedelta(days=1 << min(crawls - 1, 5)), LONGEST)
    why = last.context.reason or f"status {last.status}"
    reason = f"it blocked {crawls} crawls one after another, last at {last.url} on {last.time[:10]}: {why}"
    return Backoff(datetime.fromisoformat(last.time) + wait - _SLACK, reason)


def _blocked(crawl: list[Capture]) -> Capture | None:
    """Return the last block of a crawl of one host that was blocked at its end, or throughout."""
    row, good, last = 0, False, None
    for capture in crawl:
        if capture.context.outcome is Outcome.BLOCKED:
            row, last = row + 1, capture
        elif is_good(capture.context.role, capture.context.outcome):
            row, good = 0, True
    return last if row >= BLOCKS_IN_A_ROW or (row and not good) else None


def is_good(role: Role, outcome: Outcome) -> bool:
    """Say whether an answer shows that a host does not block us; robots.txt is often served where pages are not."""
    return outcome in _GOOD and role is not Role.ROBOTS

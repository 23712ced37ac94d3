"""Keeps everything a crawl sends and receives: the only place of the crawler that writes."""

import sqlite3
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace

from scrapy.exceptions import IgnoreRequest

from archive.datadir import DataDir
from archive.records import CARRIED, Capture, Outcome, Role
from archive.store.history import is_confirmed
from archive.store.index import CaptureIndex
from archive.store.reader import read_document_bytes
from archive.store.stopped import REASON as STOPPED
from archive.store.writer import WarcWriter, now
from crawler.canonical import canonical
from crawler.errand import Errand
from crawler.outcome import Verdict
from crawler.settled import Settled

_WORTH_TELLING = frozenset(Outcome) - {Outcome.KEPT, Outcome.UNCHANGED, Outcome.REDIRECT}


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange:
    """One request and its response as they went over the wire, the body de-chunked but not decoded."""

    url: str
    status: int
    reason: str
    version: str
    headers: list[tuple[bytes, bytes]]
    body: bytes
    request: bytes
    address: str | None
    tls: str | None = None  # how the connection was encrypted


class UnwritableError(IgnoreRequest):
    """The store takes nothing more; told once, at the end, and not for every request on its way."""


class Keeper:
    """One crawl's captures. `outcomes` holds, by site, how each URL ended last; `blocked` counts block pages.

    `postponed` says, by site, why a site was left for later; `by_hand` holds the addresses, with their roles, that
    blocks keep from us and that a person might save.
    `fatal` says why nothing more can be kept, if so; `tell` gets one line for everything worth an operator's notice.
    """

    def __init__(self, data: DataDir, crawl: str, tell: Callable[[str], None]) -> None:
        self.data = data
        self.crawl = crawl
        self.outcomes: dict[str, dict[str, Outcome]] = defaultdict(dict)
        self.blocked: Counter[str] = Counter()
        self.postponed: dict[str, str] = {}
        self.by_hand: dict[str, dict[str, Role]] = defaultdict(dict)
        self.fatal: str | None = None
        self.events = 0  # kept so far
        self._tell = tell
        self._lists: dict[str, tuple[Errand, str]] = {}  # by site, the first that was read
        self._told: set[tuple[str, str]] = set()  # refusals by site and reason: a thousand of one kind are one line
        self._writer = WarcWriter(data, crawl=crawl)
        self._writer.__enter__()
        for loss in self._writer.synced.losses():
            tell(loss)
        self.settled = Settled(data.settled)

    def close(self) -> None:
        """Finish the WARC file; may be called twice."""
        self.settled.close()
        self._writer.close()

    @property
    def index(self) -> CaptureIndex:
        """The captures held so far, this crawl's included."""
        return self._writer.index

    def response(
        self,
        errand: Errand,
        exchange: Exchange,
        verdict: Verdict,
        *,
        parent: str | None = None,
        unchanged_from: Capture | None = None,
    ) -> Capture:
        """Keep one exchange; a 304 refers to the capture whose validators were sent.

        Raises UnwritableError, and sets `fatal`, when nothing can be written.
        """
        context = errand.context(self.crawl, verdict.outcome, reason=verdict.reason, parent=parent, tls=exchange.tls)
        said = {
            "time": now(),
            "status": exchange.status,
            "reason": exchange.reason,
            "http_version": exchange.version,
            "headers": exchange.headers,
            "request": exchange.request,
            "context": context,
            "address": exchange.address,
        }
        with self._storing():
            if exchange.status == 304 and unchanged_from is not None:
                kept = self._writer.not_modified(exchange.url, unchanged_from=unchanged_from, **said)  # type: ignore[arg-type] # one set of values for both
            else:
                kept = self._writer.response(exchange.url, body=exchange.body, **said)  # type: ignore[arg-type] # as above
        if errand.role is Role.LIST and kept.context.outcome in {Outcome.KEPT, Outcome.UNCHANGED}:
            self._lists.setdefault(errand.site.id, (errand, exchange.url))
        self._count(errand, exchange.url, kept.context.outcome, verdict.reason)
        return kept

    def event(self, errand: Errand, url: str, verdict: Verdict) -> Capture:
        """Keep that a request was not sent, got no response, or brought a list that cannot be right."""
        with self._storing():
            kept = self._writer.event(url, errand.context(self.crawl, verdict.outcome, reason=verdict.reason))
        self.events += 1
        self._count(errand, url, verdict.outcome, verdict.reason)
        return kept

    def bytes_of(self, capture: Capture) -> bytes:
        """Return a kept document's bytes. Raises StoreError or OSError where they cannot be read."""
        return read_document_bytes(self.data, capture, self.index)

    def rendered(self, errand: Errand, url: str, dom: bytes) -> Capture:
        """Keep what a browser showed of a list, as a resource: no server sent it, and nothing is built from it."""
        context = errand.context(self.crawl, Outcome.KEPT, reason="as shown by Chromium, not as served")
        with self._storing():
            return self._writer.resource(dom, url, context, content_type="text/html; charset=utf-8")

    def postpone(self, errand: Errand, url: str, reason: str) -> None:
        """Keep that a request was left for later; it counts neither as a failure nor as asked."""
        with self._storing():
            self._writer.event(url, errand.context(self.crawl, Outcome.REFUSED, reason=reason))
        if errand.site.id not in self.postponed:
            self._tell(f"{errand.site.id}: {reason}")
        self.postponed[errand.site.id] = reason

    def offer(self, errand: Errand, url: str) -> None:
        """Note that blocks keep a page from us which was not even asked for; one that is held is not missing."""
        if errand.role is not Role.LIST and not errand.unlisted and self.index.latest(url) is None:
            self.by_hand[errand.site.id][url] = errand.role

    def note_stopped(self) -> None:
        """Keep, as far as it can be written, that this crawl ended before its time: its sites stay due."""
        with suppress(OSError, sqlite3.Error):
            for errand, url in self._lists.values():
                self._writer.event(url, errand.context(self.crawl, Outcome.REFUSED, reason=STOPPED))

    def vanished(self, site: str) -> Iterator[Capture]:
        """Yield, for each report URL of a site that is held and was not asked for in this crawl, its last capture.

        Addresses that only differ in what keeps caches away are one, of which the last is asked for. One that is known
        to be gone, since it answered so on two days, is asked for no more.
        """
        asked = {canonical(url) for url in self.outcomes[site]}
        last: dict[str, Capture] = {}
        held: dict[str, str] = {}  # the address that brought a page last
        absences: dict[str, list[Capture]] = defaultdict(list)
        for capture in self.index.of_site(site, without=self.outcomes[site]):
            if capture.context.role in {Role.DETAIL, *CARRIED} and (page := canonical(capture.url)) not in asked:
                last[page] = capture
                if capture.context.outcome is Outcome.GONE:
                    absences[page].append(capture)
                elif capture.context.outcome in {Outcome.KEPT, Outcome.UNCHANGED}:
                    absences.pop(page, None)
                    held[page] = capture.url
        for page, capture in last.items():
            known_gone, url = is_confirmed(absences.get(page, ())), held.get(page)
            if not known_gone and url is not None and self.index.latest(url) is not None:
                yield capture if url == capture.url else replace(capture, url=url)

    def _is_saved_by_hand(self, url: str) -> bool:
        """Tell whether a page's newest document is a file given by a person: no server sent it with a status."""
        held = self.index.latest(url)
        return held is not None and held.status is None and held.context.role is not Role.LIST

    @contextmanager
    def _storing(self) -> Iterator[None]:
        try:
            yield
        except (OSError, sqlite3.Error) as error:
            self.fatal = f"{self.data.root}: captures cannot be written ({error}); make room or correct its rights"
            raise UnwritableError(self.fatal) from error

    def _count(self, errand: Errand, url: str, outcome: Outcome, reason: str | None) -> None:
        site = errand.site.id
        if errand.role is Role.ROBOTS and outcome not in {Outcome.FAILED, Outcome.REFUSED}:
            return  # a site without robots.txt lacks no report
        self.outcomes[site][url] = outcome
        if outcome is Outcome.BLOCKED and errand.role is not Role.ROBOTS and not self._is_saved_by_hand(url):
            self.by_hand[site][url] = errand.role
        if reason and outcome is Outcome.REFUSED:
            if (site, reason) not in self._told:
                self._told.add((site, reason))
                self._tell(f"{site}: {outcome.value}: {url}: {reason}")
        elif reason and outcome in _WORTH_TELLING:
            self._tell(f"{site}: {outcome.value}: {url}: {reason}")
        elif len(self.outcomes[site]) % 25 == 0:
            self._tell(f"{site}: {len(self.outcomes[site])} addresses read")

"""Scrapy's downloader and throttle, made to keep to our politeness: one request at a time for a registrable host."""

import random
import time
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from time import monotonic
from typing import Any

from scrapy import signals
from scrapy.core.downloader import Downloader, Slot
from scrapy.crawler import Crawler
from scrapy.exceptions import CannotResolveHostError, DownloadConnectionRefusedError, DownloadTimeoutError
from scrapy.extensions.throttle import AutoThrottle
from scrapy.http import Request, Response
from scrapy.utils.asyncio import call_later
from scrapy.utils.httpobj import urlparse_cached
from twisted.internet.defer import Deferred
from twisted.python.failure import Failure

from archive.records import Outcome
from crawler.backoff import backoffs, host_of
from crawler.connections import SlowError
from crawler.errand import KEY, Errand, Refused
from crawler.hostlocks import HostLocks
from crawler.middlewares.keep import VERDICT, keeper_of
from crawler.outcome import REDIRECTS, Verdict
from crawler.politeness import Politeness
from crawler.rest import check_hours

_TOO_OFTEN = frozenset({429, 503})
_NO_ANSWER = (CannotResolveHostError, DownloadConnectionRefusedError, DownloadTimeoutError, SlowError)


class PoliteSlot(Slot):
    """The queue of one registrable host. `delay` moves with the host's speed, but never below `floor`."""

    delay: float

    def __init__(self, host: str, concurrency: int, delay: float, jitter: float, *, fixed: bool) -> None:
        super().__init__(concurrency, delay, jitter)
        self.host = host
        self.fixed = fixed  # our own sample web: its delay does not move
        self.floor = delay

    def hold(self, delay: float) -> None:
        """Wait at least `delay` seconds between two requests from now on; an earlier, longer wish stays."""
        self.floor = max(self.floor, delay)
        self.delay = max(self.delay, delay)

    def download_delay(self) -> float:
        """Return how long to wait now: at random some time longer than the delay, never less."""
        longer: float = self.delay * (1 + random.uniform(0, self.jitter))  # noqa: S311 (no secret)
        return longer


class PoliteDownloader(Downloader):
    """One slot for each registrable host; nothing leaves a queue that politeness does not let pass at that moment.

    `under_way` holds how many requests of each host were taken on and have not ended, also those that wait for its
    robots.txt or for their turn.
    """

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self.under_way: Counter[str] = Counter()
        settings, keeper = crawler.settings, keeper_of(crawler)
        if rest := settings.get("NIANBAO_REST"):
            check_hours(rest)
        folder = settings.get("NIANBAO_LOCKS")
        self.politeness = Politeness(
            HostLocks(Path(folder) if folder else keeper.data.locks, keeper.crawl),
            backoffs(
                keeper.data,
                keeper.index,
                crawler.spider.chosen,
                datetime.now(UTC),
                insisted=settings.getbool("NIANBAO_INSIST"),
            ),
            rest=rest,
        )
        self._site_delays: dict[str, float] = {}
        for site in crawler.spider.chosen:
            host = host_of(site.list)
            self._site_delays[host] = max(self._site_delays.get(host, 0), site.options.delay or 0)
        self.signals.connect(self._note_answer, signals.response_downloaded)

    def close(self) -> None:
        """End all queues and give the hosts back to other crawls."""
        super().close()
        self.politeness.locks.close()

    def check(self, request: Request) -> None:
        """Return if a request's host may be asked now; raises Refused or Postponed if not."""
        self.politeness.check(self.get_slot_key(request), request.meta[KEY])
        self.politeness.check_name(urlparse_cached(request).netloc)

    def hold(self, request: Request, delay: float) -> None:
        """Ask a request's host at most every `delay` seconds for the rest of the crawl."""
        host, slot = self._get_slot(request)
        self._site_delays[host] = max(self._site_delays.get(host, 0), delay)
        slot.hold(delay)

    def fetch(self, request: Request) -> Deferred[Any]:
        """Take a request on; returns what comes of it."""
        host = self.get_slot_key(request)
        self.under_way[host] += 1
        fetched: Deferred[Any] = super().fetch(request)
        return fetched.addBoth(self._end, host)

    def _end(self, result: Any, host: str) -> Any:
        self.under_way[host] -= 1
        if not self.under_way[host]:
            del self.under_way[host]
        return result

    def has_room(self, host: str) -> bool:
        """Tell whether a host can be sent one more request than those under way; one that asked for a pause can not.

        Its requests wait in the scheduler, where they take no place from other hosts; Scrapy looks every five seconds.
        """
        if self.politeness.pause(host):
            return False
        most: int = self.slots[host].concurrency if host in self.slots else self.domain_concurrency
        return self.under_way[host] < most

    def get_slot_key(self, request: Request) -> str:
        """Return the registrable host, also for a redirect, which carries the slot of where it came from."""
        return host_of(request.url)

    def _get_slot(self, request: Request, spider: Any = None) -> tuple[str, PoliteSlot]:  # noqa: ARG002 (Scrapy's interface)
        host = self.get_slot_key(request)
        if host not in self.slots:
            self.slots[host] = self._new_slot(host, urlparse_cached(request).hostname or "")
            self._start_slot_gc()
        slot: PoliteSlot = self.slots[host]
        slot.hold(request.meta[KEY].site.options.delay or 0)
        return host, slot

    def _new_slot(self, host: str, name: str) -> PoliteSlot:
        own: dict[str, Any] = self.per_slot_settings.get(name, {})
        usual = {"concurrency": self.domain_concurrency, "delay": self._delay, "jitter": self._jitter}
        slot = PoliteSlot(host, **{**usual, **own}, fixed=bool(own))
        slot.hold(self._site_delays.get(host, 0))
        if last := self.politeness.locks.last_request(host):  # maybe of a crawl that ended a second ago
            slot.lastseen = monotonic() - max(0.0, time.time() - last)
        return slot

    def _process_queue(self, slot: PoliteSlot) -> None:
        self._turn_away(slot)
        if wait := self.politeness.pause(slot.host):
            if slot.queue and not slot.latercall:
                slot.latercall = call_later(wait, self._latercall, slot)
            return
        super()._process_queue(slot)

    def _turn_away(self, slot: PoliteSlot) -> None:
        """Give back what is next in a queue and may not be sent any more, without a pause for each."""
        while slot.queue and not slot.latercall:
            request, waiting = slot.queue[0]
            try:
                self.check(request)
            except Refused as refused:
                slot.queue.popleft()
                waiting.errback(Failure(refused))
            else:
                return

    async def _download(self, slot: PoliteSlot, request: Request) -> Response:
        self.politeness.locks.note_request(slot.host)
        name = urlparse_cached(request).netloc
        try:
            response: Response = await super()._download(slot, request)
        except _NO_ANSWER:
            self.politeness.note_end(name, answered=False)
            raise
        self.politeness.note_end(name, answered=True)
        return response

    def _note_answer(self, response: Response, request: Request) -> None:
        """Take note of an answer before the next request leaves its queue, and keep Scrapy from insisting."""
        verdict: Verdict | None = request.meta.get(VERDICT)
        errand: Errand | None = request.meta.get(KEY)
        if verdict is None or errand is None:
            return
        host, slot = self._get_slot(request)
        wish = response.headers.get("Retry-After")
        self.politeness.note_answer(
            host, errand, verdict, response.status, wish.decode("latin-1") if wish is not None else None
        )
        if response.status in _TOO_OFTEN:
            slot.delay = max(slot.delay, min(slot.delay * 2, self.settings.getfloat("AUTOTHROTTLE_MAX_DELAY")))
        if verdict.outcome is Outcome.BLOCKED or self.politeness.is_closed(host, errand):
            request.meta["dont_retry"] = True
        if response.status in REDIRECTS and verdict.outcome is not Outcome.REDIRECT:
            request.meta["dont_redirect"] = True  # to an error page, or to a challenge


class Throttle(AutoThrottle):
    """Scrapy's throttle, which slows down with the host, but never makes its slot faster than the slot's floor."""

    def _adjust_delay(self, slot: PoliteSlot, latency: float, response: Response) -> None:
        if not slot.fixed:
            super()._adjust_delay(slot, latency, response)
            slot.delay = max(slot.delay, slot.floor)

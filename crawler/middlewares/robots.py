"""Obeys robots.txt without the leak of Scrapy 2.14 to 2.19.

There, requests that queue while a host's robots.txt is in flight share one Deferred, and all but the first get its
used-up result, None, which means "allowed". Here every request awaits the same asyncio task, whose result stays.
"""

import asyncio
from typing import Self
from urllib.parse import SplitResult

from scrapy.crawler import Crawler
from scrapy.http import Request, Response
from scrapy.http.request import NO_CALLBACK
from scrapy.utils.httpobj import urlparse_cached

from archive.records import Outcome, Role
from crawler.addresses import port_of
from crawler.connections import Rights, rights_of
from crawler.errand import KEY, Errand, Postponed, Refused
from crawler.middlewares.keep import keeper_of
from crawler.outcome import Verdict
from crawler.robots import Rules, read_rules, unreachable

_ASKING = "asking_robots"
_PRIORITY = 1000


class RobotsMiddleware:
    """Asks each origin for its robots.txt once, keeps it, and raises Refused for what it forbids."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._agent: str = crawler.settings["ROBOTSTXT_USER_AGENT"]
        self._rules: dict[tuple[str, Rights], asyncio.Task[Rules]] = {}

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Scrapy's way to make one."""
        return cls(crawler)

    async def process_request(self, request: Request) -> None:
        """Wait for the rules of the request's origin; raise Refused if they forbid it."""
        if request.meta.get(_ASKING):
            return
        address = urlparse_cached(request)
        origin = _origin(address)
        asked = origin, rights_of(request.meta[KEY].site)  # one that may not connect must not decide for one that may
        if asked not in self._rules:
            self._rules[asked] = asyncio.ensure_future(self._ask(origin, request.meta[KEY]))
        # shielded: a request that is given up must not take the answer away from the others
        rules = await asyncio.shield(self._rules[asked])
        if reason := rules.why_not(request.url, self._agent):
            raise Refused(reason)
        if delay := rules.delay(self._agent):
            self._crawler.engine.downloader.hold(request, delay)

    async def _ask(self, origin: str, cause: Errand) -> Rules:
        url = f"{origin}/robots.txt"
        errand = Errand(site=cause.site, role=Role.ROBOTS)
        request = Request(url, priority=_PRIORITY, meta={_ASKING: True, KEY: errand}, callback=NO_CALLBACK)
        try:
            response: Response = await self._crawler.engine.download_async(request)
        except Postponed:
            raise  # to all who wait: it is their time that has not come
        except Exception as error:  # whatever keeps the file away from us, it forbids
            reason = str(error) or type(error).__name__
            outcome = Outcome.REFUSED if isinstance(error, Refused) else Outcome.FAILED
            keeper_of(self._crawler).event(errand, url, Verdict(outcome, reason))
            return unreachable(reason)
        return read_rules(response.status, response.body)


def _origin(address: SplitResult) -> str:
    """Return scheme, host and port, as one origin is always written."""
    host = address.hostname or ""
    port = port_of(address)
    plain = port == {"http": 80, "https": 443}.get(address.scheme)
    return f"{address.scheme}://{f'[{host}]' if ':' in host else host}{'' if plain else f':{port}'}"

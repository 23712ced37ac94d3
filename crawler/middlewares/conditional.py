"""Asks only for what changed, from our own captures, and puts the kept bytes in the place of a 304.

What follows (the spider) reads a list that did not change as if it had been sent again; bytes of which it asks nothing
are not read back.
"""

from datetime import UTC, datetime
from typing import Self

from scrapy.crawler import Crawler
from scrapy.http import Request, Response
from scrapy.responsetypes import responsetypes

from archive.records import Capture, Outcome, Role
from archive.store.errors import StoreError
from crawler.errand import KEY, Errand
from crawler.middlewares.keep import EARLIER, keeper_of
from crawler.validators import may_condition

UNCONDITIONAL = "unconditional"
UNCHANGED = "unchanged"  # in the flags of a response: it stands in a 304's place
SETTLED = "settled"  # and its page is known to lead nowhere; it has no bytes
_DOCUMENTS = (Outcome.KEPT, Outcome.UNCHANGED)  # not a block page that came with status 200
_CONDITIONS = ("If-None-Match", "If-Modified-Since")


class ConditionalMiddleware:
    """Sends the validators of the newest capture of a URL; robots.txt is always read anew."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Scrapy's way to make one."""
        return cls(crawler)

    def process_request(self, request: Request) -> None:
        """Add the conditions; those of another URL (a redirect copies headers) are dropped first."""
        for name in _CONDITIONS:
            request.headers.pop(name, None)
        request.meta.pop(EARLIER, None)
        if request.meta.get(UNCONDITIONAL):
            return
        earlier = keeper_of(self._crawler).index.latest(request.url)
        if earlier is None or earlier.context.outcome not in _DOCUMENTS or request.meta[KEY].role is Role.ROBOTS:
            return
        if not (earlier.etag or earlier.last_modified):
            return
        if not may_condition(keeper_of(self._crawler).index.sent(request.url), datetime.now(UTC)):
            return  # the bytes decide
        request.meta[EARLIER] = earlier
        if earlier.etag:
            request.headers["If-None-Match"] = earlier.etag
        if earlier.last_modified:
            request.headers["If-Modified-Since"] = earlier.last_modified

    def process_response(self, request: Request, response: Response) -> Response | Request:
        """Return the kept document for a 304; ask again without conditions when it cannot be read."""
        if response.status != 304:
            return response
        earlier = request.meta.get(EARLIER)
        if earlier is None:
            return response
        if self._is_settled(request, earlier):
            return Response(request.url, flags=[UNCHANGED, SETTLED], request=request)
        unread = request.meta[KEY].role is Role.ATTACHMENT  # of which the spider asks nothing
        try:
            body = b"" if unread else keeper_of(self._crawler).bytes_of(earlier)
        except (StoreError, OSError):
            return request.replace(meta={**request.meta, UNCONDITIONAL: True}, dont_filter=True)
        headers = {"Content-Type": earlier.content_type or "application/octet-stream"}
        kind = responsetypes.from_args(headers=headers, url=request.url, body=body)
        return kind(url=request.url, status=200, headers=headers, body=body, flags=[UNCHANGED], request=request)

    def _is_settled(self, request: Request, earlier: Capture) -> bool:
        """Tell whether these bytes are a page that is known to lead nowhere."""
        errand: Errand = request.meta[KEY]
        settled = keeper_of(self._crawler).settled
        return errand.role is Role.DETAIL and settled.knows(errand.site, request.url, earlier.digest)

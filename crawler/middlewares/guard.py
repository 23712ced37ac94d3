"""Refuses requests to hosts that do not belong to the site."""

from typing import Self

from scrapy.crawler import Crawler
from scrapy.http import Request
from scrapy.utils.httpobj import urlparse_cached

from crawler.addresses import why_not
from crawler.errand import KEY, Errand, Refused


class GuardMiddleware:
    """Stands before every other middleware, so a redirect or a link to a foreign host asks nothing there."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._unhurried: dict[str, object] = crawler.settings.getdict("DOWNLOAD_SLOTS")

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Scrapy's way to make one."""
        return cls(crawler)

    def process_request(self, request: Request) -> None:
        """Raise Refused for a host that the request's site has no business with."""
        errand: Errand = request.meta[KEY]
        if reason := why_not(errand.site, request.url):
            raise Refused(reason)
        if urlparse_cached(request).hostname in self._unhurried:
            request.meta["autothrottle_dont_adjust_delay"] = True  # it would not leave the host's own delay as it is

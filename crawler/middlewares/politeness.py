"""Turns requests away before they wait in a queue, and before robots.txt is asked for them."""

from typing import Self

from scrapy.crawler import Crawler
from scrapy.http import Request


class PolitenessMiddleware:
    """Stands between the guard and robots.txt; the downloader checks again when a request's turn has come."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Scrapy's way to make one."""
        return cls(crawler)

    def process_request(self, request: Request) -> None:
        """Raise Refused or Postponed where the request's host must not be asked now."""
        self._crawler.engine.downloader.check(request)

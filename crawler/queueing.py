"""The order of requests: no host, however slow, takes the places of others.

Scrapy's own queue prefers hosts that are asked little, but hands out all that is left of one. Where its server, or its
robots.txt, does not answer, these requests fill all places of the downloader and every other host waits for them, too.
"""

from collections.abc import Iterable
from typing import Any

from scrapy.crawler import Crawler
from scrapy.pqueues import DownloaderAwarePriorityQueue, DownloaderInterface


class _HostsWithRoom(DownloaderInterface):
    """Names only hosts that may be sent one more request, each with how many are under way."""

    def stats(self, possible_slots: Iterable[str]) -> list[tuple[int, str]]:
        return [(self.downloader.under_way[host], host) for host in possible_slots if self.downloader.has_room(host)]


class PoliteQueue(DownloaderAwarePriorityQueue):
    """Hands out as many requests of a host as its slot can send; what is under way includes waiting for robots.txt."""

    def __init__(self, crawler: Crawler, *args: Any, **kwargs: Any) -> None:
        super().__init__(crawler, *args, **kwargs)
        self._downloader_interface = _HostsWithRoom(crawler)

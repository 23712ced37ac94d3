"""Lets go of timers that were cancelled: each request sets two, of minutes, and ends long before they come due."""

from typing import Self

from scrapy import signals
from scrapy.crawler import Crawler
from twisted.internet.task import LoopingCall

_EVERY = 5.0  # seconds


class SweptTimers:
    """Wakes the reactor now and then: it drops cancelled timers, some 500 bytes each, only when another comes due."""

    def __init__(self) -> None:
        self._sweeping = LoopingCall(lambda: None)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Scrapy's way to make one."""
        extension = cls()
        crawler.signals.connect(extension.start, signals.engine_started)
        crawler.signals.connect(extension.stop, signals.engine_stopped)
        return extension

    def start(self) -> None:
        """Begin; the reactor runs."""
        self._sweeping.start(_EVERY)

    def stop(self) -> None:
        """End, so that the reactor can."""
        if self._sweeping.running:
            self._sweeping.stop()

"""Gives up an answer of which nothing arrives any more, long before the time for a whole answer is over."""

import asyncio
from collections.abc import Coroutine
from typing import Any

from scrapy import signals
from scrapy.exceptions import DownloadTimeoutError
from scrapy.http import Request, Response
from scrapy.signalmanager import SignalManager


class Idle:
    """Watches downloads: each may be silent for `seconds`; every piece that arrives begins them anew. 0 is no bound."""

    def __init__(self, manager: SignalManager, seconds: float) -> None:
        self._seconds = seconds
        self._heard: dict[Request, float] = {}
        if seconds:
            manager.connect(self._hear, signals.headers_received)
            manager.connect(self._hear, signals.bytes_received)

    def _hear(self, request: Request) -> None:
        if request in self._heard:
            self._heard[request] = asyncio.get_running_loop().time()

    async def watch(self, request: Request, download: Coroutine[Any, Any, Response]) -> Response:
        """Return what the download returns; raises DownloadTimeoutError when it falls silent."""
        task = asyncio.ensure_future(download)  # a task even without a bound: its context is its own
        if not self._seconds:
            return await task
        clock = asyncio.get_running_loop().time
        self._heard[request] = clock()
        try:
            while left := max(0.0, self._heard[request] + self._seconds - clock()):
                done, _ = await asyncio.wait({task}, timeout=left)
                if done:
                    return task.result()
            raise DownloadTimeoutError(f"nothing arrived for {self._seconds:g} seconds")
        finally:
            task.cancel()  # also when the crawl ends; a task that is done stays as it is
            del self._heard[request]

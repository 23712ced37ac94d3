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
        self._bounds: dict[Request, asyncio.Timeout] = {}
        if seconds:
            manager.connect(self._hear, signals.headers_received)
            manager.connect(self._hear, signals.bytes_received)

    def _hear(self, request: Request) -> None:
        if request in self._bounds and not self._bounds[request].expired():
            self._bounds[request].reschedule(asyncio.get_running_loop().time() + self._seconds)

    async def watch(self, request: Request, download: Coroutine[Any, Any, Response]) -> Response:
        """Return what the download returns; raises DownloadTimeoutError when it falls silent."""
        try:
            async with asyncio.timeout(self._seconds or None) as bound:
                self._bounds[request] = bound
                return await download
        except TimeoutError as error:
            if not bound.expired():
                raise  # the network's own
            raise DownloadTimeoutError(f"nothing arrived for {self._seconds:g} seconds") from error
        finally:
            del self._bounds[request]

"""Sends a spooled file piece by piece."""

import asyncio
from dataclasses import dataclass
from typing import Any

from archive.publication.tabular.spool import Spooled

PIECE = 1 << 18


@dataclass(frozen=True, slots=True)
class SpooledResponse:
    """The answer that is a spooled file."""

    spooled: Spooled
    method: str = "GET"

    async def asgi_send(self, send: Any) -> None:
        """Send it, and let go of it."""
        spooled = self.spooled
        head = [
            (b"content-type", spooled.content_type.encode()),
            (b"content-length", str(spooled.size).encode()),
            (b"content-disposition", f'attachment; filename="{spooled.filename}"'.encode()),
            (b"cache-control", b"no-cache"),
        ]
        with spooled.file as file:
            await send({"type": "http.response.start", "status": 200, "headers": head})
            if self.method != "HEAD":
                while piece := await asyncio.to_thread(file.read, PIECE):
                    await send({"type": "http.response.body", "body": piece, "more_body": True})
            await send({"type": "http.response.body", "body": b""})

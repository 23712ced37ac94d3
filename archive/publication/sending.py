"""Sends a file, whole or one range of it, with what a reader needs to go on with a broken download or to keep it."""

import asyncio
import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from email.utils import formatdate, parsedate_to_datetime
from typing import Any
from urllib.parse import quote

from archive.publication.answers import File

PIECE = 1 << 18
_RANGE = re.compile(r"bytes=(?P<first>[0-9]{0,18})-(?P<last>[0-9]{0,18})")


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What is sent: status, headers, and `length` bytes of the file from `start`."""

    status: int
    headers: Mapping[str, str]
    start: int = 0
    length: int = 0


def plan(file: File, size: int, changed: float, asked: Mapping[str, str]) -> Plan:
    """Return how to answer; `changed` is the file's time of change in seconds, `asked` the request's headers.

    Several ranges at once, and ranges that cannot be understood, get the whole file, as RFC 9110 allows.
    """
    kept = _kept(file, changed)
    if _holds_it(kept, changed, asked):
        return Plan(status=304, headers=kept)
    headers = {**kept, **_about(file)}
    found = _RANGE.fullmatch(asked.get("range", "").strip()) if _may_range(kept, asked) else None
    piece = _piece(found["first"], found["last"], size) if found else None
    if piece is None:
        return Plan(status=200, headers={**headers, "content-length": str(size)}, length=size)
    start, end = piece
    if start >= end:
        return Plan(status=416, headers={**kept, "content-range": f"bytes */{size}", "content-length": "0"})
    about = {"content-range": f"bytes {start}-{end - 1}/{size}", "content-length": str(end - start)}
    return Plan(status=206, headers={**headers, **about}, start=start, length=end - start)


def _kept(file: File, changed: float) -> dict[str, str]:
    headers = {"accept-ranges": "bytes", "last-modified": formatdate(int(changed), usegmt=True)}
    if file.digest:
        headers["etag"] = f'"{file.digest}"'
    lasting = "public, max-age=31536000, immutable" if file.immutable else "public, max-age=300"
    return {**headers, "cache-control": lasting}


def _about(file: File) -> dict[str, str]:
    headers = {"content-type": file.content_type}
    if file.attachment:
        headers["content-disposition"] = f'attachment; filename="{quote(file.path.name)}"'
    return headers


def _holds_it(kept: Mapping[str, str], changed: float, asked: Mapping[str, str]) -> bool:
    """Tell whether the reader has this very file already."""
    named = asked.get("if-none-match")
    if named is not None:
        tags = {tag.strip().removeprefix("W/") for tag in named.split(",")}
        return "*" in tags or kept.get("etag") in tags
    since = _moment(asked.get("if-modified-since", ""))
    return since is not None and int(changed) <= since


def _may_range(kept: Mapping[str, str], asked: Mapping[str, str]) -> bool:
    """Tell whether what the reader has a part of is still this file; a weak tag never says so."""
    condition = asked.get("if-range", "").strip()
    return not condition or condition in {kept.get("etag"), kept["last-modified"]}


def _moment(words: str) -> float | None:
    try:
        return parsedate_to_datetime(words).timestamp()
    except (ValueError, TypeError, OverflowError, IndexError):
        return None


def _piece(first: str, last: str, size: int) -> tuple[int, int] | None:
    """Return start and end of a range, start not before end where the file has nothing of it; None for no range."""
    if first:
        start = int(first)
        if last and int(last) < start:
            return None
        return start, min(int(last) + 1, size) if last else size
    return (max(0, size - int(last)), size) if last else None


@dataclass(frozen=True, slots=True)
class FileResponse:
    """Sends a file piece by piece; Datasette's own pieces of 4 kB would keep a core busy on a large release."""

    file: File
    method: str = "GET"
    asked: Mapping[str, str] = field(default_factory=dict)
    receive: Callable[[], Awaitable[Any]] | None = None  # tells when the reader is gone

    async def asgi_send(self, send: Any) -> None:
        """Send it, as long as somebody takes it: else who asks and leaves would have us read gigabytes for nobody."""
        gone = asyncio.ensure_future(_gone(self.receive)) if self.receive else asyncio.Future[None]()
        try:
            await self._send(send, gone)
        finally:
            gone.cancel()

    async def _send(self, send: Any, gone: "asyncio.Future[None]") -> None:
        with self.file.path.open("rb") as source:
            facts = self.file.path.stat()
            made = plan(self.file, facts.st_size, facts.st_mtime, self.asked)
            head = [(name.encode(), value.encode("latin-1")) for name, value in made.headers.items()]
            await send({"type": "http.response.start", "status": made.status, "headers": head})
            left = 0 if self.method == "HEAD" else made.length
            source.seek(made.start)
            while left > 0 and not gone.done() and (piece := await asyncio.to_thread(source.read, min(PIECE, left))):
                left -= len(piece)
                await send({"type": "http.response.body", "body": piece, "more_body": True})
        if gone.done():
            return
        if left:
            raise OSError(f"{self.file.path.name} became shorter while it was sent")
        await send({"type": "http.response.body", "body": b""})


async def _gone(receive: Callable[[], Awaitable[Any]]) -> None:
    """Return when the reader has gone."""
    while (await receive())["type"] != "http.disconnect":
        pass

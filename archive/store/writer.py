"""Writes captures: every exchange as WARC records, and at once into the index."""

import os
import sqlite3
import uuid
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, fields, replace
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from time import monotonic
from typing import Any, Self

from archive.datadir import DataDir
from archive.records import Capture, Context, Outcome
from archive.store import files
from archive.store.errors import StoreError
from archive.store.index import CaptureIndex, Synced
from archive.store.metadata import CONTENT_TYPE, Kept, Metadata, dump
from archive.store.rows import capture_of, kept_response
from archive.store.warc import (
    IDENTICAL,
    NOT_MODIFIED,
    Headers,
    Record,
    encodable,
    encode,
    full_id,
    http_block,
    labelled,
    read_http,
    safe_url,
    sha256,
)

ROTATE_AT = 1 << 30
# A kill loses no capture: each is handed to the system in one write. A power cut may lose what was not yet forced to
# the disk: at most so many captures, or what came in this many seconds. Fewer would cost time on slow disks.
SYNC_CAPTURES = 200
SYNC_SECONDS = 5.0
_RESPONSE = "application/http; msgtype=response"
_REQUEST = "application/http; msgtype=request"


def now() -> str:
    """Return the time as WARC-Date and `Capture.time` have it."""
    return datetime.now(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


@dataclass(frozen=True, slots=True)
class _Group:
    """The records of one capture: `block` and `lines` (headers) of the main one, and what is written before it."""

    kind: str
    url: str
    time: str
    lines: list[tuple[str, str]]
    block: bytes
    request: bytes | None
    metadata: Metadata


_TEXTS = [field.name for field in fields(Context) if field.name not in {"role", "outcome"}]


def file_url(digest: str) -> str:
    """Return the address of a file given by hand without a URL."""
    return f"urn:sha256:{digest}"


class WarcWriter:
    """Keeps captures in files of its own below `warc/`, one open at a time; use it as a context manager.

    `ids` and `clock` are for tests. Every capture is handed to the system in one write before its method returns,
    so a killed process loses at most the capture being written.
    """

    def __init__(
        self,
        data: DataDir,
        *,
        crawl: str,
        rotate_at: int = ROTATE_AT,
        ids: Callable[[], str] = lambda: str(uuid.uuid4()),
        clock: Callable[[], str] = now,
    ) -> None:
        if not crawl or not all(char.isalnum() or char in "-_." for char in crawl) or crawl.startswith("."):
            raise ValueError(f"a crawl's name becomes a file name: letters, digits, - _ . only, not {crawl!r}")
        self.data = data
        self.crawl = crawl
        self.index = CaptureIndex(data)
        self.synced = Synced()  # what entering found in the store
        self._rotate_at = rotate_at
        self._ids = ids
        self._clock = clock
        self._name: str | None = None
        self._handle = -1
        self._size = self._indexed = 0  # bytes written; bytes the index knows
        self._unsynced, self._synced = 0, monotonic()

    def __enter__(self) -> Self:
        self.synced = self.index.sync()
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Finish the open file and the index; may be called twice."""
        try:
            self._finish_file()
        finally:
            self.index.close()

    def response(
        self,
        url: str,
        *,
        time: str,
        status: int,
        reason: str,
        http_version: str,
        headers: Headers,
        body: bytes,
        request: bytes | None,
        context: Context,
        address: str | None = None,
    ) -> Capture:
        """Keep one exchange: in full, or as a revisit when this URL served the same bytes before.

        `body` is as served with its content encoding, but de-chunked; `request` is the request's head as sent
        (None for a response taken over from another program's WARC file); `address` the IP address that answered.
        Raises OSError when it cannot be written.
        """
        url = safe_url(url)
        block = http_block(http_version, status, reason, headers, body)
        kept = kept_response(read_http(block))
        known = None
        if body and kept.digest and kept.payload_digest:
            known = self.index.same_payload(url, kept.payload_digest, kept.digest)
        lines = _place(address, http_version)
        if known is None:
            lines.append(("WARC-Payload-Digest", labelled(str(kept.payload_digest))))
            return self._write(_Group("response", url, time, lines, block, request, _metadata(context, kept)))
        head = block[: len(block) - len(body)]
        lines += _refers_to(known, IDENTICAL)
        return self._write(_Group("revisit", url, time, lines, head, request, _metadata(_unchanged(context), kept)))

    def not_modified(
        self,
        url: str,
        *,
        time: str,
        status: int,
        reason: str,
        http_version: str,
        headers: Headers,
        request: bytes,
        context: Context,
        unchanged_from: Capture,
        address: str | None = None,
    ) -> Capture:
        """Keep a 304: the document is that of an earlier capture, whose validators hold where this has none.

        Raises StoreError when that capture, or the full one it refers to, is not held.
        """
        earlier = unchanged_from.refers_to
        full = self.index.by_id(earlier) if earlier else unchanged_from
        if full is None or full.digest is None or not self.index.has(full.id):
            raise StoreError(f"{url}: answered 304, but the capture {unchanged_from.id} it rests on is not held")
        block = http_block(http_version, status, reason, headers, b"")
        http = read_http(block)
        kept = Kept(
            digest=full.digest,
            payload_digest=full.payload_digest,
            length=full.length,
            content_type=full.content_type,
            etag=http.header("etag") or unchanged_from.etag,
            last_modified=http.header("last-modified") or unchanged_from.last_modified,
        )
        lines = [*_place(address, http_version), *_refers_to(full, NOT_MODIFIED)]
        metadata = _metadata(_unchanged(context), kept)
        return self._write(_Group("revisit", safe_url(url), time, lines, block, request, metadata))

    def resource(
        self,
        content: bytes | Path,
        url: str | None,
        context: Context,
        *,
        time: str | None = None,
        content_type: str = "application/octet-stream",
    ) -> Capture:
        """Keep a file given by hand: in full, or as a revisit when this URL had the same bytes before.

        Without a URL it is named by its digest, never by its path. Raises OSError for a file that cannot be read.
        """
        body = content.read_bytes() if isinstance(content, Path) else content
        digest = sha256(body)
        kept = Kept(digest=digest, payload_digest=digest, length=len(body), content_type=content_type)
        target = safe_url(url) if url else file_url(digest)
        time = time or self._clock()
        known = self.index.same_payload(target, digest, digest)
        if known is not None:
            lines = _refers_to(known, IDENTICAL)
            return self._write(_Group("revisit", target, time, lines, b"", None, _metadata(_unchanged(context), kept)))
        lines = [("WARC-Payload-Digest", labelled(digest)), ("Content-Type", content_type)]
        return self._write(_Group("resource", target, time, lines, body, None, _metadata(context, kept)))

    def event(self, url: str, context: Context, *, time: str | None = None) -> Capture:
        """Keep that a request was not sent or got no response; `context` says why."""
        metadata = _metadata(context, Kept())
        lines = [("Content-Type", CONTENT_TYPE)]
        return self._write(
            _Group("metadata", safe_url(url), time or self._clock(), lines, dump(metadata), None, metadata)
        )

    def _write(self, group: _Group) -> Capture:
        """Write metadata, request and at last the record itself: the group counts only once that is complete."""
        name = self._ready()
        record_id = self._ids()
        before = b""
        if group.kind != "metadata":
            before += self._beside(group, record_id, "metadata", CONTENT_TYPE, dump(group.metadata))
        if group.request is not None:
            before += self._beside(group, record_id, "request", _REQUEST, group.request)
        record = Record((*_head(group.kind, record_id, group), *group.lines), group.block)
        offset = self._size + len(before)
        self._append(before + encode(record.headers, record.block))
        capture = capture_of(record, group.metadata, name, offset)
        self.index.add(capture, (self._indexed, self._size))
        self._indexed = self._size
        self._unsynced += 1
        if self._unsynced >= SYNC_CAPTURES or monotonic() - self._synced >= SYNC_SECONDS:
            self._sync()
        return capture

    def _sync(self) -> None:
        """Force the file to the disk, then the index, which so never knows of bytes that a power cut can take."""
        os.fsync(self._handle)
        self._unsynced, self._synced = 0, monotonic()
        self.index.flush()

    def _beside(self, group: _Group, record_id: str, kind: str, content_type: str, block: bytes) -> bytes:
        extra = [("WARC-Concurrent-To", full_id(record_id)), ("Content-Type", content_type)]
        return encode([*_head(kind, self._ids(), group), *extra], block)

    def _ready(self) -> str:
        if self._name is not None and self._size >= self._rotate_at:
            self._finish_file()
        if self._name is None:
            self._name, self._handle = files.create(self.data, self.crawl)
            self._size = self._indexed = 0
            self._append(self._warcinfo(self._name))
        return self._name

    def _warcinfo(self, name: str) -> bytes:
        headers = [
            ("WARC-Type", "warcinfo"),
            ("WARC-Record-ID", full_id(self._ids())),
            ("WARC-Date", self._clock()),
            ("WARC-Filename", name),
            ("Content-Type", "application/warc-fields"),
        ]
        lines = (
            f"software: nianbao/{version('nianbao')}",
            "format: WARC File Format 1.1",
            "conformsTo: http://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/",
            f"isPartOf: {self.crawl}",
        )
        return encode(headers, "".join(f"{line}\r\n" for line in lines).encode())

    def _append(self, data: bytes) -> None:
        view = memoryview(data)
        try:
            while view:
                view = view[os.write(self._handle, view) :]
        except OSError:  # a full disk; what follows must not stand behind half a record
            os.ftruncate(self._handle, self._size)
            raise
        self._size += len(data)

    def _finish_file(self) -> None:
        if self._name is None:
            return
        os.fsync(self._handle)
        files.finish(self.data, self._name)
        os.close(self._handle)
        self._name = None
        with suppress(sqlite3.Error):  # what waits stands in the file, where the next sync finds it
            self.index.flush()


def _place(address: str | None, http_version: str) -> list[tuple[str, str]]:
    lines = [("Content-Type", _RESPONSE)]
    if address:
        lines.append(("WARC-IP-Address", address))
    if http_version.startswith("HTTP/2"):
        lines.append(("WARC-Protocol", "h2"))
    return lines


def _unchanged(context: Context) -> Context:
    return replace(context, outcome=Outcome.UNCHANGED) if context.outcome is Outcome.KEPT else context


def _refers_to(full: Capture, profile: str) -> list[tuple[str, str]]:
    return [
        ("WARC-Profile", profile),
        ("WARC-Payload-Digest", labelled(str(full.payload_digest))),
        ("WARC-Refers-To", full_id(full.id)),
        ("WARC-Refers-To-Target-URI", full.url),
        ("WARC-Refers-To-Date", full.time),
    ]


def _head(kind: str, record_id: str, group: _Group) -> list[tuple[str, str]]:
    return [
        ("WARC-Type", kind),
        ("WARC-Record-ID", full_id(record_id)),
        ("WARC-Date", group.time),
        ("WARC-Target-URI", group.url),
    ]


def _metadata(context: Context, kept: Kept) -> Metadata:
    texts = {name: getattr(context, name) for name in _TEXTS}
    wrong: dict[str, Any] = {name: fit for name, text in texts.items() if text and (fit := encodable(text)) != text}
    return Metadata(replace(context, **wrong) if wrong else context, kept)

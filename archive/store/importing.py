"""Keeps files given by hand, and the responses inside WARC files of other programs, as captures."""

import os
import zlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from io import BytesIO
from pathlib import Path
from urllib.parse import urldefrag

from warcio.archiveiterator import ArchiveIterator
from warcio.bufferedreaders import ChunkedDataReader
from warcio.exceptions import ArchiveLoadFailed

from archive.records import CARRIED, Capture, Context, Outcome, Role
from archive.store.errors import StoreError
from archive.store.rows import document_digest
from archive.store.warc import GZIP, read_http, safe_url, sha256
from archive.store.writer import WarcWriter, file_url

_PAGES = frozenset({Role.DETAIL, *CARRIED})
MAX_FILE = 256 << 20  # bytes of one document, held in memory while it is kept

Say = Callable[[str], None]


@dataclass(slots=True)
class Imported:
    """What an import did; each failure is a sentence naming the file."""

    kept: int = 0
    known: list[str] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)


def find_files(paths: Iterable[Path], failures: list[str]) -> Iterator[Path]:
    """Yield the files named or lying below the folders named, sorted; hidden ones only if named themselves."""

    def failed(error: OSError) -> None:
        failures.append(f"{error.filename}: the folder cannot be read ({error.strerror}); check its permissions")

    for path in paths:
        if not path.is_dir():
            yield path
            continue
        for folder, below, names in os.walk(path, onerror=failed):
            below[:] = sorted(name for name in below if not name.startswith("."))
            yield from (Path(folder, name) for name in sorted(names) if not name.startswith("."))


def import_file(writer: WarcWriter, path: Path, url: str | None, done: Imported) -> None:
    """Keep one file, or the captures in it when it is a WARC file; what goes wrong is added to `done`."""
    try:
        if path.exists() and not path.is_file():
            raise StoreError("is neither a file nor a folder; name files only")  # noqa: TRY301 (one place words it)
        if _is_warc(path):
            _import_warc(writer, path, done)
        else:
            _import_document(writer, path, url, done)
    except (OSError, StoreError, ArchiveLoadFailed) as error:
        reason = error.strerror if isinstance(error, OSError) else str(error).strip()
        done.failures.append(f"{path}: not kept: {reason}")


def _import_document(writer: WarcWriter, path: Path, url: str | None, done: Imported) -> None:
    size = path.stat().st_size
    if size > MAX_FILE:
        raise StoreError(f"has {size} bytes, more than the {MAX_FILE} one document may have")
    content = path.read_bytes()
    digest = sha256(content)
    address = safe_url(urldefrag(url).url) if url else file_url(digest)
    held, last = writer.index.latest(address), writer.index.last(address)
    if held is not None and held.digest == digest and last == held:
        done.known.append(str(path))
        return
    writer.resource(content, address, _context_by_hand(writer, path, last))
    done.kept += 1


def _context_by_hand(writer: WarcWriter, path: Path, last: Capture | None) -> Context:
    """Return what is known of a file: what a crawl knew of its address, or else its name; its folder stays private.

    What was blocked, gone or refused is thereby the same page of the same site, with the title that its list gave it.
    """
    name = _name(path)
    if last is not None and last.context.role in _PAGES and last.context.site:
        known = last.context
        link_text, reason = known.link_text or name, f"saved by hand as {name}"
        return replace(known, crawl=writer.crawl, outcome=Outcome.KEPT, link_text=link_text, reason=reason)
    return Context(crawl=writer.crawl, role=Role.FILE, outcome=Outcome.KEPT, link_text=name)


def _name(path: Path) -> str:
    """Return the file's name as people wrote it; names packed on Chinese Windows are often GBK."""
    raw = os.fsencode(path.name)
    for encoding in ("utf-8", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return raw.decode("utf-8", "backslashreplace")


def _is_warc(path: Path) -> bool:
    with path.open("rb") as stream:
        start = stream.read(512)
    if start.startswith(b"\x1f\x8b"):
        try:
            start = zlib.decompressobj(GZIP).decompress(start, 16)
        except zlib.error:
            return False
    return start.startswith((b"WARC/1.", b"WARC/0."))


@dataclass(frozen=True, slots=True)
class _Found:
    kind: str
    url: str
    time: str
    content_type: str | None
    block: bytes


def _import_warc(writer: WarcWriter, path: Path, done: Imported) -> None:
    kept = 0
    before = done.kept
    for found in _records(path):
        done.kept += _import_record(writer, path, found)
        kept += 1
    if kept and done.kept == before:
        done.known.append(str(path))


def _records(path: Path) -> Iterator[_Found]:
    with path.open("rb") as stream:
        records = ArchiveIterator(stream, no_record_parse=True)
        for record in records:
            where = f"at offset {records.offset}"
            length = record.rec_headers.get_header("Content-Length")
            block = record.raw_stream.read(MAX_FILE + 1)
            if length is None or not length.isdigit() or len(block) != int(length):
                raise StoreError(f"{where}: the record is cut off, damaged or larger than {MAX_FILE} bytes")
            url, time = (record.rec_headers.get_header(name) for name in ("WARC-Target-URI", "WARC-Date"))
            if record.rec_type in ("response", "resource") and url and time:
                yield _Found(record.rec_type, url, time, record.rec_headers.get_header("Content-Type"), block)


def _import_record(writer: WarcWriter, path: Path, found: _Found) -> int:
    """Keep one record unless it is held. Returns how many were kept."""
    url = safe_url(found.url)
    if found.kind == "resource":
        if writer.index.holds(url, found.time, sha256(found.block)):
            return 0
        context = _context(writer, path, Outcome.KEPT)
        kind = found.content_type or "application/octet-stream"
        writer.resource(found.block, url, context, time=found.time, content_type=kind)
        return 1
    http = read_http(found.block)
    if http.status is None or not url.startswith(("http:", "https:")):
        return 0
    body = http.body
    if "chunked" in (http.header("transfer-encoding") or "").lower():
        body = ChunkedDataReader(BytesIO(body)).read()
    if writer.index.holds(url, found.time, document_digest(body, http.content_encoding)):
        return 0
    writer.response(
        url,
        time=found.time,
        status=http.status,
        reason=http.reason,
        http_version=http.version,
        headers=http.served,
        body=body,
        request=None,
        context=_context(writer, path, outcome_of(http.status)),
    )
    return 1


def _context(writer: WarcWriter, path: Path, outcome: Outcome) -> Context:
    reason = f"taken over from {_name(path)}"
    return Context(crawl=writer.crawl, role=Role.FILE, outcome=outcome, reason=reason)


def outcome_of(status: int) -> Outcome:
    """Return how a response of this status ended, as far as the status alone tells."""
    if status in (404, 410):
        return Outcome.GONE
    if status in (401, 403, 405, 412, 429):
        return Outcome.BLOCKED
    if 300 <= status < 400:
        return Outcome.REDIRECT
    return Outcome.KEPT if 200 <= status < 300 else Outcome.FAILED

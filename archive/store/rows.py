"""Captures as rows of the index, and as read from WARC records."""

import hashlib
import sqlite3
from dataclasses import fields
from operator import attrgetter
from typing import Any

from archive.content import ContentError, unpack
from archive.records import Capture, Context, Outcome, Role
from archive.store.metadata import Kept, Metadata
from archive.store.warc import Http, Record, bare_id, read_http, sha256

DECODE_LIMIT = 256 << 20  # unpacked bytes of one document; the largest scanned report seen has 60 MB

_PLAIN = tuple(field.name for field in fields(Capture) if field.name != "context")
_CONTEXT = tuple(field.name for field in fields(Context))
COLUMNS = (*_PLAIN, *_CONTEXT)
_of_capture = attrgetter(*_PLAIN)
_of_context = attrgetter(*_CONTEXT)

WEAK_TLS = "tls IS NOT NULL AND tls NOT IN ('TLSv1.2, verified', 'TLSv1.3, verified')"
SCHEMA = f"""
CREATE TABLE captures (
  id TEXT PRIMARY KEY, url TEXT NOT NULL, time TEXT NOT NULL, status INTEGER, content_type TEXT, digest TEXT,
  payload_digest TEXT, length INTEGER NOT NULL, etag TEXT, last_modified TEXT, refers_to TEXT, warc TEXT NOT NULL,
  offset INTEGER NOT NULL, crawl TEXT NOT NULL, role TEXT NOT NULL, outcome TEXT NOT NULL, site TEXT, body TEXT,
  region TEXT, parent TEXT, link_text TEXT, listed_title TEXT, listed_date TEXT, reason TEXT, tls TEXT, expected TEXT
) WITHOUT ROWID;
CREATE INDEX captures_by_url ON captures (url, time, id);
CREATE INDEX captures_by_time ON captures (time, id);
CREATE INDEX captures_by_digest ON captures (digest);
CREATE INDEX captures_by_site ON captures (site, outcome, time);
CREATE INDEX captures_by_place ON captures (warc, offset);
CREATE INDEX captures_weak ON captures (site, tls) WHERE {WEAK_TLS};
CREATE INDEX captures_bad ON captures (site, outcome, url, time)
  WHERE outcome IN ('gone', 'blocked', 'empty', 'needs_browser', 'failed', 'refused');
CREATE INDEX captures_lists ON captures (site, crawl, time, outcome, reason, role) WHERE role = 'list';
CREATE INDEX captures_arrivals ON captures (site, role, url, listed_title, listed_date, time, refers_to, outcome)
  WHERE listed_title IS NOT NULL AND refers_to IS NULL AND outcome = 'kept';
CREATE INDEX captures_gone ON captures (url, site, role, time, crawl, outcome) WHERE outcome = 'gone';
CREATE TABLE warcs (name TEXT PRIMARY KEY, indexed INTEGER NOT NULL) WITHOUT ROWID;
"""
VERSION = 8  # of SCHEMA; an index of another version is made anew from the WARC files


def to_row(capture: Capture) -> tuple[str | int | None, ...]:
    """Return the values in the order of COLUMNS."""
    context = _of_context(capture.context)
    return (*_of_capture(capture), *(None if value is None else str(value) for value in context))


def from_row(row: sqlite3.Row | tuple[object, ...]) -> Capture:
    """Return the capture of a row selected as COLUMNS."""
    context: dict[str, Any] = dict(zip(_CONTEXT, row[len(_PLAIN) :], strict=True))
    context["role"], context["outcome"] = Role(context["role"]), Outcome(context["outcome"])
    plain: dict[str, Any] = dict(zip(_PLAIN, row, strict=False))
    return Capture(**plain, context=Context(**context))


def document_digest(body: bytes, content_encoding: str | None) -> str | None:
    """Return the digest of the decoded body, or None where its encoding cannot be undone."""
    digest = hashlib.sha256()
    try:
        for piece in unpack(body, content_encoding, DECODE_LIMIT):
            digest.update(piece)
    except ContentError:
        return None
    return digest.hexdigest()


def kept_response(http: Http) -> Kept:
    """Describe the document that a full response holds."""
    payload_digest = sha256(http.body)
    plain = http.content_encoding is None and len(http.body) <= DECODE_LIMIT  # what is not packed has one digest
    return Kept(
        digest=payload_digest if plain else document_digest(http.body, http.content_encoding),
        payload_digest=payload_digest,
        length=len(http.body),
        content_type=http.header("content-type"),
        etag=http.header("etag"),
        last_modified=http.header("last-modified"),
    )


def capture_of(record: Record, metadata: Metadata | None, warc: str, offset: int) -> Capture:
    """Return what a response, resource, revisit or event record says, with its metadata record's block if any.

    A record without one (written by another program) counts as found, with a reason that says so.
    """
    http = read_http(record.block) if record.kind in ("response", "revisit") else Http(None, (), record.block)
    refers_to = record.header("WARC-Refers-To") if record.kind == "revisit" else None
    if metadata is None:
        kept = Kept(content_type=record.header("Content-Type")) if record.kind == "metadata" else kept_response(http)
        metadata = Metadata(foreign_context(warc), kept)
    return Capture(
        id=record.id,
        url=record.need("WARC-Target-URI"),
        time=record.need("WARC-Date"),
        status=http.status,
        content_type=metadata.kept.content_type,
        digest=metadata.kept.digest,
        payload_digest=metadata.kept.payload_digest,
        length=metadata.kept.length,
        etag=metadata.kept.etag,
        last_modified=metadata.kept.last_modified,
        refers_to=bare_id(refers_to) if refers_to else None,
        warc=warc,
        offset=offset,
        context=metadata.context,
    )


def foreign_context(warc: str) -> Context:
    """Return the context of a record that came without one."""
    reason = "the WARC file has no metadata record for this capture; where it was found is not known"
    crawl = warc.removesuffix(".warc.gz").rpartition("-")[0] or warc
    return Context(crawl=crawl, role=Role.OTHER, outcome=Outcome.KEPT, reason=reason)

"""What a crawl that was stopped leaves to be known: each site whose list it read is noted as left in mid-crawl."""

import uuid
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import BinaryIO

from archive.records import Context, Outcome, Role
from archive.store.errors import StoreError
from archive.store.metadata import CONTENT_TYPE, Kept, Metadata, dump, load
from archive.store.scan import Stored, scan
from archive.store.warc import encode, full_id

REASON = "the crawl was stopped before its end; it stays due"


def note_stopped(path: Path, earlier: Iterable[Path] = ()) -> None:
    """Add to a WARC file whose writer is gone that the sites in it were left; done twice, it adds nothing more.

    `earlier` are the closed files of the same crawl, which may hold the lists. On a full disk nothing is added: its
    sites are then due as if their crawl had ended.
    """
    with path.open("r+b", buffering=0) as stream:
        notes = _notes(stream, earlier)
        end = stream.seek(0, 2)
        try:
            if notes and (stream.write(notes) or 0) < len(notes):
                stream.truncate(end)
        except OSError:
            stream.truncate(end)


def _notes(stream: BinaryIO, earlier: Iterable[Path]) -> bytes:
    left: dict[str, tuple[str, Context]] = {}
    for path in earlier:
        with suppress(OSError), path.open("rb") as closed:
            _read(closed, left)
    try:
        moment = datetime.fromisoformat(_read(stream, left)) + timedelta(microseconds=1)
    except ValueError:
        return b""  # not a file of ours, or not a record in it
    return b"".join(_note(url, context, moment) for url, context in left.values())


def _read(stream: BinaryIO, left: dict[str, tuple[str, Context]]) -> str:
    """Note in `left` the first list of each site that a file holds; return the time of its last record."""
    last = ""
    for found in scan(stream):
        if not isinstance(found, Stored):
            continue
        last = max(last, found.record.header("WARC-Date") or "")
        context = _context(found)
        if context is None or context.site is None or context.role is not Role.LIST:
            continue
        if context.reason == REASON:
            left.pop(context.site, None)
        elif context.outcome in {Outcome.KEPT, Outcome.UNCHANGED}:  # one that failed is due as others that fail
            left.setdefault(context.site, (found.record.header("WARC-Target-URI") or "", context))
    return last


def _context(found: Stored) -> Context | None:
    try:
        return load(found.record.block).context if found.record.kind == "metadata" else None
    except StoreError:
        return None  # `nianbao verify` names it


def _note(url: str, context: Context, moment: datetime) -> bytes:
    """Return an event of the moment after the file's last record, so that it follows all that its crawl did."""
    block = dump(Metadata(replace(context, outcome=Outcome.REFUSED, reason=REASON, tls=None), Kept()))
    headers = [
        ("WARC-Type", "metadata"),
        ("WARC-Record-ID", full_id(str(uuid.uuid4()))),
        ("WARC-Date", f"{moment:%Y-%m-%dT%H:%M:%S.%fZ}"),
        ("WARC-Target-URI", url),
        ("Content-Type", CONTENT_TYPE),
    ]
    return encode(headers, block)

"""Checks every record of the store against its digests, and the index against the records."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import BinaryIO

from archive.datadir import DataDir
from archive.records import Capture
from archive.store import files
from archive.store.index import CaptureIndex, Synced, groups
from archive.store.scan import Damage, scan
from archive.store.warc import Record, labelled, read_http, sha256


@dataclass(slots=True)
class Verified:
    """What was looked at; each error is a sentence naming file and offset."""

    files: int = 0
    records: int = 0
    captures: int = 0
    errors: list[str] = field(default_factory=list)


def verify(data: DataDir, index: CaptureIndex, step: Callable[[str], None]) -> Verified:
    """Check the whole store; `step` is told the file's name after each record. Memory does not grow with the store."""
    done = Verified()
    names = files.all_files(data)
    for name in sorted({*names, *index.warcs()}):
        if name not in names:
            done.errors.append(f"{name}: indexed, but the WARC file is missing; restore it from a copy")
            continue
        done.files += 1
        with files.open_warc(data, name) as stream:
            _check_records(stream, name, done, step)
            _check_index(stream, name, index, done)
    return done


def torn_files(data: DataDir) -> list[Path]:
    """Return the tails that were set aside because their writer was stopped in the middle of a record."""
    return sorted((data.warc / files.TORN).glob("*"))


def _check_records(stream: BinaryIO, name: str, done: Verified, step: Callable[[str], None]) -> None:
    for found in scan(stream):
        step(name)
        if not isinstance(found, Damage):  # reported with the captures
            done.records += 1
            done.errors += [f"{name} at offset {found.offset}: {error}" for error in _wrong(found.record)]


def _wrong(record: Record) -> Iterator[str]:
    block_digest = record.header("WARC-Block-Digest")
    if block_digest is not None and _differs(block_digest, record.block):
        yield "the record's bytes do not match its WARC-Block-Digest; restore the file from a copy"
    payload_digest = record.header("WARC-Payload-Digest")
    kind = record.header("WARC-Type")
    if payload_digest is not None and kind in ("response", "resource"):
        payload = read_http(record.block).body if kind == "response" else record.block
        if _differs(payload_digest, payload):
            yield "the body does not match its WARC-Payload-Digest; restore the file from a copy"


def _differs(digest: str, data: bytes) -> bool:
    return digest.startswith("sha256:") and digest.lower() != labelled(sha256(data))


def _check_index(stream: BinaryIO, name: str, index: CaptureIndex, done: Verified) -> None:
    """Walk the file's captures and the index's rows for it side by side, both in the order of the file."""
    rows = index.of_warc(name)
    row = next(rows, None)
    seen = Synced()
    for capture, _ in groups(stream, name, 0, seen):
        done.captures += 1
        while row is not None and row.offset < capture.offset:
            done.errors.append(f"{name} at offset {row.offset}: indexed, but no such record; {_REBUILD}")
            row = next(rows, None)
        if row is not None and row.offset == capture.offset:
            done.errors += _differences(row, capture, index)
            row = next(rows, None)
        elif (other := index.by_id(capture.id)) is None or not _same(other, capture):
            done.errors.append(f"{name} at offset {capture.offset}: not in the index; {_REBUILD}")
    while row is not None:
        done.errors.append(f"{name} at offset {row.offset}: indexed, but no such record; {_REBUILD}")
        row = next(rows, None)
    for _, damage in seen.damaged:
        size = damage.end - damage.offset
        done.errors.append(f"{name} at offset {damage.offset}: {damage.why} ({size} bytes); restore it from a copy")


_REBUILD = "run `nianbao verify --rebuild`"


def _differences(row: Capture, capture: Capture, index: CaptureIndex) -> Iterator[str]:
    where = f"{capture.warc} at offset {capture.offset}"
    if row != capture:
        yield f"{where}: the index says something else than the record; {_REBUILD}"
    if capture.refers_to is not None and index.by_id(capture.refers_to) is None:
        yield f"{where}: refers to record {capture.refers_to}, which is not held; run `nianbao merge` with its store"


def _same(one: Capture, other: Capture) -> bool:
    """Return whether two captures are the same record, copied into two files."""
    return replace(one, warc=other.warc, offset=other.offset) == other

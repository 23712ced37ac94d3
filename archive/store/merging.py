"""Joins the stores of several machines: copies their WARC files, never replacing one."""

import fcntl
import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import BinaryIO

from archive.datadir import DataDir
from archive.store import files
from archive.store.errors import StoreError
from archive.store.scan import complete_end

_CHUNK = 1 << 20


@dataclass(slots=True)
class Merged:
    """What was copied; each failure is a sentence naming the file."""

    copied: int = 0
    known: int = 0
    failures: list[str] = field(default_factory=list)


def merge_file(data: DataDir, source: DataDir, name: str, done: Merged) -> None:
    """Copy one WARC file of another store unless it is held; what goes wrong is added to `done`.

    A file whose writer was stopped is copied up to its last complete record; one being written is left for later.
    """
    try:
        with files.open_warc(source, name) as stream:
            if files.is_live(source, name):
                raise StoreError("is being written; merge again when that crawl has ended")  # noqa: TRY301 (one place words it)
            end = complete_end(stream) if files.being_written(stream) else stream.seek(0, 2)
            digest = _digest(stream, end)
            if any(_is_same(data, known, end, digest) for known in _names(name, digest)):
                done.known += 1
            else:
                _copy(stream, end, data, _names(name, digest))
                done.copied += 1
    except (OSError, StoreError) as error:
        done.failures.append(f"{source.warc / name}: not merged: {error}")


@contextmanager
def one_at_a_time(data: DataDir) -> Iterator[None]:
    """Keep two merges into one store apart."""
    data.warc.mkdir(parents=True, exist_ok=True)
    with (data.warc / ".merge.lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _names(name: str, digest: str) -> tuple[str, str]:
    """Return the names a file may get: its own, or one that its content makes unique."""
    stem = name.removesuffix(files.SUFFIX)
    return name, f"{stem}-{digest[:16]}{files.SUFFIX}"


def _is_same(data: DataDir, name: str, size: int, digest: str) -> bool:
    path = data.warc / name
    if not path.is_file() or path.stat().st_size != size:
        return False
    with path.open("rb") as stream:
        return _digest(stream, size) == digest


def _copy(source: BinaryIO, end: int, data: DataDir, names: tuple[str, str]) -> None:
    part = data.warc / f".{names[1]}.part"
    with part.open("wb") as target:
        for chunk in _chunks(source, end):
            target.write(chunk)
        target.flush()
        os.fsync(target.fileno())
    with files.names_locked(data):
        taken = set(files.all_files(data))
        free = next((name for name in names if name not in taken), None)
        if free is None:
            raise StoreError(f"a different file {names[1]} exists already")
        part.rename(data.warc / free)
        files.sync_folder(data.warc)


def _digest(stream: BinaryIO, end: int) -> str:
    digest = hashlib.sha256()
    for chunk in _chunks(stream, end):
        digest.update(chunk)
    return digest.hexdigest()


def _chunks(stream: BinaryIO, end: int) -> Iterator[bytes]:
    stream.seek(0)
    left = end
    while left and (chunk := stream.read(min(left, _CHUNK))):
        left -= len(chunk)
        yield chunk
    if left:
        raise StoreError(f"ends {left} bytes early")

"""The WARC files of a store: names, locks, and what a stopped writer left behind."""

import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from archive.datadir import DataDir
from archive.store.errors import StoreError
from archive.store.scan import complete_end
from archive.store.stopped import note_stopped

SUFFIX = ".warc.gz"
OPEN = ".open"  # the file's whole name ends `.warc.gz.open` while its writer lives
TORN = "torn"


def open_warc(data: DataDir, name: str) -> BinaryIO:
    """Open a WARC file for reading; its writer may close, and so rename, it at any moment.

    Raises FileNotFoundError when it is not there under either name.
    """
    for path in (data.warc / name, data.warc / (name + OPEN)):
        with suppress(FileNotFoundError):
            return path.open("rb")
    return (data.warc / name).open("rb")


def being_written(stream: BinaryIO) -> bool:
    """Return whether a stream of `open_warc` was opened while its writer lived; its end may be half a record."""
    return stream.name.endswith(OPEN)


def closed_files(data: DataDir) -> list[str]:
    """Return the names of all closed WARC files, sorted."""
    return sorted(path.name for path in data.warc.glob(f"*{SUFFIX}") if path.is_file())


def open_files(data: DataDir) -> list[str]:
    """Return the names (without `.open`) of the files a writer has, or had when it was stopped."""
    return sorted(path.name.removesuffix(OPEN) for path in data.warc.glob(f"*{SUFFIX}{OPEN}"))


def all_files(data: DataDir) -> list[str]:
    """Return the names of all WARC files. One that is being closed meanwhile is found under one of its names."""
    opened = open_files(data)
    return sorted({*opened, *closed_files(data)})


@contextmanager
def names_locked(data: DataDir) -> Iterator[None]:
    """Let only one process at a time give names to WARC files."""
    data.warc.mkdir(parents=True, exist_ok=True)
    with (data.warc / ".lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def create(data: DataDir, crawl: str) -> tuple[str, int]:
    """Create the next file of a crawl, locked for its writer. Returns its name and an open descriptor."""
    with names_locked(data):
        taken = set(all_files(data))
        number = 1
        while (name := f"{crawl}-{number:05d}{SUFFIX}") in taken:
            number += 1
        handle = os.open(data.warc / (name + OPEN), os.O_CREAT | os.O_EXCL | os.O_WRONLY | os.O_APPEND, 0o644)
        fcntl.flock(handle, fcntl.LOCK_EX)
        return name, handle


def finish(data: DataDir, name: str) -> None:
    """Give a file that its writer holds its final name. Raises StoreError instead of replacing another."""
    with names_locked(data):
        _rename(data, name)


def _rename(data: DataDir, name: str) -> None:
    final = data.warc / name
    if final.exists():
        raise StoreError(f"{name}: a closed file of this name exists already; move the file {name}{OPEN} away")
    (data.warc / (name + OPEN)).rename(final)
    sync_folder(data.warc)


def is_live(data: DataDir, name: str) -> bool:
    """Return whether a writer still holds the open file."""
    try:
        with (data.warc / (name + OPEN)).open("rb") as stream:
            fcntl.flock(stream, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    except FileNotFoundError:
        return False
    return False


def recover(data: DataDir) -> list[Path]:
    """Close every file whose writer is gone; bytes after its last complete record are moved to `warc/torn/`.

    The sites whose lists are in it are noted as left in mid-crawl (`archive.store.stopped`).

    Killed at any point it can run again: the torn bytes are safe before they are cut off. Returns the torn files.
    """
    torn: list[Path] = []
    if not open_files(data):
        return torn
    with names_locked(data):
        for name in open_files(data):
            if not is_live(data, name):
                aside = _set_tail_aside(data, name)
                torn += [aside] if aside else []
                note_stopped(data.warc / (name + OPEN), _closed_before(data, name))
                _rename(data, name)
    return torn


def _closed_before(data: DataDir, name: str) -> list[Path]:
    """Return the closed files of the crawl whose open file this is."""
    crawl = name.removesuffix(SUFFIX).rpartition("-")[0]
    return [path for path in sorted(data.warc.glob(f"{crawl}-?????{SUFFIX}")) if path.name < name]


def _set_tail_aside(data: DataDir, name: str) -> Path | None:
    path = data.warc / (name + OPEN)
    with path.open("rb") as source:
        end = complete_end(source)
        if end == path.stat().st_size:
            return None
        aside = data.warc / TORN / f"{name}.{end}"
        aside.parent.mkdir(exist_ok=True)
        source.seek(end)
        with aside.open("wb") as target:
            shutil.copyfileobj(source, target)
            target.flush()
            os.fsync(target.fileno())
    sync_folder(aside.parent)
    os.truncate(path, end)
    return aside


def sync_folder(folder: Path) -> None:
    """Make names just given or changed in a folder survive a power cut."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)

"""Release folders: written aside, renamed when complete, never altered afterwards."""

import contextlib
import fcntl
import os
import re
import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path

UNFINISHED = ".unfinished-"
LATEST = "latest"
ARCHIVE = "archive.db"
_SAME = ".same"  # names the last build that said nothing new
_FOLDER = re.compile(r"(\d{4}-\d{2}-\d{2})(?:-(\d+))?")


class ExportRunning(Exception):
    """Another process exports into the same folder."""


def finished(target: Path) -> list[Path]:
    """Return the releases in a folder, the latest last (the tenth of a day after its second); no links."""
    if not target.is_dir():
        return []
    folders = (path for path in target.iterdir() if path.is_dir() and not path.is_symlink())
    found = [(match, path) for path in folders if (match := _FOLDER.fullmatch(path.name))]
    return [path for match, path in sorted(found, key=lambda pair: (pair[0][1], int(pair[0][2] or 1)))]


def note_same(target: Path, build: str) -> None:
    """Remember that a build says the same as the latest release."""
    (target / _SAME).write_text(build, "utf-8")


def same_as_latest(target: Path) -> str | None:
    """Return the build last found to say the same as the latest release, or None."""
    path = target / _SAME
    return path.read_text("utf-8") if path.exists() else None


@contextlib.contextmanager
def exporting(target: Path) -> Iterator[list[str]]:
    """Hold the only right to export into a folder; give the names of what killed exports left, now removed.

    Raises ExportRunning.
    """
    target.mkdir(parents=True, exist_ok=True)
    with (target / ".lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise ExportRunning(f"another export into {target} is running; wait until it ends") from None
        left = sorted(path for path in target.glob(f"{UNFINISHED}*") if path.is_dir())
        for path in left:
            shutil.rmtree(path)
        yield [path.name for path in left]


@contextlib.contextmanager
def staging(target: Path, name: str) -> Iterator[Path]:
    """Give a folder to write release `name` in; it is removed if that fails."""
    folder = target / f"{UNFINISHED}{name}"
    folder.mkdir()
    try:
        yield folder
    finally:
        if folder.exists():
            shutil.rmtree(folder)


def free_name(target: Path, day: date) -> str:
    """Return the day, with a number from 2 on where it has a release already."""
    taken = {path.name for path in finished(target)}
    name, number = day.isoformat(), 2
    while name in taken:
        name, number = f"{day.isoformat()}-{number}", number + 1
    return name


def publish(folder: Path) -> Path:
    """Make a complete staging folder a release, durably and read-only, and point `latest` to it."""
    target = folder.parent
    for path in sorted(folder.rglob("*"), reverse=True):
        if path.is_file():
            path.chmod(0o444)
        _sync(path)
    _sync(folder)
    final = target / folder.name.removeprefix(UNFINISHED)
    folder.rename(final)
    link = target / f".{LATEST}.new"
    link.unlink(missing_ok=True)
    link.symlink_to(final.name)
    link.rename(target / LATEST)
    _sync(target)
    return final


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)

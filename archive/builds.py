"""Builds on disk: one folder each, promoted by switching the symbolic link `current`.

A build is written in `builds/<id>.tmp` and only ever seen complete: its folder is renamed, then the link is
replaced in one step. So a build that fails or is killed never disturbs the one that is served.
"""

import contextlib
import fcntl
import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from archive.datadir import DataDir

UNFINISHED = ".tmp"
KEPT = 2


class BuildRunning(Exception):
    """Another process is building in the same data directory."""


@dataclass(frozen=True, slots=True)
class Build:
    """A finished build."""

    folder: Path

    @property
    def id(self) -> str:
        """Name of the build, as every page shows it."""
        return self.folder.name

    @property
    def archive(self) -> Path:
        """Database of the tables readers see."""
        return self.folder / "archive.db"

    @property
    def search(self) -> Path:
        """Full-text index."""
        return self.folder / "search.db"

    @property
    def originals(self) -> Path:
        """Printed grids and page sizes of the report documents."""
        return self.folder / "originals.db"

    @property
    def inputs(self) -> Path:
        """What each body's rows were made from; the next build compares with it."""
        return self.folder / "inputs.db"

    @property
    def inspect(self) -> Path:
        """Row counts as `datasette inspect` gives them."""
        return self.folder / "inspect.json"


def current_build(data: DataDir) -> Build | None:
    """Return the promoted build with its real folder (a later promotion does not move it), or None."""
    try:
        return Build(data.current.resolve(strict=True))
    except FileNotFoundError:
        return None


@contextlib.contextmanager
def building(data: DataDir) -> Iterator[None]:
    """Hold the only right to build here; a killed process loses it by itself. Raises BuildRunning."""
    data.builds.mkdir(parents=True, exist_ok=True)
    with (data.builds / "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise BuildRunning(f"another build is running in {data.builds}; wait until it ends") from None
        yield


def clean(data: DataDir) -> list[str]:
    """Remove what killed builds left behind and return its names. Call it only inside `building`."""
    left = [path for path in data.builds.glob(f"*{UNFINISHED}") if path.is_dir()]
    for path in left:
        shutil.rmtree(path)
    (data.builds / "current.new").unlink(missing_ok=True)
    return sorted(path.name for path in left)


def staging_folder(data: DataDir, name: str) -> Path:
    """Create and return the folder in which build `name` is written."""
    folder = data.builds / f"{name}{UNFINISHED}"
    folder.mkdir()
    return folder


def promote(data: DataDir, staging: Path) -> Build:
    """Make a finished staging folder the current build, durably, and drop all but the last two builds."""
    _sync(*staging.iterdir(), staging)
    final = staging.with_name(staging.name.removesuffix(UNFINISHED))
    staging.rename(final)
    link = data.builds / "current.new"
    link.unlink(missing_ok=True)
    link.symlink_to(final.relative_to(data.root))
    link.rename(data.current)
    _sync(data.builds, data.root)
    _forget(data, final)
    return Build(final)


def _forget(data: DataDir, current: Path) -> None:
    builds = sorted(path for path in data.builds.iterdir() if path.is_dir() and path != current)
    for old in builds[: len(builds) - (KEPT - 1)]:
        shutil.rmtree(old)


def _sync(*paths: Path) -> None:
    for path in paths:
        handle = os.open(path, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)

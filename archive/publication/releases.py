"""The bulk releases beside the archive: dated folders of files, never a path outside them."""

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from archive.datadir import DataDir
from archive.export.release import finished

FILE = re.compile(r"[0-9A-Za-z_][0-9A-Za-z_.-]{0,99}")
SUMS = "SHA256SUMS"
_SUM = re.compile(r"(?P<sum>[0-9a-f]{64})  (?P<name>.+)")
DEPTH = 4  # folders in a release, at most


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleaseFile:
    """One file of a release; `name` may lie in folders of the release."""

    name: str
    size: int
    digest: str | None = None  # SHA-256, as SHA256SUMS has it


@dataclass(frozen=True, slots=True, kw_only=True)
class Release:
    """One dated folder."""

    date: str
    folder: Path

    def files(self) -> list[ReleaseFile]:
        """Return its files by name, those in folders last."""
        found = [path for path in self.folder.rglob("*") if path.is_file() and not path.is_symlink()]
        known = sums(self.folder)
        files = []
        for path in found:
            name = path.relative_to(self.folder).as_posix()
            files.append(ReleaseFile(name=name, size=path.stat().st_size, digest=known.get(name)))
        return sorted(files, key=lambda file: (file.name.count("/"), file.name))

    def facts(self) -> Mapping[str, Any]:
        """Return what its descriptor says of it (build, reports, changes and so on), without the files."""
        path = self.folder / "datapackage.json"
        try:
            return _facts(path, path.stat().st_mtime_ns)
        except (OSError, ValueError):
            return {}


@lru_cache(maxsize=64)
def _facts(path: Path, _changed: int) -> Mapping[str, Any]:
    found = json.loads(path.read_text("utf-8"))
    return {name: value for name, value in found.items() if name != "resources"} if isinstance(found, dict) else {}


def releases(data: DataDir) -> list[Release]:
    """Return the finished releases, the latest first."""
    return [Release(date=path.name, folder=path) for path in reversed(finished(data.releases))]


@lru_cache(maxsize=64)
def _sums(path: Path, _changed: int) -> Mapping[str, str]:
    found = map(_SUM.fullmatch, path.read_text("utf-8", "replace").splitlines())
    return {line["name"]: line["sum"] for line in found if line}


def sums(folder: Path) -> Mapping[str, str]:
    """Return the SHA-256 of a release's files by name, as its SHA256SUMS has them; nothing where that is missing."""
    path = folder / SUMS
    try:
        return _sums(path, path.stat().st_mtime_ns)
    except OSError:
        return {}


def release_file(data: DataDir, date: str, name: str) -> tuple[Path, str | None] | None:
    """Return path and SHA-256 of a release's file, or None. `date` may be `latest`.

    Every part of the name is checked by itself and the result must lie inside the release, links resolved.
    """
    parts = name.split("/")
    if len(parts) > DEPTH or not all(FILE.fullmatch(part) for part in parts):
        return None
    for release in releases(data):
        if date in (release.date, "latest"):
            root = release.folder.resolve()
            path = root.joinpath(*parts).resolve()
            return (path, _digest(root, path)) if path.is_relative_to(root) and path.is_file() else None
    return None


def _digest(root: Path, path: Path) -> str | None:
    """Return a file's SHA-256; the list of sums does not name itself."""
    if path == root / SUMS:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    return sums(root).get(path.relative_to(root).as_posix())

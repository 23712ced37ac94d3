"""Report pages that lead to nothing more: which bytes at which address this very code found nothing to follow in.

A second crawl of an unchanged page need neither read it back nor look through it again. This is a cache and no truth:
it may be deleted at any time, and other code, another entry of the site or other bytes know nothing of it.
"""

import hashlib
import sqlite3
from contextlib import suppress
from functools import cache
from importlib.metadata import version
from pathlib import Path

import archive.articles
import archive.content
import crawler
from crawler.registry import Site

_BATCH = 500  # pages written together
_WAIT = 5.0  # seconds for another crawl to finish its writing


class Settled:
    """The pages known from earlier crawls, and those of this one. A file that cannot be used is as good as none."""

    def __init__(self, path: Path) -> None:
        self._db = _opened(path)
        self._new: list[tuple[bytes]] = []

    def knows(self, site: Site, url: str, digest: str | None) -> bool:
        """Tell whether nothing was found to follow in these bytes, by their digest, at this address of the site."""
        if self._db is None or digest is None:
            return False
        try:
            found = self._db.execute("SELECT 1 FROM settled WHERE page = ?", (_key(site, url, digest),)).fetchone()
        except sqlite3.Error:
            return False
        return found is not None

    def note(self, site: Site, url: str, digest: str | None) -> None:
        """Remember that nothing was found to follow."""
        if digest is not None:
            self._new.append((_key(site, url, digest),))
        if len(self._new) >= _BATCH:
            self._write()

    def close(self) -> None:
        """Write what is new; may be called twice."""
        self._write()
        if self._db is not None:
            self._db.close()
            self._db = None

    def _write(self) -> None:
        if self._db is not None:
            with suppress(sqlite3.Error), self._db:  # without it the next crawl looks again
                self._db.executemany("INSERT OR IGNORE INTO settled VALUES (?)", self._new)
        self._new = []


def _opened(path: Path) -> sqlite3.Connection | None:
    """Return the cache, emptied where other code made it; None where there can be none."""
    try:
        return _prepared(path)
    except sqlite3.OperationalError:
        return None  # another crawl is writing, or nothing may be written here: the file is not ours to remove
    except sqlite3.DatabaseError:
        pass
    try:
        path.unlink(missing_ok=True)  # damaged, or no database
        return _prepared(path)
    except (OSError, sqlite3.Error):
        return None


def _prepared(path: Path) -> sqlite3.Connection:
    db = sqlite3.connect(path, timeout=_WAIT)
    try:
        db.execute("PRAGMA synchronous = OFF")  # what a power cut damages is made anew
        with db:
            db.execute("CREATE TABLE IF NOT EXISTS code (version TEXT)")
            db.execute("CREATE TABLE IF NOT EXISTS settled (page BLOB PRIMARY KEY) WITHOUT ROWID")
            if db.execute("SELECT version FROM code").fetchall() != [(code_version(),)]:
                db.execute("DELETE FROM settled")
                db.execute("DELETE FROM code")
                db.execute("INSERT INTO code VALUES (?)", (code_version(),))
    except sqlite3.Error:
        db.close()
        raise
    return db


@cache
def code_version() -> str:
    """Return a digest of all code that decides what is followed from a page."""
    folder = Path(crawler.__file__).parent
    own = [path for path in sorted(folder.rglob("*.py")) if "sampleweb" not in path.relative_to(folder).parts]
    digest = hashlib.sha256(version("lxml").encode())
    for path in [*own, Path(archive.articles.__file__), Path(archive.content.__file__)]:
        digest.update(path.read_bytes())
    return digest.hexdigest()


@cache
def _entry(site: Site) -> bytes:
    return hashlib.sha256(repr(site).encode()).digest()


def _key(site: Site, url: str, digest: str) -> bytes:
    # with the code's version, since a crawl of older code may still write when newer code has emptied the cache
    return hashlib.blake2b(_entry(site) + f"{code_version()} {digest} {url}".encode(), digest_size=16).digest()

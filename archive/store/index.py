"""The index of all captures (`captures.db`): whatever it says can be made again from the WARC files."""

import sqlite3
from collections.abc import Container, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO, Literal, NamedTuple, Self

from archive.datadir import DataDir
from archive.records import Capture
from archive.store import files
from archive.store.errors import StoreError
from archive.store.looking import open_to_look
from archive.store.metadata import Metadata, load
from archive.store.rows import COLUMNS, SCHEMA, VERSION, capture_of, from_row, to_row
from archive.store.scan import Damage, Stored, scan
from archive.store.warc import bare_id

_SELECT = f"SELECT {', '.join(COLUMNS)} FROM captures"  # noqa: S608 (column names of our own)
# The same record may lie in two files after stores were joined; whichever order they are read in, one place wins.
_INSERT = f"""
INSERT INTO captures ({", ".join(COLUMNS)}) VALUES ({", ".join("?" * len(COLUMNS))})
ON CONFLICT (id) DO UPDATE SET warc = excluded.warc, offset = excluded.offset
WHERE (excluded.warc, excluded.offset) < (warc, offset)
"""  # noqa: S608 (column names of our own)
# A document was received: not an error page, a redirect's body, a challenge page or half a file.
_DOCUMENT = """outcome IN ('kept', 'unchanged') AND digest IS NOT NULL
AND (status IS NULL OR status BETWEEN 200 AND 299 OR status = 304)"""
_BATCH = 1000
_URL = COLUMNS.index("url")
_NOT_TO_WRITE = {sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY}

Facet = Literal["crawl", "role", "outcome", "site", "status", "tls"]


@dataclass(slots=True)
class Synced:
    """What one synchronisation did: new captures, tails set aside, and damage that it read past."""

    captures: int = 0
    torn: list[Path] = field(default_factory=list)
    damaged: list[tuple[str, Damage]] = field(default_factory=list)

    def losses(self) -> list[str]:
        """Return a sentence for each damage: whoever synchronises first must say it, no later run meets it again."""
        return [
            f"{name} at offset {damage.offset}: {damage.why} ({damage.end - damage.offset} bytes); its captures are "
            "not held; restore the file from a copy and run `nianbao verify --rebuild`"
            for name, damage in self.damaged
        ]


class Sent(NamedTuple):
    """When a server sent a document, under which validators, and the digest of its bytes."""

    time: str
    etag: str | None
    last_modified: str | None
    digest: str | None


class CaptureIndex:
    """All captures of a data directory. Many processes may read and add at the same time.

    `to_look` is for commands that only read: where the folder may not be written, the index is opened all the same,
    and adding to it raises sqlite3.OperationalError.
    """

    def __init__(self, data: DataDir, *, to_look: bool = False) -> None:
        self.data = data
        data.root.mkdir(parents=True, exist_ok=True)
        self._waiting: dict[str, tuple[Capture, tuple[int, int]]] = {}  # by id; what `flush` will add
        self._waiting_urls: set[str] = set()
        self._db = sqlite3.connect(data.captures, timeout=60, isolation_level=None)
        try:
            self._open()
        except sqlite3.DatabaseError as error:
            self._db.close()
            if to_look and error.sqlite_errorcode & 0xFF in _NOT_TO_WRITE and data.captures.exists():
                self._db = open_to_look(data.captures)
                return
            if isinstance(error, sqlite3.OperationalError):  # rights, a full disk: its own words say it
                raise
            raise sqlite3.DatabaseError(
                f"{data.captures}: the index is damaged ({error}); no capture is lost: `nianbao verify --rebuild` "
                "makes it anew from the WARC files"
            ) from error

    def _open(self) -> None:
        self._db.execute("PRAGMA journal_mode = WAL")
        self._db.execute("PRAGMA synchronous = NORMAL")  # a lost row comes back with the next sync
        self._ensure_schema()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the database. What waits to be added is left to the next `sync`, which finds it in the WARC file."""
        self._db.close()

    def _ensure_schema(self) -> None:
        if self._db.execute("PRAGMA user_version").fetchone()[0] == VERSION:
            return
        with self._transaction():
            if self._db.execute("PRAGMA user_version").fetchone()[0] == VERSION:
                return  # another process was faster
            for table in ("captures", "warcs"):
                self._db.execute(f"DROP TABLE IF EXISTS {table}")
            for statement in SCHEMA.split(";"):
                self._db.execute(statement)
            self._db.execute(f"PRAGMA user_version = {VERSION}")

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        self._db.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            if self._db.in_transaction:  # a full disk ends it by itself
                self._db.execute("ROLLBACK")
            raise
        self._db.execute("COMMIT")

    def add(self, capture: Capture, span: tuple[int, int]) -> None:
        """Add a capture that a writer has written, with the span of its file that is thereby indexed.

        This index shows it at once, other processes see it after `flush`: a transaction for each would cost more
        than all else that is done for a page.
        """
        self._waiting[capture.id] = (capture, span)
        self._waiting_urls.add(capture.url)

    def flush(self) -> None:
        """Make what was added lasting. Raises sqlite3.Error, and keeps it for the next try, when that fails."""
        if not self._waiting:
            return
        spans: dict[str, tuple[int, int]] = {}
        for capture, (start, end) in self._waiting.values():
            spans[capture.warc] = (spans.get(capture.warc, (start, end))[0], end)
        with self._transaction():
            self._db.executemany(_INSERT, [to_row(capture) for capture, _ in self._waiting.values()])
            for name, (start, end) in spans.items():
                if self._indexed(name) >= start:
                    self._set_indexed(name, end)
        self._waiting.clear()
        self._waiting_urls.clear()

    def all(self) -> Iterator[Capture]:
        """Yield every capture by time and id; memory does not grow with their number."""
        yield from self._rows(f"{_SELECT} ORDER BY time, id")

    def by_url(self) -> Iterator[Capture]:
        """Yield every capture by URL, time and id."""
        yield from self._rows(f"{_SELECT} ORDER BY url, time, id")

    def of_site(self, site: str, without: Container[str] = ()) -> Iterator[Capture]:
        """Yield the captures of one site by time and id, those of the URLs `without` left out."""
        with closing(self._asked(f"{_SELECT} WHERE site = ? ORDER BY time, id", site)) as cursor:
            for row in cursor:
                if row[_URL] not in without:  # most are not wanted by a crawl that just asked for them
                    yield from_row(row)

    def by_id(self, capture_id: str) -> Capture | None:
        """Return one capture, or None when it is not held."""
        if capture_id in self._waiting:
            return self._waiting[capture_id][0]
        return next(self._rows(f"{_SELECT} WHERE id = ?", capture_id, flush_first=False), None)

    def has(self, capture_id: str) -> bool:
        """Return whether a capture is held."""
        if capture_id in self._waiting:
            return True
        return self._db.execute("SELECT 1 FROM captures WHERE id = ?", (capture_id,)).fetchone() is not None

    def last(self, url: str) -> Capture | None:
        """Return the newest capture of a URL, however it ended."""
        return next(
            self._rows(
                f"{_SELECT} WHERE url = ? ORDER BY time DESC, id DESC LIMIT 1", url, flush_first=self._waits(url)
            ),
            None,
        )

    def latest(self, url: str) -> Capture | None:
        """Return the newest capture that stands for a document of this URL: full, unchanged, or a file by hand."""
        query = f"{_SELECT} WHERE url = ? AND {_DOCUMENT} ORDER BY time DESC, id DESC LIMIT 1"
        return next(self._rows(query, url, flush_first=self._waits(url)), None)

    def sent(self, url: str) -> list[Sent]:
        """Return, by time, what a server said as it sent the document of this URL in full, and not with a 304."""
        query = f"""SELECT time, etag, last_modified, digest FROM captures
            WHERE url = ? AND {_DOCUMENT} AND status BETWEEN 200 AND 299 ORDER BY time, id"""  # noqa: S608 (our own)
        return [Sent(*row) for row in self._asked(query, url, flush_first=self._waits(url))]

    def same_payload(self, url: str, payload_digest: str, digest: str) -> Capture | None:
        """Return the newest full capture of this URL with the same bytes, served in the same encoding."""
        query = f"""{_SELECT} WHERE url = ? AND payload_digest = ? AND digest = ? AND refers_to IS NULL
                    ORDER BY time DESC, id DESC LIMIT 1"""
        return next(self._rows(query, url, payload_digest, digest, flush_first=self._waits(url)), None)

    def _asked(self, query: str, *values: str | None, flush_first: bool = True) -> sqlite3.Cursor:
        """Ask; `flush_first` is False where nothing that waits to be added can belong to the answer."""
        if flush_first:
            self.flush()
        return self._db.execute(query, values)

    def _waits(self, url: str) -> bool:
        return url in self._waiting_urls

    def holds(self, url: str, time: str, digest: str | None) -> bool:
        """Return whether this very capture is held already, under whatever id."""
        query = "SELECT 1 FROM captures WHERE url = ? AND time = ? AND digest IS ?"
        return self._asked(query, url, time, digest).fetchone() is not None

    def __len__(self) -> int:
        count: int = self._asked("SELECT count(*) FROM captures").fetchone()[0]
        return count

    def counts(self, *facets: Facet) -> dict[tuple[str | int | None, ...], int]:
        """Return how many captures there are for each combination of the facets' values."""
        names = ", ".join(facets)
        rows = self._asked(f"SELECT {names}, count(*) FROM captures GROUP BY {names} ORDER BY {names}")  # noqa: S608
        return {tuple(row[:-1]): row[-1] for row in rows}

    def unsettled(self) -> Iterator[tuple[int, Capture]]:
        """Yield, by site and outcome, how many addresses last ended without a document, with the newest capture.

        Left out, since nothing is to be done: a robots.txt that does not exist, blocked pages that a person saved.
        """
        names = ", ".join(f"c.{name}" for name in COLUMNS)  # of the row that has the maximum, as SQLite does it
        query = f"""SELECT count(*), max(c.time || c.id), {names} FROM captures AS c
            WHERE c.outcome IN ('gone', 'blocked', 'empty', 'needs_browser', 'failed', 'refused') AND NOT EXISTS (
              SELECT 1 FROM captures AS n WHERE n.url = c.url AND (n.time, n.id) > (c.time, c.id))
            AND NOT (c.outcome = 'gone' AND c.role = 'robots')
            AND NOT (c.outcome = 'blocked' AND c.role <> 'list' AND coalesce((
              SELECT status IS NULL FROM captures WHERE url = c.url AND {_DOCUMENT} ORDER BY time DESC, id DESC LIMIT 1
            ), 0))
            GROUP BY c.site, c.outcome ORDER BY c.site, c.outcome"""  # noqa: S608 (column names of our own)
        for count, _, *row in self._asked(query):
            yield count, from_row(tuple(row))

    def refusals(self, since: str) -> Iterator[Capture]:
        """Yield what servers answered since a time instead of a document: block pages, and "too busy" (503)."""
        query = f"{_SELECT} WHERE time >= ? AND status IS NOT NULL AND (outcome = 'blocked' OR status = 503)"
        yield from self._rows(query, since)

    def span(self) -> tuple[str, str] | None:
        """Return the times of the first and the last capture, or None where there is none."""
        first, last = self._asked(
            "SELECT (SELECT min(time) FROM captures), (SELECT max(time) FROM captures)"
        ).fetchone()
        return (first, last) if first else None

    def last_time(self, site: str | None) -> str | None:
        """Return the time of a site's newest capture; None stands for captures of no site."""
        found: str | None = self._asked("SELECT max(time) FROM captures WHERE site IS ?", site).fetchone()[0]
        return found

    def ask(self, query: str, *values: str) -> Iterator[tuple[Any, ...]]:
        """Yield the rows of a query of `archive.store`; what waits is written down before."""
        self.flush()
        yield from self._db.execute(query, values)

    def warcs(self) -> list[str]:
        """Return the names of the WARC files indexed, sorted."""
        return [str(row[0]) for row in self._asked("SELECT name FROM warcs ORDER BY name")]

    def of_warc(self, name: str) -> Iterator[Capture]:
        """Yield the captures of one WARC file in its order."""
        yield from self._rows(f"{_SELECT} WHERE warc = ? ORDER BY offset", name)

    def _rows(self, query: str, *values: str, flush_first: bool = True) -> Iterator[Capture]:
        with closing(self._asked(query, *values, flush_first=flush_first)) as cursor:
            for row in cursor:
                yield from_row(row)

    def sync(self) -> Synced:
        """Close what stopped writers left, then index every record not indexed yet; safe to kill and to repeat.

        Captures of a WARC file that has gone missing stay in the index, so that its loss is noticed.
        """
        self.flush()
        done = Synced(torn=files.recover(self.data))
        for name in files.all_files(self.data):
            self._sync_file(name, done)
        return done

    def rebuild(self) -> Synced:
        """Forget everything and index all WARC files anew."""
        with self._transaction():
            self._db.execute("DELETE FROM captures")
            self._db.execute("DELETE FROM warcs")
        return self.sync()

    def _forget(self, name: str) -> None:
        with self._transaction():
            self._db.execute("DELETE FROM captures WHERE warc = ?", (name,))
            self._db.execute("DELETE FROM warcs WHERE name = ?", (name,))

    def _indexed(self, name: str) -> int:
        row = self._db.execute("SELECT indexed FROM warcs WHERE name = ?", (name,)).fetchone()
        return row[0] if row else 0

    def _set_indexed(self, name: str, end: int) -> None:
        statement = "INSERT INTO warcs VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET indexed = max(indexed, ?)"
        self._db.execute(statement, (name, end, end))

    def _sync_file(self, name: str, done: Synced) -> None:
        with files.open_warc(self.data, name) as stream:
            self._sync_stream(stream, name, done)

    def _sync_stream(self, stream: BinaryIO, name: str, done: Synced) -> None:
        start = self._indexed(name)
        size = stream.seek(0, 2)
        if size < start:  # a power cut took bytes that the index had seen
            self._forget(name)
            start = 0
        if size == start:
            return
        batch: list[Capture] = []
        end = start
        for found, end in groups(stream, name, start, done):
            batch.append(found)
            if len(batch) >= _BATCH:
                self._store(name, batch, end, done)
        self._store(name, batch, end if files.being_written(stream) else size, done)

    def _store(self, name: str, batch: list[Capture], end: int, done: Synced) -> None:
        before = len(self)
        with self._transaction():
            self._db.executemany(_INSERT, [to_row(capture) for capture in batch])
            self._set_indexed(name, end)
        done.captures += len(self) - before
        batch.clear()


def groups(stream: BinaryIO, name: str, start: int, done: Synced) -> Iterator[tuple[Capture, int]]:
    """Yield each capture of a file and where it ends. A capture is its last record: metadata and request precede it."""
    waiting: dict[str, Metadata] = {}
    for found in scan(stream, start):
        if isinstance(found, Damage):
            if not (found.tail and files.being_written(stream)):
                done.damaged.append((name, found))
            continue
        try:
            capture = _take(found, waiting, name)
        except StoreError as error:
            done.damaged.append((name, Damage(found.offset, found.end, str(error), tail=False)))
            continue
        if capture is not None:
            yield capture, found.end


def _take(found: Stored, waiting: dict[str, Metadata], name: str) -> Capture | None:
    record = found.record
    match record.kind:
        case "metadata":
            metadata = load(record.block)
            beside = record.header("WARC-Concurrent-To")
            if beside is None:  # a request that got no response: the metadata record is the capture
                return capture_of(record, metadata, name, found.offset)
            waiting[bare_id(beside)] = metadata
            return None
        case "response" | "resource" | "revisit":
            return capture_of(record, waiting.pop(record.id, None), name, found.offset)
        case _:
            return None

"""The reading cache (`readings.db`): what was read from each document, kept until its reader changes.

Losing it costs time only. A reading is a pure function of bytes, declared charset and reader; a unit's reports one
of reading, capture context and code.
"""

import sqlite3
from dataclasses import dataclass
from typing import Self

from archive.datadir import DataDir
from pipelines.formats import uses_programs
from pipelines.office.program import version as libreoffice_version
from pipelines.versions import assemble_version, reader_version

_SCHEMA = """
CREATE TABLE IF NOT EXISTS readings (
  digest TEXT, charset TEXT, version TEXT, size INTEGER, document BLOB, PRIMARY KEY (digest, charset)
);
CREATE TABLE IF NOT EXISTS assemblies (unit TEXT PRIMARY KEY, version TEXT, reports BLOB);
"""


@dataclass(frozen=True, slots=True)
class Kept:
    """A cached reading: the size of the document's bytes, and the Document as `codec.dump` wrote it.

    `program` is the version of the program outside Python that may have had a part in it, empty where none had.
    """

    size: int
    document: bytes
    program: str = ""


def program_of(format_: str) -> str:
    """Return the version of the program that may have had a part in reading a format, "" for most formats.

    Only then is LibreOffice asked, once in a process: that takes a quarter of a second.
    """
    return libreoffice_version() if uses_programs(format_) else ""


class Readings:
    """The cache of one data directory; use it as a context manager. Only one build writes it at a time."""

    def __init__(self, data: DataDir) -> None:
        data.root.mkdir(parents=True, exist_ok=True)
        self._db = sqlite3.connect(data.readings, isolation_level=None)
        try:
            self._open()
        except sqlite3.OperationalError:  # locked, or no room: it may hold good readings
            self._db.close()
            raise
        except sqlite3.DatabaseError:  # not a database: it is only a cache, so begin anew
            self._db.close()
            for name in (data.readings.name, f"{data.readings.name}-wal", f"{data.readings.name}-shm"):
                data.readings.with_name(name).unlink(missing_ok=True)
            self._db = sqlite3.connect(data.readings, isolation_level=None)
            self._open()

    def _open(self) -> None:
        self._db.execute("PRAGMA journal_mode = WAL")
        self._db.execute("PRAGMA synchronous = NORMAL")
        self._db.executescript(_SCHEMA)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._db.close()

    def reading(self, digest: str, charset: str | None) -> Kept | None:
        """Return the reading of a document by today's reader, or None."""
        query = "SELECT size, document, version FROM readings WHERE digest = ? AND charset = ?"
        row = self._db.execute(query, (digest, charset or "")).fetchone()
        if row is None:
            return None
        reader, _, program = row[2].partition(" ")
        good = reader == reader_version() and (not program or program == libreoffice_version())
        return Kept(row[0], row[1], program) if good else None

    def keep_reading(self, digest: str, charset: str | None, kept: Kept) -> None:
        """Keep a reading by today's reader, in place of an older reader's."""
        version = f"{reader_version()} {kept.program}".strip()
        row = (digest, charset or "", version, kept.size, kept.document)
        self._db.execute("INSERT OR REPLACE INTO readings VALUES (?, ?, ?, ?, ?)", row)

    def reports(self, unit: str) -> bytes | None:
        """Return the reports assembled by today's code for a unit (document and context), or None."""
        query = "SELECT reports FROM assemblies WHERE unit = ? AND version = ?"
        row = self._db.execute(query, (unit, assemble_version())).fetchone()
        return row[0] if row else None

    def keep_reports(self, unit: str, reports: bytes) -> None:
        """Keep what today's code assembled for a unit."""
        self._db.execute("INSERT OR REPLACE INTO assemblies VALUES (?, ?, ?)", (unit, assemble_version(), reports))

    def forget_old(self) -> None:
        """Drop what other versions read or assembled; it can never be used again unless the code goes back."""
        self._db.execute(
            "DELETE FROM readings WHERE version <> ?1 AND version NOT LIKE ?1 || ' %'", (reader_version(),)
        )
        self._db.execute("DELETE FROM assemblies WHERE version <> ?", (assemble_version(),))

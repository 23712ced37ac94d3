"""Opens the index of captures where its folder may not be written: a read-only mount, another user's archive."""

import sqlite3
from pathlib import Path

from archive.store.rows import VERSION


def open_to_look(path: Path) -> sqlite3.Connection:
    """Open an index in a folder that may not be written.

    SQLite itself reads one there only while its -wal and -shm files lie beside it. Where none has written since it
    was closed, nothing can change it, so it is read without them (immutable). Raises sqlite3.OperationalError for one
    whose newest rows cannot be read, or that another version of this program made.
    """
    wal = path.with_name(f"{path.name}-wal")
    try:
        db = _looked_into(f"{path.as_uri()}?mode=ro")
    except sqlite3.OperationalError:
        if wal.exists() and wal.stat().st_size:
            raise sqlite3.OperationalError(
                f"unable to open database file: its newest rows lie in {wal.name}, which SQLite does not read in a "
                "folder that may not be written; run `nianbao status` once where it may"
            ) from None
        db = _looked_into(f"{path.as_uri()}?mode=ro&immutable=1")
    if db.execute("PRAGMA user_version").fetchone()[0] != VERSION:
        db.close()
        raise sqlite3.OperationalError(
            "unable to open database file: captures.db was made by another version of Nianbao, and the folder may not "
            "be written; run `nianbao verify` once where it may"
        )
    return db


def _looked_into(uri: str) -> sqlite3.Connection:
    db = sqlite3.connect(uri, uri=True, timeout=60, isolation_level=None)
    try:
        db.execute("SELECT 1 FROM sqlite_master LIMIT 1").fetchone()
    except sqlite3.DatabaseError:
        db.close()
        raise
    return db

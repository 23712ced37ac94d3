"""An index that SQLite cannot read: it is moved aside, since the WARC files make another."""

import sqlite3
from contextlib import closing
from pathlib import Path

from archive.datadir import DataDir

_BESIDE = ("-wal", "-shm")  # SQLite's own files; left behind, they would be taken for those of the new index


def set_index_aside(data: DataDir) -> Path | None:
    """Move a damaged `captures.db` to `captures.db.damaged`, in the place of an older one, and return where it lies.

    Returns None where the index is sound or there is none. Raises sqlite3.OperationalError when it cannot be opened
    for another reason: rights, a full disk, another process that holds it.
    """
    if not data.captures.exists() or _is_sound(data.captures):
        return None
    aside = data.captures.with_name(f"{data.captures.name}.damaged")
    data.captures.replace(aside)
    for ending in _BESIDE:
        data.captures.with_name(data.captures.name + ending).unlink(missing_ok=True)
    return aside


def _is_sound(path: Path) -> bool:
    try:
        with closing(sqlite3.connect(path, timeout=60)) as db:
            found: str = db.execute("PRAGMA integrity_check(1)").fetchone()[0]
    except sqlite3.OperationalError:
        raise
    except sqlite3.DatabaseError:
        return False
    return found == "ok"

"""Bounds on the SQL that readers write: how large a value and a result may become, and what it may tell.

Datasette bounds time and rows. A single value made by `zeroblob` or `printf`, or a thousand long ones, would still
fill the memory and hold up every other reader while they are written out as JSON.
"""

import sqlite3
from typing import Any
from weakref import WeakKeyDictionary

VALUE_BYTES = 4_000_000
RESULT_BYTES = 32_000_000


def bound(connection: sqlite3.Connection) -> None:
    """Bound what queries on a connection may return; one that asks for more fails with OperationalError."""
    connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, VALUE_BYTES)
    connection.row_factory = _bounded_rows()
    connection.set_authorizer(_allow)


def _bounded_rows() -> Any:
    spent: WeakKeyDictionary[sqlite3.Cursor, int] = WeakKeyDictionary()

    def row(cursor: sqlite3.Cursor, values: tuple[Any, ...]) -> sqlite3.Row:
        size = spent.get(cursor, 0) + sum(len(value) for value in values if isinstance(value, str | bytes))
        if size > RESULT_BYTES:
            raise sqlite3.OperationalError(f"the result is larger than {RESULT_BYTES} bytes; ask for less")
        spent[cursor] = size
        return sqlite3.Row(cursor, values)

    return row


def _allow(action: int, first: str | None, *_: object) -> int:
    # its answer is the folder the archive lies in; ignored, it has no rows
    folder = action == sqlite3.SQLITE_PRAGMA and (first or "").lower() == "database_list"
    return sqlite3.SQLITE_IGNORE if folder else sqlite3.SQLITE_OK

"""One statement that says which relations may fail inside one report, made from the queries of all.

A report without findings, as most are, costs one step of one prepared statement.
"""

import re
import sqlite3
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from pipelines.checks.check import Check

# a query of one SELECT whose conditions name no column of its result; its clauses begin their lines
_SIMPLE = re.compile(r"SELECT\b.*?\nFROM\b(?P<source>.*?)\nWHERE\b(?P<condition>.*)", re.DOTALL)
_MORE = re.compile(r"^(?:FROM|WHERE|GROUP|UNION|WINDOW)\b|\b(?:found|expected|where_codes)\b", re.MULTILINE)

_COMMENT = re.compile("--[^\n]*")  # may hold an apostrophe
_QUOTED = re.compile("'([^']*)'")


class Reads(NamedTuple):
    """What statements read."""

    columns: Mapping[str, frozenset[str]]  # by table
    words: frozenset[str]  # what stands in quotes; a note is looked for under its code


def screen(checks: Iterable[Check]) -> str:
    """Return the statement over `scope`, a single report: one row with 1 for each check that has rows, else 0."""
    return "SELECT " + ",\n".join(f"EXISTS (\n{_shortened(check)}\n)" for check in checks)


def _shortened(check: Check) -> str:
    """Return a query that has a row where the check has one: all its instances in one pass, if they read alike."""
    simple = _SIMPLE.fullmatch(check.sql)
    if not check.per or not simple or "{x}" in simple["source"] or _MORE.search(simple["source"] + simple["condition"]):
        return check.rows()
    conditions = " OR ".join(f"({simple['condition'].replace('{x}', item)}\n)" for item in check.per)
    return f"SELECT 1 FROM{simple['source']} WHERE {conditions}"


def reads_of(db: sqlite3.Connection, statements: Iterable[str]) -> Reads:
    """Return what statements read, views followed to their tables."""
    found: dict[str, set[str]] = {}
    words: set[str] = set()

    def note(action: int, table: str | None, column: str | None, *_: object) -> int:
        if action == sqlite3.SQLITE_READ and table:
            found.setdefault(table, set()).add(column or "")
        return sqlite3.SQLITE_OK

    db.set_authorizer(note)
    try:
        for statement in statements:
            db.execute(f"EXPLAIN {statement}").close()
            words.update(_QUOTED.findall(_COMMENT.sub("", statement)))
    finally:
        db.set_authorizer(None)
    return Reads({table: frozenset(names) for table, names in found.items()}, frozenset(words))

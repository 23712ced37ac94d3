"""An archive of one report in memory, as far as the relations inside it read one."""

import sqlite3
import threading
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import chain

from archive import schema
from pipelines.checks.check import SCOPE, prepare
from pipelines.checks.screen import Reads
from pipelines.narrative.rows import TABLE, narrative_rows
from pipelines.report import Report
from pipelines.wide import WideCells

NUMBER = 1  # the report's number while it is alone in memory
_AT_ONCE = 32  # rows in one statement; a report's table 3 has 23 to 30
_STATEMENTS = 512  # kept prepared: the relations and an INSERT for every number of rows
_local = threading.local()


def memory() -> sqlite3.Connection:
    """Return this thread's archive; the view `scope` is its report. What is filled in is rolled back afterwards."""
    db: sqlite3.Connection | None = getattr(_local, "db", None)
    if db is None:
        db = sqlite3.connect(":memory:", isolation_level=None, cached_statements=_STATEMENTS)
        for table in schema.tables().values():
            db.execute(table.create_sql())  # without indexes: filling them takes longer than they save
        for view in schema.views().values():
            db.execute(f"CREATE VIEW {view.name} AS {view.sql}")
        prepare(db)
        db.execute(f"CREATE TEMP VIEW scope AS {SCOPE} FROM reports AS r")
        _local.db = db
    return db


def fill(db: sqlite3.Connection, report: Report, cells: WideCells, reads: Reads) -> None:
    """Enter the tables of the report's content that are read."""
    for table, rows in _content(report, cells, reads):
        for start in range(0, len(rows), _AT_ONCE):
            some = rows[start : start + _AT_ONCE]
            db.execute(_insert(table, len(some)), list(chain.from_iterable(some)))


def _content(report: Report, cells: WideCells, reads: Reads) -> Iterator[tuple[str, Sequence[tuple[object, ...]]]]:
    for table in ("disclosure", "statistics", "requests", "disputes", "printed_layouts"):
        if table in reads.columns:
            yield table, getattr(cells, table)
    if "cell_notes" in reads.columns:
        yield "cell_notes", cells.cell_notes(reads.words)
    if "printed_tables" in reads.columns:
        yield "printed_tables", cells.printed_tables(reads.columns["printed_tables"])
    if TABLE in reads.columns:
        yield TABLE, narrative_rows(report.narrative, NUMBER)
    if "sections" in reads.columns:
        sections = enumerate(report.sections)
        yield "sections", [(NUMBER, index, one.number, one.heading, one.text, one.page) for index, one in sections]


@cache
def _insert(table: str, rows: int) -> str:
    row = f"({', '.join('?' * len(schema.tables()[table].columns))})"
    return f"INSERT INTO {table} VALUES {', '.join([row] * rows)}"  # noqa: S608 - the table's name is ours

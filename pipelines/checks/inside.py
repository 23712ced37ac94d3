"""The relations inside one report, run while it is assembled, on an archive in memory."""

import sqlite3
import threading
from collections.abc import Mapping
from functools import cache
from typing import NamedTuple

import sqlite_utils

from archive import schema
from pipelines.checks.check import load_checks, prepare
from pipelines.report import Finding, Report
from pipelines.wide import WideRows, wide_rows

NUMBER = 1  # the report's number while it is alone in memory
_TABLES = ("disclosure", "requests", "disputes", "printed_tables", "cell_notes")
_local = threading.local()


class BodyFacts(NamedTuple):
    """What the relations ask about a body, as in the table `bodies`; unknown facts leave relations out."""

    level: str = "unknown"
    kind: str = "other"


def check_report(
    report: Report,
    *,
    units: Mapping[str, str | None],
    form_expected: str | None = None,
    body: BodyFacts | None = None,
) -> tuple[Finding, ...]:
    """Return the findings inside one report (checks with `over: report`), in the order of check and place.

    `units` are the codebook's by indicator code, `form_expected` the form in force for the report's year.
    Raises ValueError for figures that no wide table has a place for.
    """
    db = _memory()
    db.execute("BEGIN")
    try:
        _fill(db, report, wide_rows(report, NUMBER, units), form_expected, body or BodyFacts())
        rows = db.execute(_all_inside()).fetchall()
    finally:
        db.execute("ROLLBACK")  # empties every table at once
    return tuple(sorted((to_finding(row) for row in rows), key=lambda finding: (finding.check, finding.where)))


def to_finding(row: tuple[int, str, str, str | None, int | float | None, int | float | None]) -> Finding:
    """Turn a row of a check's query into a Finding."""
    _, check, severity, where, found, expected = row
    return Finding(check=check, severity=severity, where=tuple((where or "").split()), found=found, expected=expected)


def _memory() -> sqlite3.Connection:
    db: sqlite3.Connection | None = getattr(_local, "db", None)
    if db is None:
        db = sqlite3.connect(":memory:", isolation_level=None, cached_statements=64)
        schema.create(sqlite_utils.Database(db))
        prepare(db)
        db.execute("INSERT INTO temp.scope_reports VALUES (?)", (NUMBER,))
        _local.db = db
    return db


@cache
def _all_inside() -> str:
    """Return one statement for all of them: preparing it once per process is most of the speed."""
    inside = [check for check in load_checks() if check.over == "report"]
    return "\nUNION ALL\n".join(f"SELECT * FROM ({check.query()})" for check in inside)  # noqa: S608 - our files


@cache
def _insert(table: str) -> str:
    marks = ", ".join("?" * len(schema.tables()[table].columns))
    return f"INSERT INTO {table} VALUES ({marks})"  # noqa: S608 - the table's name is ours


def _fill(db: sqlite3.Connection, report: Report, rows: WideRows, form_expected: str | None, body: BodyFacts) -> None:
    about = report.about
    db.execute("INSERT INTO bodies (body, level, kind) VALUES ('', ?, ?)", body)
    db.execute(
        "INSERT INTO reports (report, body, year, scope, current, form, form_variant, form_expected, published)"
        " VALUES (?, '', ?, ?, 1, ?, ?, ?, ?)",
        (
            NUMBER,
            about.year.value,
            about.scope.value,
            report.form,
            report.form_variant,
            form_expected,
            about.published.value,
        ),
    )
    for table, table_rows in rows.by_table():
        if table in _TABLES and table_rows:
            db.executemany(_insert(table), table_rows)
    db.executemany(
        "INSERT INTO sections (report, position, number, heading, text) VALUES (?, ?, ?, ?, ?)",
        [(NUMBER, index, s.number, s.heading, s.text) for index, s in enumerate(report.sections)],
    )

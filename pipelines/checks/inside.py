"""The relations inside one report, run while it is assembled, on an archive in memory."""

import sqlite3
import threading
from collections.abc import Mapping
from dataclasses import replace
from functools import cache, lru_cache
from itertools import chain
from typing import NamedTuple

import sqlite_utils

from archive import schema
from archive.bodies import resolve
from pipelines.checks.check import load_checks, prepare
from pipelines.forms import load_forms, statistics_forms
from pipelines.forms.indicators import indicators
from pipelines.narrative.rows import TABLE, narrative_rows
from pipelines.report import Finding, Report
from pipelines.wide import WideRows, wide_rows

UNSURE = 0.45  # confidence of a recognised figure below which it may be misread; a faint 0 has 0.5, being near to O
NUMBER = 1  # the report's number while it is alone in memory
_TABLES = ("disclosure", "statistics", "requests", "disputes", "printed_tables", "printed_layouts", "cell_notes")
_local = threading.local()


class BodyFacts(NamedTuple):
    """What the relations ask about a body, as in the table `bodies`; unknown facts leave relations out."""

    level: str = "unknown"
    kind: str = "other"


def check_report(report: Report, body: BodyFacts | None = None) -> tuple[Finding, ...]:
    """Return the findings inside one report (checks with `over: report`), in the order of check and place.

    Without `body` its level and kind are those of the name that the report prints, as far as that name tells.
    Raises ValueError for figures that no wide table has a place for.
    """
    rows = wide_rows(report, NUMBER, units())
    db = _memory()
    db.execute("BEGIN")
    try:
        _fill(db, report, rows, body or _facts(report))
        found = [row for query in _queries(report.form or "none") for row in db.execute(query)]
    finally:
        db.execute("ROLLBACK")  # empties every table at once
    unsure = {f.code for f in report.figures if f.confidence is not None and f.confidence < UNSURE}
    findings = (_softened(to_finding(row), unsure) for row in found)
    return tuple(sorted(findings, key=lambda finding: (finding.check, finding.where)))


def _softened(finding: Finding, unsure: set[str]) -> Finding:
    """Make a hard finding soft where a figure in it was recognised so unsurely that the reading may be at fault."""
    doubtful = finding.severity == "hard" and not unsure.isdisjoint(finding.where)
    return replace(finding, severity="soft") if doubtful else finding


def _facts(report: Report) -> BodyFacts:
    name, year = report.about.body.value, report.about.year.value
    return _facts_of(str(name), year if isinstance(year, int) else None) if name else BodyFacts()


@lru_cache(maxsize=4096)
def _facts_of(name: str, year: int | None) -> BodyFacts:
    body = resolve(name, year=year)
    return BodyFacts(body.level, body.kind) if body else BodyFacts()


@cache
def units() -> Mapping[str, str | None]:
    """Return the codebook's unit of each indicator, as `wide_rows` takes it."""
    return {indicator.code: indicator.unit for indicator in indicators()}


@cache
def form_expected(year: int) -> str | None:
    """Return the form version in force for reports about a year, None before the first."""
    tables = (form.id for form in load_forms().values() if form.expected_in(year))
    returns = (form.id for form in statistics_forms().values() if form.expected_in(year))
    return next(chain(tables, returns), None)


def to_finding(row: tuple[int, str, str, str | None, int | float | None, int | float | None, str]) -> Finding:
    """Turn a row of a check's query into a Finding."""
    _, check, severity, where, found, expected, _ = row
    return Finding(check=check, severity=severity, where=tuple((where or "").split()), found=found, expected=expected)


def _memory() -> sqlite3.Connection:
    db: sqlite3.Connection | None = getattr(_local, "db", None)
    if db is None:
        db = sqlite3.connect(":memory:", isolation_level=None, cached_statements=128)
        schema.create(sqlite_utils.Database(db))
        prepare(db)
        db.execute("INSERT INTO temp.scope_reports VALUES (?)", (NUMBER,))
        _local.db = db
    return db


@cache
def _queries(form: str) -> tuple[str, ...]:
    """Return the statements that can find something in a report on this form.

    Each is prepared once per process, since the connection keeps them: that is most of the speed.
    """
    inside = [check for check in load_checks() if check.over == "report"]
    return tuple(check.query() for check in inside if form in check.forms or "any" in check.forms)


@cache
def _insert(table: str) -> str:
    marks = ", ".join("?" * len(schema.tables()[table].columns))
    return f"INSERT INTO {table} VALUES ({marks})"  # noqa: S608 - the table's name is ours


def _fill(db: sqlite3.Connection, report: Report, rows: WideRows, body: BodyFacts) -> None:
    about, year = report.about, report.about.year.value
    expected = form_expected(year) if isinstance(year, int) else None
    facts = (NUMBER, year, about.scope.value, report.form, report.form_variant, expected, about.published.value)
    stated = (about.title.value, about.period_from.value, about.period_to.value)
    db.execute("INSERT INTO bodies (body, level, kind) VALUES ('', ?, ?)", body)
    db.execute(
        "INSERT INTO reports (report, body, current, year, scope, form, form_variant, form_expected, published,"
        " title, period_from, period_to) VALUES (?, '', 1, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (*facts, *stated),
    )
    for table, table_rows in rows.by_table():
        if table in _TABLES and table_rows:
            db.executemany(_insert(table), table_rows)
    if report.narrative:
        db.executemany(_insert(TABLE), narrative_rows(report.narrative, NUMBER))
    db.executemany(
        "INSERT INTO sections (report, position, number, heading, text) VALUES (?, ?, ?, ?, ?)",
        [(NUMBER, index, s.number, s.heading, s.text) for index, s in enumerate(report.sections)],
    )

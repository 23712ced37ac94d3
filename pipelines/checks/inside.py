"""The relations inside one report, run while it is assembled, on an archive in memory."""

from collections.abc import Mapping
from dataclasses import replace
from functools import cache, lru_cache
from itertools import chain, compress
from typing import NamedTuple

from archive.bodies import resolve
from pipelines.checks.check import Check, load_checks
from pipelines.checks.memory import NUMBER, fill, memory
from pipelines.checks.screen import Reads, reads_of, screen
from pipelines.forms import load_forms, statistics_forms
from pipelines.forms.indicators import indicators
from pipelines.report import Finding, Report
from pipelines.wide import WideCells

UNSURE = 0.45  # confidence of a recognised figure below which it may be misread; a faint 0 has 0.5, being near to O
_REPORT = """INSERT INTO reports (report, body, current, year, scope, form, form_variant, form_expected, published,
  title, period_from, period_to) VALUES (?, '', 1, ?, ?, ?, ?, ?, ?, ?, ?, ?)"""
_BODY = "INSERT INTO bodies (body, level, kind) VALUES ('', ?, ?)"


class BodyFacts(NamedTuple):
    """What the relations ask about a body, as in the table `bodies`; unknown facts leave relations out."""

    level: str = "unknown"
    kind: str = "other"


def check_report(report: Report, body: BodyFacts | None = None) -> tuple[Finding, ...]:
    """Return the findings inside one report (checks with `over: report`), in the order of check and place.

    Without `body` its level and kind are those of the name that the report prints, as far as that name tells.
    Raises ValueError for figures that no wide table has a place for.
    """
    cells = WideCells(report, NUMBER, units())
    db, relations = memory(), _relations(report.form or "none")
    db.execute("BEGIN")
    try:
        db.execute(_BODY, body or _facts(report))
        db.execute(_REPORT, _about(report))
        fill(db, report, cells, relations.reads)
        failing = db.execute(relations.screen).fetchone()
        found = [
            _finding(check, row) for check, query in compress(relations.queries, failing) for row in db.execute(query)
        ]
    finally:
        db.execute("ROLLBACK")  # empties every table at once
    if not found:
        return ()
    holes = set(cells.holes)
    unsure = {f.code for f in report.figures if f.confidence is not None and f.confidence < UNSURE}
    findings = (_softened(finding, unsure) for finding in found if holes.isdisjoint(finding.where))
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


class _Relations(NamedTuple):
    """What is asked about every report on one form; each statement is prepared once per process."""

    screen: str
    queries: tuple[tuple[Check, str], ...]  # in the order of the screen's columns
    reads: Reads


@cache
def _relations(form: str) -> _Relations:
    inside = [check for check in load_checks() if check.over == "report"]
    asked = [check for check in inside if form in check.forms or "any" in check.forms]
    statement = screen(asked)
    queries = tuple((check, check.rows()) for check in asked)
    # the screen leaves out what the queries say of a failing row, which may be read from further tables
    return _Relations(statement, queries, reads_of(memory(), [statement, *(query for _, query in queries)]))


def _about(report: Report) -> tuple[str | int | None, ...]:
    about, year = report.about, report.about.year.value
    expected = form_expected(year) if isinstance(year, int) else None
    facts = (NUMBER, year, about.scope.value, report.form, report.form_variant, expected, about.published.value)
    return (*facts, about.title.value, about.period_from.value, about.period_to.value)


def _finding(check: Check, row: tuple[int, str | None, int | float | None, int | float | None]) -> Finding:
    _, where, found, expected = row[:4]
    where_codes = tuple((where or "").split())
    return Finding(check=check.id, severity=check.severity, where=where_codes, found=found, expected=expected)

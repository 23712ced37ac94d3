"""Reports as the pages need them: one record per report, with its body, and whether it may be shown."""

import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields, replace

from archive.publication.answers import Ask, Missing

# When an address names no scope, the widest own figure comes first.
SCOPES = ("own_level", "whole_area", "own_office", "unknown")


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """A row of `reports` with the name of its body; `withheld` is the reason why its document is not shown."""

    report: int
    body: str
    body_name: str
    year: int
    scope: str
    current: int
    superseded_by: int | None
    previous_report: int | None
    title: str | None
    form: str | None
    form_variant: str | None
    form_expected: str | None
    published: str | None
    published_source: str | None
    period_from: str | None
    period_to: str | None
    sources_differ: str | None
    document: str | None
    first_captured: str | None
    last_captured: str | None
    url: str | None
    gone: int | None
    missing_since: str | None
    demonstration: int | None
    withheld: str | None

    @property
    def path(self) -> str:
        """The report's address without prefix; a superseded revision has its own."""
        return f"/report/{self.body}/{self.year}/{self.scope}"

    @property
    def revision_query(self) -> int | None:
        """What the address needs beside the path: the number of a superseded revision."""
        return None if self.current else self.report


_FIELDS = [field.name for field in fields(Report)]
_SOURCE = {"body_name": "b.name AS body_name", "withheld": "d.withheld AS withheld"}
SELECT = (
    "SELECT "  # noqa: S608 (column names are those of the record above)
    + ", ".join(_SOURCE.get(name, f"r.{name}") for name in _FIELDS)
    + " FROM reports r JOIN bodies b USING (body) LEFT JOIN documents d ON d.document = r.document "
)
# What is withheld is a short list with an index of its own: one look at it, not one for each report.
VISIBLE = "r.current = 1 AND coalesce(r.document, '') NOT IN (SELECT document FROM documents WHERE withheld <> '')"


def select(db: sqlite3.Connection, where: str, values: Iterable[object] = ()) -> Iterator[Report]:
    """Yield the reports that a clause on `r` and `b` selects."""
    for row in db.execute(SELECT + where, tuple(values)):
        yield Report(**dict(row))


def rank(report: Report) -> tuple[int, int]:
    """Order reports of one body and year: by scope, the current revision first."""
    scope = SCOPES.index(report.scope) if report.scope in SCOPES else len(SCOPES)
    return scope, -report.current


def of_year(ask: Ask, body: str, year: int) -> list[Report]:
    """Return all reports of a body and year, the one an address without scope means first.

    What withheld.csv names since the build is withheld too.
    """
    since = ask.site.withheld
    found = select(ask.db, "WHERE r.body = ? AND r.year = ?", (body, year))
    now = (replace(one, withheld=since.get(one.document or "", one.withheld)) for one in found)
    return sorted(now, key=rank)


def find(ask: Ask, body: str, year: int, scope: str | None) -> tuple[Report, list[Report]]:
    """Return the report an address means and all of that body and year. Raises Missing."""
    year_reports = of_year(ask, body, year)
    wanted = [report for report in year_reports if scope in (None, report.scope)]
    number = ask.number("report")
    if number is not None:
        wanted = [report for report in wanted if report.report == number]
    elif any(report.current for report in wanted):
        wanted = [report for report in wanted if report.current]
    if not wanted:
        raise Missing("missing.report", body=body, year=year)
    return wanted[0], year_reports


def by_number(db: sqlite3.Connection, report: int) -> Report | None:
    """Return one report by its number."""
    return next(select(db, "WHERE r.report = ?", (report,)), None)


def refuse_withheld(report: Report) -> None:
    """Raise Missing (410) with the reason where a report's document is withheld."""
    if report.withheld:
        raise Missing("missing.withheld", 410, reason=report.withheld)

"""The first page: what this is, the country at a glance, how it develops, what is new, what is missing."""

import sqlite3
from dataclasses import dataclass

from archive.publication.answers import Answer, Ask, Html
from archive.publication.charts import Chart
from archive.publication.drawings import drawn
from archive.publication.findings import latest_findings
from archive.publication.measures import MEASURES, held, latest_year, scope_of
from archive.publication.releases import releases
from archive.publication.reports import SCOPES, VISIBLE

PATH = r"/?"
FAILED = ("blocked", "failed", "empty", "refused")
FINDINGS = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """How much the archive holds."""

    reports: int
    bodies: int
    first_year: int | None
    last_year: int | None
    findings: int
    problems: int
    withheld: int
    demonstration: int


def view(ask: Ask) -> Answer:
    """Return the home page; `measure`, `year` and `scope` choose what the map shows."""
    counts = ask.site.once("home counts", lambda: _counts(ask.db))
    years = list(held(ask))
    year = ask.number("year")
    year = year if year in years else latest_year(ask)
    measure = ask.query.get("measure", "")
    measure = measure if measure in MEASURES else next(iter(MEASURES))
    scope = scope_of(ask, year)
    return Html(
        template="home.html",
        title=ask.say("frame.name"),
        demonstration=counts.demonstration > 0,
        context={
            "counts": counts,
            "measures": tuple(MEASURES),
            "years": years,
            "scopes": SCOPES,
            "chosen": {"measure": measure, "year": year, "scope": scope},
            "map": drawn(ask, f"country/{measure}/{year}", scope=scope) if year else None,
            "trends": _trends(ask) if year else (),
            "findings": ask.site.once(f"home findings {ask.language}", lambda: latest_findings(ask, FINDINGS)),
            "failures": ask.site.once("home failures", lambda: _failures(ask.db)),
            "releases": releases(ask.site.data)[:1],
        },
    )


def _trends(ask: Ask) -> tuple[Chart, ...]:
    """Return the trends, drawn once for each language: they depend on nothing that a reader chooses."""
    return ask.site.once(
        f"home trends {ask.language}", lambda: tuple(drawn(ask, f"trend/{what}") for what in ("outcomes", "requests"))
    )


def _counts(db: sqlite3.Connection) -> Counts:
    reports = db.execute(
        "SELECT count(*) AS reports, count(DISTINCT r.body) AS bodies, min(r.year) AS first, max(r.year) AS last,"  # noqa: S608 (only constants are put in)
        f" coalesce(sum(r.demonstration), 0) AS demonstration FROM reports r WHERE {VISIBLE}"
    ).fetchone()
    return Counts(
        reports=reports["reports"],
        bodies=reports["bodies"],
        first_year=reports["first"],
        last_year=reports["last"],
        demonstration=reports["demonstration"],
        findings=db.execute(
            f"SELECT count(*) FROM findings f JOIN reports r USING (report) WHERE {VISIBLE}"  # noqa: S608 (a constant)
        ).fetchone()[0],
        problems=db.execute("SELECT count(*) FROM problems").fetchone()[0],
        withheld=db.execute("SELECT count(*) FROM documents WHERE withheld <> ''").fetchone()[0],
    )


def _failures(db: sqlite3.Connection) -> list[sqlite3.Row]:
    marks = ", ".join("?" * len(FAILED))
    return db.execute(
        f"SELECT outcome, count(*) AS requests FROM captures WHERE outcome IN ({marks})"  # noqa: S608 (only marks)
        " GROUP BY outcome ORDER BY outcome",
        FAILED,
    ).fetchall()

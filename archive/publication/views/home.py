"""The first page: what this is, the country at a glance, how it develops, what is new, what is missing."""

import sqlite3
from dataclasses import dataclass

from archive.publication.answers import Answer, Ask, Html
from archive.publication.charts import Chart
from archive.publication.drawings import drawn
from archive.publication.findings import Finding, list_findings
from archive.publication.measures import MEASURES, held, latest_year, scope_of
from archive.publication.releases import releases
from archive.publication.reports import SCOPES

PATH = r"/?"
FAILED = ("blocked", "failed", "empty", "refused")
FINDINGS = 5
# Reports that no list shows: counting these few is quicker than asking of each report whether it may be shown.
HIDDEN = (
    "SELECT report FROM reports WHERE current <> 1 OR document IN (SELECT document FROM documents WHERE withheld <> '')"
)


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
            "findings": ask.site.once(f"home findings {ask.language}", lambda: _newest(ask)),
            "failures": ask.site.once("home failures", lambda: _failures(ask.db)),
            "releases": releases(ask.site.data)[:1],
        },
    )


def _trends(ask: Ask) -> tuple[Chart, ...]:
    """Return the trends, drawn once for each language: they depend on nothing that a reader chooses."""
    return ask.site.once(
        f"home trends {ask.language}", lambda: tuple(drawn(ask, f"trend/{what}") for what in ("outcomes", "requests"))
    )


def _newest(ask: Ask) -> list[Finding]:
    """Return the hard findings of the latest reports; asked year by year, since sorting all of them takes long."""
    found: list[Finding] = []
    for year in ask.years():
        found += list_findings(ask, "f.severity = 'hard' AND r.year = ?", (year,), FINDINGS - len(found))
        if len(found) >= FINDINGS:
            break
    return found


def _counts(db: sqlite3.Connection) -> Counts:
    hidden = {row[0] for row in db.execute(HIDDEN)}
    reports = db.execute(
        "SELECT count(*) AS reports, min(year) AS first, max(year) AS last,"
        " (SELECT 1 FROM reports WHERE demonstration = 1 LIMIT 1) AS demonstration FROM reports"
    ).fetchone()
    counted = "SELECT count(*) FROM findings WHERE report = ?"
    findings = db.execute("SELECT count(*) FROM findings").fetchone()[0]
    return Counts(
        reports=reports["reports"] - len(hidden),
        bodies=db.execute("SELECT count(*) FROM bodies").fetchone()[0],
        first_year=reports["first"],
        last_year=reports["last"],
        demonstration=reports["demonstration"] or 0,
        findings=findings - sum(db.execute(counted, (report,)).fetchone()[0] for report in hidden),
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

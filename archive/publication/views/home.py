"""The first page: what this is, how much there is, what is new, what is missing."""

import sqlite3
from dataclasses import dataclass

from archive.publication.answers import Answer, Ask, Html
from archive.publication.findings import latest_findings
from archive.publication.releases import releases
from archive.publication.reports import VISIBLE

PATH = r"/?"
FAILED = ("blocked", "failed", "empty", "refused")


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
    """Return the home page."""
    counts = ask.site.once("home counts", lambda: _counts(ask.db))
    return Html(
        template="home.html",
        title=ask.say("frame.name"),
        demonstration=counts.demonstration > 0,
        context={
            "counts": counts,
            "provinces": ask.site.once("home provinces", lambda: _provinces(ask.db)),
            "findings": ask.site.once(f"home findings {ask.language}", lambda: latest_findings(ask, 8)),
            "failures": ask.site.once("home failures", lambda: _failures(ask.db)),
            "releases": releases(ask.site.data)[:1],
        },
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


def _provinces(db: sqlite3.Connection) -> list[sqlite3.Row]:
    return db.execute(
        "SELECT substr(b.region, 1, 2) AS province, count(DISTINCT r.body) AS bodies, count(*) AS reports,"  # noqa: S608 (only constants are put in)
        " max(b.demonstration) AS demonstration,"
        " (SELECT name FROM regions g WHERE g.region = substr(b.region, 1, 2) || '0000'"
        "  ORDER BY g.valid_from DESC LIMIT 1) AS name"
        f" FROM reports r JOIN bodies b USING (body) WHERE {VISIBLE} GROUP BY 1 ORDER BY 1"
    ).fetchall()


def _failures(db: sqlite3.Connection) -> list[sqlite3.Row]:
    marks = ", ".join("?" * len(FAILED))
    return db.execute(
        f"SELECT outcome, count(*) AS requests FROM captures WHERE outcome IN ({marks})"  # noqa: S608 (only marks)
        " GROUP BY outcome ORDER BY outcome",
        FAILED,
    ).fetchall()

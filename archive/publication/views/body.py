"""One body: its years side by side, its reports, what is missing."""

import sqlite3

from archive.publication.answers import Answer, Ask, Html, Missing, Redirect
from archive.publication.codebook import Codebook
from archive.publication.drawings.body import charts_of
from archive.publication.failing import body_findings
from archive.publication.peers import peers_of
from archive.publication.reports import VISIBLE, Report, rank, select
from archive.publication.series import series_of
from archive.publication.successors import successor

PATH = r"/body/(?P<body>[0-9]{6}-[0-9a-f]{8})/?"
_BELOW = 300  # a government's bodies that are named
_ELSEWHERE = 100
FIRST_YEAR = 2008  # the first reports of all are about 2008


def view(ask: Ask) -> Answer:
    """Return the page, or a redirect where the body has another identifier now."""
    body = ask.db.execute("SELECT * FROM bodies WHERE body = ?", (ask.value("body"),)).fetchone()
    if body is None:
        moved = successor(ask.db, ask.value("body"))
        if moved is None:
            raise Missing("missing.body")
        return Redirect(to=f"/body/{moved}", permanent=True)
    reports = sorted(
        select(ask.db, "WHERE r.body = ? ORDER BY r.year DESC", (body["body"],)), key=lambda r: (-r.year, rank(r))
    )
    current = [report for report in reports if report.current]
    codebook = Codebook(ask.db)
    failing = body_findings(ask, body["body"])
    series = series_of(ask, codebook, body["body"], current, failing)
    return Html(
        template="body.html",
        title=body["name"],
        demonstration=bool(body["demonstration"]) or any(report.demonstration for report in reports),
        context={
            "body": body,
            "place": ask.db.execute(
                "SELECT full_name FROM regions WHERE region = ? ORDER BY valid_from DESC LIMIT 1", (body["region"],)
            ).fetchone(),
            "above": ask.db.execute("SELECT body, name FROM bodies WHERE body = ?", (body["parent"],)).fetchone(),
            "below": ask.db.execute(
                "SELECT body, name FROM bodies WHERE parent = ? ORDER BY name, body LIMIT ?", (body["body"], _BELOW)
            ).fetchall(),
            "before_after": _before_after(ask, body["body"]),
            "elsewhere": _elsewhere(ask, body["body"]),
            "names": ask.db.execute("SELECT * FROM body_names WHERE body = ?", (body["body"],)).fetchall(),
            "reports": reports,
            "findings": _finding_counts(ask, body["body"]),
            "series": series,
            "failing": failing,
            "charts": [charts_of(ask, one) for one in series],
            "missing_years": _missing(current),
            "peers": peers_of(ask.db, current),
        },
    )


def _finding_counts(ask: Ask, body: str) -> dict[int, dict[str, int]]:
    counts: dict[int, dict[str, int]] = {}
    for row in ask.db.execute(
        "SELECT f.report, f.severity, count(*) AS n FROM findings f JOIN reports r USING (report)"
        " WHERE r.body = ? GROUP BY 1, 2",
        (body,),
    ):
        counts.setdefault(row["report"], {})[row["severity"]] = row["n"]
    return counts


def _before_after(ask: Ask, body: str) -> list[sqlite3.Row]:
    """Return what the body came from and went into, in words, with the other body where it is held."""
    return ask.db.execute(
        "SELECT l.zh, l.en, b.body, b.name FROM (SELECT *, predecessor AS other FROM body_links WHERE successor = :body"
        " UNION ALL SELECT *, successor FROM body_links WHERE predecessor = :body) AS l"
        " LEFT JOIN bodies AS b ON b.body = l.other ORDER BY l.year, l.other LIMIT :most",
        {"body": body, "most": _BELOW},
    ).fetchall()


def _elsewhere(ask: Ask, body: str) -> list[sqlite3.Row]:
    """Return the other addresses at which this body's current reports were found."""
    return ask.db.execute(
        "SELECT DISTINCT r.year, r.scope, s.role, c.url FROM reports AS r JOIN report_sources AS s USING (report)"  # noqa: S608 (a constant)
        " JOIN captures AS c USING (capture)"
        f" WHERE r.body = ? AND {VISIBLE} AND s.role IN ('mirror', 'copy') AND c.url <> r.url"
        " AND NOT EXISTS (SELECT 1 FROM documents w WHERE w.document = s.document AND w.withheld <> '')"
        " ORDER BY r.year DESC, r.scope, c.url LIMIT ?",
        (body, _ELSEWHERE),
    ).fetchall()


def _missing(current: list[Report]) -> list[int]:
    years = {report.year for report in current}
    return [year for year in range(max(min(years), FIRST_YEAR), max(years)) if year not in years] if years else []

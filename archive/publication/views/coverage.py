"""What is held and what is not: reports by year and form, sites with their last failure, problems by kind."""

import sqlite3

from archive.publication.answers import Answer, Ask, Html
from archive.publication.reports import VISIBLE

PATH = r"/coverage/?"
SHOWN = 300


def view(ask: Ask) -> Answer:
    """Return the page."""
    db = ask.db
    years = db.execute(
        "SELECT r.year, coalesce(r.form, '') AS form, count(*) AS reports, count(DISTINCT r.body) AS bodies,"  # noqa: S608 (only constants are put in)
        f" max(r.demonstration) AS demonstration FROM reports r WHERE {VISIBLE}"
        " GROUP BY 1, 2 ORDER BY 1 DESC, 2"
    ).fetchall()
    failed = db.execute(
        "SELECT capture, url, time, outcome, status, reason, site FROM captures"
        " WHERE outcome IN ('blocked', 'failed', 'empty', 'refused', 'gone') ORDER BY time DESC LIMIT ?",
        (SHOWN + 1,),
    ).fetchall()
    problems = db.execute(
        "SELECT p.kind, p.detail, p.document, p.report, p.capture, r.body, r.year, r.scope,"
        " (SELECT c.url FROM captures c WHERE c.digest = p.document ORDER BY c.time DESC LIMIT 1) AS url"
        " FROM problems p LEFT JOIN reports r USING (report)"
        " WHERE p.document IS NULL OR NOT EXISTS"
        " (SELECT 1 FROM documents d WHERE d.document = p.document AND d.withheld <> '')"
        " ORDER BY p.kind, p.problem LIMIT ?",
        (SHOWN + 1,),
    ).fetchall()
    return Html(
        template="coverage.html",
        title=ask.say("coverage.title"),
        demonstration=any(row["demonstration"] for row in years),
        context={
            "years": years,
            "sites": _sites(db),
            "failed": failed[:SHOWN],
            "more_failed": len(failed) > SHOWN,
            "kinds": db.execute("SELECT kind, count(*) AS number FROM problems GROUP BY 1 ORDER BY 2 DESC").fetchall(),
            "problems": problems[:SHOWN],
            "more_problems": len(problems) > SHOWN,
            "shown": SHOWN,
            "withheld": db.execute("SELECT document, withheld FROM documents WHERE withheld <> ''").fetchall(),
            "crawls": db.execute("SELECT * FROM crawls ORDER BY started DESC LIMIT 10").fetchall(),
        },
    )


def _sites(db: sqlite3.Connection) -> list[dict[str, object]]:
    """Return the sites with the name of their region, region by region."""
    names = dict(db.execute("SELECT region, full_name FROM regions WHERE valid_to IS NULL").fetchall())
    sites = [dict(row) for row in db.execute("SELECT * FROM sites ORDER BY site")]
    for site in sites:
        site["region_name"] = names.get(site.get("region"))
    return sorted(sites, key=lambda site: str(site.get("region") or "~"))

"""What is held and what is not, against what should exist; sites and their failures; problems by kind."""

import sqlite3
from collections.abc import Mapping

from archive.publication.answers import Answer, Ask, Html, Missing
from archive.publication.before import need
from archive.publication.charts import place_name
from archive.publication.covering import STATES, Matrix, governments, matrix, site_counts, sites
from archive.publication.metadata import has_demonstration
from archive.publication.names import places_by_code
from archive.publication.reports import VISIBLE
from archive.regions import DEMONSTRATION

PATH = r"/coverage/?"
SHOWN = 100
_BAD = "('blocked', 'failed', 'empty', 'needs_browser', 'refused', 'gone')"  # as the index of captures has it


def view(ask: Ask) -> Answer:
    """Return the page of the country, or that of a `province` (two digits); `year` picks a year.

    `sites` is one of STATES, `from` how many sites were shown before.
    """
    need(ask, "coverage", "governments_held")
    need(ask, "sites", "state")
    held = matrix(ask)
    year = ask.number("year")
    context: dict[str, object] = {
        "matrix": held,
        "year": year if year in held.years else None,
        "name": _names(ask, held),
        "shown": SHOWN,
    }
    province = ask.query.get("province", "")
    if province:
        if province not in held.rows:
            raise Missing("missing.province", province=province[:6])
        context |= _province(ask, held, province, year)
    else:
        context |= _country(ask)
    context |= _sites(ask, province)
    name = context["name"].get(province) if isinstance(context["name"], dict) else None
    return Html(
        template="coverage_province.html" if province else "coverage.html",
        title=ask.say("coverage.of", place=name) if name else ask.say("coverage.title"),
        demonstration=has_demonstration(ask.site) and province in {"", DEMONSTRATION},
        context=context,
    )


def _names(ask: Ask, held: Matrix) -> dict[str, str]:
    """Return what the provinces are called in the page's language."""
    regions = places_by_code(ask)
    names = {}
    for code in held.rows:
        region = regions.get(f"{code}0000")
        known = place_name(code, ask.language) or (region.full_name if region and code != "10" else None)
        names[code] = known or ask.say("coverage.national" if code == "10" else "coverage.unknown_place")
    return names


def _province(ask: Ask, held: Matrix, province: str, year: int | None) -> dict[str, object]:
    years = tuple(one for one in held.years if one in held.rows[province])
    found = governments(ask, province, years)
    missing = [one for one in found if year in one.years and year not in one.held]
    return {"years": years, "governments": found, "missing": missing}


def _sites(ask: Ask, province: str) -> dict[str, object]:
    """Return the sites of a state: the failing ones where none is asked for and some fail."""
    counts = site_counts(ask, province)
    wanted = ask.query.get("sites", "")
    state = wanted if wanted in STATES else "failing" if counts["failing"] else "all"
    start = ask.number("from") or 0
    found = sites(ask, province, state, start, SHOWN + 1)
    regions = places_by_code(ask)
    return {
        "counts": counts,
        "state": state,
        "sites": found[:SHOWN],
        "regions": {code: place.full_name for code, place in regions.items()},
        "province": province,
        "next": start + SHOWN if len(found) > SHOWN else None,
    }


def _country(ask: Ask) -> dict[str, object]:
    db, site = ask.db, ask.site
    failed = db.execute(
        "SELECT capture, url, time, outcome, status, reason, site FROM captures"  # noqa: S608 (a constant)
        f" WHERE outcome IN {_BAD} ORDER BY time DESC LIMIT ?",
        (SHOWN + 1,),
    ).fetchall()
    problems = _problems(db)
    return {
        "forms": site.once("coverage forms", lambda: _forms(db)),
        "failed": failed[:SHOWN],
        "more_failed": len(failed) > SHOWN,
        "kinds": site.once("coverage kinds", lambda: _kinds(db)),
        "problems": problems[:SHOWN],
        "more_problems": len(problems) > SHOWN,
        "withheld": site.once("coverage withheld", lambda: _withheld(ask)),
        "crawls": db.execute("SELECT * FROM crawls ORDER BY started DESC LIMIT 10").fetchall(),
    }


def _forms(db: sqlite3.Connection) -> list[sqlite3.Row]:
    """Return the reports and bodies of each year and form."""
    return db.execute(
        "SELECT r.year, coalesce(r.form, '') AS form, count(*) AS reports, count(DISTINCT r.body) AS bodies"  # noqa: S608 (only constants are put in)
        f" FROM reports r WHERE {VISIBLE} GROUP BY 1, 2 ORDER BY 1 DESC, 2"
    ).fetchall()


def _kinds(db: sqlite3.Connection) -> list[sqlite3.Row]:
    return db.execute("SELECT kind, count(*) AS number FROM problems GROUP BY 1 ORDER BY 2 DESC, 1").fetchall()


def _problems(db: sqlite3.Connection) -> list[sqlite3.Row]:
    """Return the first problems by kind, none of a withheld document."""
    return db.execute(
        "SELECT p.kind, p.detail, p.document, p.report, p.capture, r.body, r.year, r.scope,"
        " (SELECT c.url FROM captures c WHERE c.digest = p.document ORDER BY c.time DESC LIMIT 1) AS url"
        " FROM problems p LEFT JOIN reports r USING (report)"
        " WHERE p.document IS NULL OR NOT EXISTS"
        " (SELECT 1 FROM documents d WHERE d.document = p.document AND d.withheld <> '')"
        " ORDER BY p.kind, p.problem LIMIT ?",
        (SHOWN + 1,),
    ).fetchall()


def _withheld(ask: Ask) -> Mapping[str, str]:
    """Return the documents withheld with the reasons: by the build, or since the server started."""
    rows = ask.db.execute("SELECT document, withheld FROM documents WHERE withheld <> ''")
    return dict(sorted({**dict(rows.fetchall()), **ask.site.withheld}.items()))

"""Two bodies or two years side by side: tables with their differences, texts with their differing sentences marked."""

import re
import sqlite3

from archive.form_columns import APPLICANTS
from archive.publication.answers import Answer, Ask, Html, Missing
from archive.publication.cells import cells_of
from archive.publication.codebook import Codebook, column_label
from archive.publication.comparing import UNKNOWN, sections_of, tables_of, texts_of
from archive.publication.reports import VISIBLE, Report, of_year, refuse_withheld, select
from archive.publication.wording import LEAST

PATH = r"/compare/?"
_SIDE = re.compile(
    r"(?P<body>[0-9]{6}-[0-9a-f]{8})/(?P<year>[0-9]{4})(?:/(?P<scope>[a-z_]{1,20}))?(?:/(?P<report>[0-9]{1,17}))?/?"
)
PEERS = 60  # offered in one list; others are found by name
NAMED = 20


def view(ask: Ask) -> Answer:
    """Return the comparison of `a` and `b` (`<body>/<year>/<scope>`), or what to choose where one is missing.

    A superseded revision is named by its number as a fourth part. `name` looks for bodies to choose from.
    """
    first, second = (_side(ask, ask.query.get(name, "")) for name in ("a", "b"))
    first, second = (first, second) if first else (second, None)
    choice: dict[str, object] = {
        "first": first,
        "second": second,
        "own": _own(ask, first) if first else [],
        "peers": _peers(ask.db, first) if first else [],
        "named": _named(ask) if ask.query.get("name", "").strip() else None,
        "name": ask.query.get("name", "").strip()[:80],
        "address": address,
    }
    if first is None or second is None:
        title = ask.say("compare.title")
        return Html(
            template="compare.html", title=title, demonstration=_demonstration(first), context=choice | {"tables": None}
        )
    codebook = Codebook(ask.db)
    reports, cells = (first, second), (cells_of(ask.db, first.report), cells_of(ask.db, second.report))
    context = {
        "tables": tables_of(ask.language, codebook, reports, cells),
        "texts": texts_of(sections_of(ask.db, first.report), sections_of(ask.db, second.report)),
        "notices": list(_notices(first, second)),
        "applicants": [column_label("requests", column, ask.language) for column in APPLICANTS],
        "least": LEAST,
    }
    names = [f"{report.body_name} {report.year}" for report in reports]
    return Html(
        template="compare.html",
        title=f"{ask.say('compare.title')}{ask.say('frame.colon')}{names[0]} · {names[1]}",
        demonstration=_demonstration(first) or _demonstration(second),
        context=choice | context,
    )


def _demonstration(report: Report | None) -> bool:
    return bool(report and report.demonstration)


def address(report: Report) -> str:
    """Return how a report is named in the address of a comparison."""
    named = f"{report.body}/{report.year}/{report.scope}"
    return named if report.current else f"{named}/{report.report}"


def _side(ask: Ask, given: str) -> Report | None:
    """Return the report that one side names; None where nothing is given. Raises Missing."""
    if not given.strip():
        return None
    found = _SIDE.fullmatch(given.strip())
    if found is None:
        raise Missing("compare.bad_side", given=given[:100])
    held = of_year(ask, found["body"], int(found["year"]))
    held = [report for report in held if found["scope"] in (None, report.scope)]
    if found["report"]:
        held = [report for report in held if report.report == int(found["report"])]
    elif any(report.current for report in held):
        held = [report for report in held if report.current]
    if not held:
        raise Missing("missing.report", body=found["body"], year=found["year"])
    refuse_withheld(held[0])
    return held[0]


def _notices(first: Report, second: Report) -> list[str]:
    """Return which warnings stand above the tables."""
    found = []
    if first.report == second.report:
        found.append("same")
    if first.scope != second.scope:
        found.append("scope")
    elif first.scope == UNKNOWN:
        found.append("scope_unknown")
    if first.form != second.form:
        found.append("form")
    return found


def _own(ask: Ask, report: Report) -> list[Report]:
    """Return the other current reports of a body, the latest first."""
    held = select(ask.db, f"WHERE r.body = ? AND {VISIBLE} ORDER BY r.year DESC, r.scope LIMIT 100", (report.body,))
    return [one for one in held if one.report != report.report]


def _peers(db: sqlite3.Connection, report: Report) -> list[tuple[str, str]]:
    """Return (address, name) of bodies of the same province, level and kind with a report of that year and scope."""
    own = db.execute("SELECT province, level, kind FROM key_figures WHERE report = ?", (report.report,)).fetchone()
    if own is None:
        return []
    rows = db.execute(
        "SELECT k.body, b.name FROM key_figures AS k JOIN bodies AS b USING (body)"
        " WHERE k.province IS ? AND k.year = ? AND k.scope = ? AND k.level IS ? AND k.kind IS ? AND k.body <> ?"
        " ORDER BY b.name LIMIT ?",
        (own["province"], report.year, report.scope, own["level"], own["kind"], report.body, PEERS),
    )
    return [(f"{row['body']}/{report.year}/{report.scope}", row["name"]) for row in rows]


def _named(ask: Ask) -> list[tuple[str, list[Report]]]:
    """Return the bodies whose name has the words looked for, each with its current reports."""
    like = "".join(f"\\{sign}" if sign in "%_\\" else sign for sign in ask.query["name"].strip()[:80])
    query = "SELECT body, name FROM bodies WHERE name LIKE ? ESCAPE '\\' ORDER BY length(name), name LIMIT ?"
    bodies = ask.db.execute(query, (f"%{like}%", NAMED)).fetchall()
    where = f"WHERE r.body = ? AND {VISIBLE} ORDER BY r.year DESC, r.scope LIMIT 40"
    return [(row["name"], list(select(ask.db, where, (row["body"],)))) for row in bodies]

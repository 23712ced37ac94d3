"""The list of bodies, by province or by name."""

from archive.publication.answers import Answer, Ask, Html
from archive.publication.reports import VISIBLE

PATH = r"/bodies/?"
PAGE = 200


def view(ask: Ask) -> Answer:
    """Return one page of the list; `province` is two digits of a region code, `name` a part of a name."""
    province = ask.query.get("province", "")
    name = ask.query.get("name", "").strip()
    start = ask.number("from") or 0
    rows = ask.db.execute(
        "SELECT b.body, b.name, b.region, b.level, b.kind, b.demonstration, g.full_name AS place,"  # noqa: S608 (only constants are put in)
        " (SELECT count(*) FROM reports r WHERE r.body = b.body AND r.current = 1) AS reports,"
        " (SELECT min(year) FROM reports r WHERE r.body = b.body AND r.current = 1) AS first_year,"
        " (SELECT max(year) FROM reports r WHERE r.body = b.body AND r.current = 1) AS last_year,"
        " (SELECT count(*) FROM findings f JOIN reports r USING (report)"
        f"  WHERE r.body = b.body AND f.severity = 'hard' AND {VISIBLE}) AS hard"
        " FROM bodies b LEFT JOIN regions g ON g.region = b.region AND g.valid_to IS NULL"
        " WHERE (? = '' OR substr(b.region, 1, 2) = ?) AND (? = '' OR instr(b.name, ?) > 0)"
        " GROUP BY b.body ORDER BY b.region, b.name LIMIT ? OFFSET ?",
        (province, province, name, name, PAGE + 1, start),
    ).fetchall()
    return Html(
        template="bodies.html",
        title=ask.say("bodies.title"),
        demonstration=any(row["demonstration"] for row in rows),
        context={
            "rows": rows[:PAGE],
            "next": start + PAGE if len(rows) > PAGE else None,
            "province": province,
            "name": name,
        },
    )

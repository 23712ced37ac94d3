"""The list of bodies, by province, level or name."""

import sqlite3

from archive.publication.answers import Answer, Ask, Html
from archive.publication.charts import place_name

PATH = r"/bodies/?"
PAGE = 100
LEVELS = ("national", "province", "prefecture", "county", "township", "unknown")
# The page's bodies are chosen from the table of bodies alone, in the order of its index; only for these few is
# anything counted.
CHOSEN = (
    "SELECT body FROM bodies WHERE (:province = '' OR region BETWEEN :province || '0000' AND :province || '9999')"
    " AND (:level = '' OR coalesce(level, 'unknown') = :level) AND (:name = '' OR instr(name, :name) > 0)"
)


def view(ask: Ask) -> Answer:
    """Return one page of the list; `province` is two digits of a region code, `name` a part of a name."""
    chosen: dict[str, str] = {
        "province": ask.query.get("province", "")[:2],
        "level": ask.query.get("level", "") if ask.query.get("level") in LEVELS else "",
        "name": ask.query.get("name", "").strip()[:80],
    }
    start = ask.number("from") or 0
    rows = _rows(ask.db, chosen, start)
    return Html(
        template="bodies.html",
        title=ask.say("bodies.title"),
        demonstration=any(row["demonstration"] for row in rows),
        context={
            "rows": rows[:PAGE],
            "start": start,
            "total": _total(ask.db, chosen),
            "next": start + PAGE if len(rows) > PAGE else None,
            "previous": max(start - PAGE, 0) if start else None,
            "chosen": chosen,
            "provinces": ask.site.once(f"bodies provinces {ask.language}", lambda: _provinces(ask)),
            "levels": LEVELS,
        },
    )


def _rows(db: sqlite3.Connection, chosen: dict[str, str], start: int) -> list[sqlite3.Row]:
    return db.execute(
        "SELECT b.body, b.name, b.region, b.level, b.kind, b.demonstration,"  # noqa: S608 (only constants are put in)
        " (SELECT g.full_name FROM regions g WHERE g.region = b.region ORDER BY g.valid_from DESC LIMIT 1) AS place,"
        " (SELECT count(*) FROM reports r WHERE r.body = b.body AND r.current = 1) AS reports,"
        " (SELECT min(year) FROM reports r WHERE r.body = b.body AND r.current = 1) AS first_year,"
        " (SELECT max(year) FROM reports r WHERE r.body = b.body AND r.current = 1) AS last_year,"
        # identities that fail are those of tables 3 and 4, so each report that has one is among the key figures
        " (SELECT coalesce(sum(k.hard), 0) FROM key_figures k WHERE k.body = b.body) AS hard"
        f" FROM ({CHOSEN} ORDER BY region, name, body LIMIT :most OFFSET :start) JOIN bodies b USING (body)"
        " ORDER BY b.region, b.name, b.body",
        {**chosen, "most": PAGE + 1, "start": start},
    ).fetchall()


def _total(db: sqlite3.Connection, chosen: dict[str, str]) -> int:
    return int(db.execute(f"SELECT count(*) FROM ({CHOSEN})", chosen).fetchone()[0])  # noqa: S608 (a constant)


def _provinces(ask: Ask) -> list[tuple[str, str]]:
    """Return the provinces that have bodies, with the name to show."""
    codes = [row[0] for row in ask.db.execute("SELECT DISTINCT substr(region, 1, 2) FROM bodies ORDER BY 1") if row[0]]
    return [(code, place_name(code, ask.language) or ask.say("bodies.national")) for code in codes]

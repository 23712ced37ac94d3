"""The list of bodies, by province, region, level or name."""

import json
import re
import sqlite3
from collections.abc import Iterable, Mapping

from archive.publication.answers import Answer, Ask, Html
from archive.publication.before import need
from archive.publication.charts import place_name
from archive.publication.names import Conditions, Place, places_by_code, words_of

PATH = r"/bodies/?"
PAGE = 100
LEVELS = ("national", "province", "prefecture", "county", "township", "unknown")
_REGION = re.compile(r"[0-9]{6}")
# The page's bodies are chosen from the table of bodies alone, in the order of its index; only for these few is
# anything counted. `called` is what the name filter found, as JSON.
CHOSEN = (
    "SELECT body FROM bodies WHERE (:province = '' OR region BETWEEN :province || '0000' AND :province || '9999')"
    " AND (:region = '' OR region BETWEEN :first AND :last)"
    " AND (:level = '' OR coalesce(level, 'unknown') = :level)"
    " AND (:called IS NULL OR body IN (SELECT value FROM json_each(:called)))"
)


def view(ask: Ask) -> Answer:
    """Return one page of the list.

    `province` is two digits of a region code, `region` all six (and what is inside that region); `name` holds words
    of a name of today or before, in characters or pinyin, or of the region.
    """
    region = ask.query.get("region", "")
    chosen: dict[str, str] = {
        "province": ask.query.get("province", "")[:2],
        "region": region if _REGION.fullmatch(region) else "",
        "level": ask.query.get("level", "") if ask.query.get("level") in LEVELS else "",
        "name": ask.query.get("name", "").strip()[:80],
    }
    start = ask.number("from") or 0
    called = _called(ask, chosen["name"]) if chosen["name"] else None
    values = _values(chosen, called)
    rows = _rows(ask.db, values, start)
    return Html(
        template="bodies.html",
        title=ask.say("bodies.title"),
        demonstration=any(row["demonstration"] for row in rows),
        context={
            "rows": rows[:PAGE],
            "start": start,
            "total": _total(ask.db, values),
            "aliases": _aliases(rows[:PAGE], called or {}),
            "place": places_by_code(ask).get(chosen["region"]),
            "next": start + PAGE if len(rows) > PAGE else None,
            "previous": max(start - PAGE, 0) if start else None,
            "chosen": chosen,
            "provinces": ask.site.once(f"bodies provinces {ask.language}", lambda: _provinces(ask)),
            "levels": LEVELS,
        },
    )


def _called(ask: Ask, name: str) -> dict[str, set[str]]:
    """Return the bodies that all words of the filter fit, each with the names that do."""
    need(ask, "body_names", "pinyin")
    where = Conditions(ask, words_of(name))
    found: dict[str, set[str]] = {}
    query = f"SELECT n.body, n.alias FROM body_names n WHERE {where.sql}"  # noqa: S608 (see there)
    for body, alias in ask.db.execute(query, where.values):
        found.setdefault(body, set()).add(alias)
    return found


def _aliases(rows: Iterable[sqlite3.Row], called: Mapping[str, set[str]]) -> dict[str, str]:
    """Return the name that was found of each body whose own name was not."""
    named = ((row["body"], row["name"], called.get(row["body"])) for row in rows)
    return {body: min(aliases) for body, name, aliases in named if aliases and name not in aliases}


def _values(chosen: Mapping[str, str], called: Mapping[str, set[str]] | None) -> dict[str, str | None]:
    """Return the parameters of CHOSEN."""
    first, last = Place(chosen["region"], "").inside if chosen["region"] else ("", "")
    return {**chosen, "first": first, "last": last, "called": None if called is None else json.dumps([*called])}


def _rows(db: sqlite3.Connection, values: Mapping[str, str | None], start: int) -> list[sqlite3.Row]:
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
        {**values, "most": PAGE + 1, "start": start},
    ).fetchall()


def _total(db: sqlite3.Connection, values: Mapping[str, str | None]) -> int:
    return int(db.execute(f"SELECT count(*) FROM ({CHOSEN})", values).fetchone()[0])  # noqa: S608 (a constant)


def _provinces(ask: Ask) -> list[tuple[str, str]]:
    """Return the provinces that have bodies, with the name to show."""
    codes = [row[0] for row in ask.db.execute("SELECT DISTINCT substr(region, 1, 2) FROM bodies ORDER BY 1") if row[0]]
    return [(code, place_name(code, ask.language) or ask.say("bodies.national")) for code in codes]

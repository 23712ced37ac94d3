"""Search: bodies by name, pinyin and place, and the text of the reports with the words marked, newest years first."""

import json
import re
import sqlite3
from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass

from archive.publication.answers import Answer, Ask, Html, Redirect
from archive.publication.before import need
from archive.publication.leads import body_of, leads, year_of
from archive.publication.names import Found, bodies_called, words_of
from archive.publication.passages import Passage, Run, Section, finders, marked, passages
from archive.publication.reports import Report, by_number
from archive.search import Query, parse, rows_of_year

PATH = r"/search/?"
SHOWN = 20
BODIES = 12
COUNTED = 10_000  # above, a count says "more than"
LONGEST = 200  # characters of a search
LEVELS = ("national", "province", "prefecture", "county", "township")
_END = 1 << 62


@dataclass(frozen=True, slots=True, kw_only=True)
class Narrow:
    """What a search is confined to."""

    year: int | None = None
    province: str | None = None
    level: str | None = None

    @property
    def rows(self) -> tuple[int, int]:
        """Return the first row of the index that counts and the one after the last."""
        return rows_of_year(self.year) if self.year else (0, _END)


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """One report with its title and the passages that show the words."""

    report: Report
    title: tuple[Run, ...]
    passages: tuple[Passage, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Help:
    """What may help where nothing was found: what each word finds alone, and all of them without the filters."""

    words: tuple[tuple[str, int], ...]
    anywhere: int | None


def view(ask: Ask) -> Answer:
    """Return what `q` finds, in reports of `year`, `province` (two digits), `level`; `from` is a row to go on after.

    A body's identifier leads to the body.
    """
    need(ask, "search_rows", "row", "search")
    need(ask, "body_names", "pinyin")
    wanted = ask.query.get("q", "").strip()[:LONGEST]
    body = body_of(ask, wanted)
    if body:
        return Redirect(to=body)
    narrow = _narrow(ask)
    query = parse(wanted)
    found = _found(ask, query, narrow)
    rows = _page(ask, query, narrow, found)
    found_by = finders(query.wanted)
    hits = [hit for row in rows[:SHOWN] if (hit := _hit(ask.db, row, found_by))]
    first = ask.number("from") is None
    words = [word for word in words_of(wanted) if year_of(word) is None]
    bodies = bodies_called(ask, words, BODIES + 1) if first and words else []
    return Html(
        template="search.html",
        title=ask.say("search.results", q=wanted) if wanted else ask.say("search.title"),
        demonstration=any(hit.report.demonstration for hit in hits) or any(body.demonstration for body in bodies),
        context={
            "q": wanted,
            "query": query,
            "narrow": narrow,
            "years": ask.years(),
            "levels": LEVELS,
            "provinces": provinces(ask),
            "leads": leads(ask, wanted, words, bodies) if first and wanted else [],
            "bodies": bodies[:BODIES],
            "more_bodies": len(bodies) > BODIES,
            "held": _held(ask.db, bodies[:BODIES]),
            "name": " ".join(words),
            "count": min(len(found), COUNTED),
            "beyond": len(found) > COUNTED,
            "before": ask.number("at") or 0,
            "hits": hits,
            "next": rows[SHOWN - 1] if len(rows) > SHOWN else None,
            "first": first,
            "help": _help(ask, query, narrow) if wanted and not found else None,
            "indexed": _indexed(ask),
        },
    )


def _narrow(ask: Ask) -> Narrow:
    year, level, province = ask.number("year"), ask.query.get("level", ""), ask.query.get("province", "")
    return Narrow(
        year=year if year in ask.years() else None,
        level=level if level in LEVELS else None,
        province=province if province in provinces(ask) else None,
    )


def provinces(ask: Ask) -> Mapping[str, str]:
    """Return the provinces that the archive has bodies of: two digits → name."""
    query = (
        "SELECT DISTINCT substr(b.region, 1, 2), (SELECT g.name FROM regions g"
        " WHERE g.region = substr(b.region, 1, 2) || '0000' ORDER BY g.valid_from DESC LIMIT 1)"
        " FROM (SELECT DISTINCT region FROM bodies) b ORDER BY 1"
    )
    rows = ask.site.once("provinces with bodies", lambda: [tuple(row) for row in ask.db.execute(query)])
    return {digits: name for digits, name in rows if name}


_MATCH = (
    "s.search MATCH :match AND s.rowid >= :first AND s.rowid < :end"
    " AND s.rowid NOT IN (SELECT value FROM json_each(:hidden))"
)


def _values(ask: Ask, query: Query, narrow: Narrow) -> dict[str, object]:
    first, end = narrow.rows
    match = query.match(province=narrow.province, level=narrow.level)
    return {"match": match, "first": first, "end": end, "hidden": _hidden(ask)}


def _found(ask: Ask, query: Query, narrow: Narrow) -> list[int]:
    """Return the rows found, the newest first; one more than COUNTED stands for all that are more."""
    if not query.wanted:
        return []
    return _rows(ask, _values(ask, query, narrow), COUNTED + 1)


def _rows(ask: Ask, values: dict[str, object], most: int) -> list[int]:
    found = f"SELECT s.rowid FROM search.search s WHERE {_MATCH} ORDER BY s.rowid LIMIT :most"  # noqa: S608
    return [row[0] for row in ask.db.execute(found, {**values, "most": most})]


def _page(ask: Ask, query: Query, narrow: Narrow, found: list[int]) -> list[int]:
    """Return the rows of the page asked for, and one more where there are more."""
    after = ask.number("from")
    start = 0 if after is None else bisect_right(found, after)
    page = found[start : start + SHOWN + 1]
    if after is None or len(page) > SHOWN or len(found) <= COUNTED:
        return page
    return _rows(ask, {**_values(ask, query, narrow), "first": after + 1}, SHOWN + 1)


def _hidden(ask: Ask) -> str:
    """Return the rows of reports that are withheld, as JSON: by the build, or since the server started."""
    withheld = [*ask.site.withheld]
    query = (
        "SELECT json_group_array(n.row) FROM documents d JOIN reports r ON r.document = d.document"
        " JOIN search.search_rows n ON n.report = r.report"
        " WHERE d.withheld <> '' OR d.document IN (SELECT value FROM json_each(?))"
    )
    return ask.site.once("hidden rows", lambda: str(ask.db.execute(query, (json.dumps(withheld),)).fetchone()[0]))


def _hit(db: sqlite3.Connection, row: int, found_by: list[re.Pattern[str]]) -> Hit | None:
    entered = db.execute("SELECT report FROM search.search_rows WHERE row = ?", (row,)).fetchone()
    report = by_number(db, entered[0]) if entered else None
    if report is None:
        return None
    query = "SELECT heading, text, page FROM sections WHERE report = ? ORDER BY position"
    sections = [Section(heading or "", text or "", page) for heading, text, page in db.execute(query, (report.report,))]
    shown = passages(sections, found_by)
    return Hit(report=report, title=marked(report.title or report.body_name, found_by), passages=shown)


def _held(db: sqlite3.Connection, bodies: list[Found]) -> dict[str, list[int]]:
    """Return the years that each body has reports of, the latest first."""
    held: dict[str, list[int]] = {body.body: [] for body in bodies}
    query = "SELECT DISTINCT year FROM reports WHERE body = ? AND current = 1 ORDER BY year DESC"
    for body, years in held.items():
        years += [row["year"] for row in db.execute(query, (body,))]
    return held


def _help(ask: Ask, query: Query, narrow: Narrow) -> Help:
    everywhere = Narrow()
    alone = query.wanted if len(query.wanted) > 1 else ()
    return Help(
        words=tuple((word, len(_found(ask, Query((word,)), everywhere))) for word in alone),
        anywhere=len(_found(ask, query, everywhere)) if narrow != everywhere and query.wanted else None,
    )


def _indexed(ask: Ask) -> int:
    """Return how many reports can be searched."""
    query = "SELECT count(*) FROM search.search_rows"
    return ask.site.once("reports indexed", lambda: int(ask.db.execute(query).fetchone()[0]))

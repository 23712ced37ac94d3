"""Full-text search in titles and texts, and bodies by name; words of one, two or three characters are found."""

import re
import sqlite3
from dataclasses import dataclass
from typing import Any

from archive.masking import mask
from archive.publication.answers import Answer, Ask, Html
from archive.publication.reports import Report, by_number
from archive.search import parse, rows_of_year

PATH = r"/search/?"
SHOWN = 50
AROUND = 60  # characters of context on each side of the first hit


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """One report with the place of the first word in its text, parted for marking."""

    report: Report
    heading: str | None
    before: str
    word: str
    after: str


def view(ask: Ask) -> Answer:
    """Return what `q` finds, in the reports of `year` where one is given; `from` pages on."""
    wanted, year, start = ask.query.get("q", "").strip()[:200], ask.number("year"), ask.number("from") or 0
    found = _hits(ask, wanted, year, start) if wanted else []
    bodies = _bodies(ask.db, wanted) if wanted else []
    demonstration = any(hit.report.demonstration for hit in found) or any(body["demonstration"] for body in bodies)
    return Html(
        template="search.html",
        title=ask.say("search.title"),
        demonstration=demonstration,
        context={
            "q": wanted,
            "year": year,
            "hits": found[:SHOWN],
            "next": start + SHOWN if len(found) > SHOWN else None,
            "bodies": bodies,
            "years": ask.years(),
        },
    )


def _hits(ask: Ask, wanted: str, year: int | None, start: int) -> list[Hit]:
    first, end = rows_of_year(year) if year else (0, 2**62)
    rows = ask.db.execute(
        "SELECT n.report, 0 AS first, 0 AS last FROM search.search s JOIN search.search_rows n ON n.row = s.rowid"
        " WHERE s.search MATCH ? AND s.rowid >= ? AND s.rowid < ? ORDER BY s.rowid LIMIT ? OFFSET ?",
        (parse(wanted).match(), first, end, SHOWN + 1, start),
    ).fetchall()
    hits = (_hit(ask.db, row, wanted) for row in rows)
    return [hit for hit in hits if hit is not None]


def _hit(db: sqlite3.Connection, row: sqlite3.Row, wanted: str) -> Hit | None:
    report = by_number(db, row["report"])
    if report is None or report.withheld:
        return None
    position = row["first"] if row["first"] >= 0 else row["last"]
    section = db.execute(
        "SELECT heading, text FROM sections WHERE report = ? AND position = ?", (report.report, position)
    ).fetchone()
    words: str = mask(section["text"] or "") if section else (report.title or report.body_name)
    return Hit(report=report, heading=section["heading"] if section else None, **_excerpt(words, wanted))


def _excerpt(words: str, wanted: str) -> dict[str, Any]:
    """Part a text around the first of the words wanted; spaces between its characters do not hide it."""
    for term in re.findall(r"[^\s\"“”-]+", wanted):
        found = re.search(r"\s*".join(map(re.escape, term)), words, re.IGNORECASE)
        if found:
            before = words[max(found.start() - AROUND, 0) : found.start()]
            return {
                "before": ("…" if found.start() > AROUND else "") + before,
                "word": found[0],
                "after": words[found.end() : found.end() + AROUND] + "…",
            }
    return {"before": words[: 2 * AROUND], "word": "", "after": ""}


def _bodies(db: sqlite3.Connection, wanted: str) -> list[sqlite3.Row]:
    return db.execute(
        "SELECT DISTINCT b.body, b.name, b.demonstration FROM bodies b LEFT JOIN body_names n USING (body)"
        " WHERE instr(b.name, ?) OR instr(n.alias, ?) ORDER BY length(b.name), b.name LIMIT 20",
        (wanted, wanted),
    ).fetchall()

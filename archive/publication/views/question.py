"""One question: what its answer says and does not say, its fields, its rows, its SQL."""

import sqlite3
from urllib.parse import urlencode

from archive.publication.answers import Answer, Ask, Html, Missing
from archive.publication.codebook import Codebook
from archive.publication.metadata import has_demonstration
from archive.publication.questions import Question, questions
from archive.publication.reports import SCOPES

PATH = r"/questions/(?P<name>[a-z0-9-]+)/?"
SHOWN = 200
HIDDEN = ("body", "report", "code")  # columns that lead elsewhere or choose words


def view(ask: Ask) -> Answer:
    """Return the answer for the values in the query string, else for the defaults."""
    question = next((one for one in questions() if one.name == ask.value("name")), None)
    if question is None:
        raise Missing("missing.question")
    values = {p.name: ask.query.get(p.name, p.default).strip()[:40] for p in question.parameters}
    rows = _rows(ask.db, question, values)
    codebook = Codebook(ask.db)
    return Html(
        template="question.html",
        title=question.title[ask.language],
        demonstration=_demonstration(ask, rows),
        context={
            "question": question,
            "values": values,
            "columns": [column for column in rows[0].keys() if column not in HIDDEN] if rows else [],  # noqa: SIM118 (a Row is no dict)
            "rows": rows[:SHOWN],
            "doubts": [_doubts(ask.db, row) for row in rows[:SHOWN]],
            "label": lambda code: codebook.label(code, ask.language),
            "shown": SHOWN,
            "more": len(rows) > SHOWN,
            "scopes": SCOPES,
            "years": ask.years(),
            "csv": f"/archive/{question.name}.csv?{urlencode(values)}",
            "console": f"/archive/{question.name}?{urlencode(values)}",
            "heading": lambda column: _heading(ask, column),
        },
    )


def _rows(db: sqlite3.Connection, question: Question, values: dict[str, str]) -> list[sqlite3.Row]:
    if question.sql is None:
        return []
    return db.execute(question.sql, values).fetchmany(SHOWN + 1)


def _doubts(db: sqlite3.Connection, row: sqlite3.Row) -> str:
    """Return the signs of what is wrong or doubtful in the report a row comes from: an answer is no better."""
    if not {"body", "year", "scope"} <= set(row.keys()):
        return ""
    found = db.execute(
        "SELECT EXISTS (SELECT 1 FROM findings f WHERE f.report = r.report AND f.severity = 'hard') AS fails,"
        " EXISTS (SELECT 1 FROM cell_notes n WHERE n.report = r.report AND n.flags <> '') AS doubtful"
        " FROM reports r WHERE r.body = ? AND r.year = ? AND r.scope = ? AND r.current = 1",
        (row["body"], row["year"], row["scope"]),
    ).fetchone()
    return ("≠" * found["fails"] + "?" * found["doubtful"]) if found else ""


def _demonstration(ask: Ask, rows: list[sqlite3.Row]) -> bool:
    if not rows:
        return False
    if "body" not in rows[0].keys():  # noqa: SIM118 (a Row is no dict)
        return has_demonstration(ask.site)
    invented = {row[0] for row in ask.db.execute("SELECT body FROM bodies WHERE demonstration = 1")}
    return any(row["body"] in invented for row in rows)


def _heading(ask: Ask, column: str) -> str:
    try:
        return ask.say(f"column.{column}")
    except KeyError:
        return column

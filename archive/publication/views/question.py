"""One question: what its answer says and does not say, its fields, a chart, its rows with their proof, its SQL."""

import sqlite3
from collections.abc import Iterator
from itertools import groupby
from urllib.parse import urlencode

from archive.publication.answers import Answer, Ask, Html, Missing
from archive.publication.codebook import Codebook
from archive.publication.drawings import drawn
from archive.publication.questions.answering import (
    ALL,
    SHOWN,
    SIGNS,
    answer,
    choices,
    demonstration,
    find,
    for_sql,
    signs,
    values_of,
)  # fmt: skip

PATH = r"/questions/(?P<name>[a-z0-9-]+)/?"
HIDDEN = ("body", "report", "place", "doubtful_reports", *SIGNS)  # they lead elsewhere, or stand as signs
PREVIOUS = "prev."
FORMATS = ("csv", "excel.csv", "xlsx", "json")


def view(ask: Ask) -> Answer:
    """Return the answer for the values in the query string, else for the defaults."""
    question = find(ask, ask.value("name"))
    values = values_of(ask, question)
    page = ask.number("page") or 1
    found = answer(ask, question, values, page)
    if page > 1 and not found.rows:
        raise Missing("missing.page")
    codebook = Codebook(ask.db)
    here = f"/questions/{question.name}"
    shown = [column for column in found.columns if column not in HIDDEN]
    if question.summed:
        shown.append("doubtful_reports")
    return Html(
        template="question.html",
        title=question.title[ask.language],
        demonstration=demonstration(ask, found.rows),
        context={
            "question": question,
            "found": found,
            "values": values,
            "sql_values": for_sql(values),
            "choices": {one.name: choices(ask, one) for one in question.parameters},
            "years": ask.years(),
            "columns": [column for column in shown if column not in question.apart],
            "groups": list(_groups(ask, question.apart, list(found.rows))),
            "signs": signs,
            "proof": lambda row, column: _proof(ask, question.figures.get(column), row, column),
            "label": lambda code: codebook.label(code, ask.language),
            "heading": lambda column: ask.say(f"column.{column}"),
            "chart": drawn(ask, f"question/{question.name}", **values) if found.rows else None,
            "shown": SHOWN,
            "pages": {name: ask.link(here, **values, page=number) for name, number in _neighbours(page, found.pages)},
            "downloads": [(one, ask.link(f"{here}.{one}", **values)) for one in FORMATS],
            "console": f"/archive/{question.name}?{urlencode(for_sql(values))}",
            "mixed": values.get("scope") == ALL,
            "residents": question.name == "most-requests" and not ask.site.population,
        },
    )


def _neighbours(page: int, pages: int) -> list[tuple[str, int]]:
    before = [("before", page - 1)] if page > 1 else []
    return before + ([("after", page + 1)] if page < pages else [])


def _groups(ask: Ask, apart: tuple[str, ...], rows: list[sqlite3.Row]) -> Iterator[tuple[str, list[sqlite3.Row]]]:
    """Yield the rows that may be compared, with what they have in common in words."""
    names = [name for name in apart if rows and name in rows[0].keys()]  # noqa: SIM118 (a Row is no dict)
    for key, group in groupby(rows, key=lambda row: tuple(row[name] for name in names)):
        yield (
            ask.say("frame.comma").join(_common(ask, name, value) for name, value in zip(names, key, strict=True)),
            (list(group)),
        )


def _common(ask: Ask, name: str, value: object) -> str:
    words = str(value or "–")
    if name in {"scope", "status"}:
        words = ask.say(f"{name}.{value}")
    return f"{ask.say(f'column.{name}')}{ask.say('frame.colon')}{words}"


def _proof(ask: Ask, code: str | None, row: sqlite3.Row, column: str) -> str | None:
    """Return the address of the page that proves a figure, or None for one that is computed or blank."""
    if code is None or row[column] is None:
        return None
    year = row["year"] - int(code.startswith(PREVIOUS))
    return ask.link(f"/figure/{row['body']}/{year}/{code.removeprefix(PREVIOUS)}", scope=row["scope"])

"""The chart of a question: of the first rows that may be compared, or of the years that the question sums."""

import sqlite3
from collections.abc import Sequence

from archive.publication.answers import Ask
from archive.publication.charts import NOTHING, Break, Chart, Frame, Point, Row, Series, lines, ranked, stacked
from archive.publication.codebook import Codebook
from archive.publication.drawings import frame
from archive.publication.questions import Question
from archive.publication.questions.answering import answer, demonstration, find, for_sql, signs, values_of

PATH = r"(?P<name>[a-z0-9-]+)"
RANKED = 15  # rows that are drawn
STACKED = 8  # upright bars have less room for names
FORM_CHANGED = 2019


def draw(ask: Ask) -> Chart:
    """Return the chart for the values in the query string, else for the defaults. Raises Missing."""
    question = find(ask, ask.value("name"))
    values = values_of(ask, question)
    chart = question.chart
    rows = ask.db.execute(chart.sql, for_sql(values)).fetchall() if chart.sql else answer(ask, question, values).rows
    return _drawn(ask, question, _comparable(rows, question))


def _comparable(rows: Sequence[sqlite3.Row], question: Question) -> list[sqlite3.Row]:
    """Return the first rows that share what keeps rows apart: a chart never mixes scopes or forms."""
    if not rows:
        return []
    drawn_over = question.chart.x
    names = [name for name in question.apart if name in rows[0].keys() and name != drawn_over]  # noqa: SIM118
    first = [rows[0][name] for name in names]
    return [row for row in rows if [row[name] for name in names] == first]


def _drawn(ask: Ask, question: Question, rows: list[sqlite3.Row]) -> Chart:
    chart = question.chart
    if chart.kind == "ranked":
        return _ranked(ask, question, rows[:RANKED])
    if chart.kind in {"stacked", "shares"}:
        rows = rows[:STACKED]
    if chart.kind == "lines":
        return _lines(ask, question, rows)
    codebook = Codebook(ask.db)
    series = tuple(
        Series(name=_name(ask, codebook, column), points=tuple(_point(row, column) for row in rows))
        for column in chart.y
    )
    labels = [_label(row, chart.x) for row in rows]
    return stacked(_frame(ask, question, rows), labels, series, shares=chart.kind == "shares")


def _lines(ask: Ask, question: Question, rows: list[sqlite3.Row]) -> Chart:
    """Return lines over the years; one that is not held keeps its place, without a figure."""
    codebook = Codebook(ask.db)
    by_year = {row["year"]: row for row in rows}
    years = list(range(min(by_year), max(by_year) + 1)) if by_year else []
    series = tuple(
        Series(
            name=_name(ask, codebook, column),
            points=tuple(_point(by_year[year], column) if year in by_year else NOTHING for year in years),
        )
        for column in question.chart.y
    )
    breaks = [
        Break(before=at, label=str(year), why=ask.say("charts.broken"))
        for at, year in enumerate(years)
        if at and year == FORM_CHANGED
    ]
    return lines(_frame(ask, question, rows), [str(year) for year in years], series, breaks)


def _ranked(ask: Ask, question: Question, rows: list[sqlite3.Row]) -> Chart:
    x, (y, *_) = question.chart.x, question.chart.y
    bars_of = [Row(label=_label(row, x), points=(_point(row, y),), address=_address(ask, row)) for row in rows]
    return ranked(_frame(ask, question, rows), bars_of, (ask.say(f"column.{x}"), ask.say(f"column.{y}")))


def _frame(ask: Ask, question: Question, rows: list[sqlite3.Row]) -> Frame:
    known: list[str] = []
    if rows:
        held = rows[0].keys()
        years = {row["year"] for row in rows} if "year" in held and question.chart.x != "year" else set()
        known = [str(year) for year in years] if len(years) == 1 else []
        known += [ask.say(f"scope.{rows[0]['scope']}")] if "scope" in held and rows[0]["scope"] else []
    comma = ask.say("frame.comma")
    title = question.title[ask.language] + (f" · {comma.join(known)}" if known else "")
    unit = ask.unit(question.chart.unit) if question.chart.unit else ""
    notes = (ask.say("questions.drawn", count=len(rows)),) if question.chart.kind != "lines" else ()
    return frame(ask, title, unit=unit, notes=notes, demonstration=demonstration(ask, rows))


def _label(row: sqlite3.Row, column: str) -> str:
    held = row.keys()
    words = row[column]
    if column == "province" and "name" in held and row["name"]:
        words = row["name"]
    if column in {"name", "province", "city"} and words is None:
        words = row["region"] if "region" in held else row["place"]
    several = column == "name" and "year" in held
    return f"{words} {row['year']}" if several else str(words)


def _name(ask: Ask, codebook: Codebook, column: str) -> str:
    if column.startswith("denied_"):
        return codebook.label(f"res_{column}", ask.language)
    return ask.say(f"column.{column}")


def _point(row: sqlite3.Row, column: str) -> Point:
    return Point(value=row[column], signs=signs(row))


def _address(ask: Ask, row: sqlite3.Row) -> str | None:
    held = row.keys()
    if "body" in held and row["body"] and "year" in held:
        return ask.link(f"/report/{row['body']}/{row['year']}/{row['scope']}")
    return None

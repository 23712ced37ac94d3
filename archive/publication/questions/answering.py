"""The answer to a question for the values of its form: rows with their signs, and how many are in doubt."""

import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from archive.publication.answers import Ask, Missing
from archive.publication.questions import Parameter, Question, questions
from archive.publication.reports import SCOPES

SHOWN = 100  # rows of a page
PAGES = 10_000
ALL = "all"  # in an address: no limit; the SQL has an empty value for it
SIGNS = ("hard", "flagged")  # columns shown as signs beside the row
LEVELS = ("national", "province", "prefecture", "county", "township", "unknown")
KINDS = ("government", "office", "department", "township", "zone", "other")
_CHOICES: Mapping[str, Mapping[str, str]] = {
    "scope": {ALL: "questions.each_scope", **{one: f"scope.{one}" for one in SCOPES}},
    "level": {ALL: "frame.all", **{one: f"level.{one}" for one in LEVELS}},
    "kind": {ALL: "frame.all", **{one: f"body_kind.{one}" for one in KINDS}},
    "sort": {"desc": "questions.largest", "asc": "questions.smallest"},
    "doubts": {"mark": "questions.mark_doubts", "out": "questions.leave_doubts"},
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """One page of an answer. `rows` are of the page; `count` and `doubtful` are of the whole."""

    question: Question
    values: Mapping[str, str]
    columns: tuple[str, ...]
    rows: Sequence[sqlite3.Row]
    page: int
    count: int
    doubtful: int

    @property
    def pages(self) -> int:
        """How many pages the answer has."""
        return max(1, -(-self.count // SHOWN))


def find(ask: Ask, name: str) -> Question:
    """Return a question by its name. Raises Missing."""
    asked = questions(residents=bool(ask.site.population))
    found = next((one for one in asked if one.name == name), None)
    if found is None:
        raise Missing("missing.question")
    return found


def values_of(ask: Ask, question: Question) -> dict[str, str]:
    """Return the values of the query string, else the defaults, for the form and for addresses.

    A value that a field does not have is its default.
    """
    return {one.name: _value(ask, question, one) or ALL for one in question.parameters}


def for_sql(values: Mapping[str, str]) -> dict[str, str]:
    """Return the values as the SQL takes them: empty where nothing is asked for."""
    return {name: "" if value == ALL else value for name, value in values.items()}


def _value(ask: Ask, question: Question, parameter: Parameter) -> str:
    default = _default(ask, parameter.default)
    given = ask.query.get(parameter.name)
    if given is None:
        return default
    given = given.strip()[:40]
    if parameter.kind == "number":
        return given if _is_number(given) else default
    if parameter.kind == "year":
        is_year = given.isascii() and given.isdigit() and len(given) == 4
        return given if is_year or (given == ALL and not question.one_year) else default
    return given if given in choices(ask, parameter) else default


def choices(ask: Ask, parameter: Parameter) -> dict[str, str]:
    """Return the values of a field that has a list, with their words."""
    if parameter.kind == "choice":
        return {value: words[ask.language] for value, words in parameter.options.items()}
    if parameter.kind == "province":
        return {ALL: ask.say("frame.all")} | provinces(ask)
    return {value: ask.say(key) for value, key in _CHOICES.get(parameter.kind, {}).items()}


def provinces(ask: Ask) -> dict[str, str]:
    """Return the provinces that figures are held of, by the first two digits of their code."""
    query = """SELECT k.province, (SELECT g.name FROM regions AS g WHERE g.region = k.province || '0000'
                 ORDER BY g.valid_from DESC LIMIT 1) AS name
               FROM (SELECT DISTINCT province FROM key_figures WHERE province <> '') AS k ORDER BY 1"""
    return ask.site.once("provinces", lambda: {row[0]: row[1] or row[0] for row in ask.db.execute(query)})


def _default(ask: Ask, default: str) -> str:
    if default == "latest":
        return ask.site.once("latest year", lambda: _latest(ask.db))
    return ask.site.once("common scope", lambda: _common(ask.db)) if default == "common" else default


def _latest(db: sqlite3.Connection) -> str:
    """Return the latest complete year: the last with at least half as many reports as the fullest."""
    counts = dict(db.execute("SELECT year, count(*) FROM key_figures GROUP BY year").fetchall())
    most = max(counts.values(), default=0)
    return str(max((year for year, count in counts.items() if 2 * count >= most), default=""))


def _common(db: sqlite3.Connection) -> str:
    row = db.execute("SELECT scope FROM key_figures GROUP BY scope ORDER BY count(*) DESC, scope LIMIT 1").fetchone()
    return row[0] if row else ""


def _is_number(given: str) -> bool:
    digits = given.replace(".", "", 1)
    return digits.isascii() and digits.isdigit() and len(given) < 13


def answer(ask: Ask, question: Question, values: Mapping[str, str], page: int = 1) -> Answer:
    """Return one page of the answer, from 1."""
    page = min(max(page, 1), PAGES)
    asked = sorted(values.items())
    return ask.site.lately(f"answer {question.name} {page} {asked}", lambda: _answer(ask, question, values, page))


def _answer(ask: Ask, question: Question, values: Mapping[str, str], page: int) -> Answer:
    if question.one_year or for_sql(values).get("year"):
        return _read_whole(ask.db, question, values, page)
    offset = (page - 1) * SHOWN
    cursor = ask.db.execute(f"{question.sql}\nLIMIT {SHOWN} OFFSET {offset}", for_sql(values))
    columns = tuple(column[0] for column in cursor.description)
    rows = cursor.fetchall()
    asked = sorted((name, value) for name, value in values.items() if name != "sort")
    key = f"counted {question.name} {asked}"
    count, doubtful = ask.site.lately(key, lambda: _counted(ask.db, question, values, columns))
    return Answer(
        question=question,
        values=values,
        columns=columns,
        rows=rows,
        page=page,
        count=count,
        doubtful=doubtful,
    )


def _read_whole(db: sqlite3.Connection, question: Question, values: Mapping[str, str], page: int) -> Answer:
    """Read all rows of a year and keep those of the page: to count them by themselves would take as long again."""
    cursor = db.execute(question.sql or "", for_sql(values))
    columns = tuple(column[0] for column in cursor.description)
    signs_at = [columns.index(name) for name in SIGNS] if set(SIGNS) <= set(columns) else []
    signs_at = [columns.index("doubtful_reports")] if question.summed else signs_at
    first, rows, count, doubtful = (page - 1) * SHOWN, [], 0, 0
    for row in cursor:
        if first <= count < first + SHOWN:
            rows.append(row)
        count += 1
        found = [row[at] or 0 for at in signs_at]
        doubtful += sum(found) if question.summed else any(found)
    if for_sql(values).get("doubts") == "out":
        doubtful = _counted(db, question, values, columns)[1]
    return Answer(
        question=question, values=values, columns=columns, rows=rows, page=page, count=count, doubtful=doubtful
    )


def _counted(
    db: sqlite3.Connection, question: Question, values: Mapping[str, str], columns: Sequence[str]
) -> tuple[int, int]:
    """Return how many rows the answer has, and how many reports are in doubt, left out or not."""
    doubt = "0"
    if question.summed:
        doubt = "doubtful_reports"
    elif set(SIGNS) <= set(columns):
        doubt = "hard > 0 OR flagged"
    query = f"SELECT count(*), CAST(total({doubt}) AS INTEGER) FROM ({question.unordered})"  # noqa: S608 (ours)
    asked = for_sql(values)
    count, doubtful = db.execute(query, asked).fetchone()
    if asked.get("doubts") == "out":
        doubtful = db.execute(query, {**asked, "doubts": ""}).fetchone()[1]
    return count, doubtful


def signs(row: sqlite3.Row) -> str:
    """Return the signs of what fails or is in doubt in the reports a row comes from."""
    held = row.keys()
    if "doubtful_reports" in held and row["doubtful_reports"]:
        return "?"
    if "hard" not in held:
        return ""
    return ("≠" if row["hard"] else "") + ("?" if row["flagged"] else "")


def demonstration(ask: Ask, rows: Sequence[sqlite3.Row]) -> bool:
    """Tell whether a row is of an invented body, or sums reports where the archive has such."""
    if not rows:
        return False
    if "body" not in rows[0].keys() or rows[0]["body"] is None:  # noqa: SIM118 (a Row is no dict)
        return ask.site.once("demonstration bodies", lambda: bool(_invented(ask.db)))
    return not _invented(ask.db).isdisjoint(row["body"] for row in rows)


def _invented(db: sqlite3.Connection) -> set[str]:
    return {row[0] for row in db.execute("SELECT body FROM bodies WHERE demonstration = 1")}

"""All rows of the answer to a question, as a file."""

from collections.abc import Iterator
from contextlib import closing

from archive.export.resource import Row
from archive.publication.answers import Answer, Ask
from archive.publication.metadata import has_demonstration
from archive.publication.questions import Question
from archive.publication.questions.answering import SIGNS, find, for_sql, values_of
from archive.publication.tabular import Table, limits, spool
from archive.schema import Column
from archive.texts import LANGUAGES, text

PATH = r"/questions/(?P<name>[a-z0-9-]+)\.(?P<form>excel\.csv|csv|xlsx|json)"
PATIENT = True
LICENCE = "https://creativecommons.org/licenses/by/4.0/"


def view(ask: Ask) -> Answer:
    """Return the file, whole. Raises TooLarge where there are more rows than are given away at once."""
    question = find(ask, ask.value("name"))
    values = values_of(ask, question)
    asked = for_sql(values)
    bound = f"SELECT count(*) FROM (SELECT 1 FROM ({question.unordered}) LIMIT {limits.ROWS + 1})"  # noqa: S608 (ours)
    if ask.db.execute(bound, asked).fetchone()[0] > limits.ROWS:
        raise limits.TooLarge("rows", limits.ROWS)
    with closing(ask.db.execute(question.sql, asked)) as cursor:
        columns = tuple(_column(name[0]) for name in cursor.description)
        table = Table(
            name=question.name,
            title=question.title[ask.language],
            columns=columns,
            rows=_rows(cursor),
            notes=_notes(ask, question, values),
            facts=_facts(ask, question, values),
            demonstration=has_demonstration(ask.site),
        )
        return spool(table, ask.value("form"))


def _rows(cursor: Iterator[Row]) -> Iterator[Row]:
    for row in cursor:
        yield tuple(row)


def _column(name: str) -> Column:
    """Return a column with its words in both languages; values of numbers stay numbers whatever the type."""
    zh, en = (text(f"pages.column.{name}", language) for language in LANGUAGES)
    return Column(name=name, type="text", zh=zh, en=en)


def _notes(ask: Ask, question: Question, values: dict[str, str]) -> tuple[str, ...]:
    given = ask.say("frame.comma").join(f"{name}={value}" for name, value in values.items())
    signs = [ask.say("taken.doubts")] if f"AS {SIGNS[0]}" in question.sql else []
    return (
        *([ask.say("frame.demonstration")] if has_demonstration(ask.site) else []),
        f"{ask.say('questions.can')} {question.can[ask.language]}",
        f"{ask.say('questions.cannot')} {question.cannot[ask.language]}",
        *signs,
        ask.say("taken.values", values=given),
        ask.say("taken.archive", build=ask.site.build),
        ask.say("taken.source", address=_address(ask, question, values)),
        ask.say("frame.licence"),
    )


def _facts(ask: Ask, question: Question, values: dict[str, str]) -> dict[str, object]:
    return {
        "source": _address(ask, question, values),
        "build": ask.site.build,
        "licence": "CC BY 4.0",
        "licence_url": LICENCE,
        "values": values,
        "sql": question.sql,
    }


def _address(ask: Ask, question: Question, values: dict[str, str]) -> str:
    return f"{ask.origin}{ask.link(f'/questions/{question.name}', **values)}"

"""An answer of one year, read whole, is counted as SQL counts it."""

import pytest

from archive.publication.answers import Ask
from archive.publication.questions import Question, questions
from archive.publication.questions.answering import _counted, _read_whole, for_sql, values_of
from tests.archive.publication.fixture import Archive


@pytest.mark.parametrize("question", questions(), ids=lambda question: question.name)
@pytest.mark.parametrize("doubts", ["mark", "out"])
def test_rows_and_doubts_are_counted_alike(archive: Archive, question: Question, doubts: str) -> None:
    db = archive.site.connection()
    asked = {"scope": "whole_area", "year": "2020", "doubts": doubts, "minimum": "0"}
    ask = Ask(db=db, site=archive.site, language="en", prefix="", path="/", query=asked)
    values = values_of(ask, question)
    whole = _read_whole(db, question, values, 1)
    assert (whole.count, whole.doubtful) == _counted(db, question, values, whole.columns)
    rows = db.execute(f"{question.sql}\nLIMIT 100", for_sql(values)).fetchall()
    assert [tuple(row) for row in whole.rows] == [tuple(row) for row in rows]

"""The readers' questions: all there, all run, the same on the page and in Datasette."""

import sqlite3
from dataclasses import asdict

import pytest
import sqlite_utils
from lxml import html

from archive import schema
from archive.publication.questions import Question, questions
from archive.texts import LANGUAGES
from pipelines.forms.crosswalk import crosswalk
from tests.archive.publication.conftest import Get
from tests.archive.publication.fixture import COUNTY

ANSWERED = [question for question in questions() if question.sql]


def test_all_questions_are_there_with_words_in_both_languages() -> None:
    numbers = [question.number for question in questions()]
    assert len(numbers) >= 25
    assert numbers == list(range(1, len(numbers) + 1))
    for question in questions():
        words = [question.title, question.can, question.cannot, *([question.not_yet] if question.not_yet else [])]
        assert all(entry[language] for entry in words for language in LANGUAGES)


@pytest.mark.parametrize("question", ANSWERED, ids=lambda question: question.name)
def test_question_runs_on_its_page_and_in_datasette(get: Get, question: Question) -> None:
    query = "&".join(f"{parameter.name}={parameter.default}" for parameter in question.parameters)
    page = html.fromstring(get(f"/en/questions/{question.name}?{query}").text)
    answer = get(f"/archive/{question.name}.json?_shape=objects&{query}")
    assert answer.status_code == 200
    rows = answer.json()["rows"]
    assert len(page.xpath("//table/tbody/tr")) == len(rows)
    headings = [cell.text for cell in page.xpath("//thead//th")]
    assert not [heading for heading in headings if "_" in heading]  # every column has words
    assert get(page.xpath("//a[text()='CSV']/@href")[0]).status_code == 200


def test_the_long_view_takes_only_figures_that_compare_and_marks_the_break() -> None:
    db = sqlite3.connect(":memory:")
    schema.create(sqlite_utils.Database(db))
    sqlite_utils.Database(db)["crosswalk"].insert_all(asdict(row) for row in crosswalk())
    db.execute("INSERT INTO bodies (body, name) VALUES ('b', 'b'), ('new', 'new')")
    report = (
        "INSERT INTO reports (report, body, year, scope, current, form, previous_report) VALUES (?, ?, ?, '', 1, ?, ?)"
    )
    rows = ((1, "b", 2018, "F2014", None), (2, "b", 2019, "F2019", 1), (3, "new", 2019, "F2019", None))
    db.executemany(report, rows)
    db.execute("INSERT INTO statistics (report, req_received, reply_granted, rev_corrected) VALUES (1, 9, 4, 2)")
    db.executemany(
        "INSERT INTO requests (report, outcome, total) VALUES (?, ?, ?)", [(2, "req_new", 8), (2, "res_granted", 5)]
    )
    (question,) = [one for one in questions() if one.name == "long-view"]
    assert question.sql is not None
    cursor = db.execute(question.sql, {"scope": ""})
    names = [column[0] for column in cursor.description]
    found = [dict(zip(names, row, strict=True)) for row in cursor]
    wanted = ("year", "requests", "granted", "reviews_corrected", "break_before")
    assert [tuple(row[name] for name in wanted) for row in found] == [
        (2018, 9, None, 2, None),
        (2019, 8, 5, None, "F2014 | F2019"),
    ]


def test_answers_follow_the_figures_and_the_fields(get: Get) -> None:
    def answer(name: str, **fields: object) -> list[dict[str, object]]:
        query = "&".join(f"{key}={value}" for key, value in fields.items())
        rows: list[dict[str, object]] = get(f"/archive/{name}.json?_shape=objects&{query}").json()["rows"]
        return rows

    top = answer("most-requests", year="", scope="whole_area")
    assert [(row["name"], row["year"], row["requests"]) for row in top][:2] == [
        (COUNTY, 2023, 1052),
        (COUNTY, 2024, 60),
    ]
    assert answer("most-requests", year=2019, scope="own_level") == []
    growth = answer("request-growth", year=2020, scope="")
    assert [(row["requests"], row["requests_before"], row["change"], row["change_percent"]) for row in growth] == [
        (40, 31, 9, 29.0)
    ]
    late = answer("late-or-missing", year=2022)
    assert [row["missing_year"] for row in late if row["name"] == COUNTY] == [2022]
    assert answer("sums-and-copies", year=2020, scope="")[0]["check_id"] == "t3_balance"


def test_rows_from_failing_or_doubtful_reports_say_so(get: Get) -> None:
    page = html.fromstring(get("/en/questions/most-requests?scope=whole_area").text)
    rows = page.xpath("//tbody/tr")
    signs = {row.xpath("string(td[1])"): row.xpath("string(th/sup)") for row in rows}
    assert signs == {"2019": "", "2020": "≠", "2021": "", "2023": "?", "2024": ""}
    assert page.xpath("//p[@class='key']")


def test_refusals_are_summed_within_one_scope_and_reasons_have_the_page_s_language(get: Get) -> None:
    rows = get("/archive/refusal-rate.json?_shape=objects&scope=").json()["rows"]
    assert rows
    assert {(row["province"], row["scope"]) for row in rows} == {("示例省", "whole_area"), ("示例省", "own_office")}
    year = next(row for row in rows if row["year"] == 2024)
    assert (year["reports"], year["denied"], year["results"], year["percent"]) == (1, 4, 60, 6.7)
    reasons = {language: get(f"/{language}/questions/refusal-reasons").text for language in LANGUAGES}
    assert "四类过程性信息" in html.fromstring(reasons["zh"]).xpath("string(//tbody)")
    assert "process" in html.fromstring(reasons["en"]).xpath("string(//tbody)")
    assert "四类过程性信息" not in html.fromstring(reasons["en"]).xpath("string(//tbody)")


def test_a_blank_total_is_no_zero_in_the_backlog() -> None:
    db = sqlite3.connect(":memory:")
    schema.create(sqlite_utils.Database(db))
    for report, carried_in in ((1, 5), (2, 0), (3, None)):
        db.execute("INSERT INTO bodies (body, name) VALUES (?, 'b')", (str(report),))
        db.execute("INSERT INTO reports (report, body, year, current) VALUES (?, ?, 2024, 1)", (report, str(report)))
        rows = (("req_new", 45), ("req_carried_in", carried_in), ("req_carried_out", 9))
        insert = "INSERT INTO requests (report, outcome, total) VALUES (?, ?, ?)"
        db.executemany(insert, [(report, outcome, total) for outcome, total in rows])
    (question,) = [one for one in questions() if one.name == "backlog"]
    assert question.sql is not None
    found = db.execute(question.sql, {"year": "", "scope": "", "minimum": "30"}).fetchall()
    assert [(row[0], row[5], row[6]) for row in found] == [("2", 45, 20.0), ("1", 50, 18.0)]

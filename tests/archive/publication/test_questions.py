"""The readers' questions: all there, all run, the same on the page and in Datasette."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from typing import Any
from urllib.parse import urlencode

import pytest
import sqlite_utils
from lxml import html

from archive import schema
from archive.population import Residents, attach
from archive.publication.questions import Question, questions
from archive.texts import LANGUAGES
from pipelines.build import key_figures
from pipelines.forms.crosswalk import crosswalk
from tests.archive.publication.conftest import Get, client
from tests.archive.publication.fixture import COUNTY, Archive

NAMES = [question.name for question in questions()]


def question(name: str, *, residents: bool = False) -> Question:
    return next(one for one in questions(residents=residents) if one.name == name)


@contextmanager
def archive_of(*reports: dict[str, Any]) -> Iterator[sqlite3.Connection]:
    """An archive of reports given by their columns of key_figures; body "b", of 2024, whole_area, unless said."""
    db = sqlite3.connect(":memory:")
    db.row_factory = sqlite3.Row
    made = sqlite_utils.Database(db)
    schema.create(made)
    made["regions"].insert_all(
        {"region": region, "valid_from": 2000, "name": name}
        for region, name in (("320000", "江苏省"), ("320100", "南京市"), ("320800", "淮安市"))
    )
    for number, given in enumerate(reports):
        body = given.get("body", "320800-b")
        facts = {"report": number, "body": body, "year": 2024, "scope": "whole_area", "form": "F2021"}
        row = {**facts, "province": body[:2], "hard": 0, "kind": "government", "level": "county", **given}
        made["bodies"].insert({"body": body, "name": body, "kind": row["kind"]}, ignore=True, pk="body")
        held = {name: row[name] for name in facts}
        made["reports"].insert({**held, "current": 1, "published": given.get("published")})
        made["key_figures"].insert({name: value for name, value in row.items() if name != "published"})
    yield db
    db.close()


def ask(db: sqlite3.Connection, asked: Question, **values: str) -> list[sqlite3.Row]:
    given = {one.name: "" for one in asked.parameters} | values
    return db.execute(asked.sql, given).fetchall()


def test_all_25_questions_are_there_with_words_in_both_languages() -> None:
    assert [one.number for one in questions()] == list(range(1, 26))
    for one in questions():
        assert all(entry[language] for entry in (one.title, one.can, one.cannot) for language in LANGUAGES)
    assert {one.name for one in questions(residents=True)} == set(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_question_runs_on_its_page_and_in_datasette(get: Get, name: str) -> None:
    asked = question(name)
    given = {one.name: "all" for one in asked.parameters if one.kind in {"year", "scope", "level"}}
    given |= {"year": "2023"} if asked.one_year else {}
    page = html.fromstring(get(f"/en/questions/{name}?{urlencode(given)}").text)
    values = {one.name: "" if one.default in {"latest", "common"} else one.default for one in asked.parameters}
    values |= {key: "" if value == "all" else value for key, value in given.items()}
    answer = get(f"/archive/{name}.json?_shape=objects&{urlencode(values)}")
    assert answer.status_code == 200
    rows = answer.json()["rows"]
    assert len(page.xpath("//main/div[@class='wide']//tbody/tr")) == len(rows)
    headings = [cell.text for cell in page.xpath("//main/div[@class='wide']//thead//th")]
    assert not [heading for heading in headings if "_" in heading]  # every column has words
    assert not [label for label in page.xpath("//form[@class='filter']/label/text()") if not label]
    drawn = page.xpath("//main//*[local-name()='svg']")
    assert len(drawn) == (1 if page.xpath("//main/figure") else 0)
    for language in LANGUAGES:
        assert get(f"/{language}/questions/{name}").status_code == 200


def test_a_page_starts_with_the_latest_complete_year_and_the_commonest_scope(get: Get) -> None:
    page = html.fromstring(get("/en/questions/most-requests").text)
    assert page.xpath("//select[@name='year']/option[@selected]/text()") == ["2024"]
    assert page.xpath("//select[@name='scope']/option[@selected]/@value") == ["whole_area"]
    assert not page.xpath("//p[@class='notice']")
    apart = html.fromstring(get("/en/questions/most-requests?year=all&scope=all").text)
    assert [heading.text for heading in apart.xpath("//main/h2")] == ["Scope: own office", "Scope: whole area"]
    assert "do not compare" in apart.xpath("string(//p[@class='notice'])")
    links = apart.xpath("//tbody/tr[1]//a/@href")
    assert any(link.startswith("/en/body/") for link in links)
    assert any(link.startswith("/en/report/") for link in links)
    assert any("/figure/" in link and link.endswith("/req_new.total?scope=own_office") for link in links)


def test_wrong_values_are_the_defaults_and_pages_end(get: Get) -> None:
    odd = "year=20x4&scope=no&sort=sideways&doubts=%27%3B--&province=%22"
    assert (
        html.fromstring(get(f"/en/questions/most-requests?{odd}").text).xpath("//option[@selected]/text()")[0] == "2024"
    )
    assert get("/en/questions/most-requests?page=2").status_code == 404
    assert get("/en/questions/no-such").status_code == 404


def test_rows_from_failing_or_doubtful_reports_say_so_or_are_left_out(get: Get) -> None:
    page = html.fromstring(get("/en/questions/who-asks?year=all&scope=whole_area&by=total&minimum=1").text)
    rows = page.xpath("//main/div[@class='wide']//tbody/tr")
    signs = {row.xpath("string(td[1])"): row.xpath("string(th/sup)") for row in rows}
    assert signs == {"2019": "", "2020": "≠", "2021": "", "2023": "?", "2024": ""}
    assert "marked: 2" in page.xpath("string(//p[@class='counts'])")
    out = html.fromstring(get("/en/questions/who-asks?year=all&scope=whole_area&minimum=1&doubts=out").text)
    assert len(out.xpath("//main/div[@class='wide']//tbody/tr")) == 3
    assert "left out: 2" in out.xpath("string(//p[@class='counts'])")


def test_rates_are_of_reports_with_enough_results_in_the_order_asked() -> None:
    low = {"body": "320801-low", "res_total": 30, "res_granted": 3}
    high = {"body": "320802-high", "res_total": 40, "res_granted": 40}
    few = {"body": "320803-few", "res_total": 29, "res_granted": 29}
    blank = {"body": "320804-blank", "res_total": 90, "res_granted": None}
    rate = question("disclosure-rate")
    assert next(one.default for one in rate.parameters if one.name == "minimum") == "30"
    with archive_of(low, high, few, blank) as db:
        assert [(row["name"], row["percent"]) for row in ask(db, rate, minimum="30")] == [
            ("320802-high", 100.0), ("320801-low", 10.0)
        ]  # fmt: skip
        assert [row["name"] for row in ask(db, rate, minimum="30", sort="asc")] == ["320801-low", "320802-high"]


def test_closed_as_other_is_above_a_quarter_not_at_it() -> None:
    other = question("closed-as-other")
    rows = [{"body": f"32080{n}-b", "res_total": 100, "res_other_misc": n} for n in (25, 26)]
    with archive_of(*rows) as db:
        assert [row["other"] for row in ask(db, other, minimum="30", percent="25")] == [26]


def test_the_year_before_is_of_the_same_body_and_scope() -> None:
    before = {"year": 2023, "req_new": 10, "req_carried_out": 4, "req_carried_in": 0}
    after = {"req_new": 25, "req_carried_in": 3, "req_carried_out": 7}
    elsewhere = {"scope": "own_office", "req_new": 99, "req_carried_in": 1}
    with archive_of(before, after, elsewhere) as db:
        (growth,) = ask(db, question("request-growth"), year="2024", minimum="0")
        assert (growth["change"], growth["change_percent"]) == (15, 150.0)
        (lost,) = ask(db, question("backlog-continuity"), year="2024")
        assert (lost["carried_in"], lost["carried_before"], lost["difference"]) == (3, 4, -1)
        (backlog,) = ask(db, question("backlog"), year="2024")
        assert (backlog["percent"], backlog["percent_before"], backlog["points"]) == (25.0, 40.0, -15.0)


def test_refusals_are_summed_by_province_and_year_without_doubtful_ones() -> None:
    good = {"body": "320801-a", "res_denied": 4, "res_total": 40}
    failing = {"body": "320802-b", "res_denied": 30, "res_total": 40, "hard": 1}
    unsure = {"body": "320803-c", "res_denied": 30, "res_total": 40, "doubtful": "req_new res_total"}
    sure = {"body": "320804-d", "res_denied": 6, "res_total": 60, "doubtful": "req_new", "scope": "own_office"}
    with archive_of(good, failing, unsure, sure) as db:
        found = ask(db, question("refusal-rate"), doubts="out")
        assert [(row["province"], row["scope"], row["percent"]) for row in found] == [
            ("江苏省", "own_office", 10.0), ("江苏省", "whole_area", 10.0)
        ]  # fmt: skip
        (row,) = ask(db, question("refusal-rate"), scope="whole_area")
        assert (row["reports"], row["doubtful_reports"], row["denied"]) == (3, 2, 64)


def test_the_leading_reason_is_told_by_province_and_by_body() -> None:
    rows = (
        {"body": "320801-a", "res_denied": 5, "res_denied_process": 4, "res_denied_internal": 1},
        {"body": "320802-b", "res_denied": 8, "res_denied_internal": 8},
    )
    with archive_of(*rows) as db:
        (province,) = ask(db, question("refusal-reasons"), by="province")
        assert (province["province"], province["reason"], province["cases"]) == ("江苏省", "res_denied_internal", 9)
        assert province["percent"] == 69.2
        bodies = ask(db, question("refusal-reasons"), by="body")
        assert [(row["name"], row["reason"]) for row in bodies] == [
            ("320802-b", "res_denied_internal"), ("320801-a", "res_denied_process")
        ]  # fmt: skip


def test_court_losses_are_summed_by_city_over_closed_suits() -> None:
    suits = {"litd_corrected": 1, "lita_corrected": 0, "litd_total": 9, "litd_pending": 4, "lita_total": 0,
             "lita_pending": 0}  # fmt: skip
    with archive_of({"body": "320801-a", **suits}, {"body": "320802-b", **suits}, {"body": "320101-c", **suits}) as db:
        found = ask(db, question("court-losses"), minimum="5")
        assert [(row["city"], row["closed"], row["corrected"], row["percent"]) for row in found] == [
            ("淮安市", 10, 2, 20.0), ("南京市", 5, 1, 20.0)
        ]  # fmt: skip


def test_the_deadline_is_that_of_the_kind_of_body_and_of_the_law_then_in_force() -> None:
    rows = (
        {"body": "320801-gov", "published": "2025-03-31"},
        {"body": "320802-gov", "published": "2025-04-01"},
        {"body": "320803-dep", "kind": "department", "published": "2025-02-01"},
        {"body": "320804-old", "kind": "department", "published": "2019-03-30", "year": 2018},
        {"body": "320805-gone", "published": "2024-01-02", "year": 2023},
    )
    with archive_of(*rows) as db:
        db.execute("INSERT INTO findings (finding, report, check_id, expected) VALUES (1, 0, 'xy_gap', 2022)")
        late = ask(db, question("late-or-missing"), year="2024")
        assert {(row["name"], row["status"], row["days_late"], row["missing_year"]) for row in late} == {
            ("320802-gov", "late", 1, None), ("320803-dep", "late", 1, None), ("320805-gone", "ended", None, 2024),
        }  # fmt: skip
        assert ask(db, question("late-or-missing"), year="2018") == []
        assert [row["status"] for row in ask(db, question("late-or-missing"), year="2022")] == ["gap"]


def test_residents_come_only_from_the_operator() -> None:
    plain = question("most-requests")
    assert "residents" not in plain.sql
    rich = question("most-requests", residents=True)
    small, large = {"body": "320801-a", "req_new": 30}, {"body": "320802-b", "req_new": 50}
    with archive_of(small, large) as db:
        attach(db, {("320801", 2024): Residents(20_000, "某年鉴"), ("320802", 2023): Residents(9, "x")})
        by_rate = ask(db, rich, by="per_10000")
        assert [(row["name"], row["per_10000"], row["residents_source"]) for row in by_rate] == [
            ("320801-a", 15.0, "某年鉴")
        ]
        assert [row["per_10000"] for row in ask(db, rich)] == [None, 15.0]


def test_the_long_view_takes_only_figures_that_compare_and_marks_the_break() -> None:
    with archive_of() as db:
        made = sqlite_utils.Database(db)
        made["crosswalk"].insert_all(asdict(row) for row in crosswalk())
        made["bodies"].insert({"body": "320800-b", "name": "b", "region": "320800"})
        for report, year, form in ((1, 2018, "F2014"), (2, 2019, "F2019")):
            facts = {"report": report, "body": "320800-b", "year": year, "scope": "unknown", "form": form}
            made["reports"].insert({**facts, "current": 1})
        made["statistics"].insert({"report": 1, "req_received": 9, "reply_granted": 4, "rev_corrected": 2})
        made["requests"].insert_all(
            {"report": 2, "outcome": outcome, "total": total} for outcome, total in (("req_new", 8), ("res_granted", 5))
        )
        key_figures.make(db)
        found = ask(db, question("long-view"))
    wanted = ("year", "requests", "granted", "reviews_corrected", "break_before", "reports")
    assert [tuple(row[name] for name in wanted) for row in found] == [
        (2018, 9, None, 2, None, 1),
        (2019, 8, 5, None, "F2014 | F2019", 1),
    ]


def test_a_year_that_is_not_held_keeps_its_place_in_a_chart(get: Get) -> None:
    chart = get("/en/charts/question/long-view.csv?scope=whole_area").content.decode("utf-8-sig").splitlines()
    assert [line.split(",")[:2] for line in chart[1:]] == [
        ["2019", "31"], ["2020", "40"], ["2021", "47"], ["2022", ""], ["2023", "1052"], ["2024", "60"]
    ]  # fmt: skip
    assert "2024, whole area" in get("/en/questions/most-requests").text
    assert "2023, whole area" not in get("/en/questions/most-requests?year=all").text


def test_what_does_not_add_up_leads_to_its_findings(get: Get) -> None:
    page = html.fromstring(get("/en/questions/sums-and-copies?year=2020&scope=whole_area").text)
    (link,) = page.xpath("//main/div[@class='wide']//td/a[contains(@href, '/findings')]/@href")
    assert "severity=hard" in link
    assert COUNTY in page.xpath("string(//main/div[@class='wide']//tbody/tr)")


def test_reasons_have_the_page_s_language(get: Get) -> None:
    for language, words, other in (("zh", "四类过程性信息", "process"), ("en", "process", "四类过程性信息")):
        page = html.fromstring(get(f"/{language}/questions/refusal-reasons?year=2024&scope=whole_area").text)
        body = page.xpath("string(//main/div[@class='wide']//tbody)")
        assert (words in body, other in body) == (True, False)


def test_datasette_has_the_residents_too(archive: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive.site, "population", {("990101", 2024): Residents(120_000, "某年鉴")})
    get = client(archive)
    for end in ("json?_shape=objects&", "whole.json?"):
        rows = get(f"/archive/most-requests.{end}by=per_10000").json()["rows"]
        assert [(row["residents"], row["per_10000"]) for row in rows] == [(120_000, 5.0)]
    assert get("/archive.json?sql=delete+from+population").status_code == 400

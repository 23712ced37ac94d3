"""`nianbao status` says what is held, what failed and why, and what to do next."""

import json
import sqlite3
from contextlib import closing
from datetime import date

import pytest
from click.testing import CliRunner

from archive.builds import current_build
from archive.datadir import DataDir
from archive.export.command import make_release
from archive.records import Context, Outcome, Role
from archive.status import status
from archive.store.writer import WarcWriter
from archive.texts import text
from tests.archive.publication import fixture
from tests.archive.store.exchanges import keep

SITE = "xx-demo"


@pytest.fixture(autouse=True)
def english(monkeypatch):
    monkeypatch.setenv("NIANBAO_LANG", "en")


@pytest.fixture
def data(tmp_path):
    return DataDir(tmp_path / "data")


def run(data, *options):
    result = CliRunner().invoke(status, [*options, "--data", str(data.root)])
    assert result.exit_code == 0, result.output
    return result.stdout


def facts(data):
    return json.loads(run(data, "--json"))


def fail(writer, url, outcome, reason, day):
    context = Context(crawl="c", role=Role.DETAIL, outcome=outcome, site=SITE, reason=reason)
    keep(writer, url=url, day=day, body=f"{outcome} {day}".encode(), status=412, context=context)


def test_an_empty_folder_holds_nothing_and_stays_empty(data):
    words = run(data)
    assert "Nothing is held yet" in words
    assert "nianbao crawl" in words
    assert "nianbao demo" in words
    assert not data.root.exists()
    found = facts(data)
    assert found["store"]["captures"] == 0
    assert found["build"] is None
    assert found["release"] is None
    assert [step["step"] for step in found["next"]] == ["collect"]


def test_what_was_kept_waits_for_a_build(data):
    with WarcWriter(data, crawl="c") as writer:
        keep(writer)
    found = facts(data)
    assert found["store"]["captures"] == 1
    assert found["store"]["outcomes"] == {"kept": 1}
    assert found["store"]["warc_files"] == 1
    assert found["store"]["first"] == found["store"]["last"] == "2026-01-01T00:00:00Z"
    assert found["pending"] == 1
    assert [step["step"] for step in found["next"]] == ["build"]
    assert "There is no build yet" in run(data)


def test_failures_are_told_by_site_with_reason_until_the_address_answers(data):
    with WarcWriter(data, crawl="c") as writer:
        fail(writer, "http://a.gov.cn/1", Outcome.BLOCKED, "a challenge page answered", 1)
        fail(writer, "http://a.gov.cn/2", Outcome.BLOCKED, "a newer challenge page answered", 2)
        fail(writer, "http://a.gov.cn/3", Outcome.FAILED, "the server broke off", 1)
        keep(writer, url="http://a.gov.cn/3", day=3, context=Context(crawl="c", role=Role.DETAIL, outcome=Outcome.KEPT))
    (found,) = [site for site in facts(data)["sites"] if site["site"] == SITE]
    assert found["captures"] == 3
    assert found["failures"] == [
        {
            "outcome": "blocked", "addresses": 2, "time": "2026-01-02T00:00:00Z", "url": "http://a.gov.cn/2",
            "status": 412, "reason": "a newer challenge page answered",
        }
    ]  # fmt: skip
    words = run(data)
    assert "http://a.gov.cn/2: a newer challenge page answered" in words
    assert "2 blocked" in words
    assert "2 addresses are blocked" in words
    assert "broke off" not in words


def test_warc_files_without_index_are_named_and_not_touched(data):
    with WarcWriter(data, crawl="c") as writer:
        keep(writer)
    for path in data.root.glob("captures.db*"):
        path.unlink()
    found = facts(data)
    assert found["store"]["unindexed"] == 1
    assert [step["step"] for step in found["next"]] == ["index"]
    assert not data.captures.exists()


def test_a_build_is_described_by_level_year_form_and_finding(tmp_path):
    data = fixture.make(tmp_path / "data").site.data
    built = facts(data)["build"]
    assert built["build"] == current_build(data).id
    assert (built["reports"], built["current"], built["demonstration"]) == (8, 7, 8)
    assert built["levels"] == [{"level": "county", "bodies": 2, "reports": 7}]
    assert built["years"] == {"2019": 1, "2020": 1, "2021": 1, "2022": 1, "2023": 2, "2024": 1}
    assert built["forms"] == {"F2019": 2, "F2021": 5}
    assert built["findings"] == {"hard": 1, "soft": 1, "heuristic": 1}
    assert built["withheld"] == 1
    words = run(data)
    assert "8 reports (7 current) of 2 bodies" in words
    assert "county 2/7" in words
    assert "Withheld documents: 1" in words


def test_reports_kept_by_hand_are_counted_for_no_site(tmp_path):
    data = fixture.make(tmp_path / "data").site.data
    with WarcWriter(data, crawl="c") as writer:
        keep(writer, context=Context(crawl="c", role=Role.FILE, outcome=Outcome.KEPT))
    with closing(sqlite3.connect(current_build(data).archive)) as db, db:
        (capture,) = db.execute("SELECT capture FROM report_sources LIMIT 1").fetchone()
        db.execute("UPDATE captures SET site = NULL WHERE capture = ?", (capture,))
    (found,) = [site for site in facts(data)["sites"] if site["site"] is None]
    assert (found["captures"], found["reports"]) == (1, 1)


def test_problems_come_by_kind_with_examples_that_name_their_place(tmp_path):
    data = fixture.make(tmp_path / "data").site.data
    problems = {item["kind"]: item for item in facts(data)["build"]["problems"]}
    assert problems["no_report"]["count"] == 1
    assert problems["row_unknown"]["examples"][0]["where"] == "https://example.gov.cn/hostile.html"
    words = run(data)
    assert f"{text('problems.no_report', 'en')}: 1" in words
    assert "https://example.gov.cn/hostile.html: " in words


def test_a_build_is_to_be_released_until_it_is(tmp_path):
    data = fixture.make(tmp_path / "data").site.data
    assert "export" in {step["step"] for step in facts(data)["next"]}
    make_release(current_build(data), data.releases, date(2026, 2, 3))
    found = facts(data)
    assert found["release"] == {"release": "2026-02-03", "build": current_build(data).id, "same": None}
    assert "export" not in {step["step"] for step in found["next"]}
    assert "Latest release 2026-02-03" in run(data)


def test_corrections_that_no_longer_apply_and_a_malformed_file_are_told(tmp_path):
    data = fixture.make(tmp_path / "data").site.data
    data.corrections.write_text(
        f"document,code,read,right,reason,who,date\n{'a' * 64},req_new.total,1,2,misread,me,2026-01-01\n", "utf-8"
    )
    with closing(sqlite3.connect(current_build(data).archive)) as db:
        db.execute("INSERT INTO problems VALUES (9, NULL, NULL, NULL, 'correction_stale', 'dropped', 'req_new.total')")
        db.commit()
    found = facts(data)
    assert (found["corrections"], found["corrections_stale"]) == (1, 1)
    assert "corrections" in {step["step"] for step in found["next"]}
    data.corrections.write_text("document,code\n", "utf-8")
    assert "corrections.csv is malformed" in run(data)
    assert facts(data)["corrections_error"]


def test_it_speaks_chinese_where_asked(data, monkeypatch):
    monkeypatch.setenv("NIANBAO_LANG", "zh")
    assert "尚无采集记录" in run(data)


def test_every_outcome_level_and_severity_has_words():
    for outcome in Outcome:
        assert text(f"crawler.outcome.{outcome}", "zh", n=1)
    for level in ("national", "province", "prefecture", "county", "township", "unknown"):
        assert text(f"pages.level.{level}", "zh")
    for severity in ("hard", "soft", "heuristic"):
        assert text(f"pages.severity.{severity}", "zh")

import re
import sqlite3
from dataclasses import replace

import pytest

from pipelines.checks import check_report, load_checks, units
from pipelines.checks.check import Check
from pipelines.checks.memory import NUMBER, fill, memory
from pipelines.checks.screen import reads_of, screen
from pipelines.forms import form_ids
from pipelines.report import Report
from pipelines.wide import WideCells
from tests.pipelines.checks.archives import report_of
from tests.pipelines.checks.test_cases import CASES

INSIDE = [check for check in load_checks() if check.over == "report"]
HALF = "r.{x} <> 0\n-- a comment"


def _filled(report: Report, checks: list[Check]) -> sqlite3.Connection:
    db = memory()
    db.execute("BEGIN")
    db.execute("INSERT INTO bodies (body, level, kind) VALUES ('', 'county', 'government')")
    db.execute(
        "INSERT INTO reports (report, body, current, year, form, form_variant, title, published)"
        " VALUES (?, '', 1, 2023, ?, ?, '2022年', '2026-05-01')",
        (NUMBER, report.form, report.form_variant),
    )
    fill(db, report, WideCells(report, NUMBER, units()), reads_of(db, [screen(checks)]))
    return db


@pytest.mark.parametrize("form", form_ids())
def test_the_screen_names_just_the_checks_that_have_rows(form: str) -> None:
    asked = [check for check in INSIDE if form in check.forms or "any" in check.forms]
    cases = [case for both in CASES.values() for case in both.values() if case.get("form", "F2021") == form]
    met: set[str] = set()
    for case in cases:
        db = _filled(report_of(case, "now"), asked)
        try:
            failing = {
                check.id: bool(fails) for check, fails in zip(asked, db.execute(screen(asked)).fetchone(), strict=True)
            }
            assert failing == {check.id: bool(db.execute(check.rows()).fetchall()) for check in asked}
        finally:
            db.execute("ROLLBACK")
        met |= {check for check, fails in failing.items() if fails}
    assert met or not cases


def _check(condition: str, tail: str = "") -> Check:
    sql = (
        "SELECT s.report, r.outcome || '.{x}' AS where_codes, r.{x} AS found, NULL AS expected\n"
        f"FROM scope AS s\nCROSS JOIN requests AS r ON r.report = s.report\nWHERE {condition}{tail}"
    )
    return replace(INSIDE[0], sql=sql, per=("natural", "total"))


@pytest.mark.parametrize(
    ("condition", "tail", "passes"),
    [
        (HALF, "", 1),
        ("r.{x} <> 0 OR r.outcome = 'none'", "", 1),
        ("found <> 0", "", 2),
        ("r.{x} <> 0", "\nGROUP BY s.report", 2),
        ("0", "\nUNION ALL SELECT s.report, '', 1, 1\nFROM scope AS s\nWHERE {x} IS NULL", 2),
    ],
)
def test_instances_that_read_alike_are_asked_in_one_pass(condition: str, tail: str, passes: int) -> None:
    statement = screen([_check(condition, tail)])
    assert statement.count("CROSS JOIN requests") == passes


def test_one_pass_finds_what_any_instance_finds() -> None:
    check = _check(HALF)
    for changed, failing in (
        ({}, 0),
        ({"req_new.natural": 1}, 1),
        ({"req_new.total": 1}, 1),
        ({"req_new.legal": 1}, 0),
    ):
        db = _filled(report_of({"now": changed}, "now"), [check])
        try:
            assert db.execute(screen([check])).fetchone() == (failing,)
        finally:
            db.execute("ROLLBACK")


def test_what_a_statement_reads_is_named_through_views_too() -> None:
    reads = reads_of(memory(), ["SELECT count(*) FROM problems, scope AS s WHERE s.form = 'F2021'"])
    assert "problems" in reads.columns
    assert "form" in reads.columns["reports"]
    assert reads.words == {"F2021"}
    assert "requests" not in reads.columns


def test_a_report_that_cannot_be_entered_leaves_nothing_behind() -> None:
    good = report_of({}, "now")
    bad = replace(good, sections=(replace(report_of({"say": {1: "x"}}, "now").sections[0], text=object()),))  # type: ignore[arg-type]
    with pytest.raises(sqlite3.Error):
        check_report(bad)
    assert check_report(good) == ()


def test_what_only_the_answer_of_a_relation_reads_is_filled_in() -> None:
    db = memory()
    query = "SELECT 1 -- the bidder's unit\nFROM scope WHERE 'req_new.total' = (SELECT max(code) FROM cell_notes)"
    reads = reads_of(db, ["SELECT 1 FROM scope", query])
    assert "code" in reads.columns["cell_notes"]
    assert reads.words == {"req_new.total"}


def test_relations_inside_a_report_ask_for_notes_by_codes_in_quotes() -> None:
    """Only the notes of codes that stand in quotes are filled in: a code put together would find none."""
    asking = [check for check in INSIDE if "cell_notes" in check.sql]
    assert asking
    for check in asking:
        for name in re.findall(r"\bcell_notes AS (\w+)", check.sql):
            assert len(re.findall(rf"\b{name}\.code\b", check.sql)) == len(
                re.findall(rf"\b{name}\.code = '[\w.]+'(?!\s*\|\|)", check.sql)
            ), check.id


def test_a_list_of_which_a_part_was_withdrawn_is_not_full() -> None:
    parts = "12345热线共转办工单1186件，其中：求助类工单754件，投诉类工单273件，咨询类工单155件，建议类工单4件。"
    report = report_of({"say": {1: parts}}, "now")
    assert [one.role for one in report.narrative].count("part") == 4
    withdrawn = tuple(
        replace(one, value=None, scaled=None) if one.role == "part" and one.value == 754 else one
        for one in report.narrative
    )
    assert withdrawn != report.narrative
    assert "nar_parts" not in {found.check for found in check_report(replace(report, narrative=withdrawn))}

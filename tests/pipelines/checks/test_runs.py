import re
import sqlite3
from dataclasses import replace

from archive import schema
from pipelines.checks import BodyFacts, check_report, load_checks, refresh_findings, run_checks
from pipelines.checks.check import prepare
from pipelines.checks.similarity import text_share
from pipelines.report import Sourced
from tests.pipelines.checks.archives import add_report, archive_of, findings_of, report_of

ROWS = """SELECT report, check_id, severity, where_codes, found, expected, second_reading, stated_at, finding
          FROM findings ORDER BY 1, 2, 4"""
JINGYUAN = {
    "form": "F2019",
    "year": 2020,
    "now": {
        "licence_items_prev": 1418,
        "licence_items_change": -882,
        "licence_decisions": 536,
        "service_items_prev": 466,
        "service_items_change": -90,
        "service_decisions": 376,
        "penalty_items_prev": 2532,
        "penalty_items_change": -139,
        "penalty_decisions": 2393,
        "coercion_items_prev": 133,
        "coercion_items_change": -13,
        "coercion_decisions": 120,
    },
}


def test_the_trap_of_2019_holds_four_times_in_a_real_report() -> None:
    found = [f for f in check_report(report_of(JINGYUAN, "now")) if f.check == "t2_2019_items_trap"]
    assert [f.found for f in found] == [120, 536, 2393, 376]
    assert {f.severity for f in found} == {"heuristic"}


def test_a_real_report_with_two_wrong_totals() -> None:
    report = report_of({"now": {"rev_upheld": 10, "rev_corrected": 1, "lita_upheld": 5}}, "now")
    hard = [(f.check, f.found, f.expected) for f in check_report(report) if f.severity == "hard"]
    assert hard == [("t4_lita_sum", 0, 5), ("t4_rev_sum", 0, 11)]


def test_the_single_other_row_takes_the_place_of_its_three() -> None:
    case = {
        "variant": "single_other",
        "now": {"res_granted.total": 3, "res_other.total": 2, "res_total.total": 6, "req_new.total": 6},
    }
    (finding,) = findings_of(case, "t3_result_sum_2021")
    assert (finding.found, finding.expected) == (6, 5)
    assert finding.where_codes.endswith("res_notproc_reconfirm.total res_other.total res_total.total")
    case["now"]["res_total.total"] = 5  # type: ignore[index]
    assert findings_of(case, "t3_result_sum_2021") == []


def test_a_printed_subtotal_of_other_is_not_counted_twice() -> None:
    case = {"now": {"res_other_misc.total": 2, "res_other.total": 2, "res_total.total": 2}}
    assert findings_of(case, "t3_result_sum_2021") == []
    assert findings_of({"now": {**case["now"], "res_other.total": 3}}, "t3_printed_subtotal")


def test_a_table_cut_off_is_not_added_up() -> None:
    case = {"rows_absent": ["res_granted"], "now": {"res_total.total": 5}}
    assert findings_of(case, "t3_result_sum_2021") == []


def test_rows_out_of_order_are_found() -> None:
    report = archive_of({})
    report.execute("UPDATE requests SET row = 2 WHERE outcome = 'res_total' AND report = 2")
    (finding,) = [row for row in run_checks(report) if row.check_id == "fmt_rows_present"]
    assert (finding.report, finding.where_codes, finding.found) == (2, "res_total", 24)


def test_an_unknown_level_leaves_out_what_depends_on_it() -> None:
    report = report_of({"now": {"rule_made": 2, "rule_in_force": 2}, "published": "2024-12-01"}, "now")
    assert not check_report(report)
    ids = {f.check for f in check_report(report, BodyFacts("county", "department"))}
    assert ids == {"t2_rule_power", "fmt_date_department"}
    named = replace(report, about=replace(report.about, body=Sourced(value="沭阳县发展和改革局")))
    assert {f.check for f in check_report(named)} == ids


def test_a_report_without_tables_is_only_asked_for_its_tables() -> None:
    case = {
        "tables_absent": ["t2", "t3", "t4"],
        "text": [[2, "OTHERS", 1], [3, "OTHERS", 1]],
        "rows_absent": ["req_new"],
    }
    db = archive_of({})
    add_report(db, 3, report_of(case, "now"), None, body="c")
    db.execute("UPDATE reports SET form = NULL WHERE report = 3")
    found = [(row.check_id, row.where_codes) for row in run_checks(db) if row.report == 3]
    assert found == [("fmt_table_missing", "t2"), ("fmt_table_missing", "t3")]


def test_nothing_is_left_of_the_report_before() -> None:
    bad = report_of({"now": {"rev_upheld": 1}}, "now")
    good = report_of({}, "now")
    assert check_report(bad)
    assert check_report(good) == ()


def test_superseded_reports_are_not_compared_with_other_years() -> None:
    db = archive_of({"now": {"req_carried_in.total": 3, "rev_upheld": 1}})
    assert "xy_carry_total" in {row.check_id for row in run_checks(db)}
    db.execute("UPDATE reports SET current = 0 WHERE report = 2")
    left = {row.check_id for row in run_checks(db) if row.report == 2}
    assert "xy_carry_total" not in left
    assert "t4_rev_sum" in left


def _everything(db: sqlite3.Connection) -> list[tuple[object, ...]]:
    return db.execute(ROWS).fetchall()


def test_checking_only_what_changed_gives_what_checking_everything_gives() -> None:
    db = archive_of({"now": {"req_carried_in.total": 3}, "before": {"req_carried_out.total": 3}})
    add_report(db, 7, report_of({"year": 2023, "now": {"rev_upheld": 1}}, "now"), None, body="c")
    assert refresh_findings(db) == len(_everything(db)) > 0
    other = [row for row in _everything(db) if row[0] == 7]
    # the report of the year before is read anew: the finding arises in the report of the year after
    db.execute("UPDATE requests SET total = 9 WHERE report = 1 AND outcome = 'req_carried_out'")
    refresh_findings(db, [1])
    changed = _everything(db)
    assert "xy_carry_total" in {row[1] for row in changed if row[0] == 2}
    assert [row for row in changed if row[0] == 7] == other
    refresh_findings(db)
    assert _everything(db) == changed


def test_a_body_that_lost_a_report_is_checked_again() -> None:
    db = archive_of({"now": {"req_carried_in.total": 3}})
    refresh_findings(db)
    db.execute("UPDATE reports SET previous_report = NULL WHERE report = 2")
    db.execute("DELETE FROM reports WHERE report = 1")
    db.execute("DELETE FROM findings WHERE report = 1")
    refresh_findings(db, [], ["b"])
    partly = _everything(db)
    refresh_findings(db)
    assert _everything(db) == partly
    assert "xy_carry_total" not in {row[1] for row in partly}


def test_findings_have_one_row_per_place() -> None:
    everything = {"rev_upheld": 3, "req_new.natural": 5, "licence_decisions": -1, "normdoc_made": 5, "rule_made": 1}
    for body in ({}, {"level": "county", "kind": "government"}):
        rows = list(run_checks(archive_of({"now": everything, "body": body})))
        keys = [(row.report, row.check_id, row.where_codes) for row in rows]
        assert len(keys) == len(set(keys)) > 5


def test_all_relations_of_the_tables_are_there() -> None:
    ids = {check.id for check in load_checks()}
    assert len(ids) >= 54
    assert {check_id.split("_")[0] for check_id in ids} >= {"t2", "t3", "t4", "f14", "xy", "fmt"}


def test_a_build_that_changed_little_reads_little() -> None:
    db = archive_of({})
    prepare(db)
    for check in load_checks():
        plan = [row[3] for row in db.execute("EXPLAIN QUERY PLAN " + check.query())]
        stored = set(re.findall(rf"\b(?:{'|'.join(schema.tables())}) AS (\w+)", check.query())) - {"q"}
        scans = [step for step in plan if step.startswith("SCAN") and step.split()[1] in stored]
        # the reports asked about (q) are walked, all else is looked up
        assert not scans, check.id


def test_the_share_of_two_texts_leaves_digits_and_blanks_aside() -> None:
    assert text_share("公开信息12条。受理3件；", "公开信息 15 条。受理０件。") == 100
    assert text_share("甲乙丙丁。戊己庚辛。", "甲乙丙丁。子丑寅卯。") == 50
    assert text_share("12。", "34。") is None
    assert text_share(None, "甲") is None


COMPLETE = [
    {"kind": "office", "now": {"req_new.total": 17}},
    {"kind": "department", "count": 15, "now": {"req_new.total": 4}},
    {"kind": "township", "count": 5, "now": {"req_new.total": 3}},
]
AREA = {
    "scope": "whole_area",
    "body": {"level": "county", "kind": "government"},
    "now": {"req_new.total": 100},
    "members": COMPLETE,
}


def test_members_are_summed_only_where_they_are_complete() -> None:
    assert findings_of(AREA, "hi_sum")
    doubted = [{**COMPLETE[0], "flags": "misaligned"}, *COMPLETE[1:]]
    missing = [*COMPLETE, {"kind": "department", "years": -1, "now": {"req_new.total": 4}}]
    blank = [*COMPLETE, {"kind": "department", "now": {"req_new.total": None}}]
    few = [COMPLETE[0], {**COMPLETE[1], "count": 14}, COMPLETE[2]]
    doubled = [*COMPLETE, {"kind": "office", "body": "m3", "scope": "own_office", "now": {"req_new.total": 17}}]
    for members in (doubted, missing, blank, few, doubled, COMPLETE[1:], COMPLETE[:2]):
        assert findings_of({**AREA, "members": members}, "hi_sum") == []
    for scope in ("unknown", "own_office", "own_level"):
        assert findings_of({**AREA, "scope": scope}, "hi_sum") == []
    assert findings_of({**AREA, "now": {"req_new.total": ""}}, "hi_sum") == []


def test_a_prefectures_counties_are_those_of_the_year() -> None:
    counties = [{"kind": "government", "count": 2, "scope": "whole_area", "now": {"req_new.total": 10}}]
    case = {**AREA, "body": {"level": "prefecture", "kind": "government"}, "members": COMPLETE[:2] + counties}
    db = archive_of(case)
    assert "hi_sum" not in {row.check_id for row in run_checks(db)}
    db.execute("UPDATE bodies SET region = '990100' WHERE body = 'b'")
    for code, valid_to in (("990101", None), ("990102", None), ("990103", 2020)):
        db.execute("INSERT INTO regions VALUES (?, 2008, ?, '', 'county', '990100', '')", (code, valid_to))
    assert "hi_sum" not in {row.check_id for row in run_checks(db)}  # 100 and 97 are 2% or 5 apart
    db.execute("UPDATE requests SET total = 30 WHERE report = 2 AND outcome = 'req_new'")
    assert [(row.found, row.expected) for row in run_checks(db) if row.check_id == "hi_sum"] == [(30, 97)]


def test_a_change_in_one_body_asks_its_place_again_and_no_other() -> None:
    db = archive_of(AREA)
    refresh_findings(db)
    everything = _stored(db)
    db.execute("UPDATE requests SET total = 400 WHERE report = 4 AND outcome = 'req_new'")
    refresh_findings(db, [4])
    changed = _stored(db)
    assert {row[1] for row in set(changed) - set(everything)} >= {"hi_child_max", "hi_sum", "hi_scope"}
    refresh_findings(db)
    assert _stored(db) == changed
    db.execute("DELETE FROM requests WHERE report = 4")
    db.execute("DELETE FROM reports WHERE report = 4")
    db.execute("DELETE FROM bodies WHERE body = 'm4'")
    refresh_findings(db, [], ["m4", "b"])  # the build names the parent of a body that is gone
    left = _stored(db)
    refresh_findings(db)
    assert _stored(db) == left != changed


def _stored(db: sqlite3.Connection) -> list[tuple[object, ...]]:
    return db.execute(ROWS).fetchall()


def test_a_return_that_repeats_the_year_before_is_found() -> None:
    same = {"pub_items": 9, "pub_ch_website": 8, "req_received": 7, "req_closed": 6, "org_staff": 5, "train_persons": 4}
    case = {"form": "F2014", "year": 2016, "now": same, "before": same}
    found = [row for row in run_checks(archive_of(case)) if row.check_id == "xy_same_numbers"]
    assert [(row.where_codes, row.found) for row in found] == [("t14", 6)]
    other = archive_of({**case, "now": {**same, "org_staff": 6}})
    assert "xy_same_numbers" not in {row.check_id for row in run_checks(other)}

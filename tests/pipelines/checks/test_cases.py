import tomllib
from pathlib import Path

import pytest

from pipelines.checks import BodyFacts, check_report, load_checks
from tests.pipelines.checks.archives import Case, findings_of, report_of

CASES: dict[str, dict[str, Case]] = {
    check: cases
    for name in ("cases.toml", "narrative_cases.toml")
    for check, cases in tomllib.loads(Path(__file__).with_name(name).read_text("utf-8")).items()
}
CHECKS = {check.id: check for check in load_checks()}
BLANK0 = [check.id for check in load_checks() if check.blank0]


def test_every_check_has_a_case_that_fires_and_one_that_keeps_quiet() -> None:
    assert set(CASES) == set(CHECKS)
    assert all(set(case) == {"fires", "quiet"} for case in CASES.values())


@pytest.mark.parametrize("check", CASES)
def test_it_fires(check: str) -> None:
    case = CASES[check]["fires"]
    found = findings_of(case, check)
    assert found, "it keeps quiet"
    finding = found[0]
    assert finding.severity == CHECKS[check].severity
    if "where" in case:
        assert finding.where_codes == case["where"]
    else:
        assert finding.where_codes.endswith(case["where_end"])
    if "found" in case:
        assert finding.found == case["found"]
    assert finding.expected == case.get("expected")


@pytest.mark.parametrize("check", CASES)
def test_it_names_the_very_figures_of_the_text(check: str) -> None:
    case = CASES[check]["fires"]
    finding = findings_of(case, check)[0]
    stated = report_of(case, "now").narrative
    used = [stated[int(position)] for position in finding.stated_at.split()]
    assert bool(used) == ("nar_" in finding.where_codes)
    numbers = {one.scaled for one in used} | {sum(one.scaled for one in used[1:])}  # the parts of a whole
    assert not used or numbers & {finding.found, finding.expected}
    codes = {code for one in used for code in (one.code or one.note or "").split()}
    assert {code for code in finding.where_codes.split() if code.startswith("nar_")} <= codes


def test_of_two_totals_it_names_the_one_it_found() -> None:
    case = {
        "now": {"req_new.total": 95, "res_total.total": 95},
        "say": {1: "收到政府信息公开申请17件。收到政府信息公开申请12件，均已答复。"},
    }
    (finding,) = findings_of(case, "nar_received")
    stated = report_of(case, "now").narrative
    assert [(one.code, one.scaled) for one in stated][:2] == [("nar_req_received", 17), ("nar_req_received", 12)]
    assert (finding.found, finding.stated_at) == (12, "1")


def test_two_percentages_of_one_code_are_two_findings() -> None:
    say = "收到建议100件，办结50件，办结率60%。受理12345热线工单272件，办结262件，办结率50%。"
    more = "受理12345热线工单372件，办结162件，办结率90%。"
    found = findings_of({"say": {1: say, 6: more}}, "nar_rate")
    assert len({row.stated_at for row in found}) == len(found) > 1


@pytest.mark.parametrize("check", CASES)
def test_it_keeps_quiet(check: str) -> None:
    assert findings_of(CASES[check]["quiet"], check) == []


@pytest.mark.parametrize("check", [check.id for check in load_checks() if check.over == "report"])
@pytest.mark.parametrize("kind", ["fires", "quiet"])
def test_the_same_findings_while_assembling(check: str, kind: str) -> None:
    case = CASES[check][kind]
    body = BodyFacts(**case.get("body", {}))
    inside = [f for f in check_report(report_of(case, "now"), body) if f.check == check]
    across = findings_of(case, check)
    wanted = [(row.severity, tuple(row.where_codes.split()), row.found, row.expected) for row in across]
    assert sorted(((f.severity, f.where, f.found, f.expected) for f in inside), key=str) == sorted(wanted, key=str)


@pytest.mark.parametrize("check", BLANK0)
def test_a_blank_total_is_never_judged(check: str) -> None:
    case = CASES[check]["fires"]
    totals = {code: "" for code in str(findings_of(case, check)[0].where_codes).split() if _is_total(check, code)}
    assert totals
    assert findings_of({**case, "now": {**case["now"], **totals}}, check) == []


@pytest.mark.parametrize("check", BLANK0)
def test_a_blank_part_counts_as_zero_beside_a_printed_one(check: str) -> None:
    case = CASES[check]["fires"]
    first = findings_of(case, check)[0]
    blanks = {code: "" for code in first.where_codes.split() if code not in case["now"] and not _is_total(check, code)}
    again = findings_of({**case, "now": {**case["now"], **blanks}}, check)
    if check == "t4_litd_sum":  # none of its parts would be printed
        assert again == []
        again = findings_of({**case, "now": {**case["now"], **blanks, "litd_upheld": 0}}, check)
    assert again[0] == first


@pytest.mark.parametrize("check", BLANK0)
def test_all_parts_blank_are_not_judged(check: str) -> None:
    case = CASES[check]["fires"]
    codes = findings_of(case, check)[0].where_codes.split()
    blanks = {code: "" for code in codes if not _is_total(check, code)}
    blanks |= {code: 7 for code in codes if _is_total(check, code)}
    assert findings_of({**case, "now": blanks}, check) == []


@pytest.mark.parametrize("check", BLANK0)
def test_a_cell_that_is_not_printed_is_no_blank(check: str) -> None:
    case = CASES[check]["fires"]
    codes = findings_of(case, check)[0].where_codes.split()
    unprinted = next(code for code in codes if not _is_total(check, code) and code not in case["now"])
    assert findings_of({**case, "now": {**case["now"], unprinted: "absent"}}, check) == []


@pytest.mark.parametrize("check", ["t3_printed_subtotal", "t2_in_force_chain", "xy_carry_total", "t2_jump"])
def test_without_blank0_every_term_must_be_printed(check: str) -> None:
    case = CASES[check]["fires"]
    for code in findings_of(case, check)[0].where_codes.split():
        assert findings_of({**case, "now": {**case["now"], code: ""}}, check) == []


def _is_total(check: str, code: str) -> bool:
    if check.startswith("f14_"):
        return code == str(CASES[check]["fires"]["where"]).split()[-1]
    if check == "t3_row_sum":
        return code.endswith(".total")
    return code.startswith("res_total.") or code.endswith("_total")

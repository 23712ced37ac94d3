"""What real reports print in the cells of tables 2, 3 and 4, in every format."""

import pytest

from tests.pipelines.variants import (
    FORMATS,
    as_printed,
    assert_clean,
    figures_of,
    insert_after,
    plan,
    replace_lines,
    report_of,
    sheet_with,
    values_of,
)


@pytest.mark.parametrize("format_", FORMATS)
@pytest.mark.parametrize("amount", ["96171.6", "9.63211", "24252.311082"])
def test_an_amount_keeps_all_its_decimals(format_: str, amount: str) -> None:
    found = figures_of(report_of(sheet_with(plan(format_=format_), {"admin_fee_wan": amount})))["admin_fee_wan"]
    assert (found.text, found.value, found.unit, found.flags) == (amount, float(amount), "万元", ())


@pytest.mark.parametrize("format_", FORMATS)
@pytest.mark.parametrize(
    ("printed", "value", "unit"),
    [
        ("73802895.90元", 73802895.9, "元"),
        ("52.15", 52.15, None),
    ],
)
def test_what_was_bought_has_the_unit_in_its_cell_or_none(
    format_: str, printed: str, value: float, unit: str | None
) -> None:
    report = report_of(sheet_with(plan("F2019", format_), {"procurement_amount": printed, "procurement_count": "6"}))
    found = figures_of(report)["procurement_amount"]
    assert (found.text, found.value, found.unit, found.flags) == (printed, value, unit, ())


@pytest.mark.parametrize("format_", FORMATS)
@pytest.mark.parametrize(("printed", "value"), [("-18", -18), ("－15", -15), ("减4", -4)])
def test_a_change_is_signed_by_a_mark_or_by_a_word(format_: str, printed: str, value: int) -> None:
    found = figures_of(report_of(sheet_with(plan("F2019", format_), {"licence_items_change": printed})))
    assert (found["licence_items_change"].value, found["licence_items_change"].flags) == (value, ())


@pytest.mark.parametrize("format_", FORMATS)
def test_a_note_beside_a_number_is_kept(format_: str) -> None:
    printed = {"normdoc_made": "22（其中修订 16 件）", "normdoc_repealed": "55（含自然失效 29 件）"}
    report = report_of(sheet_with(plan(format_=format_), {**printed, "normdoc_in_force": "235"}))
    found = figures_of(report)
    assert [(found[code].value, found[code].note, found[code].flags) for code in printed] == [
        (22, "其中修订16件", ()),
        (55, "含自然失效29件", ()),
    ]


@pytest.mark.parametrize("format_", FORMATS)
@pytest.mark.parametrize(
    ("form", "blank"),
    [
        ("F2021", ""),
        ("F2019", "/"),
        ("F2021", "-"),
        ("F2019", "—"),
        ("F2021", "无"),
        ("F2019", "\u3000"),
        ("F2021", "\u00a0"),
    ],
)  # fmt: skip
def test_what_is_left_blank_is_no_zero_and_no_other_cells(format_: str, form: str, blank: str) -> None:
    made = plan(form, format_)
    codes = [code for code in as_printed(sheet_with(made, {})) if code.endswith((".research", ".welfare"))]
    sheet = sheet_with(made, dict.fromkeys(codes, blank))
    found = values_of(report_of(sheet))
    assert {code: found.get(code, "not there") for code in codes} == dict.fromkeys(codes)
    others = {code: value for code, value in as_printed(sheet).items() if code not in codes}
    assert {code: value for code, value in found.items() if code in others} == others


@pytest.mark.parametrize("format_", FORMATS)
def test_a_wrong_total_stays_as_it_is_printed_and_is_found(format_: str) -> None:
    row = {f"req_new.{column}": "0" for column in ("natural", "business", "research", "welfare", "org_other", "total")}
    report = report_of(sheet_with(plan(format_=format_), {**row, "req_new.legal": "1"}))
    found = figures_of(report)
    assert (found["req_new.legal"].value, found["req_new.total"].value) == (1, 0)
    assert "t3_row_sum" in {finding.check for finding in report.findings if "req_new.total" in finding.where}


@pytest.mark.parametrize("format_", FORMATS)
def test_wrong_totals_of_table_four_stay_as_they_are_printed_and_are_found(format_: str) -> None:
    printed = {"rev_upheld": "10", "rev_corrected": "1", "rev_other": "0", "rev_pending": "0", "rev_total": "0"}
    printed |= {"litd_upheld": "5", "litd_corrected": "0", "litd_other": "0", "litd_pending": "0", "litd_total": "0"}
    report = report_of(sheet_with(plan(format_=format_), printed))
    found = values_of(report)
    assert {code: found[code] for code in printed} == {code: int(text) for code, text in printed.items()}
    assert {"t4_rev_sum", "t4_litd_sum"} <= {finding.check for finding in report.findings}


@pytest.mark.parametrize("format_", FORMATS)
def test_impossible_numbers_are_kept_and_told(format_: str) -> None:
    sheet = sheet_with(plan(format_=format_), {"rule_made": "2", "rule_repealed": "0", "rule_in_force": "6"})
    report = report_of(replace_lines(sheet, sheet.plan.body, "云岭市柳树镇人民政府"))
    assert {code: values_of(report)[code] for code in ("rule_made", "rule_in_force")} == {
        "rule_made": 2,
        "rule_in_force": 6,
    }
    assert "t2_rule_power" in {finding.check for finding in report.findings}


@pytest.mark.parametrize("format_", FORMATS)
def test_a_sentence_between_heading_and_table_takes_no_part_in_the_table(format_: str) -> None:
    sheet = sheet_with(plan(format_=format_), {"penalty_decisions": "41"})
    insert_after(
        sheet, "二、", "本年度内单位行政处罚处理决定数量39件，不存在其他情况。该部分以表格形式报告。表格如下："
    )
    expected = {**as_printed(sheet), "penalty_decisions": 41}
    assert_clean(report_of(sheet), expected)

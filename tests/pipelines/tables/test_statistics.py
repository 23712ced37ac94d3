"""Statistics returns with the quirks of real ones; the truth is what the test printed."""

from collections.abc import Callable
from itertools import pairwise

import pytest

from pipelines.document import Cell, Document, Paragraph, Table
from pipelines.forms import statistics_forms
from pipelines.report import Flag
from pipelines.tables import TableReading, read_tables
from tests.pipelines.tables.reading_of import flagged, told, values
from tests.pipelines.tables.returns import Rows, document, figures, printed, row_of, table

FORMS = ["F2014", "F2008"]
TRUE = {form: figures(form) for form in FORMS}


def read(*pieces: Rows) -> TableReading:
    return read_tables(document(*pieces))


def kinds(reading: TableReading) -> list[str]:
    return [problem.kind for problem in reading.problems]


def in_traditional(rows: Rows) -> Rows:
    table_ = str.maketrans("统计单数开网办结复议诉讼会员总", "統計單數開網辦結復議訴訟會員總")
    return [[text.translate(table_) for text in row] for row in rows]


def wrapped(rows: Rows) -> Rows:
    return [[f"{row[0][:4]}\n {row[0][4:]}", *row[1:]] for row in rows]


CHANGES: dict[str, Callable[[Rows], Rows]] = {
    "plain": lambda rows: rows,
    "numbered": lambda rows: [[str(place or "序号"), *row] for place, row in enumerate(rows)],
    "codes": lambda rows: [[*row[:2], f"{place:02}" if place else "代码", row[2]] for place, row in enumerate(rows)],
    "turned": lambda rows: [list(reversed(row)) for row in rows],
    "cumulated": lambda rows: [
        [*row, row[2] and f"9{row[2]}" if place else "历年累计"] for place, row in enumerate(rows)
    ],
    "cumulated before": lambda rows: [
        [*row[:2], row[2] and f"9{row[2]}" if n else "历年累计", row[2]] for n, row in enumerate(rows)
    ],
    "whole of tiers": lambda rows: [
        [*row[:2], *([row[2] and "1", row[2] and "2", row[2]] if place else ["本级", "乡镇", "合计"])]
        for place, row in enumerate(rows)
    ],
    "last year's": lambda rows: [
        [*row, row[2] and f"8{row[2]}" if place else "上年数"] for place, row in enumerate(rows)
    ],
    "full width": lambda rows: [
        [*row[:2], row[2].translate(str.maketrans("0123456789", "０１２３４５６７８９"))] for row in rows
    ],
    "traditional": in_traditional,
    "wrapped": wrapped,
    "titled": lambda rows: [["政府信息公开情况统计表（2016年度）", "", ""], *rows],
    "no header": lambda rows: rows[1:],
    "signed": lambda rows: [*rows, ["单位负责人：张三", "审核人：李四", "填报日期：2017年1月9日"]],
}


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("change", CHANGES)
def test_every_figure_is_read_and_none_is_doubted(form: str, change: str) -> None:
    reading = read(CHANGES[change](printed(form, TRUE[form])))
    assert (reading.form, values(reading)) == (form, TRUE[form])
    assert flagged(reading) == set()
    assert set(kinds(reading)) <= {"column_unknown"}
    assert all(piece.form_table == "t14" for piece in reading.printed)
    assert {code for piece in reading.printed for code in piece.cells} == set(TRUE[form])


@pytest.mark.parametrize("form", FORMS)
def test_columns_side_by_side_are_read_one_after_the_other(form: str) -> None:
    head, *rows = printed(form, TRUE[form])
    middle = (len(rows) + 1) // 2
    pairs = zip(rows[:middle], [*rows[middle:], ["", "", ""]][:middle], strict=True)
    reading = read([head * 2, *(left + right for left, right in pairs)])
    assert (values(reading), kinds(reading)) == (TRUE[form], [])
    assert [len(piece.cells) for piece in reading.printed] == [len(TRUE[form])]


@pytest.mark.parametrize("form", FORMS)
def test_groups_beside_their_rows_are_no_values(form: str) -> None:
    rows = [
        [*(["类别"] if n == 0 else ["主动公开情况" if n % 9 == 1 else ""]), *row]
        for n, row in enumerate(printed(form, TRUE[form]))
    ]
    assert values(read(rows)) == TRUE[form]


def test_names_and_telephone_numbers_are_nowhere() -> None:
    reading = read(CHANGES["signed"](printed("F2014", TRUE["F2014"])))
    assert "张三" not in repr(reading)


@pytest.mark.parametrize("cut", range(2, 66, 3))
def test_a_page_may_break_at_any_row(cut: int) -> None:
    rows = printed("F2014", TRUE["F2014"])
    for pieces in ((rows[:cut], rows[cut:]), (rows[:cut], [rows[0], *rows[cut:]])):
        reading = read(*pieces)
        assert (values(reading), kinds(reading)) == (TRUE["F2014"], [])


def test_a_page_may_break_at_every_row() -> None:
    reading = read(*([row] for row in printed("F2014", TRUE["F2014"])))
    assert (values(reading), kinds(reading)) == (TRUE["F2014"], [])


@pytest.mark.parametrize("where", ["first", "second"])
def test_a_page_may_break_inside_a_row(where: str) -> None:
    rows = printed("F2014", TRUE["F2014"])
    place = rows.index(row_of(rows, "F2014", "org_budget_wan"))
    label, *rest = rows[place]
    halves = (
        ([label[:14], *rest], [label[14:], "", ""]) if where == "first" else ([label[:14], "", ""], [label[14:], *rest])
    )
    reading = read([*rows[:place], halves[0]], [halves[1], *rows[place + 1 :]])
    assert values(reading) == TRUE["F2014"]


def test_equal_labels_are_told_apart_by_what_stands_around_them() -> None:
    rows = printed("F2014", TRUE["F2014"])
    rows.remove(row_of(rows, "F2014", "rev_corrected"))
    reading = read(rows)
    assert "rev_corrected" not in values(reading)
    assert values(reading)["lit_corrected"] == TRUE["F2014"]["lit_corrected"]
    assert "rev_corrected" in told(reading)


def test_a_label_that_may_be_one_of_two_rows_gives_no_figure() -> None:
    rows = printed("F2014", TRUE["F2014"])
    lost = ("rev_upheld", "rev_corrected", "rev_other", "lit_total", "lit_upheld")
    for row in [row_of(rows, "F2014", code) for code in lost]:
        rows.remove(row)
    reading = read(rows)
    assert "lit_corrected" not in values(reading)
    assert {"rev_corrected", "lit_corrected"} <= told(reading)


@pytest.mark.parametrize(
    ("code", "label"),
    [
        ("pub_ch_weibo", "3.政务微愽公开政府信息数"),
        ("complaints", "六、举报投拆数量"),
        ("rev_total", "四、行政覆议数量"),
    ],
)
def test_a_slip_in_a_label_is_read_and_reported(code: str, label: str) -> None:
    rows = printed("F2014", TRUE["F2014"])
    row_of(rows, "F2014", code)[0] = label
    reading = read(rows)
    assert values(reading) == TRUE["F2014"]
    assert [(problem.kind, problem.where) for problem in reading.problems] == [("label_differs", (code,))]
    assert label in reading.problems[0].detail


@pytest.mark.parametrize("text", ["", "/", "-", "—", "无", " "])
def test_a_blank_is_no_zero(text: str) -> None:
    rows = printed("F2014", TRUE["F2014"])
    row_of(rows, "F2014", "complaints")[2] = text
    reading = read(rows)
    figure = next(figure for figure in reading.figures if figure.code == "complaints")
    assert (figure.value, figure.text, figure.flags) == (None, text, ())


def test_units_and_notes_are_kept_as_printed() -> None:
    rows = printed("F2014", TRUE["F2014"])
    row_of(rows, "F2014", "org_budget_wan")[1] = "元"
    row_of(rows, "F2014", "pub_items")[2] = "120件（其中修订2件）"
    row_of(rows, "F2014", "req_cost_fee_wan")[:2] = ["七、依申请公开信息收取的费用（元）", ""]
    found = {figure.code: figure for figure in read(rows).figures}
    assert (found["org_budget_wan"].unit, found["req_cost_fee_wan"].unit) == ("元", "元")
    assert (found["pub_items"].value, found["pub_items"].unit, found["pub_items"].note) == (120, "件", "其中修订2件")
    assert found["train_persons"].unit == "人次"


def test_a_cell_that_is_no_number_is_named() -> None:
    rows = printed("F2014", TRUE["F2014"])
    row_of(rows, "F2014", "complaints")[2] = "3至5"
    reading = read(rows)
    assert "complaints" not in values(reading)
    assert ("cell_unreadable", ("complaints",)) in [(p.kind, p.where) for p in reading.problems]


@pytest.mark.parametrize("agrees", [True, False])
def test_digits_in_pieces_count_only_where_a_sum_agrees(*, agrees: bool) -> None:
    rows = printed("F2014", TRUE["F2014"])
    row = row_of(rows, "F2014", "rev_total")
    number = row[2] if agrees else f"9{row[2]}"
    row[2] = f"{number[0]}\n{number[1:]}"
    reading = read(rows)
    assert ("rev_total" in values(reading)) == agrees
    assert ("rev_total" in told(reading)) != agrees


def test_wrong_sums_stay_as_printed() -> None:
    rows = printed("F2014", TRUE["F2014"])
    row_of(rows, "F2014", "rev_total")[2] = "99999"
    reading = read(rows)
    assert values(reading)["rev_total"] == 99999
    assert not flagged(reading)


@pytest.mark.parametrize("heads", [["本级", "部门", "乡镇"], ["区政府统计数", "区直单位统计数", "乡镇街道统计数"]])
def test_tiers_without_a_whole_give_no_figure(heads: list[str]) -> None:
    rows = [[*row[:2], *(["1", "2", "3"] if n else heads)] for n, row in enumerate(printed("F2014", TRUE["F2014"]))]
    reading = read(rows)
    assert (reading.form, values(reading)) == ("F2014", {})
    assert ("column_missing", ("t14",)) in [(p.kind, p.where) for p in reading.problems]
    assert len(reading.unknown) >= 3 * len(TRUE["F2014"])


@pytest.mark.parametrize("heads", [["历年累计"], ["本年累计"], ["2014年度", "2015年度"], ["统计数", "数量"]])
def test_columns_of_which_none_is_the_year_s_for_certain_give_no_figure(heads: list[str]) -> None:
    body = printed("F2008", TRUE["F2008"])[1:]
    reading = read([["指标名称", "计量单位", *heads], *([*row[:2], *["5"] * len(heads)] for row in body)])
    assert values(reading) == {}
    assert "t14" in told(reading)


def test_of_two_years_that_of_the_report_is_taken() -> None:
    rows = [[*row, f"8{row[2]}" if place else "2015年度"] for place, row in enumerate(printed("F2008", TRUE["F2008"]))]
    assert values(read(rows)) == TRUE["F2008"]


def test_a_return_of_another_year_than_the_title_s_is_doubted_whole() -> None:
    rows = printed("F2008", TRUE["F2008"])
    rows[0][2] = "2015年度"
    reading = read(rows)
    assert all(Flag.SOURCES_DIFFER in figure.flags for figure in reading.figures)
    assert "t14" in told(reading)


def test_a_period_s_figure_is_the_year_s_only_where_the_sum_to_date_agrees() -> None:
    rows = [[*row, row[2]] for row in printed("F2008", TRUE["F2008"])]
    rows[0][2:] = ["本期实际", "本年累计"]
    assert values(read(rows)) == TRUE["F2008"]
    row_of(rows, "F2008", "site_visits")[3] = "99999"
    reading = read(rows)
    assert set(TRUE["F2008"]) - set(values(reading)) == {"site_visits"}
    assert "site_visits" in told(reading)


def test_values_that_have_slipped_by_a_row_are_doubted() -> None:
    rows = printed("F2014", TRUE["F2014"])
    slipped = [rows[0], *([a[0], *b[1:]] for a, b in pairwise(rows[1:])), [rows[-1][0], "", ""]]
    reading = read(slipped)
    wrong = {code for code, value in values(reading).items() if TRUE["F2014"][code] != value}
    assert len(wrong) > 40
    assert wrong <= flagged(reading)


def test_rows_of_a_region_are_kept_and_shift_nothing() -> None:
    for form in FORMS:
        reading = read(printed(form, TRUE[form], local=True))
        assert values(reading) == TRUE[form]
        assert kinds(reading) == ["row_unknown"]
        local = [row for row in statistics_forms()[form].rows if row.local]
        assert len(reading.unknown) == len(local)


def test_a_row_that_nobody_knows_is_kept_and_named() -> None:
    rows = printed("F2014", TRUE["F2014"])
    rows.insert(9, ["手机短信公开数", "条", "31"])
    reading = read(rows)
    assert values(reading) == TRUE["F2014"]
    assert [(cell.label, cell.text) for cell in reading.unknown] == [("手机短信公开数", "31")]
    assert "手机短信公开数" in next(p.detail for p in reading.problems if p.kind == "row_unknown")


def test_a_number_for_several_rows_is_no_figure_of_any() -> None:
    rows = printed("F2014", TRUE["F2014"])
    place = rows.index(row_of(rows, "F2014", "rev_upheld"))
    grid = table(rows)
    cells = tuple(
        Cell(row=cell.row, column=2, text="8", rowspan=2) if (cell.row, cell.column) == (place, 2) else cell
        for cell in grid.cells
        if (cell.row, cell.column) != (place + 1, 2)
    )
    merged = Table(index=0, rows=grid.rows, columns=grid.columns, cells=cells)
    reading = read_tables(Document(format="html", digest="", blocks=(merged,)))
    assert {"rev_upheld", "rev_corrected"}.isdisjoint(values(reading))
    assert {"rev_upheld", "rev_corrected"} <= told(reading)


def test_a_second_return_that_says_something_else_is_named() -> None:
    rows, again = printed("F2014", TRUE["F2014"]), printed("F2014", TRUE["F2014"])
    row_of(again, "F2014", "complaints")[2] = "12345"
    reading = read(rows, again)
    assert values(reading) == TRUE["F2014"]
    assert flagged(reading) == {"complaints"}


def test_fujian_s_table_gives_the_year_and_never_all_years() -> None:
    rows = [
        ["指标名称", "计量单位", "2014年度", "历年累计"],
        ["主动公开文件数", "条", "43", "987"],
        ["其中：1、政府网站公开数", "条", "43", "987"],
        ["受理依申请公开信息总数", "条", "1", "31"],
        ["其中：1、当面申请数", "条", "0", "2"],
        ["2、网上申请数", "条", "", "3"],
        ["3、信函、传真申请数", "条", "1", "26"],
        ["对申请的答复总数", "条", "1", "31"],
        ["3、不予公开答复数", "条", "0", "9"],
        ["行政复议数", "件", "0", "4"],
    ]
    reading = read_tables(document(rows, title="乙县2014年政府信息公开工作年度报告"))
    assert reading.form == "F2008"
    assert values(reading) == {
        "pub_items": 43, "req_received": 1, "req_ch_in_person": 0, "req_ch_web": None, "reply_total": 1, "rev_total": 0,
    }  # fmt: skip
    assert "pub_items" in next(problem.where for problem in reading.problems if problem.kind == "label_differs")
    assert "31" not in {figure.text for figure in reading.figures}


def test_the_tables_of_a_later_form_keep_their_codes() -> None:
    rows = printed("F2014", TRUE["F2014"])
    disputes = [
        ["行政复议", "", "", "", "", *["行政诉讼"] + [""] * 9],
        [
            "结果维持",
            "结果纠正",
            "其他结果",
            "尚未审结",
            "总计",
            "未经复议直接起诉",
            *[""] * 4,
            "复议后起诉",
            *[""] * 4,
        ],
        ["", "", "", "", "", *["结果维持", "结果纠正", "其他结果", "尚未审结", "总计"] * 2],
        ["1", "0", "0", "0", "1", *["0"] * 10],
    ]
    reading = read_tables(document(disputes, rows))
    codes = [figure.code for figure in reading.figures]
    assert len(codes) == len(set(codes))
    assert (reading.form, values(reading)["rev_total"]) == ("F2021", 1)
    assert values(reading)["pub_items"] == TRUE["F2014"]["pub_items"]
    kept = {cell.label: cell.text for cell in reading.unknown}
    assert kept["rev_total"] == str(TRUE["F2014"]["rev_total"])
    assert "t14" in told(reading)


def test_a_blank_form_has_a_form_and_no_number() -> None:
    rows = [[*row[:2], ""] for row in printed("F2014", TRUE["F2014"])]
    rows[0][2] = "统计数"
    reading = read(rows)
    assert reading.form == "F2014"
    assert {figure.value for figure in reading.figures} == {None}


@pytest.mark.parametrize(
    "text",
    [
        "六、政府信息公开情况统计表指标名称计量单位2017年度历年累计主动公开文件数条212210037",
        "政府信息公开情况统计表 统计指标 单位 统计数 一、主动公开情况 —— （一）主动公开政府信息数 条 12",
    ],
)
def test_a_return_run_together_in_the_text_is_named(text: str) -> None:
    reading = read_tables(Document(format="text", digest="", blocks=(Paragraph(text=text),)))
    assert [(problem.kind, problem.where) for problem in reading.problems] == [("table_unknown", ("t14",))]
    assert reading.form is None


@pytest.mark.parametrize("form", FORMS)
def test_a_whole_beside_a_plain_column_is_not_taken_for_the_body_s_own(form: str) -> None:
    rows = printed(form, TRUE[form])
    head = ["统计指标", "单位", "统计数", "全市数"]
    reading = read([[*row, row[2] and f"9{row[2]}"] if place else head for place, row in enumerate(rows)])
    assert values(reading) == {}
    assert "column_missing" in kinds(reading)


def test_a_row_printed_twice_under_a_label_of_two_rows_is_doubted() -> None:
    rows = printed("F2014", TRUE["F2014"])
    place = rows.index(row_of(rows, "F2014", "rev_other"))
    reading = read([*rows[:place], [*rows[place][:2], "7777"], *rows[place:]])
    assert "rev_other" in told(reading)
    assert set(values(reading)) - told(reading) >= set(TRUE["F2014"]) - {"rev_other", "lit_other"}

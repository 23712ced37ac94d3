"""Table 3: rows are known however their labels are printed."""

import pytest

from tests.pipelines.tables.printer import (
    COLUMNS,
    GROUPS,
    Line,
    RawCell,
    cells,
    figures,
    header3,
    report,
    rows3,
)
from tests.pipelines.tables.reading_of import assert_exactly, read, replaced, values

FORMS = ("F2021", "F2019")


@pytest.mark.parametrize("form_id", FORMS)
@pytest.mark.parametrize("seed", range(3))
def test_a_plain_report_is_read_whole(form_id: str, seed: int) -> None:
    expected = figures(form_id, seed)
    reading = read(report(form_id, expected))
    assert_exactly(reading, expected)
    assert (reading.form, reading.form_variant, reading.problems) == (form_id, None, ())


@pytest.mark.parametrize("form_id", FORMS)
@pytest.mark.parametrize("blank", ["", "/", "—", "无"])
def test_a_blank_report_has_no_zeros(form_id: str, blank: str) -> None:
    codes = figures(form_id)
    reading = read(report(form_id, dict.fromkeys(codes, blank)))
    assert_exactly(reading, dict.fromkeys(codes))
    assert {figure.text for figure in reading.figures} == {blank}


@pytest.mark.parametrize("form_id", FORMS)
def test_a_report_of_zeros_has_no_blanks(form_id: str) -> None:
    expected = dict.fromkeys(figures(form_id), 0)
    assert_exactly(read(report(form_id, expected)), expected)


@pytest.mark.parametrize("form_id", FORMS)
@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("法律行政法规禁止公开", "法律行政止公开"),
        ("1.申请人无正当理由逾期不补正、行政机关不再处理其政府信息公开申请", "1.逾期不补正"),
        ("2.申请人逾期未按收费通知要求缴纳费用、行政机关不再处理其政府信息公开申请", "2.逾期不缴费"),
        ("3.危及“三安全一稳定”", "3、危及「三安全一稳定」"),
        ("本年度办理结果", "本\n年\n度\n办\n理\n结\n果"),
        ("1.", "1、"),
        ("（", "("),
        ("公开", "公 开"),
        ("处理", "處理"),
        ("其他", "其它"),
        ("属于行政执法案卷", "行政执法案卷"),
        ("数量", "数"),
        ("（七）总计", "总计"),
        ("（七）总计", "（七）合计"),
        ("总计", "总 计"),
        ("（二）部分公开（区分处理的，只计这一情形，不计其他情形）", "（二）部分公开"),
        ("不掌握", "不掌握(含不存在)"),
        ("信访举报投诉类申请", "信访、举报、投诉类申请"),
        ("1.属于国家秘密", "属于国家秘密"),
        ("2.重复申请", "2重复申请"),
        ("商业企业", "商业\n企业"),
        ("法人或其他组织", "法人和其他组织"),
    ],
)
def test_other_wordings_are_known(form_id: str, old: str, new: str) -> None:
    expected = figures(form_id, 7)
    printed = report(form_id, expected)
    printed.blocks[4] = replaced(old, new)(printed.blocks[4])
    assert_exactly(read(printed), expected)


TRADITIONAL = str.maketrans(
    "数业规制发强处议讼诉组织机请总计开关与报类属国稳护权执检询没补后确认获据转结继续办维纠审经对购额",
    "數業規製發強處議訟訴組織機請總計開關與報類屬國穩護權執檢詢沒補後確認獲據轉結繼續辦維糾審經對購額",
)


@pytest.mark.parametrize("form_id", FORMS)
@pytest.mark.parametrize("glossed", [False, True])
def test_a_traditional_copy_is_read(form_id: str, glossed: bool) -> None:
    expected = figures(form_id, 4)
    printed = report(form_id, expected)

    def convert(text: str) -> str:
        out = text.translate(TRADITIONAL).replace("文件", "檔案")
        return out.replace("數", "數(shù)").replace("發", "發(fā)").replace("業", "業(yè)") if glossed else out

    printed.blocks = [
        block if isinstance(block, str) else [[c._replace(text=convert(c.text)) for c in line] for line in block]
        for block in printed.blocks
    ]
    assert_exactly(read(printed), expected)


def without_spans(lines: list[Line], *, repeat: bool) -> list[Line]:
    """Give every data line three label cells; group cells below the first are empty or repeated."""
    out = []
    current = ["", ""]
    for line in lines[3:]:
        labels = [c.text for c in line[:-7]]
        if labels[0][0] in "一二四":
            out.append(cells(labels[0], "", "", *(c.text for c in line[-7:])))
            continue
        first = "三、本年度办理结果" if labels[0].startswith("三、") else ""
        labels = labels[1:] if first else labels
        shown = first or ("三、本年度办理结果" if repeat else "")
        if labels[0].startswith("（") and len(labels) == 1:
            out.append(cells(shown, labels[0], "", *(c.text for c in line[-7:])))
            continue
        group = labels[0] if len(labels) == 2 else (current[1] if repeat else "")
        current[1] = labels[0] if len(labels) == 2 else current[1]
        out.append(cells(shown, group, labels[-1], *(c.text for c in line[-7:])))
    return [*lines[:3], *out]


@pytest.mark.parametrize("form_id", FORMS)
@pytest.mark.parametrize("repeat", [False, True])
def test_group_cells_may_be_empty_or_repeated(form_id: str, repeat: bool) -> None:
    expected = figures(form_id, 5)
    printed = report(form_id, expected)
    printed.blocks[4] = without_spans(printed.blocks[4], repeat=repeat)
    assert_exactly(read(printed), expected)


def test_labels_may_name_their_group_first() -> None:
    expected = figures("F2021", 5)
    group, lines = "", []
    for line in rows3("F2021", expected):
        labels = [c.text for c in line[:-7] if not c.text.startswith("三、")]
        if labels[0] in GROUPS.values():
            group = labels[0]
        label = group + labels[-1] if labels[-1][0].isdigit() else labels[-1]
        lines.append([RawCell(label), *line[-7:]])
    head = cells("项目", "自然人", "商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他", "总计")
    printed = report("F2021", expected)
    printed.blocks[4] = [head, *lines]
    assert_exactly(read(printed), expected)


def test_printed_subtotals_are_figures_of_their_own() -> None:
    expected: dict[str, int] = figures("F2021", 6)
    lines = header3()
    for line in rows3("F2021", expected):
        labels = [c for c in line[:-7] if not c.text.startswith("三、")]
        group = next((code for code, name in GROUPS.items() if labels[0].text == name), None)
        if group is not None:
            sums = [
                sum(v for k, v in expected.items() if k.startswith(f"{group}_") and k.endswith(f".{column}"))
                for column in COLUMNS
            ]
            expected |= {f"{group}.{column}": value for column, value in zip(COLUMNS, sums, strict=True)}
            lines.append([RawCell(labels[0].text, 1, 3), *cells(*sums)])
        lines.append([RawCell(labels[-1].text, 1, 3), *line[-7:]])
    printed = report("F2021", expected)
    printed.blocks[4] = lines
    assert_exactly(read(printed), expected)


def test_headings_of_groups_without_numbers_are_no_figures() -> None:
    expected = figures("F2021", 6)
    lines = header3()
    for line in rows3("F2021", expected):
        labels = [c for c in line[:-7] if not c.text.startswith("三、")]
        if labels[0].text in GROUPS.values():
            lines.append([RawCell(labels[0].text, 1, 10)])
        lines.append([RawCell(labels[-1].text, 1, 3), *line[-7:]])
    printed = report("F2021", expected)
    printed.blocks[4] = lines
    reading = read(printed)
    assert_exactly(reading, expected)
    assert not any(code.startswith("res_denied.") for code in values(reading))


def test_rows_in_another_order_keep_the_meaning_of_their_labels() -> None:
    expected = figures("F2021", 8)
    printed = report("F2021", expected)
    lines = printed.blocks[4]
    lines[3], lines[4] = lines[4], lines[3]
    assert_exactly(read(printed), expected)


@pytest.mark.parametrize("place", [3, 5, 9, 20, 26])
def test_one_lost_label_is_told_by_its_place_and_the_sums(place: int) -> None:
    expected = figures("F2021", 7)
    printed = report("F2021", expected)
    line = printed.blocks[4][place]
    line[len(line) - 8] = line[len(line) - 8]._replace(text="")
    assert_exactly(read(printed), expected)


def test_a_lost_label_whose_sums_fail_is_doubtful() -> None:
    expected = figures("F2021", 7)
    expected["res_total.natural"] += 5
    printed = report("F2021", expected)
    line = printed.blocks[4][9]
    line[len(line) - 8] = line[len(line) - 8]._replace(text="")
    reading = read(printed)
    assert values(reading) == expected
    assert {figure.code.split(".")[0] for figure in reading.figures if figure.flags} == {
        "res_denied_security_stability"
    }


def test_who_filled_the_form_is_dropped() -> None:
    expected = figures("F2021", 2)
    printed = report("F2021", expected)
    printed.blocks[4].append([RawCell("填报人：王小明", 1, 3), RawCell("联系电话：0000-1234567", 1, 7)])
    reading = read(printed)
    assert_exactly(reading, expected)
    assert reading.unknown == ()
    assert reading.problems == ()

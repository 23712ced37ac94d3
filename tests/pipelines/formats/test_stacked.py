"""Texts that print one cell to a line: put together where there is no doubt, reported where there is one."""

import pytest

from pipelines.document import Document
from pipelines.formats import read_document

T2 = [
    "第二十条第（一）项", "信息内容", "本年新", "制作数量", "本年新公开数量", "对外公开总数量",
    "规章", "0", "1", "2", "规范性文件", "3", "4", "5",
    "第二十条第（五）项", "信息内容", "上一年项目数量", "本年增/减", "处理决定数量",
    "行政许可", "6", "减4", "2",
    "第二十条第（九）项", "信息内容", "采购项目数量", "采购总金额", "政府集中采购", "6", "152790元",
]  # fmt: skip
T3_HEAD = [
    "（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）", "申请人情况",
    "自然人", "法人或其他组织", "总计", "商业", "企业",
    "科研机构", "社会公益组织", "法律服务机构", "其他",
]  # fmt: skip
T3_ROWS = [
    ["一、本年新收政府信息公开申请数量", *"1000001"],
    ["二、上年结转政府信息公开申请数量", *"0000000"],
    ["三、本年度办理结果", "（一）予以公开", *"1000001"],
    ["（三）", "不予公开", "1.属于国家秘密", "0", "/", "-", "0", "0", "0", "0"],
    ["四、结转下年度继续办理", *"0000000"],
]
T4 = [
    "行政复议", "行政诉讼", "结果维持", "结果纠正", "其他结果", "尚未审结", "总计", "未经复议直接起诉", "复议后起诉",
    *["结果维持", "结果纠正", "其他结果", "尚未审结", "总计"] * 2, *"100010000000000",
]  # fmt: skip


def read(lines: list[str], gap: str = "\n") -> Document:
    return read_document(gap.join(["二、主动公开政府信息情况", *lines, "后文结束。"]).encode())


def rows(document: Document) -> list[list[str]]:
    return [[cell.text if cell else "" for cell in row] for table in document.tables() for row in table.grid()]


@pytest.mark.parametrize("gap", ["\n", "\n\n", "\n\n  \n", " |\n"])
def test_table_two(gap):
    document = read(T2, gap)
    assert document.problems == ()
    assert ["信息内容", "本年新 制作数量", "本年新公开数量", "对外公开总数量"] in rows(document)
    assert ["规范性文件", "3", "4", "5"] in rows(document)
    assert ["行政许可", "6", "减4", "2"] in rows(document)
    assert ["政府集中采购", "6", "152790元"] in rows(document)


def test_table_three():
    document = read(T3_HEAD + [cell for row in T3_ROWS for cell in row])
    assert document.problems == ()
    assert rows(document) == [
        ["", "", "", "自然人", "商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他", "总计"],
        ["一、本年新收政府信息公开申请数量", "", "", *"1000001"],
        ["二、上年结转政府信息公开申请数量", "", "", *"0000000"],
        ["三、本年度办理结果", "（一）予以公开", "", *"1000001"],
        ["", "（三） 不予公开", "1.属于国家秘密", "0", "/", "-", "0", "0", "0", "0"],
        ["四、结转下年度继续办理", "", "", *"0000000"],
    ]


def test_table_four():
    document = read(T4)
    assert document.problems == ()
    assert rows(document)[2] == list("100010000000000")


_WITH_BLANK_ROW = [
    *T3_ROWS[:-1],
    ["2.其他法律行政法规禁止公开", *[""] * 7],
    ["3.危及“三安全一稳定”", *"5000005"],
    T3_ROWS[-1],
]


@pytest.mark.parametrize(
    ("lines", "table"),
    [
        (T2[:9] + T2[10:], "t2"),  # a value of 规章 is missing
        ([*T2[:10], "9", *T2[10:]], "t2"),  # a value too many
        (T3_HEAD + [cell for row in T3_ROWS for cell in row[:-1]], "t3"),
        (T3_HEAD[:-1] + [cell for row in T3_ROWS for cell in row], "t3"),  # a column without a name
        (T3_HEAD + [cell for row in _WITH_BLANK_ROW for cell in row], "t3"),  # whose numbers are they
        (T4[:-1], "t4"),
    ],
)
def test_a_missing_cell_is_never_guessed(lines, table):
    document = read(lines)
    numbers = [text for row in rows(document) for text in row if text.isdigit()]
    assert [problem.where for problem in document.problems if problem.kind == "table_unknown"] == [(table,)]
    assert numbers == []


def test_heads_cut_short_are_told_by_their_neighbours():
    cut = ["第二十条第（一）项", "信息内容", "本年新", "本年新", "对外公开总数量", *T2[6:]]
    assert ["信息内容", "本年新", "本年新", "对外公开总数量"] in rows(read(cut))
    newer = ["第二十条第（一）项", "信息内容", "本年制发件数", "本年废止件数", "现行有效件", "规章", "0", "1", "2"]
    assert rows(read(newer)) == [newer[1:5], newer[5:]]


@pytest.mark.parametrize("heads", [["本年新", "对外公开总数量"], ["本年新", "本年新公开数量", "对外公开总数量"]])
def test_a_head_cut_short_is_never_guessed_where_its_neighbours_do_not_tell(heads):
    document = read(["第二十条第（一）项", "信息内容", *heads, *T2[6:]])
    assert [problem.where for problem in document.problems] == [("t2",)]
    assert rows(document) == []


def test_a_label_with_an_explanation_is_one_of_a_lost_table():
    explained = "规章（指由国务院部门和有立法权的地方人民政府依照法定程序制定的文件）"
    document = read(["第二十条第（一）项", "信息内容", "本年新制作", explained, "0", "规范性文件", "3"])
    assert [problem.where for problem in document.problems] == [("t2",)]


@pytest.mark.parametrize(
    ("text", "lost"),
    [
        ("行政许可4472件，依申请公开。", False),
        ("全年办理行政许可1200余件，行政处罚120项。", False),
        ("规章000规范性文件1200", True),
        ("行政许可4472行政处罚120", True),
    ],
)
def test_a_number_with_its_unit_in_a_sentence_is_no_lost_table(text: str, lost: bool):
    problems = read_document(f"一、总体情况\n{text}\n".encode()).problems
    assert [problem.where for problem in problems] == ([("t2",)] if lost else [])

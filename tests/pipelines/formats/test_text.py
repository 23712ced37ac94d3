"""Invented texts, one for each way in which tables stand in text files."""

import pytest

from pipelines.document import Document, Paragraph, Table
from pipelines.formats import read_document


def read(text: str, encoding: str = "utf-8") -> Document:
    return read_document(text.encode(encoding))


def grids(document: Document) -> list[list[list[str | None]]]:
    return [[[cell.text if cell else None for cell in row] for row in table.grid()] for table in document.tables()]


def test_paragraphs_headings_and_emphasis():
    document = read("# 示例县2023年年度报告\n\n　　**一是**加强管理。\n第二段　　\n\n### 一、总体情况 ##\n")
    assert [(block.text, block.heading) for block in document.blocks if isinstance(block, Paragraph)] == [
        ("示例县2023年年度报告", True),
        ("一是加强管理。", False),
        ("第二段", False),
        ("一、总体情况", True),
    ]
    assert [(hint.kind, hint.text) for hint in document.hints] == [("title", "示例县2023年年度报告")]


def test_tabs_make_columns_and_trailing_separators_none():
    document = read("说明\n信息内容\t本年制发件数\t\n规章\t0\t\n行政规范性文件\t2\t\n后文")
    assert grids(document) == [[["信息内容", "本年制发件数"], ["规章", "0"], ["行政规范性文件", "2"]]]
    assert [type(block).__name__ for block in document.blocks] == ["Paragraph", "Table", "Paragraph"]


def test_a_row_broken_over_a_gap_continues_the_table():
    document = read("(五) 不\t1.信访举报投诉\t1\t0\t1\n\n予处理\t类申请\t\t\t\n\t2.重复申请\t0\t2\t2\n")
    first, second = document.tables()
    assert (first.continues, second.continues) == (False, True)
    assert grids(document)[1] == [["予处理", "类申请", "", "", ""], ["", "2.重复申请", "0", "2", "2"]]


@pytest.mark.parametrize(
    "second",
    [
        "信息内容\t上一年项目数量\n行政许可\t3\n",  # a table of its own
        "\t2.重复申请\t0\n",  # rows that begin anew
    ],
)
def test_a_table_after_a_gap_stands_alone_when_it_can(second):
    tables = list(read("规章\t0\t0\n规范性文件\t1\t1\n\n" + second).tables())
    assert [table.continues for table in tables] == [False, False]


def test_a_paragraph_between_ends_the_table():
    tables = list(read("a\tb\nc\t1\n\n正文\n\n丙\t丁\n\t1\n").tables())
    assert [table.continues for table in tables] == [False, False]


@pytest.mark.parametrize(
    "text",
    [
        "| 信息内容 | 本年制发件数 |\n|---|---|\n| 规章 | 0 |\n",
        "| 信息内容 | 本年制发件数 |\n|:--|--:|\n| **规章** | 0 |\n",
        "信息内容 | 本年制发件数\n--- | ---\n规章 | 0\n",
        "信息内容 | 本年制发件数 |\n规章 | 0 |\n",
        "｜信息内容｜本年制发件数｜\n｜规章｜0｜\n",
        "|\n信息内容 |\n本年制发件数 |\n|\n规章 |\n0 |\n",
        "| \n   信息内容  | \n  \n  本年制发件数  | \n| \n 规章 |\n \n 0 |\n",
    ],
)
def test_pipes_with_and_without_frame_and_rules(text):
    assert grids(read("前文\n" + text + "后文")) == [[["信息内容", "本年制发件数"], ["规章", "0"]]]


def test_a_leading_pipe_among_rows_without_one_is_an_empty_cell():
    document = read("三、本年度办理结果 | (一)予以公开 | 1 |\n四、结转 | | 2 |\n五 | | 3 |\n| (二)部分公开 | 0 |\n")
    assert grids(document)[0][3] == ["", "(二)部分公开", "0"]


def test_breaks_and_escaped_pipes_in_cells():
    assert grids(read("| 本年新<br>制作数量 | a\\|b |\n|---|---|\n| 1 | 2 |\n"))[0][0] == ["本年新\n制作数量", "a|b"]


def test_a_line_with_a_pipe_or_tab_is_not_a_table():
    document = read("来源：本站 | 时间：2022-01-07\n关怀版 | 无障碍 | 登录\n联系人\t电话\n")
    assert list(document.tables()) == []
    assert next(paragraph.text for paragraph in document.paragraphs()) == "来源：本站 | 时间：2022-01-07"


def test_tables_keep_their_place_between_headings():
    text = "### 行政复议\n| 结果维持 | 总计 |\n|---|---|\n| 1 | 1 |\n"
    text += "### 行政诉讼\n| 结果维持 | 总计 |\n|---|---|\n| 2 | 2 |\n"
    blocks = read(text).blocks
    assert [block.index if isinstance(block, Table) else block.text for block in blocks] == [
        "行政复议",
        0,
        "行政诉讼",
        1,
    ]


@pytest.mark.parametrize("wrap", ["{}", "<html><body>{}</body></html>"])
def test_tables_left_as_html_inside_a_text(wrap):
    markup = "<table><tr><td rowspan=2>规章</td><td>1</td></tr>\n\n<tr><td>2</td></tr></table>"
    document = read(
        f"# 标题\n\n第一段\n第二段\n\n{wrap.format(markup)}\n\n| 规章 | 0 |\n|---|---|\n| 行政许可 | 3 |\n后文"
    )
    assert [block.index if isinstance(block, Table) else block.text for block in document.blocks] == [
        "标题", "第一段", "第二段", 0, 1, "后文",
    ]  # fmt: skip
    assert grids(document)[0] == [["规章", "1"], ["规章", "2"]]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "utf-16"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_charsets_and_line_ends(encoding, end):
    document = read(end.join(["示例县人民政府公开情况", "信息内容\t数量", "规章\t0", "行政许可\t1"]), encoding)
    assert grids(document) == [[["信息内容", "数量"], ["规章", "0"], ["行政许可", "1"]]]
    assert [paragraph.text for paragraph in document.paragraphs()] == ["示例县人民政府公开情况"]


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ("信息内容本年制发件数本年废止件数现行有效件数规章000行政规范性文件693665", ["t2"]),
        ("申请人情况自然人法人或其他组织总计商业企业科研机构", ["t3"]),
        ("行政复议行政诉讼结果维持结果纠正其他结果尚未审结总计25380363300630003", ["t4"]),
    ],
)
def test_numbers_run_together_are_never_split_but_reported(text, where):
    document = read("示例县年度报告\n" + text)
    assert list(document.tables()) == []
    assert [problem.where[0] for problem in document.problems if problem.kind == "table_unknown"] == where

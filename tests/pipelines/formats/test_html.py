"""Invented pages, one for each quirk that real pages have."""

import json

import pytest

from pipelines.document import Document, Paragraph, Table
from pipelines.formats import read_document

TABLE = (
    "<table><tr><td colspan=4>第二十条第（一）项</td></tr>"
    "<tr><td>信息内容</td><td>本年制发件数</td><td>本年废止件数</td><td>现行有效件数</td></tr>"
    "<tr><td>规章</td><td>1</td><td>2</td><td>3</td></tr></table>"
)
NUMBERS = "<td>1</td><td>2</td><td>3</td>"
OTHER, BLANK = TABLE.replace(NUMBERS, "<td>1</td><td>2</td><td>4</td>"), TABLE.replace(NUMBERS, "<td></td>" * 3)


def read(markup: str, encoding: str = "utf-8") -> Document:
    return read_document(markup.encode(encoding))


def grid(document: Document, number: int = 0) -> list[list[str | None]]:
    table = list(document.tables())[number]
    return [[cell.text if cell else None for cell in row] for row in table.grid()]


def texts(document: Document) -> list[str]:
    return [paragraph.text for paragraph in document.paragraphs()]


def test_spans_fill_the_grid_and_a_merged_cell_occurs_once():
    document = read(
        "<table><tr><td rowspan=2>类别</td><td colspan=2>自然人</td></tr><tr><td>1</td><td>2</td></tr></table>"
    )
    assert grid(document) == [["类别", "自然人", "自然人"], ["类别", "1", "2"]]
    assert [(cell.row, cell.column, cell.rowspan, cell.colspan) for cell in next(document.tables()).cells] == [
        (0, 0, 2, 1),
        (0, 1, 1, 2),
        (1, 1, 1, 1),
        (1, 2, 1, 1),
    ]


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        # down to the end of the table
        ("<tr><td rowspan=0>自然人</td><td>1</td></tr><tr><td>2</td></tr>", [["自然人", "1"], ["自然人", "2"]]),
        # beyond the end of the table, and far to the right
        ("<tr><td rowspan=99>自然人</td><td colspan=1000>1</td></tr><tr><td>2</td></tr>",
         [["自然人", "1"], ["自然人", "2"]]),
        # across a cell from above: the one that stands first keeps its place
        (
            "<tr><td>自然人</td><td rowspan=2>5</td></tr><tr><td colspan=2>6</td></tr>",
            [["自然人", "5"], ["6", "5"]],
        ),
        # nonsense is 1
        ("<tr><td rowspan=x colspan=-3>自然人</td><td>1</td></tr><tr><td>a</td><td>2</td></tr>",
         [["自然人", "1"], ["a", "2"]]),
        # a row without cells, left over by a span
        ("<tr><td rowspan=2>自然人</td><td rowspan=2>1</td></tr><tr></tr><tr><td>b</td><td>2</td></tr>",
         [["自然人", "1"], ["b", "2"]]),
        # a row with too few cells stays short
        ("<tr><td>自然人</td><td>1</td></tr><tr><td>b</td></tr>",
         [["自然人", "1"], ["b", None]]),
        # rows without <tr>, and the footer comes last
        ("<tfoot><tr><td>总计</td><td>9</td></tr></tfoot><tr><td>自然人</td><td>1</td></tr>",
         [["自然人", "1"], ["总计", "9"]]),
    ],
)  # fmt: skip
def test_broken_spans(rows, expected):
    assert grid(read(f"<table>{rows}</table>")) == expected


def test_layout_tables_are_dissolved():
    page = (
        f"<table><tr><td>栏目导航</td><td><p>一、总体情况</p>{TABLE}<p>说明文字</p></td></tr>"
        "<tr><td colspan=2>版权所有</td></tr></table>"
    )
    document = read(page)
    assert [type(block).__name__ for block in document.blocks] == [
        "Paragraph",
        "Paragraph",
        "Table",
        "Paragraph",
        "Paragraph",
    ]
    assert texts(document) == ["栏目导航", "一、总体情况", "说明文字", "版权所有"]
    assert grid(document)[2] == ["规章", "1", "2", "3"]


def test_a_frame_of_one_cell_is_text():
    document = read("<table><tr><td><p>第一段</p><p>自然人提出的申请三件</p></td></tr></table>")
    assert texts(document) == ["第一段", "自然人提出的申请三件"]
    assert list(read("<table><tr><td><p>第一段</p><p>第二段</p></td></tr></table>").tables()) == []


def test_a_table_inside_a_data_cell_is_not_lost():
    document = read(
        "<table><tr><td>甲</td><td>乙</td></tr><tr><td>1</td><td><table><tr><td>2</td></tr></table></td></tr>"
        "<tr><td>3</td><td>4</td></tr></table>"
    )
    assert grid(document) == [["甲", "乙"], ["1", "2"], ["3", "4"]]


def test_word_markup():
    cell = (
        '<td style="mso-x:1"><p class=MsoNormal><span lang=EN-US>本年新<o:p></o:p></span></p>'
        "<p><b>制作</b><i>数量</i></p><!--[if gte mso 9]><p>99</p><![endif]--><![if !supportLists]>！<![endif]></td>"
    )
    page = f"<table><tr><td>信息内容</td>{cell}</tr>"
    page += "<tr><td>规章</td><td>1<span>2</span><o:p>&nbsp;</o:p></td></tr></table>"
    assert grid(read(page)) == [["信息内容", "本年新\n制作数量\n！"], ["规章", "12"]]


def test_breaks_and_spaces_in_cells():
    page = (
        "<table><tr><td>本年新<br/>公开数量</td><td>&nbsp;　</td></tr>"
        "<tr><td> 行政\n  许可 </td><td>1&#8203;2</td></tr></table>"
    )
    assert grid(read(page)) == [["本年新\n公开数量", ""], ["行政 许可", "12"]]


def test_what_must_not_join_a_number_stands_on_a_line_of_its_own():
    page = "<table><tr><td>行政许可</td><td>12<sup>①</sup></td><td><s>3</s>45</td></tr>"
    page += "<tr><td>行政处罚</td><td>6</td><td>7</td></tr></table>"
    assert grid(read(page))[0] == ["行政许可", "12\n①", "3\n45"]


def test_pictures_and_form_fields_are_not_blank():
    page = '<table><tr><td>行政许可</td><td><img src="1.png"></td></tr>'
    page += '<tr><td>行政处罚</td><td><input value="8"></td></tr></table>'
    assert grid(read(page)) == [["行政许可", "\ufffc"], ["行政处罚", "8"]]


@pytest.mark.parametrize(
    "hiding",
    [
        '<p style="display: none">秘</p>',
        '<span style="color:red;display:none">秘</span>',
        "<div hidden>秘</div>",
        "<script>秘</script>",
        "<style>秘</style>",
        "<noscript>秘</noscript>",
        "<template>秘</template>",
        "<!-- 秘 -->",
        '<span style="mso-hide:all">秘</span>',
    ],
)
def test_hidden_text_is_left_out(hiding):
    document = read(
        f"<p>公{hiding}开</p>{hiding}<table><tr><td>自然人{hiding}</td><td>1{hiding}</td></tr><tr><td>a</td><td>2</td></tr></table>"
    )
    assert "秘" not in "".join(texts(document))
    assert grid(document)[0] == ["自然人", "1"]


def test_hidden_text_of_a_utf16_page_is_left_out():
    assert texts(read('<html><p>公</p><p style="display:none">秘</p></html>', "utf-16")) == ["公"]


def test_a_style_sheet_hides_nothing_by_itself():
    page = "<style>.a{display:none}</style><p><span style='x'>公</span>开</p>"
    assert texts(read(page)) == ["公开"]


def test_hidden_rows_cells_and_tables_are_left_out():
    page = TABLE.replace(
        "<tr><td>规章", '<tr style="display:none"><td>规章</td><td>7</td><td>7</td><td>7</td></tr><tr><td>规章'
    )
    assert grid(read(page)) == grid(read(TABLE))
    assert len(list(read(f'<div style="display:none">{TABLE}</div>{TABLE}').tables())) == 1


def test_a_page_that_hides_its_only_form_table_is_reported():
    page = f'<p>示例县年度报告</p><div style="display:none">{TABLE}</div>'
    assert [problem.kind for problem in read(page).problems] == ["table_unknown"]
    assert read(page + TABLE).problems == ()


def test_a_hidden_table_with_other_figures_is_told_and_a_copy_is_not():
    for copy in (TABLE, TABLE.replace("<table>", "<table class='mobile'>"), BLANK):
        assert read(f"{TABLE}<div style='display:none'>{copy}</div>").problems == ()
    (problem,) = read(f"{TABLE}<div style='display:none'>{OTHER}</div><div hidden>{OTHER}</div>").problems
    assert (problem.kind, problem.where) == ("table_unknown", ("t2",))
    menu = "<table><tr><td>规章</td><td>(12)</td></tr><tr><td>公报</td><td>7</td></tr></table>"
    assert read(f"{TABLE}<div style='display:none'>{menu}</div>").problems == ()


def test_more_hidden_parts_than_are_read_are_told():
    found = read(TABLE + f"<div style='display:none'>{TABLE}</div>" * 31).problems
    assert [problem.kind for problem in found] == ["too_large"]


METADATA = (
    "<table><tr><td>索 引 号：</td><td>A-1</td><td>发布机构：</td><td>示例县发展和改革局</td></tr>"
    "<tr><td>名　　称：</td><td colspan=3>示例县发展和改革局2023年政府信息公开年度报告</td></tr>"
    "<tr><td>公开日期：</td><td>2024-01-17</td><td>文号：</td><td></td></tr></table>"
)


def test_a_table_about_the_document_becomes_hints():
    document = read(METADATA + TABLE)
    assert [table.index for table in document.tables()] == [0]
    assert grid(document)[2] == ["规章", "1", "2", "3"]
    said = {(hint.kind, hint.text, hint.source) for hint in document.hints}
    assert ("body", "示例县发展和改革局", "metadata table 发布机构") in said
    assert ("title", "示例县发展和改革局2023年政府信息公开年度报告", "metadata table 名称") in said
    assert ("published", "2024-01-17", "metadata table 公开日期") in said
    assert "示例县发展和改革局2023年政府信息公开年度报告" in "".join(texts(document))


def test_labels_and_values_in_one_cell_become_hints():
    rows = "<tr><td>索引号：A-1</td><td>发布机构：示例镇人民政府</td></tr>"
    rows += "<tr><td>发布日期：2021-02-03</td><td>文号：无</td></tr>"
    hints = {(hint.kind, hint.text) for hint in read(f"<table>{rows}</table>{TABLE}").hints}
    assert {("body", "示例镇人民政府"), ("published", "2021-02-03")} <= hints


def test_meta_tags_titles_and_breadcrumbs_become_hints():
    page = (
        "<html><head><title>示例县人民政府</title><meta name=ArticleTitle content=年度报告>"
        '<meta name="PubDate" content="2024-01-20 10:00"><meta name=SiteName content=示例网>'
        "<meta name=ColumnName content=年报>"
        "</head><body><div>您现在的位置：首页 > 年报</div><h1>示例县2023年政府信息公开年度报告</h1>"
        f"<publishtime>2024-01-19</publishtime>{TABLE}</body></html>"
    )
    hints = {(hint.kind, hint.text, hint.source) for hint in read(page).hints}
    assert {
        ("title", "示例县人民政府", "html title"),
        ("title", "年度报告", "meta ArticleTitle"),
        ("published", "2024-01-20 10:00", "meta PubDate"),
        ("published", "2024-01-19", "publishtime"),
        ("site", "示例网", "meta SiteName"),
        ("column", "年报", "meta ColumnName"),
        ("column", "首页 > 年报", "breadcrumbs"),
        ("title", "示例县2023年政府信息公开年度报告", "h1"),
    } <= hints


@pytest.mark.parametrize(
    "container", ['div id="zoom"', 'div class="TRS_Editor"', "ucapcontent", 'div class="x article-content"']
)
def test_the_article_is_chosen_over_the_chrome(container):
    page = (
        f"<div>网站导航栏</div><h1>标题</h1><p>发布日期：2024-01-02</p><{container}><p>一、总体情况</p>{TABLE}</div>"
        f"</{container.split()[0]}><p>版权所有</p>"
    )
    assert texts(read(page)) == ["标题", "发布日期：2024-01-02", "一、总体情况"]


def test_a_container_that_leaves_out_a_table_or_a_section_is_not_trusted():
    outside = read(f'<div id="zoom"><p>{"正文" * 200}</p></div><p>续</p>{TABLE}')
    assert len(list(outside.tables())) == 1
    assert "续" in texts(outside)
    cut = read(f'<div id="zoom"><p>一、总体情况</p>{TABLE}</div><p>五、存在的主要问题及改进情况</p>')
    assert "五、存在的主要问题及改进情况" in texts(cut)


def test_links_of_a_list_page_are_hints_not_text():
    items = "".join(
        f'<li><a href="{year}.html">示例县{year}年政府信息公开年度报告</a></li>' for year in range(2016, 2022)
    )
    document = read(f"<ul>{items}</ul><p>共 2 页</p>")
    assert texts(document) == ["共 2 页"]
    assert sum(hint.kind == "link" for hint in document.hints) == 6


def test_attachments_are_links():
    page = '<p>附件：<a href="./P02.pdf">年度报告全文</a><a href="/down?id=3">报告.docx</a>'
    page += '<a href="x.html">其他</a></p><iframe src="v.html?file=a.ofd"></iframe>'
    assert read(page).links == (("./P02.pdf", "年度报告全文"), ("/down?id=3", "报告.docx"), ("v.html?file=a.ofd", ""))


@pytest.mark.parametrize("loose", [False, True])
def test_a_body_kept_in_a_script_is_read(loose):
    content = f'<p>一、总体情况</p>{TABLE}<p><a href="a.pdf">附件</a></p>'
    detail = {"title": "示例局2023年政府信息公开工作年度报告", "content": content, "date": "2024-01-09"}
    script = json.dumps({"DETAIL": detail}, ensure_ascii=True)
    if loose:
        script = f"{{DETAIL: {{id: 1, title: {json.dumps(detail['title'])}, content: {json.dumps(content)}, x: f()}}}}"
    document = read(f"<html><body><div id=app></div><script>window._CONFIG = {script};</script></body></html>")
    assert grid(document)[2] == ["规章", "1", "2", "3"]
    assert ("title", detail["title"]) in {(hint.kind, hint.text) for hint in document.hints}
    assert document.links == (("a.pdf", "附件"),)


@pytest.mark.parametrize("encoding", ["gbk", "gb18030", "utf-16", "utf-8-sig"])
@pytest.mark.parametrize("declared", ["", "<meta charset=utf-8>", "<meta charset=iso-8859-1>"])
def test_charsets(encoding, declared):
    document = read(
        f"<html><head>{declared}</head><body><p>示例县政府信息公开年度报告</p>{TABLE}</body></html>", encoding
    )
    assert texts(document) == ["示例县政府信息公开年度报告"]
    assert grid(document)[0][0] == "第二十条第（一）项"


def test_undecodable_characters_are_a_problem():
    document = read_document(("<p>" + "公开" * 500 + "</p>").encode() + b"<p>\xe5\x8e</p>")
    assert [problem.kind for problem in document.problems] == ["undecodable"]


def test_an_empty_page_is_unreadable():
    assert [problem.kind for problem in read("<html><body><div id=app></div></body></html>").problems] == ["unreadable"]


def test_deep_nesting_is_a_problem_not_a_crash():
    document = read("<div>" * 100_000 + "x" + "</div>" * 100_000)
    assert [problem.kind for problem in document.problems] == ["too_large"]


def test_a_page_of_endless_tags_is_refused():
    document = read("<p>" * 700_000)
    assert [problem.kind for problem in document.problems] == ["too_large"]
    assert document.blocks == ()


def test_a_table_beyond_any_print_is_left_out_and_named():
    row = "<tr>" + "<td>自然人" * 600
    document = read(f"<table>{row * 400}</table>{TABLE}")
    assert "too_large" in [problem.kind for problem in document.problems]
    assert [table.index for table in document.tables()] == [0]
    assert grid(document)[2] == ["规章", "1", "2", "3"]


def test_spans_that_push_each_other_aside_end_soon() -> None:
    rows = "<tr>" + "<td rowspan=9999 colspan=90>1</td>" * 40
    document = read_document(f"<html><body><p>年度报告</p><table>{rows * 500}</table></body></html>".encode())
    assert "too_large" in [problem.kind for problem in document.problems]


def test_embedded_pictures_do_not_count_against_the_limits():
    picture = '<img src="data:image/png;base64,' + "A" * 30_000_000 + '">'
    assert grid(read(picture + TABLE))[2] == ["规章", "1", "2", "3"]


def test_the_same_bytes_give_the_same_document():
    page = METADATA + TABLE
    assert read(page) == read(page)


def test_blocks_keep_their_order():
    document = read(f"<p>一</p>{TABLE}<p>二</p>{TABLE}")
    kinds = [
        block.index if isinstance(block, Table) else block.text
        for block in document.blocks
        if isinstance(block, Paragraph | Table)
    ]
    assert kinds == ["一", 0, "二", 1]


def test_structure_from_single_page_mirrors_with_ruby():
    assert texts(read("<p>公<ruby>開<rt>kāi</rt></ruby></p>")) == ["公開"]


def test_line_ends_of_the_markup_are_blanks_in_a_cell():
    assert grid(read(TABLE.replace("规章", "规\r\n章 <a>及\n其他</a>\t<br>附注")))[2][0] == "规 章 及 其他\n附注"


@pytest.mark.parametrize(
    "mark", ["&lrm;", "&rlm;", "&zwj;", "&zwnj;", "&shy;", "&#8203;", "&#x200B;", "&#xFEFF;", "\u200b"]
)
def test_marks_that_nobody_sees_part_no_number(mark: str) -> None:
    assert grid(read(TABLE.replace("<td>3</td>", f"<td>{mark}1{mark}3{mark}</td>")))[2][3] == "13"

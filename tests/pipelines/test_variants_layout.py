"""Layouts, markup, characters and damage of real documents that no other test holds."""

import pytest

from pipelines.formats import read_document
from pipelines.spelling import fold
from tests.generators.documents import render
from tests.generators.documents.grids import Cell, Grid, Line
from tests.pipelines.formats.test_aligned_text import as_text
from tests.pipelines.tables.printer import figures, report
from tests.pipelines.test_mutations import assert_never_silent
from tests.pipelines.variants import (
    FORMATS,
    as_printed,
    assert_clean,
    figures_of,
    plan,
    replace_lines,
    report_of,
    sheet_with,
    values_of,
)

PROSE = [
    "甲省统计局2019年政府信息公开工作年度报告",
    "一、组织领导进一步加强",
    "局党组高度重视政务公开工作，健全制度，明确职责，并将公开工作纳入年度考核。" * 4,
    "二、主动公开政府信息情况",
    "全年通过门户网站主动公开政府信息1286条。",
    "三、数据发布和解读情况",
    "召开新闻发布会4场。",
    "四、回应关切情况",
    "办理网民留言，及时答复群众关心的问题。",
    "五、依申请公开情况",
    "2019年共收到政府信息公开申请37件，已全部按时办结。",
    "六、收费和减免情况",
    "没有收取任何费用。",
    "七、行政复议和行政诉讼情况",
    "没有因政府信息公开引起的行政复议和行政诉讼。",
    "八、存在的主要问题和改进措施",
    "公开的内容还不够细，下一步将加强学习。",
]


def test_prose_with_eight_sections_of_its_own_is_a_report_without_form() -> None:
    report = report_of("\n\n".join(PROSE).encode())
    assert (report.is_report, report.form, report.about.year.value) == (True, None, 2019)
    stated = {figure.code: figure.value for figure in report.narrative}
    assert (stated["nar_pub_items"], stated["nar_req_received"]) == (1286, 37)
    assert (stated["nar_rev"], stated["nar_lit"]) == (0, 0)


@pytest.mark.parametrize("format_", FORMATS)
@pytest.mark.parametrize("form", ["F2021", "F2019"])
def test_the_label_of_the_results_may_come_again_within_the_table(form: str, format_: str) -> None:
    sheet = sheet_with(plan(form, format_, quirks="empty_groups"), {})
    table = next(part for part in sheet.parts if isinstance(part, Grid) and part.kind == "t3")
    again = next(row for row in table.rows if any("无法提供" in cell.text for cell in row))
    again[0] = Cell("三、\n本\n年\n度\n办\n理\n结\n果", again[0].columns, again[0].rows)
    assert_clean(report_of(sheet), as_printed(sheet))


@pytest.mark.parametrize(
    "blank",
    [
        "<p class=MsoNormal><span lang=EN-US><o:p>&nbsp;</o:p></span></p>",
        "&nbsp;",
        "<br/>",
        "&#12288;",
        "<span></span>",
    ],
)
def test_a_blank_of_word_markup_is_a_blank(blank: str) -> None:
    sheet = sheet_with(plan(), {"res_granted.legal": "BLANK", "res_granted.natural": "BLANK"})
    found = values_of(report_of(render(sheet).replace(b"BLANK", blank.encode())))
    assert (found["res_granted.legal"], found["res_granted.natural"]) == (None, None)


def test_a_rotated_label_split_over_spans_is_one_label() -> None:
    sheet = sheet_with(plan(), {})
    label = "".join(f"<p><span>{x[0]}</span><span>{x[1:]}</span></p>" for x in ("三、", "本年", "度办", "理结", "果"))
    page = render(sheet).decode()
    assert "三、本年度办理结果" in page
    assert_clean(report_of(page.replace("三、本年度办理结果", label).encode()), as_printed(sheet))


def test_a_group_and_its_number_in_two_paragraphs_are_one_label() -> None:
    sheet = sheet_with(plan(), {})
    page = render(sheet).decode().replace("（三）不予公开", "<p>（三）</p><p>不予公开</p>")
    page = page.replace("（四）无法提供", "<p>（四） </p><p>&nbsp;无法提供</p>")
    assert_clean(report_of(page.encode()), as_printed(sheet))


def test_heads_split_over_lines_and_spans() -> None:
    sheet = sheet_with(plan(), {})
    page = render(sheet).decode()
    for old, new in (
        ("结果维持", "<p><span>结果</span></p><p><span>维</span><span>持</span></p>"),
        ("尚未审结", "尚未<br>审结"),
        ("商业企业", "<p>商业</p><p>企业</p>"),
        ("总计<", "总&nbsp;计<"),
    ):
        assert old in page
        page = page.replace(old, new)
    assert_clean(report_of(page.encode()), as_printed(sheet))


def test_a_page_swollen_by_word_markup_is_read_as_a_lean_one() -> None:
    sheet = sheet_with(plan("F2019", quirks="word_soup"), {})
    style = "mso-bidi-font-family:宋体;mso-font-kerning:0pt;" * 20
    page = render(sheet).decode().replace("mso-pagination:widow-orphan", style)
    assert len(page) > 319_130
    assert_clean(report_of(page.encode()), as_printed(sheet))


def test_spans_of_four_five_and_six_columns() -> None:
    sheet = sheet_with(plan("F2019", quirks="table_per_block"), {})
    for width, part in zip(
        (4, 5, 6, 5, 6), [p for p in sheet.parts if isinstance(p, Grid) and p.kind == "t2"], strict=True
    ):
        for row in part.rows:
            row[-1].columns += width - sum(cell.columns for cell in row)
    assert_clean(report_of(sheet), as_printed(sheet))


def test_figures_beside_digits_that_the_site_lost_stay_and_the_damage_is_told() -> None:
    sheet = sheet_with(plan("F2019", quirks="lost_digits"), {})
    report = report_of(replace_lines(sheet, "0517-80900000", "0598…"))
    assert values_of(report) == as_printed(sheet)
    assert "digits_lost" in {problem.kind for problem in report.problems}


def test_a_name_that_a_rendition_miswrote_is_doubted_beside_the_pages_own() -> None:
    sheet = sheet_with(plan(quirks="metadata_table"), {})
    body = sheet.plan.body
    report = report_of(replace_lines(sheet, body, body[:-5] + "木" + body[-4:]))
    assert [problem.kind for problem in report.problems if problem.where == ("body",)] == ["sources_differ"]
    assert values_of(report) == as_printed(sheet)


# What became of a PDF on its way to Markdown: numbers without labels, a sum that floats alone, heads cut in two.
DETACHED = """三、收到和处理政府信息公开申请情况
（本列数据的勾稽关系为：第一项加第二项法人或其他组织
之和，等于第三项加第四项之和）
## 表三：收到和处理政府信息公开申请情况
| 业 | 构 | 益组织 | 务机构 |  |  |  |  |  |
|---|---|---|---|---|---|---|---|---|
| 一、本年新收政府信息公开申请数量 | 41 | 3 | 0 | 0 | 0 | 0 | 44 |  |
| 二、上年结转政府信息公开申请数量 | 5 | 0 | 0 | 0 | 0 | 0 | 5 |  |
| 三、 | （一）予以公开 | 19 | 1 | 0 | 0 | 0 | 0 | 20 |
| 7 | 0 | 0 | 0 | 0 | 0 | 7 |
|---|---|---|---|---|---|---|

（二）部分公开（区分处理的，只
理结计这一情形，不计其他情形）
果
| 1.属于国家秘密 | 2 | 0 | 0 | 0 | 0 | 0 | 2 |
|---|---|---|---|---|---|---|---|
| 6 | 1 | 0 | 0 | 0 | 0 | 7 |
|---|---|---|---|---|---|---|

1.本机关不掌握相关政
府信息
7
| 9 | 1 | 0 | 0 | 0 | 0 | 10 |
|---|---|---|---|---|---|---|
| （七）总计 | 43 | 3 | 0 | 0 | 0 | 0 | 46 |
|---|---|---|---|---|---|---|---|
| 四、结转下年度继续办理 | 3 | 0 | 0 | 0 | 0 | 0 |  |

四、政府信息公开行政复议、行政诉讼情况
行政复议行政诉讼
维持纠正结果审结维持纠正结果审结
| 维持 | 纠正 | 结果 | 审结 | 结果 | 结果 | 其他 | 尚未 | 结果 | 结果 | 其他 | 尚未 |
|---|---|---|---|---|---|---|---|---|---|---|---|
| 1 | 0 | 0 | 0 | 1 | 0 | 0 | 0 | 0 | 0 | 0 | 0 | 0 | 0 | 0 |
"""
SURE = {"req_new": 44, "req_carried_in": 5, "res_denied_state_secret": 2, "res_total": 46}


def test_numbers_torn_from_their_labels_are_never_read_as_certain() -> None:
    title = "甲县水利局2024年政府信息公开工作年度报告\n\n"
    report = report_of((title + DETACHED).encode())
    found = figures_of(report)
    told = {where for problem in report.problems for where in problem.where}
    told |= {code for code, figure in found.items() if figure.flags}
    for row, total in SURE.items():
        assert found[f"{row}.total"].value == total
    unsure = {code for code in found if code.endswith(".total") and found[code].value and code[:-6] not in SURE}
    assert unsure <= told
    assert "t4" in told
    hard = {code for finding in report.findings if finding.severity == "hard" for code in finding.where}
    assert "req_carried_out.total" in hard | told  # its 3 is lost: the cell is blank, and the sums say so


@pytest.mark.parametrize("charset", ["gb2312", "gbk", "gb18030"])
@pytest.mark.parametrize("says", ["", "utf-8", "iso-8859-1", "gb2312"])
def test_an_old_page_in_chinese_characters_whatever_it_says_of_itself(charset: str, says: str) -> None:
    sheet = sheet_with(plan("F2019"), {})
    page = render(sheet).decode().replace("“", "").replace("”", "")
    page = page.replace("<meta charset='utf-8'>", f"<meta charset='{says}'>" if says else "")
    assert_clean(report_of(page.encode(charset, "replace")), as_printed(sheet))


def test_an_error_page_in_latin_letters_is_no_report() -> None:
    page = b"<html><head><title>404 Not Found</title></head><body><h1>Not Found</h1><p>caf\xe9 \xa0</p></body></html>"
    document = read_document(page)
    report = report_of(document)
    assert not report.is_report
    assert any("error page" in problem.detail for problem in report.problems)


def test_wide_signs_are_narrow_ones() -> None:
    assert fold("ａ＠ｂ．ｃｎ（１２３４５６７８９０）：，") == "a@b.cn(1234567890):,"


@pytest.mark.parametrize("form", ["F2021", "F2019"])
@pytest.mark.parametrize("every", [1, 2, 3])
def test_a_rotated_label_written_between_the_rows_moves_no_number(form: str, every: int) -> None:
    values = figures(form, 5)
    lines = as_text(report(form, values), "centre").decode().split("\n")
    start = next(n for n, line in enumerate(lines) if line.startswith("三、本年度办理结果"))
    lines[start] = lines[start].replace("三、本年度办理结果", "\u3000" * 9)
    for n, letter in enumerate("三、本年度办理结果"):
        lines.insert(start + 1 + n * (every + 1), letter)
    found = report_of("\n".join(lines).encode())
    assert_never_silent(found, values)
    assert {code for code, value in values_of(found).items() if value != values[code]} == set()


@pytest.mark.parametrize("format_", FORMATS)
@pytest.mark.parametrize("form", ["F2021", "F2019"])
def test_sections_may_begin_again_at_one_before_the_tables(form: str, format_: str) -> None:
    sheet = sheet_with(plan(form, format_), {})
    for old, new in (("二、主动", "一、主动"), ("三、收到", "二、收到"), ("四、政府", "三、政府")):
        replace_lines(sheet, old, new)
    place = next(n for n, part in enumerate(sheet.parts) if isinstance(part, Line) and part.text.startswith("一、主动"))
    prose = ("二、主动公开情况", "三、依申请公开情况", "四、政府信息管理情况", "五、平台建设情况", "六、监督保障情况")
    sheet.parts[place:place] = [
        Line(text) for heading in prose for text in (heading, "认真落实各项要求，工作有序开展。")
    ]
    assert_clean(report_of(sheet), as_printed(sheet))


@pytest.mark.parametrize("column", ["甲县发展和改革局", "甲县人民政府", "甲县公安局"])
def test_a_report_in_another_bodys_column_is_that_of_its_title(column: str) -> None:
    sheet = sheet_with(plan(), {})
    crumb = f"<div class='crumb'><a href='/'>首页</a> &gt; <a href='/b/'>{column}</a> &gt; 政府信息公开年报</div>"
    page = render(sheet).replace(b"<body>", b"<body>" + crumb.encode())
    found = report_of(page)
    assert found.about.body.value == sheet.plan.body
    assert_clean(found, as_printed(sheet))

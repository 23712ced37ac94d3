import pytest

from pipelines.about import Evidence, ReportContext, read_about
from pipelines.document import Problem
from pipelines.formats import read_document
from pipelines.recognise import Decision, is_report

PROSE = (
    "<h1>甲县壬镇人民政府2018年政府信息公开工作年度报告</h1><p>本报告由镇党政办公室编制。</p>"
    f"<p>一、主动公开政府信息情况</p><p>{'全年主动公开信息22条，内容涉及财政、教育、卫生等方面。' * 6}</p>"
    f"<p>二、依申请公开办理情况</p><p>{'全年没有收到信息公开申请，也没有发生行政复议。' * 6}</p>"
)


def decide(page: str, form: str | None = None, *, has_figures: bool = False) -> Decision:
    document = read_document(page.encode())
    return is_report(document, read_about(Evidence(document, ReportContext())), form, has_figures=has_figures)


def test_a_report_in_prose_is_a_report():
    assert decide(PROSE) == Decision(True)


def test_tables_with_figures_make_a_report_even_without_a_title():
    assert decide("<p>正文</p>", "F2021", has_figures=True).is_report


def test_a_blank_report_that_says_whose_it_is_is_a_report():
    assert decide("<h1>2022年度丙镇政府信息公开工作年度报告</h1>", "F2019").is_report


@pytest.mark.parametrize(
    ("page", "form", "word"),
    [
        ("<h1>2023年政府网站工作年度报表</h1><p>网站名称：甲县人民政府</p>", None, "another annual form"),
        ("<h1>关于做好2023年政府信息公开工作年度报告编制和发布工作的通知</h1>" + PROSE, None, "notice"),
        ("<h1>国务院办公厅关于印发政府信息公开工作年度报告格式的通知</h1>", "F2021", "notice"),
        ("<h1>图解：甲县2023年政府信息公开工作年度报告</h1>" + PROSE[70:], None, "infographic"),
        ("<h1>政府信息公开工作年度报告</h1><p>一、总体情况</p>", "F2021", "blank form"),
        ("<title>404</title><p>您访问的页面不存在</p>", None, "error page"),
        ("<title>安全验证</title><p>请开启JavaScript并刷新</p>", None, "error page"),
        ("<h1>甲县召开工作会议</h1><p>1月3日，会议在县城召开。</p>", None, "nothing names it"),
        (
            "<h1>甲县2023年政府信息公开工作年度报告</h1><p>附件：</p><p><a href='r.pdf'>报告全文</a></p>",
            None,
            "attachment; import r.pdf",
        ),
        ("<h1>甲县2023年政府信息公开工作年度报告</h1><p>加载中</p>", None, "neither its tables nor its text"),
        (
            "<p>信息公开年报</p>"
            + "".join(f"<li><a href='{y}.html'>甲县{y}年政府信息公开年度报告</a></li>"
                      for y in range(2010, 2020)),
            None,
            "list page with 10 links",
        ),
    ],
)  # fmt: skip
def test_what_is_no_report_says_what_it_is(page, form, word):
    decision = decide(page, form)
    assert not decision.is_report
    assert [problem.kind for problem in decision.problems] == ["no_report"]
    assert word in decision.problems[0].detail


def test_a_report_issued_with_a_notice_is_a_report():
    page = "<h1>关于印发甲县2023年政府信息公开工作年度报告的通知</h1>" + PROSE
    assert decide(page, "F2021", has_figures=True).is_report


def test_an_unreadable_document_needs_no_further_reason():
    document = read_document(b"")
    assert document.problems != ()
    assert is_report(document, read_about(Evidence(document, ReportContext())), None, has_figures=False) == Decision(
        False
    )


def test_a_problem_is_a_sentence_that_says_what_to_do():
    problem = decide("<h1>甲县2023年政府信息公开工作年度报告</h1><p>加载中</p>").problems[0]
    assert isinstance(problem, Problem)
    assert "import" in problem.detail


@pytest.mark.parametrize(
    "words",
    [
        "关于公布甲县壬镇人民政府2018年政府信息公开工作年度报告的公告",
        "关于印发《甲县壬镇2018年政府信息公开工作年度报告》的通知",
        "甲县壬镇人民政府关于发布2018年度政府信息公开年报的通知",
    ],
)
def test_a_notice_that_the_whole_report_follows_is_a_report(words):
    assert decide(f"<h1>{words}</h1>" + PROSE).is_report
    assert not decide(f"<h1>{words}</h1><p>现予公布，请登录县政府网站查看。</p>").is_report


@pytest.mark.parametrize(
    "link",
    [
        "图解：甲县壬镇2018年政府信息公开工作年度报告",
        "【一图读懂】2018年政府信息公开年报",
        "政府网站工作年度报表（2018年度）",
    ],
)
def test_a_report_whose_page_also_links_something_else_stays_a_report(link):
    heading, rest = PROSE.split("</h1>")
    assert decide(f"{heading}</h1><p><a href='x.html'>{link}</a></p>{rest}").is_report


@pytest.mark.parametrize(
    "title",
    [
        "图解：甲县2018年政府信息公开工作年度报告",
        "一图读懂甲县2018年政府信息公开工作年度报告",
        "【图解】甲县2018年政府信息公开工作年度报告",
        "甲县2018年政府信息公开工作年度报告（图解）",
        "一图带你看懂！甲县2018年政府信息公开工作年度报告",
        "数说甲县2018年政府信息公开工作年度报告",
    ],
)
@pytest.mark.parametrize("place", ["<h1>{}</h1>", "<title>{}</title><h1>甲县2018年政府信息公开工作年度报告</h1>"])
def test_an_infographic_is_no_report_however_it_is_titled(title, place):
    decision = decide(place.format(title) + PROSE.split("</h1>")[1])
    assert not decision.is_report
    assert "infographic" in decision.problems[0].detail


@pytest.mark.parametrize(
    "title",
    [
        "关于做好2023年度政府信息公开工作年度报告编制发布工作的通知",
        "关于报送2023年政府信息公开工作年度报告的函",
        "关于进一步规范政府信息公开工作年度报告格式的通知",
        "关于2023年政府信息公开工作年度报告发布情况的通报",
        "甲市政务公开办关于开展2023年政府信息公开年报编制工作的通知",
    ],
)
def test_a_notice_about_reports_is_none(title):
    decision = decide(
        f"<h1>{title}</h1><p>各单位：</p><p>一、主动公开情况要写明公开信息条数。</p>" + "<p>正文。</p>" * 90
    )
    assert not decision.is_report
    assert "notice" in decision.problems[0].detail


UNTITLED = (
    "<p>二、主动公开政府信息情况</p><p>截至2017年12月31日，壬镇人民政府通过信息平台主动公开政府信息3条。</p>"
    f"<p>三、政府信息依申请公开办理情况</p><p>{'受理公民提出的政府信息公开申请0条，没有行政复议。' * 8}</p>"
)


def test_a_text_that_has_lost_its_title_is_a_report_if_it_counts_to_a_year_s_end():
    assert decide(UNTITLED) == Decision(True)


@pytest.mark.parametrize("lost", ["截至2017年12月31日，", "二、主动公开政府信息情况"])
def test_a_text_without_a_title_and_without_its_year_or_sections_is_none(lost):
    assert not decide(UNTITLED.replace(lost, "")).is_report


def test_the_blank_form_of_a_statistics_return_is_no_report():
    rows = "".join(f"<tr><td>{label}</td><td>条</td><td></td></tr>" for label in ("统计指标", "制发规范性文件总数"))
    decision = decide(f"<table>{rows}</table>", "F2014")
    assert "blank form" in decision.problems[0].detail


SHORT = (
    "<h1>甲县壬镇人民政府2013年政府信息公开工作年度报告</h1><p>一、概述</p><p>{0}我镇认真贯彻条例，健全制度，明确专人负责。</p>"
    "<p>二、主动公开政府信息情况</p><p>{0}主动公开政府信息102条，其中网站公开88条。</p>"
    "<p>三、依申请公开情况</p><p>{0}没有收到政府信息公开申请。</p>"
)


def test_a_short_report_that_fills_its_sections_is_a_report():
    assert decide(SHORT.format("一年来，在县委、县政府的领导下，")) == Decision(True)


def test_headings_without_words_are_no_report():
    bare = SHORT[: SHORT.index("<p>一、")] + "<p>一、概述</p><p>二、主动公开政府信息情况</p><p>三、依申请公开情况</p>"
    assert not decide(bare + "<p>主动公开、依申请公开、行政复议</p>" * 3).is_report


@pytest.mark.parametrize(
    ("form", "text"),
    [
        (None, "<p>信息内容本年制发件数本年废止件数现行有效件数规章000行政规范性文件693665</p>"),
        ("F2019", "".join(f"<p>{label}</p>" for label in ("信息内容", "规章", "2", "行政许可", "行政处罚"))),
    ],
)
def test_tables_that_cannot_be_read_make_neither_a_blank_form_nor_no_tables(form, text):
    decision = decide(text, form)
    assert not decision.is_report
    assert "its tables cannot be read" in decision.problems[0].detail

"""Statements about invented reports, in the ways in which real ones are written."""

from dataclasses import replace

import pytest

from pipelines.about import Evidence, ReportContext, about_problems, confirm_scope, damage_problems, read_about
from pipelines.document import Document, Hint, Paragraph
from pipelines.report import About


def document(*lines: str, hints: tuple[tuple[str, str], ...] = (), links: tuple[tuple[str, str], ...] = ()) -> Document:
    return Document(
        format="text",
        digest="0" * 64,
        blocks=tuple(Paragraph(text=line) for line in lines),
        hints=tuple(Hint(kind=kind, text=text, source=f"a {kind}") for kind, text in hints),
        links=links,
    )


def about(*lines: str, hints: tuple[tuple[str, str], ...] = (), **context: str) -> About:
    return read_about(Evidence(document(*lines, hints=hints), ReportContext(**context)))


@pytest.mark.parametrize(
    ("lines", "body", "year"),
    [
        (["甲县人民政府2023年政府信息公开工作年度报告"], "甲县人民政府", 2023),
        (["甲县人民政府 2023 年政府信息公开年报"], "甲县人民政府", 2023),
        (["甲县2020年政府信息公开年报"], "甲县人民政府", 2020),
        (["甲县教育局政府信息公开工作2021年度报告"], "甲县教育局", 2021),
        (["甲县人民政府信息公开工作年度报告（2021年）"], "甲县人民政府", 2021),
        (["2019年乙市人民政府办公厅政府信息公开工作年度报告"], "乙市人民政府办公厅", 2019),
        (["2022年度丙镇政府信息公开工作年度报告"], "丙镇人民政府", 2022),
        (["丁街道2022年度政府信息公开工作报告"], "丁街道办事处", 2022),
        (["戊县发展和改革局2021年度政府信息公开年度工作报告"], "戊县发展和改革局", 2021),
        (["己经济技术开发区2025年度政府信息公开工作年度报告"], "己经济技术开发区", 2025),
        (["庚镇人民政府二〇二〇年政务信息公开年度报告"], "庚镇人民政府", 2020),
        (["甲县辛乡2019年政府信息公开年度工作", "报 告"], "甲县辛乡人民政府", 2019),
        (["甲县壬镇人民政府", "关于2021年度政府信息公开工作的年度报告"], "甲县壬镇人民政府", 2021),
        (["2022年政府信息公开工作年度报告", "甲县癸镇人民政府", "2022年政府信息公开工作年度报告"],
         "甲县癸镇人民政府", 2022),
        (["甲县\n人民政府", "2023年政府信息公开", "工作年度报告"], "甲县人民政府", 2023),
        (["甲陽縣人民政府2022年政府信息公開工作年度報告"], "甲阳县人民政府", 2022),
        (["2019年度政府信息公开工作报告（甲省统计局）"], "甲省统计局", 2019),
        (["【年报】甲县水利局2021年政府信息公开工作年度报告"], "甲县水利局", 2021),
        (["附件：甲县水利局2021年政府信息公开工作年度报告"], "甲县水利局", 2021),
        (["甲县水利局", "2021年", "政府信息公开工作年度报告"], "甲县水利局", 2021),
        (["甲县水利局2021年度", "政府信息公开", "工作年度", "报告"], "甲县水利局", 2021),
        (["甲县水利局2021年政府信息公开工作年度报告（公示稿）"], "甲县水利局", 2021),
        (["甲县水利局政府信息公开年报(2021)"], "甲县水利局", 2021),
        (["甲县水利局2021年依法行政及政府信息公开工作年度报告"], "甲县水利局", 2021),
        (["甲县水利局（河长办）2021年政府信息公开工作年度报告"], "甲县水利局(河长办)", 2021),
        (["关于公布甲县水利局2021年政府信息公开工作年度报告的公告"], "甲县水利局", 2021),
        (["甲县水利局关于印发2021年政府信息公开工作年度报告的通知"], "甲县水利局", 2021),
        (["名称 甲县水利局2021年政府信息公开年度报告"], "甲县水利局", 2021),
        (["索引号 014314799 信息分类 年报 信息名称：甲县水利局2021年政府信息公开年度报告"], "甲县水利局", 2021),
        (["甲縣(xiàn)文化和旅遊局2023年政府信息公開(kāi)工作年度報(bào)告"], "甲县文化和旅游局", 2023),
    ],
)  # fmt: skip
def test_titles_name_body_and_year(lines, body, year):
    read = about(*lines, "一、总体情况")
    assert (read.body.value, read.year.value) == (body, year)
    assert read.body.source
    assert read.year.source


@pytest.mark.parametrize(
    "line",
    [
        "根据《条例》要求，现公布2023年政府信息公开工作年度报告。",
        "关于做好2023年政府信息公开工作年度报告编制工作的通知",
        "我镇2023年信息公开情况",
        "2023年政府网站工作年度报表",
    ],
)
def test_other_lines_are_no_title(line):
    assert about(line).title.value is None


def test_a_title_may_come_from_metadata_list_or_attachment():
    title = "甲县卫生健康局2021年政府信息公开工作年度报告"
    assert about("正文", hints=(("title", title + "-甲县人民政府网站"),)).title.value == title
    assert about("正文", listed_title=title).body.value == "甲县卫生健康局"
    read = read_about(Evidence(document("见附件", links=(("a.pdf", title + ".pdf"),)), ReportContext()))
    assert read.year.value in {2021, None}


def test_the_fuller_name_is_taken_from_the_signature():
    read = about("2018年壬镇政府信息公开工作年度报告", "一、情况", "正文", "甲县壬镇人民政府", "2019年1月18日")
    assert read.body.value == "甲县壬镇人民政府"
    assert read.body.differs == ()


@pytest.mark.parametrize(
    ("lines", "hints", "body"),
    [
        (["2023年政府信息公开工作年度报告"], (("body", "甲县水利局"),), "甲县水利局"),
        (["本报告由甲县壬镇人民政府党政办公室编制。"], (), "甲县壬镇人民政府"),
        (["现公布甲区统计局2023年政府信息公开工作年度报告。"], (), "甲区统计局"),
        (["2022年度甲市水利局依申请公开政务信息3件。"], (), "甲市水利局"),
        (["2023年，我镇认真落实各项要求。"], (), None),
        (["各单位："], (("source", "本站原创"),), None),
    ],
)
def test_without_an_organ_in_the_title(lines, hints, body):
    assert about(*lines, hints=hints).body.value == body


def test_the_entry_of_the_site_helps_when_nothing_else_does():
    assert about("我镇深入推进公开工作", body="甲县壬镇人民政府").body.value == "甲县壬镇人民政府"


def test_a_body_that_only_a_sentence_names_is_doubted():
    read = about("2022年度甲市水利局依申请公开政务信息3件。")
    assert [(problem.kind, problem.where) for problem in about_problems(read)] == [("ambiguous", ("body",))]


def test_a_sentence_about_another_body_does_not_name_the_reports():
    assert about("截至2021年底，共计在甲区政府信息公开平台公开信息80条。").body.value is None
    assert about("2021年甲区人民政府始终关心本镇。").body.value is None


def test_a_body_that_disagrees_is_named():
    read = about("甲县水利局2023年政府信息公开工作年度报告", hints=(("body", "甲县教育局"),))
    assert read.body.value == "甲县水利局"
    assert read.body.differs == (("a body", "甲县教育局"),)
    assert [problem.kind for problem in about_problems(read)] == ["sources_differ"]


def test_the_department_that_publishes_for_its_government_is_no_disagreement():
    read = about("甲县人民政府2023年政府信息公开工作年度报告", hints=(("body", "甲县大数据发展局"),))
    assert (read.body.value, read.body.differs) == ("甲县人民政府", ())


@pytest.mark.parametrize(("text", "body"), [("我局认真落实条例。", None), ("我县认真落实条例。", "甲县人民政府")])
def test_a_countys_site_does_not_name_a_bureaus_report(text, body):
    lines = ("2023年政府信息公开工作年度报告", text)
    assert about(*lines, hints=(("site", "甲县人民政府"),)).body.value == body
    assert about(*lines, body="甲县人民政府").body.value == body


@pytest.mark.parametrize("other", ["甲县发改局", "发展和改革局", "甲县发展和改革局办公室"])
def test_an_abbreviation_is_no_disagreement(other):
    read = about("甲县发展和改革局2023年政府信息公开工作年度报告", hints=(("body", other),))
    assert read.body.differs == ()


PERIOD = "本报告所列数据的统计期限自{}。"


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2019年1月1日到12月31日止", "2019-01-01", "2019-12-31"),
        ("2019年1月1日起至2019年12月31日", "2019-01-01", "2019-12-31"),
        ("2020年1月1日起至202020年12月31日", "2020-01-01", "2020-12-31"),
        ("2020 年 1 月 1 日—2020 年 12 月 30 日", "2020-01-01", "2020-12-30"),
        ("202011日至20201231日", None, None),
        ("2020年12月31日至2020年1月1日", None, None),
    ],
)
def test_the_period(text, first, last):
    read = about(PERIOD.format(text))
    assert (read.period_from.value, read.period_to.value) == (first, last)


def test_the_title_wins_over_a_text_that_speaks_of_another_year_which_is_named():
    published = (("published", "2024-01-20"),)
    read = about("甲区2023年政府信息公开工作年度报告", "2022年，我区认真落实。", hints=published)
    assert read.year.value == 2023
    assert read.year.differs == (("sentences of the text", "2022"),)


@pytest.mark.parametrize(
    "text",
    ["2022年修订的办法施行后，我区认真落实。", "五、存在的主要问题", "2023年，我区认真落实。2022年，我区开通网站。"],
)
def test_other_years_by_the_way_or_of_the_outlook_are_no_disagreement(text):
    lines = (
        "甲区2023年政府信息公开工作年度报告",
        text,
        "2024年，我区将继续努力。" if text.startswith("五") else "正文",
    )
    assert about(*lines, hints=(("published", "2024-01-20"),)).year.differs == ()


def test_period_text_and_publication_together_win_over_the_title():
    read = about(
        "甲区2021年政府信息公开工作年度报告",
        PERIOD.format("2020年1月1日至2020年12月31日"),
        "2020年，2020年，2020年。",
        hints=(("published", "2021-01-20"),),
    )
    assert read.year.value == 2020
    assert ("title in the text", "2021") in read.year.differs
    assert "sources_differ" in [problem.kind for problem in about_problems(read)]


def test_a_report_published_within_its_year_is_doubted_unless_in_december():
    early = about("甲区2023年政府信息公开工作年度报告", hints=(("published", "2023-02-01"),))
    assert early.year.value == 2023
    assert early.year.differs != ()
    december = about("甲区2018年政府信息公开工作年度报告", "正文", "甲区人民政府", "2018年12月31日")
    assert (december.year.value, december.year.differs) == (2018, ())


@pytest.mark.parametrize(
    ("url", "year"),
    [
        ("https://x.gov.cn/module/xxgk/xxgkAnnualReport.jsp?area=1&fbtime=2020", 2020),
        ("https://x.gov.cn/zwgk/202101/t20210129_88.html", 2020),
        ("https://x.gov.cn/art/2020/1/15/art_1_2.html", 2019),
        ("https://x.gov.cn/gknb2017/1.html", 2017),
        ("https://x.gov.cn/info/1/2.htm", None),
    ],
)
def test_the_address_tells_the_year_when_nothing_else_does(url, year):
    assert about("正文", url=url).year.value == year


@pytest.mark.parametrize(
    ("lines", "hints", "context", "expected"),
    [
        (["发布日期：2020-01-31"], (), {}, "2020-01-31"),
        (["来源：本站 | 时间:2019年1月8日 点击数：3"], (), {}, "2019-01-08"),
        (["正文"], (("published", "2024/01/17 10:00"),), {}, "2024-01-17"),
        (["正文"], (("published", "1705900000"),), {}, "2024-01-22"),
        (["标题", "(2026年1月23日)"], (), {}, "2026-01-23"),
        (["正文", "二〇二〇年一月三十日"], (), {}, "2020-01-30"),
        (["正文"], (), {"url": "https://x.gov.cn/a/t20210129_1.html"}, "2021-01-29"),
        (["正文"], (), {"listed_date": "2022-01-09"}, "2022-01-09"),
        # a page that was moved years later: the signature's date stands
        (["正文", "甲县人民政府", "2009年3月31日"], (("published", "2013-07-01"),), {}, "2009-03-31"),
        (["正文"], (("published", "2024-13-45"),), {}, None),
    ],
)
def test_the_publication_date(lines, hints, context, expected):
    assert about(*lines, hints=hints, **context).published.value == expected


@pytest.mark.parametrize(
    ("sources", "expected"),
    [
        (("text", "meta", "address", "list"), "2024-01-11"),
        (("meta", "address", "list"), "2024-01-12"),
        (("address", "list"), "2024-01-13"),
        (("list",), "2024-01-14"),
    ],
)
def test_the_date_on_the_page_counts_before_its_meta_tags_and_these_before_the_address(sources, expected):
    lines = ["标题", *(["发布日期：2024-01-11"] if "text" in sources else [])]
    hints = (("published", "2024-01-12"),) if "meta" in sources else ()
    context = {"url": "https://x.gov.cn/t20240113_1.html"} if "address" in sources else {}
    read = about(*lines, hints=hints, listed_date="2024-01-14", **context)
    assert (read.published.value, read.published.differs) == (expected, ())


@pytest.mark.parametrize(
    ("folder", "differs"),
    [
        ("201707", (("month in the address", "2017-07"),)),  # where the site was moved
        ("201612", ()),
        ("201702", ()),
        ("201703", (("month in the address", "2017-03"),)),
    ],
)
def test_a_month_in_the_address_that_is_not_that_of_publication_is_kept_beside_it(folder, differs):
    read = about("标题", "发布日期：2017-01-12", url=f"https://x.gov.cn/nb/{folder}/{'ab' * 16}.shtml")
    assert (read.published.value, read.published.differs) == ("2017-01-12", differs)


def test_dates_that_disagree_are_named():
    read = about("正文", hints=(("published", "2022-07-01"),), url="https://x.gov.cn/t20220110_1.html")
    assert read.published.differs == (("address", "2022-01-10"),)


@pytest.mark.parametrize(
    ("title", "text", "scope"),
    [
        ("甲县人民政府", "本报告在全县各乡镇、各部门工作情况的基础上编制。", "whole_area"),
        ("甲市人民政府", "2024年，全市共受理政府信息公开申请3119件。", "whole_area"),
        ("甲市人民政府", "市本级共收到政府信息公开申请12件。", "own_level"),
        ("甲区人民政府", "区政府办公室代表区政府受理政府信息公开申请17件。", "own_office"),
        ("甲县水利局", "我局共收到申请2件。", "own_office"),
        ("甲县水利局", "因本机关不掌握等原因无法提供3件。", "unknown"),
        ("甲县人民政府", "认真落实条例。", "unknown"),
        ("甲市人民政府", "本报告数据不含各县区。", "own_level"),
        ("甲市人民政府", "本报告统计范围包括市政府各部门和所辖县区。", "whole_area"),
        ("甲县人民政府", "2023年，全县各级行政机关共收到申请30件。", "whole_area"),
        ("甲经济开发区管理委员会", "全区各部门报送情况的基础上编制。", "whole_area"),
        ("甲县人民政府", "收到的申请不含重复件3件。", "unknown"),
    ],
)
def test_the_scope_is_read_from_the_wording(title, text, scope):
    assert about(f"{title}2023年政府信息公开工作年度报告", "一、总体情况", text).scope.value == scope


def test_a_signature_weeks_before_publication_is_no_disagreement():
    read = about("正文", "甲县水利局", "2024年1月17日", hints=(("published", "2024-03-29"),))
    assert (read.published.value, read.published.differs) == ("2024-03-29", ())


def test_what_nothing_says_is_unknown_and_a_problem():
    read = about("正文")
    assert (read.body.value, read.year.value, read.title.value) == (None, None, None)
    assert [problem.kind for problem in about_problems(read)] == ["body_unknown", "year_unknown"]


@pytest.mark.parametrize(
    ("counts", "scope"),
    [((17, 17, 17), "own_office"), ((16, 17, 15), "own_office"), ((95, 95, 95), "unknown"), ((), "own_office")],
)
def test_the_scope_of_a_sentence_holds_only_where_its_number_is_the_tables(counts, scope):
    said = about(
        "示例市甲县人民政府2024年政府信息公开工作年度报告",
        "一、总体情况",
        "县政府办代表县政府受理政府信息公开申请17件。",
    )
    checked = replace(said, scope=confirm_scope(said.scope, counts))
    assert checked.scope.value == scope
    told = [problem for problem in about_problems(checked) if problem.where == ("scope",)]
    assert bool(told) == (scope == "unknown")


@pytest.mark.parametrize(
    "text",
    [
        "本报告统计期限为202011日至20201231日。",
        "统计期限自2018年11日至2018年1231日止。",
        "所列数据统计期限为20221月1日至12月31日。",
        "自2007年45日条例公布以来，我市认真贯彻。",
        "统计时间为2023 11日到1231日。",
        "本报告由总体情况、主动公开情况等个部分内容组成。",
    ],
)
def test_characters_that_the_site_lost_beside_digits_are_told(text):
    lines = ("甲县水利局政府信息公开工作年度报告", text)
    told = damage_problems(Evidence(document(*lines), ReportContext()))
    assert [(problem.kind, problem.where) for problem in told] == [("digits_lost", ("text",))]
    read = about(*lines)
    assert (read.period_from.value, read.period_to.value) == (None, None)


@pytest.mark.parametrize(
    "text",
    [
        "本报告统计期限为2020年1月1日至2020年12月31日。",
        "统计期限自2020年1月1日起至202020年12月31日止。",
        "自收到申请之日起20个工作日内答复，延长15日。",
        "国办公开办函〔2021〕30号，2021年11月23日印发，共5个部分。",
        "根据《条例》第二十条，2023年共公开信息1231条。",
    ],
)
def test_sound_dates_are_no_damage(text):
    lines = ("甲县水利局2020年政府信息公开工作年度报告", text)
    assert damage_problems(Evidence(document(*lines), ReportContext())) == ()


def test_a_damaged_period_still_tells_the_year_where_nothing_else_does():
    assert about("本报告统计期限为202011日至20201231日。").year.value == 2020


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("二〇二〇年一月一日至二〇二〇年十二月三十一日", "2020-01-01", "2020-12-31"),
        ("2016.1.1-2016.12.31", "2016-01-01", "2016-12-31"),
        ("2023年1月1日开始至2023年12月30日", "2023-01-01", "2023-12-30"),
    ],
)
def test_the_period_in_other_writings(text, first, last):
    read = about(PERIOD.format(text))
    assert (read.period_from.value, read.period_to.value) == (first, last)


@pytest.mark.parametrize(
    ("url", "year", "published"),
    [
        ("https://x.gov.cn/a/gknb/202401/2ecfb31a.shtml", 2023, None),
        ("https://x.gov.cn/News/Detail/20230130152539309.html", 2022, "2023-01-30"),
        ("https://x.gov.cn/doc/2022/01/29/3592550.shtml", 2021, "2022-01-29"),
        ("https://x.gov.cn/zfxxgk/zfxxgkndbg/2023gknb/t18028213.shtml", 2023, None),
        ("https://x.gov.cn/zfxxgk/2024nzfxxgkndbg/qzbm/1.htm", 2024, None),
        ("https://x.gov.cn/info/204302/1240682.htm", None, None),
        ("https://x.gov.cn/zfxxgknb/jz/1906985018193408001.html", None, None),
    ],
)
def test_addresses_tell_the_year_and_the_date(url, year, published):
    read = about("正文", url=url)
    assert (read.year.value, read.published.value) == (year, published)


def test_another_body_that_the_introduction_names_is_told():
    lines = ("那仁宝拉格苏木2022年政府信息公开工作年度报告", "现发布《阿巴嘎旗2022年政府信息公开工作年度报告》。")
    read = about(*lines)
    assert read.body.value == "那仁宝拉格苏木人民政府"
    assert read.body.differs == (("introduction of the report", "阿巴嘎旗"),)
    full = about("阿巴嘎旗" + lines[0], lines[1])
    assert full.body.differs == (("introduction of the report", "阿巴嘎旗"),)
    own = about("阿巴嘎旗" + lines[0], "现将《阿巴嘎旗那仁宝拉格苏木2022年政府信息公开工作年度报告》予以公布。")
    assert own.body.differs == ()


def test_a_body_may_stand_in_the_name_of_its_column_or_of_its_table():
    named = about("特向社会公布2021年度本镇政府信息公开年度报告。可在“衢江区湖南镇”板块中下载。")
    assert (named.body.value, named.body.source) == ("衢江区湖南镇人民政府", "column that the text names")
    table = about("六、平潭综合实验区政府信息公开情况统计表 指标名称 计量单位")
    assert table.body.value == "平潭综合实验区"
    assert [problem.where for problem in about_problems(table)] == [("body",), ("year",)]


def test_the_name_of_the_site_tells_the_region_of_a_body_without_one():
    site = (("site", "微山县人民政府门户网站"),)
    lines = ("两城镇人民政府2020年政府信息公开工作年度报告", "我镇认真落实。")
    read = about(*lines, hints=site)
    assert read.body.value == "微山县两城镇人民政府"
    assert [problem.kind for problem in about_problems(read)] == ["ambiguous"]
    named = about("衢江区湖南镇人民政府2020年政府信息公开工作年度报告", hints=(("site", "龙湾区人民政府"),))
    assert named.body.value == "衢江区湖南镇人民政府"
    prefecture = about(*lines, hints=(("site", "济宁市人民政府"),))
    assert prefecture.body.value == "两城镇人民政府"

"""What of a page that changes is a revision, what a revision changed, and what becomes of a moved report."""

from dataclasses import replace

import pytest

from archive.datadir import DataDir
from archive.records import UNLISTED, Role
from pipelines.build.changes import MAX_CHANGES, MAX_SENTENCE, ChangeRow, change_rows, sentence_changes
from pipelines.build.revisions import content_of, revisions_of
from pipelines.build.wording import sentences_of
from pipelines.report import Report
from tests.generators.reports import printed, report_html
from tests.pipelines.build.keeping import JIA, Keeper, all_rows, current, query, run_build
from tests.pipelines.build.test_revisions import candidate
from tests.pipelines.test_mutations import read

PAGE = """<html><head><meta charset="utf-8"><meta name="csrf-token" content="{token}">
<title>{title}</title><script>var token = "{token}";</script></head><body {attributes}>
<div>今天是 {day} {weather}</div><ul>{menu}</ul><div>当前位置：首页 &gt; 政府信息公开年报</div><h1>{title}</h1>
<div>发布日期：{published} 来源：本站 浏览次数：{visits} 次 【字体：大 中 小】</div>
<p>阅读：{visits}</p><p>本文已被浏览 {visits} 次</p><p>访问量：</p><p><span>{visits}</span></p>
<div class="{container}">{report}</div><input type="hidden" value="{token}">
<h3>相关新闻</h3><ul>{related}</ul>
<div>您是第{visits}位访问者 当前时间：{day} 版权所有 今日访问：{visits}</div></body></html>"""
QUIET = {
    "day": "2026年1月5日 星期一", "visits": "123", "menu": "<li><a href='/1'>首页</a></li>", "token": "a1",
    "attributes": "id='x' class='y'", "weather": "晴 3℃~12℃", "published": "2025-01-20",
    "related": "<li><a href='/a'>春节放假通知</a></li>",
}  # fmt: skip
NOISE = {
    "day": "2026年2月14日 星期六", "visits": "99,887", "token": "b2", "attributes": "class='y' id='x' data-n='7'",
    "menu": "<li><a href='/1'>首页</a></li><li><a href='/2'>政务服务</a></li>", "weather": "小雨 -3℃~2℃",
    "published": "2025-03-02", "related": "<li><a href='/b'>会议召开</a></li><li><a href='/c'>防汛</a></li>",
}  # fmt: skip


def page(container: str, *, seed: int = 3, text: str = "", **around: str) -> bytes:
    whole = report_html(JIA, 2024, seed=seed, note=text).decode()
    report = whole.partition("</h1>")[2].partition("</body>")[0]
    title = f"{JIA}2024年政府信息公开工作年度报告"
    return PAGE.format(container=container, report=report, title=title, **{**QUIET, **around}).encode()


@pytest.mark.parametrize("container", ["TRS_Editor", "somewhere"])
def test_what_stands_around_a_report_makes_no_revision(data: DataDir, container: str) -> None:
    steps = [{}, *({name: value} for name, value in NOISE.items()), NOISE]
    for day, around in enumerate(steps, start=1):
        with Keeper(data, f"c{day}", day) as keep:
            keep.page("/a.html", page(container, **around))
    run_build(data)
    assert query(current(data).archive, "SELECT count(*) FROM reports") == [(1,)]
    kept = query(current(data).archive, "SELECT count(DISTINCT document) FROM report_sources")
    assert kept == [(len(steps),)]  # every one of them is kept


def test_words_of_the_report_that_look_like_the_page_are_a_revision(data: DataDir) -> None:
    for day, visits in ((1, 5), (2, 6)):
        with Keeper(data, f"c{day}", day) as keep:
            keep.page("/a.html", page("TRS_Editor", text=f"网站全年访问量{visits}万次。"))
    run_build(data)
    rows = query(current(data).archive, "SELECT kind, code, old, new FROM revision_changes")
    assert rows == [("sentence", None, "网站全年访问量5万次。", "网站全年访问量6万次。")]


@pytest.mark.parametrize(
    ("was", "now"),
    [
        ("增长1.5%。", "增长15%。"),
        ("增长-5%。", "增长5%。"),
        ("占5%。", "占5‰。"),
        ("甲。乙。", "甲。"),
        ("甲。", "甲。</p><p>收费3元"),
    ],
)
def test_a_point_a_sign_or_a_sentence_of_the_report_is_a_revision(was: str, now: str) -> None:
    reports = [read(page("TRS_Editor", text=text)) for text in (was, now)]
    assert content_of(reports[0]) != content_of(reports[1])
    assert list(sentence_changes(sentences_of(reports[0]), sentences_of(reports[1])))


@pytest.mark.parametrize(
    "line", ["公开形式：网站{}条、公众号6条", "网站技术支持费用{}万元", "政府网站显著位置开设专栏{}个"]
)
def test_lines_of_a_report_without_headings_are_compared(line: str) -> None:
    first = "根据《中华人民共和国政府信息公开条例》有关规定，现将本机关政府信息公开工作情况报告如下。"

    def report(number: int, day: int) -> Report:
        own = candidate(
            "a", 1, text=f"今天是2026年1月{day}日\n{first}\n{line.format(number)}\n收费0元。\n在线 {day} 人"
        )
        return replace(own.report, sections=(replace(own.report.sections[0], number=0, heading=""),))

    assert content_of(report(5, 1)) != content_of(report(6, 1))
    assert content_of(report(5, 1)) == content_of(report(5, 2))


BESIDE = (
    ("<p>上一篇：<a href='/1'>公告</a></p><p>下一篇：没有了。</p>", "<p>上一篇：<a href='/2'>通知</a></p>"),
    ("<div>分享到：<a href='#'>微信</a> <a href='#'>微博</a></div>", ""),
    (
        "<p>相关链接：</p><p><a href='/1'>甲</a></p><p><a href='/2'>乙</a></p>",
        "<p>相关链接：</p><p><a href='/3'>丙</a></p>",
    ),
    ("<p>附件：<a href='/1.pdf'>年报</a>（下载12次）</p>", "<p>附件：<a href='/1.pdf'>年报</a>（下载99次）</p>"),
    (
        "<p>您觉得有用吗？</p><p>有用 12</p><p>Hits: 5</p><p>当前在线 12 人</p>",
        "<p>有用 13</p><p>Hits: 6</p><p>在线 9 人</p>",
    ),
)


@pytest.mark.parametrize("container", ["TRS_Editor", "somewhere"])
@pytest.mark.parametrize(("was", "now"), BESIDE)
def test_what_a_page_adds_below_a_report_is_no_revision(container: str, was: str, now: str) -> None:
    def report(more: str) -> Report:
        return read(page(container, text="共１，２３４件。").replace(b"</div><input", more.encode() + b"</div><input"))

    assert content_of(report(was)) == content_of(report(now))
    wide = report(was)
    narrow = read(page(container, text="共1234件.").replace(b"</div><input", was.encode() + b"</div><input"))
    assert content_of(wide) == content_of(narrow)


@pytest.mark.parametrize(
    ("was", "now", "told"),
    [
        ("10（其中3件）", "10（其中4件）", ("figure", "rule_made", "10（其中3件）", "10（其中4件）")),
        ("约5", "5", ("figure", "rule_made", "约5", "5")),
        ("5/6", "5/7", ("cell", None, "rule_made 5/6", "rule_made 5/7")),
        ("／", "—", None),
    ],
)
def test_whatever_a_cell_prints_beside_its_value_is_compared(
    data: DataDir, was: str, now: str, told: tuple[object, ...] | None
) -> None:
    for day, printed_so in ((1, was), (2, now)):
        with Keeper(data, f"c{day}", day) as keep:
            keep.page("/a.html", report_html(JIA, 2024, seed=1, figures={"rule_made": printed_so}))
        run_build(data)
    assert query(current(data).archive, "SELECT kind, code, old, new FROM revision_changes") == ([told] if told else [])
    rows = all_rows(data)
    run_build(data, full=True)
    assert all_rows(data) == rows


def test_a_revision_lists_figures_and_sentences_that_differ(data: DataDir) -> None:
    figures = {"rule_made": "7", "rev_upheld": "／"}
    with Keeper(data, "c1", 1) as keep:
        keep.page("/a.html", report_html(JIA, 2024, seed=1, note="电话13812345678。旧句。"))
    run_build(data)
    with Keeper(data, "c2", 2) as keep:
        keep.page("/a.html", report_html(JIA, 2024, seed=1, figures=figures, note="电话13912345678。新句。又一句。"))
    run_build(data)
    rows = all_rows(data)
    found = query(
        current(data).archive,
        """SELECT c.kind, c.code, c.old, c.new, o.current, n.current FROM revision_changes AS c
           JOIN reports AS o ON o.report = c.previous_revision JOIN reports AS n ON n.report = c.report
           ORDER BY c.position""",
    )
    was = printed(1)
    assert [row[:4] for row in found] == [
        ("figure", "rule_made", was["rule_made"], "7"),
        ("figure", "rev_upheld", was["rev_upheld"], "／"),
        ("sentence", None, "电话138********。", "电话139********。"),
        ("sentence", None, "旧句。", "新句。"),
        ("sentence", None, None, "又一句。"),
    ]
    assert {row[4:] for row in found} == {(0, 1)}
    run_build(data, full=True)
    assert all_rows(data) == rows


def test_a_moved_report_keeps_its_number_and_all_its_addresses(data: DataDir) -> None:
    with Keeper(data, "c1", 1) as keep:
        keep.page("/old.html", report_html(JIA, 2024))
    run_build(data)
    ((number,),) = query(current(data).archive, "SELECT report FROM reports")
    for day in (2, 3):
        with Keeper(data, f"c{day}", day) as keep:
            keep.page("/new.html", report_html(JIA, 2024, note="") + b"<!-- moved -->")
            keep.gone("/old.html")
        run_build(data)
        rows = query(current(data).archive, "SELECT report, gone, missing_since, url FROM reports")
        assert rows == [(number, 0, None, "https://www.example.gov.cn/new.html")]
    urls = """SELECT DISTINCT c.url FROM report_sources AS s JOIN captures AS c ON c.capture = s.capture ORDER BY 1"""
    assert [str(url).rpartition("/")[2] for (url,) in query(current(data).archive, urls)] == ["new.html", "old.html"]
    for day in (4, 5):
        with Keeper(data, f"c{day}", day) as keep:
            keep.gone("/new.html")
    run_build(data)
    state = "SELECT report, gone, substr(missing_since, 1, 10) FROM reports"
    assert query(current(data).archive, state) == [(number, 1, "2026-01-04")]
    rows = all_rows(data)
    run_build(data, full=True)
    assert all_rows(data) == rows


def test_what_takes_the_place_of_a_removed_report_elsewhere_is_its_revision(data: DataDir) -> None:
    with Keeper(data, "c1", 1) as keep:
        keep.page("/old.html", report_html(JIA, 2024, figures={"rule_made": 1}))
    for day in (2, 3):
        with Keeper(data, f"c{day}", day) as keep:
            keep.page("/new.html", report_html(JIA, 2024, figures={"rule_made": 2}))
            keep.gone("/old.html")
    run_build(data)
    assert query(current(data).archive, "SELECT current, gone FROM reports ORDER BY current") == [(0, 1), (1, 0)]
    changed = "SELECT kind, code, old, new FROM revision_changes"
    assert query(current(data).archive, changed) == [("figure", "rule_made", "1", "2")]
    assert query(current(data).archive, "SELECT 1 FROM problems WHERE kind = 'sources_differ'") == []


def test_an_address_that_redirects_goes_on_where_it_leads(data: DataDir) -> None:
    old = "https://www.example.gov.cn/old.html"
    with Keeper(data, "c1", 1) as keep:
        keep.page("/old.html", report_html(JIA, 2024, figures={"rule_made": 1}))
    with Keeper(data, "c2", 2) as keep:
        keep.page("/new.html", report_html(JIA, 2024, figures={"rule_made": 1}) + b"<!-- -->", parent=old)
    with Keeper(data, "c3", 3) as keep:
        keep.page("/newer.html", report_html(JIA, 2024, figures={"rule_made": 2}), parent=old)
    run_build(data)
    changed = "SELECT kind, code, old, new FROM revision_changes"
    assert query(current(data).archive, changed) == [("figure", "rule_made", "1", "2")]
    assert query(current(data).archive, "SELECT count(*), sum(current) FROM reports") == [(2, 1)]
    assert query(current(data).archive, "SELECT 1 FROM problems WHERE kind = 'sources_differ'") == []


@pytest.mark.parametrize("unlinked", [True, False])
def test_a_file_that_takes_the_place_of_another_on_its_page_is_a_revision(data: DataDir, *, unlinked: bool) -> None:
    parent = "https://www.example.gov.cn/a.html"
    words = "<html><h1>年度报告</h1><p>请见附件。<a href='{}.html'>附件</a></p></html>"

    def attach(keep: Keeper, number: int, **known: str) -> None:
        page = report_html(JIA, 2024, figures={"rule_made": number})
        keep.page(f"/{number}.html", page, role=Role.ATTACHMENT, parent=parent, **known)

    with Keeper(data, "c1", 1) as keep:
        keep.page("/a.html", words.format(1).encode())
        attach(keep, 1)
    run_build(data)
    for day in (2, 3):
        with Keeper(data, f"c{day}", day) as keep:
            keep.page("/a.html", words.format(2).encode())
            attach(keep, 2)
            attach(keep, 1, **({"reason": UNLISTED} if unlinked else {}))
        run_build(data)
        found = query(current(data).archive, "SELECT kind, code, old, new FROM revision_changes")
        assert found == ([("figure", "rule_made", "1", "2")] if unlinked else [])
        doubts = query(current(data).archive, "SELECT count(*) FROM problems WHERE kind = 'sources_differ'")
        assert doubts == [(0 if unlinked else 1,)]
    rows = all_rows(data)
    run_build(data, full=True)
    assert all_rows(data) == rows


def test_an_attachment_stays_while_one_of_its_pages_does(data: DataDir) -> None:
    site = "https://www.example.gov.cn"
    with Keeper(data, "c1", 1) as keep:
        for path in ("/old.html", "/new.html"):
            keep.page(path, "<html><h1>年度报告</h1><p>请见附件。</p></html>".encode())
            keep.page("/a.pdf.html", report_html(JIA, 2024), role=Role.ATTACHMENT, parent=site + path)
    for day in (2, 3):
        with Keeper(data, f"c{day}", day) as keep:
            keep.gone("/old.html")
    run_build(data)
    assert query(current(data).archive, "SELECT gone, missing_since FROM reports") == [(0, None)]


def changes(*texts: str) -> tuple[ChangeRow, ...]:
    (revisions,) = revisions_of([candidate("a", day, text=text) for day, text in enumerate(texts, start=1)])
    return change_rows(revisions[0], revisions[1], 2, 1)


def test_a_long_list_says_how_many_it_leaves_out() -> None:
    rows = changes("原文。", "".join(f"第{number}句不同。" for number in range(MAX_CHANGES + 10)))
    assert len(rows) == MAX_CHANGES + 1
    assert rows[-1][3:] == ("more", None, None, "10")


def test_only_another_order_is_said_to_be_that() -> None:
    assert [row[3:] for row in changes("甲。乙。", "乙。甲。")] == [("order", None, None, None)]


def test_long_sentences_are_shown_where_they_begin_to_differ() -> None:
    ((*_, old, new),) = changes("甲" * 5000 + "乙", "甲" * 5000 + "丙")
    assert old and new and old.endswith("乙") and new.endswith("丙")  # noqa: PT018 (one thing)
    assert max(len(old), len(new)) <= MAX_SENTENCE + 2


def test_sentences_are_paired_after_the_one_that_stayed() -> None:
    old, new = ["甲。", "乙1。", "丙。", "丁。"], ["零。", "甲。", "乙2。", "丙。", "丙。"]
    assert list(sentence_changes(old, new)) == [(None, "零。"), ("乙1。", "乙2。"), ("丁。", "丙。")]
    assert list(sentence_changes(["甲。", "乙。", "丙。"], ["甲。"])) == [("乙。", None), ("丙。", None)]

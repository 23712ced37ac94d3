"""xxgk: an organ's reports by year, whose pages offer the other years, and searched lists of an organ's papers."""

from urllib.parse import parse_qs, urlsplit

import pytest

from crawler.platforms.base import ListError
from crawler.titles import looks_like_report
from tests.crawler.platforms.reading import claimed_by, read, survives

HOST = "http://a.gov.cn"
REPORT = f"{HOST}/module/xxgk/xxgkAnnualReport.jsp"
OWN = f"{REPORT}?area=11370883X&fbtime=2021"
COLUMN = f"{HOST}/col/col7/index.html"
SEARCH = f"{HOST}/module/xxgk/search.jsp?infotypeId=A08&jdid=2&area=1137&divid=div4&currpage={{}}"
SELECT = (
    '<select name="fbtime"><option>请选择</option><option value="2022">2022年</option><option>2021</option></select>'
)
SHELL = """<iframe src="/module/xxgk/tree.jsp?standardXxgk=1&amp;area=1137"></iframe><script>
    function load(a,b,c){ loadDynamic('/module/xxgk/search.jsp?standardXxgk=1&infotypeId='+a+'&vc_title='+encodeURI(b)
    +'&vc_number='+encodeURI(c)+'&area=1137', 'div4', '0', '0', '950', '2', '', ''); }</script>"""


def urls(text: str, url: str = OWN, **options: object) -> list[str]:
    return [entry.url for entry in read("xxgk", text, url, **options).entries]


def test_years_come_from_the_page_s_choices() -> None:
    listing = read("xxgk", SELECT, OWN)
    assert [(entry.url, entry.title) for entry in listing.entries] == [
        (OWN.replace("2021", "2022"), "2022年"),
        (OWN, "2021年"),
    ]
    assert all(looks_like_report(entry.title) for entry in listing.entries)
    assert listing.incomplete is None
    first = f"{REPORT}?fbtime=2021&area=113"
    assert urls(SELECT, first) == [f"{REPORT}?fbtime=2022&area=113", first]


def test_years_come_from_links_and_scripts_of_the_same_organ() -> None:
    text = """<a href="xxgkAnnualReport.jsp?area=11370883X&amp;fbtime=2020">2020</a>
        <li onclick="location.href='/module/xxgk/xxgkAnnualReport.jsp?fbtime=2019&area=11370883X'">2019</li>
        <a href="/module/xxgk/xxgkAnnualReport.jsp?area=OTHER&fbtime=2021">别的机关</a>
        <script>var u = 'xxgkAnnualReport.jsp?area=' + area + '&fbtime=' + year;</script>"""
    assert urls(text) == [
        OWN,
        f"{REPORT}?area=11370883X&fbtime=2020",
        f"{REPORT}?fbtime=2019&area=11370883X",
    ]
    listing = read("xxgk", text, OWN, many_bodies=True)
    assert [column.url for column in listing.columns] == [f"{REPORT}?area=OTHER&fbtime=2021"]


def test_without_choices_years_are_asked_from_the_entry_s_first_to_the_newest_seen() -> None:
    page = "<title>2021年政府信息公开工作年度报告</title>"
    assert urls(page, since=2019) == [OWN, OWN.replace("2021", "2020"), OWN.replace("2021", "2019")]
    assert urls(page.replace("2021", "2023"), since=2022) == [
        OWN.replace("2021", "2023"),
        OWN.replace("2021", "2022"),
        OWN,
    ]
    alone = read("xxgk", page, OWN)
    assert [entry.url for entry in alone.entries] == [OWN]
    assert "give the first year with a report as expect.since" in (alone.incomplete or "")
    nameless = read("xxgk", "<p>报告</p>", f"{REPORT}?area=113")
    assert [(entry.url, entry.title) for entry in nameless.entries] == [(f"{REPORT}?area=113", "年度报告")]
    assert nameless.incomplete


def test_a_column_names_reports_organs_and_a_search() -> None:
    text = """<a href="/module/xxgk/xxgkAnnualReport.jsp?area=A&fbtime=2021" title="甲局2021年信息公开年报">甲局…</a>
        <a href="/module/xxgk/xxgkAnnualReport.jsp?area=B&fbtime=2021">查看</a>
        <a href="/module/xxgk/xxgkAnnualReport.jsp?area=C">丙局</a>"""
    listing = read("xxgk", text, COLUMN)
    assert [entry.title for entry in listing.entries] == ["甲局2021年信息公开年报", "2021年"]
    assert [(column.url, column.title) for column in listing.columns] == [(f"{REPORT}?area=C", "丙局")]
    assert listing.pages == ()


@pytest.mark.parametrize(("address", "kind"), [(COLUMN, "0"), (f"{COLUMN}?number=A08", "A08")])
def test_the_search_that_a_column_s_script_loads(address: str, kind: str) -> None:
    (search,) = read("xxgk", SHELL, address).pages
    assert urlsplit(search).path == "/module/xxgk/search.jsp"
    assert parse_qs(urlsplit(search).query) == {
        "standardXxgk": ["1"],
        "infotypeId": [kind],
        "area": ["1137"],
        "divid": ["div4"],
        "jdid": ["2"],
        "currpage": ["1"],
    }


def test_searches_written_out_and_searches_that_are_not() -> None:
    literal = '<div data-url="/module/xxgk/search.jsp?infotypeId=A08&amp;jdid=2&area=1137&divid=div4"></div>'
    assert read("xxgk", literal, COLUMN).pages == (SEARCH.format(1),)
    hidden = "<script>$.post('/module/xxgk/search.jsp?' + p)</script>"
    assert "parameters do not stand in the page" in (read("xxgk", hidden, COLUMN).needs_browser or "")
    with pytest.raises(ListError, match="check the entry's family"):
        read("xxgk", "<html>欢迎</html>", COLUMN)


ROWS = """<table><tr class="tr_main_value_odd"><td><a href="/art/2024/1/9/art_7_1.html" title="甲局2023年信息公开年报">
    甲局…</a></td><td>2024-01-09</td></tr></table><table class="tb_title"><tr><td>第&nbsp;{}&nbsp;页/共&nbsp;2&nbsp;页
    <a href="javascript:funGoPage('/module/xxgk/search.jsp',2)">下一页</a></td></tr></table>"""


def test_pages_of_a_search_follow_its_count() -> None:
    listing = read("xxgk", ROWS.format(1), SEARCH.format(1), number=2)
    assert [(entry.title, entry.date) for entry in listing.entries] == [("甲局2023年信息公开年报", "2024-01-09")]
    assert listing.pages == (SEARCH.format(2),)
    assert read("xxgk", ROWS.format(2), SEARCH.format(2), number=3).pages == ()
    uncounted = ROWS.format(1).partition("<table class")[0]
    assert read("xxgk", uncounted, SEARCH.format(1), number=2).pages == (SEARCH.format(2),)
    assert read("xxgk", "<table><tr><td>没有数据</td></tr></table>", SEARCH.format(3), number=4).pages == ()
    empty = ROWS.format(2).replace("<a href=", "<b x=")
    assert "counts 2 pages, but page 2 holds no entry" in (read("xxgk", empty, SEARCH.format(2)).incomplete or "")


def test_recognition() -> None:
    assert claimed_by("<p>第二十条</p>", OWN) == {"xxgk"}
    assert claimed_by(ROWS.format(1), SEARCH.format(1)) == {"xxgk"}
    assert claimed_by(SHELL, COLUMN) == {"xxgk"}
    menu = '<a href="/module/xxgk/xxgkAnnualReport.jsp?area=C">年报</a>'
    assert claimed_by(menu, f"{HOST}/") == set()
    assert claimed_by(f"{menu}<datastore></datastore>", COLUMN) == {"jpage"}


@pytest.mark.parametrize(
    "text",
    [
        "",
        "xxgkAnnualReport.jsp?",
        "xxgkAnnualReport.jsp?area=1&fbtime=2020 " * 5000,
        "".join(f"xxgkAnnualReport.jsp?area={n}&fbtime=2020 " for n in range(2000)),
        "a" * 200_000 + "xxgkAnnualReport.jsp?area=1",
        "loadDynamic(" * 50_000,
        "loadDynamic('/xxgk/search.jsp?a'" + "+b" * 50_000,
        "/a" * 100_000 + "/xxgk/search.jsp?x",
        "<select>" + "<option>2020</option>" * 5000,
        "<select><option>9999</option><option>20200</option><option>２０２０</option></select>",
        "<title>2099年" + "x" * 100_000 + "信息公开</title>",
        "共" * 50_000 + "9" * 50_000 + "页",
        "<script>alert('xxgkAnnualReport.jsp?area=<script>&fbtime=2020')</script>",
        "<a href='http://[::1/xxgkAnnualReport.jsp?area=1&fbtime=2020'>x</a>",
    ],
)
def test_hostile_pages_are_survived(text: str) -> None:
    for address in (COLUMN, SEARCH.format(1), f"{REPORT}?area=%ff&fbtime=" + "9" * 5000):
        survives("xxgk", text, address)


def test_no_page_names_years_or_organs_without_end() -> None:
    many = "".join(f"xxgkAnnualReport.jsp?area={n}&fbtime=2020 " for n in range(6000))
    listing = read("xxgk", many, COLUMN)
    assert len(listing.entries) < 6000
    assert "more than 5000 reports" in (listing.incomplete or "")
    assert len(urls("<title>2099年政府信息公开年报</title>", since=1)) == 100

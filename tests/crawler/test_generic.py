"""Made list and portal pages of many kinds: what the generic reader finds on each, and how sure it is."""

import random
from typing import NamedTuple

import pytest

from crawler.pagers import MAX_ANCHORS
from crawler.parts import article_parts
from crawler.platforms import platforms
from crawler.platforms.base import Listing, Page, list_key
from crawler.platforms.generic import MAX_COLUMNS, MAX_WIDER, WIDER_LEVELS, list_instead, with_columns
from crawler.registry import Site

SITE = Site(id="x", body="示例县人民政府", region="990101", list="http://www.x.gov.cn/", family="generic")
MENU = "<div class='nav'><a href='/'>首页</a><a href='/xwzx/'>新闻中心</a><a href='/hdjl/'>互动交流</a></div>"
FOOT = "<div class='footer'><a href='http://www.gov.cn/'>中国政府网</a><a href='/sitemap.html'>网站地图</a></div>"


def read(
    text: str, url: str = "http://www.x.gov.cn/nb/", number: int = 1, level: int = 0, site: Site = SITE
) -> Listing:
    return platforms()["generic"].read_list(site, Page(url, text, number, level))


def page(title: str, body: str) -> str:
    return f"<html><head><title>{title}</title></head><body>{MENU}{body}{FOOT}</body></html>"


def rows(*entries: tuple[str, str, str]) -> str:
    return "<ul>" + "".join(f"<li><a href='{h}'>{t}</a><span>{d}</span></li>" for h, t, d in entries) + "</ul>"


class Case(NamedTuple):
    name: str
    url: str
    text: str
    entries: tuple[str, ...] = ()
    pages: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    confidence: float = 0.0
    level: int = 0


X = "http://www.x.gov.cn"
YEARS = [(f"2{n}.shtml", f"示例县20{n}年政府信息公开工作年度报告", f"20{n + 1}-01-20") for n in (23, 22, 21)]
CASES = (
    Case(
        "a column with hex addresses and a pager in words",
        f"{X}/sygfj/gknb/list.shtml",
        page(
            "政府信息公开年报_示例县发展和改革局",
            rows(*((f"202401/{n:032x}.shtml", f"示例县202{n}年政府信息公开年度报告", "2024-01-10") for n in (1, 2, 3)))
            + "<p>共3页 <a href='list.shtml'>首页</a> <a href='list_2.shtml'>下一页</a>"
            "<a href='list_3.shtml'>尾页</a></p>",
        ),
        tuple(f"{X}/sygfj/gknb/202401/{n:032x}.shtml" for n in (1, 2, 3)),
        (f"{X}/sygfj/gknb/list_2.shtml",),
        confidence=1.0,
    ),
    Case(
        "pages as numbers in a query",
        f"{X}/news/list.aspx?classid=12",
        page(
            "信息公开年报",
            rows(("show.aspx?id=31", "2023年度政府信息公开工作报告", "2024-01-01"))
            + "".join(f"<a href='?classid=12&page={n}'>{n}</a>" for n in (1, 2, 3)),
        ),
        (f"{X}/news/show.aspx?id=31",),
        (f"{X}/news/list.aspx?classid=12&page=2", f"{X}/news/list.aspx?classid=12&page=3"),
        confidence=0.8,
    ),
    Case(
        "pages in a box of choices",
        f"{X}/ndbg/index.htm",
        page(
            "政府信息公开年度报告",
            rows(("t20240110_5.htm", "示例县政府信息公开年度报告", "2024-01-10"))
            + "<select><option value='index.htm'>1</option><option value='index_1.htm'>第2页</option></select>",
        ),
        (f"{X}/ndbg/t20240110_5.htm",),
        (f"{X}/ndbg/index_1.htm",),
        confidence=0.8,
    ),
    Case(
        "a pager of scripts with addresses in onclick",
        f"{X}/xxgknb/index.html",
        page(
            "政府信息公开年报",
            rows(("content_123.html", "2023年政府信息公开年报", "2024-01-10"))
            + "<a href='javascript:;' onclick=\"location.href='index_2.html'\">下页</a>",
        ),
        (f"{X}/xxgknb/content_123.html",),
        (f"{X}/xxgknb/index_2.html",),
        confidence=0.8,
    ),
    Case(
        "yearly columns below the column",
        f"{X}/zfxxgk/zfxxgknb/",
        page(
            "政府信息公开年报",
            "<ul><li><a href='2021n/'>2021年</a></li><li><a href='2022n/index.html'>2022年度</a></li></ul>",
        ),
        columns=(f"{X}/zfxxgk/zfxxgknb/2021n/", f"{X}/zfxxgk/zfxxgknb/2022n/index.html"),
        confidence=0.7,
    ),
    Case(
        "columns of kinds with addresses of numbers only",
        f"{X}/col/col1201/index.html",
        page(
            "示例县人民政府 政府信息公开年报",
            "<ul class='menu'><li><a href='/col/col1202/index.html'>县政府</a></li>"
            "<li><a href='/col/col1203/index.html'>部门</a></li>"
            "<li><a href='/col/col1204/index.html'>乡镇（街道）</a></li></ul>",
        ),
        columns=tuple(f"{X}/col/col{n}/index.html" for n in (1202, 1203, 1204)),
        confidence=0.7,
    ),
    Case(
        "organs' columns below the column",
        f"{X}/zfxxgkzl/ndbg/index.htm",
        page(
            "年度报告",
            rows(("jyj/", "示例县教育局", ""), ("sfj/", "示例县司法局", ""), ("qxz/index.htm", "清溪镇", "")),
        ),
        columns=tuple(f"{X}/zfxxgkzl/ndbg/{n}" for n in ("jyj/", "sfj/", "qxz/index.htm")),
        confidence=0.7,
    ),
    Case(
        "a home page that names the column",
        f"{X}/",
        page(
            "示例县人民政府",
            rows(("/zfxxgk/xxgknb/", "政府信息公开年报", ""), ("/a/202401/12345.html", "县长调研", "2024-01-01")),
        ),
        columns=(f"{X}/zfxxgk/xxgknb/",),
        confidence=0.3,
    ),
    Case(
        "a home page with a picture that links to the column",
        f"{X}/",
        page("示例县人民政府", "<a href='/gknb/'><img src='nb.png' alt='信息公开年报'></a>"),
        columns=(f"{X}/gknb/",),
        confidence=0.3,
    ),
    Case(
        "a home page on the way to the column",
        f"{X}/",
        page(
            "示例县人民政府",
            "<a href='/zwgk/'>政务公开</a><a href='/zfxxgk/'>政府信息公开</a><a href='/zwdt/'>政务动态</a>",
        ),
        columns=(f"{X}/zfxxgk/", f"{X}/zwgk/"),
        confidence=0.1,
    ),
    Case(
        "政府信息公开 with its fixed columns",
        f"{X}/zfxxgk/",
        page(
            "政府信息公开",
            "<a href='zn/'>政府信息公开指南</a><a href='zd/'>政府信息公开制度</a><a href='fdzdgk/'>法定主动公开内容</a>"
            "<a href='nb/'>政府信息公开年报</a><a href='fzzf/'>法治政府建设年度报告</a>"
            "<a href='wznb/'>政府网站年度报表</a>"
            "<a href='czgk/'>财政预决算公开</a><a href='ysqgk/'>依申请公开</a>",
        ),
        columns=(f"{X}/zfxxgk/nb/",),
        confidence=0.3,
        level=1,
    ),
    Case(
        "reports in a column of news",
        f"{X}/xwyw/bmdt/",
        page(
            "部门动态",
            rows(
                ("content/post_2138264.html", "徐闻县某局2025年政府信息公开工作年度报告", "2026-01-15"),
                ("content/post_2138265.html", "某局召开信息公开培训会", "2026-01-14"),
                ("content/post_2138266.html", "2025年法治政府建设年度报告", "2026-01-14"),
                ("content/post_2138267.html", "关于做好2025年政府信息公开工作年度报告编制工作的通知", "2025-12-30"),
            ),
        ),
        (f"{X}/xwyw/bmdt/content/post_2138264.html",),
        confidence=0.3,
    ),
    Case(
        "bare titles in the column",
        f"{X}/nb_2022n/",
        page(
            "年报",
            rows(("/info/204302/1240682.htm", "2025年", "2026-01-20"), ("/info/204302/1240683.htm", "2024年年报", "")),
        ),
        (f"{X}/info/204302/1240682.htm", f"{X}/info/204302/1240683.htm"),
        confidence=0.7,
    ),
    Case(
        "files instead of pages",
        f"{X}/gknb2017/",
        page(
            "政府信息公开年报",
            rows(("P0201801.pdf", "清溪镇2017年信息公开年报", "2018-01-20"), ("W1.doc", "2017年年报", "")),
        ),
        (f"{X}/gknb2017/P0201801.pdf", f"{X}/gknb2017/W1.doc"),
        confidence=0.7,
    ),
    Case(
        "an article in a folder of its own, named with its organ and beside its date",
        f"{X}/25074/25162/",
        page(
            "政府信息公开年报", rows(("37354/39633/index.htm", "松木塘镇2022年政府信息公开工作年度报告", "2023-01-19"))
        ),
        (f"{X}/25074/25162/37354/39633/index.htm",),
        confidence=0.7,
    ),
    Case(
        "one report of each organ and year at one address",
        f"{X}/public/annual/",
        page(
            "政府信息公开年度报告",
            rows(
                *((f"/public/column/551?type=3&timeFrame={n}", f"{n}年政府信息公开年度报告", "") for n in (2021, 2022))
            )
            + rows(("/module/xxgk/xxgkAnnualReport.jsp?area=0010&fbtime=2020", "2020年", "")),
        ),
        (f"{X}/module/xxgk/xxgkAnnualReport.jsp?area=0010&fbtime=2020",),
        columns=tuple(f"{X}/public/column/551?type=3&timeFrame={n}" for n in (2021, 2022)),
        confidence=1.0,
    ),
    Case(
        "a report that a list named as if it were a column lists itself",
        f"{X}/public/column/551?type=3&timeFrame=2022",
        page("绵阳市水利局", "<h1>绵阳市水利局2022年政府信息公开工作年度报告</h1><p>第二十条第（一）项 商业企业</p>"),
        (f"{X}/public/column/551?type=3&timeFrame=2022",),
        confidence=0.7,
        level=1,
    ),
    Case(
        "columns at addresses that look like those of articles",
        f"{X}/",
        page(
            "示例县人民政府",
            "<a href='/column/12345.html'>政府信息公开年报</a><a href='/a/100123.html'>县教育局信息公开年报</a>"
            "<a href='/list.aspx?id=5'>乡镇信息公开年报</a>",
        ),
        columns=(f"{X}/column/12345.html", f"{X}/a/100123.html", f"{X}/list.aspx?id=5"),
        confidence=0.3,
    ),
    Case(
        "a report without a table of its own that was taken for a column",
        f"{X}/a/100123.html",
        page("县教育局", "<h1>县教育局2023年政府信息公开年报</h1><a href='/P020240110.pdf'>附件</a>"),
        (f"{X}/a/100123.html",),
        confidence=0.7,
        level=1,
    ),
    Case(
        "a box of a home page with its heading",
        f"{X}/",
        page(
            "示例县人民政府",
            "<div class='box'><h3>政府信息公开年报</h3><a href='/c/5/'>更多&gt;&gt;</a><ul>"
            "<li><a href='/c/51/'>2022年</a></li><li><a href='/a/100123.html'>2023年</a></li></ul></div>"
            "<div class='box'><h3>统计公报</h3><a href='/c/6/'>更多&gt;&gt;</a><ul><li><a href='/c/61/'>2022年</a></li>"
            "<li><a href='/a/100124.html'>2023年</a></li></ul></div>",
        ),
        (f"{X}/a/100123.html",),
        columns=(f"{X}/c/5/", f"{X}/c/51/"),
        confidence=0.6,
    ),
    Case(
        "columns of other hosts: the domain's own are followed, others are not",
        f"{X}/",
        page(
            "示例县人民政府",
            "<a href='http://jyj.x.gov.cn/nb/'>县教育局政府信息公开年报</a><a href='http://www.y.gov.cn/nb/'>省政府信息公开年报</a>"
            "<a href='http://nb.example.com/'>政府信息公开年报</a>",
        ),
        columns=("http://jyj.x.gov.cn/nb/",),
        confidence=0.3,
    ),
    Case(
        "the menu around a column leads nowhere else, nor back to itself",
        f"{X}/jyj/zfxxgknb/index.html",
        page(
            "政府信息公开年报",
            "<div class='dqwz'>当前位置：<a href='/'>首页</a> > <a href='/zfxxgk/nb/'>政府信息公开年报</a></div>"
            "<a href='/zfxxgk/'>政府信息公开</a><a href='./'>政府信息公开年报</a><a href='/ldzc/'>部门</a>"
            + rows(("t20240110_1.html", "示例县教育局2023年政府信息公开工作年度报告", "2024-01-10")),
        ),
        (f"{X}/jyj/zfxxgknb/t20240110_1.html",),
        confidence=0.7,
    ),
    Case(
        "a home page that only moves on",
        f"{X}/",
        "<html><head><meta http-equiv='Refresh' content=\"0; url=/portal/index.html\"></head><body></body></html>",
        columns=(f"{X}/portal/index.html",),
    ),
    Case(
        "a list in a frame",
        f"{X}/nb.html",
        page("信息公开年报", "<iframe src='/inner/list.html'></iframe>"),
        columns=(f"{X}/inner/list.html",),
        confidence=0.4,
    ),
    Case(
        "a news portal without such a column",
        f"{X}/",
        page(
            "示例日报",
            rows(*((f"/a/202401/1{n}345.html", f"新闻{n}：2023年统计年报发布", "2024-01-01") for n in range(5))),
        ),
    ),
    Case(
        "columns of other reports only",
        f"{X}/",
        page(
            "示例县",
            "<a href='/fz/'>法治政府年报</a><a href='/wz/ndbg.html'>政府网站年报</a>"
            "<a href='/cz/'>财政年度报告</a>"
            "<a href='/tj/'>统计年报</a><a href='/qy/'>企业年报公示</a><a href='/sh/'>社会责任报告</a>"
            "<a href='/gz/'>政府工作报告</a>",
        ),
    ),
)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_page_gives_its_entries_pages_and_columns(case: Case) -> None:
    found = read(case.text, case.url, level=case.level)
    assert tuple(entry.url for entry in found.entries) == case.entries
    assert found.pages == case.pages
    assert tuple(column.url for column in found.columns) == case.columns
    assert found.confidence == case.confidence
    assert (found.incomplete, found.needs_browser) == (None, None)


def test_titles_and_dates_come_with_the_entries() -> None:
    found = read(page("年报", rows(("t20240110_1.html", "示例县2023年政府信息公开年报", "2024-01-10"))))
    assert [(entry.title, entry.date) for entry in found.entries] == [("示例县2023年政府信息公开年报", "2024-01-10")]


def test_wider_columns_are_followed_from_the_first_lists_only() -> None:
    text = page("示例县", "<a href='/zwgk/'>政务公开</a>")
    assert [len(read(text, X + "/", level=level).columns) for level in range(WIDER_LEVELS + 1)] == [
        1
    ] * WIDER_LEVELS + [0]


def test_a_column_that_the_entry_names_may_lie_on_a_host_of_its_own() -> None:
    site = Site(id="x", body="示", region="990101", list=f"{X}/", family="generic", hosts=("nb.example.com",))
    text = page("示例县", "<a href='http://nb.example.com/nb/'>政府信息公开年报</a>")
    assert [column.url for column in read(text, X + "/", site=site).columns] == ["http://nb.example.com/nb/"]


@pytest.mark.parametrize(
    ("pager", "said"),
    [
        ("共3页 <a href='javascript:goPage(2)'>2</a> <a href='javascript:goPage(2)'>下一页</a>", "announces 3 pages"),
        ("<a href=\"javascript:__doPostBack('p','2')\">下一页</a>", "announces further pages"),
        ("<p>共 45 条记录</p>", "announces 45 entries and shows 1"),
    ],
)
def test_pages_that_only_a_script_opens_are_told(pager: str, said: str) -> None:
    found = read(page("年报", rows(("t20240110_1.html", "示例县2023年政府信息公开年报", "")) + pager))
    assert said in (found.incomplete or "")
    assert found.pages == ()


@pytest.mark.parametrize(
    "pager",
    ["共1页 <a href='javascript:;'>下一页</a>", "<a href='#'>下一页</a>", "<a href='t20240110_9.html'>下一篇</a>"],
)
def test_a_list_of_one_page_announces_nothing(pager: str) -> None:
    found = read(page("年报", rows(("t20240110_1.html", "示例县2023年政府信息公开年报", "")) + pager))
    assert (found.incomplete, found.pages) == (None, ())


def test_the_second_page_names_the_third_and_is_no_column_of_its_own() -> None:
    text = page(
        "政府信息公开年报",
        rows(("t20240110_1.html", "示例县2013年政府信息公开年报", ""))
        + "<a href='index.html'>1</a><a href='index_1.html'>2</a><a href='index_2.html'>3</a>"
        "<a href='index_2.html'>下一页</a>",
    )
    found = read(text, f"{X}/nb/index_1.html", number=2)
    assert found.pages == (f"{X}/nb/index_2.html",)
    assert found.columns == ()


@pytest.mark.parametrize(
    ("body", "why"),
    [
        ("<div id='app'></div><script src='/static/js/app.3f2.js'></script>", '<div id="app"> with the script'),
        ("<div id='root'></div><script>window.x = 1</script>", 'an empty <div id="root">'),
        (
            "<ul class='newslist'></ul><script>$.getJSON('/api/list?cat=31', function (d) {})</script>",
            '<ul class="newslist"> is empty, and a script asks /api/list?cat=31',
        ),
        ("<ul><li v-for='item in items'>{{ item.title }}</li></ul><script>fetch('/api/nb')</script>", "from /api/nb"),
        ("<div id='list'></div><script>axios.get(base + path)</script>", "put together in the script"),
    ],
)
def test_a_list_that_only_a_script_fills_is_said_to_need_a_browser(body: str, why: str) -> None:
    found = read(page("政府信息公开年报", body))
    assert why in (found.needs_browser or "")
    assert "options.browser" in (found.needs_browser or "")
    assert found.entries == ()


def test_a_list_that_says_itself_that_it_is_empty_needs_no_browser() -> None:
    text = page("政府信息公开年报", "<ul class='list'></ul><p>暂无数据</p><script>$.get('/x')</script>")
    assert read(text).needs_browser is None


@pytest.mark.parametrize(
    "text", ["", " ", "not markup at all", "<", "<a href='http://[::1'>政府信息公开年报</a>", '{"a": 1}']
)
def test_a_page_without_anything_has_confidence_0(text: str) -> None:
    found = read(text)
    assert (found.entries, found.columns, found.pages) == ((), (), ())


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_damaged_page_is_read_without_failing(case: Case) -> None:
    dice = random.Random(case.name)  # noqa: S311 (no secret)
    for _ in range(20):
        start, end = sorted((dice.randrange(len(case.text)), dice.randrange(len(case.text))))
        filling = dice.choice(["", "<", "'", "href='http://[", "</ul></div>", "\x00", "http://x.gov.cn:99999/nb/"])
        text = case.text[:start] + filling + case.text[end:]
        found = read(text, case.url, level=case.level)
        assert 0 <= (found.confidence or 0) <= 1
        assert article_parts(Page(case.url, text), case.url).count >= 1


def test_a_page_of_columns_without_end_is_bounded() -> None:
    links = "".join(f"<a href='/nb{n}/'>第{n}局信息公开年报</a>" for n in range(MAX_COLUMNS + 50))
    found = read(page("示例县", links), X + "/")
    assert len(found.columns) == MAX_COLUMNS
    assert f"{MAX_COLUMNS + 50} columns" in (found.incomplete or "")


def test_a_page_of_more_links_than_are_looked_at_says_so() -> None:
    found = read(page("年报", "".join(f"<a href='t20240110_{n}.html'>新闻</a>" for n in range(MAX_ANCHORS + 1))))
    assert f"more than {MAX_ANCHORS} links" in (found.incomplete or "")


def test_a_page_of_more_wider_columns_than_are_read_says_so() -> None:
    links = "".join(f"<a href='/c{n}/'>政府信息公开</a>" for n in range(MAX_WIDER + 2))
    found = read(page("示例县", links), X + "/")
    assert len(found.columns) == MAX_WIDER
    assert f"{MAX_WIDER + 2} columns" in (found.incomplete or "")


def test_a_family_that_claims_a_portal_page_does_not_hide_its_columns() -> None:
    news = rows(*((f"./202401/t20240110_{n}.html", f"新闻{n}", "2024-01-10") for n in range(4)))
    home = Page(X + "/", page("示例县", news + "<a href='/zfxxgk/nb/'>政府信息公开年报</a>"))
    trs = platforms()["trs"]
    both = with_columns(SITE, home, trs.read_list(SITE, home))
    assert len(both.entries) == 4
    assert [column.url for column in both.columns] == [f"{X}/zfxxgk/nb/"]
    assert both.confidence == 0.3
    further = Page(f"{X}/nb/index_1.html", home.text, 2)
    assert with_columns(SITE, further, trs.read_list(SITE, further)).counted


def test_a_list_that_was_taken_for_a_report_gives_its_entries_all_the_same() -> None:
    entries = rows(*((f"t20240110_{n}.html", f"示例县20{n}年政府信息公开年报", "") for n in (21, 22)))
    text = page("2022年政府信息公开年报", entries + "<a href='/zfxxgk/'>政府信息公开</a>")
    found = list_instead(SITE, Page(f"{X}/nb/2022n/", text))
    assert found is not None
    assert (len(found.entries), found.columns, found.incomplete) == (2, (), None)
    more = list_instead(SITE, Page(f"{X}/nb/2022n/", text.replace("</body>", "共3页</body>")))
    assert more is not None
    assert "announces 3 pages" in (more.incomplete or "")
    assert list_instead(SITE, Page(f"{X}/nb/202401/t20240110_1.html", text)) is None
    assert list_instead(SITE, Page(f"{X}/nb/2022n/", page("2022年年报", "第二十条" + entries))) is None


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("http://x.gov.cn/nb", "https://X.gov.cn/nb/index.html"),
        ("http://x.gov.cn/nb/;jsessionid=A1", "http://x.gov.cn/nb/"),
        ("http://x.gov.cn/nb?b=1&a=2", "http://x.gov.cn/nb?a=2&b=1&_=99"),
    ],
)
def test_addresses_of_one_list_are_known_as_one(one: str, other: str) -> None:
    assert list_key(one) == list_key(other)
    assert list_key(one) != list_key("http://x.gov.cn/nb/index_2.html")


def test_a_link_looks_at_the_elements_around_it_and_not_at_all_that_were_never_closed() -> None:
    deep = "<div class='foot'>" + "<div>" * 60
    found = read(page("政府信息公开年报", deep + "<a href='/nb/2023/'>2023年</a><a href='/nb/2022/'>2022年</a>"))
    assert len(found.columns) == 2

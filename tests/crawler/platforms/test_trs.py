"""TRS: pagers in all their spellings, stubs, and the search interface of sites of mixed mode."""

import json
from urllib.parse import parse_qs, urlsplit

import pytest

from crawler.platforms.base import ListError
from crawler.titles import looks_like_report
from tests.crawler.platforms.reading import BASE, claimed_by, read, survives

ENTRY = (
    '<li><a href="./202401/t20240109_1.htm" title="示例县2023年政府信息公开工作年度报告">示例县…</a> 2024-01-09</li>'
)
SCRIPT = """<script>require(["list2.trsapi", "tools"], function(listModel, tools) { listModel({
    quickMode: "动静结合", maxStaticIndex: 1, listArgs: { channelid: SiteInfo.searchId, classsql: "" || "chnlid=1813",
    sortfield: "-docorderpri,-docreltime" }, pagebar: { prepage: 10, recordCount: '20', displayNum: 2 } }); });
    </script><script>var SiteInfo = { siteId: 1, searchId: "200210" };</script>"""
API = "http://a.gov.cn/fjdzapp/search?channelid=200210&classsql=chnlid%3D1813&prepage=10&page={}"


def names(text: str, url: str = BASE, **options: object) -> list[str]:
    return [page.removeprefix(BASE) for page in read("trs", ENTRY + text, url, **options).pages]


@pytest.mark.parametrize(
    ("pager", "expected"),
    [
        ('createPageHTML(3, 0, "index", "html");', ["index_1.html", "index_2.html"]),
        ("createPageHTML(3,0,'nb','shtml');", ["nb_1.shtml", "nb_2.shtml"]),
        ("createPageHTML('page_div', 3, 0, 'index', 'htm', 45);", ["index_1.htm", "index_2.htm"]),
        ('createPageHTML("index", "html", 3, 0);', ["index_1.html", "index_2.html"]),
        ('createPageHTML("3", "0", "index", "html");', ["index_1.html", "index_2.html"]),
        ('createPage(3 , 0 , "index" , "jsp");', ["index_1.jsp", "index_2.jsp"]),
        ('createPageHTML(3, 1, "index", "html");', ["index_2.html", "index_3.html"]),
        ("new Pager({size:3, current:0, prefix:'index', suffix:'html'});", ["index_1.html", "index_2.html"]),
        ('createPageHTML(1, 0, "index", "html");', []),
        ('createPageHTML(0, 0, "index", "html");', []),
        ("function createPageHTML(_nPageCount, _nCurrIndex, _sPageName, _sPageExt) {}", []),
        ("var countPage = 3//共多少页", ["index_1.htm", "index_2.htm"]),
        ("countPage='3'; a('index'+'_' + 1 + '.'+'shtml')", ["index_1.shtml", "index_2.shtml"]),
        ("createPageHTML(countPage, currentPage, 'index', 'html'); var countPage=2", ["index_1.html"]),
    ],
)
def test_pager(pager: str, expected: list[str]) -> None:
    assert names(f"<script>{pager}</script>") == expected


def test_a_pager_that_only_counts_has_the_first_page_s_name() -> None:
    script = "<script>var countPage = 2</script>"
    assert names(script, f"{BASE}nb.shtml") == ["nb_1.shtml"]
    assert names(script, f"{BASE}index.html") == ["index_1.html"]


def test_pages_that_links_turn_are_read_and_those_of_an_unknown_script_are_told() -> None:
    assert names("<a href='index_1.html'>下一页</a>") == ["index_1.html"]
    assert names("<a href='index_1.html'>下一页</a><script>createPageHTML(1, 0, 'index', 'html')</script>") == []
    told = "only a script leads to them"
    for pager in ("共3页", "<a onclick='goPage(2)'>2</a>"):
        assert told in (read("trs", f"{ENTRY}<div>{pager}</div>").incomplete or "")
    further = read("trs", f"{ENTRY}<a href='index_2.html'>下一页</a>", f"{BASE}index_1.html", 2)
    assert (further.pages, further.counted) == ((f"{BASE}index_2.html",), True)
    assert read("trs", f"{ENTRY}<div>共1页</div>").incomplete is None


def test_absurd_counts_name_no_more_pages_than_tell_that_there_are_more() -> None:
    for pager in ('createPageHTML(999999999, 0, "index", "html")', "countPage = 999999999"):
        assert len(names(f"<script>{pager}</script>", max_pages=20)) == 21
    assert names(f'<script>createPageHTML({"9" * 5000}, 0, "index", "html")</script>') == []


def test_a_stub_of_a_further_page_is_told() -> None:
    with pytest.raises(ListError, match="page 2 of the list holds no entry"):
        read("trs", "<html><body>页面不存在</body></html>", f"{BASE}index_1.html", number=2)
    assert len(read("trs", ENTRY, f"{BASE}index_1.html", number=2).entries) == 1


def test_the_search_interface_is_asked_for_what_the_page_does_not_print() -> None:
    listing = read("trs", ENTRY + SCRIPT)
    (address,) = listing.pages
    assert (urlsplit(address).path, listing.incomplete) == ("/fjdzapp/search", None)
    assert parse_qs(urlsplit(address).query) == {
        "channelid": ["200210"],
        "classsql": ["chnlid=1813"],
        "sortfield": ["-docorderpri,-docreltime"],
        "prepage": ["10"],
        "page": ["1"],
    }
    other = SCRIPT.replace("siteId: 1", 'api: "/was5/web/search"').replace("SiteInfo.searchId", "'77'")
    (address,) = read("trs", ENTRY + other).pages
    assert address.startswith("http://a.gov.cn/was5/web/search?channelid=77&")
    assert read("trs", ENTRY + SCRIPT.replace("'20'", "'1'")).pages == ()


@pytest.mark.parametrize("gone", ['"" || "chnlid=1813"', 'searchId: "200210"', "channelid: SiteInfo.searchId,"])
def test_a_search_whose_parameters_are_not_written_out_is_incomplete(gone: str) -> None:
    listing = read("trs", ENTRY + SCRIPT.replace(gone, "x: y" if gone[0] != '"' else "filter"))
    assert listing.pages == ()
    assert "1 of 20 entries stand in the page" in (listing.incomplete or "")


def test_answers_of_the_search_interface_follow_each_other() -> None:
    reports = [
        {"doctitle": "示例县<em>2014</em>年年报", "docpuburl": "/nb/t20150102_7.htm", "docreltime": "2015-01-02 09:00"},
        {"doctitle": "2013年年报", "chnldocurl": "./t20140102_8.htm", "pubdate": "2014-01-02"},
    ]
    listing = read("trs", json.dumps({"data": reports, "pageCount": 2}), API.format(1), number=2)
    assert [(entry.title, entry.date) for entry in listing.entries] == [
        ("示例县2014年年报", "2015-01-02"),
        ("2013年年报", "2014-01-02"),
    ]
    assert listing.pages == (API.format(2),)
    assert read("trs", json.dumps({"docs": reports, "pageCount": "2"}), API.format(2), number=3).pages == ()
    assert read("trs", json.dumps({"data": reports * 5}), API.format(1), number=2).pages == (API.format(2),)
    assert read("trs", json.dumps({"data": reports}), API.format(1), number=2).pages == ()


def test_what_the_search_interface_does_not_give_is_told() -> None:
    def said(answer: object) -> str:
        return read("trs", json.dumps(answer), API.format(1), number=2).incomplete or ""

    assert "1 of 1 entries have no address" in said({"data": [{"doctitle": "年报"}]})
    assert "counts 2 pages, but page 1 holds nothing" in said({"data": [], "pageCount": 2})
    assert said({"data": [], "pageCount": 0}) == ""
    for answer in ("<html>登录</html>", "[]", '{"data": "x"}', '{"data": ' + "[" * 100_000):
        with pytest.raises(ListError):
            read("trs", answer, API.format(1), number=2)


def test_titles_are_text_whatever_they_hold() -> None:
    row = '<a href="t20240109_1.html" title="&lt;script&gt;alert(1)&lt;/script&gt;2023年政府信息公开年报">x</a>'
    (entry,) = read("trs", row).entries
    assert entry.title == "<script>alert(1)</script>2023年政府信息公开年报"
    assert looks_like_report(entry.title)
    answer = {"data": [{"doctitle": "=cmd()<img src=x onerror=y>2023年年报", "docpuburl": "/t20240109_1.html"}]}
    assert read("trs", json.dumps(answer), API.format(1), number=2).entries[0].title == "=cmd()2023年年报"


def test_recognition() -> None:
    pager = '<script>createPageHTML(2, 0, "index", "html")</script>'
    assert claimed_by(ENTRY + pager) == {"trs"}
    assert claimed_by(json.dumps({"data": []}), API.format(1)) == {"trs"}
    assert claimed_by(ENTRY + ENTRY.replace("_1", "_2")) == {"trs"}
    assert claimed_by(ENTRY) == set()
    news = "".join(f'<a href="./202401/t20240109_{n}.htm">新闻{n}</a>' for n in range(9))
    assert claimed_by(news, "http://a.gov.cn/") == set()


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\x00",
        "<" * 2000,
        "<script>createPageHTML(",
        "createPageHTML(" * 3000,
        'listModel trsapi recordCount: "9999999999999"',
        "trsapi " * 20_000 + "recordCount: 3",
        "<a href='http://[::1'>x</a>" * 50,
        "<a href='t20240109_1.html'>" + "年" * 100_000 + "</a>",
        "<div>" * 3000 + "<a href='t20240109_1.html'>年报</a>",
    ],
)
def test_hostile_pages_are_survived(text: str) -> None:
    survives("trs", text)
    survives("trs", text, API.format(1), number=2)

"""Shells that only frame another page: which frame is followed, and who reads what it holds."""

from urllib.parse import urljoin

import pytest

from crawler.platforms import platforms
from crawler.platforms.base import Page
from tests.crawler.platforms.reading import claimed_by, read, site, survives

SHELL = "http://www.a.gov.cn/zwgk/ndbg.html"
FRAME = "<div class='nav'><a href='/'>首页</a></div><iframe src='{}' width='100%' height='800' {}></iframe>"
WEBPLUS = "".join(
    f"<li><a href='/info/1/{n}.htm'>示例县{n}年政府信息公开工作年度报告</a></li>" for n in (2021, 2022, 2023)
)


def frames(text: str) -> list[str]:
    return [one.url for one in read("iframe", text, SHELL).columns]


@pytest.mark.parametrize("source", ["/xxgk/list.html", "http://xxgk.a.gov.cn/list", "../list.jsp?id=1"])
def test_a_frame_of_the_same_site_is_a_list_to_read(source: str) -> None:
    assert frames(FRAME.format(source, "")) == [urljoin(SHELL, source)]


def test_all_frames_of_a_frameset_are() -> None:
    text = "<frameset cols='20%,*'><frame src='/menu.asp'><frame src='/main.asp'></frameset>"
    assert frames(text) == ["http://www.a.gov.cn/menu.asp", "http://www.a.gov.cn/main.asp"]


@pytest.mark.parametrize(
    "frame",
    [
        "src='http://b.gov.cn/list'", "src='http://weather.com.cn/w'", "src='about:blank'", "src=''",
        "src='ndbg.html#top'", "src='/files/nb.pdf'", "src='http://127.0.0.1:99999/x'", "src='http://[x'",
        "src='/a' width=88 height=31", "src='/b' style='display: none'",
    ],
)  # fmt: skip
def test_other_frames_make_no_shell(frame: str) -> None:
    assert claimed_by(f"<iframe {frame}></iframe>", SHELL) == set()


def test_the_framed_page_is_read_by_its_family() -> None:
    listing = read("iframe", WEBPLUS + "<a href='ndbg/4.htm'>下页</a>", "http://www.a.gov.cn/xxgk/ndbg.htm")
    assert [one.title[3:7] for one in listing.entries] == ["2021", "2022", "2023"]
    assert listing.pages == ("http://www.a.gov.cn/xxgk/ndbg/4.htm",)
    jpage = "<datastore><recordset><record><a href='/art_1.html'>2023年年报</a></record></recordset></datastore>"
    assert len(read("iframe", jpage, "http://www.a.gov.cn/x/list.html").entries) == 1


def test_what_the_entrys_own_page_lists_beside_its_frame_is_not_the_list() -> None:
    listing = read("iframe", WEBPLUS + FRAME.format("/list.html", ""), SHELL)
    assert (listing.entries, len(listing.columns)) == ((), 1)
    page = Page(SHELL, WEBPLUS + FRAME.format("/list.html", ""), level=1)
    inner = platforms()["iframe"].read_list(site("iframe", SHELL), page)
    assert (len(inner.entries), inner.columns) == (3, ())


def test_a_frame_that_a_script_fills_needs_a_browser() -> None:
    listing = read("iframe", "<iframe id='main' width='100%'></iframe><script>main.src = x()</script>", SHELL)
    assert "a script tells the frame" in (listing.needs_browser or "")


def test_details_offer_what_any_family_finds() -> None:
    page = Page(SHELL, "<a href='/system/_content/download.jsp?wbfileid=3'>下载</a><a href='/a.pdf'>附件</a>")
    assert {one.url.rpartition("/")[2] for one in platforms()["iframe"].read_detail(page)} == {
        "download.jsp?wbfileid=3", "a.pdf",
    }  # fmt: skip


def test_shells_are_recognised_and_others_left() -> None:
    shell = FRAME.format("/xxgk/list.html", "")
    assert claimed_by(shell, SHELL) == {"iframe"}
    assert claimed_by(shell + "文" * 2000, SHELL) == set()
    assert claimed_by(shell + "<a href='/1.html'>示例县2023年政府信息公开年度报告</a>", SHELL) == set()
    assert claimed_by(shell + "<script>" + "var x;" * 999 + "</script>", SHELL) == {"iframe"}
    assert claimed_by(WEBPLUS + shell, "http://www.a.gov.cn/xxgk/ndbg.htm") == {"webplus"}
    assert claimed_by(shell, "http://www.a.gov.cn/") == set()


@pytest.mark.parametrize(
    "text", ["<iframe src='/x'>" * 9999, "<script" * 99_999, "<frameset>" * 50_000 + "<frame src=/x>"]
)
def test_hostile_pages_end(text: str) -> None:
    listing = survives("iframe", text, SHELL)
    assert listing is None or len(listing.columns) <= 10

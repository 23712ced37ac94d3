"""博达 webplus and its namesake: pagers that count down or up, files behind download.jsp."""

import pytest

from crawler.platforms import platforms
from crawler.platforms.base import Page
from tests.crawler.platforms.reading import claimed_by, read, survives

LIST = "http://a.gov.cn/xxgk/ndbg.htm"
ROWS = "".join(
    f'<li id="line_u5_{n}"><a href="../info/1103/77{n}.htm" title="示例县{2020 + n}年政府信息公开年度报告">示例…</a>'
    f"<span>2024-01-0{n}</span></li>"
    for n in (1, 2, 3)
)
PAGER = (
    '<div class="pb_sys_common"><span class="p_t">共52条</span> <span class="p_pages">'
    '<span class="p_first_d p_fun_d">首页</span><span class="p_prev_d p_fun_d">上页</span><span class="p_no_d">1</span>'
    '<span class="p_no"><a href="ndbg/10.htm">2</a></span><span class="p_no"><a href="ndbg/1.htm">11</a></span>'
    '<span class="p_next p_fun"><a href="ndbg/10.htm">下页</a></span>'
    '<span class="p_last p_fun"><a href="ndbg/1.htm">尾页</a></span></span> <span class="p_t">1/11</span></div>'
)
LAST = '<span><a href="2.htm">上页</a><span class="p_next_d">下页</span></span><span class="p_t">11/11</span>'
CLICKS = '<script>_showDynClickBatch(["dynclicks_u5_771"],[771],"wbnews", 1632666717)</script>'


def test_a_list_is_followed_as_its_pages_count_down() -> None:
    listing = read("webplus", ROWS + PAGER, LIST)
    assert [(one.url, one.date) for one in listing.entries] == [
        (f"http://a.gov.cn/info/1103/77{n}.htm", f"2024-01-0{n}") for n in (1, 2, 3)
    ]
    assert listing.pages == ("http://a.gov.cn/xxgk/ndbg/10.htm",)
    assert read("webplus", PAGER.replace("ndbg/10", "9"), "http://a.gov.cn/xxgk/ndbg/10.htm", 2).pages == (
        "http://a.gov.cn/xxgk/ndbg/9.htm",
    )
    last = read("webplus", ROWS + LAST, "http://a.gov.cn/xxgk/ndbg/1.htm", 11)
    assert (last.pages, last.incomplete) == ((), None)


@pytest.mark.parametrize(
    ("pager", "following"),
    [
        ('<li class="page_nav"><a class="next" href="/1103/list2.htm">下一页&gt;&gt;</a></li>', "/1103/list2.htm"),
        ('<td id="fanye1948">共120条 1/5 <a href="ndbg/4.htm" class="Next">下页</a></td>', "/xxgk/ndbg/4.htm"),
        ('<a href="?totalpage=5&PAGENUM=2&urltype=tree.TreeTempUrl&wbtreeid=9">下页</a>',
         "/xxgk/ndbg.htm?totalpage=5&PAGENUM=2&urltype=tree.TreeTempUrl&wbtreeid=9"),
    ],
)  # fmt: skip
def test_other_pagers_of_the_family(pager: str, following: str) -> None:
    assert read("webplus", ROWS + pager, LIST).pages == (f"http://a.gov.cn{following}",)


@pytest.mark.parametrize(
    "pager",
    ['<span class="p_t">1/11</span>', '<a href="javascript:a1_gopage_fun()">下页</a> 第1/11页', "共5页"],
)
def test_a_pager_that_only_a_script_works_is_told(pager: str) -> None:
    listing = read("webplus", ROWS + pager, LIST)
    assert "further pages" in (listing.incomplete or "")


def test_pages_of_every_form_and_files_are_entries() -> None:
    text = (
        "<a href='/2024/0109/c123a456/page.htm'>甲</a><a href='/content.jsp?urltype=x&wbnewsid=5'>乙</a>"
        "<a href='/system/_content/download.jsp?urltype=news.DownloadAttachUrl&wbfileid=7'>丙</a>"
        "<a href='/__local/A/B/C/1.pdf'>丁</a><a href='/xxgk/zn.htm'>指南</a><a href='/content.jsp?wbtreeid=1'>首页</a>"
    )
    assert [one.title for one in read("webplus", text, LIST).entries] == ["甲", "乙", "丙", "丁"]


def test_a_page_gives_the_files_behind_downloads_that_name_no_kind() -> None:
    text = (
        "附件【<a href='/system/_content/download.jsp?urltype=news.DownloadAttachUrl&wbfileid=2'>年报.doc</a>】"
        "<a href='/system/_content/download.jsp?wbfileid=3'>下载</a><a href='/__local/1.pdf'>报告</a>"
        "<a href='/x.htm'>下载</a>"
    )
    files = platforms()["webplus"].read_detail(Page("http://a.gov.cn/info/1/2.htm", text))
    assert [one.url.rpartition("/")[2] for one in files] == [
        "download.jsp?urltype=news.DownloadAttachUrl&wbfileid=2", "1.pdf", "download.jsp?wbfileid=3",
    ]  # fmt: skip


def test_its_lists_are_recognised_and_others_left() -> None:
    assert claimed_by(ROWS, LIST) == {"webplus"}
    assert claimed_by('<a href="../info/1/2.htm">年报</a>' + CLICKS, LIST) == {"webplus"}
    assert claimed_by('<a href="../info/1/2.htm">年报</a>' + PAGER, LIST) == {"webplus"}
    assert claimed_by(ROWS, "http://a.gov.cn/") == set()
    assert claimed_by(PAGER + CLICKS, LIST) == set()


@pytest.mark.parametrize(
    "text",
    ["1/" * 200_000, ">1/1" + " " * 200_000, "共" + " " * 200_000, "<a href='/info/1/1.htm'>" * 2000, "下页" * 99_999,
     "<div>" * 50_000 + ROWS, "<a href='http://[x'>下页</a>" * 999],
    ids=range(7),
)  # fmt: skip
def test_hostile_pages_end(text: str) -> None:
    listing = survives("webplus", text, LIST)
    assert listing is None or len(listing.pages) <= 1

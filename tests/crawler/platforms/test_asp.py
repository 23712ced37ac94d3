"""Hand-made ASP sites: what is an article, a page of the list, another list; GBK with and without its name."""

import pytest

from archive.content import decode_text
from tests.crawler.platforms.reading import claimed_by, read, survives

LIST = "http://a.gov.cn/xxgk/list.asp?classid=12"
ROWS = "".join(
    f"<tr><td>·<a href='show.asp?id={340 + n}' title='示例县{2020 + n}年政府信息公开工作年度报告'>示例县…</a></td>"
    f"<td>2024-1-{n}</td></tr>"
    for n in (1, 2, 3)
)
PAGER = (
    "共25条 页次：<b>1</b>/<b>3</b>页 <a href='list.asp?classid=12'>首页</a> 上一页 "
    "<a href='list.asp?classid=12&page=2'>下一页</a> <a href='list.asp?classid=12&page=3'>尾页</a>"
)


def test_articles_are_entries_and_pages_are_not() -> None:
    listing = read("asp", ROWS + PAGER, LIST)
    assert [(one.url, one.title[3:7], one.date) for one in listing.entries] == [
        (f"http://a.gov.cn/xxgk/show.asp?id={340 + n}", str(2020 + n), f"2024-01-0{n}") for n in (1, 2, 3)
    ]
    assert listing.pages == (f"{LIST}&page=2",)
    last = PAGER.replace("<a href='list.asp?classid=12&page=2'>下一页</a>", "下一页").replace("<b>1", "<b>3")
    end = read("asp", ROWS + last, f"{LIST}&page=3", 3)
    assert (end.incomplete, f"{LIST}&page=4" in end.pages) == (None, False)


@pytest.mark.parametrize(
    ("link", "is_entry"),
    [
        ("News_View.asp?NewsID=3", True), ("/show.aspx?id=a1b2c3d4-0000-1111-2222-333344445555", True),
        ("view.ASP?ClassID=3&ArticleID=5", True), ("/UploadFiles/2024/nb.doc", True), ("down.asp?f=nb.pdf", True),
        ("list.asp?classid=13", False), ("list.asp?classid=12&page=2", False), ("search.asp?id=3", False),
        ("show.asp", False), ("show.asp?name=abc", False), ("http://b.gov.cn/show.asp?id=3", False),
        ("show.php?id=3", False), ("javascript:show(3)", False), ("index.asp?id=3", False),
    ],
)  # fmt: skip
def test_what_an_entry_is(link: str, is_entry: bool) -> None:
    assert bool(read("asp", f"<a href='{link}'>关于公开的通知</a>", LIST).entries) is is_entry


def test_a_script_named_as_lists_are_may_show_a_report() -> None:
    title = "示例县人民政府办公室2023年政府信息公开工作年度报告"
    assert len(read("asp", f"<a href='newslist.asp?id=3'>{title}</a>", LIST).entries) == 1


def test_other_lists_of_reports_are_columns() -> None:
    text = (
        "<a href='list.asp?classid=13'>2022年度</a><a href='list.asp?classid=14'>信息公开年报</a>"
        "<a href='list.asp?classid=15'>通知公告</a><a href='list.asp?CLASSID=12'>信息公开年报</a>"
    )
    assert [one.url[-2:] for one in read("asp", text, LIST).columns] == ["13", "14"]
    assert read("asp", text, LIST).entries == ()


@pytest.mark.parametrize(
    "pager",
    ["<a href=\"javascript:__doPostBack('pager','2')\">下一页</a>", "<a href='#' onclick='gotopage(2)'>下一页</a>"],
)
def test_pages_behind_a_form_are_told(pager: str) -> None:
    assert "a form that a script sends" in (read("asp", ROWS + pager, LIST).incomplete or "")
    assert read("asp", f"{ROWS}{pager} 共1页", LIST).incomplete is None


@pytest.mark.parametrize(("declared", "sent"), [("gb2312", "%C4%EA%B1%A8"), ("utf-8", "%E5%B9%B4%E6%8A%A5")])
def test_chinese_in_a_query_is_asked_in_the_charset_of_the_page(declared: str, sent: str) -> None:
    links = "<a href='show.asp?id=3&lm=年报&b=%41'>甲</a><a href='?classid=12&lm=年报&page=2'>下一页</a>"
    text = f"<meta charset={declared}>{links}"
    listing = read("asp", text, LIST)
    assert listing.entries[0].url == f"http://a.gov.cn/xxgk/show.asp?id=3&lm={sent}&b=%41"
    assert listing.pages == (f"http://a.gov.cn/xxgk/list.asp?classid=12&lm={sent}&page=2",)


@pytest.mark.parametrize("head", ["", "<meta charset=gb2312>", '<meta charset="utf-8">', "<meta charset='big5'>"])
@pytest.mark.parametrize("encoding", ["gb18030", "utf-8"])
def test_pages_are_decoded_by_their_bytes_whatever_they_declare(head: str, encoding: str) -> None:
    text = f"<html><head>{head}<title>信息公开年报</title></head>{ROWS}{PAGER}</html>"
    assert decode_text(text.encode(encoding)) == (text, encoding)


def test_its_lists_are_recognised_and_others_left() -> None:
    assert claimed_by(ROWS, LIST) == {"asp"}
    assert claimed_by(ROWS, "http://a.gov.cn/index.asp") == set()
    assert claimed_by("".join(f"<a href='list.asp?classid={n}'>栏目</a>" for n in range(9)), LIST) == set()


def test_a_server_that_has_no_last_page_is_followed_one_page_at_a_time() -> None:
    for number in (2, 999):
        text = f"{ROWS}<a href='list.asp?classid=12&page={number + 1}'>下一页</a><a href='?page=999999'>尾页</a>"
        assert read("asp", text, f"{LIST}&page={number}", number).pages == (f"{LIST}&page={number + 1}",)


@pytest.mark.parametrize(
    "text",
    ["<a href='show.asp?id=" + "9" * 99_999 + "'>x</a>", "<a href='/" + "list" * 50_000 + ".asp?id=1'>x</a>",
     "<a href='show.asp?" + "id=1&" * 9999 + "'>x</a>", "<table><tr>" * 20_000 + ROWS,
     "<a href='?年=\ud800'>下一页</a>",
     "页次：1/" * 50_000, "<a href='http://a.gov.cn:99999/show.asp?id=1'>x</a>"],
    ids=range(7),
)  # fmt: skip
def test_hostile_pages_end(text: str) -> None:
    listing = survives("asp", text.encode("utf-8", "replace").decode(), LIST)
    assert listing is None or len(listing.pages) <= 1

"""开普 UCAP: files that the pager counts, answers of its search addresses, and lists that only a script fills."""

import json
from urllib.parse import parse_qs, urlsplit

import pytest

from crawler.platforms import platforms
from crawler.platforms.base import ListError, Page
from tests.crawler.platforms.reading import BASE, claimed_by, read, site, survives

CHANNEL = "5ad7f285c40d4f478a7b43b9fcd67d70"
ROW = (
    '<li><a href="/sygfj/gknb/202401/{0:032x}.shtml" title="示例县{1}年政府信息公开工作年度报告">示例县…</a>'
    "<span>2024-01-{0:02}</span></li>"
)
ROWS = "".join(ROW.format(number, 2020 + number) for number in range(1, 4))
LIST = f"{BASE}list.shtml"
ANSWER = f"http://a.gov.cn/common/search/{CHANNEL}?_isAgg=true&_isJson=true&_pageSize=20&_template=index&page={{}}"


def pager(total: int, current: int = 1, name: str = "list") -> str:
    return f"<script>createPageHTML('page_div',{total}, {current},'{name}','shtml',154);</script>"


def answer(count: int = 2, **data: object) -> str:
    items = [
        {"title": f"<span>示例县</span>{2020 + n}年&nbsp;年报", "url": f"//a.gov.cn/x/202401/{n:032x}.shtml",
         "publishedTimeStr": "2024-01-09 10:00:00", "publishedTime": 1700000000000}
        for n in range(count)
    ]  # fmt: skip
    return json.dumps({"data": {"channelId": CHANNEL, "results": items, **data}}, ensure_ascii=False)


def test_a_list_of_files_is_read_page_by_page() -> None:
    listing = read("ucap", ROWS + pager(3), LIST)
    assert [(one.title[3:7], one.date) for one in listing.entries] == [
        ("2021", "2024-01-01"), ("2022", "2024-01-02"), ("2023", "2024-01-03"),
    ]  # fmt: skip
    assert listing.pages == (f"{BASE}list_2.shtml",)
    assert read("ucap", ROWS + pager(3, 2), f"{BASE}list_2.shtml", 2).pages == (f"{BASE}list_3.shtml",)
    assert read("ucap", ROWS + pager(3, 3), f"{BASE}list_3.shtml", 3).pages == ()
    assert listing.needs_browser is None


@pytest.mark.parametrize(("current", "number", "following"), [(0, 1, "nb_1"), (1, 2, "nb_2"), (1, 1, "nb_2")])
def test_a_pager_may_count_from_0(current: int, number: int, following: str) -> None:
    assert read("ucap", ROWS + pager(9, current, "nb"), LIST, number).pages == (f"{BASE}{following}.shtml",)


def test_a_pager_that_always_calls_itself_the_first_is_counted_on() -> None:
    assert read("ucap", ROWS + pager(9, 1), f"{BASE}list_2.shtml", 2).pages == (f"{BASE}list_3.shtml",)


@pytest.mark.parametrize(
    "script",
    [
        f'var url = "/common/search/{CHANNEL}?_isAgg=true&_isJson=true&_pageSize=20&_template=index&page=" + page;',
        f"$.get('http://a.gov.cn/common/search/{CHANNEL}')",
        f'<div data-url="/common/search/{CHANNEL}?_isAgg=true&amp;_pageSize=&amp;page=7"></div>',
    ],
)
def test_a_search_address_in_the_script_is_asked_for_json(script: str) -> None:
    (asked,) = read("ucap", f"<script>{script}</script>", LIST).pages
    assert parse_qs(urlsplit(asked).query) == parse_qs(urlsplit(ANSWER.format(1)).query)
    assert urlsplit(asked).path == f"/common/search/{CHANNEL}"


def test_no_more_than_a_few_of_many_search_addresses_are_asked() -> None:
    text = " ".join(f"'/searchList/{number:032x}'" for number in range(99))
    assert len(read("ucap", text, LIST).pages) == 5


def test_an_answer_gives_entries_and_the_next_answer() -> None:
    listing = read("ucap", answer(total=41, rows=20), ANSWER.format(2))
    assert (listing.entries[1].url, listing.entries[1].title) == (
        f"http://a.gov.cn/x/202401/{1:032x}.shtml",
        "示例县2021年 年报",
    )
    assert listing.entries[0].date == "2024-01-09"  # the seconds beside it are of another day
    assert listing.pages == (ANSWER.format(3),)
    last = platforms()["ucap"].read_list(
        site("ucap"), Page(ANSWER.format(3), answer(1, total=41, rows=20), 3, found=40)
    )
    assert (last.pages, last.incomplete) == ((), None)
    assert read("ucap", answer(total=41, rows=10), ANSWER.format(3)).pages == (ANSWER.format(4),)
    inner = json.dumps({"code": 200, "results": json.loads(answer(total=2))})
    assert len(read("ucap", inner, ANSWER.format(1)).entries) == 2


def test_an_answer_that_does_not_count_is_followed_while_it_is_full() -> None:
    assert read("ucap", answer(20), ANSWER.format(1)).pages == (ANSWER.format(2),)
    assert read("ucap", answer(19), ANSWER.format(1)).pages == ()
    assert read("ucap", answer(0), ANSWER.format(2)).incomplete is None


def test_an_answer_says_what_it_does_not_give() -> None:
    assert "page 2 holds none" in (read("ucap", answer(0, total=21), ANSWER.format(2)).incomplete or "")
    assert read("ucap", answer(0, total=20), ANSWER.format(2)).incomplete is None
    assert "gives only 2" in (read("ucap", answer(2, total=41), ANSWER.format(3)).incomplete or "")
    bare = '{"data": {"results": [{"title": "年报"}, {"title": "年报", "url": "javascript:x()"}]}}'
    assert "2 of 2 entries have no address" in (read("ucap", bare, ANSWER.format(1)).incomplete or "")
    for text in ('{"data":', '{"code": 500, "msg": "token"}', "[1]"):
        with pytest.raises(ListError):
            read("ucap", text, ANSWER.format(1))


@pytest.mark.parametrize(
    ("field", "value", "date"),
    [
        ("publishedTimeStr", "2024年3月1日", "2024-03-01"), ("publishedTime", "2024-03-01 00:00", "2024-03-01"),
        ("publishedTime", 1709222400000, "2024-03-01"), ("publishedTime", 1709222400, "2024-03-01"),
        ("publishedTime", -5, None), ("publishedTime", 10**40, None), ("publishedTime", None, None),
    ],
)  # fmt: skip
def test_dates_of_an_answer(field: str, value: object, date: str | None) -> None:
    text = json.dumps({"data": {"results": [{"url": "/a.shtml", "title": "年报", field: value}]}})
    assert read("ucap", text, ANSWER.format(1)).entries[0].date == date


def test_a_list_whose_source_the_page_does_not_show_needs_a_browser() -> None:
    hidden = f"<div id='page_div'></div><script>var channelId = '{CHANNEL}'; load(channelId);</script>"
    assert "/common/search/" in (read("ucap", hidden, LIST).needs_browser or "")
    assert read("ucap", ROWS + hidden, LIST).needs_browser is None


def test_a_page_gives_the_file_of_its_download_row() -> None:
    text = "<ucapcontent>正文</ucapcontent><tr><td>文件下载</td><td><a href='/files/1.doc'>年度报告</a></td></tr>"
    files = platforms()["ucap"].read_detail(Page(f"{BASE}202401/{'0' * 32}.shtml", text))
    assert [one.url for one in files] == ["http://a.gov.cn/files/1.doc"]


def test_its_lists_are_recognised_and_others_left() -> None:
    assert claimed_by(ROWS, LIST) == {"ucap"}
    assert claimed_by(ROW.format(1, 2023) + pager(2), LIST) == {"ucap"}
    assert claimed_by(answer(), ANSWER.format(1)) == {"ucap"}
    assert claimed_by(ROWS, "http://a.gov.cn/index.html") == set()
    trs = "<a href='./202401/t20240109_1.htm'>示例县2023年政府信息公开年度报告</a>"
    assert claimed_by(trs + pager(3, 0, "index"), BASE) == {"trs"}


@pytest.mark.parametrize(
    "text",
    ["[" * 100_000, '{"data":' * 50_000, '{"data": {"results": [' + '{"url": 5},' * 9 + "7]}}",
     '{"data": {"total": "9' + "9" * 9000 + '", "results": []}}', "createPageHTML('page_div'," * 20_000,
     "/common/search/" * 50_000, f"http://[x/common/search/{CHANNEL}" * 5000, "<div>" * 50_000, pager(999999) * 9],
    ids=range(9),
)  # fmt: skip
def test_hostile_pages_end(text: str) -> None:
    for url in (LIST, ANSWER.format(1)):
        listing = survives("ucap", text, url)
        assert listing is None or len(listing.pages) <= 5


def test_markup_in_titles_is_no_markup_afterwards() -> None:
    item = {"url": "/x.shtml", "title": "=cmd()<script>alert(1)</script> &lt;b&gt;2023年年报"}
    (entry,) = read("ucap", json.dumps({"data": {"results": [item]}}), ANSWER.format(1)).entries
    assert "<script" not in entry.title
    assert entry.title.endswith("2023年年报")

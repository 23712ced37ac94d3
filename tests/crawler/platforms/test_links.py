"""Reports that a list names but another system of the site serves, and lists that never end."""

import json
from dataclasses import replace
from typing import Any

import pytest

from archive.records import Role
from crawler.errand import Errand
from crawler.platforms import links
from crawler.platforms.base import Entry, Listing, Page
from crawler.platforms.links import names_report, turn
from crawler.spiders.reports import ReportSpider
from tests.crawler.platforms.reading import read, site
from tests.crawler.web import Answer

HOST = "http://www.a.gov.cn"
TITLE = "示例县人民政府2023年政府信息公开工作年度报告"
LISTS = {"ucap": "/nb/list.shtml", "longxun": "/public/column/5?type=4", "webplus": "/nb.htm", "asp": "/nb.asp?id=1"}
NAMING = LISTS | {"trs": "/nb/"}


@pytest.mark.parametrize("family", NAMING)
def test_a_report_that_another_system_serves_is_an_entry_or_a_list_to_read(family: str) -> None:
    text = (
        f"<a href='http://xxgk.a.gov.cn/art/2024/1/9/art_1_2.html' title='{TITLE}'>示例县…</a>"
        f"<a href='/old/{TITLE[-6:]}/'>{TITLE}</a><a href='http://b.gov.cn/art/2024/1/9/art_1_3.html'>{TITLE}</a>"
        "<a href='/zn.html'>信息公开年报</a><a href='/2023.html'>2023年信息公开年报</a>"
    )
    listing = read(family, text, HOST + NAMING[family])
    found = [one.url for one in (*listing.entries, *listing.columns)]
    assert found[0] == "http://xxgk.a.gov.cn/art/2024/1/9/art_1_2.html"
    assert len(found) == 2
    assert found[1].startswith(f"{HOST}/old/")


@pytest.mark.parametrize(
    ("url", "title", "named"),
    [
        (f"{HOST}/1.html", TITLE, True), (f"{HOST}/1.html", "政府信息公开工作年度报告汇编", False),
        (f"{HOST}/1.html", "2023年政府网站工作年度报表", False), ("http://a.gov.cn:99999/1.html", TITLE, True),
        ("http://127.0.0.1:99999/1.html", TITLE, False), (f"{HOST}/nb/", TITLE, False),
    ],
)  # fmt: skip
def test_what_names_a_report(url: str, title: str, named: bool) -> None:
    assert names_report(f"{HOST}/nb/", url, title) is named


@pytest.mark.parametrize("family", LISTS)
def test_a_page_with_very_many_links_is_told(family: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(links, "MAX_LINKS", 9)
    text = f"{'<a href=/x></a>' * 8}<A href='/art/2024/1/9/art_1_2.html'>{TITLE}</A>"
    assert [one.title for one in read(family, text, HOST + LISTS[family]).entries] == [TITLE]
    listing = read(family, "<a href=/x></a>" + text, HOST + LISTS[family])
    assert (listing.entries, listing.incomplete) == (
        (),
        "the page has more than 9 links, of which only the first are read",
    )


def test_a_pager_of_numbers_alone_gives_all_its_pages() -> None:
    text = "<a href='list_1.html'>1</a><a href='list_2.html'>2</a><a href='list_3.html'>3</a>"
    assert [url[-6:-5] for url in turn(Page(f"{HOST}/list_1.html", text)).pages] == ["2", "3"]


def test_a_page_of_a_list_is_no_repetition_of_another_list() -> None:
    spider = ReportSpider((site("asp"),))
    listing = Listing((Entry(f"{HOST}/show.asp?id=1", TITLE, TITLE),), (f"{HOST}/b.asp?page=4",))
    other = Errand(site=site("asp"), role=Role.LIST)
    assert len(list(spider._further_pages(other, Page(f"{HOST}/a.asp", ""), listing))) == 1
    asked = replace(listing, pages=(f"{HOST}/b.asp?page=5",))
    third = Errand(site=site("asp"), role=Role.LIST, page=3)
    assert len(list(spider._further_pages(third, Page(f"{HOST}/b.asp?page=4", "", 3), asked))) == 1
    again = replace(third, seen=frozenset(entry.url for entry in listing.entries))
    last = replace(listing, pages=(f"{HOST}/b.asp?page=6",))
    assert not list(spider._further_pages(again, Page(f"{HOST}/b.asp?page=5", "", 3), last))


class Endless(dict[str, Answer]):
    """Answers every page of each list with the same entries and a link to one page more."""

    def get(self, path: str, default: Any = None) -> Any:
        number = int("0" + path.rpartition("=")[2]) if "=" in path else 0
        if path.startswith("/asp/list.asp"):
            return Answer(
                f"<a href='show.asp?id=1'>{TITLE}</a><a href='list.asp?session={number}&page={number + 1}'>下一页</a>"
            )
        if path.startswith("/site/label/8888"):
            return Answer(f"<a href='/public/1/2.html'>{TITLE}</a> pageCount:999999")
        if path.startswith("/common/search/"):
            item = {"title": TITLE, "url": f"/u/202401/{'a' * 32}.shtml"}
            return Answer(json.dumps({"data": {"total": 999999999, "results": [item]}}), kind="application/json")
        if path.startswith("/web/"):
            last = int("0" + path.rpartition("/")[2].removesuffix(".htm").strip("nb"))
            return Answer(f"<a href='/info/1/2.htm'>{TITLE}</a><a href='/web/{(last or 99999) - 1}.htm'>下页</a>")
        if path.startswith("/trs/"):
            return Answer(
                f"<a href='/t20240109_1.html'>{TITLE}</a><script>createPageHTML(3, 0, 'index', 'html')</script>"
            )
        return Answer(f"<html><h1>{TITLE}</h1><p>{'正文' * 400}</p></html>") if "robots" not in path else default


def test_servers_that_repeat_a_page_for_ever_end_their_lists_and_fail_where_these_are_counted(
    web, registry, crawl
) -> None:
    web.pages = Endless()
    lists = {
        "asp": "/asp/list.asp?session=0", "longxun": "/site/label/8888?organId=1&pageIndex=1",
        "ucap": f"/common/search/{'b' * 32}?page=1", "webplus": "/web/nb.htm", "trs": "/trs/",
    }  # fmt: skip
    entries = [
        {"id": f'"s-{name}"', "list": f'"{web.url}{path}"', "family": f'"{name}"'} for name, path in lists.items()
    ]
    run = crawl(registry(*entries))
    assert run.returncode == 1, run.stderr
    for name in lists:
        assert f"s-{name}: 1 reports listed" in run.stdout
        told = [line for line in run.stderr.splitlines() if line.startswith(f"s-{name}: failed") and "repeats" in line]
        assert len(told) == 2 * (name in {"longxun", "ucap", "trs"})  # the others count nothing that might be missing
    asked = {
        prefix: sum(path.startswith(prefix) for path in web.asked)
        for prefix in ("/asp/list", "/site", "/common", "/web", "/trs/")
    }
    assert asked == dict.fromkeys(asked, 3)  # the second page may repeat the first by chance, the third no more

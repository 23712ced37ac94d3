"""The further pages of an article: which addresses they have, and that a crawl keeps them as parts of the first."""

import pytest

from archive.articles import part_number, part_text
from archive.records import Outcome, Role
from crawler.parts import MAX_PARTS, article_parts, may_go_on
from crawler.platforms.base import Page
from tests.crawler.conftest import captures
from tests.crawler.web import REPORTS, Answer, by_path, trs_list

X = "http://x.gov.cn/nb/202401/"
FIRST = f"{X}t20240110_1.html"


def parts(body: str, url: str = FIRST, number: int = 1, first: str = FIRST) -> dict[int, str]:
    found = article_parts(Page(url, f"<html><body><div id='zoom'><p>正文</p>{body}</div></body></html>"), first, number)
    return dict(found.pages)


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (
            "<a href='t20240110_1.html'>1</a><a href='t20240110_1_2.html'>2</a><a href='t20240110_1_3.html'>[3]</a>",
            {2: f"{X}t20240110_1_2.html", 3: f"{X}t20240110_1_3.html"},
        ),
        ("<a href='t20240110_1_1.html'>下一页</a>", {2: f"{X}t20240110_1_1.html"}),
        ("<a href='t20240110_1-2.html'>第2页</a>", {2: f"{X}t20240110_1-2.html"}),
        ("<a href='?page=2'>2</a><a href='?page=2'>下一页</a>", {2: f"{FIRST}?page=2"}),
        ('<script>createPageHTML(3, 0, "t20240110_1", "html");</script>', {2: f"{X}t20240110_1_1.html"}),
        ("<select><option value='t20240110_1_2.html'>第2页</option></select>", {2: f"{X}t20240110_1_2.html"}),
        ("<a href=\"javascript:location.href='t20240110_1_2.html'\">下一页</a>", {2: f"{X}t20240110_1_2.html"}),
    ],
)
def test_further_pages_are_known_by_their_addresses(body: str, expected: dict[int, str]) -> None:
    assert parts(body).items() >= expected.items()
    assert 1 not in parts(body)


@pytest.mark.parametrize("key", ["p", "pn", "P", "Page", "pageNo", "currPage"])
def test_every_key_of_a_query_for_a_page_is_looked_for(key: str) -> None:
    assert parts(f"<a href='?{key}=2'>2</a>") == {2: f"{FIRST}?{key}=2"}
    assert parts(f"<a href='?a=1&amp;{key}=2'>2</a>", f"{FIRST}?a=1", first=f"{FIRST}?a=1") == {
        2: f"{FIRST}?a=1&{key}=2"
    }


def test_a_page_without_any_word_of_a_pager_is_not_parsed(monkeypatch: pytest.MonkeyPatch) -> None:
    def parse(_: str) -> None:
        raise AssertionError("parsed in vain")

    monkeypatch.setattr("crawler.parts.parse", parse)
    assert parts("<a href='t20240111_2.html'>下一篇</a><p>第1季度</p>") == {}


@pytest.mark.parametrize(
    "body",
    [
        "<a href='t20240111_2.html'>下一篇</a>",
        "<a href='t20240111_2.html'>下一页</a>",
        "<a href='../index_2.html'>2</a>",
        "<a href='http://y.gov.cn/nb/202401/t20240110_1_2.html'>2</a>",
        "<a href='?id=2'>2</a>",
        "<a href='?p=124'>下一页</a>",
        "<a href='t20240110_1_124.html'>下一页</a>",
        "<a href='t20240110_1_9.html'>2</a>",
        "<a href='t20240110_1.html'>1</a>",
        '<script>createPageHTML(3, 0, "index", "html");</script>',
        "<p>第1页 共3页</p>",
    ],
)
def test_other_links_are_no_further_pages(body: str) -> None:
    found = article_parts(Page(FIRST, f"<html><body><div id='zoom'>{body}</div></body></html>"), FIRST)
    assert (found.pages, found.untold) == ((), None)


def test_a_number_in_an_address_that_names_an_article_is_no_page() -> None:
    assert parts("<a href='?p=124'>下一页</a>", f"{X}?p=123", 1, f"{X}?p=123") == {}
    assert parts("<a href='?p=2'>下一页</a>", f"{X}?p=1", 1, f"{X}?p=1") == {2: f"{X}?p=2"}


@pytest.mark.parametrize("key", ["p", "pn", "P", "PN"])
@pytest.mark.parametrize(
    "link", ["?{}=2", "?id=7&amp;{}=2", "?id=7&{}=2", "?u=a?b;{}=2", "?t=(x)&{}=2", "&quest;t=a&{}=2"]
)
def test_a_page_with_short_keys_is_looked_through(key: str, link: str) -> None:
    assert may_go_on(f"<html>{'<p>正文</p>' * 50}<a href='{link.format(key)}'>2</a>", FIRST)


@pytest.mark.parametrize("text", ["p=2", "<p>a?</p><p>p=2</p>", "<a href='?ap=2'>2</a>"])
def test_a_page_without_them_is_not(text: str) -> None:
    assert not may_go_on(f"<html>{text}</html>", FIRST)


def test_a_page_names_the_next_one_only_and_the_count_grows_with_it() -> None:
    second = f"{X}t20240110_1_1.html"
    body = f"<a href='{FIRST}'>上一页</a><a href='t20240110_1_2.html'>下一页</a>"
    assert parts(body, second, 2) == {3: f"{X}t20240110_1_2.html"}
    assert parts(f"<a href='{FIRST}'>1</a><a href='t20240110_1_1.html'>2</a>", second, 2) == {}


def test_an_article_without_end_is_bounded_and_told() -> None:
    links = "".join(f"<a href='t20240110_1_{n}.html'>{n}</a>" for n in range(2, MAX_PARTS + 9))
    found = article_parts(Page(FIRST, f"<html><body>{links}</body></html>"), FIRST)
    assert len(found.pages) == MAX_PARTS - 1
    assert f"{MAX_PARTS + 8} pages" in (found.untold or "")


def test_pages_that_only_a_script_opens_are_told() -> None:
    pager = "<div id='zoom'>正文<a href='javascript:goPage(2)'>2</a><a href='javascript:goPage(2)'>下一页</a></div>"
    found = article_parts(Page(FIRST, f"<html><body>{pager}</body></html>"), FIRST)
    assert "only a script" in (found.untold or "")


def test_the_words_of_a_part_come_back() -> None:
    assert part_number(part_text(2, 3)) == (2, 3)
    assert [part_number(text) for text in ("page 4 of 3", "page 0 of 3", "frame", None)] == [None] * 4


def test_a_crawl_keeps_the_pages_of_an_article_as_parts_of_its_first(web, data, registry, crawl) -> None:
    web.pages["/nb/"] = Answer(trs_list(*REPORTS))
    first, root = "/nb/202401/t20240110_1.html", "/nb/202401/t20240110_1"
    numbers = f"<a href='{root}.html'>1</a><a href='{root}_2.html'>2</a><a href='{root}_3.html'>3</a>共3页"
    for path, more in ((first, ""), (f"{root}_2.html", "<a href='t3.pdf'>附件</a>")):
        web.pages[path] = Answer(f"<html><body><div id='zoom'>{'正文' * 500}{more}{numbers}</div></body></html>")
    web.pages["/nb/202401/t3.pdf"] = Answer(b"%PDF-1.7 t3", kind="application/pdf")
    chain = "/nb/202301/t20230110_2"
    for path, following in ((chain, f"{chain}_1"), (f"{chain}_1", f"{chain}_2"), (f"{chain}_2", chain)):
        text = f"<div id='zoom'>{'正文' * 500}<a href='{following}.html'>下一页</a></div>"
        web.pages[f"{path}.html"] = Answer(f"<html><body>{text}</body></html>")
    run = crawl(registry())
    kept = by_path(captures(data), web)
    told = {path: (one.context.role, one.context.parent, one.context.link_text) for path, one in kept.items()}
    assert told[f"{root}_2.html"] == (Role.IFRAME, web.url + first, "page 2 of 3")
    assert told[f"{root}_3.html"] == (Role.IFRAME, web.url + first, "page 3 of 3")
    assert kept[f"{root}_3.html"].context.outcome is Outcome.GONE
    assert told["/nb/202401/t3.pdf"] == (Role.ATTACHMENT, web.url + first, "附件")
    assert told[f"{chain}_1.html"] == (Role.IFRAME, f"{web.url}{chain}.html", "page 2 of 2")
    assert told[f"{chain}_2.html"] == (Role.IFRAME, f"{web.url}{chain}.html", "page 3 of 3")
    assert all(count == 1 for count in web.asked.values()), run.stderr
    # one of the two is whole on one page at the second crawl: what was its second page is not asked again
    web.pages[f"{chain}.html"] = Answer(f"<html><body><div id='zoom'>{'全文' * 900}</div></body></html>")
    crawl(registry())
    assert (web.asked[f"{chain}_1.html"], web.asked[f"{root}_2.html"]) == (1, 2)

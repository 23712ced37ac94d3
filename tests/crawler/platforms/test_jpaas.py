"""jpaas: units named by a page's scripts, answered by JSON with the list's HTML and its pager."""

import json
from urllib.parse import parse_qs, urlsplit

import pytest

from crawler.platforms.base import ListError
from crawler.platforms.jpaas import MAX_UNITS
from tests.crawler.platforms.reading import claimed_by, read, survives

COLUMN = "http://a.gov.cn/zwgk/nb/index.html"
API = "/api-gateway/jpaas-publish-server/front/page/build/unit"
QUERY = "{'parseType':'buildstatic','webId':'8d82','tplSetId':'2097','tagId':'右侧内容','pageId':'c52d'}"
UNIT = f'<script src="/AuthorizedRead/unitbuild.js?v=3" webId="8d82" url="{API}" queryData="{QUERY}"></script>'
ANSWER = f"http://a.gov.cn{API}?webId=8d82&pageId=c52d"
ITEM = '<li><a href="/art/2024/art_{0}f.html" title="{0}年政府信息公开年报">{0}年…</a><span>2024-01-09</span></li>'


def answer(inside: str, **data: object) -> str:
    return json.dumps({"success": True, "code": "200", "data": {"html": inside, **data}})


def test_a_page_leads_to_its_units() -> None:
    listing = read("jpaas", f"<html><body>{UNIT}{UNIT}</body></html>", COLUMN)
    (address,) = listing.pages
    assert address.startswith(f"http://a.gov.cn{API}?parseType=buildstatic&webId=8d82&")
    assert parse_qs(urlsplit(address).query)["tagId"] == ["右侧内容"]
    assert listing.entries == ()
    assert read("jpaas", f"<ul>{ITEM.format(2023)}</ul>{UNIT}", COLUMN).entries[0].title == "2023年政府信息公开年报"


def test_units_without_parameters_need_a_browser() -> None:
    listing = read("jpaas", f'<script>build("{API}")</script>', COLUMN)
    assert "parameters do not stand in the page" in (listing.needs_browser or "")
    with pytest.raises(ListError, match="check the entry's family"):
        read("jpaas", "<html>欢迎</html>", COLUMN)
    many = "".join(UNIT.replace("c52d", f"c{n}") for n in range(MAX_UNITS + 1))
    assert f"only {MAX_UNITS} are read" in (read("jpaas", many, COLUMN).incomplete or "")


def test_an_answer_s_articles_are_entries_and_its_menu_is_not() -> None:
    inside = (
        ITEM.format(2023)
        + '<li><a href="/files/2022.pdf">2022年年报</a></li><li><a href="/zwgk/nb/">政府信息公开年报</a></li>'
        + '<li><a href="/other/page.html">2021年年报</a> 2022-01-30</li>'
    )
    found = [
        (entry.url.removeprefix("http://a.gov.cn"), entry.date)
        for entry in read("jpaas", answer(inside), ANSWER).entries
    ]
    assert found == [
        ("/art/2024/art_2023f.html", "2024-01-09"),
        ("/files/2022.pdf", None),
        ("/other/page.html", "2022-01-30"),
    ]


@pytest.mark.parametrize(
    ("pager", "data", "size"),
    [
        ('<div class="pagination" count="3" rows="2"></div>', {}, 2),
        ("<div id=\"a_pagination\" queryData=\"{'rows':'2','count':'3','pageNo':'1'}\"></div>", {}, 2),
        ("", {"total": 3, "pageSize": 2}, 2),
        ("", {"pageCount": "2"}, 1),
        ('<div class="pagination"></div>', {}, 1),
    ],
)
def test_further_pages(pager: str, data: dict[str, object], size: int) -> None:
    (address,) = read("jpaas", answer(ITEM.format(2023) + pager, **data), ANSWER, number=2).pages
    assert address.startswith(f"{ANSWER}&paramJson=")
    assert json.loads(parse_qs(urlsplit(address).query)["paramJson"][0]) == {"pageNo": 2, "pageSize": size}
    following = read("jpaas", answer(ITEM.format(2022) + pager, **data), address, number=3)
    assert bool(following.pages) == (pager == '<div class="pagination"></div>')


def test_a_list_without_a_pager_is_whole_and_a_counted_page_is_not_empty() -> None:
    assert read("jpaas", answer(ITEM.format(2023)), ANSWER).pages == ()
    empty = read("jpaas", answer('<div class="pagination" count="9" rows="2"></div>'), ANSWER)
    assert "counts 9" in (empty.incomplete or "")
    assert read("jpaas", answer('<div class="pagination"></div>'), ANSWER).incomplete is None


PAGER = '<div class="pagination" count="{}" rows="2"></div>'


@pytest.mark.parametrize(
    ("count", "asked", "found", "read_here", "lacks"),
    [
        (2, 1, 0, 2, None),
        (2, 1, 5, 1, "counts 2 entries, but gives only 1"),  # what the column's own page showed is not the unit's
        (3, 2, 2, 1, None),
        (4, 2, 2, 1, "counts 4 entries, but gives only 3"),
        (3, 2, 2, 0, "counts 3 entries, but gives only 2"),
        (1, 1, 0, 0, "counts 1 entries, but gives only 0"),
    ],
)
def test_what_a_unit_counts_is_compared_with_what_it_gives(
    count: int, asked: int, found: int, read_here: int, lacks: str | None
) -> None:
    inside = "".join(ITEM.format(2023 - number) for number in range(read_here)) + PAGER.format(count)
    url = f"{ANSWER}&paramJson=%7B%22pageNo%22%3A{asked}%2C%22pageSize%22%3A2%7D"
    listing = read("jpaas", answer(inside), url, number=asked + 1, found=found)
    assert (listing.incomplete or "").startswith(f"the interface {lacks}" if lacks else "")
    assert bool(listing.incomplete) is bool(lacks)
    assert listing.pages == ()


def test_unit_nested_too_deep_is_told() -> None:
    assert "read incompletely" in (read("jpaas", answer(ITEM.format(2023) + "<div>" * 2200), ANSWER).incomplete or "")


def test_recognition() -> None:
    assert claimed_by(UNIT, COLUMN) == {"jpaas"}
    assert claimed_by(UNIT, "http://a.gov.cn/col/col7/index.html") == {"jpaas"}
    assert claimed_by(answer(ITEM.format(2023)), ANSWER) == {"jpaas"}
    assert claimed_by(UNIT, "http://a.gov.cn/index.html") == set()


@pytest.mark.parametrize(
    "text",
    [
        "",
        "null",
        "[]",
        "{",
        '{"data": {"html": 7}}',
        '{"success": false, "message": "系统繁忙"}',
        '{"data": {"html": "", "total": "' + "9" * 5000 + '"}}',
        '{"data": {"html": "x", "total": ' + "9" * 5000 + "}}",
        "[" * 100_000,
        answer(ITEM.format("<script>alert(1)</script>") + '<div class="pagination" count="-1" rows="0"></div>'),
        answer("<div class='pagination'" + " a='b'" * 50_000 + ">"),
        f"<script url='{API}' querydata=\"" + "{'" * 50_000 + '">',
        f"<script url='http://[::1{API}' querydata=\"{QUERY}\"></script>",
    ],
)
def test_hostile_pages_are_survived(text: str) -> None:
    survives("jpaas", text, COLUMN)
    survives("jpaas", text, ANSWER, number=2)

"""jpage: records in an XML island, groups that name the next one, by addresses that are followed as they are given."""

from dataclasses import replace

import pytest

from crawler.platforms import platforms
from crawler.platforms.base import ListError, Page
from tests.crawler.platforms.reading import claimed_by, read, site, survives

COLUMN = "http://a.gov.cn/col/col7/index.html"
PROXY = "http://a.gov.cn/module/web/jpage/dataproxy.jsp"
ITEM = "<li><a href='/art/2024/1/9/art_7_{0}.html' title='{0}年年报'>年…</a><i>2024-01-09</i></li>"
RECORD = f"<record><![CDATA[{ITEM}]]></record>"


def island(following: str = "", records: str = RECORD.format(2023), after: str = "") -> str:
    named = f"<nextgroup><![CDATA[{following}]]></nextgroup>" if following else ""
    store = f"<datastore>{named}<recordset>{records}</recordset>{after}</datastore>"
    return f'<div id="9"><script type="text/xml">{store}</script></div>'


@pytest.mark.parametrize(
    "given",
    [
        "page=1&webid=a%2Bb%3D%3D&columnid=Zm9+vMQ==&unitid=x/y%2F",
        "page=1&para=1&sect=2&copy=3&columnid=7",
        "q=8f0ccb92:4d!@*()~",
    ],
)
def test_the_next_group_s_address_is_followed_as_it_is_given(given: str) -> None:
    for quote, shown in (('"', given), ("'", given), ('"', given.replace("&", "&amp;"))):
        listing = read("jpage", island(f"<a href={quote}{PROXY[15:]}?{shown}{quote}></a>"), COLUMN)
        assert listing.pages == (f"{PROXY}?{given}",)


def test_addresses_beside_the_proxy_and_names_in_chinese() -> None:
    following = "<a href=\"./dataproxy.jsp?page=2&path='/'&columnid=7&webname=示例 县\"></a>"
    (address,) = read("jpage", island(following), f"{PROXY}?page=1", number=2).pages
    assert address == f"{PROXY}?page=2&path=/&columnid=7&webname=%E7%A4%BA%E4%BE%8B%20%E5%8E%BF"


def test_the_last_group_ends_the_list() -> None:
    following = '<a href="/module/web/jpage/dataproxy.jsp?page=2&columnid=7"></a>'
    counted = "<totalrecord>{}</totalrecord><totalpage>1</totalpage>"
    assert read("jpage", island(following, after=counted.format(1)), COLUMN).pages == ()
    assert len(read("jpage", island(following, after=counted.format(2)), COLUMN).pages) == 1
    assert read("jpage", island(following, records=""), f"{PROXY}?page=2", number=3).pages == ()  # nothing: the end
    empty = Page(f"{PROXY}?page=2", island(records="", after=counted.format(45)), 3, found=45)
    assert platforms()["jpage"].read_list(site("jpage"), empty).incomplete is None
    short = replace(empty, found=30)
    assert "15 further entries" in (platforms()["jpage"].read_list(site("jpage"), short).incomplete or "")
    same = f"{PROXY}?page=2&columnid=7"
    assert read("jpage", island(following), same, number=3).pages == ()  # names itself
    elsewhere = '<a href="/other.jsp?page=2"></a>'
    assert read("jpage", island(elsewhere), COLUMN).pages == ()


def test_what_a_group_does_not_give_is_told() -> None:
    cut = island(records=RECORD.format(2023) + "<record><![CDATA[<li><a href=")
    assert "1 records of the list are cut off" in (read("jpage", cut, COLUMN).incomplete or "")
    bare = island(records=RECORD.format(2023) + "<record><![CDATA[<li>2022年年报</li>]]></record>")
    assert "1 of 2 records have no address" in (read("jpage", bare, COLUMN).incomplete or "")
    line = island(records=RECORD.format(2023) + "<record><![CDATA[<li class='line'></li>]]></record>")
    assert read("jpage", line, COLUMN).incomplete is None
    script = "<script>$('#9').jpage({totalRecord:45,perPage:15})</script>"
    assert "44 further entries" in (read("jpage", island() + script, COLUMN).incomplete or "")
    with pytest.raises(ListError, match="check the entry's family"):
        read("jpage", "<html>欢迎</html>", COLUMN)


def test_a_record_s_first_link_is_its_page() -> None:
    record = (
        "<record><tr><td><a href='/art/2.html'>2022年年报</a></td><td><a href='/col/col1/'>栏目</a></td></tr></record>"
    )
    (entry,) = read("jpage", island(records=record), COLUMN).entries
    assert (entry.url, entry.title) == ("http://a.gov.cn/art/2.html", "2022年年报")


def test_recognition() -> None:
    assert claimed_by(island(), COLUMN) == {"jpage"}
    assert claimed_by(island(), f"{PROXY}?page=1") == {"jpage"}
    assert claimed_by(island(), "http://a.gov.cn/") == set()  # a front page shows news this way


@pytest.mark.parametrize(
    "text",
    [
        "",
        "<datastore>",
        "<datastore>" + "<record>" * 200_000,
        "<datastore>" + "<nextgroup>" * 100_000,
        "<datastore><nextgroup>" + "href='" * 100_000,
        "<datastore>" + "<record><![CDATA[" * 20_000 + "]]></record>",
        f"<datastore><totalrecord>{'9' * 5000}</totalrecord>" + RECORD.format(1),
        "<datastore><record><a href='http://[::1'>x</a></record>",
        "<datastore>" + RECORD.format("<script>alert(1)</script>"),
        "<datastore><nextgroup><a href='javascript:x()'></a></nextgroup>" + RECORD.format(1),
    ],
)
def test_hostile_pages_are_survived(text: str) -> None:
    survives("jpage", text, COLUMN)
    survives("jpage", text, f"{PROXY}?page=3", number=3)

"""安徽 龙讯: fragments of lists, the scripts that ask for them, and reports shown inside an organ's column."""

from urllib.parse import parse_qs, urlsplit

import pytest

from crawler.platforms import platforms
from tests.crawler.platforms.reading import claimed_by, read, site, survives

HOST = "http://a.gov.cn"
COLUMN = f"{HOST}/public/column/551?type=3"
LISTED = f"{HOST}/public/column/551?type=4&action=list&catId=7"
LABEL = (
    f"{HOST}/site/label/8888?IsAjax=1&dataType=html&labelName=publicInfoList&siteId=5&pageSize=2&pageIndex={{}}"
    "&organId=551&catId=7&file=%2Fxxgk%2FpublicInfoList"
)
ROWS = "".join(
    f"<li><a href='/public/551/{n}.html' title='示例县{2020 + n}年政府信息公开工作年度报告'>示例县{2020 + n}年…</a>"
    f"<span class='date'>2024-01-0{n}</span></li>"
    for n in (1, 2)
)
FRAGMENT = (
    f"<ul class='clearfix xxgk_nav_list'>{ROWS}</ul><div class='page'><a href='javascript:;' paged='2'>下一页</a>"
)
CALL = """<script>Ls.ajax({ dataType: "html", url: "/site/label/8888", data: { labelName: "publicInfoList",
    siteId: "5", pageSize: "15", pageIndex: pageIndex, organId: "551", type: '4', catId: "7", file: "/c1/list" } });
    Ls.pagination("#page", {pageCount: %s, pageIndex: 1});</script>"""


def test_a_fragment_names_the_next_one_while_its_count_says_so() -> None:
    counted = FRAGMENT + "<script>Ls.pagination({pageCount:3})</script>"
    listing = read("longxun", counted, LABEL.format(2))
    assert [(one.url, one.date) for one in listing.entries] == [
        (f"{HOST}/public/551/1.html", "2024-01-01"), (f"{HOST}/public/551/2.html", "2024-01-02"),
    ]  # fmt: skip
    assert listing.pages == (LABEL.format(3),)
    assert read("longxun", counted, LABEL.format(3)).pages == ()


def test_a_fragment_that_does_not_count_is_followed_while_it_is_full() -> None:
    assert read("longxun", FRAGMENT, LABEL.format(1)).pages == (LABEL.format(2),)
    assert read("longxun", FRAGMENT, LABEL.format(1).replace("pageSize=2", "pageSize=3")).pages == ()
    assert read("longxun", "暂无相关信息", LABEL.format(9)).pages == ()
    assert "page 2 holds no entry" in (read("longxun", "<b>pageCount:3</b>", LABEL.format(2)).incomplete or "")


def test_a_column_page_asks_as_its_script_does() -> None:
    (asked,) = read("longxun", ROWS + CALL % 3, LISTED).pages
    fields = {key: value for key, (value,) in parse_qs(urlsplit(asked).query).items()}
    assert fields == {
        "IsAjax": "1", "dataType": "html", "labelName": "publicInfoList", "siteId": "5", "pageSize": "15",
        "organId": "551", "type": "4", "catId": "7", "file": "/c1/list", "pageIndex": "2",
    }  # fmt: skip
    assert urlsplit(asked).path == "/site/label/8888"
    assert read("longxun", ROWS + CALL % 1, LISTED).pages == ()
    (first,) = read("longxun", CALL.replace("pageCount: %s, ", ""), LISTED).pages  # a list that the script begins, too
    assert first.endswith("pageIndex=1")


def test_a_label_of_something_else_is_not_asked() -> None:
    search = 'url: "/site/label/8888", data: {labelName: "searchDataList", siteId: "5", organId: "1"}'
    listing = read("longxun", f"{ROWS}<script>{search}; pageCount: 4</script>", LISTED)
    assert listing.pages == ()
    assert "the list has 4 pages" in (listing.incomplete or "")


def test_the_years_of_a_column_are_reports_at_their_own_addresses() -> None:
    years = "".join(f"<a href='?type=3&timeFrame={year}&hasContent=true'>{year}年</a>" for year in (2022, 2021))
    other = "<a href='/public/column/552?type=3&timeFrame=2022'>别的机关</a><a href='?type=1'>指南</a>"
    listing = read("longxun", years + other, COLUMN)
    assert [(one.title, one.url) for one in listing.entries] == [
        (f"{year}年", f"{COLUMN}&timeFrame={year}&hasContent=true") for year in (2022, 2021)
    ]
    shown = "<h1>示例县2023年政府信息公开工作年度报告</h1><p>第二十条</p>"
    assert [one.url for one in read("longxun", shown + years, COLUMN).entries][2:] == [f"{COLUMN}&hasContent=true"]
    assert len(read("longxun", shown.replace("2023", "2022") + years, COLUMN).entries) == 2


def test_a_crawl_begins_with_the_column_that_has_all_years() -> None:
    first = platforms()["longxun"].first
    assert first(site("longxun", f"{COLUMN}&nav=5&timeFrame=2022&hasContent=true")) == f"{COLUMN}&nav=5"
    assert first(site("longxun", LABEL.format(1))) == LABEL.format(1)


def test_other_organs_are_columns_of_a_portal_only() -> None:
    organs = "<a href='/public/column/552?type=3'>教育局</a><a href='/public/column/553?type=1'>指南</a>"
    assert [one.url for one in read("longxun", organs, COLUMN, many_bodies=True).columns] == [
        f"{HOST}/public/column/552?type=3"
    ]
    assert read("longxun", organs, COLUMN).columns == ()


def test_links_to_the_report_module_are_entries() -> None:
    text = "<a href='/XxgkAnnualReport/show/4570.html'>甲</a><a href='/OpennessAnnualReport/show/6988.html'>乙</a>"
    assert [one.title for one in read("longxun", text, f"{HOST}/xxgknb/list.html").entries] == ["甲", "乙"]


def test_its_lists_are_recognised_and_others_left() -> None:
    for text, url in ((ROWS, COLUMN), (FRAGMENT, LABEL.format(1)), (CALL, f"{HOST}/x/"), (
        "<a href='/XxgkAnnualReport/show/4570.html'>甲</a>", f"{HOST}/x/")):  # fmt: skip
        assert claimed_by(text, url) == {"longxun"}
    assert claimed_by(CALL, HOST + "/") == set()


@pytest.mark.parametrize(
    "text",
    ['"/site/label/' * 50_000, '"/site/label/' + "1" * 500_000, '"' + "/" * 500_000,
     '"/site/label/8888"' + "data:{" * 99_999, "第二十条" + "年" * 500_000, "第二十条" + "2022年" * 100_000,
     "pageCount:999999" + ROWS, "<a href='?timeFrame=2022'>" * 2000],
    ids=range(8),
)  # fmt: skip
def test_hostile_pages_end(text: str) -> None:
    for url in (COLUMN, LABEL.format(1)):
        listing = survives("longxun", text, url)
        assert listing is None or len(listing.pages) <= 1

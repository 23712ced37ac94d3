"""The list of bodies: filtered, paged, and counted for the page's own bodies only."""

import sqlite3

import pytest
from lxml import html

from archive.publication.views import bodies
from tests.archive.publication.conftest import Get
from tests.archive.publication.fixture import COUNTY, OFFICE, OLD_NAME, REGION, Archive


def names(get: Get, path: str) -> list[str]:
    return [str(name) for name in html.fromstring(get(path).text).xpath("//main//tbody//th/a/text()")]


def test_filters_and_their_combination(get: Get) -> None:
    assert names(get, "/en/bodies") == sorted([COUNTY, OFFICE])
    assert names(get, "/en/bodies?province=99&level=county&name=教育") == [OFFICE]
    assert names(get, "/en/bodies?province=11") == []
    assert names(get, "/en/bodies?level=township") == []
    assert names(get, "/en/bodies?level=nonsense&province=99") == sorted([COUNTY, OFFICE])


def test_name_filter_knows_former_names_pinyin_and_several_words(get: Get) -> None:
    assert names(get, f"/en/bodies?name={OLD_NAME}") == [OFFICE]
    assert f"also {OLD_NAME}" in html.fromstring(get(f"/en/bodies?name={OLD_NAME}").text).text_content()
    assert names(get, "/en/bodies?name=slxjy") == [OFFICE]
    assert "also" not in html.fromstring(get("/en/bodies?name=slxjy").text).xpath("string(//main//tbody)")
    assert names(get, "/en/bodies?name=示例县 人民政府") == [COUNTY]
    assert names(get, "/en/bodies?name=教育 人民政府") == []
    assert names(get, "/en/bodies?name=！") == []


def test_region_holds_what_is_inside_it_and_is_kept_by_the_form(get: Get) -> None:
    both = sorted([COUNTY, OFFICE])
    for region in (REGION, REGION[:4] + "00", REGION[:2] + "0000"):
        assert names(get, f"/en/bodies?region={region}") == both
    assert names(get, f"/en/bodies?region={int(REGION) + 1}") == []
    assert names(get, "/en/bodies?region=99xx") == both
    page = html.fromstring(get(f"/en/bodies?region={REGION}").text)
    assert page.xpath("//form//input[@name='region']/@value") == [REGION]
    assert "示例县" in page.xpath("string(//main/p/strong)")


def test_what_a_search_links_to_is_filtered(get: Get) -> None:
    link = html.fromstring(get("/en/search?q=示例县").text).xpath("//main//a[contains(@href, '/bodies?region=')]/@href")
    assert names(get, link[0]) == sorted([COUNTY, OFFICE])


def test_pages_follow_each_other_and_keep_the_filters(get: Get, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bodies, "PAGE", 1)
    first = html.fromstring(get("/en/bodies?province=99").text)
    assert "1 to 1 of 2 bodies" in first.text_content()
    following = first.xpath("//a[@rel='next']/@href")[0]
    assert "province=99" in following
    assert not first.xpath("//a[@rel='prev']")
    second = html.fromstring(get(following).text)
    assert not second.xpath("//a[@rel='next']")
    back = second.xpath("//a[@rel='prev']/@href")[0]
    assert names(get, back) == names(get, "/en/bodies?province=99")


def test_counts_of_a_body(get: Get) -> None:
    row = html.fromstring(get("/en/bodies?name=人民政府").text).xpath("//main//tbody/tr")[0]
    assert [cell.text_content() for cell in row.iter("td")] == ["示例省示例市示例县", "county", "5", "2019–2024", "1"]


def test_only_the_pages_own_bodies_are_counted(archive: Archive) -> None:
    db = sqlite3.connect(f"file:{archive.site.archive}?mode=ro", uri=True)
    values = {"province": "", "region": "", "first": "", "last": "", "level": "", "called": None}
    plan = " ".join(row[3] for row in db.execute(f"EXPLAIN QUERY PLAN {bodies.CHOSEN} ORDER BY region", values))
    assert "bodies_region" in plan or "idx_bodies_region" in plan

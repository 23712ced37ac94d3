"""What a reader finds: bodies by any name, reports by their words, help where there is nothing."""

import pytest
from lxml import html

from archive.publication.passages import WIDTH, Section, finders, passages
from archive.publication.views import search
from tests.archive.publication.conftest import Get
from tests.archive.publication.fixture import COUNTY, COUNTY_ID, OFFICE, OFFICE_ID, OLD_ID


def page(get: Get, query: str) -> html.HtmlElement:
    return html.fromstring(get(f"/en/search?{query}").text)


def links(shown: html.HtmlElement, within: str) -> list[str]:
    return [str(link) for link in shown.xpath(f"//{within}//a/@href")]


def test_a_body_is_found_by_each_of_its_names(get: Get) -> None:
    for name in (OFFICE, "教育委员会", "示例县 教育", "示例教育局", "shilixianjiaoyuju", "slxjyj", "shili 教育"):
        found = links(page(get, f"q={name}"), "ul[@class='found']")
        assert f"/en/body/{OFFICE_ID}" in found, name
    shown = page(get, "q=示例县")
    assert links(shown, "ul[@class='found']")[0] == f"/en/body/{COUNTY_ID}"  # the government comes first
    assert f"/en/report/{COUNTY_ID}/2024" in links(shown, "ul[@class='found']")


def test_a_body_is_not_found_by_what_is_no_part_of_its_names(get: Get) -> None:
    for name in ("iaoyuju", "教育厅", "示例县 财政局", "2023"):
        assert not links(page(get, f"q={name}"), "ul[@class='found']"), name


def test_an_identifier_a_code_a_year_or_an_indicator_leads_there(get: Get) -> None:
    assert get(f"/en/search?q={COUNTY_ID}").headers["location"] == f"/en/body/{COUNTY_ID}"
    assert get(f"/en/search?q={OLD_ID}").headers["location"] == f"/en/body/{OFFICE_ID}"
    for query, path in (
        ("990101", "/en/bodies?region=990101"),
        ("示例县", "/en/bodies?region=990101"),
        ("2023", "/en/findings?year=2023"),
        ("2023年", "/en/coverage?year=2023"),
        (f"{COUNTY} 2023", f"/en/report/{COUNTY_ID}/2023"),
        ("req_new.total", "/en/codebook/req_new"),
    ):
        assert path in links(page(get, f"q={query}"), "section[@class='leads']"), query
    assert not page(get, "q=1066").xpath("//section[@class='leads']")


def test_reports_are_counted_and_the_newest_come_first(get: Get) -> None:
    shown = page(get, "q=收到")
    titles = [one.text_content().strip() for one in shown.xpath("//article//h3")]
    assert [title[-4:] for title in titles] == ["2024", "2023", "2023", "2021", "2020", "2019"]
    assert "6 reports" in shown.xpath("//p[@role='status']")[0].text_content()


def test_year_province_and_level_narrow_what_is_found(get: Get) -> None:
    assert len(page(get, "q=收到&year=2023").xpath("//article")) == 2
    assert len(page(get, "q=收到&province=99&level=county").xpath("//article")) == 6
    empty = page(get, "q=收到&level=township")
    assert not empty.xpath("//article")
    assert "Without year, province and level: 6 reports" in empty.text_content()


def test_all_words_are_marked_in_the_passages(get: Get) -> None:
    marks = page(get, "q=申请 财政 2020年").xpath("//article//mark/text()")
    assert {"申请", "财政", "2020年"} <= {str(mark) for mark in marks}
    assert "139********" in page(get, "q=联系电话").text_content()


def test_where_nothing_is_found_it_says_what_was_looked_for(get: Get) -> None:
    shown = page(get, "q=财政 赣榆 -收入").text_content()
    assert "Nothing found." in shown
    assert "must occur: 赣榆" in shown
    assert "must not occur: 收入" in shown
    assert "“财政” alone: 6 reports" in shown
    assert "“赣榆” alone: 0 reports" in shown
    assert "There is no word to look for" in page(get, "q=…").text_content()


def test_a_page_of_results_goes_on_where_the_one_before_ended(get: Get, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search, "SHOWN", 2)
    seen: list[str] = []
    address = "/en/search?q=收到"
    while address:
        shown = html.fromstring(get(address).text)
        seen += [str(link) for link in shown.xpath("//article//h3/a/@href")]
        following = shown.xpath("//a[@rel='next']/@href")
        address = str(following[0]) if following else ""
    assert len(seen) == len(set(seen)) == 6


def test_passages_cover_the_words_with_few_places() -> None:
    sections = [
        Section("一、总体情况", "甲" * 300 + "信息公开" + "乙" * 300, 1),
        Section("二、申请", "丙" * 50 + "信息公开" + "丁" * 20 + "商业秘密" + "戊" * 400 + "信息公开", 2),
    ]
    found = passages(sections, finders(["信息公开", "商业秘密"]))
    assert len(found) == 1
    assert [run.text for run in found[0].runs if run.marked] == ["信息公开", "商业秘密"]
    assert found[0].page == 2
    assert sum(len(run.text) for run in found[0].runs) < 2 * WIDTH
    assert len(passages(sections, finders(["甲", "戊"]))) == 2
    assert passages(sections, finders(["没有"])) == ()


def test_a_word_in_a_heading_is_shown_with_it() -> None:
    (found,) = passages([Section("五、存在的主要问题", "渠道较少。", None)], finders(["主要问题"]))
    assert [run.text for run in found.runs if run.marked] == ["主要问题"]
    assert not found.heading

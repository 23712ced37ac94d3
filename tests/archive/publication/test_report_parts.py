"""What stands around the tables of a report: sums in words, revisions, citation, repeated words, corrections."""

import re
from dataclasses import replace

import pytest
from lxml import html

from archive.publication.findings import Finding, Term
from tests.archive.publication.conftest import Get
from tests.archive.publication.fixture import COUNTY_ID, OFFICE_ID, Archive


def _finding(
    values: list[float | None], found: float | None, expected: float | None, check_id: str = "x", severity: str = "hard"
) -> Finding:
    terms = tuple(Term(code=f"c{place}", label="", value=value, link=None) for place, value in enumerate(values))
    return Finding(
        check_id=check_id, report=1, severity=severity, words="!", found=found, expected=expected, body="b",
        body_name="B", year=2021, scope="unknown", demonstration=True, codes=(), terms=terms,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("values", "found", "expected", "sums"),
    [
        ([3, 4, 5, 13], 13, 12, (("3 + 4 + 5", 12),)),
        ([3, None, 5, 13], 13, 8, (("3 + 0 + 5", 8),)),
        ([13, 3, 4, 5], 13, 12, (("3 + 4 + 5", 12),)),
        ([40, 2, 40, 1], 42, 41, (("40 + 2", 42), ("40 + 1", 41))),
        ([1200, -3, 0.5, 9], 9, 1197.5, (("1,200 + (-3) + 0.5", 1197.5),)),
        ([*[0] * 7, 2, 3, 6], 6, 5, (("2 + 3", 5),)),
        ([*[0] * 9, 6], 6, 0, (("0", 0),)),
        ([3, 4, 5, 13], 13, 11, ()),  # its terms do not give what was expected: no sum is told
        ([3, 4], 3, 4, ()),
        ([12, 13], 13, 12, ()),
        ([], 1, 2, ()),
        ([1, 2, 3], None, 3, ()),
        ([1, 2, 3], 3, 3, ()),
    ],
)
def test_a_sum_is_told_only_where_the_terms_give_it(
    values: list[float | None], found: float | None, expected: float | None, sums: tuple[tuple[str, float], ...]
) -> None:
    assert _finding(values, found, expected).sums == sums


def test_only_relations_that_are_sums_are_told_as_sums() -> None:
    assert _finding([3, 0, 0], 0, 3, "f14_staff", "soft").sums
    assert not _finding([3, 0, 0], 0, 3, "t2_in_force_floor", "soft").sums  # made less repealed: a difference


def test_a_finding_whose_terms_do_not_give_it_tells_what_was_found(get: Get) -> None:
    page = html.fromstring(get(f"/en/report/{COUNTY_ID}/2020").text)
    assert page.xpath("string(//article//p[@class='sum'])") == "Found 42, the relation asks for 41: a difference of 1."


def test_a_report_is_cited_in_both_languages_with_an_address_that_stays(get: Get, archive: Archive) -> None:
    page = html.fromstring(get(f"/report/{COUNTY_ID}/2024").text)
    chinese, english = page.xpath("//section[@id='cite']//p[@class='citation']")
    assert (chinese.get("lang"), english.get("lang")) == ("zh-CN", "en")
    for words in (chinese.text_content(), english.text_content()):
        assert archive.pdf.digest in words
        assert archive.site.build in words
        assert "2025-04-09" in words
        assert "2026-01-01" in words
    address = re.search(r"http://\S+", english.text_content().rpartition(" ")[2])
    assert address is not None
    assert get(address[0].removeprefix("http://test")).status_code == 200
    assert "report=" in address[0]
    entry = page.xpath("string(//section[@id='cite']//pre)")
    assert entry.startswith(f"@misc{{nianbao-{COUNTY_ID}-2024-whole_area,\n  author = {{{{示例县人民政府}}}},")
    assert entry.count("{") == entry.count("}")


def test_hostile_words_do_not_break_the_entry(get: Get) -> None:
    page = html.fromstring(get(f"/report/{OFFICE_ID}/2023").text)
    entry = page.xpath("string(//section[@id='cite']//pre)")
    assert entry.count("{") == entry.count("}")
    assert "<script>" in entry  # as text
    assert not page.xpath("//script")


def test_a_figure_is_cited_with_its_value(get: Get) -> None:
    page = html.fromstring(get(f"/en/figure/{COUNTY_ID}/2024/req_new.total").text)
    words = page.xpath("//section[@id='cite']//p[@class='citation'][2]")[0].text_content()
    assert "(req_new.total): 60" in words
    address = words.rpartition(" ")[2]
    assert (
        html.fromstring(get(address.removeprefix("http://test")).text)
        .xpath("string(//p[@class='big'])")
        .startswith("60")
    )


def test_revisions_are_listed_with_their_addresses(get: Get, archive: Archive) -> None:
    page = html.fromstring(get(f"/en/report/{COUNTY_ID}/2024").text)
    rows = page.xpath("//section[@id='revisions']//tbody/tr")
    assert ["this page" in row.text_content() for row in rows] == [True, False]
    assert rows[0].xpath("td[last()]/a/text()") == ["2"]
    old = get(rows[1].xpath("string(th/a/@href)"))
    assert f"report={archive.superseded}" in rows[1].xpath("string(th/a/@href)")
    assert "旧版报告" in old.text
    assert not html.fromstring(get(f"/report/{COUNTY_ID}/2023").text).xpath("//section[@id='revisions']")


def test_the_share_of_repeated_sentences_stands_above_the_text(get: Get) -> None:
    page = html.fromstring(get(f"/en/report/{COUNTY_ID}/2024").text)
    said = page.get_element_by_id("repeated")
    assert "Sentences in this report: 1; also in the report of 2023: 0 (0%)" in said.text_content()
    assert get(said.xpath("string(.//a/@href)")).status_code == 200
    first = html.fromstring(get(f"/report/{COUNTY_ID}/2019").text)
    assert not first.xpath("//*[@id='repeated']")


def test_captures_are_told_with_digest_and_place_in_the_warc(get: Get, archive: Archive) -> None:
    words = html.fromstring(get(f"/report/{COUNTY_ID}/2024").text).xpath("string(//section[@id='sources'])")
    assert archive.pdf.digest in words
    assert re.search(r"WARC \S+\.warc\.gz @ \d+", words)


def test_the_marked_sentences_of_the_text_open_their_figures(get: Get) -> None:
    page = html.fromstring(get(f"/report/{COUNTY_ID}/2020").text)
    link = page.xpath("string(//section[@id='text']//mark[@id='said-0']/a/@href)")
    opened = html.fromstring(get(link).text)
    assert opened.get_element_by_id("source").findtext(".//blockquote/p").startswith("本年收到申请40件")


def test_a_finding_with_a_corrected_figure_says_so() -> None:
    finding = _finding([3, 4, 8], 8, 7)
    assert not finding.corrected
    corrected = replace(finding.terms[2], read_value=7, correction="misread（A. Reader，2026-11-23）")
    assert replace(finding, terms=(*finding.terms[:2], corrected)).corrected

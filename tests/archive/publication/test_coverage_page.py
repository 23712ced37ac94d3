"""What is held against what should exist, as the page says it."""

import pytest
from lxml import html

from archive.publication.charts import place_name
from archive.publication.covering import Share
from tests.archive.publication.conftest import Get
from tests.archive.publication.fixture import COUNTY_ID

PROVINCE = place_name("99", "en")


def cells(shown: html.HtmlElement, row: str | None) -> list[str]:
    found = shown.xpath(f"//table[contains(@class, 'coverage')]//tr[contains(th, '{row}')]/td")
    return [" ".join(cell.text_content().split()) for cell in found]


def test_the_share_of_each_year_names_its_denominator(get: Get) -> None:
    shown = html.fromstring(get("/en/coverage").text)
    # a province and a county exist; the county's reports of 2019 to 2024 are held but for 2022
    shares = ["50%1/2"] * 3 + ["0%0/2"] + ["50%1/2"] * 2
    assert cells(shown, "Whole country") == shares
    assert cells(shown, PROVINCE) == shares
    assert "Denominator: the governments of provinces, prefectures and counties" in shown.text_content()
    year = html.fromstring(get("/en/coverage?year=2023").text)
    assert cells(year, PROVINCE) == ["50%", "1", "1", "2", "2"]


def test_a_province_s_page_names_what_is_missing_and_leads_to_what_is_held(get: Get) -> None:
    shown = html.fromstring(get("/en/coverage?province=99&year=2022").text)
    assert "Reports of 2 governments are not held: 示例省、示例县" in " ".join(shown.text_content().split())
    assert f"/en/report/{COUNTY_ID}/2023" in shown.xpath("//table//a/@href")
    assert cells(shown, "示例县") == ["✓", "✓", "✓", "no", "✓", "✓"]
    assert shown.xpath("//h1")[0].text_content() == f"Coverage: {PROVINCE}"
    assert get("/coverage?province=88").status_code == 404
    assert get("/coverage?province=%3Cb%3E").status_code == 404


def test_sites_are_told_by_state_with_what_was_expected(get: Get) -> None:
    failing = html.fromstring(get("/en/coverage").text).xpath("//section[@id='sites']")[0]
    (row,) = failing.xpath(".//tbody/tr")
    words = " ".join(row.text_content().split())
    assert "blocked" in words
    assert "0 / 6 below" in words
    assert "— / 2019" in words
    assert "a challenge page" in words
    below = html.fromstring(get("/en/coverage?sites=below").text).xpath("//section[@id='sites']")[0]
    assert len(below.xpath(".//tbody/tr")) == 1
    assert "There is no such site" in get("/en/coverage?province=99&sites=below&from=1").text


@pytest.mark.parametrize(
    ("share", "words", "step"),
    [
        (Share(0, 0), "", 0),
        (Share(0, 9), "0%", 0),
        (Share(1, 900), "<1%", 0),
        (Share(1, 3), "33%", 1),
        (Share(899, 900), "99%", 3),
        (Share(900, 900), "100%", 4),
    ],
)
def test_a_share_is_whole_or_nothing_only_where_it_is_so(share: Share, words: str, step: int) -> None:
    assert (share.words, share.step) == (words, step)

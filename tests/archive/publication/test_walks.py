"""Readers' ways through the archive in Chromium, in both languages, without any script."""

import csv
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from archive.texts import LANGUAGES
from tests.archive.publication.fixture import COUNTY, COUNTY_ID
from tests.browser import needs_chromium

pytestmark = [needs_chromium, pytest.mark.parametrize("language", LANGUAGES)]
MARKED = "main .here, main .outline"  # the cell in the rebuilt table, or its box on the page of the PDF


@pytest.fixture(scope="module")
def page(browser: Browser) -> Iterator[Page]:
    with browser.new_context(java_script_enabled=False) as context, context.new_page() as page:
        page.set_default_timeout(60_000)
        yield page


def test_who_refuses_most_is_four_clicks_from_its_proof(page: Page, address: str, language: str) -> None:
    page.goto(f"{address}/{language}/")
    page.click("main a[href*='/codebook/res_denied']")
    page.click("#figures a[href*='/report/'], main table a[href*='/report/']")
    page.click("td[id='f-res_denied_process.total'] a")
    assert page.locator(MARKED).count() > 0
    assert f"/{language}/" in page.url


def test_a_search_leads_over_the_body_to_a_report_and_a_figure(page: Page, address: str, language: str) -> None:
    page.goto(f"{address}/{language}/")
    page.fill("main input[name=q]", "示例县")
    page.press("main input[name=q]", "Enter")
    page.click("ul.found a >> nth=0")
    assert page.inner_text("h1").startswith(COUNTY)
    page.click(f"main table a[href*='/report/{COUNTY_ID}/2023']")
    page.click("td[id='f-req_new.total'] a")
    assert page.locator(MARKED).count() > 0


def test_the_switch_of_language_keeps_the_page(page: Page, address: str, language: str) -> None:
    other = next(one for one in LANGUAGES if one != language)
    page.goto(f"{address}/{language}/search?q=财政&year=2023")
    page.click(f".switch a[hreflang={other}]")
    assert page.url.startswith(f"{address}/{other}/search?")
    assert page.locator("article.hit").count() == 2


def test_a_finding_opens_the_figures_that_do_not_add_up(page: Page, address: str, language: str) -> None:
    page.goto(f"{address}/{language}/")
    page.click("nav a[href$='/findings']")
    page.click("article.finding.hard a[href*='/report/'] >> nth=0")
    page.click("article.finding.hard summary >> nth=0")
    page.click("article.finding.hard ul.terms a >> nth=0")
    assert f"/{language}/figure/" in page.url
    assert page.locator(MARKED).count() > 0
    assert page.locator("article.finding.hard").count() > 0


def test_two_years_of_a_body_are_compared(page: Page, address: str, language: str) -> None:
    page.goto(f"{address}/{language}/body/{COUNTY_ID}")
    page.click("main a[href*='/compare?a=']")
    page.select_option("main select[name=b]", f"{COUNTY_ID}/2023/whole_area")
    page.click("main form:has(select[name=b]) button")
    assert f"/{language}/compare?" in page.url
    assert page.locator("main .lead a").all_inner_texts()[1].startswith(f"{COUNTY} 2023")
    assert page.locator("table.compared tr.differs").count() > 0
    page.click("table.compared tr.differs td a >> nth=0")
    assert page.locator(MARKED).count() > 0


def test_a_question_is_taken_away_as_csv(page: Page, address: str, language: str, tmp_path: Path) -> None:
    page.goto(f"{address}/{language}/")
    page.click("nav a[href$='/questions']")
    page.click("main a[href*='/questions/most-requests']")
    shown = page.locator("main table tbody th:has(a[href*='/body/'])").all_inner_texts()
    figure = page.locator("main table tbody tr:has(a[href*='/body/']) td.n a").first.inner_text()
    with page.expect_download() as taken:
        page.click("main a[href*='/questions/most-requests.csv']")
    taken.value.save_as(tmp_path / "taken.csv")
    with (tmp_path / "taken.csv").open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    assert COUNTY in shown
    assert [row["name"] for row in rows] == shown
    assert figure.replace(",", "") in rows[0].values()

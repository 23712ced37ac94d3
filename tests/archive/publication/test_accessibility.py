"""Every kind of page by axe in Chromium, in both languages, on a phone and on a desk, and by the keyboard alone."""

from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from archive.texts import LANGUAGES
from tests.archive.publication.fixture import COUNTY_ID, OFFICE_ID, Archive
from tests.browser import needs_chromium

pytestmark = needs_chromium
SEEN_AS = tuple(zip(LANGUAGES, (360, 1280), strict=True))  # a phone in Chinese, a desk in English
PAGES = (
    "/",
    "/bodies",
    f"/body/{COUNTY_ID}",
    f"/report/{COUNTY_ID}/2023",
    f"/report/{COUNTY_ID}/2020",
    f"/report/{COUNTY_ID}/2024?figure=req_new.natural",
    f"/report/{OFFICE_ID}/2022",
    f"/figure/{COUNTY_ID}/2024/req_new.natural",
    f"/figure/{COUNTY_ID}/2023/normdoc_in_force?scope=whole_area",
    f"/figure/{COUNTY_ID}/2024/nar_req_received",
    f"/compare?a={COUNTY_ID}/2023/whole_area&b={COUNTY_ID}/2024/whole_area",
    "/search",
    "/search?q=财政",
    "/search?q=2023 赣榆",
    "/questions",
    "/questions/most-requests?year=2023",
    "/questions/refusal-rate",
    "/findings",
    "/coverage",
    "/coverage?year=2023",
    "/coverage?province=99&year=2022",
    "/codebook",
    "/codebook/req_new",
    "/downloads",
    "/method",
    "/api",
    "/nowhere-at-all",
)
GRAVE = {"serious", "critical"}


OPTIONS = {"resultTypes": ["violations"]}


def faults(page: Page) -> list[str]:
    """Return what axe finds that is serious or critical (the rule and the elements), and how far a page overflows."""
    found = Axe().run(page, options=OPTIONS).response
    said = [
        f"{one['id']}: {node['target']} {node['html'][:160]}"
        for one in found["violations"]
        if one["impact"] in GRAVE
        for node in one["nodes"][:3]
    ]
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    return [*said, f"{wide} pixels wider than the window"] if wide > 0 else said


@pytest.fixture(scope="module")
def page(browser: Browser) -> Iterator[Page]:
    with browser.new_context() as context, context.new_page() as page:
        yield page


@pytest.mark.parametrize("path", PAGES)
def test_axe_finds_nothing_grave_and_no_page_is_wider_than_its_window(page: Page, address: str, path: str) -> None:
    found = {}
    for language, width in SEEN_AS:
        page.set_viewport_size({"width": width, "height": 900})
        page.goto(f"{address}/{language}{path}")
        if said := faults(page):
            found[language, width] = said
    assert found == {}


def test_a_captured_exchange_is_accessible(page: Page, address: str, archive: Archive) -> None:
    page.set_viewport_size({"width": 360, "height": 900})
    page.goto(f"{address}/en/capture/{archive.captures[archive.hostile.digest]}")
    assert faults(page) == []


def test_the_copy_of_an_archived_page_is_accessible(page: Page, address: str, archive: Archive) -> None:
    copy = page.request.get(f"{address}/en/capture/{archive.captures[archive.hostile.digest]}/page")
    assert copy.status == 200
    page.goto("about:blank")
    page.set_content(copy.text())  # where it is served nothing may run, axe neither: it would wait for ever
    assert faults(page) == []


def test_axe_would_find_a_fault(page: Page, address: str) -> None:
    page.goto(f"{address}/en/search")
    page.evaluate("document.querySelector('h1').insertAdjacentHTML('afterend', '<input type=text><img src=x>')")
    page.evaluate("document.querySelector('h1').style.setProperty('width', '3000px')")
    rules = {said.split(":")[0] for said in faults(page)}
    assert {"label", "image-alt"} <= rules
    assert any("wider" in rule for rule in rules)


def test_the_keyboard_alone_reaches_and_shows_everything(page: Page, address: str) -> None:
    page.set_viewport_size({"width": 1280, "height": 900})
    page.goto(f"{address}/en/search?q=财政")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    assert page.evaluate("document.activeElement.getBoundingClientRect().left") >= 0  # it shows when it has the focus
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('main') !== null")
    page.goto(f"{address}/en/search?q=财政")
    order: list[int] = []
    for _ in range(60):
        page.keyboard.press("Tab")
        place, outlined = page.evaluate(_FOCUS)
        if place < 0:
            break
        assert outlined, place
        order.append(place)
    assert order == sorted(order)
    assert len(order) == page.evaluate(f"{_ALL}.length")


_ALL = "[...document.querySelectorAll('a[href], button, input, select, summary, [tabindex=\"0\"]')]"
_FOCUS = f"""() => {{
  const one = document.activeElement, style = getComputedStyle(one);
  return [one === document.body ? -1 : {_ALL}.indexOf(one),
          style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2];
}}"""

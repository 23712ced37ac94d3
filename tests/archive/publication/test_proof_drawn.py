"""The source beside its table and the framed copy, as Chromium draws them."""

from typing import Any

import pytest
from playwright.sync_api import Browser

from tests.archive.publication.fixture import COUNTY_ID, Archive
from tests.browser import needs_chromium

pytestmark = needs_chromium
OPENED = f"/report/{COUNTY_ID}/2024/whole_area"


def _open(browser: Browser, address: str, width: int, height: int) -> tuple[Any, dict[str, float], dict[str, float]]:
    """Click a figure and return the page, with the places of its cell and of the panel."""
    page = browser.new_page(viewport={"width": width, "height": height})
    page.goto(f"{address}/en{OPENED}")
    page.locator("[id='f-req_carried_out.natural'] a").click()
    page.wait_for_load_state("load")
    cell, panel = page.locator("td.opened").bounding_box(), page.locator("#source").bounding_box()
    assert cell is not None
    assert panel is not None
    return page, cell, panel


def test_on_a_wide_screen_the_source_stands_right_of_the_cell(browser: Browser, address: str) -> None:
    page, cell, panel = _open(browser, address.rstrip("/"), 1280, 900)
    assert cell["x"] + cell["width"] <= panel["x"]
    assert panel["x"] + panel["width"] <= 1280
    for box in (cell, panel):
        assert 0 <= box["y"] < 900
    assert page.locator("#source svg image").first.evaluate("image => image.getBBox().width") > 500
    page.locator("#source a", has_text="Close").click()
    page.wait_for_load_state("load")
    assert page.locator("#source").count() == 0
    page.close()


def test_on_a_phone_the_source_lies_below_the_cell(browser: Browser, address: str) -> None:
    page, cell, panel = _open(browser, address.rstrip("/"), 360, 740)
    assert 0 <= cell["y"] < cell["y"] + cell["height"] <= panel["y"] < 740
    assert page.evaluate("document.documentElement.scrollWidth") == 360
    page.close()


def test_a_hostile_page_is_framed_and_runs_nothing(browser: Browser, address: str, archive: Archive) -> None:
    capture = archive.captures[archive.hostile.digest]
    page = browser.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("dialog", lambda dialog: pytest.fail(f"a script ran: {dialog.message}"))
    page.goto(f"{address.rstrip('/')}/en/capture/{capture}")
    page.locator("iframe").scroll_into_view_if_needed()
    copy = page.frame_locator("iframe").locator("body")
    assert "Sanitised copy" in copy.inner_text()
    assert "7" in copy.locator("td").inner_text()
    assert all(url.startswith(address.rstrip("/")) for url in asked)
    page.close()

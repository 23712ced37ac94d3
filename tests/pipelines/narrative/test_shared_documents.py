"""What the text of real reports states, where they are at hand, and how it goes with their tables."""

from functools import cache
from pathlib import Path

import pytest

from pipelines.about import ReportContext
from pipelines.assemble import assemble
from pipelines.formats import read_document
from pipelines.report import Report

SHARED = Path(__file__).parents[4] / "shared" / "corpus" / "documents"
pytestmark = pytest.mark.skipif(not SHARED.is_dir(), reason="the shared documents are not here")


@cache
def report(name: str) -> Report:
    (found,) = assemble(read_document((SHARED / name).read_bytes()), ReportContext())
    return found


def totals(name: str) -> dict[str, float | None]:
    return {one.code: one.scaled for one in report(name).narrative if one.code and one.note != "part"}


def text_findings(name: str) -> list[tuple[str, str, float | None, float | None]]:
    found = [one for one in report(name).findings if one.check.startswith(("nar_", "hi_text"))]
    return [(one.check, one.severity, one.found, one.expected) for one in found]


def test_a_county_that_lists_some_classes_only() -> None:
    assert totals("jingyuan2020.txt") == {
        "nar_pub_items": 2848, "nar_pub_website": 2848, "nar_site_visits": 490_000, "nar_gazette_issues": 6,
        "nar_gazette_docs": 89, "nar_normdoc_made": 25, "nar_interp": 25, "nar_hotline_tickets": 1186,
        "nar_hotline_closed": 1182, "nar_req_received": 6, "nar_rev": 0, "nar_lit": 0, "nar_newmedia_accounts": 6,
    }  # fmt: skip
    stated = report("jingyuan2020.txt").narrative
    classes = [one.value for one in stated if one.code == "nar_pub_items" and one.note == "part"]
    tickets = [one for one in stated if one.code == "nar_hotline_tickets" and one.note == "part"]
    assert (len(classes), sum(value or 0 for value in classes)) == (5, 1883)
    assert (sum(one.value or 0 for one in tickets), {one.complete for one in tickets}) == (1186, {True})
    assert [one.value for one in stated if one.role == "rate"] == [99.6]
    # the partial list, the truncated percentage and the class that is wider than the table's are no errors
    assert text_findings("jingyuan2020.txt") == [("nar_normdoc", "heuristic", 25, 17)]


def test_a_city_whose_text_goes_with_its_tables() -> None:
    assert totals("huaian2024.pdf") == {
        "nar_pub_items": 5500, "nar_pub_website": 5500, "nar_interp": 21, "nar_gazette_issues": 6,
        "nar_press_conf": 12, "nar_req_received": 3119, "nar_req_answered": 3050, "nar_req_carried": 103,
        "nar_rev": 351, "nar_lit": 46, "nar_newmedia_accounts": 95, "nar_fee_yuan": 3940,
    }  # fmt: skip
    assert text_findings("huaian2024.pdf") == []


def test_an_office_beside_its_district() -> None:
    assert totals("hongze2024.pdf")["nar_req_received"] == 17
    assert text_findings("hongze2024.pdf") == [("nar_received", "soft", 17, 95)]


def test_a_text_that_copied_one_cell_of_a_row() -> None:
    assert [finding[:1] + finding[2:] for finding in text_findings("shanghai-office2019.html")] == [
        ("nar_rate", 33.9, 30.03),
        ("nar_results", 258, 275),
        ("nar_results", 265, 337),
    ]


def test_a_prose_body_of_text_beside_unreadable_tables() -> None:
    assert totals("shuyang2025-rendition.md") == {
        "nar_req_received": 749, "nar_req_answered": 718, "nar_req_carried": 31, "nar_fee_yuan": 380
    }  # fmt: skip

"""Atom feeds: valid, stable, bounded, masked, in both languages, narrowed to a body or a province."""

import re
from xml.etree import ElementTree as ET

import pytest

from archive.atom import ATOM
from tests.archive.publication.conftest import Get
from tests.archive.publication.fixture import COUNTY, COUNTY_ID, OFFICE_ID

KINDS = ("reports", "findings", "changes")
IN = f"{{{ATOM}}}"
LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z")


def feed(get: Get, path: str) -> ET.Element:
    answer = get(path)
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/atom+xml; charset=utf-8"
    return ET.fromstring(answer.content)  # noqa: S314 (our own feed)


def texts(node: ET.Element, name: str) -> list[str]:
    return [found.text or "" for found in node.iter(f"{IN}{name}")]


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("kind", KINDS)
def test_feed_has_all_that_atom_asks_for(get: Get, kind: str, language: str) -> None:
    root = feed(get, f"/{language}/feeds/{kind}.atom")
    assert root.tag == f"{IN}feed"
    assert root.get(LANG) == {"zh": "zh-CN", "en": "en"}[language]
    entries = root.findall(f"{IN}entry")
    assert entries
    for node in (root, *entries):
        for name in ("id", "title", "updated"):
            assert len(node.findall(f"{IN}{name}")) == 1
    assert len(texts(root, "id")) == len(set(texts(root, "id")))
    assert all(one.startswith("urn:uuid:") for one in texts(root, "id"))
    assert all(_TIME.fullmatch(one) for one in [*texts(root, "updated"), *texts(root, "published")])
    assert root.findtext(f"{IN}updated") == max(texts(root, "updated"))
    assert root.find(f"{IN}author/{IN}name") is not None
    (own,) = (link.get("href") for link in root.findall(f"{IN}link") if link.get("rel") == "self")
    assert own == f"http://test/{language}/feeds/{kind}.atom"
    for entry in entries:
        (link,) = entry.findall(f"{IN}link")
        assert get((link.get("href") or "").removeprefix("http://test")).status_code == 200


def test_ids_stay_and_the_reader_gets_a_language_of_its_own(get: Get) -> None:
    first, again = (texts(feed(get, "/en/feeds/reports.atom"), "id") for _ in range(2))
    assert first == again
    moved = get(f"/feeds/reports.atom?body={COUNTY_ID}", accept_language="en")
    assert (moved.status_code, moved.headers["location"]) == (302, f"/en/feeds/reports.atom?body={COUNTY_ID}")


def test_feeds_tell_what_is_new(get: Get) -> None:
    assert f"{COUNTY} 2024" in texts(feed(get, "/en/feeds/reports.atom"), "title")
    said = get("/en/feeds/findings.atom").text
    assert f"{COUNTY} 2020: findings: 2" in said
    assert "does not add up: " in said
    changes = get("/zh/feeds/changes.atom").text
    assert f"{COUNTY} 2024：报告有修订" in changes
    assert "59 → 60" in changes
    assert "新增一句。" in changes


def test_feeds_narrow_to_a_body_and_a_province(get: Get) -> None:
    titles = texts(feed(get, f"/en/feeds/reports.atom?body={OFFICE_ID}"), "title")
    assert titles[0].startswith("New reports · ")
    assert len(titles) == 2, "one report; the withheld one is not told"
    assert len(texts(feed(get, "/en/feeds/reports.atom?province=99"), "title")) == 7
    assert texts(feed(get, f"/en/feeds/changes.atom?body={OFFICE_ID}"), "title") == [titles[0].replace(
        "New reports", "Revised and removed reports")]  # fmt: skip
    for wrong in ("body=990101-00000000", "province=12", "province=%25%25", "body=x'"):
        assert get(f"/en/feeds/reports.atom?{wrong}").status_code == 404


def test_nothing_withheld_and_no_markup_of_others_is_told(get: Get) -> None:
    for kind in KINDS:
        words = get(f"/zh/feeds/{kind}.atom").text
        assert "秘密" not in words
        assert "<script" not in words


def test_pages_lead_to_the_feeds(get: Get) -> None:
    for page in ("/en/downloads", "/en/api"):
        words = get(page).text
        assert all(f'href="/en/feeds/{kind}.atom"' in words for kind in KINDS)

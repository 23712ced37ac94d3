"""What a revision changed stands on its page, but nothing of a withheld report."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from lxml import html

from archive.builds import current_build
from archive.export.visible import copy_visible
from tests.archive.publication.conftest import Get
from tests.archive.publication.fixture import COUNTY_ID, OFFICE_ID, Archive


@pytest.mark.parametrize(
    ("language", "words"),
    [("zh", ["总计", "59", "60", "文句", "无", "新增一句。"]), ("en", ["Total", "59", "60", "Sentence", "not there"])],
)
def test_a_revision_shows_what_it_changed(get: Get, language: str, words: list[str]) -> None:
    page = html.fromstring(get(f"/{language}/report/{COUNTY_ID}/2024").text)
    (section,) = page.xpath("//section[@id='changes']")
    said = section.text_content()
    assert all(word in said for word in words)
    assert not html.fromstring(get(f"/{language}/report/{COUNTY_ID}/2023").text).xpath("//section[@id='changes']")


@pytest.mark.parametrize(("language", "words"), [("zh", "尚待再次确认"), ("en", "to be confirmed")])
def test_a_report_that_may_be_gone_says_so(get: Get, language: str, words: str) -> None:
    assert words in get(f"/{language}/report/{COUNTY_ID}/2019").text
    assert words not in get(f"/{language}/report/{COUNTY_ID}/2020").text


def test_changes_quote_nothing_withheld(get: Get, archive: Archive, tmp_path: Path) -> None:
    assert "秘密旧句" not in get(f"/zh/report/{OFFICE_ID}/2023").text
    build = current_build(archive.site.data)
    assert build is not None
    copy_visible(build.archive, tmp_path / "copy.db")
    with closing(sqlite3.connect(tmp_path / "copy.db")) as db:
        kept = db.execute("SELECT kind, old, new FROM revision_changes ORDER BY position").fetchall()
    assert kept == [("figure", "59", "60"), ("sentence", None, "新增一句。")]

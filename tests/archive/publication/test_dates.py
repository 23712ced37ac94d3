"""Dates in words of both languages, whole or in part, and nothing lost of what is no date."""

import pytest
from lxml import html

from archive.publication.dates import dated, written
from tests.archive.publication.conftest import Get
from tests.archive.publication.fixture import COUNTY_ID

WORDS = (
    ("2026-11-23", "2026年11月23日", "23 November 2026"),
    ("2024-01-05", "2024年1月5日", "5 January 2024"),
    ("2024-01", "2024年1月", "January 2024"),
    ("2024", "2024年", "2024"),
    ("2026-01-01T08:09:10.123456Z", "2026年1月1日 08:09:10 UTC", "1 January 2026, 08:09:10 UTC"),
    ("2026-01-01T08:09:10+00:00", "2026年1月1日 08:09:10 UTC", "1 January 2026, 08:09:10 UTC"),
)


@pytest.mark.parametrize(("iso", "zh", "en"), WORDS)
def test_dates_and_times_in_both_languages(iso: str, zh: str, en: str) -> None:
    assert (written(iso, "zh"), written(iso, "en")) == (zh, en)


@pytest.mark.parametrize(
    "words", ["2024-13-01", "2024年1月", "2026-11-23-2", "<b>2024</b>", "2024-01-05T08:09:10+08:00"]
)
def test_what_is_no_date_of_ours_stays_as_it_is(words: str) -> None:
    assert written(words, "en") == dated(words, "zh") == words
    assert not hasattr(dated(words, "en"), "__html__")  # and is escaped by the page


def test_nothing_is_empty() -> None:
    assert (written(None, "zh"), written("", "en"), dated(None, "en")) == ("", "", "")


def test_programs_can_read_the_date() -> None:
    assert dated("2024-01", "zh") == '<time datetime="2024-01">2024年1月</time>'
    assert str(dated("2026-01-01T08:09:10.5Z", "en")).startswith('<time datetime="2026-01-01T08:09:10Z">1 January')


@pytest.mark.parametrize(("language", "captured"), [("zh", "2026年1月1日 "), ("en", "1 January 2026, ")])
def test_pages_write_dates_in_their_language(get: Get, language: str, captured: str) -> None:
    page = html.fromstring(get(f"/{language}/report/{COUNTY_ID}/2023").text)
    times = page.xpath("//section[@id='sources']//time | //main//table//time")
    assert times
    assert all(one.text_content().startswith(captured) for one in times if one.get("datetime").startswith("2026-01-01"))
    assert "T00:00:00" not in "".join(one.text_content() for one in times)

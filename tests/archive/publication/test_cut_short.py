"""What a page cuts short it says it does."""

import pytest

from archive.publication.views import capture, coverage
from tests.archive.publication.conftest import Get
from tests.archive.publication.fixture import Archive


def test_coverage_says_when_it_lists_only_the_first(get: Get, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "Only the first" not in get("/en/coverage").text
    monkeypatch.setattr(coverage, "SHOWN", 1)
    assert "Only the first 1 are listed" in get("/en/coverage").text
    assert "只列出前 1 条" in get("/zh/coverage").text


def test_a_document_shown_as_text_says_where_it_is_cut(
    get: Get, archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = f"/en/capture/{archive.captures[archive.hostile.digest]}/text"
    assert "Cut here" not in get(path).text
    monkeypatch.setattr(capture, "TEXT_LIMIT", 20)
    words = get(path).text
    assert words.endswith("(Cut here: only the first 20 bytes are shown; download the whole.)\n")

"""Method, codebook and downloads say what readers must know before they use a figure."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from archive.rights import attributions
from tests.archive.publication.conftest import Get
from tests.archive.publication.fixture import Archive

DATE = "2023-06-01"


@pytest.mark.parametrize("language", ["zh", "en"])
def test_method_names_licences_severities_flags_and_what_is_withheld(get: Get, language: str) -> None:
    page = get(f"/{language}/method").text
    assert "○" in page
    assert not re.search(r"\{\w+\}", page)  # relations are told in general, without places to fill in
    for one in attributions():
        assert one.name in page
        assert one.what[language] in page
    for flag in ("misaligned", "ocr_unconfirmed", "sources_differ"):
        assert f"<code>{flag}</code>" in page
    assert 'class="severity hard"' in page
    assert {"zh": "含个人信息：1", "en": "含个人信息: 1"}[language] in page
    assert "/findings?check=t3_balance" in page


def test_method_says_plainly_that_no_contact_is_given(get: Get, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NIANBAO_CONTACT", raising=False)
    assert "has given no contact" in get("/en/method").text
    for said in ("desk@nianbao.example", "mailto:desk@nianbao.example"):
        monkeypatch.setenv("NIANBAO_CONTACT", said)
        assert '<a href="mailto:desk@nianbao.example"' in get("/en/method").text
    monkeypatch.setenv("NIANBAO_CONTACT", "https://nianbao.example/write")
    assert '<a href="https://nianbao.example/write"' in get("/en/method").text
    monkeypatch.setenv("NIANBAO_CONTACT", "javascript:alert(1) <b>")
    words = get("/en/method").text
    assert "javascript:alert(1) &lt;b&gt;" in words
    assert 'href="javascript:' not in words


def test_codebook_is_searched_by_words_of_both_languages_code_and_form(get: Get) -> None:
    def codes(query: str) -> str:
        return get(f"/en/codebook?{query}").text

    assert "<code>res_denied_state_secret</code>" in codes("q=国家秘密")
    assert "<code>res_denied_state_secret</code>" in codes("q=STATE+secret")
    assert "<code>res_denied_state_secret</code>" not in codes("q=state+secret+nowhere")
    assert "No indicator matches" in codes("q=nowhere")
    assert "<code>req_received</code>" in codes("form=F2014")
    assert "<code>rule_made</code>" not in codes("form=F2014")
    assert '<th scope="rowgroup"' in codes("")


@pytest.fixture
def released(archive: Archive) -> Iterator[Path]:
    """A release older than any other of the tests, with a descriptor."""
    folder = archive.site.data.releases / DATE
    (folder / "excel").mkdir(parents=True, exist_ok=True)
    digest = "ab" * 32
    (folder / "excel" / "nianbao-2022.xlsx").write_bytes(b"x" * 1234)
    (folder / "README.md").write_text("# about")
    (folder / "SHA256SUMS").write_text(f"{digest}  excel/nianbao-2022.xlsx\n")
    counts = {"added": 1200, "changed": 3, "removed": 4}
    changes = {"since": "2023-05-01", "reports": {"added": 7, "changed": 8, "removed": 9}, "figures": counts}
    facts = {"build": "b1", "reports": 77, "withheld_documents": 2, "changes": changes, "resources": []}
    (folder / "datapackage.json").write_text(json.dumps(facts))
    yield folder
    for path in sorted(folder.rglob("*"), reverse=True):
        path.rmdir() if path.is_dir() else path.unlink()
    folder.rmdir()


def test_downloads_tell_contents_changes_and_digests(get: Get, released: Path) -> None:
    page = get("/en/downloads").text
    assert "Build b1: 77 reports; documents withheld and left out: 2." in page
    assert "Since 1 May 2023: reports 7 added, 8 changed, 9 removed; figures 1,200 added, 3 changed, 4 removed." in page
    assert "ab" * 32 in page
    assert "1,234" in page
    assert f"/en/downloads/{released.name}/README.md" in page

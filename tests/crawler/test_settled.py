"""Pages that lead nowhere are not looked through again, and only these."""

import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from crawler import settled
from crawler.registry import Options, Site
from crawler.settled import Settled
from tests.crawler.web import REPORTS, Answer, publish, report

SITE = Site(id="s", body="某局", region="990101", list="http://www.x.gov.cn/nb/", family="trs")
URL = "http://www.x.gov.cn/nb/1.html"


def noted(path: Path) -> Path:
    cache = Settled(path)
    cache.note(SITE, URL, "a" * 64)
    assert not cache.knows(SITE, URL, "a" * 64)  # within a crawl a page is asked for once
    cache.close()
    cache.close()
    return path


def knows(path: Path, site: Site = SITE, url: str = URL, digest: str | None = "a" * 64) -> bool:
    cache = Settled(path)
    try:
        return cache.knows(site, url, digest)
    finally:
        cache.close()


def test_only_the_same_bytes_at_the_same_address_for_the_same_entry_are_known(tmp_path):
    path = noted(tmp_path / "settled.db")
    assert knows(path)
    assert not knows(path, digest="b" * 64)
    assert not knows(path, digest=None)
    assert not knows(path, url=URL + "?a")
    assert not knows(path, site=replace(SITE, hosts=("files.example.org",)))
    assert not knows(path, site=replace(SITE, options=Options(follow="all")))


def test_other_code_knows_nothing(tmp_path, monkeypatch: pytest.MonkeyPatch):
    path = noted(tmp_path / "settled.db")
    monkeypatch.setattr(settled, "code_version", lambda: "another")
    assert not knows(path)
    monkeypatch.undo()
    assert not knows(path)  # what the other code emptied stays so


def test_what_older_code_writes_after_newer_code_began_is_not_known_to_it(tmp_path, monkeypatch: pytest.MonkeyPatch):
    path = tmp_path / "settled.db"
    newer = settled.code_version()
    monkeypatch.setattr(settled, "code_version", lambda: "older")
    old = Settled(path)
    monkeypatch.setattr(settled, "code_version", lambda: newer)
    new = Settled(path)
    monkeypatch.setattr(settled, "code_version", lambda: "older")
    old.note(SITE, URL, "a" * 64)
    old.close()
    monkeypatch.undo()
    assert not new.knows(SITE, URL, "a" * 64)
    new.close()


def test_a_cache_that_another_crawl_is_writing_is_left_to_it(tmp_path, monkeypatch: pytest.MonkeyPatch):
    path = noted(tmp_path / "settled.db")
    monkeypatch.setattr(settled, "_WAIT", 0.0)
    monkeypatch.setattr(settled, "code_version", lambda: "another")  # which would empty it
    with closing(sqlite3.connect(path, isolation_level=None)) as busy:
        busy.execute("BEGIN EXCLUSIVE")
        assert not knows(path)
        busy.execute("ROLLBACK")
    monkeypatch.undo()
    assert knows(path)


def test_a_damaged_cache_is_made_anew_and_an_impossible_one_is_none(tmp_path):
    path = tmp_path / "settled.db"
    path.write_bytes(b"no database" * 1000)
    assert not knows(path)
    assert knows(noted(path))
    (tmp_path / "folder").mkdir()
    assert not knows(noted(tmp_path / "folder"))


def test_pages_that_lead_on_are_looked_through_in_every_crawl(web, data, registry, crawl):
    publish(web, *REPORTS)
    web.pages["/nb/202401/t20240110_1.html"] = Answer(report(2023, '<a href="files/W020240110.pdf">附件</a>'))
    web.pages["/nb/202401/files/W020240110.pdf"] = Answer(b"%PDF-1.7 a report", kind="application/pdf")
    for asked in (1, 2):
        assert crawl(registry()).returncode == 0
        assert web.asked["/nb/202401/files/W020240110.pdf"] == asked
        with closing(sqlite3.connect(data.settled)) as db:
            assert db.execute("SELECT count(*) FROM settled").fetchone() == (1,)
    data.settled.unlink()
    assert crawl(registry()).returncode == 0
    assert web.asked["/nb/202401/files/W020240110.pdf"] == 3

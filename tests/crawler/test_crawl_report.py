"""The report of a crawl is what its captures and those before it tell."""

import json
from datetime import UTC, datetime

import pytest

from archive.crawls import KINDS, from_json, keep, kept, summary
from archive.datadir import DataDir
from archive.records import UNLISTED, Context, Outcome, Role
from archive.store.index import CaptureIndex
from archive.store.writer import WarcWriter
from crawler.crawl_report import crawl_report
from crawler.errand import PUT_OFF
from crawler.registry import Expectation, Site
from tests.archive.store import exchanges

LIST = "http://a.gov.cn/nb/"
SITES = (
    Site(id="a", body="某局", region="640424", list=LIST, family="trs", expect=Expectation(reports=2, since=2023)),
    Site(id="b", body="他局", region="640424", list="http://b.gov.cn/nb/", family="trs"),
    Site(id="other", body="别局", region="640424", list="http://c.gov.cn/nb/", family="trs"),
)


@pytest.fixture
def data(tmp_path) -> DataDir:
    return DataDir(tmp_path / "data")


class Crawl:
    """Keeps the captures of one crawl, one each second."""

    def __init__(self, data: DataDir, day: str) -> None:
        self.name = f"{day.replace('-', '')}T010000Z-abcdef"
        self._day, self._second = day, 0
        self._writer = WarcWriter(data, crawl=self.name)

    def __enter__(self) -> "Crawl":
        self._writer.__enter__()
        return self

    def __exit__(self, *_: object) -> None:
        self._writer.close()

    def put(
        self, url: str, role: Role, outcome: Outcome = Outcome.KEPT, body: str = "", *, site: str = "a", **known: str
    ) -> None:
        self._second += 1
        context = Context(crawl=self.name, role=role, outcome=outcome, site=site, **known)
        time = f"{self._day}T01:00:{self._second:02}.000000Z"
        if body:
            status = 404 if outcome is Outcome.GONE else 200
            exchanges.keep(self._writer, url, body.encode(), time=time, context=context, status=status)
        else:
            self._writer.event(url, context, time=time)

    def page(self, name: str, body: str = "", outcome: Outcome = Outcome.KEPT, **known: str) -> None:
        title = f"某局{name[:4]}年政府信息公开年报"
        facts = {"parent": LIST, "listed_title": title, **known}
        self.put(f"http://a.gov.cn/{name}.html", Role.DETAIL, outcome, body or name, **facts)


def first(data: DataDir) -> str:
    with Crawl(data, "2026-01-10") as crawl:
        crawl.put("http://a.gov.cn/robots.txt", Role.ROBOTS, Outcome.GONE, "none")
        crawl.put(LIST, Role.LIST, body="list 1")
        for name in ("2023", "2024", "2022"):
            crawl.page(name)
        crawl.put("http://a.gov.cn/2023.pdf", Role.ATTACHMENT, body="pdf", parent="http://a.gov.cn/2023.html")
    return crawl.name


def second(data: DataDir) -> str:
    with Crawl(data, "2026-01-11") as crawl:
        crawl.put(LIST, Role.LIST, body="list 2")
        crawl.page("2024", "2024 corrected")
        crawl.page("2025")
        crawl.page("2022", "404", Outcome.GONE, reason=f"the server answers 404; {UNLISTED}")
        crawl.page("2023", reason=UNLISTED)
        blocked = {"site": "b", "reason": "a challenge page (status 412)"}
        crawl.put("http://b.gov.cn/nb/", Role.LIST, Outcome.BLOCKED, "x", **blocked)
        crawl.put("http://b.gov.cn/1", Role.DETAIL, Outcome.REFUSED, site="b", reason="b.gov.cn is left alone")
        crawl.put("http://a.gov.cn/2", Role.DETAIL, Outcome.REFUSED, reason="robots.txt forbids this address")
    return crawl.name


def report(data: DataDir, crawl: str):
    with CaptureIndex(data) as index:
        return crawl_report(index, crawl, SITES)


def names(items) -> list[str]:
    return [item.url.rpartition("/")[2].partition(".html")[0] for item in items]


def test_a_first_crawl_brings_what_is_new(data) -> None:
    found = report(data, first(data))
    assert names(found.new) == ["2023", "2024", "2022"]
    (site,) = found.sites
    assert (site.site, site.listed, dict(site.counts), site.failed) == ("a", 3, {"kept": 5}, False)
    assert (found.exit, found.due, found.requests) == (0, (), 5)
    assert not any(found.items(kind) for kind in KINDS if kind != "new")


def test_a_later_crawl_tells_what_became_of_it(data) -> None:
    first(data)
    found = report(data, second(data))
    assert names(found.new) == ["2025"]
    assert names(found.changed) == ["2024"]
    assert names(found.perhaps_gone) == ["2022"]
    assert found.perhaps_gone[0].seen == "2026-01-10T01:00:05.000000Z"
    assert found.gone == ()
    blocked, left_alone = found.blocked
    assert (left_alone.outcome, left_alone.until) == ("refused", blocked.until)
    assert [item.url for item in found.failed] == ["http://a.gov.cn/2"]
    assert (blocked.site, blocked.url) == ("b", "http://b.gov.cn/nb/")
    assert blocked.until is not None
    assert blocked.until.startswith("2026-01-1")
    a, b = found.sites
    assert (a.listed, a.failed) == (2, True)  # what no list names any more is not counted
    assert a.missing == "the earliest report listed is of 2024, 2023 expected"
    assert [item.site for item in found.below_expectation] == ["a"]
    assert (b.failed, found.exit) == (True, 1)


def test_gone_is_told_once_when_it_is_confirmed_and_back_when_it_is_served(data) -> None:
    first(data)
    second(data)
    for day, outcome, told in (
        ("2026-01-12", Outcome.GONE, ("gone", ["2022"])),
        ("2026-01-13", Outcome.GONE, ("gone", [])),
        ("2026-01-14", Outcome.KEPT, ("back", ["2022"])),
    ):
        with Crawl(data, day) as crawl:
            crawl.page("2022", "" if outcome is Outcome.KEPT else "404", outcome)
        found = report(data, crawl.name)
        kind, urls = told
        assert names(found.items(kind)) == urls
        assert found.perhaps_gone == ()


def test_a_report_is_the_same_whenever_it_is_made(data) -> None:
    crawl = first(data)
    at_once = report(data, crawl)
    second(data)
    assert report(data, crawl) == at_once
    path = keep(data, at_once)
    assert from_json(path.read_text("utf-8")) == at_once
    assert json.loads(at_once.to_json())["new"][0]["url"] == "http://a.gov.cn/2023.html"
    (data.crawls / "20260110T0-broken.json").write_text("{}")
    assert list(kept(data)) == [at_once]


def test_what_was_put_off_is_neither_failed_nor_below_expectation(data) -> None:
    with Crawl(data, "2026-01-10") as crawl:
        crawl.put(LIST, Role.LIST, Outcome.REFUSED, reason=f"rests until 20:00; {PUT_OFF}")
    found = report(data, crawl.name)
    assert [item.site for item in found.postponed] == ["a"]
    assert (found.exit, found.failed, found.below_expectation, found.due) == (0, (), (), ("a",))


def test_a_crawl_without_captures_has_no_report_and_a_broken_one_says_why(data) -> None:
    assert report(data, "20260110T010000Z-ffffff") is None
    crawl = first(data)
    with CaptureIndex(data) as index:
        found = crawl_report(index, crawl, SITES, chosen=("b",), fatal="no space left")
    assert (found.exit, [site.site for site in found.sites]) == (3, ["a", "b"])
    assert "3 new" in summary(found, "en")
    assert "新增 3" in summary(found, "zh")
    assert datetime.fromisoformat(found.ended) == datetime(2026, 1, 10, 1, 0, 6, tzinfo=UTC)

"""How long a host that blocks us is left alone, from its captures alone."""

from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta

import pytest

from archive.datadir import DataDir
from archive.records import Context, Outcome, Role
from archive.store.index import CaptureIndex
from archive.store.writer import WarcWriter
from crawler.backoff import Backoff, backoffs, retry_after
from crawler.registry import Site
from tests.crawler.conftest import captures
from tests.crawler.web import REPORTS, Answer, by_path, publish

NOW = datetime(2024, 1, 20, tzinfo=UTC)
HOST = "x.gov.cn"
SITE = Site(id="s", body="某局", region="990101", list=f"http://www.{HOST}/nb/", family="trs")
BLOCK, GOOD, GONE = Outcome.BLOCKED, Outcome.KEPT, Outcome.GONE
STATUS = {BLOCK: 403, GOOD: 200, GONE: 404, Outcome.FAILED: 503}


def keep(data: DataDir, day: datetime, *answers: Outcome, site: str = "s", **also: str) -> None:
    """Keep what one crawl got, one answer a minute; `also` may give url, role and a Retry-After header."""
    with WarcWriter(data, crawl=f"c-{day:%Y%m%d%H}") as writer:
        for number, outcome in enumerate(answers):
            role = Role(also.get("role", "detail"))
            context = Context(crawl=writer.crawl, role=role, outcome=outcome, site=site, reason="it said no")
            headers = [(b"Retry-After", also["wish"].encode())] if "wish" in also else []
            writer.response(
                also.get("url", f"http://www.{HOST}/nb/{number}.html"),
                time=f"{day + timedelta(minutes=number):%Y-%m-%dT%H:%M:%SZ}",
                status=429 if "wish" in also and outcome is BLOCK else STATUS[outcome],
                reason="",
                http_version="HTTP/1.1",
                headers=headers,
                body=f"{day}{number}".encode(),
                request=None,
                context=context,
            )


@pytest.fixture
def found(data: DataDir) -> Callable[..., Backoff | None]:
    def look(now: datetime = NOW, sites: Iterable[Site] = (SITE,), *, insisted: bool = False) -> Backoff | None:
        with CaptureIndex(data) as index:
            return backoffs(data, index, sites, now, insisted=insisted).get(HOST)

    return look


@pytest.mark.parametrize(("crawls", "days"), [(1, 1), (2, 2), (3, 4), (4, 8), (5, 16), (6, 30), (9, 30)])
def test_back_off_doubles_with_each_blocked_crawl(data, found, crawls, days):
    last = NOW - timedelta(hours=3)
    for number in range(crawls):
        keep(data, last - timedelta(days=40 * number), BLOCK)
    backoff = found()
    assert backoff is not None
    assert backoff.until == last + timedelta(days=days) - timedelta(hours=1)
    assert f"it blocked {crawls} crawls" in backoff.reason
    assert "it said no" in backoff.reason
    assert found(now=backoff.until + timedelta(minutes=1)) is None


@pytest.mark.parametrize(
    ("answers", "blocked"),
    [
        ((GOOD, BLOCK), False),  # one address is refused, the host is not closed
        ((BLOCK, BLOCK, BLOCK, GOOD), False),
        ((GOOD, BLOCK, BLOCK, BLOCK), True),
        ((BLOCK, GONE), True),
        ((BLOCK, Outcome.FAILED), True),
        ((GOOD,), False),
    ],
)
def test_crawl_counts_as_blocked_by_how_it_ended(data, found, answers, blocked):
    keep(data, NOW - timedelta(hours=3), *answers)
    assert (found() is not None) is blocked


def test_good_answer_begins_anew_but_robots_and_files_given_by_hand_are_none(data, found):
    keep(data, NOW - timedelta(days=9), BLOCK)
    keep(data, NOW - timedelta(days=6), GOOD)
    keep(data, NOW - timedelta(days=5), GOOD, role="robots")
    keep(data, NOW - timedelta(days=4), GOOD, role="file")
    keep(data, NOW - timedelta(hours=9), BLOCK)
    backoff = found()
    assert backoff is not None
    assert "it blocked 1 crawls" in backoff.reason
    keep(data, NOW - timedelta(hours=8), GOOD, site="neighbour", url=f"http://zwgk.{HOST}/1.html")
    neighbour = Site(id="neighbour", body="某局", region="990101", list=f"http://zwgk.{HOST}/", family="trs")
    assert found(sites=(SITE, neighbour)) is None


def test_other_hosts_are_not_concerned(data, found):
    keep(data, NOW - timedelta(hours=3), BLOCK, url="http://www.y.gov.cn/1.html")
    assert found() is None


def test_time_that_a_server_named_is_kept_by_the_next_crawl(data, found):
    at = NOW - timedelta(hours=3)
    keep(data, at, Outcome.FAILED, wish="14400")
    assert found() == Backoff(
        at + timedelta(hours=4), "its server asked for that (Retry-After) with status 503", wish=True
    )
    assert found(now=NOW + timedelta(hours=2)) is None
    keep(data, at + timedelta(hours=1), GOOD)
    assert found() is None


def test_a_person_may_insist_on_a_host_that_blocks_but_not_against_its_wish(data, found):
    keep(data, NOW - timedelta(hours=3), BLOCK)
    assert found(insisted=True) is None
    keep(data, NOW - timedelta(hours=1), BLOCK, wish="7200")  # shorter than our own back-off, and still its wish
    ours, wish = found(), found(insisted=True)
    assert ours is not None
    assert wish is not None
    assert (ours.wish, wish.wish, wish.until) == (False, True, NOW + timedelta(hours=1))


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("60", 60),
        (" 60 ", 60),
        ("0", None),
        ("-5", None),
        ("soon", None),
        ("", None),
        (None, None),
        ("٣", None),
        ("9" * 5000, 30 * 86400),
        ("Sat, 20 Jan 2024 00:10:00 GMT", 600),
        ("Sat, 20 Jan 2024 08:10:00 +0800", 600),
        ("Fri, 19 Jan 2024 00:00:00 GMT", None),
        ("Fri, 01 Jan 9999 00:00:00 GMT", 30 * 86400),
        ("Fri, 99 Jan 2024 00:00:00 GMT", None),
    ],
)
def test_retry_after_in_seconds_or_as_a_date(value, seconds):
    assert retry_after(value, NOW) == (None if seconds is None else NOW + timedelta(seconds=seconds))


def test_host_that_blocked_is_not_asked_by_the_next_crawl_unless_its_site_is_named(web, data, registry, crawl):
    publish(web, *REPORTS)
    web.pages["/nb/"].status = 403
    assert crawl(registry()).returncode == 1
    asked = dict(web.asked)
    run = crawl(registry())
    assert run.returncode == 1
    assert web.asked == asked
    assert "it blocked 1 crawls one after another" in run.stderr
    assert "its list is blocked" not in run.stdout  # said when it was asked
    last = by_path(captures(data), web)["/nb/"]
    assert last.context.outcome is Outcome.REFUSED
    web.pages["/nb/"].status = 200
    assert crawl(registry(), "--site", "site-1").returncode == 0
    assert crawl(registry()).returncode == 0


def test_busy_server_is_asked_again_only_when_it_said(web, data, registry, crawl):
    publish(web, *REPORTS)
    web.pages["/nb/202401/t20240110_1.html"] = Answer("", 503, headers={"Retry-After": "7200"}, validators=False)
    run = crawl(registry())
    assert run.returncode == 1
    assert web.asked["/nb/202401/t20240110_1.html"] == 1
    asked = dict(web.asked)
    assert crawl(registry(), "--site", "site-1").returncode == 1
    assert web.asked == asked
    reason = by_path(captures(data), web)["/nb/"].context.reason or ""
    assert "its server asked for that (Retry-After) with status 503" in reason


def test_resting_site_is_asked_nothing_and_fails_nothing(web, data, registry, crawl):
    publish(web, *REPORTS)
    run = crawl(registry({"options": '{rest = "00:00-00:00"}', "expect": "{reports = 2}"}))
    assert run.returncode == 0, run.stderr
    assert "site-1: rests until 00:00" in run.stderr
    assert not web.asked
    last = by_path(captures(data), web)["/nb/"]
    assert last.context.outcome is Outcome.REFUSED

"""What may be asked of whom and when; the time is given, nothing is waited for."""

import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest
from scrapy.http import Request
from twisted.internet.defer import Deferred

from archive.records import Outcome, Role
from crawler.backoff import Backoff
from crawler.downloading import PoliteDownloader, PoliteSlot, Throttle
from crawler.errand import KEY, Errand, Postponed, Refused
from crawler.hostlocks import HostLocks
from crawler.outcome import Verdict
from crawler.politeness import Politeness
from crawler.registry import Options, Site
from crawler.rest import rests_until
from tests.crawler.conftest import ROOT, captures
from tests.crawler.web import REPORTS, Answer, Web, by_path, many, publish

NOON = datetime(2024, 1, 10, 4, 0, tzinfo=UTC)  # in China
HOST = "x.gov.cn"


def errand(site: str = "s", rest: str | None = None, role: Role = Role.DETAIL) -> Errand:
    options = Options(rest=rest)
    entry = Site(id=site, body="某局", region="990101", list=f"http://www.{HOST}/nb/", family="trs", options=options)
    return Errand(site=entry, role=role)


@pytest.fixture
def polite(tmp_path: Path) -> Callable[..., Politeness]:
    def make(*backoffs: Backoff, at: datetime = NOON, **options: object) -> Politeness:
        found = dict.fromkeys([HOST], *backoffs) if backoffs else {}
        return Politeness(HostLocks(tmp_path, "a-crawl"), found, clock=lambda: at, **options)  # type: ignore[arg-type]

    return make


@pytest.mark.parametrize(
    ("hours", "until"),
    [
        (None, None),
        ("", None),
        ("08:00-20:00", "20:00"),
        ("12:00-13:30", "13:30"),
        ("08:00-12:00", None),  # the end is not rest any more
        ("22:00-13:00", "13:00"),
        ("12:01-11:59", None),
        ("20:00-08:00", None),
        ("00:00-00:00", "00:00"),
    ],
)
def test_hours_of_rest_are_chinas_and_may_pass_midnight(hours, until):
    assert rests_until(hours, NOON) == until


def test_resting_sites_are_left_for_later_and_say_until_when(polite):
    with pytest.raises(Postponed, match="rests until 20:00 in China's time"):
        polite().check(HOST, errand(rest="08:00-20:00"))
    with pytest.raises(Postponed, match="13:00"):
        polite(rest="22:00-13:00").check(HOST, errand())
    polite(rest="22:00-11:00").check(HOST, errand(rest="20:00-08:00"))
    with pytest.raises(ValueError, match="HH:MM"):
        polite(rest="8-20").check(HOST, errand())


def test_host_that_blocks_is_left_alone_but_not_its_neighbours(polite):
    manners, block = polite(), Verdict(Outcome.BLOCKED, "x")
    for _ in range(2):
        manners.note_answer(HOST, errand(), block, 403, None)
    manners.note_answer(HOST, errand(), Verdict(Outcome.KEPT), 200, None)
    for _ in range(2):
        manners.note_answer(HOST, errand(), block, 403, None)
    manners.note_answer(HOST, errand(role=Role.ROBOTS), Verdict(Outcome.KEPT), 200, None)
    manners.check(HOST, errand())
    manners.note_answer(HOST, errand(), block, 403, None)
    with pytest.raises(Refused, match="3 block pages one after another"):
        manners.check(HOST, errand())
    manners.check(HOST, errand("neighbour"))
    manners.check("y.gov.cn", errand())
    for number in range(10):
        manners.note_answer(HOST, errand(f"n-{number}"), block, 403, None)
    with pytest.raises(Refused, match="block pages"):
        manners.check(HOST, errand("neighbour"))


@pytest.mark.parametrize("status", [429, 503])
def test_wish_to_come_later_is_kept_or_ends_the_crawl_of_a_host(polite, status):
    manners, busy = polite(), Verdict(Outcome.FAILED, "x")
    manners.note_answer(HOST, errand(), busy, status, "120")
    assert (manners.pause(HOST), manners.pause("y.gov.cn")) == (120, 0)
    manners.check(HOST, errand())
    manners.note_answer(HOST, errand(), busy, status, "Wed, 10 Jan 2024 04:06:00 GMT")
    with pytest.raises(Refused, match="until 2024-01-10 04:06 UTC"):
        manners.check(HOST, errand())


def test_wish_counts_only_where_the_server_is_busy(polite):
    manners = polite()
    manners.note_answer(HOST, errand(), Verdict(Outcome.KEPT), 200, "86400")
    manners.note_answer(HOST, errand(), Verdict(Outcome.FAILED, "x"), 503, "soon")
    manners.check(HOST, errand())
    assert manners.pause(HOST) == 0


def test_back_off_holds_and_says_who_may_insist_which_none_may_on_a_wish(polite):
    blocked = Backoff(NOON + timedelta(days=2), "it blocked 2 crawls")
    with pytest.raises(Refused, match=r"left alone until 2024-01-12 04:00 UTC: it blocked 2 crawls; `--site ID`"):
        polite(blocked).check(HOST, errand())
    with pytest.raises(Refused, match=r"left alone until 2024-01-12 04:00 UTC: it asked$"):
        polite(Backoff(NOON + timedelta(days=2), "it asked", wish=True)).check(HOST, errand())


def test_a_short_wish_of_the_last_answer_is_waited_for_by_the_next_crawl(polite):
    manners = polite(Backoff(NOON + timedelta(minutes=2), "it asked", wish=True))
    manners.check(HOST, errand())
    assert manners.pause(HOST) == 120
    assert polite(Backoff(NOON - timedelta(seconds=1), "it asked", wish=True)).pause(HOST) == 0
    with pytest.raises(Refused, match="left alone until 2024-01-10 04:06 UTC: it asked"):
        polite(Backoff(NOON + timedelta(minutes=6), "it asked", wish=True)).check(HOST, errand())
    with pytest.raises(Refused, match="it blocked"):
        polite(Backoff(NOON + timedelta(minutes=2), "it blocked")).check(HOST, errand())


def test_a_host_belongs_to_one_crawl_until_its_process_ends(tmp_path, polite):
    program = (
        "import sys\nfrom pathlib import Path\nfrom crawler.hostlocks import HostLocks\n"
        f"locks = HostLocks(Path({str(tmp_path)!r}), 'other-crawl')\nprint(locks.take({HOST!r}), flush=True)\ninput()\n"
    )
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True, "cwd": ROOT}
    with subprocess.Popen([sys.executable, "-c", program], **pipes) as other:
        assert other.stdout.readline() == "None\n"
        manners = polite()
        with pytest.raises(Refused, match=r"another crawl \(other-crawl\) is asking x\.gov\.cn"):
            manners.check(HOST, errand())
        manners.check("y.gov.cn", errand())
        other.kill()
    with pytest.raises(Refused):  # in this crawl it stays so
        manners.check(HOST, errand())
    polite().check(HOST, errand())


def test_last_request_to_a_host_is_known_to_the_next_crawl(tmp_path):
    locks = HostLocks(tmp_path, "first")
    assert locks.last_request(HOST) is None
    assert locks.take(HOST) is None
    assert not locks.last_request(HOST)
    locks.note_request(HOST)
    asked = locks.last_request(HOST)
    locks.close()
    again = HostLocks(tmp_path, "second")
    assert again.take(HOST) is None
    assert asked
    assert again.last_request(HOST) == asked
    assert again.take("[::1]:80/../..%2f" + "x" * 300) is None
    assert {path.parent for path in tmp_path.rglob("*")} == {tmp_path}


def test_slot_is_never_faster_than_the_longest_delay_asked_for():
    slot = PoliteSlot(HOST, 1, 3.0, 0.5, fixed=False)
    assert all(3.0 <= slot.download_delay() <= 4.5 for _ in range(200))
    slot.hold(20.0)
    slot.hold(7.0)
    throttle = Throttle.__new__(Throttle)
    throttle.mindelay, throttle.maxdelay, throttle.target_concurrency = 3.0, 60.0, 1.0
    answer = SimpleNamespace(status=200)
    for latency, delay in ((0.1, 20.0), (50.0, 50.0), (0.1, 25.05), (0.1, 20.0)):
        throttle._adjust_delay(slot, latency, answer)
        assert slot.delay == pytest.approx(delay)
    ours = PoliteSlot("127.0.0.1:80", 1, 0.001, 0, fixed=True)
    throttle._adjust_delay(ours, 5.0, answer)
    assert ours.delay == 0.001


@pytest.fixture
def downloader(polite) -> PoliteDownloader:
    made = PoliteDownloader.__new__(PoliteDownloader)  # without a crawl around it
    made.slots, made.per_slot_settings, made._site_delays = {}, {"127.0.0.1": {"delay": 0.001, "jitter": 0}}, {}
    made.domain_concurrency, made._delay, made._jitter = 1, 3.0, 0.5
    made.politeness = polite()
    made._start_slot_gc = lambda: None
    made.under_way = Counter()
    return made


def test_a_host_that_asked_for_a_pause_takes_no_place_from_others(downloader):
    assert (downloader.has_room(HOST), downloader.has_room("y.gov.cn")) == (True, True)
    downloader.politeness.note_answer(HOST, errand(), Verdict(Outcome.FAILED, "x"), 503, "120")
    assert (downloader.has_room(HOST), downloader.has_room("y.gov.cn")) == (False, True)
    downloader.politeness.pauses[HOST] = NOON
    assert downloader.has_room(HOST)


def test_all_names_of_a_registrable_host_share_one_slot(downloader):
    def slot(url: str, delay: int | None = None) -> PoliteSlot:
        asked = replace(errand().site, options=Options(delay=delay))
        meta = {KEY: Errand(site=asked, role=Role.DETAIL), "download_slot": "of-a-redirecting-page"}
        return downloader._get_slot(Request(url, meta=meta))[1]

    one = slot("http://www.x.gov.cn/nb/")
    assert (one.host, one.concurrency, one.delay) == (HOST, 1, 3.0)
    assert slot("https://zwgk.x.gov.cn:8443/a.pdf", delay=30) is one
    assert slot("http://www.x.gov.cn/nb/").delay == 30
    downloader.hold(Request("http://www.x.gov.cn/", meta={KEY: errand()}), 45.0)
    downloader.slots.clear()  # as Scrapy does with idle ones
    assert slot("http://www.x.gov.cn/nb/").delay == 45
    assert slot("http://www.y.gov.cn/nb/").delay == 3
    assert slot("http://127.0.0.1:8101/") is not slot("http://127.0.0.1:8102/")
    assert slot("http://127.0.0.1:8101/").delay == 0.001


def test_what_waits_in_a_queue_when_the_rest_begins_is_left_for_later(downloader, tmp_path):
    now = [NOON]
    downloader.politeness = Politeness(HostLocks(tmp_path, "c"), {}, rest="12:30-13:30", clock=lambda: now[0])
    requests = [Request(f"http://www.x.gov.cn/{number}", meta={KEY: errand()}) for number in range(3)]
    slot = downloader._get_slot(requests[0])[1]
    ended: list[object] = []
    for request in requests:
        waiting: Deferred[object] = Deferred()
        waiting.addErrback(lambda failure: ended.append(failure.value))
        slot.queue.append((request, waiting))
    downloader._turn_away(slot)
    assert (len(slot.queue), ended) == (3, [])
    now[0] += timedelta(minutes=30)
    downloader._turn_away(slot)
    assert not slot.queue
    assert [type(error) for error in ended] == [Postponed] * 3


def test_slot_knows_when_another_crawl_asked_last(downloader):
    asked = Request("http://www.x.gov.cn/nb/", meta={KEY: errand()})
    assert downloader._get_slot(asked)[1].lastseen == 0
    downloader.slots.clear()
    downloader.politeness.locks.take(HOST)
    downloader.politeness.locks.note_request(HOST)
    assert downloader._get_slot(asked)[1].lastseen > 0


def test_server_that_says_when_is_asked_then_and_one_that_says_too_often_not_at_once(web, data, registry, crawl):
    publish(web, *many(3))
    busy, often = "/nb/202401/t20240110_11.html", "/nb/202401/t20240110_12.html"
    web.pages[often] = Answer("too many", 429, validators=False)
    good = web.pages[busy]
    web.pages[busy] = Answer("busy", 503, headers={"Retry-After": "1"}, validators=False)
    web.pages[busy].wait = lambda: web.pages.update({busy: good})
    run = crawl(registry())
    assert run.returncode == 1
    kept = by_path(captures(data), web)
    assert (web.asked[busy], kept[busy].context.outcome) == (2, Outcome.KEPT)
    assert (web.asked[often], kept[often].context.outcome) == (1, Outcome.BLOCKED)


def test_second_crawl_of_a_host_says_who_asks_it_and_asks_nothing(web, registry, command, crawl):
    publish(web, *REPORTS)
    reached, go_on = threading.Event(), threading.Event()

    def hang():
        reached.set()
        go_on.wait(60)

    web.pages["/nb/"].wait = hang
    entries = registry()
    with subprocess.Popen(command(entries), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as first:
        assert reached.wait(60)
        asked = dict(web.asked)
        second = crawl(entries)
        assert web.asked == asked
        go_on.set()
        assert first.wait(60) == 0
    assert second.returncode == 1
    assert "another crawl (20" in second.stderr
    assert f"is asking 127.0.0.1:{web.port}" in second.stderr


@pytest.mark.parametrize("path", ["/robots.txt", "/nb/"])
def test_host_that_does_not_answer_holds_up_no_other(web, registry, crawl, path):
    """The silent host answers once the other one was asked for its last report, and says so if that never happens."""
    reached, asked, waited = threading.Event(), threading.Event(), []

    def hang():
        reached.set()
        waited.append(asked.wait(60))

    with Web() as silent:
        publish(silent, *many(40))
        silent.pages.setdefault(path, Answer("", 404)).wait = hang
        for number in range(40):  # without their places, the other host's list would have to wait, too
            publish(silent, *many(1), prefix=f"/{number}/")
        publish(web, *REPORTS)
        web.pages["/nb/"].wait = lambda: reached.wait(60)
        web.pages["/nb/" + REPORTS[-1][0].removeprefix("./")].wait = asked.set
        there = {"hosts": f'["127.0.0.1:{silent.port}"]'}
        lists = ["/nb/", *(f"/{number}/" for number in range(40))]
        entries = [{**there, "id": f'"silent-{n}"', "list": f'"{silent.url}{at}"'} for n, at in enumerate(lists)]
        run = crawl(registry(*entries, {"id": '"other"'}))
    assert waited == [True]
    assert run.returncode == 0


def test_host_that_answers_no_more_ends_a_crawl_soon(web, data, registry, crawl):
    publish(web, *many(20))
    web.pages["/nb/"].headers = {"Connection": "close"}
    web.pages["/nb/"].wait = web.stop
    run = crawl(registry())
    said = f"127.0.0.1:{web.port} did not answer 9 requests one after another; it is asked no more in this crawl"
    assert said in run.stderr
    assert run.returncode == 1
    reports = [capture for capture in captures(data) if capture.context.role is Role.DETAIL]
    assert [capture.context.outcome for capture in reports] == [Outcome.REFUSED] * 20


def test_silence_counts_in_a_row_and_for_one_name(polite):
    manners = polite()
    for _ in range(2):
        for _ in range(8):
            manners.note_end("www.x.gov.cn", answered=False)
        manners.check_name("www.x.gov.cn")
        manners.note_end("www.x.gov.cn", answered=True)
    for _ in range(9):
        manners.note_end("www.x.gov.cn", answered=False)
    with pytest.raises(Refused, match=r"www\.x\.gov\.cn did not answer 9 requests"):
        manners.check_name("www.x.gov.cn")
    manners.check_name("zwgk.x.gov.cn")

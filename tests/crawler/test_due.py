"""When a site is to be asked again, from its own history, its entry and the date."""

from datetime import UTC, date, datetime, timedelta

import pytest

from archive.datadir import DataDir
from archive.records import Context, Outcome, Role
from archive.store.history import Missing, Visits, left_alone
from archive.store.index import CaptureIndex
from archive.store.writer import WarcWriter
from crawler.backoff import BLOCKS_IN_A_ROW
from crawler.due import History, due, due_sites, histories, is_stale, usual_day
from crawler.errand import Errand, Refused
from crawler.hostlocks import HostLocks
from crawler.outcome import Verdict
from crawler.politeness import SILENCES, Politeness
from crawler.registry import Site

DAY = timedelta(days=1)


def site(name: str = "a", **known: object) -> Site:
    facts = {"id": name, "body": "某局", "region": "640424", "list": f"http://{name}.gov.cn/nb/", "family": "trs"}
    return Site(**{**facts, **known})  # type: ignore[arg-type]


def history(asked: datetime, *, failures: int = 0, **known: object) -> History:
    answered = None if failures else asked.isoformat()
    visits = Visits(asked=asked.isoformat(), answered=answered, failures=failures)
    return History(visits=visits, **known)  # type: ignore[arg-type]


def wait(month: int, *, many: bool = False, day: int = 10, **known: object) -> tuple[int, str]:
    """Return after how many days, at least, a site asked in 2027 is due again, and why."""
    asked = datetime(2027, month, day, 3, tzinfo=UTC)
    found = due(site(many_bodies=many), history(asked, **known), asked)
    return round((found.when - asked) / DAY + 0.25), found.why  # a daily timer may come some hours early


def test_a_site_never_asked_is_due() -> None:
    now = datetime(2027, 7, 1, tzinfo=UTC)
    assert due(site(), History(), now).now(now)


def test_a_site_whose_rest_broke_its_crawl_off_is_due_until_one_goes_through() -> None:
    now = datetime(2027, 7, 10, 3, tzinfo=UTC)
    for minutes, why in ((5, "unfinished"), (-5, "quiet")):
        later = (now + timedelta(minutes=minutes)).isoformat()
        found = due(site(), history(now, put_off=later), now)
        assert (found.why, found.now(now)) == (why, why == "unfinished")


@pytest.mark.parametrize(("minutes", "why"), [(5, "left"), (-5, "quiet")])
def test_a_site_of_which_pages_were_left_alone_is_asked_again_soon(minutes: int, why: str) -> None:
    asked = datetime(2027, 7, 10, 3, tzinfo=UTC)
    left = (asked + timedelta(minutes=minutes)).isoformat()
    assert wait(7, left=left) == ((2, "left") if why == "left" else (30, "quiet"))


def test_what_was_left_alone_is_read_from_the_reasons_that_politeness_gives(tmp_path) -> None:
    host, now = "x.gov.cn", datetime(2027, 7, 10, 3, tzinfo=UTC)
    polite = Politeness(HostLocks(tmp_path / "locks", "c"), {}, clock=lambda: now)
    errand = Errand(site=site(), role=Role.DETAIL)
    for _ in range(BLOCKS_IN_A_ROW):
        polite.note_answer(host, errand, Verdict(Outcome.BLOCKED, "x"), 403, None)
    polite.note_answer("y.gov.cn", errand, Verdict(Outcome.FAILED, "x"), 503, "3600")
    for _ in range(SILENCES):
        polite.note_end("z.gov.cn:80", answered=False)
    asks = (
        lambda: polite.check(host, errand),
        lambda: polite.check("y.gov.cn", errand),
        lambda: polite.check_name("z.gov.cn:80"),
    )
    with WarcWriter(DataDir(tmp_path), crawl="c") as writer:
        for number, ask in enumerate(asks):
            with pytest.raises(Refused) as refused:
                ask()
            reason = str(refused.value)
            context = Context(crawl="c", role=Role.DETAIL, outcome=Outcome.REFUSED, site=str(number), reason=reason)
            writer.event("http://x.gov.cn/nb/1.html", context)
        assert set(left_alone(writer.index)) == {"0", "1", "2"}


def test_what_was_left_for_later_is_read_from_the_captures(tmp_path) -> None:
    data = DataDir(tmp_path)
    with WarcWriter(data, crawl="c") as writer:
        for name, reason in (("a", "rests until 20:00; it stays due"), ("b", "robots.txt forbids this address")):
            context = Context(crawl="c", role=Role.DETAIL, outcome=Outcome.REFUSED, site=name, reason=reason)
            writer.event(f"http://{name}.gov.cn/nb/1.html", context)
        for name in "ab":
            context = Context(crawl="c", role=Role.LIST, outcome=Outcome.FAILED, site=name)
            writer.event(f"http://{name}.gov.cn/nb/", context)
        found = histories(writer.index)
    assert (found["a"].put_off is not None, found["b"].put_off) == (True, None)


def test_dense_in_season_and_sparse_else() -> None:
    assert [wait(month) for month in (1, 4, 5, 6, 7, 12)] == [
        (1, "season"), (1, "season"), (7, "late"), (7, "late"), (30, "quiet"), (30, "quiet"),
    ]  # fmt: skip


def test_a_site_whose_report_has_arrived_is_asked_sparsely() -> None:
    assert wait(2, listed={2026: ("2027-01-20",)}) == (30, "arrived")
    assert wait(2, listed={2025: ("2026-04-20",)}) == (7, "season")


def test_a_list_of_many_bodies_waits_for_nearly_all_of_them() -> None:
    before = ("2026-01-20",) * 20
    assert wait(2, many=True, listed={2025: before, 2026: before[:17]}) == (1, "expected")
    assert wait(2, many=True, listed={2025: before, 2026: before[:18]}) == (30, "arrived")


def test_a_site_is_asked_densely_around_the_day_it_usually_publishes() -> None:
    listed = {2023: ("2024-03-20",), 2024: ("2025-03-25",), 2025: ("2026-03-31",)}
    assert usual_day(History(listed=listed), 2027) == date(2027, 3, 25)
    assert wait(1, listed=listed) == (7, "season")
    assert wait(3, listed=listed) == (7, "season")
    assert wait(3, day=12, listed=listed) == (1, "expected")
    assert wait(4, day=24, listed=listed) == (1, "expected")
    assert wait(4, day=26, listed=listed) == (7, "season")
    late = {2024: ("2025-08-01",), 2025: ("2026-08-01",)}
    assert [wait(month, day=1, listed=late) for month in (7, 8, 10)] == [(30, "quiet"), (1, "expected"), (30, "quiet")]


def test_dates_of_migration_are_no_publication() -> None:
    assert usual_day(History(listed={2019: ("2026-06-01",)}), 2027) is None
    assert usual_day(History(listed={2025: ("2026-02-31",)}), 2027) is None


def test_a_date_that_no_month_has_is_left_out_alone() -> None:
    listed = {2023: ("2024-02-30", "2024-03-10"), 2022: ("2023-02-31",), 2021: ("2022-03-12", "下载")}
    assert usual_day(History(listed=listed), 2027) == date(2027, 3, 11)


def test_failed_lists_are_retried_sooner_with_growing_waits() -> None:
    assert [wait(8, failures=n)[0] for n in range(1, 9)] == [1, 2, 4, 8, 16, 30, 30, 30]
    assert [wait(2, failures=n)[0] for n in range(1, 6)] == [1, 2, 4, 7, 7]
    assert wait(2, failures=3)[1] == "failed"


def test_what_may_be_gone_is_asked_again_soon() -> None:
    def lost(*, gone: bool, asked: str = "2027-08-10") -> Missing:
        times = dict.fromkeys(("since", "last_asked", "last_seen"), f"{asked}T00:00:00Z")
        return Missing(url="http://a.gov.cn/1", site="a", role="detail", gone=gone, **times)

    assert wait(8, missing=(lost(gone=False),)) == (2, "confirm")
    assert wait(8, missing=(lost(gone=True),)) == (30, "quiet")
    assert wait(8, missing=(lost(gone=False, asked="2027-07-01"),)) == (30, "quiet")  # it is asked for no more
    assert wait(8, failures=4, missing=(lost(gone=False),)) == (8, "failed")


def test_the_year_turns_in_chinas_time() -> None:
    asked, listed = datetime(2026, 12, 30, tzinfo=UTC), {2025: ("2026-01-20",)}
    quiet = due(site(), history(asked, listed=listed), datetime(2026, 12, 31, 15, tzinfo=UTC))
    dense = due(site(), history(asked, listed=listed), datetime(2026, 12, 31, 17, tzinfo=UTC))
    assert (quiet.why, dense.why) == ("arrived", "season")


def test_a_daily_timer_never_comes_too_early() -> None:
    asked = datetime(2027, 1, 10, 3, 40, tzinfo=UTC)  # the crawl began at 3:00
    assert due(site(), history(asked), asked + DAY).now(datetime(2027, 1, 11, 3, 0, tzinfo=UTC))


def test_a_site_not_read_for_long_is_stale() -> None:
    now = datetime(2027, 8, 1, tzinfo=UTC)
    assert not is_stale(history(now - 89 * DAY), now)
    assert is_stale(history(now - 91 * DAY), now)
    assert is_stale(history(now, failures=1), now)
    assert not is_stale(History(), now)


@pytest.fixture
def data(tmp_path) -> DataDir:
    return DataDir(tmp_path)


def keep(data: DataDir, crawl: str, *events: tuple[str, Role, Outcome, str, dict[str, str]]) -> None:
    with WarcWriter(data, crawl=crawl) as writer:
        for url, role, outcome, time, known in events:
            context = Context(crawl=crawl, role=role, outcome=outcome, site="a", **known)
            writer.event(url, context, time=f"{time}T01:00:00.000000Z")


def test_histories_come_from_captures(data) -> None:
    list_, title = "http://a.gov.cn/nb/", {"listed_title": "某局2025年政府信息公开年报"}
    good = (list_, Role.LIST, Outcome.KEPT, "2026-01-10", {})
    new = {**title, "listed_date": "2026-01-09"}
    carried = ("http://a.gov.cn/1.pdf", Role.ATTACHMENT, Outcome.KEPT, "2026-01-10", title)
    keep(data, "c1", good, ("http://a.gov.cn/1.html", Role.DETAIL, Outcome.KEPT, "2026-01-10", new), carried)
    for day in ("2026-02-10", "2026-02-11"):
        keep(data, day, (list_, Role.LIST, Outcome.KEPT, day, {}), (list_, Role.LIST, Outcome.EMPTY, day, {}))
    put_off = {"reason": "rests until 20:00 in China's time"}
    keep(data, "c4", (list_, Role.LIST, Outcome.REFUSED, "2026-03-01", put_off))
    with CaptureIndex(data) as index:
        found = histories(index)["a"]
        assert found.visits == Visits(
            asked="2026-02-11T01:00:00.000000Z", answered="2026-01-10T01:00:00.000000Z", failures=2
        )
        assert (found.listed, found.reports) == ({2025: ["2026-01-09"]}, 1)
        assert histories(index, "2026-01-31")["a"].visits == Visits(
            asked="2026-01-10T01:00:00.000000Z", answered="2026-01-10T01:00:00.000000Z"
        )
    closed = {"reason": "robots.txt forbids this address; ask its operator"}
    keep(data, "c5", (list_, Role.LIST, Outcome.REFUSED, "2026-03-02", closed))
    with CaptureIndex(data) as index:
        assert histories(index)["a"].visits.failures == 3
        assert due_sites([site()], index, datetime(2026, 3, 3, tzinfo=UTC)) == ()
        assert due_sites([site()], index, datetime(2026, 3, 9, tzinfo=UTC)) == (site(),)

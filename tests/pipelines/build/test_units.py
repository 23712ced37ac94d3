from dataclasses import replace

from archive.records import Capture, Context, Outcome, Role
from pipelines.build.rows import problem_row
from pipelines.build.units import Url, charset_of, holds_document, recaptures, url_of
from pipelines.document import Problem

URL = "https://www.example.gov.cn/a.html"


def capture(
    minute: int, digest: str | None, *, outcome: Outcome = Outcome.KEPT, status: int | None = 200, **known: object
) -> Capture:
    context = Context(crawl="c", role=known.pop("role", Role.DETAIL), outcome=outcome, **known)  # type: ignore[arg-type]
    return Capture(
        id=f"id{minute}",
        url=URL,
        time=f"2026-01-01T00:{minute:02}:00Z",
        status=status,
        content_type="text/html; charset=GBK",
        digest=digest,
        payload_digest=digest,
        length=1,
        etag=None,
        last_modified=None,
        refers_to="id1" if outcome is Outcome.UNCHANGED else None,
        warc="w",
        offset=minute,
        context=context,
    )


def url(*captures: Capture, parents: tuple[Capture, ...] = ()) -> Url:
    found = url_of(captures, parents)
    assert found is not None
    return found


def test_states_follow_the_document_served() -> None:
    found = url(capture(1, "a"), capture(2, "a", outcome=Outcome.UNCHANGED), capture(3, "b"), capture(4, "a"))
    assert [(state.digest, len(state.seen)) for state in found.states] == [("a", 2), ("b", 1), ("a", 1)]
    assert found.states[0].bytes_of == "id1"
    assert found.states[0].unit == found.states[2].unit
    assert found.states[0].context.charset == "gbk"


def test_what_says_nothing_of_a_document_does_not_part_its_state() -> None:
    blocked = capture(2, "x", outcome=Outcome.BLOCKED, status=403)
    found = url(capture(1, "a"), blocked, capture(3, "a"))
    assert len(found.states) == 1
    assert not holds_document(blocked)


def absent(minute: int, day: int, crawl: str) -> Capture:
    found = capture(minute, "404", outcome=Outcome.GONE, status=404)
    return replace(found, time=f"2026-02-{day:02}T00:00:00Z", context=replace(found.context, crawl=crawl))


def test_gone_only_once_another_crawl_on_another_day_says_so_again() -> None:
    first, failed = absent(2, 1, "c2"), capture(3, None, outcome=Outcome.FAILED, status=None)
    once = url(capture(1, "a"), first, failed)
    assert (once.gone, once.missing) == (False, first.time)
    assert not url(capture(1, "a"), first, absent(3, 1, "c3")).gone  # a slip may last for hours
    assert not url(capture(1, "a"), first, absent(3, 2, "c2")).gone  # a crawl over midnight
    twice = url(capture(1, "a"), first, failed, absent(4, 9, "c4"))
    assert (twice.gone, twice.missing) == (True, first.time)
    assert url_of([first], []) is None


def test_what_is_served_again_is_not_gone() -> None:
    back = replace(capture(5, "a"), time="2026-02-03T00:00:00Z")
    found = url(capture(1, "a"), absent(2, 1, "c2"), back)
    assert (found.gone, found.missing) == (False, None)
    again = url(capture(1, "a"), absent(2, 1, "c2"), back, absent(6, 4, "c4"))
    assert (again.gone, again.missing) == (False, "2026-02-04T00:00:00Z")


def test_the_first_statement_of_each_kind_counts() -> None:
    page = capture(9, "p", listed_title="页面标题", body="甲机关")
    found = url(
        capture(1, "a", role=Role.ATTACHMENT),
        capture(2, "a", role=Role.ATTACHMENT, listed_title="后来的标题"),
        parents=(page,),
    )
    assert (found.states[0].context.listed_title, found.states[0].context.body) == ("后来的标题", "甲机关")


def test_a_signature_changes_with_captures_and_presence() -> None:
    one = url(capture(1, "a"))
    assert one.signature == url(capture(1, "a")).signature
    assert one.signature != url(capture(1, "a"), capture(2, "a")).signature
    assert one.signature != url(capture(1, "a"), capture(2, "4", outcome=Outcome.GONE, status=404)).signature


def test_recaptures_only_where_nothing_else_changed() -> None:
    before = url(capture(1, "a")).states
    again = recaptures(before, url(capture(1, "a"), capture(2, "a")))
    assert again is not None
    assert [(item.id, item.like) for item in again] == [("id2", "id1")]
    assert recaptures(before, url(capture(1, "a"), capture(2, "b"))) is None
    assert recaptures(before, url(capture(0, "a"), capture(1, "a"))) is None
    assert recaptures(before, url(capture(1, "a"), capture(2, "a", parent="https://other"))) is None
    assert recaptures(before, url(capture(1, "a"), capture(2, "a", listed_title="新标题"))) is None


def test_charsets() -> None:
    assert charset_of("text/html; charset=GB2312") == "gb2312"
    assert charset_of("text/html") is None
    assert charset_of(None) is None


def test_places_of_a_problem_can_be_told_apart():
    problem = Problem(kind="row_unknown", detail="a row", where=("page 2, table 3, row 4", "res_total.natural"))
    assert problem_row(problem).where_codes.split("; ") == ["page 2, table 3, row 4", "res_total.natural"]

"""Servers are asked for changes only as far as what they said before was true."""

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest
from scrapy.http import Request

from archive.datadir import DataDir
from archive.records import Context, Outcome, Role
from archive.store.writer import WarcWriter
from crawler.errand import KEY, Errand
from crawler.keeper import Keeper
from crawler.middlewares.conditional import ConditionalMiddleware
from crawler.registry import Site
from crawler.validators import RENEWED
from tests.archive.store import exchanges

URL = "http://a.gov.cn/1.html"
SITE = Site(id="a", body="某局", region="640424", list="http://a.gov.cn/nb/", family="trs")
CONTEXT = Context(crawl="c", role=Role.DETAIL, outcome=Outcome.KEPT, site="a")


def condition(data: DataDir, *sent: tuple[int, bytes, str | None]) -> bytes | None:
    """Return the condition that is sent after full answers so many days ago, each with its body and ETag."""
    now = datetime.now(UTC)  # the middleware has no other
    with WarcWriter(data, crawl="c") as writer:
        for days, body, etag in sent:
            time = (now - timedelta(days=days)).isoformat().replace("+00:00", "Z")
            headers = [(b"Content-Type", b"text/html"), *([(b"ETag", etag.encode())] if etag else [])]
            exchanges.keep(writer, URL, body, time=time, headers=headers, context=CONTEXT)
    keeper = Keeper(data, "now", print)
    request = Request(URL, meta={KEY: Errand(site=SITE, role=Role.DETAIL)})
    try:
        ConditionalMiddleware(SimpleNamespace(spider=SimpleNamespace(keeper=keeper))).process_request(request)  # type: ignore[arg-type]
    finally:
        keeper.close()
    return request.headers.get("If-None-Match")


DAYS = RENEWED.days


@pytest.mark.parametrize(
    ("sent", "asked"),
    [
        ([(DAYS - 1, b"a", '"1"')], b'"1"'),
        ([(DAYS + 1, b"a", '"1"')], None),  # a 304 that is wrong cannot be seen, so the bytes are asked for again
        ([(9, b"a", '"1"'), (5, b"b", '"1"')], None),  # other bytes under the same validator
        ([(9, b"a", '"1"'), (7, b"b", '"1"'), (5, b"c", '"2"')], None),  # it lied once
        ([(9, b"a", '"1"'), (5, b"b", '"2"')], b'"2"'),
        ([(9, b"a", '"1"'), (5, b"a", '"2"')], b'"2"'),  # a validator that changes without need says nothing wrong
        ([(9, b"a", None), (5, b"b", None)], None),
        ([(9, b"a", None), (5, b"b", '"1"')], b'"1"'),
    ],
)
def test_an_address_is_asked_for_changes_only_while_its_validators_are_true(tmp_path, sent, asked) -> None:
    assert condition(DataDir(tmp_path), *sent) == asked

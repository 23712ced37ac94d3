"""Exchanges as the crawler hands them over, for the tests of the store."""

import gzip
import itertools
import uuid

from archive.records import Context, Outcome, Role
from archive.store.scan import scan
from archive.store.writer import WarcWriter

REQUEST = b"GET / HTTP/1.1\r\nHost: www.example.gov.cn\r\n\r\n"
URL = "http://www.example.gov.cn/xxgk/2020.html"
DETAIL = Context(crawl="c", role=Role.DETAIL, outcome=Outcome.KEPT, site="s", link_text="年度报告")


def ids():
    """Return the same ids in every run, so that runs can be compared."""
    numbers = itertools.count(1)
    return lambda: str(uuid.UUID(int=next(numbers)))


def keep(writer: WarcWriter, url=URL, body=b"<html>report</html>", day=1, **given):
    values = {
        "time": f"2026-01-{day:02d}T00:00:00Z",
        "status": 200,
        "reason": "OK",
        "http_version": "HTTP/1.1",
        "headers": [(b"Content-Type", b"text/html; charset=utf-8"), (b"ETag", b'"v1"')],
        "body": body,
        "request": REQUEST,
        "context": DETAIL,
    }
    return writer.response(url, **{**values, **given})


def keep_unchanged(writer: WarcWriter, before, url=URL, day=2):
    return writer.not_modified(
        url,
        time=f"2026-01-{day:02d}T00:00:00Z",
        status=304,
        reason="Not Modified",
        http_version="HTTP/1.1",
        headers=[(b"Last-Modified", b"Thu, 01 Jan 2026 00:00:00 GMT")],
        request=REQUEST,
        context=DETAIL,
        unchanged_from=before,
    )


def packed(body):
    return gzip.compress(body, mtime=0)


def records(path):
    with path.open("rb") as stream:
        return list(scan(stream))

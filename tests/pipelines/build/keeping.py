"""Keeps invented captures and compares the builds that are made of them."""

import io
import sqlite3
import uuid
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from archive.builds import Build, current_build
from archive.datadir import DataDir
from archive.records import Capture, Context, Outcome, Role
from archive.store.writer import WarcWriter
from pipelines.build import Job, Summary, build

SITE = "https://www.example.gov.cn"
JIA = "示例省甲州市人民政府"


class Keeper:
    """Writes captures of one crawl with ids and times that are the same in every run."""

    def __init__(self, data: DataDir, crawl: str, day: int) -> None:
        self.crawl = crawl
        self.day = day
        self.count = 0
        self._ids = (str(uuid.uuid5(uuid.NAMESPACE_URL, f"{crawl}/{number}")) for number in range(10**6))
        self.writer = WarcWriter(data, crawl=crawl, ids=lambda: next(self._ids), clock=self.time)

    def __enter__(self) -> "Keeper":
        self.writer.__enter__()
        return self

    def __exit__(self, *_: object) -> None:
        self.writer.close()

    def time(self) -> str:
        self.count += 1
        return f"2026-01-{self.day:02}T00:{self.count // 60:02}:{self.count % 60:02}.000000Z"

    def context(self, role: Role, outcome: Outcome = Outcome.KEPT, **known: str) -> Context:
        return Context(crawl=self.crawl, role=role, outcome=outcome, site="example", **known)

    def page(
        self, path: str, body: bytes, *, role: Role = Role.DETAIL, kind: str = "text/html", **known: str
    ) -> Capture:
        return self._response(path, 200, body, kind, self.context(role, **known))

    def gone(self, path: str) -> Capture:
        return self._response(path, 404, b"not found", "text/html", self.context(Role.DETAIL, Outcome.GONE))

    def failed(self, path: str) -> Capture:
        context = self.context(Role.DETAIL, Outcome.FAILED, reason="the server did not answer in 30 seconds")
        return self.writer.event(SITE + path, context)

    def file(self, body: bytes, name: str) -> Capture:
        context = Context(crawl=self.crawl, role=Role.FILE, outcome=Outcome.KEPT, link_text=name)
        return self.writer.resource(body, None, context)

    def damaged(self, path: str) -> Capture:
        gzip = ((b"Content-Encoding", b"gzip"),)
        return self._response(path, 200, b"no gzip", "text/html", self.context(Role.DETAIL), more=gzip)

    def _response(
        self,
        path: str,
        status: int,
        body: bytes,
        kind: str,
        context: Context,
        *,
        more: tuple[tuple[bytes, bytes], ...] = (),
    ) -> Capture:
        return self.writer.response(
            SITE + path,
            time=self.time(),
            status=status,
            reason="",
            http_version="HTTP/1.1",
            headers=[(b"Content-Type", kind.encode()), *more],
            body=body,
            request=b"GET / HTTP/1.1\r\n\r\n",
            context=context,
            address=None,
        )


def run_build(data: DataDir, *, full: bool = False, workers: int = 0) -> tuple[Summary, str]:
    """Build and return the summary with what was said meanwhile."""
    said = io.StringIO()
    summary = build(Job(data=data, workers=workers, full=full, stream=said))
    return summary, said.getvalue()


def current(data: DataDir) -> Build:
    found = current_build(data)
    assert found is not None
    return found


def query(path: Path, sql: str, *values: object) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(path)) as db:
        return db.execute(sql, values).fetchall()


def all_rows(data: DataDir) -> dict[str, list[str]]:
    """Return every row of every database that readers see, in an order of its own."""
    found = current(data)
    rows = {}
    for path in (found.archive, found.originals):
        for table in _tables(path):
            rows[f"{path.stem}.{table}"] = sorted(map(repr, query(path, f'SELECT * FROM "{table}"')))  # noqa: S608
    rows["archive.figures"] = sorted(map(repr, query(found.archive, "SELECT * FROM figures")))
    rows["search"] = sorted(map(repr, _postings(found.search)))
    return rows


def _tables(path: Path) -> list[str]:
    return [str(row[0]) for row in query(path, "SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")]


def _postings(path: Path) -> Iterator[tuple[object, ...]]:
    """Yield what the index has of each report; which row of its year a report has follows from when it came."""
    with closing(sqlite3.connect(path)) as db:
        db.execute("CREATE VIRTUAL TABLE temp.postings USING fts5vocab('main', 'search', 'instance')")
        found = "SELECT report, row >> 22, term, offset FROM temp.postings LEFT JOIN search_rows ON row = doc"
        yield from db.execute(found).fetchall()

"""A whole crawl, killed again and again at moments drawn from a seed, and the run that completes it.

`NIANBAO_KILLS=50 pytest tests/crawler/test_killed_crawls.py` kills it that often; the moments within one file's bytes
are those of tests/archive/store/test_killed_writer.py.
"""

import os
import random
import signal
import subprocess
from collections import Counter

from archive.records import Outcome, Role
from archive.store.index import CaptureIndex
from archive.store.reader import read_document_bytes
from archive.store.verifying import verify
from tests.crawler.conftest import captures
from tests.crawler.web import Answer, many, publish, report

KILLS = int(os.environ.get("NIANBAO_KILLS", "3"))
PAGES = 8


class Killer:
    """Ends a crawl when its `after`-th request has come, before that is answered."""

    def __init__(self) -> None:
        self.after = self.process = None
        self._came = 0

    def aim(self, process: subprocess.Popen[bytes] | None, after: int) -> None:
        self._came, self.after, self.process = 0, after, process

    def __call__(self) -> None:
        self._came += 1
        if self.process is not None and self._came == self.after:
            os.kill(self.process.pid, signal.SIGKILL)


def test_crawls_killed_at_any_request_lose_nothing_and_the_last_one_completes(web, data, registry, command, crawl):
    entries = many(PAGES)
    publish(web, *entries)
    reports = ["/nb/" + href.removeprefix("./") for href, _, _ in entries]
    web.pages[reports[0]] = Answer(report(2010, '<a href="files/a.pdf">附件</a>'))
    web.pages["/nb/202401/files/a.pdf"] = Answer(b"%PDF-1.7 a report", kind="application/pdf")
    web.pages["/robots.txt"] = Answer("User-agent: *\nDisallow:", kind="text/plain")
    wanted = [*reports, "/nb/202401/files/a.pdf", "/nb/"]
    killer = Killer()
    for page in web.pages.values():
        page.wait = killer
    dice = random.Random(50)  # noqa: S311 (the same moments in every run)
    held: set[str] = set()
    for _ in range(KILLS):
        after = dice.randrange(1, len(web.pages))
        with subprocess.Popen(
            command(registry()), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
        ) as process:
            killer.aim(process, after)
        assert process.returncode == -signal.SIGKILL
        now = {capture.url for capture in captures(data)}
        assert held <= now
        held = now
    killer.aim(None, 0)
    run = crawl(registry())
    assert run.returncode == 0, run.stderr
    with CaptureIndex(data) as index:
        found = list(index.all())
        full = Counter(c.url.removeprefix(web.url) for c in found if c.status == 200 and not c.refers_to)
        assert {path: full[path] for path in wanted} == dict.fromkeys(wanted, 1)
        for path in wanted:
            body = web.pages[path].body
            assert read_document_bytes(data, index.latest(web.url + path), index) == (
                body if isinstance(body, bytes) else body.encode()
            )
        last = [c for c in found if c.context.crawl == found[-1].context.crawl and c.context.role is not Role.ROBOTS]
        assert {c.context.outcome for c in last} <= {Outcome.KEPT, Outcome.UNCHANGED}
        assert Counter(c.url.removeprefix(web.url) for c in last) == Counter(wanted)
        assert verify(data, index, lambda _: None).errors == []
    assert not list(data.warc.glob("*.open"))

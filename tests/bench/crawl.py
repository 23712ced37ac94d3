"""Speed and memory of crawls against a local server, beside a bare Scrapy spider that only downloads the same pages.

`python -m tests.bench.crawl 50000` measures memory over 50,000 pages (by default, fewer), `… 50000 2000` that of 2,000
polite sites at once too. Each crawl is a process of its own, whose start-up is not counted; setting the crawl up is,
for both rivals.
"""

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from statistics import median
from typing import Self

from tests.bench._crawl_server import paths

HOSTS = 8
PAGES = 400  # of each host, for the speed
ROUNDS = 7
MANY = 8000  # pages of all hosts, for the memory
POLITE = 200  # sites
SPEED = 0.7  # pages a second, of the bare spider's
REQUESTS, BYTES, CPU = 1.1, 0.05, 0.7  # of a second crawl: for each known page; of the first crawl's
FLAT = 1.25  # memory after all pages, of that after a fifth
LARGEST = 500.0  # MB for 2,000 sites


class _Server:
    """The local web, which tells what it has sent since it was asked last."""

    def __init__(self, hosts: int, pages: int) -> None:
        command = [sys.executable, "-m", "tests.bench._crawl_server", str(hosts), str(pages)]
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self._of = (str(hosts), str(pages))
        self._port = self._line()

    def _line(self) -> str:
        assert self._process.stdout is not None
        return self._process.stdout.readline().strip()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait()

    def crawl(self, kind: str, folder: str) -> dict[str, float]:
        """Return what one crawl took and what the server sent for it."""
        command = [sys.executable, "-m", "tests.bench._crawl_child", kind, self._port, *self._of, folder]
        run = subprocess.run(command, capture_output=True, text=True, check=False)
        if run.returncode:
            sys.exit(f"{kind}: {run.stderr[-2000:]}")
        assert self._process.stdin is not None
        self._process.stdin.write("\n")
        self._process.stdin.flush()
        taken: dict[str, float] = {**json.loads(run.stdout.splitlines()[-1]), **json.loads(self._line())}
        return taken


def run(many: int = MANY, polite: int = POLITE) -> Iterator[str]:
    """Yield the results."""
    with _Server(HOSTS, PAGES) as server:
        yield from _speed(server)
    yield from _memory(many)
    yield from _at_once(polite)


def _speed(server: _Server) -> Iterator[str]:
    known = HOSTS * len(paths(PAGES))
    rounds = []
    for number in range(ROUNDS):
        with tempfile.TemporaryDirectory() as folder:
            kinds = ("bare", "ours", "again") if number % 2 else ("ours", "again", "bare")
            rounds.append({kind: server.crawl("ours" if kind == "again" else kind, folder) for kind in kinds})

    def middle(kind: str, what: str) -> float:
        return median(one[kind][what] for one in rounds)

    for kind, name in (("bare", "a bare spider"), ("ours", "a first crawl"), ("again", "a second crawl")):
        cpu, wall = middle(kind, "cpu"), middle(kind, "wall")
        each = f"{cpu / known * 1000:.1f} ms CPU each"
        yield f"{name}: {known / cpu:.0f} pages a second of CPU, {known / wall:.0f} of the clock, {each}"
    speed = median(one["bare"]["cpu"] / one["ours"]["cpu"] for one in rounds)
    yield _least("pages a second of CPU, of the bare spider's", speed, SPEED)
    clock = median(one["bare"]["wall"] / one["ours"]["wall"] for one in rounds)
    yield f"by the clock: {clock:.2f} of the bare spider's"
    yield _most("requests of a second crawl for each known page", middle("again", "requests") / known, REQUESTS)
    yield _most("bodies sent in it again", middle("again", "full"), 0)
    yield _most(
        "bytes of it, of the first crawl's",
        median(one["again"]["bytes"] / one["ours"]["bytes"] for one in rounds),
        BYTES,
    )
    yield _most(
        "CPU time of it, of the first crawl's", median(one["again"]["cpu"] / one["ours"]["cpu"] for one in rounds), CPU
    )


def _memory(many: int) -> Iterator[str]:
    with _Server(HOSTS, many // HOSTS) as server, tempfile.TemporaryDirectory() as folder:
        taken = server.crawl("ours", folder)
    yield f"resident memory after {many // 5} pages {taken['early']:.0f} MB, after {many} {taken['end']:.0f} MB"
    yield _most("growth from a fifth of the pages to all", taken["end"] / taken["early"], FLAT)


def _at_once(polite: int) -> Iterator[str]:
    with _Server(polite, 2) as server, tempfile.TemporaryDirectory() as folder:
        taken = server.crawl("polite", folder)
    requests = f"{taken['requests']:.0f} requests in {taken['wall']:.0f} s"
    yield _most(f"MB resident for {polite} polite sites at once ({requests})", taken["most"], LARGEST)


def _least(what: str, value: float, bound: float) -> str:
    return f"{'reached' if value >= bound else 'MISSED'}: {what} {value:.2f} (at least {bound:g})"


def _most(what: str, value: float, bound: float) -> str:
    return f"{'reached' if value <= bound else 'MISSED'}: {what} {value:.3g} (at most {bound:g})"


if __name__ == "__main__":
    for line in run(*map(int, sys.argv[1:])):
        sys.stdout.write(f"{line}\n")
        sys.stdout.flush()

"""One measured crawl in a process of its own: `python -m tests.bench._crawl_child KIND PORT HOSTS PAGES FOLDER`.

KIND is `bare` (a spider of Scrapy's that only downloads), `ours` (politeness off) or `polite`. Prints, as JSON, CPU and
wall seconds without Python's start-up (but with what it takes to set the crawl up, for either rival), and the resident
megabytes after a fifth of the addresses, at the end and at most.
"""

import importlib
import json
import sys
import time
from collections.abc import AsyncIterator, Callable
from functools import partial
from pathlib import Path

import scrapy
from scrapy import signals
from scrapy.crawler import Crawler, CrawlerProcess

from archive.datadir import DataDir
from crawler.process import CrawlResult, crawl_sites
from crawler.registry import Expectation, Options, Site
from crawler.settings import EXTENSIONS
from tests.bench._crawl_server import ENTRIES, host, list_path, paths

# The same for both rivals: what is left is the work that each does for a page.
UNHURRIED = {
    "CONCURRENT_REQUESTS": 32,
    "CONCURRENT_REQUESTS_PER_DOMAIN": 8,
    "DOWNLOAD_DELAY": 0,
    "AUTOTHROTTLE_ENABLED": False,
    "DOWNLOAD_SLOTS": {},
    "LOG_LEVEL": "ERROR",
    "TELNETCONSOLE_ENABLED": False,
}
MEMORY: dict[str, float] = {}


def resident(name: str) -> float:
    """Return VmRSS or VmHWM of this process in megabytes."""
    return int(Path("/proc/self/status").read_text().partition(f"{name}:")[2].split()[0]) / 1024


class Sampler:
    """An extension that notes the resident memory after a fifth of the addresses."""

    def __init__(self, crawler: Crawler) -> None:
        self._left = crawler.settings.getint("BENCH_FIFTH")
        crawler.signals.connect(self.count, signals.response_received)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> "Sampler":
        return cls(crawler)

    def count(self) -> None:
        self._left -= 1
        if self._left == 0:
            MEMORY["early"] = resident("VmRSS")


class Bare(scrapy.Spider):
    """Downloads addresses and does nothing with them."""

    name = "bare"

    def __init__(self, port: int, hosts: int, pages: int) -> None:
        super().__init__()
        self._what = (port, hosts, pages)

    async def start(self) -> AsyncIterator[scrapy.Request]:
        port, hosts, pages = self._what
        for path in paths(pages):
            for number in range(hosts):
                yield scrapy.Request(f"http://{host(number)}:{port}{path}")

    def parse(self, response: object) -> None:
        """Take the page."""


def sites(port: int, hosts: int, pages: int) -> tuple[Site, ...]:
    """Return a registry entry for each host."""
    return tuple(
        Site(
            id=f"site-{number}",
            body=f"示例县第{number}局",
            region="990101",
            list=f"http://{host(number)}:{port}{list_path(0)}",
            family="trs",
            hosts=(f"{host(number)}:{port}",),
            options=Options(max_pages=pages // ENTRIES + 2),
            expect=Expectation(reports=pages),
        )
        for number in range(hosts)
    )


def crawl_bare(settings: dict[str, object], port: int, hosts: int, pages: int) -> None:
    """Set the rival's crawl up, which takes time as ours does, and run it."""
    process = CrawlerProcess(settings)
    process.crawl(Bare, port=port, hosts=hosts, pages=pages)
    process.start()


def main(kind: str, port: int, hosts: int, pages: int, folder: str) -> None:
    fifth = hosts * len(paths(pages)) // 5
    known = {} if kind == "bare" else EXTENSIONS
    extra = {"EXTENSIONS": {**known, "tests.bench._crawl_child.Sampler": 1}, "BENCH_FIFTH": fifth}
    if kind == "bare":
        run: Callable[[], CrawlResult | None] = partial(crawl_bare, {**UNHURRIED, **extra}, port, hosts, pages)
    else:
        settings = {**(UNHURRIED if kind == "ours" else {}), **extra}
        run = partial(crawl_sites, sites(port, hosts, pages), DataDir(Path(folder)), settings)
    cpu, wall = time.process_time(), time.perf_counter()
    result = run()
    cpu, wall = time.process_time() - cpu, time.perf_counter() - wall
    if result is not None and result.failed:
        sys.exit(f"the crawl failed: {result.fatal or [site for site in result.sites if site.failed][:1]}")
    memory = {**MEMORY, "end": resident("VmRSS"), "most": resident("VmHWM")}
    sys.stdout.write(json.dumps({"cpu": cpu, "wall": wall, **memory}) + "\n")


if __name__ == "__main__":
    module = importlib.import_module("tests.bench._crawl_child")  # the one that Scrapy loads, with its MEMORY
    module.main(sys.argv[1], *map(int, sys.argv[2:5]), sys.argv[5])

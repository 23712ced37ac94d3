"""Runs one crawl of any number of sites and says how each of them went."""

import multiprocessing
import sys
from collections import Counter
from collections.abc import Callable, Mapping
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from archive.datadir import DataDir
from archive.records import Outcome
from crawler.registry import Site
from crawler.titles import read_year

if TYPE_CHECKING:
    from crawler.spiders.reports import ReportSpider

Value = TypeVar("Value")
Spider = TypeVar("Spider", bound="ReportSpider")

BAD = (Outcome.BLOCKED, Outcome.EMPTY, Outcome.NEEDS_BROWSER, Outcome.FAILED, Outcome.REFUSED)


class CrawlError(Exception):
    """A crawl that could not be carried out at all; the message names the data directory and the cause."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteResult:
    """How a crawl of one site went: addresses by outcome, reports its lists name, what was expected and is missing."""

    site: str
    counts: Mapping[Outcome, int]
    listed: int
    missing: str | None
    failed: bool


@dataclass(frozen=True, slots=True)
class CrawlResult:
    """One crawl; `fatal` says why it ended before its time, if it did."""

    crawl: str
    sites: tuple[SiteResult, ...]
    fatal: str | None

    @property
    def failed(self) -> bool:
        """Whether anything failed beyond what the sites' entries expect."""
        return self.fatal is not None or any(site.failed for site in self.sites)


def crawl_sites(sites: tuple[Site, ...], data: DataDir, settings: Mapping[str, object] | None = None) -> CrawlResult:
    """Crawl all sites in one process; `settings` override those of `crawler.settings`.

    Raises CrawlError when the crawl cannot be carried out at all, for instance because the captures' index is damaged.
    """
    return in_fresh_process(_crawl, sites, data, settings or {})


def in_fresh_process(task: Callable[..., Value], *arguments: object) -> Value:
    """Call a function that runs a spider: here or, since Twisted's reactor runs once in a process, in a child."""
    if "twisted.internet.reactor" not in sys.modules:
        return task(*arguments)
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as pool:
        return pool.submit(task, *arguments).result()


def _crawl(sites: tuple[Site, ...], data: DataDir, overrides: Mapping[str, object]) -> CrawlResult:
    from crawler.spiders.reports import ReportSpider  # noqa: PLC0415 (half a second that other commands need not wait)

    spider, fatal = run_spider(ReportSpider, sites, data, overrides)
    results = tuple(_result(site, spider.keeper.outcomes[site.id], _titles(spider, site)) for site in sites)
    return CrawlResult(spider.keeper.crawl, results, fatal)


def run_spider(
    kind: type[Spider], sites: tuple[Site, ...], data: DataDir, overrides: Mapping[str, object]
) -> tuple[Spider, str | None]:
    """Run one spider over the sites in this process, and return it with why it ended before its time, if it did.

    Raises CrawlError when it could not begin or go on.
    """
    from scrapy import signals  # noqa: PLC0415 (as above)
    from scrapy.crawler import CrawlerProcess  # noqa: PLC0415 (as above)
    from scrapy.settings import Settings  # noqa: PLC0415 (as above)

    settings = Settings()
    settings.setmodule("crawler.settings", priority="project")
    settings.update({"NIANBAO_DATA": str(data.root), **overrides}, priority="cmdline")
    process = CrawlerProcess(settings)
    crawler = process.create_crawler(kind)
    ended: list[str] = []

    def note_end(reason: str) -> None:  # a bound builtin has no signature for Scrapy to look at
        ended.append(reason)

    crawler.signals.connect(note_end, signals.spider_closed)
    broken: list[BaseException] = []
    process.crawl(crawler, chosen=sites).addErrback(lambda failure: broken.append(failure.value))
    process.start()
    if broken:
        raise CrawlError(f"{data.root}: the crawl could not begin or go on: {broken[0]}") from broken[0]
    spider: Spider = crawler.spider
    fatal = spider.keeper.fatal
    if fatal is None and ended != ["finished"]:
        fatal = f"the crawl was stopped ({', '.join(ended)}); what was collected is kept"
    return spider, fatal


def _titles(spider: object, site: Site) -> list[str]:
    return [entry.title for entry in spider.listed[site.id].values()]  # type: ignore[attr-defined] # a ReportSpider, whose base has no types


def _result(site: Site, outcomes: Mapping[str, Outcome], titles: list[str]) -> SiteResult:
    counts = Counter(outcomes.values())
    missing = _missing(site, titles)
    bad = sum(counts[outcome] for outcome in BAD)
    return SiteResult(
        site=site.id,
        counts=counts,
        listed=len(titles),
        missing=missing,
        failed=bad > site.expect.failed or missing is not None,
    )


def _missing(site: Site, titles: list[str]) -> str | None:
    if len(titles) < site.expect.reports:
        return f"{len(titles)} reports listed, {site.expect.reports} expected"
    years = [year for title in titles if (year := read_year(title))]
    if site.expect.since and years and min(years) > site.expect.since:
        return f"the earliest report listed is of {min(years)}, {site.expect.since} expected"
    return None

"""Runs one crawl of any number of sites and says how each of them went."""

import gc
import multiprocessing
import re
import sys
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, TypeVar
from urllib.parse import urlsplit

from archive.datadir import DataDir
from archive.records import Outcome, Role
from crawler.registry import Expectation, Site

if TYPE_CHECKING:
    from crawler.spiders.reports import ReportSpider

Value = TypeVar("Value")
Spider = TypeVar("Spider", bound="ReportSpider")

_CONTACT = re.compile(r"https?://[\x21-\x7e]+|[\x21-\x7e]+@[\x21-\x7e]+\.[\x21-\x7e]+")
BAD = (Outcome.BLOCKED, Outcome.EMPTY, Outcome.NEEDS_BROWSER, Outcome.FAILED, Outcome.REFUSED)


class CrawlError(Exception):
    """A crawl that could not be carried out at all; the message names the data directory and the cause."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteResult:
    """How a crawl of one site went: addresses by outcome, reports its lists name, what was expected and is missing.

    `postponed` says why the site was left for later, if it was; `blocked` are the addresses that a person must save
    by hand, those of lists in `blocked_lists`.
    """

    site: str
    counts: Mapping[Outcome, int]
    listed: int
    missing: str | None
    failed: bool
    postponed: str | None = None
    blocked: tuple[str, ...] = ()
    blocked_lists: tuple[str, ...] = ()


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

    Raises CrawlError when the crawl cannot be carried out at all, for instance because the captures' index is damaged,
    or when government sites would be asked without a contact address.
    """
    check_contact(sites)
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
    keeper = spider.keeper
    results = tuple(
        _result(
            site,
            keeper.outcomes[site.id],
            _years(spider, site),
            keeper.postponed.get(site.id),
            keeper.by_hand[site.id],
        )
        for site in sites
    )
    return CrawlResult(keeper.crawl, results, fatal)


def check_contact(sites: tuple[Site, ...]) -> None:
    """Raise CrawlError when government sites would be asked without a contact address."""
    from crawler.settings import CONTACT  # noqa: PLC0415 (read from the environment when a crawl begins)

    real = any((urlsplit(site.list).hostname or "").endswith(".gov.cn") for site in sites)
    if (real or CONTACT) and not _CONTACT.fullmatch(CONTACT):
        raise CrawlError(
            "set NIANBAO_CONTACT to a page (https://…) or a mail address: government sites are asked only by somebody "
            "whom their operators can reach"
        )


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
    gc.freeze()  # what is loaded by now stays: to look through it again and again costs a tenth of a crawl's time
    process.start()
    if broken:
        raise CrawlError(f"{data.root}: the crawl could not begin or go on: {broken[0]}") from broken[0]
    spider: Spider = crawler.spider
    fatal = spider.keeper.fatal
    if fatal is None and ended != ["finished"]:
        fatal = f"the crawl was stopped ({', '.join(ended)}); what was collected is kept"
    return spider, fatal


def _years(spider: object, site: Site) -> list[int | None]:
    return [*spider.listed[site.id].values()]  # type: ignore[attr-defined] # a ReportSpider, whose base has no types


def _result(
    site: Site,
    outcomes: Mapping[str, Outcome],
    years: list[int | None],
    postponed: str | None = None,
    blocked: Mapping[str, Role] = MappingProxyType({}),
) -> SiteResult:
    counts = Counter(outcomes.values())
    missing = None if postponed else missing_of(site.expect, years)
    bad = sum(counts[outcome] for outcome in BAD)
    return SiteResult(
        site=site.id,
        counts=counts,
        listed=len(years),
        missing=missing,
        failed=bad > site.expect.failed or missing is not None,
        postponed=postponed,
        blocked=tuple(url for url, role in blocked.items() if role is not Role.LIST),
        blocked_lists=tuple(url for url, role in blocked.items() if role is Role.LIST),
    )


def missing_of(expect: Expectation, years: Sequence[int | None]) -> str | None:
    """Return what lists lack of what a site's entry expects, None if nothing; `years` are those of their titles."""
    if len(years) < expect.reports:
        return f"{len(years)} reports listed, {expect.reports} expected"
    earliest = min((year for year in years if year), default=None)
    if expect.since and earliest and earliest > expect.since:
        return f"the earliest report listed is of {earliest}, {expect.since} expected"
    return None

"""The one spider: it reads the lists of any number of sites and follows what looks like an annual report.

One spider for all families, because one downloader then holds one slow stream per host and asks for each robots.txt
once, whatever the families of the sites on that host. `scrapy crawl reports -a site=ID[,ID] [-a sites=FILE]`.
"""

from collections import defaultdict
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Self
from uuid import uuid4

import click
import scrapy
from scrapy import signals
from scrapy.crawler import Crawler
from scrapy.exceptions import CloseSpider, DontCloseSpider, DownloadCancelledError
from scrapy.http import Request, Response

from archive.articles import part_number, part_text, picture_number
from archive.content import decode_text, sniff
from archive.datadir import DataDir
from archive.records import Capture, Outcome, Role
from crawler import browser
from crawler.addresses import why_not
from crawler.canonical import EXACT, canonical, without_session
from crawler.errand import KEY, Errand, LeftAlone, Postponed, Refused
from crawler.keeper import Keeper
from crawler.middlewares.conditional import SETTLED, UNCHANGED
from crawler.middlewares.keep import CAPTURE
from crawler.outcome import Verdict
from crawler.parts import article_parts
from crawler.platforms import platforms
from crawler.platforms.base import Entry, ListError, Listing, Page, cut_short, list_key
from crawler.platforms.generic import SURE, list_instead, read_any
from crawler.recognise import GENERIC, family_of
from crawler.referer import referer
from crawler.registry import Site, load_registry
from crawler.same_pages import SamePages
from crawler.shown import MAX_SHOWN, Shown, shown_in_article
from crawler.titles import is_document, looks_like_report, read_year

MAX_FILES = 50  # of one page
MAX_FRAMES_DEEP = 2
_HALF = 0xFFFFFFFF
_PAGES = (Role.DETAIL, Role.IFRAME)
_ARRIVED = (Outcome.KEPT, Outcome.UNCHANGED)


class ReportSpider(scrapy.Spider):
    """Collects the reports of the chosen sites.

    `listed` holds, by site, what the titles of the reports its lists name say of the year; memory must not grow with
    every page, so pages are known by the hash of their address.
    """

    name = "reports"

    def __init__(self, chosen: tuple[Site, ...] = (), site: str = "", sites: str = "", **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.chosen = chosen or _choose(site, sites)
        self.listed: dict[str, dict[int, int | None]] = defaultdict(dict)
        # By site and canonical address, the title and address of the first entry, of each half a hash.
        self._pages: dict[str, dict[int, int]] = defaultdict(dict)
        self.keeper: Keeper
        self._lists: dict[str, set[str]] = defaultdict(set)  # by site, the keys of lists asked for
        self._broken: set[str] = set()  # sites one of whose lists could not be read
        self._rechecked = False
        self._same = SamePages()

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> Self:
        """Scrapy's way to make one; opens the store."""
        spider: Self = super().from_crawler(crawler, *args, **kwargs)
        data = DataDir(Path(crawler.settings["NIANBAO_DATA"]).resolve())
        spider.keeper = Keeper(data, crawl_name(), spider.tell)
        crawler.signals.connect(spider.on_idle, signals.spider_idle)
        crawler.signals.connect(spider.on_error, signals.spider_error)
        crawler.signals.connect(spider.on_closed, signals.spider_closed)
        crawler.signals.connect(spider.keeper.close, signals.engine_stopped)
        return spider

    def tell(self, line: str) -> None:
        """Say one line of progress."""
        click.echo(line, err=True)

    async def start(self) -> AsyncIterator[Request]:
        """Ask for the first page of each site's list."""
        for site in self.chosen:
            errand = Errand(site=site, role=Role.LIST)
            if site.family in platforms():
                for request in self._list_requests(platforms()[site.family].first(site), errand):
                    request.meta["is_start_request"] = True  # what it leads to comes first
                    yield request
            else:
                verdict = Verdict(Outcome.FAILED, f"lists of the family {site.family} are not read yet")
                self.keeper.event(errand, site.list, verdict)

    def _request(self, url: str, errand: Errand, page: Page | None = None) -> Request:
        read_list = self.read_shown_list if errand.site.options.browser else self.read_list
        callback = read_list if errand.role is Role.LIST else self.read_detail
        named_by = referer(page.url, url) if page else None
        headers, meta = {"Referer": named_by} if named_by else {}, {KEY: errand}
        return Request(without_session(url), callback=callback, errback=self.on_failure, headers=headers, meta=meta)

    def _list_requests(self, url: str, errand: Errand, page: Page | None = None) -> Iterator[Request]:
        """Ask for a list, unless this site's crawl did so already: menus and pagers lead in circles."""
        key = list_key(url)
        if key not in self._lists[errand.site.id]:
            self._lists[errand.site.id].add(key)
            yield self._request(url, errand, page).replace(dont_filter=True)  # another site may read the same list

    def _is_read_elsewhere(self, site: Site, response: Response) -> bool:
        """Tell whether a list was redirected to one that this site's crawl asks for anyway; note where it led."""
        asked = {list_key(url) for url in response.meta.get("redirect_urls", ())}
        key, known = list_key(response.url), self._lists[site.id]
        if not asked or key in asked:
            return False
        elsewhere = key in known
        known.add(key)
        return elsewhere

    def read_list(self, response: Response) -> Iterator[Request]:
        """Follow the entries that look like reports, and the further pages of the list."""
        if (found := self._read(response)) is not None:
            yield from self._follow(*found)

    async def read_shown_list(self, response: Response) -> AsyncIterator[Request]:
        """Read a list of a site whose lists a script may fill in: as it was served or, where that needs one, shown."""
        found = self._read(response)
        if found is None:
            return
        errand, page, listing = found
        if not (listing.needs_browser or _is_empty(listing) or (listing.incomplete and not listing.pages)):
            for request in self._follow(errand, page, listing):
                yield request
            return
        number, lacking = 0, listing.incomplete
        try:
            async for text in browser.show(self.crawler, errand, page):
                number += 1
                shown = replace(page, text=text, number=number)
                browser.keep(self.crawler, errand, shown)
                listing = read_any(errand.site, shown, GENERIC)
                listing = replace(listing, pages=(), incomplete=cut_short(text), needs_browser=None)
                for request in self._follow(replace(errand, page=number), shown, listing):
                    yield request
        except browser.BrowserError as error:
            self._list_fails(errand, page.url, str(error), Outcome.NEEDS_BROWSER)
        if lacking and number < 2:
            self._list_fails(errand, page.url, lacking)

    def _read(self, response: Response) -> tuple[Errand, Page, Listing] | None:
        """Return what a list's page says, with the family it was read by; None where it cannot be read."""
        errand: Errand = response.meta[KEY]
        capture: Capture = response.meta[CAPTURE]
        if capture.context.outcome not in _ARRIVED:
            if capture.context.outcome is Outcome.GONE:
                self._list_fails(errand, response.url, "the list is gone; correct the entry's address")
            self._broken.add(errand.site.id)
            return None
        if self._is_read_elsewhere(errand.site, response):
            return None
        page = Page(response.url, decode_text(response.body)[0], errand.page, errand.level, errand.found)
        family = errand.family or family_of(errand.site, page)
        try:
            listing = read_any(errand.site, page, family)
        except ListError as error:
            self._list_fails(errand, response.url, str(error))
            return None
        if reason := cut_short(page.text):
            self._list_fails(errand, response.url, reason)
        return replace(errand, family=family), page, listing

    def _follow(self, errand: Errand, page: Page, listing: Listing) -> Iterator[Request]:
        site = errand.site
        wanted = [e for e in listing.entries if site.options.follow == "all" or looks_like_report(e.title)]
        if listing.entries or not (listing.pages or listing.columns):  # an index has nothing to tell
            sure = "" if listing.confidence is None else f" (confidence {listing.confidence:.2f})"
            self.tell(f"{site.id}: {page.url}: {len(listing.entries)} entries, {len(wanted)} of them reports{sure}")
        if listing.incomplete:
            self._list_fails(errand, page.url, listing.incomplete)
        if listing.needs_browser:
            self._list_fails(errand, page.url, listing.needs_browser, Outcome.NEEDS_BROWSER)
        elif _is_empty(listing) and _matters(errand, listing) and (page.number == 1 or not _ends_empty(errand)):
            self._list_fails(errand, page.url, _why_empty(listing), Outcome.EMPTY)
        for entry in wanted:
            yield self._entry_request(site, page, entry)
        yield from self._further_pages(errand, page, listing)
        yield from self._columns(errand, page, listing.columns)

    def _entry_request(self, site: Site, page: Page, entry: Entry) -> Request:
        """Ask for what a list names; two reports are no one page, whatever part of their addresses they differ in."""
        title, address = hash(entry.title), hash(entry.url)
        self.listed[site.id].setdefault(address, read_year(entry.title))
        request = self._request(entry.url, _entry_errand(site, page, entry), page)
        both = (title & _HALF) << 32 | address & _HALF
        differs = both ^ self._pages[site.id].setdefault(hash(canonical(entry.url)), both)
        if differs >> 32 and differs & _HALF:
            request.meta[EXACT] = True
        return request

    def _columns(self, errand: Errand, page: Page, columns: tuple[Entry, ...]) -> Iterator[Request]:
        """Read other lists that this one names, to the depth which the site's entry allows."""
        columns = tuple(column for column in columns if list_key(column.url) not in self._lists[errand.site.id])
        if columns and errand.level >= errand.site.options.depth:
            reason = f"lists more than {errand.level} steps from the entry's are not read; raise options.depth"
            self._list_fails(errand, page.url, reason)
            return
        for column in columns:
            found = Errand(
                site=errand.site,
                role=Role.LIST,
                parent=page.url,
                link_text=column.link_text,
                listed_title=column.title,
                level=errand.level + 1,
            )
            yield from self._list_requests(column.url, found, page)

    def _further_pages(self, errand: Errand, page: Page, listing: Listing) -> Iterator[Request]:
        """Read the further pages of a list, unless this one only repeats what the pages before it hold."""
        urls = [without_session(entry.url) for entry in listing.entries]
        new = sum(url not in errand.seen for url in urls)
        if listing.counted and urls and not new:
            reason = f"page {page.number} of the list repeats those before it, although it is counted as another"
            self._list_fails(errand, page.url, f"{reason}; what it should hold is missing, look at it")
        if page.number > 2 and not new:
            return  # a server that repeats its last group for ever names further pages but no new entries
        pages = tuple(url for url in listing.pages if list_key(url) not in self._lists[errand.site.id])
        room = max(errand.site.options.max_pages - errand.page, 0)
        if len(pages) > room:
            reason = f"the list has more than {errand.site.options.max_pages} pages; raise options.max_pages"
            self._list_fails(errand, page.url, reason)
        found, seen = errand.found + new, errand.seen.union(urls)
        for number, url in enumerate(pages[:room], errand.page + 1):
            further = Errand(
                site=errand.site,
                role=Role.LIST,
                parent=page.url,
                page=number,
                level=errand.level,
                family=errand.family,
                found=found,
                seen=seen,
            )
            yield from self._list_requests(url, further, page)

    def _list_fails(self, errand: Errand, url: str, reason: str, outcome: Outcome = Outcome.FAILED) -> None:
        self._broken.add(errand.site.id)
        self.keeper.event(errand, url, Verdict(outcome, reason))

    def read_detail(self, response: Response) -> Iterator[Request]:
        """Follow the files that a report's page offers, and what its article shows in frames and pictures.

        A frame is such a page, too; its frames and files belong to the page around it all. What is known to lead
        nowhere is not looked through again.
        """
        errand: Errand = response.meta[KEY]
        capture: Capture = response.meta[CAPTURE]
        if capture.context.outcome not in _ARRIVED or errand.role not in _PAGES:
            return
        settled, whole = self.keeper.settled, errand.role is Role.DETAIL
        known = SETTLED in response.flags
        if whole and UNCHANGED not in response.flags:  # where it stands, that was asked before
            known = settled.knows(errand.site, response.url, capture.digest)
        if known:
            self._compare(errand, response.url, capture, lambda: decode_text(self.keeper.bytes_of(capture))[0])
            return
        if sniff(response.body) != "html":
            return
        page = Page(response.url, decode_text(response.body)[0])
        events, led = self.keeper.events, False
        self._compare(errand, page.url, capture, lambda: page.text)
        for request in self._follow_detail(errand, page):
            led = True
            yield request
        if whole and not led and self.keeper.events == events:
            settled.note(errand.site, page.url, capture.digest)

    def _compare(self, errand: Errand, url: str, capture: Capture, text: Callable[[], str]) -> None:
        """Say so where one page is served for several reports."""
        for wrong in self._same.check(errand, url, capture.digest, text):
            self.keeper.event(wrong.errand, wrong.url, Verdict(Outcome.FAILED, wrong.reason))

    def _follow_detail(self, errand: Errand, page: Page) -> Iterator[Request]:
        """Follow whatever a page's own bytes lead to."""
        if reason := cut_short(page.text):
            self.keeper.event(errand, page.url, Verdict(Outcome.FAILED, reason))
        files = platforms()[errand.site.family].read_detail(page)
        if len(files) > MAX_FILES:
            reason = (
                f"the page links to {len(files)} files, more than a report has; only the first {MAX_FILES} are read"
            )
            self.keeper.event(errand, page.url, Verdict(Outcome.FAILED, reason))
        for entry in files[:MAX_FILES]:
            yield self._request(entry.url, _carried(errand, page.url, Shown(entry, Role.ATTACHMENT)), page)
        yield from self._follow_shown(errand, page)
        if listing := list_instead(errand.site, page):
            yield from self._follow(errand, page, listing)
        else:
            yield from self._follow_parts(errand, page)

    def _follow_shown(self, errand: Errand, page: Page) -> Iterator[Request]:
        """Follow the frames and pictures of an article, frames in frames to a bounded depth; say which are not."""
        found = shown_in_article(page)  # a frame at a foreign host may be the report: the guard says that it is refused
        shown = [one for one in found if one.role is Role.IFRAME or why_not(errand.site, one.entry.url) is None]
        deep = [one for one in shown if one.role is Role.IFRAME and errand.depth >= MAX_FRAMES_DEEP]
        if deep:
            reason = f"a frame inside {MAX_FRAMES_DEEP} frames is not followed; import {deep[0].entry.url}"
            self.keeper.event(errand, page.url, Verdict(Outcome.FAILED, reason))
        for one in [one for one in shown if one not in deep][:MAX_SHOWN]:
            yield self._request(one.entry.url, _carried(errand, page.url, one), page)

    def _follow_parts(self, errand: Errand, page: Page) -> Iterator[Request]:
        """Follow the further pages of an article; each belongs to the first one, also where it names the next."""
        known = part_number(errand.link_text) if errand.role is Role.IFRAME else None
        if errand.role is Role.IFRAME and known is None:
            return  # a frame; what it shows is one page
        first = errand.parent if known and errand.parent else page.url
        found = article_parts(page, first, known[0] if known else 1)
        if found.untold:
            self.keeper.event(errand, page.url, Verdict(Outcome.FAILED, found.untold))
        for number, url in found.pages:
            part = replace(errand, role=Role.IFRAME, parent=first, link_text=part_text(number, found.count))
            yield self._request(url, part, page)

    def on_failure(self, failure: Any) -> None:
        """Keep why a request was not sent or brought nothing; stop when the store itself fails."""
        if self.keeper.fatal:
            raise CloseSpider("store")
        errand: Errand = failure.request.meta[KEY]
        if errand.role is Role.LIST:
            self._broken.add(errand.site.id)
        if isinstance(failure.value, Postponed):
            self.keeper.postpone(errand, failure.request.url, str(failure.value))
            return
        if isinstance(failure.value, LeftAlone):
            self.keeper.offer(errand, failure.request.url)
        self.keeper.event(errand, failure.request.url, _verdict(failure.value))

    def on_error(self, failure: Any, response: Response) -> None:
        """Keep that our own code failed on a page, so that the crawl does not pass for a good one."""
        if not self.keeper.fatal and KEY in response.meta:
            verdict = Verdict(Outcome.FAILED, f"the crawler failed on this page: {failure.value!r}; report it")
            self._broken.add(response.meta[KEY].site.id)
            self.keeper.event(response.meta[KEY], response.url, verdict)

    def on_closed(self, reason: str) -> None:
        """Note a crawl that ends before its time, so that its sites stay due."""
        if reason != "finished":
            self.keeper.note_stopped()

    def _is_no_part_now(self, site: Site, capture: Capture) -> bool:
        """Say whether a capture is a further page of an article which was read in this crawl and does not name it."""
        part, parent = part_number(capture.context.link_text), capture.context.parent
        return part is not None and self.keeper.outcomes[site.id].get(parent or "") in _ARRIVED

    def on_idle(self) -> None:
        """Once all lists are read, ask again for the reports which they no longer name.

        Raises DontCloseSpider while there are such reports.
        """
        if self._rechecked or self.keeper.fatal:
            return
        self._rechecked = True
        asked = 0
        for site in self.chosen:
            if site.id in self._broken or self.keeper.blocked[site.id] or site.id in self.keeper.postponed:
                continue  # what a list that was not read does not name has not vanished
            if not self.listed[site.id]:
                errand = Errand(site=site, role=Role.LIST)
                self._list_fails(errand, site.list, "no entry of the list looks like an annual report", Outcome.EMPTY)
            for capture in self.keeper.vanished(site.id):
                if self._is_no_part_now(site, capture):
                    continue
                self.crawler.engine.crawl(self._request(capture.url, _again(site, capture)))
                asked += 1
        if asked:
            raise DontCloseSpider


def crawl_name() -> str:
    """Return a name for a crawl that no other has, beginning with its time."""
    return f"{datetime.now(UTC):%Y%m%dT%H%M%SZ}-{uuid4().hex[:6]}"


def _choose(site: str, sites: str) -> tuple[Site, ...]:
    registry = load_registry(Path(sites) if sites else None)
    if not site:
        if not sites:
            raise ValueError("name the sites to crawl: -a site=ID[,ID], or -a sites=FILE for all of a file")
        return registry
    by_id = {entry.id: entry for entry in registry}
    if unknown := [name for name in site.split(",") if name not in by_id]:
        raise ValueError(f"no site {', '.join(unknown)} in the registry; see `nianbao sites list`")
    return tuple(by_id[name] for name in site.split(","))


def _is_empty(listing: Listing) -> bool:
    return not (listing.entries or listing.pages or listing.columns)


def _ends_empty(errand: Errand) -> bool:
    return platforms()[errand.family or errand.site.family].ends_empty


def _matters(errand: Errand, listing: Listing) -> bool:
    """Say whether an empty list is worth saying: not on the way from a portal, if it was never sure to be one."""
    return errand.level == 0 or listing.confidence is None or listing.confidence >= SURE


def _why_empty(listing: Listing) -> str:
    if listing.confidence == 0:
        return (
            "the page names no annual report, no column of them and none that may hold one (confidence 0); "
            "give the address of the column itself"
        )
    return "the list has no entries; look at it and correct the site's entry"


def _entry_errand(site: Site, page: Page, entry: Entry) -> Errand:
    return Errand(
        site=site,
        role=Role.ATTACHMENT if is_document(entry.url) else Role.DETAIL,
        parent=page.url,
        link_text=entry.link_text,
        listed_title=entry.title,
        listed_date=entry.date,
    )


def _carried(errand: Errand, url: str, shown: Shown) -> Errand:
    """Return the errand for what a page carries. Pictures are counted by the page or frame that shows them."""
    in_frame = errand.role is Role.IFRAME and picture_number(shown.entry.link_text) is None
    return Errand(
        site=errand.site,
        role=shown.role,
        parent=errand.parent if in_frame else url,
        link_text=shown.entry.title,
        listed_title=errand.listed_title,
        listed_date=errand.listed_date,
        depth=errand.depth + 1,
    )


def _again(site: Site, capture: Capture) -> Errand:
    before = capture.context
    return Errand(
        site=site,
        role=before.role,
        parent=before.parent,
        link_text=before.link_text,
        listed_title=before.listed_title,
        listed_date=before.listed_date,
        unlisted=True,
    )


def _verdict(error: BaseException) -> Verdict:
    said = str(error) or type(error).__name__
    if isinstance(error, Refused):
        return Verdict(Outcome.REFUSED, said)
    if isinstance(error, DownloadCancelledError):
        return Verdict(Outcome.REFUSED, f"the answer is larger than is read: {said}")
    return Verdict(Outcome.FAILED, f"{said} ({type(error).__name__}); the next crawl tries again")

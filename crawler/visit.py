"""Visits lists once: one request for each, guarded and kept as in a crawl, and what the answer shows."""

from collections.abc import Mapping
from dataclasses import dataclass

from archive.content import decode_text, sniff
from archive.datadir import DataDir
from archive.records import Capture, Outcome, Role
from archive.store.errors import StoreError
from archive.store.index import CaptureIndex
from archive.store.reader import read_document_bytes
from crawler.platforms import platforms
from crawler.platforms.base import ListError, Listing, Page
from crawler.platforms.generic import read_any
from crawler.process import CrawlError, check_contact, in_fresh_process, run_spider
from crawler.recognise import GENERIC, claims, list_shown
from crawler.registry import Site
from crawler.titles import looks_like_report

_ARRIVED = (Outcome.KEPT, Outcome.UNCHANGED)
_PAGES = frozenset({"html", "text", "json", None})  # what a list may be sent as


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """What one request for a site's list brought.

    `url` is where it led in the end. `outcome` is KEPT where the page was read as a list; else `reason` says what
    happened and what to do. `family` is the one that the page shows, `page` and `listing` what was read, if anything.
    """

    site: Site
    url: str
    outcome: Outcome
    reason: str | None = None
    family: str | None = None
    page: Page | None = None
    listing: Listing | None = None

    @property
    def titles(self) -> tuple[str, ...]:
        """The titles of the entries that a crawl would follow."""
        return _wanted(self.site, self.listing) if self.listing else ()

    @property
    def other_family(self) -> str | None:
        """The family that the page shows where it is not the one that the site's entry names."""
        return self.family if self.site.family not in {GENERIC, self.family} else None

    @property
    def good(self) -> bool:
        """Whether the list was reached and can be read as its entry says."""
        shown = self.outcome is Outcome.NEEDS_BROWSER and self.site.options.browser  # by a crawl, not by a visit
        return (self.outcome is Outcome.KEPT or shown) and self.other_family is None

    @property
    def proven(self) -> bool:
        """Whether the visit saw reports, which is what makes an entry a verified one."""
        return self.good and bool(self.titles)


def visit_sites(
    sites: tuple[Site, ...], data: DataDir, settings: Mapping[str, object] | None = None
) -> tuple[Visit, ...]:
    """Ask for the list of each site once and say what came; `settings` override those of `crawler.settings`.

    Raises CrawlError when the requests cannot be made or kept at all, or when government sites would be asked without
    a contact address.
    """
    check_contact(sites)
    crawl = in_fresh_process(_visit, sites, data, settings or {})
    with CaptureIndex(data) as index:
        index.sync()
        return tuple(_visited(site, crawl, index) for site in sites)


def _visit(sites: tuple[Site, ...], data: DataDir, overrides: Mapping[str, object]) -> str:
    from crawler.spiders.look import LookSpider  # noqa: PLC0415 (half a second that other commands need not wait)

    spider, fatal = run_spider(LookSpider, sites, data, overrides)
    if fatal:
        raise CrawlError(fatal)
    crawl: str = spider.keeper.crawl
    return crawl


def _visited(site: Site, crawl: str, index: CaptureIndex) -> Visit:
    """Return what a site's captures of one crawl say; the last one counts, where a request was made again."""
    found = [one for one in index.of_site(site.id) if one.context.crawl == crawl and one.context.role is Role.VISIT]
    found = [one for one in found if one.context.outcome is not Outcome.REDIRECT] or found
    if not found:
        return Visit(
            site=site, url=site.list, outcome=Outcome.FAILED, reason="nothing was asked; look at the lines above"
        )
    last = found[-1]
    if last.context.outcome not in _ARRIVED:
        return Visit(site=site, url=last.url, outcome=last.context.outcome, reason=last.context.reason)
    return _read(site, last, index)


def _read(site: Site, capture: Capture, index: CaptureIndex) -> Visit:
    try:
        body = read_document_bytes(index.data, capture, index)
    except StoreError as error:
        return Visit(site=site, url=capture.url, outcome=Outcome.FAILED, reason=str(error))
    return look_at(site, capture.url, body)


def look_at(site: Site, url: str, body: bytes) -> Visit:
    """Return what a page shows that came from `url` on a visit, or was saved by hand."""
    kind = sniff(body)
    if kind not in _PAGES:
        reason = f"it is a document ({kind}), not a list; give the address of the page that links to it"
        return Visit(site=site, url=url, outcome=Outcome.FAILED, reason=reason)
    page = Page(url, decode_text(body)[0])
    family = _shown(site, page)
    if family not in platforms():
        reason = f"lists of the family {family} are not read yet"
        return Visit(site=site, url=url, outcome=Outcome.FAILED, reason=reason, page=page)
    try:
        listing = read_any(site, page, family)
    except ListError as error:
        return Visit(site=site, url=url, outcome=Outcome.FAILED, reason=str(error), family=family, page=page)
    outcome, said = _outcome(site, listing)
    if {entry.url for entry in listing.entries} == {url} and list_shown(url) is None:
        outcome, said = Outcome.EMPTY, "the page is a report itself; give the address of the list that links to it"
    return Visit(site=site, url=url, outcome=outcome, reason=said, family=family, page=page, listing=listing)


def _shown(site: Site, page: Page) -> str:
    """Return the family that a page shows: the entry's own unless only others claim the page."""
    found = claims(page)
    if site.family == GENERIC or (found and site.family not in found):
        return found[0] if found else GENERIC
    return site.family


def _outcome(site: Site, listing: Listing) -> tuple[Outcome, str | None]:
    if listing.needs_browser and site.options.browser:
        return Outcome.NEEDS_BROWSER, "only a script fills it in; a crawl shows it in a browser, as its entry says"
    if listing.needs_browser:
        return Outcome.NEEDS_BROWSER, listing.needs_browser
    if listing.pages or listing.columns:
        return Outcome.KEPT, listing.incomplete
    if not listing.entries:
        return Outcome.EMPTY, "the page shows no report and no list of reports; look at it and correct the address"
    if not _wanted(site, listing):
        reason = f"none of the page's {len(listing.entries)} entries looks like an annual report; look at it"
        return Outcome.EMPTY, f"{reason} and correct the address, or set options.follow"
    return Outcome.KEPT, listing.incomplete


def _wanted(site: Site, listing: Listing) -> tuple[str, ...]:
    """Return the titles of the entries that a crawl would follow."""
    every = site.options.follow == "all"
    return tuple(entry.title for entry in listing.entries if every or looks_like_report(entry.title))

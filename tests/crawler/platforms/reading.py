"""Reads one list page by one family, as the spider does."""

from crawler.platforms import platforms
from crawler.platforms.base import ListError, Listing, Page
from crawler.registry import Expectation, Options, Site

BASE = "http://a.gov.cn/nb/"


def site(family: str, address: str = BASE, since: int | None = None, **options: object) -> Site:
    many = bool(options.pop("many_bodies", False))
    return Site(
        id="a",
        body="b",
        region="990101",
        list=address,
        family=family,
        many_bodies=many,
        options=Options(**options),  # type: ignore[arg-type] # a test's own
        expect=Expectation(since=since),
    )


def read(family: str, text: str, url: str = BASE, number: int = 1, found: int = 0, **options: object) -> Listing:
    page = Page(url, text, number, found=found)
    return platforms()[family].read_list(site(family, url, **options), page)  # type: ignore[arg-type] # a test's own


def claimed_by(text: str, url: str = BASE) -> set[str]:
    """Return the families other than the generic one that claim a page."""
    return {name for name, one in platforms().items() if name != "generic" and one.recognises(Page(url, text))}


def survives(family: str, text: str, url: str = BASE, number: int = 1) -> Listing | None:
    """Read a hostile page: it may be no list, but nothing else is raised."""
    platforms()[family].recognises(Page(url, text, number))
    try:
        return read(family, text, url, number)
    except ListError:
        return None

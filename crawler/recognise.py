"""Which CMS family serves a list, by its address and its page, and which list a report's address shows."""

import re
from urllib.parse import urlsplit

from crawler.platforms import platforms
from crawler.platforms.base import Page, Platform
from crawler.registry import Site

GENERIC = "generic"
_TRS = re.compile(r"(/(?:[^/]+/)+)\d{6}/t\d{8}_\d+\.s?html?")
_JPAGE = re.compile(r"/art/\d{4}/\d{1,2}/\d{1,2}/art_(\d+)_\d+\.html")
_XXGK = re.compile(r"/module/xxgk/xxgkAnnualReport\.jsp")


def family_of(site: Site, page: Page) -> str:
    """Return the family to read a list by: the site's own or, where that guesses, the one which claims the page."""
    return site.family if site.family != GENERIC else next(iter(claims(page)), GENERIC)


def claims(page: Page) -> tuple[str, ...]:
    """Return the families that claim a page as theirs, the likeliest first.

    The generic reader, which reads any page, is not among them.
    """
    found = [(one, name) for name, one in platforms().items() if name != GENERIC and one.recognises(page)]
    path = urlsplit(page.url).path
    # what the address says outweighs marks in the page, of which a site may have several families'
    return tuple(name for one, name in sorted(found, key=lambda pair: not _is_address_of(pair[0], path)))


def _is_address_of(family: Platform, path: str) -> bool:
    return family.address is not None and family.address.search(path) is not None


def list_shown(url: str) -> tuple[str, str] | None:
    """Return the list that a report's address shows, and its family; None where the address does not show it.

    TRS keeps a report in a folder of its list's, 大汉 jpage names the number of the list in it, and an address of
    xxgkAnnualReport.jsp is the list of its organ. Addresses of other families name the list in no such way.
    """
    address = urlsplit(url)
    base = f"{address.scheme}://{address.netloc}"
    if trs := _TRS.fullmatch(address.path):
        return base + trs[1], "trs"
    if jpage := _JPAGE.fullmatch(address.path):
        return f"{base}/col/col{jpage[1]}/index.html", "jpage"
    return (url, "xxgk") if _XXGK.fullmatch(address.path) else None

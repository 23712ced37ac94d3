"""Which CMS family serves a list, by its address and its page, and which list a report's address shows."""

import re
from urllib.parse import urlsplit

from archive.content import decode_text
from crawler.platforms import platforms
from crawler.platforms.base import Page
from crawler.registry import Site

GENERIC = "generic"
_TRS = re.compile(r"(/(?:[^/]+/)+)\d{6}/t\d{8}_\d+\.s?html?")
_JPAGE = re.compile(r"/art/\d{4}/\d{1,2}/\d{1,2}/art_(\d+)_\d+\.html")
_XXGK = re.compile(r"/module/xxgk/xxgkAnnualReport\.jsp")


def family_of(site: Site, page: Page) -> str:
    """Return the family to read a list by: the site's own or, where that guesses, the one which claims the page."""
    return site.family if site.family != GENERIC else next(iter(claims(page)), GENERIC)


def claims(page: Page) -> tuple[str, ...]:
    """Return the families that claim a page as theirs; the generic reader, which reads any page, is not among them."""
    return tuple(name for name, one in platforms().items() if name != GENERIC and one.recognises(page))


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


class NotRecognisedError(Exception):
    """No family claims the page, or several do; the message says what to do."""


def recognise(url: str, page: bytes | None) -> str:
    """Return the family of a list. Raises NotRecognisedError when address and page do not tell one."""
    address = urlsplit(url)
    if address.scheme not in {"http", "https"} or not address.hostname:
        raise NotRecognisedError("it is no http or https address; give the address of the list")
    if page is not None:
        found = claims(Page(url, decode_text(page)[0]))
        if len(found) == 1:
            return found[0]
        said = f"{' and '.join(found)} claim it" if found else "no family claims the page"
        raise NotRecognisedError(f"{said}; look at its pager and choose the family by hand")
    for name, platform in platforms().items():
        if platform.address is not None and platform.address.search(address.path):
            return name
    raise NotRecognisedError("the address does not tell; save the list's page and give it with --page")

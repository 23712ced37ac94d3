"""Hand-made ASP sites: `list.asp?classid=12&page=2` and `show.asp?id=345`, mostly in GBK."""

import re
from dataclasses import replace
from urllib.parse import SplitResult, parse_qsl, quote, urlsplit, urlunsplit

from crawler.platforms.base import Entry, Listing, Page, Platform
from crawler.platforms.links import cut_off, entries_where, is_same_site, names_report, shows_list, turn
from crawler.platforms.values import is_front_page
from crawler.registry import Site
from crawler.titles import is_document, looks_like_report

_SCRIPT = re.compile(r"\.aspx?$", re.IGNORECASE)
_KEY = re.compile(r"\w{0,20}id|n|no|key", re.IGNORECASE)
_VALUE = re.compile(r"\d{1,20}|[0-9a-f]{32}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
_TURNING = re.compile(r"\w{0,8}page\w{0,8}|p|pn", re.IGNORECASE)
_CATEGORY = re.compile(
    r"(?:class|type|sort|column|channel|lanmu|cat|category|menu|big|small)_?(?:class)?_?id", re.IGNORECASE
)
_LISTING = re.compile(
    r"/[^/]*(?:list|class|index|more|column|sort|channel|search|default|login|vote)[^/]*$", re.IGNORECASE
)
_SHORT = 20  # characters of a column's name; a report's title in a list is longer
_UTF8 = re.compile(r"charset\s*=\s*[\"']?utf-?8", re.IGNORECASE)


class Asp(Platform):
    """Lists and pages that are all one script each, told apart by a number in the query."""

    family = "asp"

    def read_list(self, site: Site, page: Page) -> Listing:  # noqa: ARG002 (the interface of all families)
        """Read the links to another script with a number, and to files; the next page by its link."""
        pages, scripted, counted = turn(page)
        incomplete = None
        if scripted:
            incomplete = (
                "a form that a script sends turns the list's pages, so only this one is read; open the others in a "
                "browser, save the reports and use `nianbao import --url`"
            )
        return Listing(
            _asked(page, entries_where(page, lambda url, text: _is_entry(page.url, url, text))),
            tuple(_as_browsers_ask(page.text, url) for url in pages),
            incomplete or cut_off(page),
            _asked(page, entries_where(page, lambda url, text: _is_column(page.url, url, text))),
            counted=counted,
        )

    def recognises(self, page: Page) -> bool:
        """See several links to one script with a number each."""
        articles = entries_where(page, lambda url, text: _is_article(page.url, url, text))
        return shows_list(articles) and not is_front_page(page.url)


def _is_entry(base: str, url: str, text: str) -> bool:
    if is_document(url, text) or _is_article(base, url, text):
        return True
    return names_report(base, url, text) and not _is_column(base, url, text)


def _is_article(base: str, url: str, text: str) -> bool:
    """Tell whether an address is a script with an article's number: no list, and not another page of this one."""
    own, other = urlsplit(base), urlsplit(url)
    keys, own_keys = _keys(other), _keys(own)
    if not _SCRIPT.search(other.path) or not is_same_site(base, url) or _turns(keys):
        return False
    if other.path.lower() == own.path.lower() and keys == {key for key in own_keys if not _TURNING.fullmatch(key)}:
        return False
    numbers = {key.lower() for key, value in parse_qsl(other.query) if _KEY.fullmatch(key) and _VALUE.fullmatch(value)}
    if not any(not _CATEGORY.fullmatch(key) for key in numbers):
        return False
    return not _LISTING.search(other.path) or (len(text) > _SHORT and looks_like_report(text))


def _is_column(base: str, url: str, text: str) -> bool:
    """Tell whether a link leads to another list that is named as one of annual reports, or of a year."""
    own, other = urlsplit(base), urlsplit(url)
    if not _SCRIPT.search(other.path) or not is_same_site(base, url) or _turns(_keys(other)) or url == base:
        return False
    if (other.path.lower(), other.query.lower()) == (own.path.lower(), own.query.lower()):
        return False
    return len(text) <= _SHORT and looks_like_report(text) and not _is_article(base, url, text)


def _keys(address: SplitResult) -> set[str]:
    return {key.lower() for key, _ in parse_qsl(address.query)}


def _turns(keys: set[str]) -> bool:
    return any(_TURNING.fullmatch(key) for key in keys)


def _asked(page: Page, entries: tuple[Entry, ...]) -> tuple[Entry, ...]:
    return tuple(replace(entry, url=_as_browsers_ask(page.text, entry.url)) for entry in entries)


def _as_browsers_ask(text: str, url: str) -> str:
    """Return an address with the Chinese of its query in the page's own charset, as a browser would send it."""
    parts = urlsplit(url)
    if parts.query.isascii():
        return url
    charset = "utf-8" if _UTF8.search(text[:4096]) else "gb18030"
    return urlunsplit(
        parts._replace(query=quote(parts.query, safe="=&%+/:;,?@!$'()*~-._", encoding=charset, errors="replace"))
    )

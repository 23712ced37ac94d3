"""开普 UCAP: files `list.shtml`, `list_2.shtml`, …, or entries as JSON from `/common/search/<channel>`."""

import re
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta, timezone
from html import unescape
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit, urlunsplit

from crawler.platforms.base import Entry, ListError, Listing, Page, Platform, link
from crawler.platforms.links import cut_off, entries_where, reports_elsewhere, shows_list, turn
from crawler.platforms.values import count, is_front_page, plain, query_value, read_json
from crawler.registry import Site
from crawler.titles import read_date

PER_PAGE = 20
_MAX_CHANNELS = 5  # of one page; further ones are those of other lists beside it
_LONGEST = 500  # characters of an address inside a script
_CHINA = timezone(timedelta(hours=8))
_FAR = 1 << 32  # seconds; what is beyond (the year 2106) is no time of this kind
_DETAIL = re.compile(
    r"/\d{6}(?:\d\d)?/[0-9a-f]{32}\.s?html?$|/\d{6}/(?:c\d+_)?\d+\.shtml$|/c\d+/(?:c\d+/)?content\.s?html?$",
    re.IGNORECASE,
)
_SEARCH = re.compile(r"/(?:common/search|searchList|search)/[0-9a-f]{32}")
_PAGER = re.compile(
    r"createPageHTML\(\s*[\"']page_div[\"']\s*,\s*(\d{1,6})\s*,\s*(\d{1,6})\s*,\s*[\"'](\w{1,60})[\"']\s*,\s*[\"'](\w{1,9})[\"']"
)
_CHANNEL = re.compile(r"channel_?id[\"']?\s*[:=]\s*[\"']?[0-9a-f]{32}", re.IGNORECASE)
_BREAK = re.compile(r"[\s\"'<>\\]")
_ASKED = {"_isAgg": "true", "_isJson": "true", "_pageSize": str(PER_PAGE), "_template": "index"}
_BY_SCRIPT = (
    "a script fills the list in, and the page does not show from where; look in a browser which address below "
    "/common/search/ or /searchList/ it asks for, and write that as the entry's list, or set options.browser = true"
)


class Ucap(Platform):
    """Lists as files whose pager's script counts them, or behind a search address that answers JSON."""

    family = "ucap"
    address = _SEARCH
    ends_empty = True  # where the answer does not count, the page after the last full one is asked for

    def read_list(self, site: Site, page: Page) -> Listing:  # noqa: ARG002 (the interface of all families)
        """Read a page of the list, or one answer of its search address.

        Raises ListError for an answer that is not the JSON expected.
        """
        if page.text.lstrip()[:1] in {"{", "["}:
            return _read_answer(page)
        entries = _entries(page)
        others, columns = reports_elsewhere(page, entries)
        entries += others
        following, channels = _next_file(page), tuple(_channels(page))
        turned = turn(page)
        pages = (following,) if following else turned.pages
        if channels and not (following and entries):
            pages = channels
        by_script = not (entries or channels) and _CHANNEL.search(page.text)
        pager = _PAGER.search(page.text)
        counted = turned.counted or (pager is not None and 1 < page.number <= int(pager[1]))
        browser = _BY_SCRIPT if by_script else None
        return Listing(entries, pages, cut_off(page), columns, browser, counted=counted)

    def recognises(self, page: Page) -> bool:
        """See a search address, several entries in the form of the family, or one beside its pager."""
        if _SEARCH.search(urlsplit(page.url).path):
            return True
        if is_front_page(page.url):
            return False  # it shows parts of lists, and may search all of them
        details = _entries(page)
        return bool(_SEARCH.search(page.text) or shows_list(details) or (details and _PAGER.search(page.text)))


def _entries(page: Page) -> tuple[Entry, ...]:
    return entries_where(page, lambda url, _: bool(_DETAIL.search(urlsplit(url).path)))


def _next_file(page: Page) -> str | None:
    """Return the file of the next page, which the pager's script counts on from its own: `list.shtml` is 1 (or 0)."""
    pager = _PAGER.search(page.text)
    if pager is None or page.number >= int(pager[1]):
        return None
    files = (urljoin(page.url, f"{pager[3]}_{number}.{pager[4]}") for number in (int(pager[2]) + 1, page.number + 1))
    return next((url for url in files if url != page.url), None)


def _channels(page: Page) -> Iterator[str]:
    """Yield the search addresses in a page's scripts, each as the address of its first answer."""
    seen: set[str] = set()
    for found in _SEARCH.finditer(page.text):
        if found[0] in seen:
            continue
        seen.add(found[0])
        before = re.split(_BREAK, page.text[max(0, found.start() - _LONGEST) : found.start()])[-1]
        after = re.split(_BREAK, page.text[found.end() : found.end() + _LONGEST], maxsplit=1)[0]
        url = link(page.url, unescape(before + found[0] + after))
        if url is not None:
            yield _numbered(url, 1)
        if len(seen) == _MAX_CHANNELS:
            return


def _numbered(url: str, number: int) -> str:
    """Return a search address with all that it needs, for one page of its answers."""
    parts = urlsplit(url)
    query = dict(parse_qsl(parts.query, keep_blank_values=True))
    query = {**_ASKED, **{key: value for key, value in query.items() if value or key not in _ASKED}}
    query |= {"_isJson": "true", "page": str(number)}
    return urlunsplit(parts._replace(query=urlencode(query)))


def _read_answer(page: Page) -> Listing:
    data = _data(page.text)
    items = data.get("results")
    if not isinstance(items, list):
        raise ListError("the search address answers without results; look in a browser which address the list asks")
    found = (_entry(page.url, item) for item in items if isinstance(item, dict))
    entries = tuple(entry for entry in found if entry is not None)
    number = count(query_value(page.url, "page")) or 1
    asked = count(query_value(page.url, "_pageSize")) or PER_PAGE
    size = count(data.get("rows")) or asked  # some servers give fewer than they are asked for, and say so
    total = count(data.get("total"))
    more = bool(entries) and (len(items) >= size if total is None else total > number * size)
    pages = (_numbered(page.url, number + 1),) if more else ()
    incomplete = None
    if len(items) > len(entries):
        incomplete = f"{len(items) - len(entries)} of {len(items)} entries have no address that can be asked"
    elif total is not None and not items and total > (number - 1) * max(size, asked):
        incomplete = f"the list counts {total} entries, but page {number} holds none; the next crawl tries again"
    elif total is not None and items and not more and total > page.found + len(items):
        incomplete = f"the list counts {total} entries, but gives only {page.found + len(items)}; look for the others"
    return Listing(entries, pages, incomplete, counted=total is not None and number > 1)


def _data(text: str) -> Mapping[str, object]:
    """Return what an answer holds: `data`, on some sites inside `results`."""
    content = read_json(text)
    for keys in (("data",), ("results", "data")):
        inner = content
        for key in keys:
            inner = inner.get(key) if isinstance(inner, dict) else None
        if isinstance(inner, dict):
            return inner
    return content if isinstance(content, dict) else {}


def _entry(base: str, item: Mapping[str, object]) -> Entry | None:
    url = link(base, str(item.get("url") or "")) if item.get("url") else None
    if url is None:
        return None
    title = plain(item.get("title"))
    return Entry(url, title, title, _date(item))


def _date(item: Mapping[str, object]) -> str | None:
    """Return the day of publication: the one written out, since the number of seconds beside it may differ."""
    if found := read_date(str(item.get("publishedTimeStr") or "")):
        return found
    value = item.get("publishedTime")
    if isinstance(value, str):
        return read_date(value)
    seconds = value // 1000 if isinstance(value, int) and value > _FAR else value
    if not isinstance(seconds, int) or not 0 < seconds < _FAR:
        return None
    return datetime.fromtimestamp(seconds, _CHINA).date().isoformat()

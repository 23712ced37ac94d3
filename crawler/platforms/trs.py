"""TRS WCM: static pages `index.html`, `index_1.html`, …, entries `./YYYYMM/tYYYYMMDD_ID.html`.

Sites of mixed mode (动静结合) print the first entries and take the others from a search interface, whose parameters
stand in the page's script.
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import NamedTuple
from urllib.parse import urlencode, urljoin, urlsplit

from crawler.platforms.base import Entry, ListError, Listing, Page, Platform, entry_of, link, parse
from crawler.platforms.links import reports_elsewhere, turn
from crawler.platforms.values import count, plain, query_value, read_json, with_query
from crawler.registry import Site
from crawler.titles import is_document, looks_like_report, read_date

_DETAIL = re.compile(r"/t(?:\d{8}_\d+|\d{6,10})\.(s?html?)$")
_COUNT = re.compile(r"\bcountPage\s*=\s*[\"']?(\d{1,9})\b")
_CALL = re.compile(r"\bcreatePage(?:HTML)?\s*\(([^()]{1,200})\)")
_OBJECT = re.compile(r"\bPager\s*\(\s*\{([^{}]{1,500})\}")
_PAIR = re.compile(r"(\w+)\s*:\s*[\"']?([\w-]+)")
_INTEGER = re.compile(r"[\"']?(\d{1,9})[\"']?")
_WORD = re.compile(r"[\"']([\w-]{1,100})[\"']")
_SUFFIX = re.compile(r"s?html?|aspx?|jspx?|php")
_WRITTEN = re.compile(r"[\"']\.[\"']\s*\+\s*[\"'](s?html?)\b")  # the pager's script puts its links together
_OTHERS = re.compile(r"[0-9a-f]{32}\.s?html|ucap", re.IGNORECASE)  # 开普 has a pager of the same name

_SEARCH_PATH = "/fjdzapp/search"  # what the module trsapi asks, on each of its sites that were seen
_PATH = re.compile(r"[\"']((?:https?://[\w.:-]{1,100})?(?:/[\w-]{1,40}){1,5}/search)[\"']")
_CHANNEL = re.compile(r"\bchannelid\s*:\s*[\"']?([\w.]{1,80})")
_FILTER = re.compile(r"\bclasssql\s*:\s*((?:\"[^\"\n]{0,200}\"|'[^'\n]{0,200}'|[\s|])+)")
_STRING = re.compile(r"\"([^\"]*)\"|'([^']*)'")
_ORDER = re.compile(r"\bsortfield\s*:\s*[\"']([^\"'\n]{1,200})[\"']")
_SIZE = re.compile(r"\bprepage\s*:\s*[\"']?(\d{1,4})\b")
_STATIC = re.compile(r"\bmaxStaticIndex\s*:\s*[\"']?(\d{1,4})\b")
_RECORDS = re.compile(r"\brecordCount\s*:\s*[\"']?(\d{1,9})\b")
_SCRIPT = 5000  # characters from the module's name on


class _Pager(NamedTuple):
    total: int
    current: int
    name: str
    suffix: str


class Trs(Platform):
    """Lists made as files; the pager's script says how many there are."""

    family = "trs"

    def read_list(self, site: Site, page: Page) -> Listing:
        """Read the anchors that lead to TRS pages or to files, and the number of pages.

        Raises ListError for a further page that holds no entry, and where the search interface gives no list.
        """
        if _is_answer(page):
            return _read_answer(page)
        entries = _entries(page)
        if page.number > 1 and not entries:
            raise ListError(f"page {page.number} of the list holds no entry; the next crawl tries again")
        others, columns = reports_elsewhere(page, entries)
        pager = next(_pagers(page.text), None) or _counted(page)
        found = Listing(entries, counted=page.number > 1)
        if page.number == 1:
            pages = _pages(page, pager, site.options.max_pages)
            found = Listing(entries, pages) if pages else _with_search(page, entries)
        if pager is None and not (found.pages or found.incomplete):
            found = _turned(page, found)
        return replace(found, entries=(*entries, *others), columns=columns)

    def recognises(self, page: Page) -> bool:
        """See the pager's script, several reports in the TRS form, or an answer of the search interface."""
        if _is_answer(page):
            return page.text.lstrip().startswith("{")
        details = [entry for entry in _entries(page) if _DETAIL.search(urlsplit(entry.url).path)]
        if _COUNT.search(page.text) or any(_pagers(page.text)):
            return bool(details) or not _OTHERS.search(page.text)
        return sum(looks_like_report(entry.title) for entry in details) > 1


def _entries(page: Page) -> tuple[Entry, ...]:
    root = parse(page.text)
    found: dict[str, Entry] = {}
    for anchor in root.xpath("//a[@href]") if root is not None else ():
        entry = entry_of(page.url, anchor)
        if entry is None or not (_DETAIL.search(urlsplit(entry.url).path) or is_document(entry.url)):
            continue
        if entry.url not in found or (not found[entry.url].title and entry.title):
            found[entry.url] = entry
    return tuple(found.values())


def _turned(page: Page, found: Listing) -> Listing:
    """Return what is found on a page without the pager's script, with where its links turn the pages."""
    turned = turn(page)
    reason = "the list has further pages, but only a script leads to them; collect them by hand"
    told = reason if turned.scripted else None
    return replace(found, pages=turned.pages, incomplete=told, counted=found.counted or turned.counted)


def _pages(page: Page, pager: _Pager | None, most: int) -> tuple[str, ...]:
    """Return the addresses of all further pages, and not many more than are read of one list."""
    if pager is None:
        return ()
    first = 2 if pager.current == 1 else 1  # the number of the second page follows that of the first
    numbers = range(first, min(first + pager.total - 1, most + 2))
    return tuple(urljoin(page.url, f"{pager.name}_{number}.{pager.suffix}") for number in numbers)


def _pagers(text: str) -> Iterator[_Pager]:
    """Yield what the calls of the pager say; the arguments come in several orders, with others between them."""
    counted = _COUNT.search(text)
    for found in _CALL.finditer(text):
        arguments = [argument.strip() for argument in found[1].split(",")]
        numbers = [int(one[1]) for one in map(_INTEGER.fullmatch, arguments) if one]
        words = [one[1] for one in map(_WORD.fullmatch, arguments) if one and not one[1].isdigit()]
        at = next((at for at, word in enumerate(words) if at and _SUFFIX.fullmatch(word)), None)
        numbers = numbers or ([int(counted[1])] if counted else [])  # createPageHTML(countPage, currentPage, …)
        if numbers and at is not None:
            current = min(numbers[:2]) if len(numbers) > 1 else 0
            yield _Pager(max(numbers[:2]), current, words[at - 1], words[at])
    for found in _OBJECT.finditer(text):
        said = dict(_PAIR.findall(found[1]))
        pages = count(said.get("size"))
        if pages is not None and "prefix" in said and _SUFFIX.fullmatch(said.get("suffix", "")):
            yield _Pager(pages, count(said.get("current")) or 0, said["prefix"], said["suffix"])


def _counted(page: Page) -> _Pager | None:
    """Return the pager of pages that only count: their name is that of the first page, or the usual one."""
    found = _COUNT.search(page.text)
    if found is None:
        return None
    name, dot, suffix = urlsplit(page.url).path.rpartition("/")[2].rpartition(".")
    if not dot:
        written = _WRITTEN.search(page.text)
        details = (_DETAIL.search(urlsplit(entry.url).path) for entry in _entries(page))
        name, suffix = "index", written[1] if written else next((one[1] for one in details if one), "html")
    return _Pager(int(found[1]), 0, name, suffix)


def _with_search(page: Page, entries: tuple[Entry, ...]) -> Listing:
    """Return the entries of the page and, where its script has others searched, the address to ask for all."""
    at = page.text.find("trsapi")
    script = page.text[at : at + _SCRIPT] if at >= 0 else ""
    records = _RECORDS.search(script)
    if records is None:
        return Listing(entries)
    size, static = _SIZE.search(script), _STATIC.search(script)
    printed = min(len(entries), int(size[1]) * int(static[1])) if size and static else len(entries)
    if int(records[1]) <= printed:
        return Listing(entries)
    address = _search_address(page, script)
    if address:
        return Listing(entries, (address,))
    reason = (
        f"{printed} of {records[1]} entries stand in the page, the others come from a search interface whose "
        "parameters do not; collect them by hand with `nianbao import`"
    )
    return Listing(entries, (), reason)


def _search_address(page: Page, script: str) -> str | None:
    """Return the address of the interface's first page: it gives the printed entries again, but misses none."""
    channel, chosen = _CHANNEL.search(script), _FILTER.search(script)
    number = _resolved(page.text, channel[1]) if channel else None
    filters = [one or other for one, other in _STRING.findall(chosen[1]) if one or other] if chosen else []
    if number is None or not filters:
        return None
    order, size, path = _ORDER.search(script), _SIZE.search(script), _PATH.search(page.text)
    pairs = [("channelid", number), ("classsql", filters[-1])]
    pairs += [("sortfield", order[1])] if order else []
    pairs += [("prepage", size[1] if size else "10"), ("page", "1")]
    address = link(page.url, path[1] if path else _SEARCH_PATH)
    return f"{address}?{urlencode(pairs)}" if address else None


def _resolved(text: str, value: str) -> str | None:
    """Return a number as it is written, or what the page's script assigns to its name (`SiteInfo.searchId`)."""
    if value.isdigit():
        return value
    name = re.escape(value.rpartition(".")[2])
    found = re.search(rf"\b{name}[\"']?\s*[:=]\s*[\"']?(\d{{1,12}})\b", text)
    return found[1] if found else None


def _is_answer(page: Page) -> bool:
    return urlsplit(page.url).path.endswith("/search") and bool(query_value(page.url, "channelid"))


def _read_answer(page: Page) -> Listing:
    answer = read_json(page.text)
    said = answer if isinstance(answer, dict) else {}
    items = next((said[key] for key in ("data", "docs") if isinstance(said.get(key), list)), None)
    if items is None:
        raise ListError("the search interface's answer holds no list; look at the site's page and correct the entry")
    found = (_searched(page.url, item) for item in items if isinstance(item, dict))
    entries = tuple({entry.url: entry for entry in found if entry}.values())
    number, size = count(query_value(page.url, "page")) or 1, count(query_value(page.url, "prepage")) or 10
    last = count(said.get("pageCount"))
    more = bool(items) and (len(items) >= size if last is None else number < last)
    pages = (with_query(page.url, "page", number + 1),) if more else ()
    counted = last is not None and number > 1
    nameless = sum(not (isinstance(item, dict) and _searched(page.url, item)) for item in items)
    if nameless:
        reason = f"{nameless} of {len(items)} entries have no address that can be asked"
        return Listing(entries, pages, reason, counted=counted)
    if not items and last is not None and number <= last:
        return Listing(
            (), (), f"the interface counts {last} pages, but page {number} holds nothing; the next crawl tries again"
        )
    return Listing(entries, pages, counted=counted)


def _searched(base: str, item: dict[str, object]) -> Entry | None:
    href = next((item[key] for key in ("docpuburl", "chnldocurl", "url") if item.get(key)), None)
    url = link(base, str(href)) if href else None
    if url is None:
        return None
    title = plain(item.get("doctitle") or item.get("title"))
    dates = (read_date(str(item.get(key) or "")) for key in ("docreltime", "pubdate", "docpubtime"))
    return Entry(url, title, title, next((date for date in dates if date), None))

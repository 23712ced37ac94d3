"""大汉 jpaas: the page's scripts name units, the interface answers each with JSON that holds the list's HTML."""

import json
import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple
from urllib.parse import urlencode, urlsplit

from lxml import html

from crawler.platforms.base import Entry, ListError, Listing, Page, Platform, cut_short, entry_of, link, parse
from crawler.platforms.values import count, is_front_page, query_value, read_json, with_query
from crawler.registry import Site
from crawler.titles import is_document

MAX_UNITS = 8  # of one page: its list, and what stands around it
_UNIT = "/front/page/build/unit"
_PAIR = re.compile(r"['\"](\w{1,40})['\"]\s*:\s*['\"]?([^'\"{},]{0,300})")
_ARTICLE = re.compile(r"/art/|/art_[0-9a-z_]+\.s?html?$", re.IGNORECASE)
_PAGER = "//*[@querydata or contains(@class, 'pagination') or contains(@id, 'pagination') or @pageno]"
_TOTALS = ("count", "total", "totalcount", "totalrecord")
_SIZES = ("rows", "pagesize", "perpage")
_LAST = ("pagecount", "totalpage", "totalpages", "pages")


class _Pager(NamedTuple):
    number: int
    size: int
    total: int | None
    last: int | None

    @property
    def more(self) -> bool:
        """Whether a page follows; where nothing counts, the next one is asked for."""
        if self.total is not None:
            return self.number * self.size < self.total
        return self.last is None or self.number < self.last


class Jpaas(Platform):
    """Lists whose page holds no entry: each unit that its scripts name is asked for."""

    family = "jpaas"
    address = re.compile(r"/jpaas-publish-server/")
    ends_empty = True  # where a unit does not count, the page after the last one is asked for; some units are no lists

    def read_list(self, site: Site, page: Page) -> Listing:  # noqa: ARG002 (the interface of all families)
        """Read the units that a page names, or the answer for one of them.

        Raises ListError for a page without units and for an answer without HTML.
        """
        if _UNIT in urlsplit(page.url).path:
            return _read_unit(page)
        root = parse(page.text)
        if root is None or _UNIT not in page.text:
            raise ListError("the page names no unit of jpaas; check the entry's family")
        units = tuple(dict.fromkeys(_units(page.url, root)))
        entries = tuple(_entries(page.url, root))
        if not units:
            reason = "the list is filled in by a script whose parameters do not stand in the page"
            return Listing(entries, needs_browser=reason)
        missing = f"the page names {len(units)} units, of which only {MAX_UNITS} are read; give the list's own address"
        return Listing(entries, units[:MAX_UNITS], missing if len(units) > MAX_UNITS else None)

    def recognises(self, page: Page) -> bool:
        """See a unit's address in the page's scripts, or be one; a front page has units, but is no list."""
        if _UNIT in urlsplit(page.url).path:
            return True
        return _UNIT in page.text and "<datastore>" not in page.text and not is_front_page(page.url)


def _units(base: str, root: html.HtmlElement) -> Iterator[str]:
    for script in root.xpath("//script[@url and @querydata]"):
        url = link(base, str(script.get("url")))
        pairs = _PAIR.findall(str(script.get("querydata"))[:3000])
        if url and _UNIT in urlsplit(url).path and pairs:
            yield f"{url}?{urlencode(pairs)}"


def _entries(base: str, root: html.HtmlElement) -> Iterator[Entry]:
    """Yield the links to articles and files, and those with a date beside them; others lead to columns."""
    seen = set()
    for anchor in root.xpath("//a[@href]"):
        entry = entry_of(base, anchor)
        if entry is None or entry.url in seen:
            continue
        if _ARTICLE.search(urlsplit(entry.url).path) or is_document(entry.url) or entry.date:
            seen.add(entry.url)
            yield entry


def _read_unit(page: Page) -> Listing:
    answer = read_json(page.text)
    data = answer.get("data") if isinstance(answer, dict) else None
    text = data.get("html") if isinstance(data, dict) else None
    if not isinstance(data, dict) or not isinstance(text, str):
        said = str(answer.get("message") or answer.get("msg") or "")[:100] if isinstance(answer, dict) else ""
        raise ListError(f"the interface's answer holds no data.html {said}".strip() + "; the next crawl tries again")
    root = parse(f"<div>{text}</div>")
    if root is None:
        return Listing()
    entries = tuple(_entries(page.url, root))
    pager = _pager(page.url, root, data, len(entries))
    counted = pager is not None and pager.number > 1 and bool(pager.total or pager.last)
    if pager is None or not pager.more:
        return Listing(entries, incomplete=_lacking(pager, page, len(entries)) or cut_short(text), counted=counted)
    if not entries:
        reason = f"the interface counts {pager.total or pager.last} entries or pages, but page {pager.number} is empty"
        return Listing((), (), reason if pager.total or pager.last else None)
    asked = json.dumps({"pageNo": pager.number + 1, "pageSize": pager.size}, separators=(",", ":"))
    following = (with_query(page.url, "paramJson", asked),)
    return Listing(entries, following, incomplete=cut_short(text), counted=counted)


def _lacking(pager: _Pager | None, page: Page, entries: int) -> str | None:
    """Return, as a sentence, what the last page of a unit lacks of the entries that the unit counts."""
    read = entries + (page.found if pager and pager.number > 1 else 0)  # before its first page, others' are found
    if pager is None or pager.total is None or pager.total <= read:
        return None
    return f"the interface counts {pager.total} entries, but gives only {read}; look for the others"


def _pager(url: str, root: html.HtmlElement, data: Mapping[str, object], entries: int) -> _Pager | None:
    """Return what the answer says of its pages: in its JSON, or in the attributes of its pager; None if nothing."""
    marks = root.xpath(_PAGER)
    said = {key.lower(): value for key, value in data.items() if isinstance(value, int | str) and key != "html"}
    for mark in marks:
        said |= {str(name).lower(): str(value) for name, value in mark.attrib.items()}
        said |= {name.lower(): value for name, value in _PAIR.findall(str(mark.get("querydata") or "")[:3000])}
    total, last = _first(said, _TOTALS), _first(said, _LAST)
    if not marks and total is None and last is None:
        return None
    asked = dict(_PAIR.findall(query_value(url, "paramJson")[:300]))
    number = count(asked.get("pageNo")) or _first(said, ("pageno", "currentpage")) or 1
    size = _first(said, _SIZES) or count(asked.get("pageSize")) or entries
    return _Pager(number, max(size, 1), total, last)


def _first(said: Mapping[str, object], names: tuple[str, ...]) -> int | None:
    return next((number for name in names if (number := count(said.get(name))) is not None), None)

"""安徽 龙讯: lists as HTML fragments from `/site/label/8888`, reports inside the column page of an organ and year."""

import re
from collections.abc import Iterator
from html import unescape
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit, urlunsplit

from crawler.platforms.base import Entry, Listing, Page, Platform
from crawler.platforms.links import cut_off, entries_where, reports_elsewhere, turn
from crawler.platforms.values import count, is_front_page, query_value, with_query
from crawler.registry import Site
from crawler.titles import read_year

PER_PAGE = 15
_LABEL = re.compile(r"/site/label/\d+")
_COLUMN = re.compile(r"/public/column/(\d+)$")
_REPORT = re.compile(r"/(?:Xxgk|Openness)AnnualReport/", re.IGNORECASE)
_DETAIL = re.compile(
    r"/public/\d+/\d+\.html$|/(?:Xxgk|Openness)AnnualReport/show/\d+|/openness/detail/content/\w+\.html$", re.IGNORECASE
)
_CALL = re.compile(r"[\"']((?:[\w:./-]{0,200})/site/label/\d{1,20})[^\"']{0,1000}[\"']")
_DATA = re.compile(r"\bdata\s{0,20}:\s{0,20}\{")
_FIELD = re.compile(r"(\w{1,40})[\"']?\s{0,20}:\s{0,20}(?:\"([^\"\n]{0,500})\"|'([^'\n]{0,500})')")
_LIST = "publicInfoList"  # the label of lists; others are searches and trees of columns
_OF_LIST = frozenset({"organId", "catId", "catIds"})
_NEAR = 3000  # characters of a script between the call's address and the end of its fields
_COUNT = re.compile(r"\bpage_?count[\"']?\s{0,20}[:=]\s{0,20}[\"']?(\d{1,6})", re.IGNORECASE)
_PAGER = re.compile(
    r"[\d\s.…<>«»]*|首\s*页|尾\s*页|末\s*页|[上下前后]一?页|.{0,4}跳转.{0,4}|更多.{0,2}|GO", re.IGNORECASE
)
_YEAR = re.compile(r"(?:19|20)\d\d")
_TITLE = re.compile(r"(?:19|20)\d\d\s?年[^\s<>\"'年]{0,30}(?:年度报告|年报)")
_FORM = re.compile("第二十[条條]|第五十[条條]")  # words of a report's own text


class Longxun(Platform):
    """Columns whose list a script asks for piece by piece, and columns that show one year's report themselves."""

    family = "longxun"
    address = re.compile(rf"{_LABEL.pattern}|/public/column/\d+|{_REPORT.pattern}")
    ends_empty = True  # where a fragment does not count, the one after the last full one is asked for

    def first(self, site: Site) -> str:
        """Return the organ's column without a year, so that the page of every year is a report of its own."""
        parts = urlsplit(super().first(site))
        query = _fields(parts.query)
        if not (_COLUMN.search(parts.path) and "timeFrame" in query):
            return urlunsplit(parts)
        kept = {key: value for key, value in query.items() if key not in {"timeFrame", "hasContent"}}
        return urlunsplit(parts._replace(query=urlencode(kept)))

    def read_list(self, site: Site, page: Page) -> Listing:
        """Read an organ's column or one fragment of its list."""
        if _LABEL.search(urlsplit(page.url).path):
            return _read_fragment(page)
        years = entries_where(page, lambda url, _: _is_year(url, page.url))
        entries = (*years, *_shown_here(page, years))
        entries += entries_where(page, lambda url, _: bool(_DETAIL.search(urlsplit(url).path)))
        others, columns = reports_elsewhere(page, entries)
        entries += others
        columns += _organs(page) if site.many_bodies else ()
        pages, called = _count(page), _call(page)
        if called and (pages is None or pages > 1):
            started = 2 if entries and pages else 1
            return Listing(entries, (with_query(called, "pageIndex", started),), cut_off(page), columns)
        following, _, counted = turn(page)
        incomplete = None
        if pages is not None and pages > page.number and not following:
            incomplete = f"the list has {pages} pages, but the page does not show what asks for the others"
        return Listing(entries, following, incomplete or cut_off(page), columns, counted=counted)

    def recognises(self, page: Page) -> bool:
        """See the address of an organ's column, the script that asks for a list, or links to its report module."""
        path = urlsplit(page.url).path
        if _COLUMN.search(path) or _LABEL.search(path):
            return True
        return not is_front_page(page.url) and bool(_call(page) or _REPORT.search(page.text))


def _read_fragment(page: Page) -> Listing:
    """Read a fragment: all its links are entries but those that turn its pages."""
    entries = entries_where(page, lambda _, text: not _PAGER.fullmatch(text))
    number = count(query_value(page.url, "pageIndex")) or 1
    size, pages = count(query_value(page.url, "pageSize")) or PER_PAGE, _count(page)
    more = bool(entries) and (len(entries) >= size if pages is None else pages > number)
    incomplete = None
    if pages is not None and not entries and pages > number:
        incomplete = f"the list has {pages} pages, but page {number} holds no entry; the next crawl tries again"
    following = (with_query(page.url, "pageIndex", number + 1),) if more else ()
    return Listing(entries, following, incomplete or cut_off(page), counted=pages is not None and number > 1)


def _is_year(url: str, base: str) -> bool:
    """Tell whether an address is one year's report of the organ whose column this is."""
    parts, own = urlsplit(url), urlsplit(base)
    frame = _fields(parts.query).get("timeFrame", "")
    return parts.netloc == own.netloc and parts.path == own.path and bool(_YEAR.fullmatch(frame)) and url != base


def _shown_here(page: Page, years: tuple[Entry, ...]) -> Iterator[Entry]:
    """Yield the report that the column itself shows where no link leads to its year, at an address of its own."""
    parts = urlsplit(page.url)
    title = _TITLE.search(page.text) if _COLUMN.search(parts.path) and _FORM.search(page.text) else None
    linked = {read_year(query_value(year.url, "timeFrame")) for year in years}
    if title is None or read_year(title[0]) in linked:
        return
    url = with_query(page.url, "hasContent", "true")
    if url != page.url:
        yield Entry(url, title[0], title[0])


def _organs(page: Page) -> tuple[Entry, ...]:
    """Return the report columns of other organs, to which a portal's column page links."""
    own = urlsplit(page.url)

    def is_other(url: str, _: str) -> bool:
        parts, query = urlsplit(url), _fields(urlsplit(url).query)
        other = parts.netloc == own.netloc and parts.path != own.path and bool(_COLUMN.search(parts.path))
        return other and query.get("type") == "3" and "timeFrame" not in query

    return entries_where(page, is_other)


def _call(page: Page) -> str | None:
    """Return the address that the page's script asks for its list, with the fields that it sends."""
    for found in _CALL.finditer(page.text):
        near = page.text[found.end() : found.end() + _NEAR]
        start = _DATA.search(near)
        said = near[start.end() :].partition("}")[0] if start else ""
        parts = urlsplit(urljoin(page.url, unescape(found[0][1:-1])))
        query = _fields(parts.query) | {key: one or other for key, one, other in _FIELD.findall(said)}
        if query.get("labelName", _LIST) == _LIST and not _OF_LIST.isdisjoint(query):
            query = {"IsAjax": "1", "dataType": "html", "labelName": _LIST} | query
            return urlunsplit(parts._replace(query=urlencode(query), fragment=""))
    return None


def _count(page: Page) -> int | None:
    found = _COUNT.search(page.text)
    return int(found[1]) if found else None


def _fields(query: str) -> dict[str, str]:
    return dict(parse_qsl(query, keep_blank_values=True))

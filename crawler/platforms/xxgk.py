"""大汉 xxgk: `xxgkAnnualReport.jsp?area=ORGAN&fbtime=YEAR` is a report itself; `search.jsp` gives lists of an organ.

Both stand below `/module/xxgk/` or a path of the site's own before it.
"""

import re
from collections.abc import Iterator
from html import unescape
from itertools import islice
from typing import NamedTuple
from urllib.parse import urlsplit

from lxml import html

from crawler.platforms.base import Entry, ListError, Listing, Page, Platform, entry_of, link, parse
from crawler.platforms.values import count, is_front_page, query_value, with_query
from crawler.registry import Site
from crawler.titles import looks_like_report

MAX_NAMED = 5000  # reports and organs of one page
_MOST_CALLS = 50
_YEARS = range(2000, 2100)
_REPORT, _SEARCH = "xxgkAnnualReport.jsp", "xxgk/search.jsp"
_LINK = re.compile(r"xxgkAnnualReport\.jsp\?[^'\"<>\s()\\]{1,300}")
_BEFORE = re.compile(r"[A-Za-z0-9_./:%-]*")
_YEAR = re.compile(r"\s*(20\d\d)\s*年?度?\s*")
_PRINTED = re.compile(r"(20\d\d)\s*年.{0,20}信息公开")
_CALL = re.compile(r"\bloadDynamic\s*\(")
_ARGUMENT = re.compile(r"\s*(?:'([^'\n]{0,500})'|\"([^\"\n]{0,500})\"|([\w.]+(?:\([\w., ]{0,50}\))?)|([+,)]))")
_MOST_TOKENS = 60
_LITERAL = re.compile(r"(?:/[\w-]{1,40}){0,5}/xxgk/search\.jsp\?[^'\"<>\s\\]{1,500}(?=[\"'](?!\s*\+))")
_LAST = re.compile(r"共[\s\xa0]{0,5}(\d{1,6})[\s\xa0]{0,5}页")


class _Report(NamedTuple):
    """One address of a report: its organ and year, each "" where the address does not say it."""

    url: str
    area: str
    year: str


class Xxgk(Platform):
    """Reports by organ and year, and searched lists of an organ's papers."""

    family = "xxgk"
    address = re.compile(r"/xxgk/(?:xxgkAnnualReport|search)\.jsp")
    ends_empty = True  # where the answers do not count their pages

    def read_list(self, site: Site, page: Page) -> Listing:
        """Read the years of an organ's reports, one page of a searched list, or what a column names of these.

        Raises ListError for a page that names neither.
        """
        path = urlsplit(page.url).path
        if path.endswith(_REPORT):
            return _read_years(site, page)
        return _read_search(page) if path.endswith(_SEARCH) else _read_column(page)

    def recognises(self, page: Page) -> bool:
        """See the addresses of the family, as the page's own or in it; a front page names them in its menu."""
        if self.address.search(urlsplit(page.url).path):
            return True
        others = ("<datastore>", "<recordset>", "/front/page/build/unit")
        named = (_REPORT + "?" in page.text or _SEARCH + "?" in page.text) and not is_front_page(page.url)
        return named and not any(mark in page.text for mark in others)


def _reports(page: Page) -> tuple[list[_Report], str | None]:
    """Return the addresses of reports that a page names in links, options and scripts, and whether there are more."""
    named: dict[str, None] = {}
    for found in _LINK.finditer(page.text):
        before = _BEFORE.match(page.text[max(found.start() - 200, 0) : found.start()][::-1])
        named[(before[0][::-1] if before else "") + found[0]] = None
        if len(named) > MAX_NAMED:
            break
    urls = dict.fromkeys(url for href in named if (url := link(page.url, unescape(href))))
    parts = ((url, query_value(url, "area"), query_value(url, "fbtime")) for url in urls)
    reports = [_Report(url, area, year if _is_year(year) else "") for url, area, year in parts if area]
    more = f"the page names more than {MAX_NAMED} reports; give some of its organs entries of their own"
    return reports, more if len(named) > MAX_NAMED else None


def _is_year(text: str) -> bool:
    return len(text) == 4 and (count(text) or 0) in _YEARS


def _read_years(site: Site, page: Page) -> Listing:
    """Read the page of one organ's report: it offers the organ's other years, and may offer other organs."""
    area, own = query_value(page.url, "area"), query_value(page.url, "fbtime")
    reports, more = _reports(page)
    years = {report.year: report.url for report in reports if report.area == area and report.year}
    years |= {year: with_query(page.url, "fbtime", year) for year in dict.fromkeys(_options(page)) if year not in years}
    if _is_year(own):
        years[own] = page.url
    others = [report for report in reports if report.area != area] if site.many_bodies else []
    columns = tuple(Entry(report.url, report.area, report.area) for report in {o.area: o for o in others}.values())
    if len(years) > 1:
        return Listing(_by_year(years), columns=columns, incomplete=more)
    newest = max((year for year in (own, *_printed_years(page)) if _is_year(year)), default="")
    if newest and site.expect.since:
        since = range(max(site.expect.since, _YEARS.start), int(newest) + 1)
        years = {str(year): with_query(page.url, "fbtime", year) for year in since} | years
        return Listing(_by_year(years), columns=columns, incomplete=more)
    reason = "the page offers no other year; give the first year with a report as expect.since, to ask for all since"
    entries = _by_year(years) or (Entry(page.url, f"{newest}年" if newest else "年度报告", ""),)
    return Listing(entries, columns=columns, incomplete=reason)


def _printed_years(page: Page) -> Iterator[str]:
    """Yield the years for which a report is named in the page's title, its headings and its links."""
    root = parse(page.text)
    for element in root.xpath("//title | //h1 | //h2 | //h3 | //a") if root is not None else ():
        yield from _PRINTED.findall(str(element.text_content())[:300])


def _options(page: Page) -> Iterator[str]:
    """Yield the years of the page's choices; a list of years stands in no other."""
    root = parse(page.text)
    for option in root.xpath("//select/option") if root is not None else ():
        for shown in (str(option.get("value") or ""), str(option.text_content())):
            year = _YEAR.fullmatch(shown)
            if year and _is_year(year[1]):
                yield year[1]


def _by_year(years: dict[str, str]) -> tuple[Entry, ...]:
    return tuple(Entry(url, f"{year}年", f"{year}年") for year, url in sorted(years.items(), reverse=True))


def _read_column(page: Page) -> Listing:
    """Read a page that names reports by organ and year, organs, or the search of a list."""
    reports, more = _reports(page)
    titles = _titles(page)
    entries = tuple(
        Entry(one.url, _titled(titles.get(one.url, ""), one.year), titles.get(one.url, ""))
        for one in reports
        if one.year
    )
    columns = tuple(
        Entry(one.url, titles.get(one.url) or one.area, titles.get(one.url, "")) for one in reports if not one.year
    )
    search = _search_address(page)
    if not (entries or columns or search):
        if _SEARCH in page.text:
            reason = "the list is searched by a script whose parameters do not stand in the page"
            return Listing(needs_browser=reason)
        raise ListError(f"the page names no {_REPORT} and no {_SEARCH}; check the entry's family")
    pages = (search,) if search else ()
    return Listing(entries, pages, columns=columns, incomplete=more)


def _titles(page: Page) -> dict[str, str]:
    root = parse(page.text)
    found = (entry_of(page.url, anchor) for anchor in (root.xpath("//a[@href]") if root is not None else ()))
    return {entry.url: entry.title for entry in found if entry and _REPORT in entry.url}


def _titled(title: str, year: str) -> str:
    """Return an entry's title; where it names no report (查看), what its address says."""
    return title if looks_like_report(title) else f"{year}年"


def _search_address(page: Page) -> str | None:
    """Return the address of the first page of the list that a column's script loads."""
    for call in islice(_CALL.finditer(page.text), _MOST_CALLS):
        said = _arguments(page.text, call.end())
        if said and _SEARCH + "?" in said[0]:
            return _called(page, said)
    found = _LITERAL.search(page.text)
    url = link(page.url, unescape(found[0])) if found else None
    return with_query(url, "currpage", 1) if url else None


def _arguments(text: str, at: int) -> list[str]:
    """Return the arguments of a call as far as they are written out; what variables would add is left empty."""
    said = [""]
    for _ in range(_MOST_TOKENS):
        token = _ARGUMENT.match(text, at)
        if token is None or token[4] == ")":
            break
        if token[4] == ",":
            said.append("")
        said[-1] += token[1] or token[2] or ""
        at = token.end()
    return said


def _called(page: Page, said: list[str]) -> str | None:
    """Return the address that loadDynamic(path, div, -, type, -, site, …) asks for."""
    url = link(page.url, said[0])
    if url is None:
        return None
    kinds = (query_value(page.url, "number"), query_value(url, "infotypeId"), *said[2:3], "0")
    url = with_query(url, "infotypeId", next(kind for kind in kinds if kind))
    for name, place in (("divid", 1), ("jdid", 5)):
        if len(said) > place and said[place] and not query_value(url, name):
            url = with_query(url, name, said[place])
    return with_query(url, "currpage", 1)


def _read_search(page: Page) -> Listing:
    root = parse(page.text)
    if root is None:
        raise ListError("the search's answer is empty; the next crawl tries again")
    found = (entry_of(page.url, anchor) for anchor in root.xpath("//a[@href]"))
    entries = tuple({entry.url: entry for entry in found if entry and not _is_pager(entry)}.values())
    number, last = count(query_value(page.url, "currpage")) or 1, _LAST.search(_shown(root))
    if not entries and last and number <= int(last[1]):
        reason = f"the list counts {last[1]} pages, but page {number} holds no entry; the next crawl tries again"
        return Listing((), (), reason)
    more = bool(entries) and (last is None or number < int(last[1]))
    pages = (with_query(page.url, "currpage", number + 1),) if more else ()
    return Listing(entries, pages, counted=last is not None and number > 1)


def _is_pager(entry: Entry) -> bool:
    return urlsplit(entry.url).path.endswith(_SEARCH)


def _shown(root: html.HtmlElement) -> str:
    return str(root.text_content())

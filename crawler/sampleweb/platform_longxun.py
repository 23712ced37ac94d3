"""安徽 龙讯: a column whose script asks for the rest of its list, and one that shows a year's report itself.

The bodies in SHOWN have a column of the second kind; the newest year stands in it, the others are links.
"""

from collections.abc import Sequence
from html import escape
from urllib.parse import parse_qs, urlsplit

from crawler.sampleweb.documents import CONTENT_TYPES, NOT_REPORTS, article, attachment, by_column, file_name, site_of
from crawler.sampleweb.pages import Page, Platform
from crawler.sampleweb.render_html import page, slices
from crawler.sampleweb.reports import SampleReport

PER_PAGE = 2
SHOWN = {"jz-donghu-linhu"}
LABEL = "/site/label/8888"


def build(reports: Sequence[SampleReport]) -> Platform:
    """Return pages and sites for the reports whose body uses this family."""
    pages: dict[str, Page] = {}
    sites = []
    for organ, (code, listed) in enumerate(by_column(reports).items(), start=551):
        add = _add_years if code in SHOWN else _add_list
        newest = sorted(listed, key=lambda report: report.published, reverse=True)
        sites.append(site_of(listed, key=code, family="longxun", path=add(pages, organ, newest)))
    return Platform(pages, tuple(sites))


def key(path: str) -> str:
    """Return the address of a fragment, for which only organ and page decide."""
    query = parse_qs(urlsplit(path).query)
    return f"{LABEL}?organId={query.get('organId', [''])[0]}&pageIndex={query.get('pageIndex', ['1'])[0]}"


def _add_list(pages: dict[str, Page], organ: int, newest: list[SampleReport]) -> str:
    """Add a column with the first entries and the fragments with the others; return the column's address."""
    entries = [(f"/public/{organ}/{report.number}.html", report.title, report.published) for report in newest]
    for number, (title, html) in enumerate(NOT_REPORTS):
        entries.append((f"/public/{organ}/{900000 + number}.html", title, "2026-01-15"))
        pages[entries[-1][0]] = Page(content=page(title, f"<h1>{title}</h1>{html}"))
    parts = slices(len(entries), PER_PAGE)
    pager = f'<script>Ls.pagination("#page_public_info", {{pageCount:{len(parts)}, callback: turn}});</script>'
    address = f"/public/column/{organ}?type=4&action=list&catId=7"
    for number, (start, end) in enumerate(parts, start=1):
        rows = "".join(
            f'<li><a class="title" href="{href}" title="{escape(title)}">{escape(title[:12])}…</a>'
            f'<span class="date">{date}</span></li>'
            for href, title, date in entries[start:end]
        )
        fragment = f'<ul class="clearfix xxgk_nav_list">{rows}</ul><div id="page_public_info"></div>{pager}'
        if number == 1:
            fields = f'labelName: "publicInfoList", siteId: "6788", pageSize: "{PER_PAGE}", pageIndex: pageIndex'
            call = f'Ls.ajax({{dataType: "html", url: "{LABEL}", data: {{{fields}, organId: "{organ}", catId: "7"}}}});'
            script = f"<script>function turn(pageIndex){{ {call} }}</script>"
            pages[address] = Page(content=page("政府信息公开年报", f"<h2>政府信息公开年报</h2>{fragment}{script}"))
        pages[f"{LABEL}?organId={organ}&pageIndex={number}"] = Page(content=page("", fragment))
    for report in newest:
        _add_report(pages, f"/public/{organ}/{report.number}.html", report)
    return address


def _add_years(pages: dict[str, Page], organ: int, newest: list[SampleReport]) -> str:
    """Add a column which shows the newest year and links to the others; return its address."""
    address = f"/public/column/{organ}?type=3"
    for report in newest:
        others = "".join(
            f'<li><a href="{address}&amp;timeFrame={one.year}">{one.year}年</a></li>'
            for one in newest
            if one is not report
        )
        years = f"<ul class='years'><li class='on'>{report.year}年</li>{others}</ul>"
        shown = (
            (address, f"{address}&hasContent=true") if report is newest[0] else (f"{address}&timeFrame={report.year}",)
        )
        for place in shown:
            _add_report(pages, place, report, years)
    return address


def _add_report(pages: dict[str, Page], address: str, report: SampleReport, before: str = "") -> None:
    attached = None
    if report.body.format in CONTENT_TYPES:
        attached = f"/group6/M00/{file_name(report, report.number)}"
        kind = CONTENT_TYPES[report.body.format]
        pages[attached] = Page(content=attachment(report), content_type=kind, modified=report.published)
    body = (
        f"{before}<h1>{escape(report.title)}</h1><p>发布日期：{report.published}</p>"
        f'<div class="j-fontContent">{article(report, attached)}</div>'
    )
    pages[address] = Page(content=page(report.title, body), modified=report.published)

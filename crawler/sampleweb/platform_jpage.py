"""大汉 jpage: records as XML inside the list page, more from dataproxy.jsp, pages /art/Y/M/D/art_COL_ID.html."""

from base64 import b64encode
from collections.abc import Sequence
from hashlib import sha256
from html import escape
from urllib.parse import urlsplit

from crawler.sampleweb.documents import CONTENT_TYPES, article, attachment, by_column, file_name, site_of
from crawler.sampleweb.pages import Page, Platform
from crawler.sampleweb.render_html import page, slices
from crawler.sampleweb.reports import DEMONSTRATION, SampleReport

PER_PAGE = 4
PROXY = "/module/web/jpage/dataproxy.jsp"
ENCRYPTED = {"jz-water"}  # the numbers of their lists are encrypted in the address of the next group


def build(reports: Sequence[SampleReport]) -> Platform:
    """Return pages and sites for the reports whose body uses this family."""
    pages: dict[str, Page] = {}
    sites = []
    for number, (key, listed) in enumerate(by_column(reports).items()):
        column = 1001 + number
        newest = sorted(listed, key=lambda report: report.published, reverse=True)
        _add_lists(pages, column, newest, encrypted=key in ENCRYPTED)
        for report in newest:
            _add_report(pages, column, report)
        sites.append(site_of(listed, key=key, family="jpage", path=f"/col/col{column}/index.html"))
    return Platform(pages, tuple(sites))


def key(path: str) -> str:
    """Return the address of a dataproxy list, for which only column and page decide; the column to the letter."""
    parts = urlsplit(path)
    query = dict(part.partition("=")[::2] for part in parts.query.split("&"))
    return f"{parts.path}?columnid={query.get('columnid', '')}&page={query.get('page', '1')}"


def _address(column: int, report: SampleReport) -> str:
    year, month, day = (str(int(part)) for part in report.published.split("-"))
    return f"/art/{year}/{month}/{day}/art_{column}_{report.number}.html"


def _encrypted(column: int) -> str:
    """Return a number as some servers write it: its digest in base 64, whose characters no client may change."""
    return b64encode(sha256(f"{column}".encode()).digest()).decode()


def _records(shown: int | str, column: int, reports: list[SampleReport], counts: tuple[int, int, int]) -> str:
    """Return one group of records, by (all reports, all groups, number of this group)."""
    total, pages, number = counts
    records = "".join(
        f'<record><![CDATA[<li><a href="{_address(column, report)}" title="{escape(report.title)}" target="_blank">'
        f"{escape(report.title)}</a><span>{report.published}</span></li>]]></record>\n"
        for report in reports
    )
    following = (
        f'<nextgroup><![CDATA[<a href="{PROXY}?page={number + 1}&appid=1&webid=1&path=/&columnid={shown}'
        f'&unitid={column + 5000}&webname=&permissiontype=0"></a>]]></nextgroup>'
        if number < pages
        else ""
    )
    return (
        f"<datastore>{following}<recordset>\n{records}</recordset>"
        f"<totalrecord>{total}</totalrecord><totalpage>{pages}</totalpage></datastore>"
    )


def _add_lists(pages: dict[str, Page], column: int, newest: list[SampleReport], *, encrypted: bool) -> None:
    parts = slices(len(newest), PER_PAGE)
    shown = _encrypted(column) if encrypted else column
    for number, (start, end) in enumerate(parts, start=1):
        store = _records(shown, column, newest[start:end], (len(newest), len(parts), number))
        if number == 1:
            body = f'<h2>政府信息公开年报</h2><div id="{column + 5000}"><script type="text/xml">{store}</script></div>'
            pages[f"/col/col{column}/index.html"] = Page(content=page("政府信息公开年报", body))
        answer = f'<?xml version="1.0" encoding="UTF-8"?>\n<!-- {DEMONSTRATION} -->\n{store}'
        pages[f"{PROXY}?columnid={shown}&page={number}"] = Page(
            content=answer.encode(), content_type="text/xml; charset=utf-8"
        )


def _add_report(pages: dict[str, Page], column: int, report: SampleReport) -> None:
    attached = None
    if report.body.format in CONTENT_TYPES:
        attached = f"/attach/0/{file_name(report, report.number)}"
        pages[attached] = Page(
            content=attachment(report), content_type=CONTENT_TYPES[report.body.format], modified=report.published
        )
    head = (
        f'<meta name="pubdate" content="{report.published}">'
        f'<meta name="ContentSource" content="{escape(report.body.name)}">'
    )
    body = (
        f'<div class="title">{escape(report.title)}</div><div>发布时间：{report.published}　浏览次数：</div>'
        f'<div id="zoom">{article(report, attached)}</div>'
    )
    pages[_address(column, report)] = Page(content=page(report.title, body, head=head), modified=report.published)

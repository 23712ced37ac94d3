"""开普 UCAP: a script that asks a search address for the list as JSON, <ucapcontent>, files in a row of their own."""

import hashlib
import json
from collections.abc import Sequence
from html import escape
from urllib.parse import parse_qs, urlsplit

from crawler.sampleweb.documents import CONTENT_TYPES, NOT_REPORTS, article, attachment, by_column, file_name, site_of
from crawler.sampleweb.pages import Page, Platform
from crawler.sampleweb.render_html import page, slices
from crawler.sampleweb.reports import DEMONSTRATION, SampleReport

PER_PAGE = 2


def build(reports: Sequence[SampleReport]) -> Platform:
    """Return pages and sites for the reports whose body uses this family."""
    pages: dict[str, Page] = {}
    sites = []
    for code, listed in by_column(reports).items():
        root = f"/{code}/gknb/"
        _add_lists(pages, root, sorted(listed, key=lambda report: report.published, reverse=True))
        for report in listed:
            _add_report(pages, root, report)
        sites.append(site_of(listed, key=code, family="ucap", path=f"{root}list.shtml"))
    return Platform(pages, tuple(sites))


def key(path: str) -> str:
    """Return the address of an answer, for which only channel and page decide."""
    parts = urlsplit(path)
    return f"{parts.path}?page={parse_qs(parts.query).get('page', ['1'])[0]}"


def _hex(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def _address(root: str, report: SampleReport) -> str:
    return f"{root}{report.published[:7].replace('-', '')}/{_hex(f'{root}{report.year}')}.shtml"


def _add_lists(pages: dict[str, Page], root: str, newest: list[SampleReport]) -> None:
    search = f"/common/search/{_hex(root)}"
    query = f"_isAgg=true&_isJson=true&_pageSize={PER_PAGE}&_template=index&_rangeTimeGte=&page="
    script = f'var url = "{search}?{query}" + page;'
    body = f'<h2>政府信息公开年报</h2><ul id="gb_list"></ul><div id="page_div"></div><script>{script}</script>'
    pages[f"{root}list.shtml"] = Page(content=page("政府信息公开年报", body))
    entries = [(_address(root, report), report.title, report.published) for report in newest]
    for title, html in NOT_REPORTS:
        entries.append((f"{root}202601/{_hex(root + title)}.shtml", title, "2026-01-15"))
        pages[entries[-1][0]] = Page(content=page(title, f"<h1>{title}</h1>{html}"))
    for number, (start, end) in enumerate(slices(len(entries), PER_PAGE), start=1):
        results = [
            {"title": title, "url": url, "publishedTimeStr": f"{date} 10:00:00"}
            for url, title, date in entries[start:end]
        ]
        data = {"page": number, "rows": PER_PAGE, "total": len(entries), "channelId": _hex(root), "results": results}
        answer = json.dumps({"msg": DEMONSTRATION, "data": data}, ensure_ascii=False)
        kind = "application/json; charset=utf-8"
        pages[f"{search}?page={number}"] = Page(content=answer.encode(), content_type=kind)


def _add_report(pages: dict[str, Page], root: str, report: SampleReport) -> None:
    address, attached = _address(root, report), None
    if report.body.format in CONTENT_TYPES:
        attached = f"{address.rpartition('/')[0]}/files/{file_name(report, report.number)}"
        kind = CONTENT_TYPES[report.body.format]
        pages[attached] = Page(content=attachment(report), content_type=kind, modified=report.published)
    head = f'<meta name="SiteName" content="{escape(report.body.name)}"><meta name="ColumnName" content="公开年报">'
    row = f'<tr><td>文件下载</td><td><a href="{attached}">{escape(file_name(report, report.title))}</a></td></tr>'
    text = "<p>报告全文见文件下载。</p>" if attached else article(report, None)
    body = (
        f"<table><tr><td>发布日期</td><td><publishtime>{report.published}</publishtime></td></tr>"
        f"{row if attached else ''}</table><ucaptitle>{escape(report.title)}</ucaptitle>"
        f"<ucapcontent>{text}</ucapcontent>"
    )
    pages[address] = Page(content=page(report.title, body, head=head), modified=report.published)

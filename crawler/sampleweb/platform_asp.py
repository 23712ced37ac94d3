"""A hand-made ASP site in GBK: lists say so, the reports' pages say it, say nothing or say UTF-8, in turn."""

from collections.abc import Sequence
from html import escape

from crawler.sampleweb.documents import CONTENT_TYPES, NOT_REPORTS, article, attachment, by_column, file_name, site_of
from crawler.sampleweb.pages import Page, Platform
from crawler.sampleweb.render_html import page, slices
from crawler.sampleweb.reports import SampleReport

PER_PAGE = 2
KIND = "text/html"  # such servers name no charset
DECLARED = ('<meta charset="gb2312">', "", '<meta charset="utf-8">')
_UTF8 = '<meta charset="utf-8">'


def build(reports: Sequence[SampleReport]) -> Platform:
    """Return pages and sites for the reports whose body uses this family."""
    pages: dict[str, Page] = {}
    sites = []
    for column, (code, listed) in enumerate(by_column(reports).items(), start=12):
        newest = sorted(listed, key=lambda report: report.published, reverse=True)
        _add_lists(pages, column, newest)
        for number, report in enumerate(newest):
            _add_report(pages, report, DECLARED[number % len(DECLARED)])
        sites.append(site_of(listed, key=code, family="asp", path=f"/xxgk/list.asp?classid={column}"))
    return Platform(pages, tuple(sites))


def _gbk(title: str, body: str, declared: str = DECLARED[0]) -> bytes:
    """Return a page in GBK that declares the charset in `declared`, if any."""
    return page(title, body).decode().replace(_UTF8, declared, 1).encode("gb18030")


def _add_lists(pages: dict[str, Page], column: int, newest: list[SampleReport]) -> None:
    entries = [(f"show.asp?id={report.number}", report.title, report.published) for report in newest]
    for number, (title, html) in enumerate(NOT_REPORTS):
        entries.append((f"show.asp?id={900000 + number}", title, "2026-01-15"))
        pages[f"/xxgk/{entries[-1][0]}"] = Page(content=_gbk(title, f"<h1>{title}</h1>{html}"), content_type=KIND)
    parts = slices(len(entries), PER_PAGE)
    for number, (start, end) in enumerate(parts, start=1):
        rows = "".join(
            f'<tr><td>·<a href="{href}" title="{escape(title)}">{escape(title[:14])}…</a></td><td>{date}</td></tr>'
            for href, title, date in entries[start:end]
        )
        following = (
            f'<a href="list.asp?classid={column}&amp;page={number + 1}">下一页</a>' if number < len(parts) else "下一页"
        )
        last = f'<a href="list.asp?classid={column}&amp;page={len(parts)}">尾页</a>'
        pager = f"共{len(entries)}条 页次：{number}/{len(parts)}页 首页 上一页 {following} {last}"
        others = "".join(
            f'<a href="list.asp?classid={n}">{name}</a> ' for n, name in ((3, "通知公告"), (4, "政策法规"))
        )
        body = f"<p>{others}</p><h2>政府信息公开年报</h2><table>{rows}</table><p>{pager}</p>"
        address = f"/xxgk/list.asp?classid={column}" + (f"&page={number}" if number > 1 else "")
        pages[address] = Page(content=_gbk("政府信息公开年报", body), content_type=KIND)


def _add_report(pages: dict[str, Page], report: SampleReport, declared: str) -> None:
    attached = None
    if report.body.format in CONTENT_TYPES:
        attached = f"/UploadFiles/{report.year}/{file_name(report, report.number)}"
        kind = CONTENT_TYPES[report.body.format]
        pages[attached] = Page(content=attachment(report), content_type=kind, modified=report.published)
    body = (
        f'<table width="760"><tr><td align="center"><h1>{escape(report.title)}</h1></td></tr>'
        f"<tr><td>发布时间：{report.published}　来源：{escape(report.body.name)}</td></tr></table>"
        f'<div id="content">{article(report, attached)}</div>'
    )
    content = _gbk(report.title, body, declared)
    pages[f"/xxgk/show.asp?id={report.number}"] = Page(content=content, content_type=KIND, modified=report.published)

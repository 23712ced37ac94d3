"""博达 webplus: a list whose further pages count down, pages /info/COLUMN/ID.htm, files behind download.jsp."""

from collections.abc import Sequence
from html import escape

from crawler.sampleweb.documents import CONTENT_TYPES, NOT_REPORTS, article, attachment, by_column, site_of
from crawler.sampleweb.pages import Page, Platform
from crawler.sampleweb.render_html import page, slices
from crawler.sampleweb.reports import SampleReport

PER_PAGE = 2
COLUMN = 1103


def build(reports: Sequence[SampleReport]) -> Platform:
    """Return pages and sites for the reports whose body uses this family."""
    pages: dict[str, Page] = {}
    sites = []
    for code, listed in by_column(reports).items():
        _add_lists(pages, code, sorted(listed, key=lambda report: report.published, reverse=True))
        for report in listed:
            _add_report(pages, report)
        sites.append(site_of(listed, key=code, family="webplus", path=f"/{code}/ndbg.htm"))
    return Platform(pages, tuple(sites))


def _add_lists(pages: dict[str, Page], code: str, newest: list[SampleReport]) -> None:
    entries = [(f"/info/{COLUMN}/{report.number}.htm", report.title, report.published) for report in newest]
    for number, (title, html) in enumerate(NOT_REPORTS):
        entries.append((f"/info/{COLUMN}/{900000 + number}.htm", title, "2026-01-15"))
        pages[entries[-1][0]] = Page(content=page(title, f"<h1>{title}</h1>{html}"))
    parts = slices(len(entries), PER_PAGE)
    for number, (start, end) in enumerate(parts, start=1):
        rows = "".join(
            f'<li id="line_u5_{at}"><a href="{href}" title="{escape(title)}">{escape(title[:12])}…</a>'
            f"<span>{date}</span></li>"
            for at, (href, title, date) in enumerate(entries[start:end])
        )
        following = f"/{code}/ndbg/{len(parts) - number}.htm"
        turned = (
            f'<span class="p_next p_fun"><a href="{following}">下页</a></span>'
            if number < len(parts)
            else '<span class="p_next_d p_fun_d">下页</span>'
        )
        body = (
            f'<h2>政府信息公开年报</h2><ul>{rows}</ul><div class="pb_sys_common">'
            f'<span class="p_t">共{len(entries)}条</span><span class="p_pages">{turned}</span>'
            f'<span class="p_t">{number}/{len(parts)}</span></div>'
            '<script>_showDynClickBatch(["dynclicks_u5_1"],[1],"wbnews",1632666717)</script>'
        )
        name = "ndbg.htm" if number == 1 else f"ndbg/{len(parts) - number + 1}.htm"
        pages[f"/{code}/{name}"] = Page(content=page("政府信息公开年报", body))


def _add_report(pages: dict[str, Page], report: SampleReport) -> None:
    attached = None
    if report.body.format in CONTENT_TYPES:
        attached = (
            f"/system/_content/download.jsp?urltype=news.DownloadAttachUrl&owner=1632666717&wbfileid={report.number}"
        )
        kind = CONTENT_TYPES[report.body.format]
        pages[attached] = Page(content=attachment(report), content_type=kind, modified=report.published)
    body = (
        f'<form name="_newscontent_fromname"><h1>{escape(report.title)}</h1><p>发布时间：{report.published}　浏览次数：'
        f'<script>_showDynClicks("wbnews", 1632666717, {report.number})</script></p>'
        f'<div id="vsb_content"><div class="v_news_content">{article(report, attached)}</div></div></form>'
    )
    address = f"/info/{COLUMN}/{report.number}.htm"
    pages[address] = Page(content=page(report.title, body), modified=report.published)

"""大汉 xxgk: a report is a page for one organ and year, which offers the other years; some organs' papers are searched.

The bodies in SEARCHED have a column whose script loads search.jsp; the others begin with the report of their last year.
"""

from collections.abc import Sequence
from html import escape
from urllib.parse import parse_qs, urlsplit

from crawler.sampleweb.documents import CONTENT_TYPES, NOT_REPORTS, article, attachment, by_column, file_name, site_of
from crawler.sampleweb.pages import Page, Platform
from crawler.sampleweb.render_html import page, slices
from crawler.sampleweb.reports import SampleReport

ROOT = "/module/xxgk/"
PER_PAGE = 2
SEARCHED = {"jz-donghu-education"}
_KEYS = {"xxgkAnnualReport.jsp": ("area", "fbtime"), "search.jsp": ("area", "infotypeId", "currpage")}


def build(reports: Sequence[SampleReport]) -> Platform:
    """Return pages and sites for the reports whose body uses this family."""
    pages: dict[str, Page] = {}
    sites = []
    for number, (code, listed) in enumerate(by_column(reports).items()):
        area = f"11990000MB{number:07d}X"
        newest = sorted(listed, key=lambda report: report.year, reverse=True)
        add = _add_search if code in SEARCHED else _add_years
        sites.append(site_of(listed, key=code, family="xxgk", path=add(pages, area, newest)))
    return Platform(pages, tuple(sites))


def key(path: str) -> str:
    """Return the address of an answer, for which only some parameters decide, in whatever order they stand."""
    parts = urlsplit(path)
    query = parse_qs(parts.query)
    names = _KEYS.get(parts.path.rpartition("/")[2], ())
    decide = (f"{name}={query.get(name, [''])[0]}" for name in names)
    return f"{parts.path}?{'&'.join(decide)}"


def _add_years(pages: dict[str, Page], area: str, newest: list[SampleReport]) -> str:
    """Add one page for each year, each with a choice of all; return the address of the newest."""
    addresses = [f"{ROOT}xxgkAnnualReport.jsp?area={area}&fbtime={report.year}" for report in newest]
    for report, address in zip(newest, addresses, strict=True):
        options = "".join(
            f'<option value="{one.year}"{" selected" * (one is report)}>{one.year}年</option>' for one in newest
        )
        choice = f'<select id="fbtime" onchange="goYear(this.value)"><option value="">请选择</option>{options}</select>'
        _add_report(pages, address, report, f"<form>年度：{choice}</form>")
    return addresses[0]


def _add_search(pages: dict[str, Page], area: str, newest: list[SampleReport]) -> str:
    """Add a column whose script searches, the answers and the reports' pages; return the column's address."""
    column = "/col/col4001/index.html"
    call = (
        f"loadDynamic('{ROOT}search.jsp?standardXxgk=1&infotypeId='+a+'&vc_title='+encodeURI(b)+'&vc_number='"
        f"+encodeURI(c)+'&area={area}', 'div4001', '0', 'A08', '950', '1', '', '');"
    )
    body = f'<h2>政府信息公开年报</h2><div id="div4001"></div><script>function find(a,b,c){{ {call} }}</script>'
    pages[column] = Page(content=page("政府信息公开年报", body))
    rows = [(_address(report), report.title, report.published) for report in newest]
    rows += [(f"/art/2026/1/15/art_4001_{n}.html", title, "2026-01-15") for n, (title, _) in enumerate(NOT_REPORTS)]
    for number, (title, html) in enumerate(NOT_REPORTS):
        pages[rows[len(newest) + number][0]] = Page(content=page(title, f"<h1>{title}</h1>{html}"))
    parts = slices(len(rows), PER_PAGE)
    for number, (start, end) in enumerate(parts, start=1):
        found = "".join(
            f'<tr class="tr_main_value_{"odd" if n % 2 else "even"}"><td><a href="{href}" title="{escape(title)}">'
            f"{escape(title[:12])}…</a></td><td>{date}</td></tr>"
            for n, (href, title, date) in enumerate(rows[start:end])
        )
        pager = f"<a href=\"javascript:funGoPage('{ROOT}search.jsp',{number + 1})\">下一页</a>"
        counted = f"<td>第&nbsp;{number}&nbsp;页/共&nbsp;{len(parts)}&nbsp;页 {pager}</td>"
        answer = f'<table>{found}</table><table class="tb_title"><tr>{counted}</tr></table>'
        address = key(f"{ROOT}search.jsp?area={area}&infotypeId=0&currpage={number}")
        pages[address] = Page(content=page("", answer))
    for report in newest:
        _add_report(pages, _address(report), report)
    return column


def _address(report: SampleReport) -> str:
    year, month, day = (int(part) for part in report.published.split("-"))
    return f"/art/{year}/{month}/{day}/art_4001_{report.number}.html"


def _add_report(pages: dict[str, Page], address: str, report: SampleReport, before: str = "") -> None:
    attached = None
    if report.body.format in CONTENT_TYPES:
        attached = f"/attach/0/{file_name(report, report.number)}"
        kind = CONTENT_TYPES[report.body.format]
        pages[attached] = Page(content=attachment(report), content_type=kind, modified=report.published)
    body = (
        f'{before}<div class="title">{escape(report.title)}</div><div>发布时间：{report.published}</div>'
        f'<div id="zoom">{article(report, attached)}</div>'
    )
    pages[address] = Page(content=page(report.title, body), modified=report.published)

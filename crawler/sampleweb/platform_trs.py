"""TRS WCM: static lists (index.html, index_1.html …) and pages /YYYYMM/tYYYYMMDD_ID.html with attachments beside."""

import json
from collections.abc import Sequence
from html import escape
from urllib.parse import parse_qs, urlsplit

from crawler.sampleweb.documents import CONTENT_TYPES, NOT_REPORTS, article, attachment, by_column, file_name, site_of
from crawler.sampleweb.pages import Page, Platform
from crawler.sampleweb.render_html import list_items, page, slices
from crawler.sampleweb.reports import DEMONSTRATION, SampleReport

PER_PAGE = 5
MIXED = {"sl-culture"}  # sites that print their first entries, and have the others searched
MIXED_PAGE = 2
SEARCH = "/fjdzapp/search"
SHARED_COLUMN = {"qh-education", "qh-qingxi", "qh-liulin"}  # one portal lists several bodies


def build(reports: Sequence[SampleReport]) -> Platform:
    """Return pages and sites for the reports whose body uses this family."""
    pages: dict[str, Page] = {}
    sites = []
    for key, listed in by_column(reports, _column).items():
        root = f"/{key}/zwgk/zfxxgknb/"
        newest = sorted(listed, key=lambda report: (report.published, report.body.key), reverse=True)
        add = _add_mixed_list if key in MIXED else _add_lists
        add(pages, root, newest)
        for report in newest:
            _add_report(pages, root, report)
        many = "甲州市青禾县人民政府" if key == "qh-units" else None
        sites.append(site_of(listed, key=key, family="trs", path=f"{root}index.html", many=many))
    return Platform(pages, tuple(sites))


def key(path: str) -> str:
    """Return the address of an answer of the search interface, for which channel, filter and page decide."""
    parts = urlsplit(path)
    query = parse_qs(parts.query)
    decide = (query.get(name, [""])[0] for name in ("channelid", "classsql", "prepage", "page"))
    return f"{parts.path}?{'/'.join(decide)}"


def _column(report: SampleReport) -> str:
    return "qh-units" if report.body.key in SHARED_COLUMN else report.body.key


def _address(report: SampleReport) -> str:
    day = report.published.replace("-", "")
    return f"{day[:6]}/t{day}_{report.number}.html"


def _add_lists(pages: dict[str, Page], root: str, newest: list[SampleReport]) -> None:
    entries = [(f"./{_address(report)}", report.title, report.published) for report in newest]
    entries += [
        (f"./202601/t20260115_{900000 + n}.html", title, "2026-01-15") for n, (title, _) in enumerate(NOT_REPORTS)
    ]
    for number, (title, html) in enumerate(NOT_REPORTS):
        pages[f"{root}202601/t20260115_{900000 + number}.html"] = Page(content=page(title, f"<h1>{title}</h1>{html}"))
    parts = slices(len(entries), PER_PAGE)
    for number, (start, end) in enumerate(parts):
        name = "index.html" if number == 0 else f"index_{number}.html"
        body = (
            f'<h2>政府信息公开年报</h2><ul class="list">\n{list_items(entries[start:end])}\n</ul>'
            f'<script>createPageHTML({len(parts)}, {number}, "index", "html");</script>'
        )
        pages[root + name] = Page(content=page("政府信息公开年报", body))


def _add_mixed_list(pages: dict[str, Page], root: str, newest: list[SampleReport]) -> None:
    """Add a page with the first entries and the parameters of a search, and the search's answers for all."""
    printed = list_items([(f"./{_address(report)}", report.title, report.published) for report in newest[:MIXED_PAGE]])
    script = (
        "require(['list2.trsapi'], function(listModel) { listModel({ quickMode: '动静结合', maxStaticIndex: 1, "
        "listArgs: { channelid: SiteInfo.searchId, classsql: '' || 'chnlid=1813', sortfield: '-docreltime' }, "
        f"pagebar: {{ prepage: {MIXED_PAGE}, recordCount: '{len(newest)}' }} }}); }});"
    )
    body = (
        f"<h2>政府信息公开年报</h2><ul>{printed}</ul><script>{script}</script><script>SiteInfo.searchId = 20;</script>"
    )
    pages[f"{root}index.html"] = Page(content=page("政府信息公开年报", body))
    parts = slices(len(newest), MIXED_PAGE)
    for number, (start, end) in enumerate(parts, start=1):
        found = [
            {"doctitle": report.title, "docpuburl": f"{root}{_address(report)}", "docreltime": report.published}
            for report in newest[start:end]
        ]
        answer = {"data": found, "page": number, "pageCount": len(parts), "notice": DEMONSTRATION}
        pages[f"{SEARCH}?20/chnlid=1813/{MIXED_PAGE}/{number}"] = Page(
            content=json.dumps(answer, ensure_ascii=False).encode(), content_type="application/json; charset=utf-8"
        )


def _add_report(pages: dict[str, Page], root: str, report: SampleReport) -> None:
    address = root + _address(report)
    folder = address.rsplit("/", 1)[0]
    attached = None
    if report.body.format in CONTENT_TYPES:
        name = file_name(report, f"P0{report.published.replace('-', '')}{report.number}")
        attached = f"./{name}"
        pages[f"{folder}/{name}"] = Page(
            content=attachment(report), content_type=CONTENT_TYPES[report.body.format], modified=report.published
        )
    head = (
        f'<meta name="ArticleTitle" content="{escape(report.title)}"><meta name="PubDate" content="{report.published}">'
    )
    body = (
        '<div class="nav">首页 &gt; 政务公开 &gt; 政府信息公开年报</div>'
        f"<h1>{escape(report.title)}</h1><p>发布日期：{report.published}　来源：{escape(report.body.name)}</p>"
        f'<div class="TRS_Editor">{article(report, attached)}</div>'
    )
    pages[address] = Page(content=page(report.title, body, head=head), modified=report.published)

"""大汉 jpaas: a column holds only the parameters of its units, which answer JSON with the list's HTML inside."""

import json
from collections.abc import Sequence
from html import escape
from urllib.parse import parse_qs, urlsplit

from crawler.sampleweb.documents import CONTENT_TYPES, article, attachment, by_column, file_name, site_of
from crawler.sampleweb.pages import Page, Platform
from crawler.sampleweb.render_html import list_items, page, slices
from crawler.sampleweb.reports import DEMONSTRATION, SampleReport

PER_PAGE = 2
API = "/api-gateway/jpaas-publish-server/front/page/build/unit"


def build(reports: Sequence[SampleReport]) -> Platform:
    """Return pages and sites for the reports whose body uses this family."""
    pages: dict[str, Page] = {}
    sites = []
    for number, (code, listed) in enumerate(by_column(reports).items()):
        column = str(5001 + number)
        newest = sorted(listed, key=lambda report: report.published, reverse=True)
        _add_lists(pages, column, newest)
        for report in newest:
            _add_report(pages, column, report)
        sites.append(site_of(listed, key=code, family="jpaas", path=f"/col/col{column}/index.html"))
    return Platform(pages, tuple(sites))


def key(path: str) -> str:
    """Return the address of a unit's answer, for which its page, its tag and the number decide."""
    parts = urlsplit(path)
    query = parse_qs(parts.query)
    asked = query.get("paramJson", ["{}"])[0]
    number = json.loads(asked).get("pageNo", 1)
    return f"{parts.path}?{query.get('pageId', [''])[0]}/{query.get('tagId', [''])[0]}/{number}"


def _address(column: str, report: SampleReport) -> str:
    return f"/col/col{column}/art/{report.published[:4]}/art_{report.number:032x}.html"


def _unit(column: str, tag: str) -> str:
    query = {"parseType": "buildstatic", "webId": "52", "tplSetId": "2097", "pageType": "column", "tagId": tag}
    said = ",".join(f"'{name}':'{value}'" for name, value in (query | {"editType": "null", "pageId": column}).items())
    return f'<script src="/script/AuthorizedRead/unitbuild.js?v=3" url="{API}" queryData="{{{said}}}"></script>'


def _add_lists(pages: dict[str, Page], column: str, newest: list[SampleReport]) -> None:
    body = f'<div class="left">{_unit(column, "栏目导航")}</div><div class="list">{_unit(column, "栏目列表")}</div>'
    pages[f"/col/col{column}/index.html"] = Page(content=page("政府信息公开年报", body))
    menu = f'<ul><li><a href="/col/col{column}/index.html">政府信息公开年报</a></li></ul>'
    pages[f"{API}?{column}/栏目导航/1"] = _answer(menu)
    entries = [(_address(column, report), report.title, report.published) for report in newest]
    for number, (start, end) in enumerate(slices(len(entries), PER_PAGE), start=1):
        said = f"{{'rows':'{PER_PAGE}','count':'{len(entries)}','pageNo':'{number}'}}"
        inside = f'<ul>{list_items(entries[start:end])}</ul><div id="list_pagination" queryData="{said}"></div>'
        pages[f"{API}?{column}/栏目列表/{number}"] = _answer(inside)


def _answer(inside: str) -> Page:
    answer = {"success": True, "code": "200", "message": DEMONSTRATION, "data": {"html": inside}}
    content = json.dumps(answer, ensure_ascii=False).encode()
    return Page(content=content, content_type="application/json; charset=utf-8")


def _add_report(pages: dict[str, Page], column: str, report: SampleReport) -> None:
    attached = None
    if report.body.format in CONTENT_TYPES:
        attached = f"/attach/{file_name(report, report.number)}"
        kind = CONTENT_TYPES[report.body.format]
        pages[attached] = Page(content=attachment(report), content_type=kind, modified=report.published)
    head = (
        f'<meta name="ArticleTitle" content="{escape(report.title)}"><meta name="PubDate" content="{report.published}">'
    )
    body = (
        f"<h1>{escape(report.title)}</h1><p>发布日期：{report.published}　来源：{escape(report.body.name)}</p>"
        f'<div id="con_con">{article(report, attached)}</div>'
    )
    pages[_address(column, report)] = Page(content=page(report.title, body, head=head), modified=report.published)

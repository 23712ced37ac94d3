"""广东 gkmlpt: SID and TREE in the index page, lists as JSON, the article inside a script of its page."""

import json
from collections.abc import Sequence
from html import escape

from crawler.sampleweb.documents import CONTENT_TYPES, article, attachment, by_column, file_name, site_of
from crawler.sampleweb.pages import Page, Platform
from crawler.sampleweb.render_html import page, slices
from crawler.sampleweb.reports import DEMONSTRATION, SampleReport

PER_PAGE = 100
CATEGORY = 2021


def build(reports: Sequence[SampleReport]) -> Platform:
    """Return pages and sites for the reports whose body uses this family."""
    pages: dict[str, Page] = {}
    sites = []
    for number, (key, listed) in enumerate(by_column(reports).items()):
        sid = str(760001 + number)
        root = f"/{key}/gkmlpt"
        _add_lists(pages, root, sid, sorted(listed, key=lambda report: report.published, reverse=True))
        for report in listed:
            _add_report(pages, root, sid, report)
        sites.append(site_of(listed, key=key, family="gkmlpt", path=f"{root}/index"))
    return Platform(pages, tuple(sites))


def _address(root: str, report: SampleReport) -> str:
    return f"{root}/content/1/{report.number // 1000}/post_{report.number}.html"


def _attachment(root: str, report: SampleReport) -> str | None:
    if report.body.format not in CONTENT_TYPES:
        return None
    return f"{root}/attachment/0/{file_name(report, report.number)}"


def _add_lists(pages: dict[str, Page], root: str, sid: str, newest: list[SampleReport]) -> None:
    tree = [
        {"id": CATEGORY - 1, "name": "政策文件", "post_count": 0, "children": []},
        {"id": CATEGORY, "name": "政府信息公开年报", "post_count": len(newest), "children": []},
    ]
    config = json.dumps({"SID": sid, "TREE": tree, "NOTICE": DEMONSTRATION}, ensure_ascii=False)
    body = f'<h2>政府信息公开平台</h2><div id="app"></div><script>window._CONFIG = {config};</script>'
    pages[f"{root}/index"] = Page(content=page("政府信息公开平台", body))
    for number, (start, end) in enumerate(slices(len(newest), PER_PAGE), start=1):
        answer = json.dumps(
            {
                "articles": [_entry(root, report) for report in newest[start:end]],
                "total": len(newest),
                "notice": DEMONSTRATION,
            },
            ensure_ascii=False,
        ).encode()
        for shown in (0, 1) if number == 1 else (number,):  # pages 0 and 1 are identical on such sites
            pages[f"{root}/api/all/{CATEGORY}?page={shown}&sid={sid}"] = Page(
                content=answer, content_type="application/json; charset=utf-8"
            )


def _entry(root: str, report: SampleReport) -> dict[str, object]:
    attached = _attachment(root, report)
    return {
        "id": report.number,
        "title": report.title,
        "url": _address(root, report),
        "display_publish_time": report.published,
        "attachment": [{"name": file_name(report, report.title), "url": attached}] if attached else [],
    }


def _add_report(pages: dict[str, Page], root: str, sid: str, report: SampleReport) -> None:
    attached = _attachment(root, report)
    if attached:
        pages[attached] = Page(
            content=attachment(report), content_type=CONTENT_TYPES[report.body.format], modified=report.published
        )
    detail = {
        "id": report.number,
        "title": report.title,
        "content": article(report, attached),
        "publish": report.published,
    }
    config = json.dumps({"SID": sid, "DETAIL": detail}, ensure_ascii=False).replace("</", "<\\/")
    body = (
        f"<h1>{escape(report.title)}</h1><p>发布日期：{report.published}　发布机构：{escape(report.body.name)}</p>"
        f"<script>window._CONFIG = {config};</script>"
    )
    pages[_address(root, report)] = Page(content=page(report.title, body), modified=report.published)

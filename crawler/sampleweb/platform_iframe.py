"""A shell: the portal's column only frames the list of another system, here one made as files; so do its reports."""

from collections.abc import Sequence
from html import escape

from crawler.sampleweb.documents import CONTENT_TYPES, article, attachment, by_column, file_name, site_of
from crawler.sampleweb.pages import Page, Platform
from crawler.sampleweb.render_html import list_items, page, slices
from crawler.sampleweb.reports import SampleReport

PER_PAGE = 2


def build(reports: Sequence[SampleReport]) -> Platform:
    """Return pages and sites for the reports whose body uses this family."""
    pages: dict[str, Page] = {}
    sites = []
    for code, listed in by_column(reports).items():
        shell, root = f"/{code}/zwgk/ndbg.html", f"/{code}/xxgk/"
        menu = '<div class="nav"><a href="/">首页</a> <a href="/zwgk/">政务公开</a></div>'
        frame = f'<iframe src="{root}index.html" width="100%" height="900" frameborder="0"></iframe>'
        pages[shell] = Page(content=page("政府信息公开年报", f"{menu}{frame}"))
        _add_lists(pages, root, sorted(listed, key=lambda report: report.published, reverse=True))
        for report in listed:
            _add_report(pages, root, report)
        sites.append(site_of(listed, key=code, family="iframe", path=shell))
    return Platform(pages, tuple(sites))


def _address(report: SampleReport) -> str:
    day = report.published.replace("-", "")
    return f"{day[:6]}/t{day}_{report.number}.html"


def _add_lists(pages: dict[str, Page], root: str, newest: list[SampleReport]) -> None:
    parts = slices(len(newest), PER_PAGE)
    for number, (start, end) in enumerate(parts):
        rows = list_items([(f"./{_address(one)}", one.title, one.published) for one in newest[start:end]])
        script = f'<script>createPageHTML({len(parts)}, {number}, "index", "html");</script>'
        name = "index.html" if number == 0 else f"index_{number}.html"
        pages[root + name] = Page(content=page("政府信息公开年报", f"<ul>{rows}</ul>{script}"))


def _add_report(pages: dict[str, Page], root: str, report: SampleReport) -> None:
    address, attached = root + _address(report), None
    if report.body.format in CONTENT_TYPES:
        name = file_name(report, f"W0{report.number}")
        attached = f"./{name}"
        kind = CONTENT_TYPES[report.body.format]
        content = Page(content=attachment(report), content_type=kind, modified=report.published)
        pages[f"{address.rpartition('/')[0]}/{name}"] = content
    body = (
        f"<h1>{escape(report.title)}</h1><p>发布日期：{report.published}</p>"
        f'<div class="TRS_Editor">{article(report, attached)}</div>'
    )
    pages[address] = Page(content=page(report.title, body), modified=report.published)

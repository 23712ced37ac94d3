"""A portal of no known family: the list lies two columns below the home page, and the newest report is on two pages."""

from collections.abc import Sequence
from dataclasses import replace
from html import escape

from crawler.sampleweb.documents import by_column, site_of
from crawler.sampleweb.pages import Page, Platform
from crawler.sampleweb.render_html import list_items, page, report_body, slices
from crawler.sampleweb.reports import Heading, SampleReport

PER_PAGE = 2


def build(reports: Sequence[SampleReport]) -> Platform:
    """Return pages and sites for the reports whose body uses this family."""
    pages: dict[str, Page] = {}
    sites = []
    for key, listed in by_column(reports).items():
        newest = sorted(listed, key=lambda report: report.published, reverse=True)
        _add_way(pages, f"/{key}/")
        _add_lists(pages, f"/{key}/", newest)
        for report in newest:
            _add_report(pages, f"/{key}/", report, on_two=report is newest[0])
        sites.append(site_of(listed, key=key, family="generic", path=f"/{key}/"))
    return Platform(pages, tuple(sites))


def _menu(root: str) -> str:
    names = ((root, "首页"), (f"{root}xwzx/", "新闻中心"), (f"{root}zfxxgk/index.html", "政府信息公开"))
    return '<div class="nav">' + " ".join(f'<a href="{path}">{name}</a>' for path, name in names) + "</div>"


def _add_way(pages: dict[str, Page], root: str) -> None:
    """Add the home page, the news (which nothing leads to a report from) and 政府信息公开 with its columns."""
    news = list_items([(f"{root}xwzx/202601/10001.shtml", "演示：本局召开会议", "2026-01-09")])
    pages[root] = Page(content=page("首页", f"{_menu(root)}<ul>{news}</ul>"))
    pages[f"{root}xwzx/"] = Page(content=page("新闻中心", f"{_menu(root)}<ul>{news}</ul>"))
    columns = (("zn/", "政府信息公开指南"), ("fzzf/", "法治政府建设年度报告"), ("ndbg/list.html", "政府信息公开年报"))
    links = "".join(f'<li><a href="{path}">{name}</a></li>' for path, name in columns)
    pages[f"{root}zfxxgk/index.html"] = Page(content=page("政府信息公开", f"{_menu(root)}<ul>{links}</ul>"))


def _address(report: SampleReport) -> str:
    return f"{report.published[:7].replace('-', '')}/{report.number}.shtml"


def _add_lists(pages: dict[str, Page], root: str, newest: Sequence[SampleReport]) -> None:
    parts = slices(len(newest), PER_PAGE)
    names = ["list.html", *(f"list_{number}.html" for number in range(2, len(parts) + 1))]
    for name, (start, end) in zip(names, parts, strict=True):
        entries = list_items([(_address(one), one.title, one.published) for one in newest[start:end]])
        pager = " ".join(f'<a href="{other}">{number}</a>' for number, other in enumerate(names, 1))
        body = (
            f'{_menu(root)}<h2>政府信息公开年报</h2><ul>{entries}</ul><div class="page">{pager} 共{len(parts)}页</div>'
        )
        pages[f"{root}zfxxgk/ndbg/{name}"] = Page(content=page("政府信息公开年报", body))


def _add_report(pages: dict[str, Page], root: str, report: SampleReport, *, on_two: bool) -> None:
    address = f"{root}zfxxgk/ndbg/{_address(report)}"
    if not on_two:
        pages[address] = _article(root, report, report_body(report))
        return
    cut = next(at for at, block in enumerate(report.blocks) if isinstance(block, Heading) and block.text[:2] == "四、")
    second = address.replace(".shtml", "_2.shtml")
    pager = f'<div class="page"><a href="{address}">1</a> <a href="{second}">2</a> 共2页</div>'
    for path, blocks in ((address, report.blocks[:cut]), (second, report.blocks[cut:])):
        pages[path] = _article(root, report, report_body(replace(report, blocks=blocks)) + pager)


def _article(root: str, report: SampleReport, text: str) -> Page:
    head = f"<h1>{escape(report.title)}</h1><p>发布日期：{report.published}　来源：{escape(report.body.name)}</p>"
    body = f'{_menu(root)}{head}<div id="zoom">{text}</div>'
    return Page(content=page(report.title, body), modified=report.published)

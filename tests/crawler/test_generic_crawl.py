"""One crawl of three portals of no known family: one with reports two columns deep, one without, one of scripts."""

from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

from archive.datadir import DataDir
from archive.records import Outcome, Role
from tests.crawler.conftest import captures
from tests.crawler.web import Answer, Web, by_path, report

MENU = "<a href='/p/'>首页</a><a href='/p/zwgk/'>政务公开</a><a href='/p/zfxxgk/index.html'>政府信息公开</a>"
OTHER = "<a href='/p/fz/'>法治政府年报</a><a href='http://www.far.gov.cn/nb/'>省政府信息公开年报</a>"
PAGER = "<a href='index.html'>1</a><a href='index_2.html'>2</a><a href='index_2.html'>下一页</a>"


def page(title: str, body: str) -> Answer:
    return Answer(f"<html><head><title>{title}</title></head><body>{MENU}{body}</body></html>")


def item(href: str, year: int, organ: str = "示例县") -> str:
    return f"<li><a href='{href}'>{organ}{year}年政府信息公开工作年度报告</a><span>{year + 1}-01-20</span></li>"


def put(web: Web) -> None:
    """Publish the reports of 2019 to 2023 and one of an organ, at addresses of several kinds."""
    detour = "<p>政务公开要闻</p><a href='/p/zfxxgk'>政府信息公开</a>"
    web.pages |= {
        "/p/": page("示例县人民政府", OTHER),
        "/p/zwgk/": page("政务公开", detour),
        "/p/zfxxgk": Answer("", 301, headers={"Location": "/p/zfxxgk/index.html"}),
        "/p/zfxxgk/index.html": page("政府信息公开", OTHER + "<a href='/p/zfxxgk/nb/'>政府信息公开年报</a>"),
        "/p/zfxxgk/nb/": page(
            "政府信息公开年报",
            "<ul><li><a href='2021n/'>2021年</a></li><li><a href='bm/'>部门</a></li></ul>"
            f"<ul>{item('c1_10001.html', 2023)}{item('c1_10002.html', 2022)}</ul>{PAGER}",
        ),
        "/p/zfxxgk/nb/index_2.html": page("政府信息公开年报", f"<ul>{item('c1_10003.html', 2020)}</ul>{PAGER}"),
        "/p/zfxxgk/nb/2021n/": page("政府信息公开年报", f"<ul>{item('4113765.html', 2021)}</ul>{PAGER[:29]}"),
        "/p/zfxxgk/nb/bm/": page("政府信息公开年报", item("jyj/index.html", 2019, "县教育局")),
        "/p/zfxxgk/nb/bm/jyj/index.html": Answer(report(2019)),
    }
    for path, year in (("c1_10001", 2023), ("c1_10002", 2022), ("c1_10003", 2020), ("2021n/4113765", 2021)):
        web.pages[f"/p/zfxxgk/nb/{path}.html"] = Answer(report(year))
    web.pages["/news/"] = Answer("<html><body><a href='/news/20240101/123456.html'>本县新闻</a></body></html>")
    web.pages["/spa/"] = Answer("<html><body><div id='app'></div><script src='/js/app.js'></script></body></html>")


def test_reports_are_found_from_a_portal_and_what_has_none_is_told(
    web: Web,
    data: DataDir,
    registry: Callable[..., Path],
    crawl: Callable[..., CompletedProcess[str]],
) -> None:
    put(web)
    entries = [{"list": f'"{web.url}{path}"', "family": '"generic"'} for path in ("/p/", "/news/", "/spa/")]
    run = crawl(registry(*entries))
    assert run.returncode == 1  # two of the three sites bring nothing
    found = by_path(captures(data), web)
    reports = {path for path, capture in found.items() if capture.context.role is Role.DETAIL}
    assert reports == {
        *(f"/p/zfxxgk/nb/{name}.html" for name in ("c1_10001", "c1_10002", "c1_10003", "2021n/4113765")),
        "/p/zfxxgk/nb/bm/jyj/index.html",
    }
    lists = {path: web.asked[path] for path, one in found.items() if one.context.role is Role.LIST}
    assert all(count == 1 for path, count in lists.items()), lists
    assert not any("far.gov.cn" in path or "/fz/" in path for path in found)
    assert f"site-1: {web.url}/p/zfxxgk/nb/: 2 entries, 2 of them reports (confidence 1.00)" in run.stderr
    assert (found["/news/"].context.outcome, found["/spa/"].context.outcome) == (Outcome.EMPTY, Outcome.NEEDS_BROWSER)
    assert "(confidence 0)" in str(found["/news/"].context.reason)
    assert '<div id="app"> with the script /js/app.js' in str(found["/spa/"].context.reason)

"""A list that only a script fills in, shown by Chromium that has no network of its own."""

import asyncio
import importlib
import importlib.util
import json
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

import pytest

from archive.datadir import DataDir
from archive.records import Outcome, Role
from archive.store.reader import read_document_bytes
from crawler import browser
from crawler.registry import Options, RegistryError, load_registry
from tests.browser import needs_chromium
from tests.crawler.conftest import NIANBAO, captures, run_command
from tests.crawler.web import Answer, Web, by_path, report

needs_playwright = pytest.mark.skipif(
    importlib.util.find_spec("playwright") is None, reason="the extra `browser` is not installed"
)
SCRIPT = """
async function fill(page) {
  const answer = await fetch('/api/list?cat=31&page=' + page, {headers: {'X-Requested-With': 'XMLHttpRequest'}});
  const rows = (await answer.json()).rows;
  document.querySelector('ul.list').innerHTML = rows.map(
    (one) => `<li><a href="/nb/${one.id}.html">${one.title}</a><span>${one.date}</span></li>`).join('');
  document.title = document.cookie || '政府信息公开年报';
}
let page = 1;
document.querySelector('button').onclick = () => { page += 1; if (page <= 2) fill(page); };
fill(1);
for (const address of FORBIDDEN) fetch(address).catch(() => {});
new Image().src = FORBIDDEN[0] + 'picture.png';
try { new WebSocket(FORBIDDEN[0].replace('http', 'ws')); } catch (error) {}
"""


def put(web: Web, other: Web) -> None:
    forbidden = [f"{other.url}/", f"http://localhost:{other.port}/", f"{web.url}/private/api", "http://127.0.0.1:1/"]
    script = f"const FORBIDDEN = {json.dumps(forbidden)};{SCRIPT}"
    page = "<title>政府信息公开年报</title><ul class='list'></ul><button>下一页</button>"
    page += "<script src='/js/list.js'></script>"
    web.pages |= {
        "/robots.txt": Answer("User-agent: *\nDisallow: /private/\n", kind="text/plain"),
        "/private/api": Answer("{}", kind="application/json"),
        "/nb/": Answer(f"<html><head></head><body>{page}<script>var url = {{url: '/api/list'}}</script></body></html>"),
        "/js/list.js": Answer(script, kind="text/javascript; charset=utf-8", headers={"Set-Cookie": "challenge=1"}),
    }
    for number, years in ((1, (2023, 2022)), (2, (2021,))):
        rows = [{"id": 10000 + n, "title": f"示例县{n}年政府信息公开年度报告", "date": f"{n + 1}-01-20"} for n in years]
        web.pages[f"/api/list?cat=31&page={number}"] = Answer(json.dumps({"rows": rows}), kind="application/json")
        web.pages |= {f"/nb/{10000 + n}.html": Answer(report(n)) for n in years}


def put_paged(web: Web) -> None:
    """Publish a list whose first page is served, and whose second one only a script shows."""
    first, second = (
        f"<li><a href='/gknb/200{year}.html'>示例县20{year}年政府信息公开年报</a><span>2020-01-20</span></li>"
        for year in (19, 18)
    )
    pager = "共2页 <a href='javascript:goPage(2)'>2</a><a href='javascript:goPage(2)'>下一页</a>"
    script = f"<script>function goPage(n) {{ document.querySelector('ul').innerHTML = `{second}`; }}</script>"
    title = "<head><title>政府信息公开年报</title></head>"
    web.pages["/gknb/"] = Answer(f"<html>{title}<body><ul>{first}</ul>{pager}{script}</body></html>")
    web.pages |= {f"/gknb/200{year}.html": Answer(report(2000 + year)) for year in (19, 18)}


@needs_playwright
@needs_chromium
def test_a_list_filled_by_a_script_is_shown_within_the_rules_of_the_crawl(
    web: Web, data: DataDir, registry: Callable[..., Path], crawl: Callable[..., CompletedProcess[str]]
) -> None:
    with Web() as other:
        put(web, other)
        put_paged(web)
        entry = {"family": '"generic"', "options": "{ browser = true }"}
        run = crawl(registry(entry, {**entry, "list": f'"{web.url}/gknb/"'}))
        assert other.asked == {}
    found = by_path(captures(data), web)
    reports = {path for path, one in found.items() if one.context.role is Role.DETAIL}
    shown = {f"/nb/{10000 + year}.html" for year in (2021, 2022, 2023)}
    assert reports == {*shown, "/gknb/20019.html", "/gknb/20018.html"}, run.stderr
    assert "only a script leads to them" not in run.stderr  # 下一页 was clicked
    assert "/private/api" not in web.asked
    assert web.asked["/nb/"] == 1  # what was served is shown, not asked for again
    assert found["/private/api"].context.outcome is Outcome.REFUSED
    assert found[f"{other.url}/"].context.outcome is Outcome.REFUSED
    assert found["/api/list?cat=31&page=2"].context.role is Role.LIST
    rendered = found[f"urn:rendered:{web.url}/nb/"]
    assert (rendered.context.role, rendered.status) == (Role.LIST, None)
    assert "示例县2021年政府信息公开年度报告".encode() in read_document_bytes(data, rendered)
    assert run_command([*NIANBAO, "verify", "--data", str(data.root)]).returncode == 0
    assert not any("cookie" in name.lower() for _, headers in web.seen for name in headers)


@needs_playwright
@needs_chromium
def test_the_browser_itself_reaches_nothing() -> None:
    """Without anything that answers for it: no page, no socket, no beacon, by name or by address."""

    async def look(web: Web) -> list[str]:
        failed = []
        async with browser._opened() as tab:
            for address in (web.url, f"http://localhost:{web.port}", f"http://[::ffff:127.0.0.1]:{web.port}"):
                try:
                    await tab.goto(address, timeout=10_000)
                except Exception as error:
                    failed.append(str(error))
            blank = await tab.context.new_page()
            await blank.evaluate(
                """async (port) => {
                  navigator.sendBeacon(`http://127.0.0.1:${port}/beacon`, 'x');
                  const socket = new WebSocket(`ws://127.0.0.1:${port}/socket`);
                  await new Promise((done) => { socket.onerror = done; socket.onclose = done; });
                  await fetch(`http://127.0.0.1:${port}/fetch`, {mode: 'no-cors'}).catch(() => {});
                }""",
                web.port,
            )
        return failed

    with Web() as web:
        assert len(asyncio.run(look(web))) == 3
        assert web.asked == {}


def test_without_the_extra_the_list_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(name: str) -> None:
        raise ImportError(name)

    monkeypatch.setattr(importlib, "import_module", missing)
    with pytest.raises(browser.BrowserError, match=r"pip install 'nianbao\[browser\]'"):
        browser.playwright()
    monkeypatch.setattr(browser, "BROWSERS", ("no-such-browser",))
    with pytest.raises(browser.BrowserError, match="apt-get install chromium"):
        browser.executable()


def test_an_entry_may_ask_for_a_browser(tmp_path: Path) -> None:
    entry = '[[site]]\nid = "x"\nbody = "示例县"\nregion = "990101"\nlist = "http://x.gov.cn/"\nfamily = "generic"\n'
    path = tmp_path / "sites.toml"
    path.write_text(f"{entry}options = {{ browser = true }}\n", "utf-8")
    assert load_registry(path)[0].options.browser is True
    path.write_text(f'{entry}options = {{ browser = "yes" }}\n', "utf-8")
    with pytest.raises(RegistryError, match="browser must be of type bool"):
        load_registry(path)
    assert Options().browser is False

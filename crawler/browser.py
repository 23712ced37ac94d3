"""Shows a list in Chromium, which asks nothing by itself: the crawl's own downloader fetches what its page asks for.

So hosts, addresses, robots.txt, pauses, sizes and what is kept are the crawl's, for a page's scripts as for links; the
browser has no network, no cookies and no pictures. Playwright is an extra: `pip install 'nianbao[browser]'`; the
browser is Debian's (`apt-get install chromium`).
"""

import asyncio
import importlib
import os
import re
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import urlsplit

from scrapy.crawler import Crawler
from scrapy.http import Request, Response
from scrapy.http.request import NO_CALLBACK

from archive.records import Outcome, Role
from crawler.errand import KEY, Errand, Refused
from crawler.middlewares.conditional import UNCONDITIONAL
from crawler.middlewares.keep import keeper_of
from crawler.outcome import Verdict
from crawler.platforms.base import Page

BROWSERS = ("chromium", "chromium-browser")  # as Debian and its kin name it
MAX_ASKED = 60  # requests of one list's scripts
QUIET = 1.0  # seconds without a request after which a page is taken for filled in
LONGEST = 180.0  # seconds; each request of a page waits for its turn at the host
MAX_PAGES = 50
MAX_DOM = 5_000_000  # characters
_WANTED = frozenset({"document", "script", "xhr", "fetch"})  # not pictures, fonts, styles, media, sockets
_PASSED_ON = frozenset({"accept", "content-type", "x-requested-with", "referer"})
_SWITCHES = (
    "--host-resolver-rules=MAP * ~NOTFOUND",  # whatever is not intercepted leads nowhere
    "--proxy-server=http://127.0.0.1:9",
    "--proxy-bypass-list=<-loopback>",
    "--force-webrtc-ip-handling-policy=disable_non_proxied_udp",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)
_IDLE = "() => new Promise((done) => requestIdleCallback(() => setTimeout(done, 0), {timeout: 20000}))"
_DOM = "() => document.documentElement.outerHTML"
# Clicks what leads to the next page, unless it is switched off; the innermost such element, since events rise.
_NEXT = """() => {
  const named = [...document.querySelectorAll('a, button, li, span, div')].filter(
    (one) => /^(下一页|下页|后一页|next|[>›»])$/i.test(one.textContent.trim()));
  const off = (one) => one.closest('[disabled], .disabled, .is-disabled, [aria-disabled=true], [class*=disable]');
  const found = named.filter((one) => !off(one)).pop();
  if (found) found.click();
  return Boolean(found);
}"""


class BrowserError(Exception):
    """A list that could not be shown; the message says why and what to do."""


@dataclass
class _Errands:
    """What a page's scripts ask for, on its way through the crawl's downloader."""

    crawler: Crawler
    errand: Errand
    page: Page
    asked: int = 0
    pending: int = 0
    last: float = field(default_factory=lambda: asyncio.get_running_loop().time())

    async def serve(self, route: Any) -> None:
        """Answer one request of the browser; what may not be asked, or is not needed, fails as it would offline."""
        request = route.request
        self.pending += 1
        try:
            if request.is_navigation_request() and _plain(request.url) == _plain(self.page.url):
                await route.fulfill(status=200, content_type="text/html; charset=utf-8", body=self.page.text)
            elif (response := await self._ask(request)) is None:
                await route.abort()
            else:
                await route.fulfill(status=response.status, headers=_headers(response), body=response.body)
        finally:
            self.pending -= 1
            self.last = asyncio.get_running_loop().time()

    async def _ask(self, request: Any) -> Response | None:
        """Ask as the crawl asks for anything; None for what is not asked, after noting why where that matters."""
        if request.resource_type not in _WANTED or request.method not in {"GET", "POST"}:
            return None
        if request.is_navigation_request() and request.frame.parent_frame is None:
            return None  # a page that moves on is another page; only what the entry names is shown
        errand = replace(self.errand, parent=self.page.url, link_text="asked by a script", listed_title=None)
        self.asked += 1
        if self.asked > MAX_ASKED:
            if self.asked == MAX_ASKED + 1:
                told = Verdict(Outcome.REFUSED, f"the list's scripts ask for more than {MAX_ASKED} things")
                keeper_of(self.crawler).event(errand, self.page.url, told)
            return None
        headers = {name: value for name, value in request.headers.items() if name in _PASSED_ON}
        try:
            wanted = Request(
                request.url,
                method=request.method,
                headers=headers,
                body=request.post_data_buffer or b"",
                meta={KEY: errand, UNCONDITIONAL: request.method == "POST"},
                callback=NO_CALLBACK,
                dont_filter=True,
            )
            response: Response = await self.crawler.engine.download_async(wanted)
        except Exception as error:  # whatever keeps an answer away from the page is the answer
            outcome = Outcome.REFUSED if isinstance(error, Refused) else Outcome.FAILED
            keeper_of(self.crawler).event(errand, request.url, Verdict(outcome, str(error) or type(error).__name__))
            return None
        return response

    async def settle(self, tab: Any) -> None:
        """Wait until the page asks for nothing more. Raises BrowserError when it never stops."""
        loop = asyncio.get_running_loop()
        end, idle = loop.time() + LONGEST, -1.0
        while self.pending or idle < self.last:
            if loop.time() > end:
                raise BrowserError(f"the list's scripts still asked for more after {LONGEST:.0f} seconds")
            await asyncio.sleep(0.05)
            if not self.pending and loop.time() - self.last >= QUIET:
                idle = loop.time()
                await tab.evaluate(_IDLE)  # a browser that is slow has not looked at the answers yet


async def show(crawler: Crawler, errand: Errand, page: Page) -> AsyncIterator[str]:
    """Yield a list's DOM as a browser shows it, then that of each page which 下一页 leads to.

    `page` is the list as it was served and kept; it is not asked for again. Raises BrowserError.
    """
    asked = _Errands(crawler, errand, page)
    try:
        async with _opened() as tab:
            await tab.context.route("**/*", asked.serve)
            await tab.context.route_web_socket("**/*", lambda socket: socket.close())
            await tab.goto(page.url, wait_until="load", timeout=LONGEST * 1000)
            await asked.settle(tab)
            before = ""
            for _ in range(min(errand.site.options.max_pages, MAX_PAGES)):
                dom = str(await tab.evaluate(_DOM))[:MAX_DOM]
                if _shown(dom) == before:
                    return
                before = _shown(dom)
                yield dom
                asked.last = asyncio.get_running_loop().time()
                if not await tab.evaluate(_NEXT):
                    return
                await asked.settle(tab)
    except BrowserError:
        raise
    except Exception as error:
        raise BrowserError(f"the browser did not show the list ({_first_line(error)}); save it and import") from error


@asynccontextmanager
async def _opened() -> AsyncIterator[Any]:
    """Open an empty tab of a browser of its own. Raises BrowserError where there is none."""
    start = playwright()
    async with start() as driver:
        chromium = await driver.chromium.launch(
            executable_path=executable(),
            headless=True,
            chromium_sandbox=os.geteuid() != 0,  # Chromium refuses to sandbox itself for root
            args=list(_SWITCHES),
        )
        try:
            context = await chromium.new_context(service_workers="block", accept_downloads=False)
            context.set_default_timeout(30_000)
            yield await context.new_page()
        finally:
            await chromium.close()


def playwright() -> Any:
    """Return Playwright's entry point. Raises BrowserError where the extra is not installed."""
    try:
        return importlib.import_module("playwright.async_api").async_playwright
    except ImportError as error:
        reason = "the entry asks for a browser, but Playwright is not installed: pip install 'nianbao[browser]'"
        raise BrowserError(reason) from error


def executable() -> str:
    """Return the path of Debian's Chromium. Raises BrowserError where there is none."""
    found = next(filter(None, map(shutil.which, BROWSERS)), None)
    if found is None:
        raise BrowserError("the entry asks for a browser, but there is no Chromium: apt-get install chromium")
    return found


def rendered_url(url: str) -> str:
    """Return the address under which a DOM is kept: it is nothing that a server sent."""
    return f"urn:rendered:{url}"


def keep(crawler: Crawler, errand: Errand, page: Page) -> None:
    """Keep the DOM of a list beside the list as it was served."""
    known = replace(errand, role=Role.LIST, parent=page.url, link_text=f"page {page.number}", listed_title=None)
    keeper_of(crawler).rendered(known, rendered_url(page.url), page.text.encode("utf-8", "replace"))


def _headers(response: Response) -> dict[str, str]:
    """Return the headers that a script may need; those of the connection and the encoding hold no more."""
    fields = {name.decode("latin-1").lower(): b", ".join(values) for name, values in response.headers.items()}
    kept = (name for name in fields if name == "content-type" or name.startswith("access-control-"))
    return {name: fields[name].decode("latin-1") for name in kept}


def _plain(url: str) -> str:
    return urlsplit(url)._replace(fragment="").geturl()


def _shown(dom: str) -> str:
    return re.sub(r"\s+", " ", dom)


def _first_line(error: Exception) -> str:
    return (str(error) or type(error).__name__).splitlines()[0][:200]

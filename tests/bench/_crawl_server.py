"""A web of TRS lists and report pages on many loopback addresses and one port, for measuring crawls.

`python -m tests.bench._crawl_server HOSTS PAGES` serves PAGES reports on each of HOSTS addresses; it prints its port
and then, for every line it reads, what it has sent since the last one: requests, bytes and full pages.
"""

import asyncio
import json
import random
import re
import resource
import sys
from functools import lru_cache
from ipaddress import IPv4Address

from tests.generators.reports import report_html

ENTRIES = 50  # of one list page
_BASE = int(IPv4Address("127.1.0.1"))
_MARK = "示例省甲州市第九镇人民政府"
# What Word and the editors of content management systems leave in a page: it makes a page as long, and as hard to pack,
# as real ones are (they pack to about a sixth).
_CELL = '<td style="border:1px solid windowtext;padding:0 {}.{}pt;word-break:break-all" valign="center" width="{}">'
_TEXT = '<p style="margin:0;text-indent:43px;line-height:2em;font-family:仿宋_GB2312;font-size:{}px">'
_SAID = "推进政策解读回应关切平台建设监督保障依申请公开规范办理流程主动发布重点领域信息完善制度强化培训提升实效县局全年"
_MENU = "".join(f'<li class="nav-item"><a href="/zwgk/lm{number}/">栏目{number}</a></li>' for number in range(40))
_VARIANTS = 16


def host(number: int) -> str:
    """Return the loopback address of one of the hosts."""
    return str(IPv4Address(_BASE + number))


def list_path(page: int) -> str:
    """Return the address of one page of a host's list."""
    return f"/nb/index_{page}.html" if page else "/nb/index.html"


def paths(pages: int) -> list[str]:
    """Return what a crawl asks of each host: its lists, then its reports."""
    lists = [list_path(page) for page in range(-(-pages // ENTRIES))]
    return [*lists, *(f"/nb/202401/t20240110_{number}.html" for number in range(pages))]


@lru_cache(_VARIANTS)
def _halves(variant: int) -> tuple[bytes, bytes]:
    """Return what stands before and after a page's own number."""
    dice = random.Random(variant)  # noqa: S311 (the same pages in every run)
    page = report_html(_MARK, 2023, seed=variant).decode()
    page = re.sub("<td>", lambda _: _CELL.format(dice.randrange(9), dice.randrange(99), dice.randrange(400)), page)
    page = re.sub("<p>", lambda _: _TEXT.format(dice.randrange(12, 30)) + "".join(dice.choices(_SAID, k=120)), page)
    frame = f'<body><div id="nav" class="w1200"><ul>{_MENU}</ul></div><div id="zoom" class="TRS_Editor">'
    page = page.replace("<body>", frame).replace("</body>", "</div></body>")
    before, _, after = page.partition(_MARK)
    return before.encode(), after.encode()


def _list_page(page: int, pages: int) -> bytes:
    numbers = range(page * ENTRIES, min((page + 1) * ENTRIES, pages))
    rows = "".join(
        f'<li><a href="./202401/t20240110_{number}.html">示例县第{number}局2023年政府信息公开工作年度报告</a>'
        "<span>2024-01-10</span></li>"
        for number in numbers
    )
    pager = f'<script>createPageHTML({-(-pages // ENTRIES)}, {page}, "index", "html");</script>'
    return f"<html><body><ul>{rows}</ul>{pager}</body></html>".encode()


class Web(asyncio.Protocol):
    """One connection; requests come one after another."""

    def __init__(self, pages: int, sent: dict[str, int]) -> None:
        self._pages, self._sent = pages, sent
        self._rest = b""
        self._transport: asyncio.WriteTransport

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.WriteTransport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        *heads, self._rest = (self._rest + data).split(b"\r\n\r\n")
        for head in heads:
            answer = self._answer(head)
            self._sent["requests"] += 1
            self._sent["bytes"] += len(answer)
            self._transport.write(answer)

    def _answer(self, head: bytes) -> bytes:
        path = head.split(b" ", 2)[1].decode()
        name = path.rpartition("/")[2].partition(".")[0]
        if not path.startswith("/nb/"):
            return b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"
        tag = f'ETag: "{name}"\r\n'.encode()
        if f'If-None-Match: "{name}"'.encode() in head:
            return b"HTTP/1.1 304 Not Modified\r\n" + tag + b"\r\n"
        if name.startswith("index"):
            body = _list_page(int(name.partition("_")[2] or 0), self._pages)
        else:
            before, after = _halves(int(name.rpartition("_")[2]) % _VARIANTS)
            body = before + name.encode() + after
        self._sent["full"] += 1
        kind = b"Content-Type: text/html; charset=utf-8\r\n"
        return b"HTTP/1.1 200 OK\r\n" + tag + kind + b"Content-Length: %d\r\n\r\n" % len(body) + body


async def _serve(hosts: int, pages: int) -> None:
    sent = {"requests": 0, "bytes": 0, "full": 0}
    loop = asyncio.get_running_loop()
    first = await loop.create_server(lambda: Web(pages, sent), host(0), 0)
    port: int = first.sockets[0].getsockname()[1]
    for start in range(1, hosts, 100):
        names = [host(number) for number in range(start, min(start + 100, hosts))]
        await loop.create_server(lambda: Web(pages, sent), names, port)
    sys.stdout.write(f"{port}\n")
    sys.stdout.flush()
    while await loop.run_in_executor(None, sys.stdin.readline):
        sys.stdout.write(json.dumps(sent) + "\n")
        sys.stdout.flush()
        sent.update(dict.fromkeys(sent, 0))


if __name__ == "__main__":
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))  # a listening and an open socket for each host
    asyncio.run(_serve(int(sys.argv[1]), int(sys.argv[2])))

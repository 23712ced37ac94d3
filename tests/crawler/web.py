"""A small web on a loopback port whose answers and counts a test decides."""

import hashlib
import threading
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from time import monotonic
from typing import Self

from archive.records import Capture
from crawler.titles import read_year


@dataclass
class Answer:
    body: bytes | str = b""
    status: int = 200
    kind: str = "text/html; charset=utf-8"
    headers: dict[str, str] = field(default_factory=dict)
    validators: bool = True
    modified: str | None = None  # a Last-Modified to send instead of an ETag
    cut: int = 0  # so many bytes fewer are sent than announced
    wait: Callable[[], object] | None = None  # called before the answer is sent


class Web:
    """Serves `pages` (path with query → Answer); counts requests (`asked`) and full bodies (`full`).

    `times` holds when each request came, `most_at_once` how many were under way together.
    """

    def __init__(self) -> None:
        self.pages: dict[str, Answer] = {}
        self.asked: Counter[str] = Counter()
        self.full: Counter[str] = Counter()
        self.seen: list[tuple[str, dict[str, str]]] = []
        self.times: list[float] = []
        self.most_at_once = self._now = 0
        self._counting = threading.Lock()
        web = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                with web._counting:
                    web._now += 1
                    web.most_at_once = max(web.most_at_once, web._now)
                web._answer(self)
                with web._counting:
                    web._now -= 1

            def log_message(self, format: str, *args: object) -> None:  # noqa: A002 (the library's name)
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.port = self._server.server_address[1]
        self.url = f"http://127.0.0.1:{self.port}"

    def __enter__(self) -> Self:
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def stop(self) -> None:
        """Take no more connections; may be called twice, also by what answers."""
        self._server.shutdown()
        self._server.server_close()

    def _answer(self, handler: BaseHTTPRequestHandler) -> None:
        self.asked[handler.path] += 1
        self.times.append(monotonic())
        self.seen.append((handler.path, dict(handler.headers.items())))
        page = self.pages.get(handler.path, Answer("没有这个地址", 404, validators=False))
        if page.wait:
            page.wait()
        body = page.body.encode() if isinstance(page.body, str) else page.body
        tag = f'"{hashlib.sha256(body).hexdigest()[:16]}"'
        header, value = ("Last-Modified", page.modified) if page.modified else ("ETag", tag)
        asked = handler.headers.get("If-Modified-Since" if page.modified else "If-None-Match")
        unchanged = page.validators and page.status == 200 and asked == value
        try:
            handler.send_response(304 if unchanged else page.status)
            if page.validators:
                handler.send_header(header, value)
            for name, value in page.headers.items():
                handler.send_header(name, value)
            if not unchanged:
                self.full[handler.path] += 1
                handler.send_header("Content-Type", page.kind)
                handler.send_header("Content-Length", str(len(body)))
            handler.end_headers()
            if not unchanged:
                handler.wfile.write(body[: len(body) - page.cut])
                handler.close_connection = page.cut > 0
        except (BrokenPipeError, ConnectionResetError):
            handler.close_connection = True  # the crawler was killed, as some tests want


def trs_list(*entries: tuple[str, str, str], pages: int = 1) -> str:
    rows = "".join(f'<li><a href="{href}">{title}</a><span>{date}</span></li>' for href, title, date in entries)
    return f'<html><body><ul>{rows}</ul><script>createPageHTML({pages}, 0, "index", "html");</script></body></html>'


def report(year: int, extra: str = "") -> str:
    text = "本报告由示例县人民政府编制。" * 60
    return f"<html><body><h1>示例县人民政府{year}年政府信息公开工作年度报告</h1><p>{text}</p>{extra}</body></html>"


REPORTS = (
    ("./202401/t20240110_1.html", "示例县人民政府2023年政府信息公开工作年度报告", "2024-01-10"),
    ("./202301/t20230110_2.html", "示例县人民政府2022年政府信息公开工作年度报告", "2023-01-10"),
)


def publish(web: Web, *entries: tuple[str, str, str], prefix: str = "/nb/") -> None:
    web.pages[prefix] = Answer(trs_list(*entries))
    for href, title, _ in entries:
        web.pages[prefix + href.removeprefix("./")] = Answer(report(read_year(title) or 0))


def many(count: int) -> list[tuple[str, str, str]]:
    titles = ((number, f"示例县人民政府20{number}年政府信息公开年度报告") for number in range(10, 10 + count))
    return [(f"./202401/t20240110_{number}.html", title, "") for number, title in titles]


def by_path(found: Iterable[Capture], web: Web) -> dict[str, Capture]:
    return {capture.url.removeprefix(web.url): capture for capture in found}

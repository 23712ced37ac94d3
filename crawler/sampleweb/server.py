"""Serves the sample web on loopback ports: conditional requests, gzip, robots.txt and honest 404s."""

import gzip
import hashlib
import threading
from email.utils import format_datetime, parsedate_to_datetime
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import TracebackType
from typing import Self

from crawler.sampleweb.pages import Page, SampleSite
from crawler.sampleweb.web import families, find, platform

HOST = "127.0.0.1"
ROBOTS = Page(content=b"User-agent: *\nDisallow: /private/\n", content_type="text/plain; charset=utf-8")
FIRST_PORT = 8101  # of the demonstration; the other families follow


@cache
def _compressed(content: bytes) -> bytes:
    return gzip.compress(content, mtime=0)


class _Handler(BaseHTTPRequestHandler):
    """Answers from the platform of its server and notes each answer in the server's log."""

    protocol_version = "HTTP/1.1"
    server: "_FamilyServer"

    def do_GET(self) -> None:
        """Answer one request."""
        self._answer(self.path)

    def do_POST(self) -> None:
        """Answer a form post as if its fields stood in the query (dataproxy.jsp takes both)."""
        fields = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode("utf-8", "replace")
        self._answer(f"{self.path}{'&' if '?' in self.path else '?'}{fields}")

    def _answer(self, path: str) -> None:
        page = self.server.find(path)
        if page is None:
            self._send(404, b"<html><body>404 Not Found</body></html>", {"Content-Type": "text/html"})
            return
        tag = f'"{hashlib.sha256(page.content).hexdigest()[:20]}"'
        headers = {"ETag": tag, "Last-Modified": format_datetime(page.modified_at, usegmt=True)}
        if self._unchanged(tag, page):
            self._send(304, b"", headers)
            return
        body = page.content
        headers["Content-Type"] = page.content_type
        if "gzip" in self.headers.get("Accept-Encoding", "") and page.content_type.startswith("text/"):
            body, headers["Content-Encoding"] = _compressed(page.content), "gzip"
        self._send(200, body, headers)

    def _unchanged(self, tag: str, page: Page) -> bool:
        if (asked := self.headers.get("If-None-Match")) is not None:
            return tag in asked
        since = self.headers.get("If-Modified-Since")
        return since is not None and page.modified_at <= parsedate_to_datetime(since)

    def _send(self, status: int, body: bytes, headers: dict[str, str]) -> None:
        self.server.log.append((self.path, status))
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        if status != 304:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 (the base class names it so)
        """Keep quiet; the log is kept by the server."""


class _FamilyServer(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, family: str, generation: int, port: int) -> None:
        self.family = family
        self.generation = generation
        self.log: list[tuple[str, int]] = []
        super().__init__((HOST, port), _Handler)

    def find(self, path: str) -> Page | None:
        return ROBOTS if path == "/robots.txt" else find(self.family, self.generation, path)


class SampleWeb:
    """Runs the servers while it is entered; `generation` 2 is the web at the second crawl.

    Each family has a server of its own, from `first_port` on where that is free, else at any free port.
    """

    def __init__(self, generation: int = 1, first_port: int = 0) -> None:
        ports = [first_port and first_port + number for number in range(len(families()))]
        self._servers = [_open(family, generation, port) for family, port in zip(families(), ports, strict=True)]

    def __enter__(self) -> Self:
        for server in self._servers:
            threading.Thread(target=server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        for server in self._servers:
            server.shutdown()
            server.server_close()

    def move_on(self) -> None:
        """Turn to the web as it is at the second crawl: one report removed, one changed."""
        for server in self._servers:
            server.generation = 2

    @property
    def log(self) -> list[tuple[str, int]]:
        """Every answer so far as (path, status)."""
        return [answer for server in self._servers for answer in server.log]

    @property
    def addresses(self) -> list[str]:
        """The servers' roots."""
        return [f"http://{HOST}:{server.server_port}/" for server in self._servers]

    def registry(self) -> str:
        """Return the registry of the sample web as TOML; each entry names exactly its host and port."""
        entries = []
        for server in self._servers:
            host = f"{HOST}:{server.server_port}"
            entries += [_entry(site, host) for site in platform(server.family, 2).sites]  # holds at both crawls
        return "\n".join(entries)

    def write_registry(self, path: Path) -> Path:
        """Write the registry to `path` and return it."""
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(self.registry(), "utf-8")
        return path


def _open(family: str, generation: int, port: int) -> _FamilyServer:
    """Open a server at the port, or at a free one where that is taken."""
    try:
        return _FamilyServer(family, generation, port)
    except OSError:
        return _FamilyServer(family, generation, 0)


def _entry(site: SampleSite, host: str) -> str:
    lines = [
        "[[site]]",
        f'id = "{site.id}"',
        f'body = "{site.body}"',
        f'region = "{site.region}"',
        f'list = "http://{host}{site.path}"',
        f'family = "{site.family}"',
        f'hosts = ["{host}"]',
        f"expect = {{ reports = {site.reports}, since = {site.since} }}",
        'evidence = "demonstration"',
    ]
    if site.many_bodies:
        lines.append("many_bodies = true")
    return "\n".join(lines) + "\n"

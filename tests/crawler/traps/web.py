"""A web of traps: a server on a loopback port that sends exactly the bytes a test wants, and logs what it was asked."""

import socket
import ssl
import struct
import threading
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from html import escape
from socketserver import StreamRequestHandler, ThreadingTCPServer
from typing import Self

Trap = bytes | Callable[[socket.socket], None]

BODY = "本报告由示例县人民政府编制。" * 60


class TrapWeb:
    """Serves `pages` (target as asked → bytes of the whole answer, or what to do with the connection).

    `log` holds each request as (target, headers), `ended` is set when the test is over, so that nothing waits on.
    """

    def __init__(self, tls: ssl.SSLContext | None = None) -> None:
        self.pages: dict[str, Trap] = {}
        self.log: list[tuple[str, dict[str, str]]] = []
        self.ended = threading.Event()
        web = self

        class Handler(StreamRequestHandler):
            def setup(self) -> None:
                if tls is not None:
                    self.request = tls.wrap_socket(self.request, server_side=True)
                super().setup()

            def finish(self) -> None:
                with suppress(OSError):
                    super().finish()
                self.request.close()  # of an encrypted connection, the server knows only the socket inside

            def handle(self) -> None:
                with suppress(OSError, ValueError):
                    while web._answer(self):
                        pass

        class Server(ThreadingTCPServer):
            daemon_threads = True
            allow_reuse_address = True

            def handle_error(self, request: object, client_address: object) -> None:
                """Keep quiet: a client that refuses the certificate is what some tests want."""

        self._server = Server(("127.0.0.1", 0), Handler)
        self.port: int = self._server.server_address[1]
        self.host = f"127.0.0.1:{self.port}"
        self.url = f"{'https' if tls else 'http'}://{self.host}"

    def __enter__(self) -> Self:
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self.ended.set()
        self._server.shutdown()
        self._server.server_close()

    @property
    def asked(self) -> Counter[str]:
        return Counter(target for target, _ in self.log)

    def _answer(self, handler: StreamRequestHandler) -> bool:
        """Answer one request; tell whether the connection goes on."""
        line = handler.rfile.readline(1 << 16).decode("latin-1").split()
        if len(line) < 2:
            return False
        headers = {}
        while (header := handler.rfile.readline(1 << 16).decode("latin-1").strip()) != "":
            name, _, value = header.partition(":")
            headers[name.title()] = value.strip()
        self.log.append((line[1], headers))
        trap = self.pages.get(line[1], answer(b"<html>404</html>", "404 Not Found"))
        if isinstance(trap, bytes):
            handler.connection.sendall(trap)
            return b"connection: close" not in trap.partition(b"\r\n\r\n")[0].lower()
        trap(handler.connection)
        return False


def answer(body: bytes | str = b"", status: str = "200 OK", *headers: str, length: bool = True) -> bytes:
    """Return a whole answer; without `length` it ends where the connection does."""
    data = body.encode() if isinstance(body, str) else body
    lines = [f"HTTP/1.1 {status}", *headers]
    if not any(header.lower().startswith("content-type") for header in headers):
        lines.append("Content-Type: text/html; charset=utf-8")
    lines.append(f"Content-Length: {len(data)}" if length else "Connection: close")
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + data


def redirect(location: str, body: str = "") -> bytes:
    return answer(body, "302 Found", f"Location: {location}")


def page(extra: str = "", title: str = "示例县人民政府2023年政府信息公开工作年度报告") -> str:
    return f"<html><body><h1>{escape(title)}</h1><p>{BODY}</p>{extra}</body></html>"


def shell(extra: str) -> str:
    """Return a page whose article shows something and says little itself."""
    return f'<html><body><div id="zoom">{extra}</div></body></html>'


def listing(*entries: tuple[str, str], following: str = "") -> str:
    """Return a list of the family jpage, which takes entries of any address; `following` is that of its next group."""
    rows = "".join(
        f'<record><![CDATA[<li><a href="{escape(href)}" title="{escape(title)}">{escape(title)}</a></li>]]></record>'
        for href, title in entries
    )
    more = f"<nextgroup><![CDATA[<a href='{following}'></a>]]></nextgroup>" if following else ""
    store = f"<datastore>{more}<recordset>{rows}</recordset></datastore>"
    return f'<html><body><script type="text/xml">{store}</script></body></html>'


def cut(whole: bytes, missing: int) -> Callable[[socket.socket], None]:
    """Send an answer but for its last bytes, then close."""

    def send(connection: socket.socket) -> None:
        connection.sendall(whole[:-missing])

    return send


def reset(part: bytes) -> Callable[[socket.socket], None]:
    """Send a part of an answer and reset the connection once the client has read it."""

    def send(connection: socket.socket) -> None:
        connection.sendall(part)
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        connection.close()

    return send


def title_of(year: int, of: str = "") -> str:
    return f"示例县人民政府{year}年政府信息公开工作年度报告{of}"

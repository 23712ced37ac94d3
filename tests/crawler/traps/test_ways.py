"""Ways out of a crawl: names that lead inside, another site's private host, the proxy of the environment."""

import base64
import select
import socket
import threading
from collections.abc import Iterator
from contextlib import suppress
from socketserver import StreamRequestHandler, ThreadingTCPServer
from typing import Self

import pytest

from archive.records import Outcome
from archive.store import files
from tests.crawler.conftest import captures
from tests.crawler.traps.conftest import Crawl, Entry
from tests.crawler.traps.test_tls import certificate, context
from tests.crawler.traps.web import TrapWeb, answer, listing, page, redirect, title_of

LOCAL_NAMES = "TWISTED_DNS_RESOLVER=tests.crawler.traps.names.LocalNames"
QUICK = ("DOWNLOAD_DELAY=0.001", "AUTOTHROTTLE_ENABLED=False")  # nobody is disturbed there
SITE = "http://www.suqian.gov.cn"


class Proxy:
    """An HTTP proxy on a loopback port; whatever host it is asked for, it connects to `target`."""

    def __init__(self) -> None:
        self.target = 0
        self.log: list[str] = []
        self.passwords: set[str] = set()
        proxy = self

        class Handler(StreamRequestHandler):
            def handle(self) -> None:
                with suppress(OSError):
                    proxy._serve(self)

        class Server(ThreadingTCPServer):
            daemon_threads = True

        self._server = Server(("127.0.0.1", 0), Handler)
        self.port: int = self._server.server_address[1]
        self.url = f"http://127.0.0.1:{self.port}"

    def __enter__(self) -> Self:
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()

    def _serve(self, handler: StreamRequestHandler) -> None:
        lines = []
        while (line := handler.rfile.readline(1 << 16)).strip():
            lines.append(line)
        if not lines:
            return
        method, where, _ = lines[0].decode("latin-1").split()
        self.log.append(f"{method} {where}")
        self.passwords |= {line.split()[-1].decode() for line in lines if line.lower().startswith(b"proxy-auth")}
        with socket.create_connection(("127.0.0.1", self.target)) as onward:
            if method == "CONNECT":
                handler.connection.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")
            else:
                path = "/" + where.split("/", 3)[3]
                head = b"".join([f"{method} {path} HTTP/1.1\r\nConnection: close\r\n".encode(), *lines[1:], b"\r\n"])
                onward.sendall(head)
            _pass_on(handler.connection, onward)


def _pass_on(one: socket.socket, other: socket.socket) -> None:
    """Pass on in both directions until one side ends."""
    while True:
        ready, _, _ = select.select([one, other], [], [], 20)
        for side in ready:
            data = side.recv(1 << 16)
            if not data:
                return
            (other if side is one else one).sendall(data)
        if not ready:
            return


@pytest.fixture
def proxy() -> Iterator[Proxy]:
    with Proxy() as server:
        yield server


def publish(web: TrapWeb) -> None:
    """Offer a list with one report; each answer ends its connection, which the proxy passes on as it is."""
    web.pages["/robots.txt"] = answer("", "404 Not Found", "Connection: close")
    web.pages["/nb/"] = answer(listing(("t.html", title_of(2023))), "200 OK", "Connection: close")
    web.pages["/nb/t.html"] = answer(page(), "200 OK", "Connection: close")


def test_name_that_leads_inside_is_refused_and_no_site_opens_a_door_for_another(trap, crawl_with: Crawl):
    """The first site's entry names its private host; the second one's list redirects and links there."""
    publish(trap)
    trap.pages["/other/"] = redirect(f"http://inner.gov.cn:{trap.port}/secret.html")
    trap.pages["/third/"] = answer(listing((f"http://inner.gov.cn:{trap.port}/linked.html", title_of(2022))))
    own = Entry("own", f"http://inner.gov.cn:{trap.port}/nb/", [f"inner.gov.cn:{trap.port}"])
    other = Entry("other", f"{trap.url}/other/", [trap.host])
    third = Entry("third", f"{trap.url}/third/", [trap.host])
    rebinding = Entry("rebinding", f"http://rebinding.gov.cn:{trap.port}/nb/")
    crawled = crawl_with([own, other, third, rebinding], LOCAL_NAMES, *QUICK)
    assert crawled.last(f"http://inner.gov.cn:{trap.port}/nb/t.html").context.outcome is Outcome.KEPT
    assert not {"/secret.html", "/linked.html"} & set(trap.asked)
    for path in ("secret", "linked"):
        outcome, reason = crawled.ended(f"http://inner.gov.cn:{trap.port}/{path}.html")
        assert outcome is Outcome.REFUSED
        assert "leads to 127.0.0.1, which is not a public address" in reason
    assert "leads to 127.0.0.1" in crawled.ended(f"http://rebinding.gov.cn:{trap.port}/nb/")[1]


def test_proxy_of_the_environment_is_used_and_its_password_is_not_kept(trap, proxy, crawl_with: Crawl):
    publish(trap)
    proxy.target = trap.port
    named = proxy.url.replace("//", "//user:secret@")
    crawled = crawl_with([Entry("far", f"{SITE}/nb/")], *QUICK, HTTP_PROXY=named)
    assert crawled.last(f"{SITE}/nb/t.html").context.outcome is Outcome.KEPT
    assert proxy.log == [f"GET {SITE}/robots.txt", f"GET {SITE}/nb/", f"GET {SITE}/nb/t.html"]
    assert proxy.passwords == {base64.b64encode(b"user:secret").decode()}
    kept = b"".join(_unpacked(crawled.data))
    assert b"/nb/t.html" in kept
    assert b"roxy-" not in kept
    assert b"WARC-IP-Address" not in kept  # it would be the proxy's
    assert "secret" not in crawled.run.stderr


def _unpacked(data) -> Iterator[bytes]:
    import gzip  # noqa: PLC0415 (this one function's)

    for name in files.all_files(data):
        with files.open_warc(data, name) as stream:
            yield gzip.decompress(stream.read())


def test_encrypted_sites_are_reached_through_a_tunnel_and_verified_all_the_same(tmp_path, proxy, crawl_with: Crawl):
    with TrapWeb(context(certificate(tmp_path, "self-signed"))) as web:
        publish(web)
        proxy.target = web.port
        secure = SITE.replace("http:", "https:")
        entries = [Entry("strict", f"{secure}/nb/"), Entry("open", f"{secure}/nb/?open", (), 'tls = "unverified"')]
        web.pages["/nb/?open"] = web.pages["/nb/"]
        crawled = crawl_with(entries, *QUICK, https_proxy=proxy.url)
    assert set(proxy.log) == {"CONNECT www.suqian.gov.cn:443"}
    assert "is not trusted" in crawled.ended(f"{secure}/nb/")[1]
    read = crawled.last(f"{secure}/nb/t.html").context
    assert (read.site, read.outcome) == ("open", Outcome.KEPT)
    assert (read.tls or "").startswith("TLSv1.3, not verified")


def test_proxy_is_no_way_inside_and_no_way_to_our_own_machine(trap, proxy, crawl_with: Crawl):
    publish(trap)
    proxy.target = trap.port
    inside = ["http://10.0.0.1/nb/", "http://169.254.169.254/", f"{proxy.url}/nb/", "http://2130706433/"]
    hosts = ["10.0.0.1", "169.254.169.254", f"127.0.0.1:{proxy.port}", "2130706433"]
    entries = [Entry(f"s{number}", url, hosts) for number, url in enumerate(inside)]
    entries += [Entry("own", f"{trap.url}/nb/", [trap.host]), Entry("spared", "http://no.gov.cn/nb/")]
    crawled = crawl_with(entries, *QUICK, http_proxy=proxy.url, NO_PROXY="no.gov.cn", https_proxy=proxy.url)
    assert proxy.log == []
    assert [crawled.ended(url)[0] for url in inside] == [Outcome.REFUSED] * 4
    assert "is the proxy" in crawled.ended(inside[2])[1]
    assert all("is not a public address" in crawled.ended(url)[1] for url in (inside[0], inside[1], inside[3]))
    assert crawled.last(f"{trap.url}/nb/t.html").context.outcome is Outcome.KEPT  # asked directly
    assert len(captures(crawled.data)) > 5


def test_proxy_that_does_not_speak_http_ends_the_crawl_with_its_reason(crawl_with: Crawl):
    crawled = crawl_with([Entry("far", f"{SITE}/nb/")], http_proxy="socks5://user:secret@127.0.0.1:9")
    assert crawled.run.returncode != 0
    assert "only HTTP proxies are used" in crawled.run.stderr
    assert "secret" not in crawled.run.stderr

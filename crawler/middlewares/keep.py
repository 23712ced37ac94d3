"""Keeps every response as it was served, of any status: redirects, missing pages, block pages, robots.txt.

It stands below HttpCompression (590) and Redirect (600), so that it sees redirects before they are followed and bodies
before they are decompressed.
"""

from typing import Self, cast

from scrapy.crawler import Crawler
from scrapy.http import Request, Response
from scrapy.utils.httpobj import urlparse_cached
from twisted.web.http import RESPONSES

from crawler.bounds_wire import TLS
from crawler.errand import KEY
from crawler.keeper import Exchange, Keeper

CAPTURE = "capture"
EARLIER = "earlier"
VERDICT = "verdict"


def keeper_of(crawler: Crawler) -> Keeper:
    """Return the running crawl's keeper, which its spider holds."""
    return cast("Keeper", crawler.spider.keeper)


class KeepMiddleware:
    """Writes each exchange before anything else looks at it, and leaves its capture in `request.meta`."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Scrapy's way to make one."""
        return cls(crawler)

    def process_response(self, request: Request, response: Response) -> Response:
        """Keep the exchange and hand the response on unaltered."""
        redirected = request.meta.get("redirect_urls")
        request.meta[CAPTURE] = keeper_of(self._crawler).response(
            request.meta[KEY],
            _exchange(request, response),
            request.meta.pop(VERDICT),
            parent=redirected[-1] if redirected else None,
            unchanged_from=request.meta.get(EARLIER),
        )
        return response


def _exchange(request: Request, response: Response) -> Exchange:
    return Exchange(
        url=request.url,
        status=response.status,
        reason=(RESPONSES.get(response.status) or b"").decode("ascii"),
        version=response.protocol or "HTTP/1.1",
        headers=[(name, value) for name, values in response.headers.items() for value in values],
        body=response.body,
        request=_head(request),
        address=None if request.meta.get("proxy") or not response.ip_address else str(response.ip_address),
        tls=request.meta.get(TLS),
    )


def _head(request: Request) -> bytes:
    """Return the request's head as it was sent; the connection adds the host."""
    address = urlparse_cached(request)
    target = (address.path or "/") + (f"?{address.query}" if address.query else "")
    headers = [(b"Host", address.netloc.encode("ascii"))]
    sent = ((name, values) for name, values in request.headers.items() if name != b"Proxy-Authorization")  # a secret
    headers += [(name, value) for name, values in sent for value in values]
    lines = [f"{request.method} {target} HTTP/1.1".encode("ascii"), *(b": ".join(header) for header in headers)]
    return b"\r\n".join(lines) + b"\r\n\r\n"

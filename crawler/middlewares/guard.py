"""Refuses requests to hosts that do not belong to the site, and more requests than a site can have pages."""

from typing import Self

from scrapy.crawler import Crawler
from scrapy.http import Request
from scrapy.utils.httpobj import urlparse_cached

from crawler.addresses import is_literal, is_public, port_of, why_not
from crawler.bounds import SiteBounds, check_address
from crawler.connections import rights_of
from crawler.errand import KEY, Errand, Refused
from crawler.proxy import bypassed, is_proxy, proxies

_OF_PROXY = ("proxy", "_scheme_proxy", "_auth_proxy")  # what Scrapy's middleware for proxies keeps in a request


class GuardMiddleware:
    """Stands before every other middleware, so a redirect or a link to a foreign host asks nothing there."""

    def __init__(self, crawler: Crawler) -> None:
        settings = crawler.settings
        self._unhurried: dict[str, object] = settings.getdict("DOWNLOAD_SLOTS")
        self._bounds = SiteBounds(settings.getint("NIANBAO_MAX_ADDRESSES"), settings.getint("NIANBAO_MAX_LISTS"))
        self._proxied = frozenset(proxies())

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Scrapy's way to make one."""
        return cls(crawler)

    def process_request(self, request: Request) -> None:
        """Raise Refused for a request that must not be sent, by its address alone."""
        errand: Errand = request.meta[KEY]
        reason = check_address(request.url) or why_not(errand.site, request.url)
        reason = reason or self._why_not_there(request, errand) or self._bounds.check(errand, request.url)
        if reason:
            raise Refused(reason)
        if urlparse_cached(request).hostname in self._unhurried:
            request.meta["autothrottle_dont_adjust_delay"] = True  # it would not leave the host's own delay as it is

    def _why_not_there(self, request: Request, errand: Errand) -> str | None:
        """Choose between the proxy and a connection of our own anew for each address; redirects and retries copy."""
        for key in _OF_PROXY:
            request.meta.pop(key, None)
        request.headers.pop("Proxy-Authorization", None)
        address = urlparse_cached(request)
        host, port = address.hostname or "", port_of(address)
        if self._proxied and is_proxy(address, port):
            return f"{host}:{port} is the proxy, which is not asked for as a site"
        literal = is_literal(host)
        if literal and (host, port) not in rights_of(errand.site).private and not _is_public(host):
            return f"{host} is not a public address; name exactly {host}:{port} in the entry's hosts if that is meant"
        if host in self._unhurried or address.scheme not in self._proxied or bypassed(host):
            request.meta["proxy"] = None  # our own machine is never asked through another one
        return None


def _is_public(host: str) -> bool:
    try:
        return is_public(host)
    except ValueError:
        return False  # a number that is not written as an address

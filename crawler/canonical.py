"""Addresses that are the same page: session ids, time stamps and random tokens do not make another one.

Used where it is decided whether an address was asked for already; what is asked for stays as it was linked, except
that a session id of an address is left out, so that the next crawl knows the page again. Where lists name two reports
by addresses that differ in a time stamp alone, that is no time stamp (`EXACT`).
"""

import hashlib
import re
from urllib.parse import urlsplit, urlunsplit

from scrapy.crawler import Crawler
from scrapy.http import Request
from w3lib.url import canonicalize_url

EXACT = "exact"  # in a request's meta: its very address counts

# Only names that mean nothing else: a `sid` may be a site, a story or a session, and a token may name a file. What is
# taken for one page wrongly would be lost in silence; what is taken for several is bounded by the site's share.
_IN_PATH = re.compile(r";(?:jsessionid|phpsessid|sessionid)=[^/;]*", re.IGNORECASE)
_ASP_PATH = re.compile(r"/\([A-Z]\([A-Za-z0-9_-]{16,}\)\)(?=/)")  # ASP.NET without cookies: /(S(abc…))/
_SESSION = re.compile(
    r"jsessionid|phpsessid|sessionid|session_id|aspsessionid\w{0,20}|asp\.net_sessionid|cfid|cftoken", re.IGNORECASE
)
_PASSING = re.compile(r"_|_?ts?|_dc|_?timestamp|_?rnd|_?rand|_?random|r|nocache|cb", re.IGNORECASE)
# What canonicalize_url leaves as it is, at ten times the cost of seeing that: most addresses of reports.
_PLAIN = re.compile(r"https?://[a-z0-9.-]+(?::[1-9][0-9]*)?(?:/(?!\.{1,2}(?:/|$))[A-Za-z0-9._-]*)+")
_MOMENT = re.compile(r"1\d{9}(?:\d{3})?|0\.\d{5,}")  # seconds or milliseconds since 1970; Math.random()


def without_session(url: str) -> str:
    """Return an address without its session ids; one that has none stays as it is, letter for letter."""
    if not ("?" in url or ";" in url or "(" in url):
        return url  # as most are
    try:
        address = urlsplit(url)
    except ValueError:
        return url  # no address; whoever asks for it says so
    path = _ASP_PATH.sub("", _IN_PATH.sub("", address.path))
    parts = address.query.split("&")
    kept = [part for part in parts if not _SESSION.fullmatch(part.partition("=")[0])]
    if path == address.path and len(kept) == len(parts):
        return url
    return urlunsplit(address._replace(path=path, query="&".join(kept)))


def canonical(url: str) -> str:
    """Return what all addresses of one page share: no session ids, and nothing that only keeps caches away."""
    plain = without_session(url)
    if "?" not in plain:
        return plain
    try:
        address = urlsplit(plain)
    except ValueError:
        return plain
    kept = [part for part in address.query.split("&") if not _is_passing(part)]
    return urlunsplit(address._replace(query="&".join(kept)))


def _is_passing(part: str) -> bool:
    name, _, value = part.partition("=")
    if not value:
        return bool(_MOMENT.fullmatch(name) and name.startswith("0."))  # a random number alone
    return bool(_PASSING.fullmatch(name) and _MOMENT.fullmatch(value))


class Fingerprinter:
    """Tells Scrapy which requests are the same.

    Where a server redirects, the very address counts, too: it may lead to the same page with a session id.
    """

    @classmethod
    def from_crawler(cls, _: Crawler) -> "Fingerprinter":
        """Scrapy's way to make one."""
        return cls()

    def fingerprint(self, request: Request) -> bytes:
        """Return what equal requests have in common."""
        exact = EXACT in request.meta or "redirect_urls" in request.meta
        url = request.url if exact else canonical(request.url)
        page = url if _PLAIN.fullmatch(url) else canonicalize_url(url)
        return hashlib.blake2b(f"{request.method} {page}\n".encode() + request.body, digest_size=16).digest()

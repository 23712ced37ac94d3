"""Connections only to addresses that may be asked: a resolver that filters what a name (or a literal) stands for.

The connection is made to exactly the addresses which the resolver hands on, without a second look-up in between; so
a name cannot show a public address to the check and another one to the connection. What a site's entry allows (a
private host, an old protocol) holds for that site's requests alone: sites of different rights share no connection.
"""

from collections.abc import Sequence
from contextvars import ContextVar
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from urllib.parse import urlsplit

from scrapy.core.downloader.handlers.base import BaseDownloadHandler
from scrapy.core.downloader.handlers.http11 import HTTP11DownloadHandler
from scrapy.crawler import Crawler
from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadFailedError,
    DownloadTimeoutError,
)
from scrapy.http import Request, Response
from scrapy.resolver import CachingThreadedResolver
from scrapy.utils._download_handlers import wrap_twisted_exceptions
from scrapy.utils.defer import maybe_deferred_to_future
from scrapy.utils.httpobj import urlparse_cached
from twisted.internet.error import ConnectionDone
from twisted.internet.interfaces import IHostnameResolver, IResolutionReceiver
from zope.interface.declarations import implementer, provider

from archive.records import Outcome, Role
from crawler.addresses import exact_hosts, is_public, port_of
from crawler.bounds import BrokenOffError, check_unpacked, is_whole
from crawler.bounds_wire import ENDING, RESET, SURPLUS, TLS, BoundedAgent, BoundedFactory, HeadTooLargeError
from crawler.errand import KEY, Errand, Refused
from crawler.idle import Idle
from crawler.middlewares.keep import EARLIER, VERDICT, keeper_of
from crawler.outcome import judge
from crawler.proxy import proxies
from crawler.registry import Site
from crawler.tls import TlsPolicy, why_refused


@dataclass(frozen=True, slots=True)
class Rights:
    """What one site's entry allows its requests: private hosts by name and port, and how far TLS may fall back."""

    private: frozenset[tuple[str, int]] = frozenset()
    tls: str = "strict"


@dataclass(frozen=True, slots=True)
class _Way:
    """How the connection that is about to be made may be made; a proxy's own address may be a private one."""

    rights: Rights = Rights()
    proxy: str | None = None


_WAY: ContextVar[_Way | None] = ContextVar("way", default=None)


@lru_cache(4096)
def rights_of(site: Site) -> Rights:
    """Return what a site's entry allows."""
    return Rights(exact_hosts([site]), site.tls)


class Guard:
    """Decides which addresses connections are made to, and remembers those which were refused."""

    def __init__(self) -> None:
        self.refused: dict[tuple[str, int], str] = {}
        self.proxies: frozenset[str] = frozenset()

    def admits(self, host: str, port: int, address: str, way: _Way) -> bool:
        """Tell whether a connection to `address` may be made for `host`; remember it where not.

        Port 0 is the look-up of a tunnel's proxy, which Twisted makes by itself: no address can be asked for so.
        """
        if way.proxy is not None:
            return host == way.proxy
        if port == 0:
            return host in self.proxies
        if (host, port) in way.rights.private or is_public(address):
            return True
        self.refused[host, port] = address
        return False


GUARD = Guard()  # one per process, as the reactor that makes the connections is


@provider(IResolutionReceiver)
class _Filter:
    """Hands on only the addresses which the guard admits."""

    def __init__(self, receiver: Any, host: str, port: int) -> None:
        self._receiver, self._host, self._port = receiver, host, port
        self._way = _WAY.get() or _Way()  # the look-up is asked for in the context of the request; its answers are not

    def resolutionBegan(self, resolution: Any) -> None:  # noqa: N802 (Twisted's interface)
        """Tell the receiver."""
        self._receiver.resolutionBegan(resolution)

    def addressResolved(self, address: Any) -> None:  # noqa: N802 (Twisted's interface)
        """Tell the receiver of an address it may use."""
        if GUARD.admits(self._host, self._port, address.host, self._way):
            self._receiver.addressResolved(address)

    def resolutionComplete(self) -> None:  # noqa: N802 (Twisted's interface)
        """Tell the receiver; one that got no address makes no connection."""
        self._receiver.resolutionComplete()


@implementer(IHostnameResolver)
class _GuardedNames:
    def __init__(self, names: Any) -> None:
        self._names = names

    def resolveHostName(  # noqa: N802 (Twisted's interface)
        self,
        resolutionReceiver: Any,  # noqa: N803 (Twisted's interface)
        hostName: str,  # noqa: N803 (Twisted's interface)
        portNumber: int = 0,  # noqa: N803 (Twisted's interface)
        addressTypes: Sequence[type] | None = None,  # noqa: N803 (Twisted's interface)
        transportSemantics: str = "TCP",  # noqa: N803 (Twisted's interface)
    ) -> Any:
        """Resolve a name or a literal address through the inner resolver, with a filter in between."""
        host = hostName.strip("[]").lower()
        receiver = _Filter(resolutionReceiver, host, portNumber)
        return self._names.resolveHostName(receiver, hostName, portNumber, addressTypes, transportSemantics)


class GuardedResolver(CachingThreadedResolver):
    """Scrapy's resolver with its cache and time-out, behind the filter."""

    def install_on_reactor(self) -> None:
        """Put both on the reactor, which every connection of this process asks."""
        super().install_on_reactor()
        self.reactor.installNameResolver(_GuardedNames(self.reactor.nameResolver))


class _Handler(HTTP11DownloadHandler):
    """Scrapy's handler for requests of one kind of rights, with bounds on heads and our own check of certificates."""

    def __init__(self, crawler: Crawler, tls: str) -> None:
        super().__init__(crawler)
        self._pool._factory = BoundedFactory  # noqa: SLF001 (as the class above does)
        self._policy = TlsPolicy(tls)

    async def download_request(self, request: Request) -> Response:
        """Download; raises Scrapy's exceptions for what the network does."""
        agent = BoundedAgent(
            contextFactory=self._policy,
            bindAddress=self._bind_address,
            pool=self._pool,
            maxsize=self._default_maxsize,
            warnsize=self._default_warnsize,
            fail_on_dataloss=False,  # _check_end looks at what came
            crawler=self._crawler,
        )
        with wrap_twisted_exceptions():
            return await maybe_deferred_to_future(agent.download_request(request))


class GuardedHandler(BaseDownloadHandler):
    """Makes the connections of a crawl, and judges each response.

    It tells a refused address from a name that does not exist. It judges here, because the next request leaves its
    host's queue before the middlewares see the response.
    """

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._crawler = crawler
        self._handlers: dict[Rights, _Handler] = {}
        self._most = crawler.settings.getint("DOWNLOAD_MAXSIZE")
        GUARD.proxies = frozenset(proxy.host for proxy in proxies().values())
        self._idle = Idle(crawler.signals, crawler.settings.getfloat("NIANBAO_IDLE_TIMEOUT"))

    async def close(self) -> None:
        """Close all connections."""
        for handler in self._handlers.values():
            await handler.close()

    async def download_request(self, request: Request) -> Response:
        """Download, and leave the verdict in `request.meta`.

        Raises Refused when no address of the host may be asked.
        """
        errand: Errand = request.meta[KEY]
        response = await self._guarded(request)
        fields = {name.decode("latin-1").lower(): _value(values) for name, values in response.headers.items()}
        check_unpacked(response.body, fields.get("content-encoding"), self._most)
        if "dataloss" in response.flags:
            self._check_end(request, response, fields.get("content-encoding"))
        url = None if errand.role is Role.ROBOTS else request.url  # a missing robots.txt may lead anywhere
        known, is_list = EARLIER in request.meta, errand.role is Role.LIST
        verdict = judge(response.status, fields, response.body, conditional=known, url=url, is_list=is_list)
        request.meta[VERDICT] = verdict
        keeper_of(self._crawler).blocked[errand.site.id] += verdict.outcome is Outcome.BLOCKED
        return response

    def _check_end(self, request: Request, response: Response, encoding: str | None) -> None:
        """Let an answer pass whose connection ended badly, or that told a wrong length, where its own text is whole.

        Raises BrokenOffError for any other. Old encrypted servers close without the farewell that tells an end from a
        cut (close_notify); scripts count a page's characters and announce them as its bytes.
        """
        whole, ending = is_whole(response.body, encoding, self._most), request.meta.get(ENDING)
        if ending == SURPLUS:
            if whole or b"<html" not in response.body[:2000].lower():
                return  # what stands behind a whole answer is not part of it
            raise BrokenOffError("the page is longer than its Content-Length says, and was cut there")
        if not (whole and ending == RESET and request.meta.get(TLS)):
            raise BrokenOffError("the answer breaks off before its end")
        request.meta[TLS] += ", closed without close_notify"

    async def _guarded(self, request: Request) -> Response:
        host = urlparse_cached(request).hostname or ""
        try:
            return await self._idle.watch(request, self._connect(request))
        except CannotResolveHostError as error:
            port = port_of(urlparse_cached(request))
            if found := GUARD.refused.get((host, port)):
                raise Refused(
                    f"{host} leads to {found}, which is not a public address; name exactly "
                    f"{host}:{port} in the entry's hosts if that is meant"
                ) from error
            raise
        except DownloadCancelledError as error:
            raise Refused(f"the answer is larger than is read (more than {self._most} bytes)") from error
        except HeadTooLargeError as error:
            raise Refused(str(error)) from error
        except DownloadFailedError as error:
            raise _explained(error, host) from error

    async def _connect(self, request: Request) -> Response:
        rights = rights_of(request.meta[KEY].site)
        proxy = request.meta.get("proxy")
        if rights not in self._handlers:
            self._handlers[rights] = _Handler(self._crawler, rights.tls)
        _WAY.set(_Way(rights, urlsplit(proxy).hostname if proxy else None))
        try:
            return await self._handlers[rights].download_request(request)
        except DownloadTimeoutError as error:
            raise SlowError(f"{error} The next crawl tries again") from error
        finally:
            _WAY.set(None)  # what begins in this context afterwards is not this request's


class SlowError(Exception):
    """A whole answer that takes longer than is waited; not asked again at once, which would take as long."""


def _explained(error: DownloadFailedError, host: str) -> Any:
    """Return what to raise for a connection that failed: a refusal of ours with its reason, or the error itself."""
    cause = error.__cause__
    reasons = [reason.value for reason in getattr(cause, "reasons", ())]
    for reason in reasons:
        if isinstance(reason, HeadTooLargeError):
            return Refused(str(reason))
    if cause is not None and (said := why_refused(cause, host)):
        return Refused(said)
    if any(isinstance(reason, ConnectionDone) for reason in reasons):
        return DownloadFailedError(f"{host} closed the connection before the head of an HTTP answer was complete")
    return DownloadFailedError(f"the connection to {host} failed: {'; '.join(map(str, reasons)) or error}")


def _value(values: list[bytes]) -> str:
    return ", ".join(value.decode("latin-1") for value in values)

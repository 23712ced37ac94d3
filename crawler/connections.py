"""Connections only to addresses that may be asked: a resolver that filters what a name (or a literal) stands for.

The connection is made to exactly the addresses which the resolver hands on, without a second look-up in between; so
a name cannot show a public address to the check and another one to the connection.
"""

from collections.abc import Sequence
from typing import Any

from scrapy.core.downloader.handlers.http11 import HTTP11DownloadHandler
from scrapy.exceptions import CannotResolveHostError
from scrapy.http import Request, Response
from scrapy.resolver import CachingThreadedResolver
from scrapy.utils.httpobj import urlparse_cached
from twisted.internet.interfaces import IHostnameResolver, IResolutionReceiver
from zope.interface.declarations import implementer, provider

from archive.records import Outcome
from crawler.addresses import is_public, port_of
from crawler.errand import KEY, Refused
from crawler.middlewares.keep import EARLIER, VERDICT, keeper_of
from crawler.outcome import judge

BLOCKED_ENOUGH = 3


class Guard:
    """Which private addresses are allowed (by exact host and port), and which connections were refused."""

    def __init__(self) -> None:
        self.allowed: frozenset[tuple[str, int]] = frozenset()
        self.refused: dict[tuple[str, int], str] = {}

    def admits(self, host: str, port: int, address: str) -> bool:
        """Tell whether a connection to `address` may be made for `host`; remember it where not."""
        if (host, port) in self.allowed or is_public(address):
            return True
        self.refused[host, port] = address
        return False


GUARD = Guard()  # one per process, as the reactor that makes the connections is


@provider(IResolutionReceiver)
class _Filter:
    """Hands on only the addresses which the guard admits."""

    def __init__(self, receiver: Any, host: str, port: int) -> None:
        self._receiver, self._host, self._port = receiver, host, port

    def resolutionBegan(self, resolution: Any) -> None:  # noqa: N802 (Twisted's interface)
        """Tell the receiver."""
        self._receiver.resolutionBegan(resolution)

    def addressResolved(self, address: Any) -> None:  # noqa: N802 (Twisted's interface)
        """Tell the receiver of an address it may use."""
        if GUARD.admits(self._host, self._port, address.host):
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


class GuardedHandler(HTTP11DownloadHandler):
    """Scrapy's handler, with a last look before a request leaves its host's queue.

    It tells a refused address from a name that does not exist, judges each response, and leaves a site alone that
    blocks us: here, because requests wait for their turn after the middlewares have let them pass, and the next one
    leaves before they see the response.
    """

    async def download_request(self, request: Request) -> Response:
        """Download, and leave the verdict in `request.meta`.

        Raises Refused when no address of the host may be asked, or the site sent several block pages already.
        """
        site, blocked = request.meta[KEY].site.id, keeper_of(self._crawler).blocked
        if blocked[site] >= BLOCKED_ENOUGH:
            raise Refused(f"site {site} sent {blocked[site]} block pages; it is left alone in this crawl")
        response = await self._guarded(request)
        fields = {name.decode("latin-1").lower(): _value(values) for name, values in response.headers.items()}
        verdict = judge(response.status, fields, response.body, conditional=EARLIER in request.meta)
        request.meta[VERDICT] = verdict
        blocked[site] += verdict.outcome is Outcome.BLOCKED
        return response

    async def _guarded(self, request: Request) -> Response:
        try:
            return await super().download_request(request)
        except CannotResolveHostError as error:
            address = urlparse_cached(request)
            port = port_of(address)
            if found := GUARD.refused.get((address.hostname or "", port)):
                raise Refused(
                    f"{address.hostname} leads to {found}, which is not a public address; name exactly "
                    f"{address.hostname}:{port} in the entry's hosts if that is meant"
                ) from error
            raise


def _value(values: list[bytes]) -> str:
    return ", ".join(value.decode("latin-1") for value in values)

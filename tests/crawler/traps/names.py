"""A name server for tests: every name below .gov.cn leads to this machine."""

from typing import Any

from twisted.internet.address import IPv4Address

from crawler.connections import GuardedResolver


class _Names:
    def __init__(self, names: Any) -> None:
        self._names = names

    def resolveHostName(self, receiver: Any, name: str, port: int = 0, *more: Any) -> Any:  # noqa: N802 (Twisted's)
        if not name.endswith(".gov.cn"):
            return self._names.resolveHostName(receiver, name, port, *more)
        receiver.resolutionBegan(self)
        receiver.addressResolved(IPv4Address("TCP", "127.0.0.1", port))
        receiver.resolutionComplete()
        return self


class LocalNames(GuardedResolver):
    """The crawler's own resolver, with these names inside its guard."""

    def install_on_reactor(self) -> None:
        """Put the names where the network's would be."""
        super().install_on_reactor()
        guarded = self.reactor.nameResolver
        guarded._names = _Names(guarded._names)

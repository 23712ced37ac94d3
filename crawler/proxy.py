"""The HTTP proxy that the standard environment variables name: http_proxy, https_proxy, no_proxy, in either case.

A proxy connects for us, so behind one only names and literal addresses are checked, not what a name leads to. The
proxy itself is reached as a proxy only: it may stand on a private address, and cannot be asked for as a site.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import SplitResult, urlsplit
from urllib.request import (  # type: ignore[attr-defined] # typeshed leaves the second out
    getproxies_environment,
    proxy_bypass_environment,
)

_SCHEMES = ("http", "https")


class ProxyError(ValueError):
    """A proxy that cannot be used; the message names the variable's value and what to write."""


@dataclass(frozen=True, slots=True)
class Proxy:
    """One proxy as a URL, without the user and password that it may ask for."""

    host: str
    port: int


def proxies() -> Mapping[str, Proxy]:
    """Return the proxy for each scheme. Raises ProxyError for one that does not speak HTTP."""
    found = getproxies_environment()
    return {scheme: _proxy(found[scheme]) for scheme in _SCHEMES if found.get(scheme)}


def _proxy(value: str) -> Proxy:
    try:
        address = urlsplit(value if "://" in value else f"http://{value}")
        if address.scheme == "http" and address.hostname:
            return Proxy(address.hostname, address.port or 80)
    except ValueError:
        pass
    shown = value.rpartition("@")[2]  # never the password
    raise ProxyError(f"the proxy {shown!r} of the environment is no http:// address; only HTTP proxies are used")


def bypassed(host: str) -> bool:
    """Tell whether no_proxy names a host, so that it is asked directly."""
    return bool(proxy_bypass_environment(host))


def is_proxy(address: SplitResult, port: int) -> bool:
    """Tell whether an address is that of a proxy, which is nothing to read."""
    return any((address.hostname, port) == (proxy.host, proxy.port) for proxy in proxies().values())

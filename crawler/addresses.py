"""Which hosts and addresses may be asked.

Hosts: `*.gov.cn`, and those which the site's registry entry names. Addresses: only public ones, unless the entry
names exactly that host and port. Hosts are checked for every request, redirects included; addresses when the
connection is made, on the very address it is made to, so that a name that changes its address gains nothing.
"""

import ipaddress
import re
from collections.abc import Iterable
from functools import lru_cache
from urllib.parse import SplitResult, urlsplit

from crawler.registry import Site

_PORTS = {"http": 80, "https": 443}
_KINDS = frozenset({"gov", "com", "org", "net", "edu", "ac", "mil"})  # second-level domains below .cn
# A name as it goes over the wire: IDNA's ASCII form, no user before it, no dot behind it; or an IPv6 address.
_HOST = re.compile(r"(?!-)[a-z0-9_-]+(?:\.[a-z0-9_-]+)*|[0-9a-f:.]*:[0-9a-f:.]*")
_LONGEST_HOST = 253
_NUMBERS = re.compile(r"(?:0x[0-9a-f]*|[0-9]+)(?:\.(?:0x[0-9a-f]*|[0-9]+)){0,3}")
_GLOBAL = ipaddress.ip_network("2000::/3")  # all that is given out; outside lie old and local forms of IPv4
_NAT64 = ipaddress.ip_network("64:ff9b::/96")


def is_public(address: str) -> bool:
    """Tell whether an IP address lies in the public internet; addresses that embed another are judged by both."""
    ip = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(ip, ipaddress.IPv6Address):
        inner = ip.ipv4_mapped or ip.sixtofour or (ip.teredo[1] if ip.teredo else None)
        if ip in _NAT64:
            inner = ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
        if inner is not None:
            return is_public(str(inner))
        if ip not in _GLOBAL:
            return False
    return ip.is_global and not ip.is_multicast


def port_of(address: SplitResult) -> int:
    """Return the port an http or https address leads to."""
    return address.port or _PORTS.get(address.scheme, 0)


def why_not(site: Site, url: str) -> str | None:
    """Return why a URL may not be asked for on behalf of a site, or None if it may."""
    try:
        address = urlsplit(url)
        port = port_of(address)
    except ValueError:
        return f"the address is malformed: {url!r}"
    host = address.hostname or ""
    if address.scheme not in _PORTS:
        return f"only http and https are read, not {address.scheme or 'an address without a scheme'}"
    if "@" in address.netloc or len(host) > _LONGEST_HOST or not _HOST.fullmatch(host):
        return f"the address names its host in a way that programs understand differently: {url[:_LONGEST_HOST]!r}"
    if _named(host, port, site.hosts) or _is_government(host):
        return None
    return f"host {host!r} is neither *.gov.cn nor among the hosts of site {site.id}; add it to `hosts` if it belongs"


def is_literal(host: str) -> bool:
    """Tell whether a host is an IP address, also as one number or in other bases, as some programs read them."""
    return ":" in host or bool(_NUMBERS.fullmatch(host))


@lru_cache(maxsize=1024)  # asked some six times for every request
def registrable(url: str) -> str:
    """Return the domain under which a URL's host is registered: what politeness and sharing out go by.

    `www.x.gov.cn` and `y.x.gov.cn` are both `x.gov.cn`; of other names the last two labels count (three below
    `.cn` where the second is a kind, as in `com.cn`); a literal address stands for itself, with its port.
    """
    address = urlsplit(url)
    host = (address.hostname or "").rstrip(".")
    labels = host.split(".")
    if ":" in host or labels[-1].isdigit() or len(labels) == 1:
        return host if address.port is None else f"{host}:{address.port}"
    return ".".join(labels[-3:] if labels[-1] == "cn" and labels[-2] in _KINDS else labels[-2:])


def exact_hosts(sites: Iterable[Site]) -> frozenset[tuple[str, int]]:
    """Return the hosts named with their port, for which private addresses are allowed."""
    named = (host for site in sites for host in site.hosts)
    return frozenset((name.strip("[]"), int(port)) for name, _, port in (h.rpartition(":") for h in named) if name)


def _is_government(host: str) -> bool:
    return host.endswith(".gov.cn") or host == "gov.cn"


def _named(host: str, port: int, hosts: Iterable[str]) -> bool:
    shown = f"[{host}]" if ":" in host else host
    return any(name in (shown, f"{shown}:{port}") for name in hosts)

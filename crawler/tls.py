"""Encrypted connections: how far a site's entry lets them fall back, and what is recorded of each.

Scrapy by itself verifies no certificate. Here all are verified; only an entry with `tls = "unverified"` is read all
the same, and what was wrong with the certificate stands beside every capture.
"""

import weakref
from typing import Any

from OpenSSL import SSL
from service_identity import VerificationError
from service_identity.exceptions import CertificateError
from service_identity.hazmat import DNS_ID, IPAddress_ID, verify_service_identity
from service_identity.pyopenssl import extract_patterns
from twisted.internet._sslverify import ClientTLSOptions
from twisted.internet.ssl import CertificateOptions, TLSVersion, platformTrust
from twisted.python.failure import Failure
from twisted.web.iweb import IPolicyForHTTPS
from zope.interface.declarations import implementer

_LEGACY_SERVER = 0x4  # SSL_OP_LEGACY_SERVER_CONNECT: servers that cannot renegotiate securely
_OLD_CIPHERS = b"ALL:!aNULL:!eNULL:@SECLEVEL=0"  # short keys, weak Diffie-Hellman, SHA-1; never without a certificate
_FAULTS = {
    9: "it is not valid yet",
    10: "it has expired",
    18: "it is signed by itself",
    19: "it is signed by an authority of its own",
    20: "its issuer is not known here; the server may leave out an intermediate certificate",
    21: "its issuer is not known here; the server may leave out an intermediate certificate",
    66: "its key is too short",
    67: "its authority's key is too short",
    68: "its signature is of a kind no longer trusted",
}
_OLD_MARKS = (
    "unsupported protocol",
    "alert protocol version",
    "handshake failure",
    "unsafe legacy renegotiation",
    "dh key too small",
    "wrong signature type",
    "legacy sigalg",
    "no protocols available",
    "bad ecpoint",
)


class UntrustedError(Exception):
    """A certificate that cannot be verified; the message says what is wrong with it."""


@implementer(IPolicyForHTTPS)
class TlsPolicy:
    """Makes the connections of sites with one level of `tls`: strict, old or unverified."""

    def __init__(self, level: str) -> None:
        self._level = level
        self._options: CertificateOptions | None = None

    def creatorForNetloc(self, hostname: bytes | str, port: int) -> "_Creator":  # noqa: N802, ARG002 (Twisted's interface)
        """Return what makes the connections to a host."""
        if self._options is None:  # once for all hosts: reading the authorities takes long
            self._options = _options(self._level)
        name = hostname.decode("ascii") if isinstance(hostname, bytes) else hostname
        return _Creator(self._options, name, self._level)


def _options(level: str) -> CertificateOptions:
    if level == "strict":
        return CertificateOptions(trustRoot=platformTrust())
    options = CertificateOptions(trustRoot=platformTrust(), insecurelyLowerMinimumTo=TLSVersion.TLSv1_0)
    context = options.getContext()
    context.set_cipher_list(_OLD_CIPHERS)
    context.set_min_proto_version(SSL.TLS1_VERSION)
    context.set_options(_LEGACY_SERVER)
    return options


class _Creator(ClientTLSOptions):
    """Twisted's own, except that it says what is wrong with a certificate and may go on."""

    def __init__(self, options: CertificateOptions, hostname: str, level: str) -> None:
        super().__init__(options.clientConnectionForTLS, hostname)
        self._level = level

    def clientConnectionForTLS(self, tlsProtocol: Any) -> SSL.Connection:  # noqa: N802, N803 (Twisted's interface)
        """Return a connection with our check of the certificate."""
        connection: SSL.Connection = super().clientConnectionForTLS(tlsProtocol)
        tlsProtocol.certificate_fault = None
        owner = weakref.ref(tlsProtocol)

        def verify(_: SSL.Connection, certificate: Any, error: int, depth: int, ok: int) -> bool:
            fault = None if ok else _FAULTS.get(error, f"OpenSSL's error {error}")
            if fault is None and depth == 0:
                fault = self._other_name(certificate)
            if fault is None:
                return True
            protocol = owner()
            if protocol is not None and protocol.certificate_fault is None:
                protocol.certificate_fault = fault
                if self._level != "unverified":
                    protocol.failVerification(Failure(UntrustedError(fault)))
            return self._level == "unverified"

        connection.set_verify(SSL.VERIFY_PEER | SSL.VERIFY_FAIL_IF_NO_PEER_CERT, verify)
        return connection

    def _other_name(self, certificate: Any) -> str | None:
        make = DNS_ID if self._hostnameIsDnsName else IPAddress_ID
        try:
            verify_service_identity(extract_patterns(certificate), [make(self._hostnameASCII)], [])
        except (VerificationError, CertificateError, ValueError):  # the last for names that are no names
            return f"it is not for {self._hostnameASCII}"
        return None


def describe(transport: Any) -> str | None:
    """Return what is recorded of a connection, such as "TLSv1.3, verified"; None where it is not encrypted."""
    handle = getattr(transport, "getHandle", lambda: None)()
    if not isinstance(handle, SSL.Connection):
        return None
    inside = getattr(transport, "protocol", None)  # of a connection through a proxy, which began without encryption
    maker = transport if hasattr(transport, "certificate_fault") else inside
    fault = getattr(maker, "certificate_fault", "it is not known what was checked")
    version: str = handle.get_protocol_version_name()
    return f"{version}, not verified: {fault}" if fault else f"{version}, verified"


def why_refused(error: BaseException, host: str) -> str | None:
    """Return why an encrypted connection was not made, naming the entry's key, or None for other failures."""
    for reason in getattr(error, "reasons", ()):
        if isinstance(reason.value, UntrustedError):
            return (
                f"the certificate of {host} is not trusted: {reason.value}; if the site is to be read all the same, "
                'set tls = "unverified" in its entry'
            )
        if isinstance(reason.value, SSL.Error) and (said := _old(reason.value)):
            return (
                f"{host} offers no connection that is safe today ({said}); if the site is to be read all the same, "
                'set tls = "old" in its entry'
            )
    return None


def _old(error: SSL.Error) -> str | None:
    said = [str(part) for entry in (error.args[0] if error.args else ()) for part in entry[-1:]]
    return next((text for text in said if any(mark in text for mark in _OLD_MARKS)), None)

"""The connection's own bounds: a head that does not end, and a body that a reset cuts off."""

from typing import Any

from scrapy.core.downloader.handlers.http11 import (
    _LenientHTTP11ClientFactory,
    _LenientHTTP11ClientProtocol,
    _LenientHTTPClientParser,
    _ScrapyAgent,
)
from scrapy.http import Request
from twisted.internet.error import ConnectionLost
from twisted.python.failure import Failure
from twisted.web._newclient import HEADER, STATUS
from twisted.web.client import ResponseFailed
from twisted.web.http import _DataLoss
from twisted.web.iweb import UNKNOWN_LENGTH

from crawler.bounds import HEAD_BYTES, HEAD_LINES
from crawler.tls import describe

TLS = "tls"  # in request.meta: what is recorded of the connection


class HeadTooLargeError(Exception):
    """An answer whose status line and headers do not end where any real ones do."""


class _Parser(_LenientHTTPClientParser):
    """Takes a reset for a loss also where only the connection's end tells the body's end."""

    def connectionLost(self, reason: Failure | None = None) -> None:  # noqa: N802 (Twisted's interface)
        """Tell the response that its body is cut off."""
        open_ended = self.bodyDecoder is not None and self.response.length is UNKNOWN_LENGTH
        # at the end of a whole answer Twisted gives a bare exception for a reason
        if open_ended and isinstance(reason, Failure) and reason.check(ConnectionLost):
            loss = ResponseFailed([reason, Failure(_DataLoss())], self.response)
            self.response._bodyDataFinished(Failure(loss))  # noqa: SLF001 (as the class above does)
            return
        super().connectionLost(reason)


class _Protocol(_LenientHTTP11ClientProtocol):
    def request(self, request: Any) -> Any:
        """Send a request; the response knows how its connection was made."""
        self._head = 0
        answer = super().request(request)
        self._parser.__class__ = _Parser

        def note(response: Any) -> Any:
            response.tls = describe(self.transport)
            return response

        return answer.addCallback(note)

    def dataReceived(self, data: bytes) -> None:  # noqa: N802 (Twisted's interface)
        """Count the head's bytes, and give up where they do not end."""
        if self._parser is not None and self._parser.state in (STATUS, HEADER):
            self._head += len(data)
            if self._head > HEAD_BYTES:
                self._giveUp(Failure(HeadTooLargeError(f"the answer's head is longer than {HEAD_BYTES} bytes")))
                return
        super().dataReceived(data)


class BoundedFactory(_LenientHTTP11ClientFactory):
    """Makes the connections of a pool."""

    def buildProtocol(self, addr: Any) -> _Protocol:  # noqa: ARG002, N802 (Twisted's interface)
        """Return one connection's protocol."""
        return _Protocol(self._quiescentCallback)


class BoundedAgent(_ScrapyAgent):
    """Scrapy's, which leaves in `request.meta` how the connection was encrypted."""

    def _cb_bodyready(self, txresponse: Any, request: Request) -> Any:
        request.meta[TLS] = getattr(txresponse, "tls", None)
        lines = sum(len(values) for _, values in txresponse.headers.getAllRawHeaders())
        if lines > HEAD_LINES:
            txresponse._transport._producer.abortConnection()  # noqa: SLF001 (as the class above does)
            raise HeadTooLargeError(f"the answer's head has {lines} lines, more than {HEAD_LINES}")
        return super()._cb_bodyready(txresponse, request)

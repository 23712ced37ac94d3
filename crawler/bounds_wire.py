"""The connection's own bounds: a head that does not end, and a body that a reset cuts off."""

from typing import Any

from scrapy.core.downloader.handlers.http11 import (
    _LenientHTTP11ClientFactory,
    _LenientHTTP11ClientProtocol,
    _LenientHTTPClientParser,
    _ScrapyAgent,
)
from scrapy.http import Request
from twisted.internet.defer import Deferred
from twisted.internet.error import ConnectionLost
from twisted.python.failure import Failure
from twisted.web._newclient import HEADER, STATUS
from twisted.web.client import ResponseFailed
from twisted.web.http import _ChunkedTransferDecoder, _DataLoss, _IdentityTransferDecoder
from twisted.web.iweb import UNKNOWN_LENGTH

from crawler.bounds import HEAD_BYTES, HEAD_LINES
from crawler.tls import describe

TLS = "tls"  # in request.meta: what is recorded of the connection
ENDING = "ending"  # in request.meta: how a body ended that neither its length nor an orderly close ended
RESET, SURPLUS = "reset", "surplus"  # by the connection's breaking off alone; with bytes behind its length


class HeadTooLargeError(Exception):
    """An answer whose status line and headers do not end where any real ones do."""


class _Chunks(_ChunkedTransferDecoder):
    """Twisted's, which takes no chunk whose size is padded with spaces, as old servers send it (Apache 1.3)."""

    _start: int

    def _dataReceived_CHUNK_LENGTH(self) -> bool:  # noqa: N802 (Twisted's interface)
        end = self._buffer.find(b"\r\n", self._start)
        if end > 0 and self._buffer[end - 1] in b" \t":
            self._buffer[:end] = self._buffer[:end].rstrip(b" \t")
            self._start = 0
        return bool(super()._dataReceived_CHUNK_LENGTH())


class _Parser(_LenientHTTPClientParser):
    """Takes a reset for a loss where only the connection's end tells the body's end, and notes bytes behind it."""

    _transferDecoders = {b"chunked": _Chunks}  # noqa: N815, RUF012 (Twisted's interface)
    surplus = False  # whether bytes came behind the end that the length tells

    def connectionLost(self, reason: Failure | None = None) -> None:  # noqa: N802 (Twisted's interface)
        """Tell the response that its body is cut off."""
        open_ended = self.bodyDecoder is not None and self.response.length is UNKNOWN_LENGTH
        # at the end of a whole answer Twisted gives a bare exception for a reason
        is_reset = open_ended and isinstance(reason, Failure) and reason.check(ConnectionLost)
        if is_reset or self.surplus:
            if self.surplus or isinstance(self.bodyDecoder, _IdentityTransferDecoder):  # chunks tell their end
                self.response.ending = SURPLUS if self.surplus else RESET
            loss = ResponseFailed([Failure(_DataLoss())], self.response)
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

    def _finishResponse_WAITING(self, rest: bytes) -> None:  # noqa: N802 (Twisted's interface)
        """Note bytes behind the end of a body, which would be taken for the next answer on this connection."""
        if self._parser is not None and rest.strip() and self._parser.response.length not in {0, UNKNOWN_LENGTH}:
            self._parser.surplus = True
            self._parser.connHeaders.addRawHeader(b"Connection", b"close")
        super()._finishResponse_WAITING(rest)


class BoundedFactory(_LenientHTTP11ClientFactory):
    """Makes the connections of a pool."""

    def buildProtocol(self, addr: Any) -> _Protocol:  # noqa: ARG002, N802 (Twisted's interface)
        """Return one connection's protocol."""
        return _Protocol(self._quiescentCallback)


class BoundedAgent(_ScrapyAgent):
    """Scrapy's, which leaves in `request.meta` how the connection was encrypted, and how the body ended."""

    def _cb_bodyready(self, txresponse: Any, request: Request) -> Any:
        request.meta[TLS] = getattr(txresponse, "tls", None)
        lines = sum(len(values) for _, values in txresponse.headers.getAllRawHeaders())
        if lines > HEAD_LINES:
            txresponse._transport._producer.abortConnection()  # noqa: SLF001 (as the class above does)
            raise HeadTooLargeError(f"the answer's head has {lines} lines, more than {HEAD_LINES}")

        def note(ended: Any) -> Any:
            request.meta[ENDING] = getattr(txresponse, "ending", None)
            return ended

        result = super()._cb_bodyready(txresponse, request)
        return result.addCallback(note) if isinstance(result, Deferred) else note(result)

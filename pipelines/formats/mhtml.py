"""Reads a page saved as a web archive (MHTML), by a browser or as Word's "single file web page"."""

import binascii
import quopri
import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from email.errors import HeaderParseError
from email.header import decode_header, make_header
from email.message import Message
from email.parser import BytesHeaderParser
from urllib.parse import unquote, urljoin

from pipelines.document import Document, Hint, Problem, Unreadable
from pipelines.formats import html
from pipelines.formats._joined import join
from pipelines.formats._source import decoded

FORMAT = "mhtml"
MAX_PARTS = 2_000
MAX_DEPTH = 5
MAX_HEADER = 64 * 2**10
MAX_FRAMES = 20

_END_OF_HEADER = re.compile(rb"\r?\n[ \t]*\r?\n|\r\r")
_PAGES = frozenset({"text/html", "application/xhtml+xml"})
_SOURCE = re.compile(rb"""<(?:img|v:imagedata)\b[^<>]{0,4000}?\bsrc\s*=\s*["']?([^"'\s<>]{1,2000})""", re.IGNORECASE)
_FRAME = re.compile(rb"""<i?frame\b[^<>]{0,2000}?\bsrc\s*=\s*["']?([^"'\s<>]{1,2000})""", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Part:
    """One part of the archive that is no multipart itself; `data` is decoded from its transfer encoding."""

    kind: str  # content type, in lower case
    charset: str | None
    location: str
    identity: str  # Content-ID without its angle brackets
    data: bytes


def read(data: bytes, digest: str) -> Document:
    """Return what the archive's page holds, its frames included. Raises Unreadable where no page can be found."""
    header, body = _split_header(data.lstrip(b"\xef\xbb\xbf \t\r\n"))
    opened = _Archive()
    parts = list(opened.parts(header, body, 0))
    pages = [part for part in parts if part.kind in _PAGES]
    if not pages:
        kinds = ", ".join(sorted({part.kind for part in parts}))[:200] or "nothing"
        raise Unreadable("unreadable", f"the web archive holds no page, only {kinds}; save the page again as HTML")
    root = _root(header, pages)
    pictures = [part for part in parts if part.kind.startswith("image/")]
    shown = [_page(part, pictures, digest) for part in (root, *_frames(root, pages))]
    shown = [shown[0], *(document for document in shown[1:] if document.blocks or document.pictures)]
    title = _said(header, "Subject")
    hints = (Hint(kind="title", text=title[:300], source="mhtml Subject"),) if title else ()
    document = join(shown, FORMAT, digest)
    return replace(
        document,
        hints=tuple(dict.fromkeys((*document.hints, *hints))),
        problems=(*opened.problems, *document.problems),
        encoding=shown[0].encoding,
    )


class _Archive:
    """Takes an archive apart; `problems` say where it is damaged."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []
        self._count = 0

    def parts(self, header: Message, body: bytes, depth: int) -> Iterator[Part]:
        """Yield the parts in order. Raises Unreadable for archives beyond the bounds or without their boundary."""
        self._count += 1
        if self._count > MAX_PARTS or depth > MAX_DEPTH:
            detail = f"the web archive has more than {MAX_PARTS} parts or {MAX_DEPTH} levels; save the page alone"
            raise Unreadable("too_large", detail)
        if header.get_content_maintype() != "multipart":
            yield self._part(header, body)
            return
        boundary = header.get_param("boundary")
        if not isinstance(boundary, str) or not boundary.strip():
            raise Unreadable("unreadable", "the web archive names no boundary between its parts; save the page again")
        for piece in self._pieces(body, boundary.strip().encode("utf-8", "surrogateescape")):
            yield from self.parts(*_split_header(piece), depth + 1)

    def _pieces(self, body: bytes, boundary: bytes) -> list[bytes]:
        line = re.compile(rb"(?:^|\r\n|\n|\r)--" + re.escape(boundary) + rb"(--)?[ \t]*(?=\r|\n|$)")
        found = list(line.finditer(body))
        if not found:
            detail = "the boundary that the web archive names is nowhere in it; fetch or save the page again"
            raise Unreadable("truncated", detail)
        last = next((match for match in found if match[1]), None)
        if last is None:
            detail = "the web archive ends before its closing boundary, so its last part may be cut off; save it again"
            self.problems.append(Problem(kind="truncated", detail=detail))
        starts = [match for match in found if last is None or match.start() < last.start()]
        if not starts:
            raise Unreadable("truncated", "the web archive closes before its first part; fetch or save it again")
        if len(starts) > MAX_PARTS:
            raise Unreadable("too_large", f"the web archive has {len(starts)} parts, more than {MAX_PARTS}")
        ends = [*(match.start() for match in starts[1:]), last.start() if last else len(body)]
        return [body[start.end() : end] for start, end in zip(starts, ends, strict=True)]

    def _part(self, header: Message, body: bytes) -> Part:
        kind = header.get_content_type()
        charset = header.get_content_charset()
        return Part(
            kind=kind,
            charset=charset,
            location=_said(header, "Content-Location"),
            identity=_said(header, "Content-ID").strip("<>"),
            data=self._decoded(header, body, kind),
        )

    def _decoded(self, header: Message, body: bytes, kind: str) -> bytes:
        encoding = _said(header, "Content-Transfer-Encoding").lower()
        match encoding:
            case "quoted-printable":
                return quopri.decodestring(body)
            case "base64":
                data = decoded(body)
                if data is None:
                    self.problems.append(_damaged(kind, encoding))
                return data or b""
            case "" | "7bit" | "8bit" | "binary":
                return body
        self.problems.append(_damaged(kind, encoding))
        return body


def _damaged(kind: str, encoding: str) -> Problem:
    detail = f"a part ({kind}) of the web archive cannot be decoded as {encoding[:40]}; save the page again"
    return Problem(kind="undecodable", detail=detail)


def _split_header(data: bytes) -> tuple[Message, bytes]:
    """Return a part's header and what follows it."""
    data = data[2:] if data.startswith(b"\r\n") else data[1:] if data.startswith((b"\n", b"\r")) else data
    if data.startswith((b"\r\n", b"\n", b"\r")):  # a part without any header
        return Message(), data
    end = _END_OF_HEADER.search(data, 0, MAX_HEADER)
    head, body = (data[: end.start()], data[end.end() :]) if end else (data[:MAX_HEADER], b"")
    return BytesHeaderParser().parsebytes(head), body


def _said(header: Message, name: str) -> str:
    """Return a header's value as text, its encoded words decoded and its folding undone."""
    value = str(header.get(name) or "")
    with suppress(HeaderParseError, LookupError, UnicodeError, ValueError, binascii.Error):
        value = str(make_header(decode_header(value)))
    return " ".join(value.split()).encode("utf-8", "replace").decode()


def _root(header: Message, pages: list[Part]) -> Part:
    """Return the part that is the page itself: the one that the header names, else the first."""
    start = header.get_param("start")
    named = start.strip("<> ") if isinstance(start, str) else ""
    return next((part for part in pages if named and part.identity == named), pages[0])


def _page(part: Part, pictures: list[Part], digest: str) -> Document:
    """Return what one page of the archive shows; its pictures are named by their identity or their address."""
    inside = {f"cid:{one.identity}": f"cid:{one.identity}" for one in pictures if one.identity}
    for address in {found[1].decode("utf-8", "replace").replace("&amp;", "&") for found in _SOURCE.finditer(part.data)}:
        meant = next((one for one in pictures if _is_meant(one, address, part.location)), None)
        if meant is not None:
            inside[address] = meant.location or f"cid:{meant.identity}"
    try:
        return html.read(part.data, digest, part.charset, inside)
    except Unreadable as error:
        return Document(format=FORMAT, digest=digest, blocks=(), problems=(error.problem,))


def _frames(root: Part, pages: list[Part]) -> list[Part]:
    """Return the parts that the root's frames show, in its order; frames within frames are left out."""
    found: list[Part] = []
    for match in list(_FRAME.finditer(root.data))[:MAX_FRAMES]:
        address = match[1].decode("utf-8", "replace").replace("&amp;", "&")
        for part in pages:
            if part is not root and part not in found and _is_meant(part, address, root.location):
                found.append(part)
                break
    return found


def picture(data: bytes, name: str) -> bytes | None:
    """Return a picture of the archive by the name that `Document.pictures` gives it, or None. Raises Unreadable."""
    header, body = _split_header(data.lstrip(b"\xef\xbb\xbf \t\r\n"))
    for part in _Archive().parts(header, body, 0):
        if part.kind.startswith("image/") and name in {part.location, f"cid:{part.identity}"}:
            return part.data
    return None


def _is_meant(part: Part, address: str, base: str) -> bool:
    if address.lower().startswith("cid:"):
        return bool(part.identity) and part.identity == unquote(address[4:])
    try:
        return bool(part.location) and part.location in (address, urljoin(base, address))
    except ValueError:
        return False

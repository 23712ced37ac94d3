"""What bytes are and what text they hold: used by the crawler on responses and by the pipelines on documents.

Everything is decided by the bytes themselves: file extensions, declared types and declared charsets often lie.
"""

import io
import re
import zipfile
import zlib
from collections.abc import Callable, Iterator

import brotli

UNSUPPORTED: dict[str, str] = {
    "ole": "a legacy Office format other than Word and Excel (the first WPS among them); reading it is not supported; "
    "save as .docx or PDF and import again",
    "pptx": "a presentation; reading it is not supported; import the report itself as .docx or PDF",
    "ods": "an OpenDocument spreadsheet; reading it is not supported; save the report as .xlsx and import again",
    "odp": "an OpenDocument presentation; reading it is not supported; import the report itself as .docx or PDF",
    "archive": "a compressed archive; it is not unpacked; unpack it and import the files inside",
    "json": "JSON data, not a document; import the page or file it points to",
}
"""Formats that `sniff` names and no reader takes, each with what to do, as an English clause."""

_IMAGES = (b"\x89PNG\r\n", b"\xff\xd8\xff", b"GIF87a", b"GIF89a", b"II*\x00", b"MM\x00*", b"BM")
_ARCHIVES = (b"\x1f\x8b", b"Rar!", b"7z\xbc\xaf\x27\x1c", b"BZh", b"\xfd7zXZ", b"\x28\xb5\x2f\xfd")
_ZIP_MEMBERS = (
    ("word/", "docx"),
    ("xl/", "xlsx"),
    ("ppt/", "pptx"),
    ("OFD.xml", "ofd"),
)
_OPEN_DOCUMENT = {b"text": "odt", b"spreadsheet": "ods", b"presentation": "odp"}
_OPEN_KIND = re.compile(rb"application/vnd\.oasis\.opendocument\.(text|spreadsheet|presentation)")
_MARKUP = re.compile(
    rb"<(?:!doctype\s+html|\?xml[^>]*>\s*<!doctype\s+html|/?(?:html|head|body|meta|title|table|tr|td|div|p|span|h[1-6]|"
    rb"script|style|link|br|img|iframe|center|font|article|section|ul|ol|a|strong|b|form|ucap\w+)[\s/>])",
    re.IGNORECASE,
)
# What only a page has; <html> and <table> also stand inside texts that a converter made.
_PAGE = re.compile(rb"<(?:!doctype\s+html|head|meta)[\s/>]", re.IGNORECASE)
_MAIL = re.compile(
    rb"(?:From|To|MIME-Version|Content-Type|Content-Location|Snapshot-Content-Location|Subject|Date|Message-ID|"
    rb"X-[\w-]{1,40}):[^\n]*\n",
    re.IGNORECASE,
)
_WORD = re.compile(rb"\xec\xa5[\xc1\x01][\x00\x01]")  # mark and version of Word 97 and of all later ones
_LOOK = 8192
_CONTROLS = bytes([*range(9), 11, *range(14, 27), *range(28, 32)])
_MAGIC: tuple[tuple[Callable[[bytes], bool], str], ...] = (
    (lambda data: b"%PDF-" in data[:1024], "pdf"),
    (lambda data: data.startswith(_IMAGES) or (data[:4] == b"RIFF" and data[8:12] == b"WEBP"), "image"),
    (lambda data: data.startswith(_ARCHIVES), "archive"),
    (lambda data: data[:256].lstrip()[:5] == b"{\\rtf", "rtf"),
)


class ContentError(Exception):
    """A body cannot be decoded; the message says why and what to do."""


def sniff(data: bytes) -> str | None:
    """Return the format of a document by its content: html, pdf, docx, text, a key of UNSUPPORTED, or None."""
    if not data.strip(b"\x00 \t\r\n\xef\xbb\xbf"):
        return None
    for test, name in _MAGIC:
        if test(data):
            return name
    if data.startswith(b"PK\x03\x04"):
        return _sniff_zip(data)
    if data.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        return _sniff_ole(data)
    return _sniff_text(data)


def _sniff_zip(data: bytes) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = archive.namelist()
    except (zipfile.BadZipFile, ValueError, OverflowError, EOFError, NotImplementedError):
        # cut off: the directory at the end is missing, but each member's name stands before its bytes
        names = [
            found.decode("latin-1") for found in re.findall(rb"PK\x03\x04.{26}([\w./\[\]-]{1,60})", data, re.DOTALL)
        ]
    if any(name.startswith("mimetype") for name in names[:1]) and (kind := _OPEN_KIND.search(data[:200])):
        return _OPEN_DOCUMENT[kind[1]]
    for prefix, name in _ZIP_MEMBERS:
        if any(member.startswith(prefix) for member in names):
            return name
    return "odt" if "content.xml" in names and "META-INF/manifest.xml" in names else "zip"


def _sniff_ole(data: bytes) -> str:
    for stream, name in (
        ("WordDocument", "doc"),
        ("Workbook", "xls"),
        ("Book\0", "xls"),
        ("EncryptedPackage", "encrypted"),
    ):
        if stream.encode("utf-16-le") in data:
            return name
    # cut off: the list of streams often stands at the end, the text before it, at the start of some sector
    return "doc" if any(found.start() % 512 == 0 for found in _WORD.finditer(data)) else "ole"


def _sniff_text(data: bytes) -> str | None:
    head = data[:_LOOK]
    if not _has_wide_mark(data):
        controls = len(head) - len(head.translate(None, _CONTROLS))
        if controls * 50 > len(head):
            return None
    else:
        head = decode_text(data[: _LOOK * 2])[0].encode()
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n")
    if _MAIL.match(start):
        return "mhtml" if re.search(rb"content-type:\s*(?:multipart/|text/html)", head, re.IGNORECASE) else "text"
    if b"<w:wordDocument" in head or b"<pkg:package" in head:
        return "wordxml"
    if (start.startswith(b"<") and _MARKUP.search(start)) or _PAGE.search(start):
        return "html"
    if start[:1] in {b"{", b"["} and re.match(rb'[{\[]\s*(?:["{\[\]}]|-?\d)', start):
        return "json"
    return "text"


def _has_wide_mark(data: bytes) -> bool:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return True
    sample = data[:2000]
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    # other charsets of text hold no zero bytes; in UTF-16 every digit, space and tag character has one
    return max(even, odd) * 40 > len(sample) and max(even, odd) > 8 * min(even, odd)


# --- text ---------------------------------------------------------------------------------------------------------

# Frequent characters of official Chinese in both scripts: bytes read in the wrong charset hold next to none of them.
_COMMON = frozenset(
    "的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年动同工也能下过民得所定行学法"
    "政府信息公开报告度情况数量申请机关本部门县市区乡镇街道办公室件条规章文总计行政处理许可结果其他"
    "個國時來們這為對會發動過開報數條請關縣區鄉鎮辦規處許結總計復議訴訟無"
)
_META_CHARSET = re.compile(rb"""charset\s*=\s*["']?\s*([A-Za-z0-9_.:-]{2,20})""", re.IGNORECASE)
_ALIASES = {"gb2312": "gb18030", "gbk": "gb18030", "x-gbk": "gb18030", "big5": "big5hkscs", "x-x-big5": "big5hkscs"}
_EASTERN = ("gb18030", "big5hkscs")
# Big5 is taken over GB18030 only when its reading holds clearly more frequent characters: most pages are GBK.
_CLEARLY = 1.5
_WIDE = re.compile(rb"[\x80-\xff]")
_SAMPLE = 4000


def decode_text(data: bytes, declared: str | None = None) -> tuple[str, str]:
    """Return the text and the encoding it was read in, chosen by validity, never by declaration alone.

    `declared` is the charset of the HTTP header, if any; a charset in the text's own markup is considered too.
    Never raises: bytes that are valid nowhere become U+FFFD.
    """
    for mark, encoding in ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be")):
        if data.startswith(mark):
            return data[len(mark) :].decode(encoding, "replace"), encoding
    if _has_wide_mark(data):
        encoding = "utf-16-le" if data[1:2000:2].count(0) >= data[0:2000:2].count(0) else "utf-16-be"
        return data.decode(encoding, "replace"), encoding
    try:
        return data.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        pass
    first = _WIDE.search(data)
    sample = data[first.start() if first else 0 :][:_SAMPLE]
    encoding = max(_candidates(data, declared), key=lambda name: _rank(sample, name))
    return data.decode(encoding, "replace"), encoding


def _rank(sample: bytes, encoding: str) -> tuple[int, float, int]:
    """Rank one way to read the bytes: few invalid bytes first, then frequent characters."""
    text = sample.decode(encoding, "replace")
    wide = [char for char in text if char >= "\u0080"]
    lost = text.count("\ufffd")
    common = sum(char in _COMMON for char in wide) / (len(wide) or 1)
    if encoding == "big5hkscs":
        common /= _CLEARLY
    elif encoding not in {"utf-8", "gb18030"}:
        common /= 2
    # one invalid byte in a long page (a character cut in half) is no reason to prefer another charset
    return -int(lost * 50 / (len(wide) or 1)), common, -lost


def _candidates(data: bytes, declared: str | None) -> Iterator[str]:
    seen: set[str] = set()
    in_markup = [found.decode("ascii") for found in _META_CHARSET.findall(data[:4096])]
    for name in ("utf-8", *_EASTERN, declared, *in_markup):
        encoding = _known(name) if name else None
        if encoding and encoding not in seen:
            seen.add(encoding)
            yield encoding


def _known(name: str) -> str | None:
    name = _ALIASES.get(name.strip().lower(), name.strip().lower())
    try:
        "".encode(name)
    except (LookupError, ValueError):
        return None
    # single-byte charsets accept every byte, and stateful ones are not used for pages: neither proves anything
    return name if name.startswith(("utf-8", "gb", "big5", "euc", "shift")) else None


# --- transfer encodings -------------------------------------------------------------------------------------------


_STEP = 1 << 20  # bytes unpacked at a time, so that a bomb is noticed long before it fills the memory
_SLICE = 1 << 16  # bytes handed to the unpacker at a time; it copies what it did not get to
_NESTED = 4  # encodings in a row; real answers have one


class TooLargeError(ContentError):
    """A body that unpacks to more than the caller reads."""


def decode_body(body: bytes, content_encoding: str | None, limit: int) -> bytes:
    """Undo the content encodings of a response (gzip, deflate, br; several in a row), at most `limit` bytes.

    Raises ContentError for an unknown encoding or damaged data, TooLargeError for a result larger than `limit`.
    """
    return b"".join(unpack(body, content_encoding, limit))


def unpack(body: bytes, content_encoding: str | None, limit: int) -> Iterator[bytes]:
    """Yield the decoded body piece by piece; takes and raises what `decode_body` does."""
    names = [name.strip() for name in (content_encoding or "").lower().split(",")]
    # some servers name the charset there; browsers take no notice
    names = [name for name in names if name not in {"", "identity", "none"} and _known(name) is None]
    if len(names) > _NESTED:
        raise ContentError(f"the body is packed {len(names)} times over; ask the server for gzip or none")
    pieces: Iterator[bytes] = iter((body,))
    for name in reversed(names):
        match name:
            case "gzip" | "x-gzip":
                pieces = _bounded(_inflate(pieces, 31), limit)
            case "deflate":
                pieces = _bounded(_inflate(pieces, 15), limit)
            case "br":
                pieces = _bounded(_unbrotli(pieces), limit)
            case other:
                raise ContentError(f"content encoding {other!r} is not known; ask the server for gzip or none")
    if not names and len(body) > limit:
        raise TooLargeError(f"the body is larger than {limit} bytes; raise the limit or leave it out")
    yield from pieces


def _bounded(pieces: Iterator[bytes], limit: int) -> Iterator[bytes]:
    length = 0
    for piece in pieces:
        length += len(piece)
        if length > limit:
            raise TooLargeError(f"the body unpacks to more than {limit} bytes; raise the limit or leave it out")
        yield piece


def _slices(pieces: Iterator[bytes]) -> Iterator[bytes]:
    for piece in pieces:
        for start in range(0, len(piece), _SLICE):
            yield piece[start : start + _SLICE]


def _inflate(pieces: Iterator[bytes], window: int) -> Iterator[bytes]:
    source = _slices(pieces)
    data = next(source, b"")
    while data:
        stream = zlib.decompressobj(-15 if window == 15 and data[:1] != b"\x78" else window)
        while not stream.eof:
            try:
                out = stream.decompress(data, _STEP)
            except zlib.error as error:
                raise ContentError(f"the compressed body is damaged ({error}); fetch it again") from error
            yield out
            data = stream.unconsumed_tail or (b"" if stream.eof else next(source, b""))
            if not (data or stream.eof or len(out) == _STEP):  # a full piece may leave some behind
                raise ContentError("the compressed body is cut off; fetch it again")
        data = stream.unused_data
        if len(data) < 2:
            data += next(source, b"")
        # a gzip body may be several members; anything else after the end (padding) is not part of it
        if window != 31 or data[:2] != b"\x1f\x8b":
            return


def _unbrotli(pieces: Iterator[bytes]) -> Iterator[bytes]:
    stream = brotli.Decompressor()
    try:
        for data in _slices(pieces):
            yield stream.process(data, output_buffer_limit=_STEP)
            while not stream.can_accept_more_data():
                yield stream.process(b"", output_buffer_limit=_STEP)
    except brotli.error as error:
        raise ContentError(f"the compressed body is damaged ({error}); fetch it again") from error
    if not stream.is_finished():
        raise ContentError("the compressed body is cut off; fetch it again")

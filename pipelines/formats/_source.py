"""What is done to a page's bytes before they are parsed as HTML."""

import base64
import binascii
import json
import re
from dataclasses import dataclass
from itertools import count, islice

from archive.content import decode_text
from pipelines.document import Unreadable

MAX_BYTES = 24 * 2**20
MAX_TAGS = 300_000

_DATA_URI = re.compile(rb"""data:[\w/+.-]*;base64,[A-Za-z0-9+/=\s]*+""")
# Tags that neither break lines nor hide anything: word processors wrap every word in several of them.
# No match crosses a "<", or endless open tags would cost the square of the page.
# Spelt out in both cases where frequent: ignoring case costs the search a quarter more, and most tags are turned away
# by their first letter at half of what trying each name costs.
_INLINE = re.compile(
    rb"</?(?=[sSfFoObBiIuUeEcClLtT])(?![tT][dDrR])(?:[sS][pP][aA][nN]|[fF][oO][nN][tT]|[oO]:[pP]|[bBiIuU]|strong|STRONG|em|EM|big|small|code|label|tt|bdo|"
    rb"""o:smarttagtype|st1:\w+)(?:\s(?:[^<>"']++|"[^"<>]*+"|'[^'<>]*+')*+)?/?>"""
)
_STYLE = re.compile(rb' style="([^"]*)"')
_HIDING = (b"display", b"hidden", b"mso-hide")
_LONGEST_TAG = 4000
_LEAST_PICTURE = 8_000  # characters of base64; what is smaller is an icon
_NO_BASE64 = re.compile(rb"[^A-Za-z0-9+/]")
_INLINE_NAME = re.compile(rb"<(?:span|font|strong|b|em|i|u|big|small|code|label|tt|bdo|o:p)\s")
# Zero-width characters, byte order marks and soft hyphens: as characters and as entities.
_INVISIBLE = "\u200b\u200c\u200d\u200e\u200f\u2060\ufeff\u00ad"
_INVISIBLE_ENTITY = re.compile(
    rb"&(?:#(?:820[3-7]|8288|65279|173|[xX](?:200[b-fB-F]|2060|[fF][eE][fF]{2}|[aA][dD]));|shy;|zwn?j;|lrm;|rlm;)"
)
_DETAIL = re.compile(r"""["']?DETAIL["']?\s*:\s*(?=\{)""")
_CONTENT = re.compile(r"""["']?content["']?\s*:\s*("(?:[^"\\]|\\.)*+")""", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Source:
    """A page ready for the parser: UTF-8 without tags that say nothing; `hiding` if styles hide elements."""

    data: bytes
    encoding: str
    lost: int  # characters that could not be decoded
    hiding: bool


def prepare(data: bytes, declared: str | None) -> Source:
    """Return the page as UTF-8. Raises Unreadable for a page beyond the limits."""
    text, encoding = decode_text(data, declared)
    lost = text.count("\ufffd") if "\ufffd" in text else 0  # to look is a tenth of counting
    as_served = data if encoding == "utf-8" and not lost and not data.startswith(b"\xef\xbb\xbf") else None
    markup, hiding = strip(text, as_served)
    return Source(data=markup, encoding=encoding, lost=lost, hiding=hiding)


def strip(text: str, as_served: bytes | None = None) -> tuple[bytes, bool]:
    """Return markup as UTF-8 without embedded images and inline tags that say nothing, and whether any tag hides.

    Styles go too, where none of them hides anything.

    `as_served` are the same characters in UTF-8, where they are at hand. Raises Unreadable beyond the limits.
    """
    for invisible in ("\x00", *_INVISIBLE):
        if invisible in text:
            text, as_served = text.replace(invisible, ""), None
    raw = as_served or text.encode("utf-8", "replace")
    if b"&" in raw:
        raw = _INVISIBLE_ENTITY.sub(b"", raw)
    if b";base64," in raw:
        raw = _numbered(raw)
    if len(raw) > MAX_BYTES or (len(raw) > MAX_TAGS and raw.count(b"<") > MAX_TAGS):
        raise Unreadable(
            "too_large",
            f"the page has {len(raw)} bytes and {raw.count(b'<')} tags, more than {MAX_BYTES} or {MAX_TAGS}; "
            "save the report alone and import it",
        )
    bare, styles = _parted(raw)
    hiding, inline = _hiding_tags(raw) if _may_hide(bare, styles) else (False, False)
    if inline:
        return raw, hiding
    # in a script the same characters may mean something else; where a quotation mark is missing, what looks like a
    # style may hold tags: then all of them stay
    if not hiding and b"_CONFIG" not in bare and not any(b"<" in style or b"_CONFIG" in style for style in styles):
        raw = bare  # the parser is faster without the larger part of what word processors write
    return _INLINE.sub(b"", raw.replace(b"<span>", b"").replace(b"</span>", b"")), hiding


def _numbered(raw: bytes) -> bytes:
    """Return markup with the number of each embedded file in its place, counted from 0; small ones are icons."""
    counter = count()
    return _DATA_URI.sub(lambda found: _address(found[0], next(counter)), raw)


def _address(uri: bytes, number: int) -> bytes:
    return b"data:%d" % number if len(uri) >= _LEAST_PICTURE and uri.startswith(b"data:image/") else b""


def embedded_file(data: bytes, declared: str | None, number: int) -> bytes | None:
    """Return the bytes of the embedded file of a number, as `strip` counts them, or None for damaged ones."""
    found = next(islice(_DATA_URI.finditer(_plain(data, declared)), number, None), None)
    return decoded(found[0].partition(b",")[2]) if found else None


def _plain(data: bytes, declared: str | None) -> bytes:
    text, _ = decode_text(data, declared)
    for invisible in ("\x00", *_INVISIBLE):
        text = text.replace(invisible, "")
    return _INVISIBLE_ENTITY.sub(b"", text.encode("utf-8", "replace"))


def decoded(text: bytes) -> bytes | None:
    """Return what base64 of any line length stands for, or None."""
    plain = _NO_BASE64.sub(b"", text.split(b"=", 1)[0])
    try:
        return base64.b64decode(plain[: len(plain) - (len(plain) % 4 == 1)] + b"=" * (-len(plain) % 4))
    except binascii.Error:
        return None


def _parted(raw: bytes) -> tuple[bytes, set[bytes]]:
    """Return markup without styles, and the styles: there are few, however often each is written."""
    pieces = _STYLE.split(raw)
    return b"".join(pieces[::2]), set(pieces[1::2])


def _may_hide(bare: bytes, styles: set[bytes]) -> bool:
    """Say whether a word that hides stands anywhere in markup: where none does, no tag need be looked at."""
    lower = bare.lower()
    return any(word in lower for word in _HIDING) or any(word in style.lower() for style in styles for word in _HIDING)


def _hiding_tags(raw: bytes) -> tuple[bool, bool]:
    """Say whether any tag hides what stands in it, and whether one does that would be taken out.

    Words of style sheets and scripts do not count: only what stands inside a tag.
    """
    lower = raw.lower()
    hiding = False
    for word in _HIDING:
        at = lower.find(word)
        while at >= 0:
            start = lower.rfind(b"<", max(0, at - _LONGEST_TAG), at)
            if start < 0 or b">" not in lower[start:at]:
                hiding = True
                if start < 0 or _INLINE_NAME.match(lower, start):
                    return True, True
            at = lower.find(word, at + 1)
    return hiding, False


@dataclass(frozen=True, slots=True)
class Embedded:
    """A report kept as HTML inside the page's script, with what the script says about it."""

    content: str
    statements: tuple[tuple[str, str, str], ...]  # kind, value, key
    links: tuple[tuple[str, str], ...]


_DETAIL_KEYS = {
    "title": "title",
    "publisher": "body",
    "source": "source",
    "first_publish_time": "published",
    "display_publish_time": "published",
    "created_at": "published",
    "date": "published",
    "url": "url",
}


def embedded(data: bytes) -> Embedded | None:
    """Return the report that a page holds inside `window._CONFIG = {DETAIL: {content: "…"}}`, or None."""
    if b"_CONFIG" not in data:
        return None
    text = data.decode("utf-8", "replace")
    start = _DETAIL.search(text)
    if start is None:
        return None
    try:
        detail, _ = json.JSONDecoder(strict=False).raw_decode(text, start.end())
    except ValueError:
        detail = _loose(text[start.end() :])
    if not isinstance(detail, dict) or not isinstance(detail.get("content"), str) or not detail["content"].strip():
        return None
    statements = tuple(
        (kind, str(detail[key]), f"_CONFIG.DETAIL.{key}") for key, kind in _DETAIL_KEYS.items() if detail.get(key)
    )
    return Embedded(content=detail["content"], statements=statements, links=tuple(_attachments(detail)))


def _loose(text: str) -> dict[str, object]:
    """Read the content and title of a script object that is no strict JSON (keys without quotes)."""
    found: dict[str, object] = {}
    for key in ("content", "title", "publisher", "display_publish_time", "created_at", "date"):
        match = re.search(_CONTENT.pattern.replace("content", key), text, re.DOTALL)
        if match:
            try:
                found[key] = json.loads(match[1], strict=False)
            except ValueError:
                continue
    return found


def _attachments(detail: dict[str, object]) -> list[tuple[str, str]]:
    listed = detail.get("attachment") or detail.get("attachments") or []
    if not isinstance(listed, list):
        return []
    return [
        (str(item["url"]), str(item.get("name") or item.get("title") or ""))
        for item in listed
        if isinstance(item, dict) and item.get("url")
    ]

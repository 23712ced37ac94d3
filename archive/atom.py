"""Atom feeds (RFC 4287): what every feed of the archive has in common."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import NAMESPACE_URL, uuid5
from xml.etree import ElementTree as ET

from archive.texts import Language

ATOM, XHTML = "http://www.w3.org/2005/Atom", "http://www.w3.org/1999/xhtml"
TAGS: dict[Language, str] = {"zh": "zh-CN", "en": "en"}
_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_UNFIT = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # what XML 1.0 cannot hold


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What an entry says in one language: paragraphs, each with the lines listed below it."""

    language: Language
    parts: Sequence[tuple[str, Sequence[str]]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One entry; `name` makes its id, so it must never change for the same thing. Times are ISO 8601 in UTC."""

    name: str
    title: str
    updated: str
    told: Sequence[Told]
    published: str | None = None
    link: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """Where else to look: `rel` self or alternate."""

    rel: str
    href: str
    type: str
    language: str | None = None


def feed(
    *,
    name: str,
    title: str,
    updated: str,
    entries: Sequence[Entry],
    links: Sequence[Link] = (),
    lang: str | None = None,
) -> str:
    """Return a feed as XML; `name` makes its id."""
    root = ET.Element("feed", {"xmlns": ATOM, **({_LANG: lang} if lang else {})})
    _add(root, "id", _urn(name))
    _add(root, "title", title)
    _add(root, "updated", updated)
    for link in links:
        hreflang = {"hreflang": link.language} if link.language else {}
        ET.SubElement(root, "link", {"rel": link.rel, "type": link.type, "href": link.href, **hreflang})
    _add(ET.SubElement(root, "author"), "name", "nianbao")
    for one in entries:
        _entry(root, one)
    return f'<?xml version="1.0" encoding="utf-8"?>\n{ET.tostring(root, encoding="unicode")}\n'


def _entry(root: ET.Element, one: Entry) -> None:
    entry = ET.SubElement(root, "entry")
    _add(entry, "id", _urn(one.name))
    _add(entry, "title", one.title)
    if one.published:
        _add(entry, "published", one.published)
    _add(entry, "updated", one.updated)
    if one.link:
        ET.SubElement(entry, "link", {"rel": "alternate", "type": "text/html", "href": one.link})
    content = ET.SubElement(ET.SubElement(entry, "content", {"type": "xhtml"}), "div", {"xmlns": XHTML})
    for told in one.told:
        part = ET.SubElement(content, "div", {_LANG: TAGS[told.language]})
        for words, lines in told.parts:
            _add(part, "p", words)
            if lines:
                listed = ET.SubElement(part, "ul")
                for line in lines:
                    _add(listed, "li", line)


def _urn(name: str) -> str:
    return f"urn:uuid:{uuid5(NAMESPACE_URL, name)}"


def _add(parent: ET.Element, tag: str, words: str) -> None:
    ET.SubElement(parent, tag).text = _UNFIT.sub("\ufffd", words)

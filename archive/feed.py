"""An Atom feed of the crawls' reports, made anew from them after each run."""

import re
from uuid import NAMESPACE_URL, uuid5
from xml.etree import ElementTree as ET

from archive.crawls import CrawlReport, kept, sections, summary, write_whole
from archive.datadir import DataDir
from archive.texts import LANGUAGES, text

ENTRIES = 50
LINES = 20  # of each kind in an entry
ATOM, XHTML = "http://www.w3.org/2005/Atom", "http://www.w3.org/1999/xhtml"
_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_TAGS = {"zh": "zh-CN", "en": "en"}
_UNFIT = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # what XML 1.0 cannot hold


def write_feed(data: DataDir) -> None:
    """Write `feeds/crawls.atom` with the latest reports, in both languages; without any report write nothing."""
    reports = list(kept(data, ENTRIES))
    if reports:
        write_whole(data.feeds / "crawls.atom", atom(reports, str(data.root)))


def atom(reports: list[CrawlReport], place: str) -> str:
    """Return the feed of reports, newest first; `place` tells the feeds of several archives apart."""
    feed = ET.Element("feed", {"xmlns": ATOM})
    _add(feed, "id", _urn(f"nianbao crawls {place}"))
    _add(feed, "title", " / ".join(text("crawler.report.feed", language) for language in LANGUAGES))
    _add(feed, "updated", reports[0].ended)
    _add(ET.SubElement(feed, "author"), "name", "nianbao")
    for report in reports:
        entry = ET.SubElement(feed, "entry")
        _add(entry, "id", _urn(f"nianbao crawl {report.crawl}"))
        _add(entry, "title", " / ".join(summary(report, language) for language in LANGUAGES))
        _add(entry, "published", report.started)
        _add(entry, "updated", report.ended)
        content = ET.SubElement(ET.SubElement(entry, "content", {"type": "xhtml"}), "div", {"xmlns": XHTML})
        for language in LANGUAGES:
            told = ET.SubElement(content, "div", {_LANG: _TAGS[language]})
            _add(told, "p", summary(report, language))
            for heading, lines in sections(report, language, LINES):
                _add(told, "p", heading)
                if lines:
                    listed = ET.SubElement(told, "ul")
                    for line in lines:
                        _add(listed, "li", line)
    return f'<?xml version="1.0" encoding="utf-8"?>\n{ET.tostring(feed, encoding="unicode")}\n'


def _urn(name: str) -> str:
    return f"urn:uuid:{uuid5(NAMESPACE_URL, name)}"


def _add(parent: ET.Element, tag: str, words: str) -> None:
    ET.SubElement(parent, tag).text = _UNFIT.sub("\ufffd", words)

"""Which paragraphs are headings, and the numbers Word sets before paragraphs without storing them as text."""

import re
from collections.abc import Iterator

from lxml import etree

from pipelines.xmlzip import attribute, child, local

_HEADING_NAME = re.compile(r"heading \d|title|标题", re.IGNORECASE)
_PLACEHOLDER = re.compile(r"%([1-9])")
_HAN = "〇一二三四五六七八九"
_CHINESE = {"chineseCounting", "chineseCountingThousand", "japaneseCounting", "ideographDigital", "taiwaneseCounting"}


class Styles:
    """A document's paragraph styles: headings, and the numbering a style brings along."""

    def __init__(self, root: etree._Element | None) -> None:
        self._headings: set[str] = set()
        self.numbering: dict[str, etree._Element] = {}
        for style in root if root is not None else ():
            if local(style) != "style" or attribute(style, "type") not in {None, "paragraph"}:
                continue
            identity = attribute(style, "styleId") or ""
            name = attribute(child(style, "name"), "val") or ""
            level = attribute(child(style, "pPr", "outlineLvl"), "val")
            if _HEADING_NAME.match(name) or (level is not None and level != "9"):
                self._headings.add(identity)
            if (numbers := child(style, "pPr", "numPr")) is not None:
                self.numbering[identity] = numbers

    def is_heading(self, properties: etree._Element | None) -> bool:
        """Whether a paragraph with these properties is a heading."""
        level = attribute(child(properties, "outlineLvl"), "val")
        if level is not None:
            return level != "9"
        return attribute(child(properties, "pStyle"), "val") in self._headings


class Numbering:
    """Counts the document's numbered paragraphs as Word does when it shows them."""

    def __init__(self, root: etree._Element | None, styles: Styles) -> None:
        self._styles = styles
        self._levels: dict[str, dict[int, tuple[str, str, int]]] = {}  # abstract list → level → format, text, start
        self._lists: dict[str, str] = {}
        self._counts: dict[tuple[str, int], int] = {}
        for item in root if root is not None else ():
            identity = attribute(item, "abstractNumId") or ""
            if local(item) == "abstractNum":
                self._levels[identity] = dict(_levels(item))
            elif local(item) == "num":
                self._lists[attribute(item, "numId") or ""] = attribute(child(item, "abstractNumId"), "val") or ""

    def label(self, properties: etree._Element | None) -> str:
        """Count a paragraph and return the number shown before it, empty where it has none or a bullet."""
        numbers = child(properties, "numPr")
        if numbers is None:
            numbers = self._styles.numbering.get(attribute(child(properties, "pStyle"), "val") or "")
        if numbers is None:
            return ""
        abstract = self._lists.get(attribute(child(numbers, "numId"), "val") or "", "")
        raw_level = attribute(child(numbers, "ilvl"), "val") or "0"
        level = int(raw_level) if raw_level.isdigit() else 0
        levels = self._levels.get(abstract, {})
        if level not in levels:
            return ""
        self._counts[abstract, level] = self._counts.get((abstract, level), levels[level][2] - 1) + 1
        for deeper in [key for key in self._counts if key[0] == abstract and key[1] > level]:
            del self._counts[deeper]
        return self._shown(abstract, level)

    def _shown(self, abstract: str, level: int) -> str:
        levels = self._levels[abstract]
        kind, text, _ = levels[level]
        if kind in {"bullet", "none"}:
            return ""

        def number(match: re.Match[str]) -> str:
            which = int(match[1]) - 1
            shape, _, start = levels.get(which, ("decimal", "", 1))
            return _written(self._counts.get((abstract, which), start), shape)

        return _PLACEHOLDER.sub(number, text)


def _levels(abstract: etree._Element) -> Iterator[tuple[int, tuple[str, str, int]]]:
    for level in abstract:
        depth = attribute(level, "ilvl")
        if local(level) == "lvl" and depth is not None and depth.isdigit():
            kind = attribute(child(level, "numFmt"), "val") or "decimal"
            start = attribute(child(level, "start"), "val") or "1"
            text = attribute(child(level, "lvlText"), "val") or ""
            yield int(depth), (kind, text, int(start) if start.isdigit() else 1)


def _written(number: int, shape: str) -> str:
    if shape in _CHINESE and 0 < number < 100:
        tens, ones = divmod(number, 10)
        ten = ("" if tens == 1 else _HAN[tens]) + "十" if tens else ""
        return ten + (_HAN[ones] if ones else "")
    return str(number)

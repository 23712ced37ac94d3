"""Walks a parsed page and makes text and tables of it, in reading order."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree

from archive.articles import is_container, is_page_sized
from pipelines.formats._grid import RawCell
from pipelines.labels import is_distinct, label_kind


def _words(names: str) -> frozenset[str]:
    return frozenset(names.split())


_DROP = _words(
    "head script style noscript template xml select option button iframe object embed svg math video audio canvas "
    "map rt rp"
)
_BLOCK = _words(
    "p div br tr td th li ul ol dl dt dd h1 h2 h3 h4 h5 h6 section article header footer nav main aside form fieldset "
    "center blockquote pre hr table tbody thead tfoot caption body html address ucaptitle ucapcontent publishtime "
    "figure figcaption legend"
)
_HEADING = _words("h1 h2 h3 h4 ucaptitle")
# What stands beside a number in the same cell (a footnote mark, a struck-out older number) must not join its digits.
_APART = _words("sup sub del s strike ins")
FORM_WORDS = re.compile(
    "第二十[条條]|自然人|商[业業]企|信息[内內]容|行政[许許]可|行政[处處][罚罰]|规范性文件|[规規][範范]性(?:文件|檔案)|[结結]果[维維]持|"
    "未[经經][复複復]|[复複復][议議]后|[统統][计計]指[标標]|指[标標]名[称稱]|予以公[开開]|主[动動]公[开開](?:政府|文件|信息)|政府集中采购"
)
_RUBY = re.compile(r"(?<=[\u4e00-\u9fff])\([a-zāáǎàēéěèīíǐìōóǒòūúǔùüǖǘǚǜ]+\)")
_SPAN = re.compile(r"\s*(\d{1,6})")
_LONG_CELL = 400
_MANY_TABLES = 40
_MEDIA = frozenset({"img", "iframe", "frame"})
_PICTURE_FILE = re.compile(r"\.(?:jpe?g|png|bmp|tiff?|webp)(?:$|[?#])", re.IGNORECASE)
_made = tuple.__new__  # what a named tuple's own call comes to, at half its time
IMAGE = "\ufffc"  # stands for a picture in a cell that has no text: the cell is not blank


@dataclass(slots=True)
class Piece:
    """A paragraph, or a table when `rows` is set; `facts` is set for a table about the document."""

    text: str = ""
    heading: bool = False
    linked: bool = False
    rows: list[list[RawCell]] = field(default_factory=list)
    form: bool = False
    about: bool = False
    media: str = ""  # the tag of a picture or frame; its address is in `address`
    address: str = ""


@dataclass(slots=True)
class Walked:
    """The page's pieces; each container is a range of pieces that an editor's own element holds."""

    pieces: list[Piece]
    containers: list[tuple[int, int]]
    folded: list[etree._Element]  # what hides tables of the form


def squeeze(text: str) -> str:
    """Return the text with white space collapsed."""
    return " ".join(text.split())


def fold(text: str) -> str:
    """Return the text without spaces and without pinyin in brackets, for looking up words of the form."""
    text = "".join(text.split())
    return _RUBY.sub("", text) if "(" in text else text


class Walker:
    """Makes pieces of one parsed page; `hiding` says whether styles must be looked at."""

    def __init__(self, *, hiding: bool) -> None:
        self._hiding = hiding
        self._pieces: list[Piece] = []
        self._parts: list[str] = []
        self._linked = 0  # characters of the running paragraph inside links
        self._link_depth = 0
        self._heading = False
        self._folded: list[etree._Element] = []  # hidden tabs that hold tables of the form

    def walk(self, root: etree._Element) -> Walked:
        """Return the page's pieces in reading order."""
        containers: list[tuple[int, int]] = []
        open_containers: list[tuple[etree._Element, int]] = []
        walker = etree.iterwalk(root, events=("start", "end"))
        for event, element in walker:
            tag = element.tag
            if event == "start":
                if self._takes(element, tag):
                    walker.skip_subtree()
                    continue
                if tag in _BLOCK:
                    self._flush()
                    self._heading = self._heading or tag in _HEADING
                    if is_container(element):
                        open_containers.append((element, len(self._pieces)))
                elif tag == "a":
                    self._link_depth += 1
                self._add(element.text)
                continue
            if tag in _BLOCK and tag != "table":
                self._flush()
                self._heading = self._heading and tag not in _HEADING
                if open_containers and open_containers[-1][0] is element:
                    containers.append((open_containers.pop()[1], len(self._pieces)))
            elif tag == "a" and self._link_depth:
                self._link_depth -= 1
            self._add(element.tail)
        self._flush()
        return Walked(self._pieces, containers, folded=self._folded)

    def _takes(self, element: etree._Element, tag: str) -> bool:
        """Say whether nothing inside an element is text to walk: it is dropped, hidden, or a table that was taken."""
        if tag in _MEDIA:
            self._show(element)
        return tag in _DROP or (self._hiding and self._is_hidden(element)) or (tag == "table" and self._table(element))

    def _show(self, element: etree._Element) -> None:
        """Keep a picture or frame that may show a page of the report."""
        address = (element.get("src") or element.get("data-src") or element.get("data-original") or "").strip()
        if not address or (self._hiding and hidden(element)) or not is_page_sized(element, address):
            return
        self._flush()
        tag = "img" if element.tag == "img" else "iframe"
        self._pieces.append(Piece(media=tag, address=address, linked=bool(self._link_depth) and not _opens(element)))

    def _is_hidden(self, element: etree._Element) -> bool:
        if not hidden(element):
            return False
        tables = element.tag == "table" or element.find(".//table") is not None
        if tables and FORM_WORDS.search(fold(text_of(element))):
            self._folded.append(element)
        return True

    def _add(self, text: str | None) -> None:
        if text:
            self._parts.append(text)
            if self._link_depth:
                self._linked += len(text.strip())

    def _flush(self) -> None:
        if not self._parts:
            return
        text = squeeze("".join(self._parts))
        if text:
            linked = self._linked * 10 >= len(text) * 8
            self._pieces.append(Piece(text=text, heading=self._heading, linked=linked))
        self._parts.clear()
        self._linked = 0

    def _table(self, table: etree._Element) -> bool:
        """Take a table; return False when it only lays out the page and its cells are to be walked as text."""
        self._flush()
        nested = table.find(".//table") is not None
        if nested and _holds_form(table):
            return False
        rows = list(self._rows(table))
        if not any(rows):
            return True
        if nested and not _mostly_own(rows):
            return False
        piece = Piece(rows=rows)
        texts = [cell.text for row in rows for cell in row]
        piece.form = bool(FORM_WORDS.search(fold("|".join(texts))))
        piece.about = not piece.form and _is_about(texts)
        if _is_frame(texts) or (not piece.form and not piece.about and _is_layout(rows, texts)):
            return False
        self._pieces.append(piece)
        return True

    def _rows(self, table: etree._Element) -> Iterator[list[RawCell]]:
        last: list[list[RawCell]] = []
        for child in table:
            if child.tag in {"tbody", "thead"}:
                yield from self._group(child)
            elif child.tag == "tfoot":
                last.extend(self._group(child))
            elif child.tag == "caption":
                self._pieces.append(Piece(text=squeeze(text_of(child))))
            elif child.tag == "tr":
                if not (self._hiding and hidden(child)):
                    yield self._row(child)
            elif child.tag in {"td", "th"}:
                yield [self._cell(child)]
            if child.tail and not child.tail.isspace():
                self._stray(child.tail)
        yield from last

    def _group(self, group: etree._Element) -> Iterator[list[RawCell]]:
        loose: list[RawCell] = []
        for child in group:
            if child.tag == "tr":
                if not (self._hiding and hidden(child)):
                    yield self._row(child)
            elif child.tag in {"td", "th"}:
                loose.append(self._cell(child))
            else:
                yield from self._group(child)
            if child.tail and not child.tail.isspace():
                self._stray(child.tail)
        if loose:
            yield loose

    def _row(self, row: etree._Element) -> list[RawCell]:
        cells: list[RawCell] = []
        for child in row:
            tag = child.tag
            if tag == "td" or tag == "th":  # noqa: PLR1714 - a set would be made for each cell
                if not (self._hiding and hidden(child)):
                    cells.append(self._cell(child))
            elif len(child):
                cells.extend(self._row(child))  # a form or other element that wraps cells
            else:
                self._stray(child.text)
            tail = child.tail
            if tail and not tail.isspace():
                self._stray(tail)
        return cells

    def _stray(self, text: str | None) -> None:
        """Keep text that stands between cells: browsers show it before the table."""
        if not _blank(text):
            self._pieces.append(Piece(text=squeeze(text or "")))

    def _cell(self, cell: etree._Element) -> RawCell:
        inside, text, linked = len(cell), cell.text, False
        if inside == 0:
            text = " ".join(text.split()) if text else ""
        elif inside > 1 or (text and not text.isspace()) or (text := self._only(cell[0])) is None:
            text = self._lines(cell)
            linked = any(anchor.get("href") is not None for anchor in cell.iter("a"))
        if not cell.keys():
            return _made(RawCell, (text, 1, 1, linked))
        return RawCell(text, _span(cell.get("rowspan")), _span(cell.get("colspan")) or 1, linked)

    def _only(self, child: etree._Element) -> str | None:
        """Return the text of a cell's only child where that is a paragraph of plain text, else None."""
        if child.tag != "p" or len(child):
            return None
        tail, text = child.tail, child.text
        if tail and not tail.isspace():
            return None
        return " ".join(text.split()) if text and not (self._hiding and hidden(child)) else ""

    def _lines(self, cell: etree._Element) -> str:
        parts: list[str] = []
        picture = False
        walker = etree.iterwalk(cell, events=("start", "end"))
        for event, element in walker:
            tag = element.tag
            if event == "end":
                if tag in _BLOCK or tag in _APART:
                    parts.append("\n")
                if element is not cell and element.tail:
                    parts.append(element.tail.replace("\n", " "))
                continue
            if tag in _DROP or (self._hiding and element is not cell and hidden(element)):
                walker.skip_subtree()
                continue
            if tag in _BLOCK or tag in _APART:
                parts.append("\n")
            elif tag == "img":
                picture = True
            elif tag == "input" and element.get("type", "text") in {"text", "number"}:
                parts.append(element.get("value") or "")
            if element.text:
                parts.append(element.text.replace("\n", " "))  # other white space goes with its line
        lines = (squeeze(line) for line in "".join(parts).split("\n"))
        return "\n".join(line for line in lines if line) or (IMAGE if picture else "")


def text_of(element: etree._Element) -> str:
    """Return all text inside an element."""
    return "".join(str(text) for text in element.itertext())


def hidden(element: etree._Element) -> bool:
    """Say whether an element's own attributes hide it."""
    style = element.get("style")
    if style and ("none" in style or "hid" in style or not style.islower()):
        style = style.replace(" ", "").lower()
        if "display:none" in style or "mso-hide:all" in style or "visibility:hidden" in style:
            return True
    return element.get("hidden") is not None


def _opens(picture: etree._Element) -> bool:
    """Say whether a linked picture only opens itself, larger."""
    anchor = next(picture.iterancestors("a"), None)
    target = (anchor.get("href") or "") if anchor is not None else ""
    return bool(_PICTURE_FILE.search(target)) or target.startswith("javascript:")


def unfold(element: etree._Element) -> list[Piece]:
    """Return the pieces of an element whose own attributes hide it, as if they did not."""
    for name in ("style", "hidden"):
        if name in element.attrib:
            del element.attrib[name]
    return Walker(hiding=True).walk(element).pieces


def _blank(text: str | None) -> bool:
    return not text or text.isspace()


def _span(value: str | None) -> int:
    if value is None:
        return 1
    if len(value) == 1 and value in "123456789":  # nearly every span
        return int(value)
    found = _SPAN.match(value)
    return int(found[1]) if found else 1


def _holds_form(table: etree._Element) -> bool:
    """Say whether a table inside this one is a table of the form, or there are so many that this one is layout."""
    inner = table.findall(".//table")
    return len(inner) > _MANY_TABLES or any(FORM_WORDS.search(fold(text_of(one))) for one in inner)


def _mostly_own(rows: list[list[RawCell]]) -> bool:
    """Say whether a table with tables inside is itself printed data: most rows have two short cells of their own."""
    filled = [sum(0 < len(cell.text) < 60 and "\n" not in cell.text for cell in row) for row in rows if row]
    return len(filled) > 1 and sum(count >= 2 for count in filled) * 2 > len(filled)


def _is_about(texts: list[str]) -> bool:
    labels = [text for text in texts if label_kind(text) or label_kind(re.split("[：:]", text)[0])]
    return len(labels) >= 2 and any(is_distinct(re.split("[：:]", text)[0]) for text in labels)


def _is_frame(texts: list[str]) -> bool:
    """Say whether a table only frames running text: one cell, or a cell longer than any label of a form."""
    return len(texts) == 1 or max(map(len, texts)) > _LONG_CELL


def _is_layout(rows: list[list[RawCell]], texts: list[str]) -> bool:
    filled = [text for text in texts if text and text != IMAGE]
    if max(len(row) for row in rows) == 1 or len(filled) < 2:
        return True
    return sum(cell.linked for row in rows for cell in row) * 2 >= len(filled)

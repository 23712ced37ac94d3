"""Reads an RTF's tokens into paragraphs and tables, and what its head says."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace

from pipelines.document import Unreadable
from pipelines.rtf.charsets import Charsets, codepage_name
from pipelines.rtf.content import CellShape, Content, Para, RowShape
from pipelines.rtf.state import ENTERED, GATHERED, PARAGRAPH_ENDS, SKIPPED, SYMBOLS, TEXT_BOXES, Group
from pipelines.rtf.tokens import BYTES, CLOSE, OPEN, SYMBOL, WORD, Token

MAX_DEPTH = 1_000  # of groups; Word itself stays below 100
PICTURE = "\ufffc"  # stands for a picture: a cell that shows only one is not blank

_HEADING_NAME = re.compile(r"heading \d|title\b|标题", re.IGNORECASE)


@dataclass(slots=True)
class _Style:
    number: int = 0
    heading: bool = False
    name: str = ""


@dataclass(slots=True)
class Reader:
    """Takes the tokens one by one; `content`, `title`, `lost` and `open_groups` are what it found."""

    content: Content = field(default_factory=Content)
    charsets: Charsets = field(default_factory=Charsets)
    title: str = ""
    _groups: list[Group] = field(default_factory=lambda: [Group()])
    _waiting: list[list[tuple[str, bool]]] = field(default_factory=list)  # anchors of open text boxes
    _text: list[tuple[str, bool]] = field(default_factory=list)
    _bytes: bytearray = field(default_factory=bytearray)
    _skip: int = 0  # characters that stand for a Unicode character already taken
    _star: bool = False
    _fresh: bool = False  # whether a group has just begun, so that a control word may name a destination
    _row: RowShape = field(default_factory=RowShape)
    _inner_row: RowShape = field(default_factory=RowShape)
    _default_font: int = 0
    _headings: set[int] = field(default_factory=set)
    _style: _Style = field(default_factory=_Style)
    ended: bool = False

    @property
    def open_groups(self) -> int:
        """How many groups the file left open."""
        return 0 if self.ended else len(self._groups) - 1

    def read(self, found: Iterator[Token]) -> None:
        """Take all tokens. Raises Unreadable for groups nested beyond every document."""
        for token in found:
            if self.ended:
                break  # nothing behind the closing brace belongs to the document
            fresh, self._fresh = self._fresh, False
            if token.kind == BYTES:
                self._take_bytes(token)
                continue
            if token.kind == WORD and token.text == "u":
                self._take_unicode(token)
                continue
            self._flush()
            if token.kind == OPEN:
                self._open()
            elif token.kind == CLOSE:
                self._close()
            elif token.kind == SYMBOL:
                self._fresh = self._symbol(token.text, fresh=fresh)
            elif self._skip and token.text in SYMBOLS:
                self._skip -= 1
            else:
                self._skip = 0  # by the letter of the standard any word may stand in, but none that ends a cell does
                self._word(token.text, token.number, fresh=fresh)
        self._flush()
        if self._text:
            self._end_paragraph()

    # --- text

    def _take_bytes(self, token: Token) -> None:
        group = self._groups[-1]
        data = token.data
        if self._skip:
            left = data[self._skip :]
            self._skip -= min(self._skip, len(data))
            data = left
        if not group.skipped:
            self._bytes += data

    def _take_unicode(self, token: Token) -> None:
        self._flush()
        group = self._groups[-1]
        self._put(chr((token.number or 0) & 0xFFFF))
        self._skip = group.unicode_skip

    def _flush(self) -> None:
        if self._bytes:
            data = bytes(self._bytes)
            self._bytes.clear()
            self._put(self.charsets.decode(data, self._groups[-1].font))

    def _put(self, text: str) -> None:
        group = self._groups[-1]
        if group.skipped:
            return
        match group.destination:
            case "title":
                self.title += text
            case "stylesheet":
                self._style.name += text
            case "fonttbl" | "info":
                pass
            case _:
                if not group.hidden:
                    self._text.append((text, group.apart))

    # --- groups

    def _open(self) -> None:
        if len(self._groups) > MAX_DEPTH:
            raise Unreadable("too_large", f"The RTF nests groups more than {MAX_DEPTH} deep.")
        self._skip = 0
        self._groups.append(replace(self._groups[-1], depth=len(self._groups)))
        self._fresh, self._star = True, False

    def _close(self) -> None:
        self._skip = 0
        if len(self._groups) == 1:
            return
        group = self._groups.pop()
        outer = self._groups[-1]
        if group.destination == "stylesheet" and outer.destination == "stylesheet":
            if self._style.heading or _HEADING_NAME.match(self._style.name.strip()):
                self._headings.add(self._style.number)
            self._style = _Style()
        elif group.destination in TEXT_BOXES and outer.destination not in TEXT_BOXES:
            if self._text:
                self._paragraph(group)
            self._text = self._waiting.pop()
        self.ended = len(self._groups) == 1

    def _enter(self, name: str, *, star: bool) -> bool:
        """Begin a destination; False where the word names none."""
        group = self._groups[-1]
        if name in SKIPPED or (star and name not in ENTERED):
            group.skipped = True
        elif name == "pict":
            self._put(PICTURE)
            group.skipped = True
        elif name in TEXT_BOXES:
            self._waiting.append(self._text)
            self._text = []
            group.destination, group.base = name, group.level
        elif name in GATHERED or name == "nesttableprops":
            group.destination = name
        else:
            return star
        return True

    # --- control words

    def _symbol(self, name: str, *, fresh: bool) -> bool:
        if name == "*":
            self._star = True
            return fresh
        if self._skip:
            self._skip -= 1
        elif name in "\r\n":
            self._end_paragraph()
        else:
            self._put({"~": "\u00a0", "_": "-", "-": "", ":": "", "|": ""}.get(name, name))
        return False

    def _word(self, name: str, number: int | None, *, fresh: bool) -> None:
        star, self._star = self._star, False
        if fresh and self._enter(name, star=star):
            return
        group = self._groups[-1]
        if group.skipped:
            return
        if name in SYMBOLS:
            self._put(SYMBOLS[name])
        elif name in PARAGRAPH_ENDS:
            self._end_paragraph()
        elif (change := _TABLE.get(name)) is not None:
            change(self, number)
        else:
            self._property(group, name, number)

    def _property(self, group: Group, name: str, number: int | None) -> None:
        on = number != 0
        match name:
            case "f":
                group.font = number or 0
            case "plain":
                group.plain(self._default_font)
            case "v" | "deleted":
                group.hidden = on
            case "strike" | "striked" | "super" | "sub":
                group.apart = on
            case "nosupersub":
                group.apart = False
            case "uc":
                group.unicode_skip = min(max(number if number is not None else 1, 0), 16)
            case "s":
                group.heading = (number or 0) in self._headings
                self._style.number = number or 0
            case "outlinelevel":
                group.heading = self._style.heading = number is not None and number < 9
            case _:
                self._head(group, name, number)

    def _head(self, group: Group, name: str, number: int | None) -> None:
        match name:
            case "ansicpg":
                self.charsets.declare_file(number or 0)
            case "mac":
                self.charsets.file = codepage_name(10000) or self.charsets.file
            case "deff":
                self._default_font = group.font = number or 0
            case "fcharset":
                self.charsets.declare_font(group.font, number or 0)
            case "pard":
                group.level, group.heading = group.base, False
            case "intbl":
                group.level = max(group.level, 1)
            case "itap":
                group.level = max(min(number or 0, 99), group.base)

    # --- paragraphs, cells, rows

    def _paragraph(self, group: Group) -> None:
        text = _settled(self._text)
        self._text = []
        self.content.paragraph(group.level, Para(text, group.heading))

    def _end_paragraph(self) -> None:
        group = self._groups[-1]
        if not group.skipped and group.destination not in GATHERED:
            self._paragraph(group)

    def _end_text(self, level: int) -> None:
        """Take text that no paragraph mark ends, but a cell's or row's mark."""
        text = _settled(self._text)
        self._text = []
        if text:
            self.content.paragraph(level, Para(text))

    def cell(self, _: int | None) -> None:
        """End a cell of a table that stands in no other."""
        self._end_text(1)
        self.content.end_cell(1)

    def nested_cell(self, _: int | None) -> None:
        """End a cell of a table inside a cell."""
        level = max(self._groups[-1].level, 2)
        self._end_text(level)
        self.content.end_cell(level)

    def row(self, _: int | None) -> None:
        """End a row of a table that stands in no other."""
        self._end_text(1)
        self.content.end_row(1, self._row)

    def nested_row(self, _: int | None) -> None:
        """End a row of a table inside a cell."""
        level = max(self._groups[-1].level, 2)
        self._end_text(level)
        self.content.end_row(level, self._inner_row)

    def new_row(self, _: int | None) -> None:
        """Begin a row's definition."""
        if self._groups[-1].destination == "nesttableprops":
            self._inner_row = RowShape()
        else:
            self._row = RowShape()

    def shape(self) -> RowShape:
        """Return the row definition that is being made."""
        return self._inner_row if self._groups[-1].destination == "nesttableprops" else self._row


def _edge(reader: Reader, number: int | None) -> None:
    shape = reader.shape()
    shape.next.right = number or 0
    shape.cells.append(shape.next)
    shape.next = CellShape(0)


def _left(reader: Reader, number: int | None) -> None:
    reader.shape().left = number or 0


def _merge(direction: str, state: str) -> Callable[[Reader, int | None], None]:
    def change(reader: Reader, _: int | None) -> None:
        setattr(reader.shape().next, direction, state)

    return change


_TABLE: dict[str, Callable[[Reader, int | None], None]] = {
    "cell": Reader.cell,
    "nestcell": Reader.nested_cell,
    "row": Reader.row,
    "nestrow": Reader.nested_row,
    "trowd": Reader.new_row,
    "cellx": _edge,
    "trleft": _left,
    "clmgf": _merge("across", "first"),
    "clmrg": _merge("across", "more"),
    "clvmgf": _merge("down", "first"),
    "clvmrg": _merge("down", "more"),
}


def _settled(runs: list[tuple[str, bool]]) -> str:
    """Join runs; raised, lowered and struck text is set apart, and surrogates become the characters they stand for."""
    parts: list[str] = []
    before = False
    for text, apart in runs:
        if apart != before and text.strip():
            parts.append(" ")
            before = apart
        parts.append(text)
    if before:
        parts.append(" ")
    joined = "".join(parts)
    return joined.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace").strip(" \t\r\n")

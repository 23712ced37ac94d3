"""A captured web page made harmless to look at: words and tables, nothing that runs, loads, links or names a person.

Three things guard it, each enough for scripts: this cleaning (an allow-list, applied by nh3 after a parse as browsers
do it), the policy that the answer carries (nothing may be loaded, and the page is sandboxed), and the frame's sandbox.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import nh3
from lxml import etree

from archive.content import decode_text
from archive.masking import mask

LIMIT = 1_500_000  # bytes of a page; most have a tenth of it
MAX_TAGS = 60_000
SPAN = 1000  # rows or columns of a cell, as browsers bound them

# Without their content: what runs, what is drawn in another language, what browsers take for text where lxml does not.
# Of others that are not kept, the words stay.
_DROPPED = frozenset({
    "iframe", "math", "noembed", "noframes", "noscript", "plaintext", "script", "select", "style", "svg", "template",
    "textarea", "title", "xmp",
})  # fmt: skip
_INLINE = frozenset({
    "a", "abbr", "b", "bdi", "bdo", "big", "cite", "code", "del", "em", "font", "i", "ins", "label", "mark", "q", "s",
    "small", "span", "strike", "strong", "sub", "sup", "tt", "u", "wbr",
})  # fmt: skip
_KEPT = frozenset({
    "article", "b", "blockquote", "br", "caption", "center", "col", "colgroup", "dd", "del", "div", "dl", "dt", "em",
    "footer", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "i", "ins", "li", "main", "ol", "p", "pre",
    "section", "small", "span", "strong", "sub", "sup", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "u", "ul",
})  # fmt: skip
_CELL = {"rowspan", "colspan", "id", "bgcolor"}
_ATTRIBUTES = {"td": _CELL, "th": _CELL, "table": {"border"}}
# What may stand in these attributes: ours alone. A colour given so needs no style, which the policy forbids.
HERE, COLOUR = "here", "#ffdf80"
_OURS = {"border": "1", "id": HERE, "bgcolor": COLOUR}
_INVISIBLE = re.compile("[\x00\u00ad\u200b-\u200f\u2060\ufeff]")  # would part the digits of a number to be masked
_SPACES = re.compile(r"\s+")


class Unshowable(Exception):
    """The page cannot be shown as a copy; `key` names the sentence of pages.toml that says why."""

    def __init__(self, key: str, **values: object) -> None:
        super().__init__(key)
        self.key = key
        self.values = values


@dataclass(frozen=True, slots=True)
class Wanted:
    """The cell to mark: the texts of all cells of its table, row by row, and which of them it is."""

    texts: Sequence[str]
    number: int


@dataclass(frozen=True, slots=True)
class Copy:
    """The body of the copy, whether the wanted cell is marked in it, and whether all of the page could be parsed."""

    body: str
    marked: bool
    whole: bool


def sanitised(data: bytes, encoding: str | None, wanted: Wanted | None = None) -> Copy:
    """Return the copy of a page. Raises Unshowable for one that is too large or has no elements."""
    if len(data) > LIMIT or data.count(b"<") > MAX_TAGS:
        raise Unshowable("copy.too_long", limit=f"{LIMIT:,}")
    words, _ = decode_text(data, encoding)
    parser = etree.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, huge_tree=True, no_network=True)
    try:
        root = etree.fromstring(_INVISIBLE.sub("", words).encode("utf-8", "replace"), parser)
    except etree.XMLSyntaxError:
        root = None
    if root is None:
        raise Unshowable("copy.empty")
    whole = not any(entry.type_name == "ERR_RESOURCE_LIMIT" for entry in parser.error_log)
    etree.strip_elements(root, *_DROPPED, with_tail=False)
    etree.strip_attributes(root, *_OURS)  # only what we mark is marked
    marked = wanted is not None and _mark(root, wanted)
    for table in root.iter("table"):
        table.set("border", "1")
    _mask(root)
    body = nh3.clean(
        etree.tostring(root, encoding="unicode", method="html"),
        tags=set(_KEPT),
        clean_content_tags=set(_DROPPED),
        attributes={tag: set(names) for tag, names in _ATTRIBUTES.items()},
        attribute_filter=_attribute,
        url_schemes=set(),
        link_rel=None,
    )
    return Copy(body=body, marked=marked, whole=whole)


def _attribute(_tag: str, name: str, value: str) -> str | None:
    if name in {"rowspan", "colspan"}:
        return value if value.isascii() and value.isdigit() and 0 < int(value[:9]) <= SPAN else None
    return value if _OURS.get(name) == value else None


def _squeezed(words: str) -> str:
    return _SPACES.sub("", _INVISIBLE.sub("", words))


def _mark(root: etree._Element, wanted: Wanted) -> bool:
    """Mark a cell where exactly one table has the very cells of the one wanted, and tell whether it did."""
    texts = [_squeezed(text) for text in wanted.texts]
    cells: dict[etree._Element, list[etree._Element]] = {}
    for cell in root.iter("td", "th"):
        table = next(cell.iterancestors("table"), None)
        if table is not None:
            cells.setdefault(table, []).append(cell)
    same = [own for own in cells.values() if len(own) == len(texts)]
    same = [
        own
        for own in same
        if all(_squeezed("".join(map(str, one.itertext()))) == texts[at] for at, one in enumerate(own))
    ]
    if len(same) != 1:
        return False
    cell = same[0][wanted.number]
    cell.set("id", HERE)
    cell.set("bgcolor", COLOUR)
    return True


def _mask(root: etree._Element) -> None:
    """Mask personal numbers, also those that elements inside a line part: such a line loses these elements' bounds."""
    line: list[tuple[etree._Element, bool]] = []  # (element, whether the words are its own, else those after it)
    for element, own in _places(root):
        if element is None:
            _mask_line(line)
            line = []
        else:
            line.append((element, own))
    _mask_line(line)


def _places(root: etree._Element) -> Iterator[tuple[etree._Element | None, bool]]:
    """Yield where words stand, in their order, and (None, False) where a line ends."""
    for event, element in etree.iterwalk(root, events=("start", "end")):
        if element.tag not in _INLINE:
            yield None, False
        yield element, event == "start"


def _mask_line(line: list[tuple[etree._Element, bool]]) -> None:
    parts = [(element.text if own else element.tail) or "" for element, own in line]
    words = "".join(parts)
    masked = mask(words)
    if masked == words:
        return
    for place, (element, own) in enumerate(line):
        part = masked if place == 0 else ""
        if own:
            element.text = part
        else:
            element.tail = part

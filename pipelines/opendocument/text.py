"""The text of an ODT paragraph as it is shown: blanks written out, notes and hidden runs left out."""

from collections.abc import Iterator

from lxml import etree

from pipelines.opendocument.styles import Styles
from pipelines.xmlzip import attribute, local

PICTURE = "\ufffc"  # stands for a picture: a cell that shows only one is not blank
MAX_DEPTH = 60  # of elements inside one paragraph
MAX_BLANKS = 200  # in one run of blanks

_GONE = {
    "annotation", "annotation-end", "note", "ruby-text", "frame", "custom-shape", "rect", "line", "tracked-changes",
    "hidden-text", "hidden-paragraph", "g", "bookmark", "change", "change-start", "change-end", "soft-page-break",
}  # fmt: skip
_BLANKS = " \t\r\n"


def paragraph_text(paragraph: etree._Element, styles: Styles) -> str:
    """Return a paragraph's text; tabs and line breaks are kept, a picture is U+FFFC."""
    if styles.is_hidden(attribute(paragraph, "style-name")):
        return ""
    return "".join(_collapsed(_pieces(paragraph, styles, 0)))


def boxes(paragraph: etree._Element) -> Iterator[etree._Element]:
    """Yield the text boxes anchored in a paragraph, outermost ones only."""
    for item in paragraph:
        if local(item) == "text-box":
            yield item
        elif local(item) not in {"table", "annotation", "note"}:
            yield from boxes(item)


def _collapsed(pieces: Iterator[tuple[str, bool]]) -> Iterator[str]:
    """Collapse blanks as ODF asks: a run of them in the markup is one, none at the paragraph's beginning."""
    after_blank = True
    for text, literal in pieces:
        if literal:
            yield text
            after_blank = False
            continue
        for char in text:
            if char not in _BLANKS:
                yield char
                after_blank = False
            elif not after_blank:
                yield " "
                after_blank = True


def _pieces(element: etree._Element, styles: Styles, depth: int) -> Iterator[tuple[str, bool]]:
    """Yield (text, whether its blanks count) of an element's shown content."""
    yield element.text or "", False
    for item in element if depth < MAX_DEPTH else ():
        name = local(item)
        if name == "s":
            count = attribute(item, "c") or "1"
            yield " " * (min(int(count), MAX_BLANKS) if count.isascii() and count[:5].isdigit() else 1), True
        elif name == "tab":
            yield "\t", True
        elif name == "line-break":
            yield "\n", True
        elif name == "frame":
            if next(item.iter("{*}image", "{*}object"), None) is not None and next(boxes(item), None) is None:
                yield PICTURE, True
        elif name == "span":
            yield from _span(item, styles, depth + 1)
        elif name and name not in _GONE:
            yield from _pieces(item, styles, depth + 1)
        yield item.tail or "", False


def _span(span: etree._Element, styles: Styles, depth: int) -> Iterator[tuple[str, bool]]:
    style = attribute(span, "style-name")
    if styles.is_hidden(style):
        return
    if not styles.is_apart(style):
        yield from _pieces(span, styles, depth)
        return
    pieces = list(_pieces(span, styles, depth))
    blank = not any(text.strip() for text, _ in pieces)
    yield from pieces if blank else [(" ", True), *pieces, (" ", True)]

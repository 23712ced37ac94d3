"""Parses markup with lxml, within bounds and without looking outside the document."""

from lxml import etree

from pipelines.document import Problem, Unreadable
from pipelines.formats._source import strip
from pipelines.formats._walk import Piece, Walker


def parse(markup: bytes) -> tuple[etree._Element, list[Problem]]:
    """Return the root element and a problem if elements were lost. Raises Unreadable for markup without elements."""
    parser = etree.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, huge_tree=True, no_network=True)
    try:
        root = etree.fromstring(markup, parser)
    except etree.XMLSyntaxError as error:
        raise Unreadable("unreadable", f"the page cannot be parsed as HTML ({error}); save it again") from error
    if root is None:
        raise Unreadable("unreadable", "the page has no elements; save it again")
    if any(entry.type_name == "ERR_RESOURCE_LIMIT" for entry in parser.error_log):
        detail = "elements are nested beyond the parser's limit, what lies deeper is lost; save the report alone"
        return root, [Problem(kind="too_large", detail=detail)]
    return root, []


def pieces_of(markup: str) -> list[Piece]:
    """Return what a fragment of markup inside a text holds. Raises Unreadable beyond the limits."""
    raw, hiding = strip(markup)
    root, _ = parse(raw)
    return Walker(hiding=hiding).walk(root).pieces

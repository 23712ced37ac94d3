"""The text of a Word paragraph as it is shown: revisions settled, fields by their results, hidden runs left out."""

from collections.abc import Iterator

from lxml import etree

from pipelines.document import Unreadable
from pipelines.xmlzip import attribute, child, local

PICTURE = "\ufffc"  # stands for a picture: a cell that shows only one is not blank
MAX_DEPTH = 60  # of elements inside one paragraph

_GONE = {
    "del",
    "moveFrom",
    "delText",
    "instrText",
    "rPr",
    "pPr",
    "txbxContent",
    "rt",
    "annotationRef",
    "footnoteReference",
}
_AS_TEXT = {"tab": "\t", "ptab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}
_OFF = {"0", "false", "off", "none"}


def paragraph_text(paragraph: etree._Element) -> str:
    """Return a paragraph's text; tabs and line breaks are kept, a picture is U+FFFC.

    Raises Unreadable for nesting beyond what any program writes.
    """
    return "".join(_texts(paragraph, 0))


def text_boxes(paragraph: etree._Element) -> Iterator[etree._Element]:
    """Yield the contents of the text boxes anchored in a paragraph, each once."""
    for content in paragraph.iter("{*}txbxContent"):
        above = [local(element) for element in content.iterancestors()]
        inside = above[: above.index("p")] if "p" in above else above
        if "Fallback" not in inside or not _has_choice_text(content):
            yield content


def _has_choice_text(content: etree._Element) -> bool:
    """Whether the text box, a fallback for old programs, is also there for new ones."""
    for element in content.iterancestors():
        if local(element) == "AlternateContent":
            choice = child(element, "Choice")
            return choice is not None and next(choice.iter("{*}txbxContent"), None) is not None
    return False


def _texts(element: etree._Element, depth: int) -> Iterator[str]:
    if depth > MAX_DEPTH:
        raise Unreadable("too_large", f"A paragraph of the DOCX nests more than {MAX_DEPTH} elements; save it anew.")
    for item in element:
        name = local(item)
        if name == "t":
            yield item.text or ""
        elif name in _AS_TEXT:
            yield _AS_TEXT[name]
        elif name == "sym":
            yield _symbol(item)
        elif name in {"blip", "imagedata"}:
            yield PICTURE
        elif name == "r":
            yield from _run(item, depth + 1)
        elif name == "AlternateContent":
            yield from _alternative(item, depth + 1)
        elif name and name not in _GONE:
            yield from _texts(item, depth + 1)


def _run(run: etree._Element, depth: int) -> Iterator[str]:
    """Yield a run's text; raised, lowered and struck text is set apart, so that it cannot join a number's digits."""
    properties = child(run, "rPr")
    if _is_on(child(properties, "vanish")):
        return
    apart = _is_on(child(properties, "strike")) or _is_on(child(properties, "dstrike"))
    apart = apart or attribute(child(properties, "vertAlign"), "val") in {"superscript", "subscript"}
    texts = _texts(run, depth)
    if apart:
        text = "".join(texts)
        yield f" {text} " if text.strip() else text
    else:
        yield from texts


def _is_on(element: etree._Element | None) -> bool:
    return element is not None and (attribute(element, "val") or "1") not in _OFF


def _alternative(element: etree._Element, depth: int) -> Iterator[str]:
    """Yield the first alternative that shows anything; the others show the same again."""
    for alternative in element:
        text = "".join(_texts(alternative, depth))
        if text:
            yield text
            return


def _symbol(item: etree._Element) -> str:
    try:
        return chr(int(attribute(item, "char") or "", 16))
    except ValueError:
        return "\ufffd"

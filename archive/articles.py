"""What of a page belongs to its article: the element that editors fill, and pictures that are no icons."""

import re

from lxml import etree


def _words(names: str) -> frozenset[str]:
    return frozenset(names.split())


_CONTAINER_IDS = _words(
    "zoom zoomcon ucapcontent vsb_content artibody article articlecontent article_content news_content newscontent "
    "contentbox conttext content textcontent infocontent detailcontent printcontent"
)
_CONTAINER_CLASSES = _words(
    "trs_editor trs_ueditor trs_preappend trs_editor_view trs_word article-content article_content articlecontent "
    "article-con article_con articlecon article-body news_content newscontent content-text ucapcontent xxgk_content "
    "info-content detail-content bt_content pages_content contxt v_news_content wp_articlecontent"
)
_PICTURE = re.compile(r"picture (\d{1,4}) of (\d{1,4})")
_PART = re.compile(r"page (\d{1,4}) of (\d{1,4})")
_STYLE_SIZE = re.compile(r"(?:^|[;\s])(?:max-)?(?:width|height)\s*:\s*(\d+(?:\.\d+)?(?:px|pt))")
_PIXELS = re.compile(r"\s*(\d{1,6}(?:\.\d{1,4})?)\s*(?:px|pt)?\s*")
_DRAWN = re.compile(r"\.(?:gif|svg|ico)(?:$|[?#])", re.IGNORECASE)
_ICON = 150  # pixels; no page of a report can be read on less
_LARGE = 400


def is_container(element: etree._Element) -> bool:
    """Say whether an element is where a content management system puts an article's body."""
    if element.tag in {"ucapcontent", "article"}:
        return True
    attributes = element.attrib
    if not attributes:
        return False
    name = attributes.get("id")
    if name and name.lower() in _CONTAINER_IDS:
        return True
    classes = attributes.get("class")
    return bool(classes) and not _CONTAINER_CLASSES.isdisjoint(str(classes).lower().split())


def is_page_sized(element: etree._Element, address: str) -> bool:
    """Say whether a picture or frame may show a page of a report: no icon, by its kind and by the size it states."""
    sizes = [element.get("width") or "", element.get("height") or "", *_STYLE_SIZE.findall(element.get("style") or "")]
    pixels = [float(found[1]) for found in map(_PIXELS.fullmatch, sizes) if found]
    if any(size < _ICON for size in pixels):
        return False
    return element.tag != "img" or not _DRAWN.search(address) or any(size >= _LARGE for size in pixels)


def picture_text(number: int, count: int) -> str:
    """Return the link text under which a picture of a page is kept: which it is (from 1) of how many."""
    return f"picture {number} of {count}"


def picture_number(link_text: str | None) -> tuple[int, int] | None:
    """Return which picture of how many a link text of `picture_text` says, None for others."""
    return _counted(_PICTURE, link_text)


def part_text(number: int, count: int) -> str:
    """Return the link text under which a further page of an article is kept: which it is (from 2) of how many."""
    return f"page {number} of {count}"


def part_number(link_text: str | None) -> tuple[int, int] | None:
    """Return which page of how many a link text of `part_text` says, None for others."""
    return _counted(_PART, link_text)


def _counted(words: re.Pattern[str], link_text: str | None) -> tuple[int, int] | None:
    found = words.fullmatch(link_text or "")
    if found is None or not 1 <= int(found[1]) <= int(found[2]):
        return None
    return int(found[1]), int(found[2])

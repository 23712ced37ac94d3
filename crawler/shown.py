"""What a report's page shows instead of printing it: frames and pictures of pages inside its article."""

import re
from collections.abc import Iterator
from itertools import product
from typing import NamedTuple

from lxml import html

from archive.articles import is_container, is_page_sized, picture_text
from archive.records import Role
from crawler.platforms.base import Entry, Page, link, parse
from crawler.titles import is_document

MAX_SHOWN = 40  # frames and pictures of one page
# The words of the form's tables: a page that prints them carries its report itself, and nothing more is asked for.
# Plain words: a pattern of them takes half as long again on a page that holds none, and twenty times on one that does.
_SPELLED = ("第 二 十 条條", "商 业業 企", "结結 果 维維 持", "统統 计計 指 标標", "指 标標 名 称稱")
_FORM = tuple("".join(word) for spelled in _SPELLED for word in product(*spelled.split()))
_AROUND = frozenset({"header", "footer", "nav", "aside", "button", "form"})
_PICTURE = re.compile(r"\.(?:jpe?g|png|bmp|tiff?|webp|gif)(?:$|[?#])", re.IGNORECASE)


class Shown(NamedTuple):
    """A frame or picture of an article, and what it is fetched as."""

    entry: Entry
    role: Role


def shown_in_article(page: Page) -> tuple[Shown, ...]:
    """Return the frames and page-sized pictures of an article that prints no table of the form, in their order."""
    if any(words in page.text for words in _FORM):
        return ()
    root = parse(page.text)
    if root is None:
        return ()
    article = _article(root)
    addresses = dict.fromkeys(_addresses(article if article is not None else root, page.url))
    pictures = sum(tag == "img" for _, tag in addresses)
    shown, number = [], 0
    for address, tag in addresses:
        if tag == "img":
            number += 1
            text = picture_text(number, pictures)
            shown.append(Shown(Entry(address, text, text), Role.ATTACHMENT))
        else:
            shown.append(Shown(Entry(address, "frame", "frame"), Role.IFRAME))
    return tuple(shown)


def _article(root: html.HtmlElement) -> html.HtmlElement | None:
    """Return the element that holds the article's body, the fullest where there are several."""
    found = [
        element for element in root.iter("div", "td", "section", "article", "ucapcontent") if is_container(element)
    ]
    return max(found, key=lambda element: len(element.xpath(".//img | .//iframe")), default=None)


def _addresses(article: html.HtmlElement, base: str) -> Iterator[tuple[str, str]]:
    for element in article.iter("img", "iframe"):
        source = element.get("src") or element.get("data-src") or element.get("data-original") or ""
        url = link(base, source) if source else None
        if url is None or is_document(url) or not is_page_sized(element, source):
            continue
        if any(outer.tag in _AROUND for outer in element.iterancestors()):
            continue
        if element.tag == "img" and not _is_report_page(element, base):
            continue
        yield url, str(element.tag)


def _is_report_page(picture: html.HtmlElement, base: str) -> bool:
    """Say whether a picture stands by itself or opens a picture: one that links to a page is a banner."""
    anchor = next(picture.iterancestors("a"), None)
    target = link(base, anchor.get("href") or "") if anchor is not None else None
    return target is None or bool(_PICTURE.search(target))

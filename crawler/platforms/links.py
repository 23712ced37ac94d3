"""What lists made of plain links share: the entries among the links, and where the pager leads."""

import re
from collections.abc import Callable
from itertools import islice
from typing import NamedTuple

from crawler.addresses import registrable
from crawler.pagers import read_pager
from crawler.platforms.base import Entry, Page, entry_of, link, parse
from crawler.platforms.generic import looks_like_detail
from crawler.titles import is_document, looks_like_report, read_year

MAX_LINKS = 10_000  # of one page; no list that anybody reads has so many
_LINK = re.compile(r"<a\s", re.IGNORECASE)
_COLUMN_NAME = 12  # characters; "2023年信息公开年报" is a column's name


class Turned(NamedTuple):
    """Where a list's pager leads: further pages, or nowhere but by a script or form although there are more."""

    pages: tuple[str, ...] = ()
    scripted: bool = False
    counted: bool = False  # whether the page counts itself among several, and is not the first


def entries_where(page: Page, wanted: Callable[[str, str], bool]) -> tuple[Entry, ...]:
    """Return the entries whose address and title (or text) `wanted` takes, each address once, in their order."""
    root = parse(page.text)
    found: dict[str, Entry] = {}
    for anchor in islice(root.iter("a"), MAX_LINKS) if root is not None else ():
        href = str(anchor.get("href") or "").strip()
        url = link(page.url, href) if href else None
        text, title = str(anchor.text_content()).strip(), str(anchor.get("title") or "").strip()
        if url is None or not wanted(url, title if len(title) >= len(text) else text):
            continue
        entry = entry_of(page.url, anchor)
        if entry is not None and (url not in found or (not found[url].title and entry.title)):
            found[url] = entry
    return tuple(found.values())


def cut_off(page: Page) -> str | None:
    """Return that a page has more links than are read of one, as a sentence; None where it has not."""
    more = sum(1 for _ in islice(_LINK.finditer(page.text), MAX_LINKS + 1)) > MAX_LINKS
    return f"the page has more than {MAX_LINKS} links, of which only the first are read" if more else None


def reports_elsewhere(page: Page, known: tuple[Entry, ...]) -> tuple[tuple[Entry, ...], tuple[Entry, ...]]:
    """Return links that are named as the report of one year but are not `known`, as pages and as other lists.

    A list may name reports that another system of the same site serves.
    """
    urls = {entry.url for entry in known}
    found = entries_where(page, lambda url, title: url not in urls and names_report(page.url, url, title))
    pages = tuple(entry for entry in found if looks_like_detail(entry.url) or is_document(entry.url))
    return pages, tuple(entry for entry in found if entry not in pages)


def names_report(base: str, url: str, title: str) -> bool:
    """Tell whether a link to the same site bears the full title of one year's report."""
    bare = "".join(title.split())
    named = len(bare) > _COLUMN_NAME and looks_like_report(bare) and read_year(bare) is not None
    return named and url != base and is_same_site(base, url)


def is_same_site(one: str, other: str) -> bool:
    """Tell whether two addresses lie under one registered domain."""
    try:
        return registrable(one) == registrable(other)
    except ValueError:
        return False  # a port that is none


def shows_list(entries: tuple[Entry, ...]) -> bool:
    """Tell whether a page with these entries of a family's form is a list of it: by their number or their titles."""
    return len(entries) > 2 or sum(looks_like_report(entry.title) for entry in entries) > 1


def turn(page: Page) -> Turned:
    """Return the page that the link 下一页 leads to, else all that the pager's numbers lead to.

    One page at a time is followed where it can be, so that a server which repeats its last page ends the list.
    """
    root = parse(page.text)
    if root is None:
        return Turned()
    pager = read_pager(root, page.url, page.url)
    counted = 1 < page.number <= (pager.total or 0)
    if pager.following or pager.pages:
        return Turned((pager.following,) if pager.following else pager.pages, counted=counted)
    more = page.number < pager.total if pager.total is not None else pager.script
    return Turned(scripted=more, counted=counted)

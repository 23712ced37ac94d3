"""What lists made of plain links share: the entries among the links, and where the pager leads."""

from collections.abc import Callable
from typing import NamedTuple

from crawler.pagers import read_pager
from crawler.platforms.base import Entry, Page, entry_of, link, parse
from crawler.titles import looks_like_report


class Turned(NamedTuple):
    """Where a list's pager leads: further pages, or nowhere but by a script or form although there are more."""

    pages: tuple[str, ...] = ()
    scripted: bool = False


def entries_where(page: Page, wanted: Callable[[str, str], bool]) -> tuple[Entry, ...]:
    """Return the entries whose address and link text `wanted` takes, each address once, in their order."""
    root = parse(page.text)
    found: dict[str, Entry] = {}
    for anchor in root.iter("a") if root is not None else ():
        href = str(anchor.get("href") or "").strip()
        url = link(page.url, href) if href else None
        if url is None or not wanted(url, str(anchor.text_content()).strip()):
            continue
        entry = entry_of(page.url, anchor)
        if entry is not None and (url not in found or (not found[url].title and entry.title)):
            found[url] = entry
    return tuple(found.values())


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
    if pager.following or pager.pages:
        return Turned((pager.following,) if pager.following else pager.pages)
    more = page.number < pager.total if pager.total is not None else pager.script
    return Turned(scripted=more)

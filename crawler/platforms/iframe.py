"""Shells: pages that only frame another page of their site, which holds the list of whatever family."""

from collections.abc import Iterator
from urllib.parse import urlsplit

from lxml.etree import strip_elements

from archive.articles import is_page_sized
from crawler.platforms import platforms
from crawler.platforms.base import Entry, Listing, Page, Platform, link, parse
from crawler.platforms.links import is_same_site
from crawler.platforms.values import is_front_page
from crawler.registry import Site
from crawler.titles import is_document, looks_like_report

MAX_FRAMES = 10
_LITTLE = 1500  # characters of a shell's own text: menu, head and foot; a portal's home page has more
_OTHERS = frozenset({"iframe", "generic"})


class Iframe(Platform):
    """Reads the framed page by the family that it shows; a page without a frame likewise."""

    family = "iframe"
    ends_empty = True  # as some of the families that may stand in the frame

    def read_list(self, site: Site, page: Page) -> Listing:
        """Return a shell's frames as lists to read next, and the entries of any other page.

        Raises ListError where the family of that page does.
        """
        reader, frames = _reader(page), tuple(_frames(page))[:MAX_FRAMES]
        if frames and (reader is None or page.level == 0):  # what the entry's own page lists beside its frame is news
            return Listing(columns=frames)
        if reader is not None:
            return reader.read_list(site, page)
        if _has_empty_frame(page):
            reason = (
                "a script tells the frame what to show; find its address in a browser and write that as the entry's "
                "list, or set options.browser = true"
            )
            return Listing(needs_browser=reason)
        generic = platforms().get("generic")
        return generic.read_list(site, page) if generic else Listing()

    def read_detail(self, page: Page) -> tuple[Entry, ...]:
        """Return the files that any family finds, since the framed page's is known for its lists only."""
        ways = {type(one).read_detail: one for name, one in platforms().items() if name not in _OTHERS}
        found = {entry.url: entry for one in ways.values() for entry in one.read_detail(page)}
        return tuple(found.values())

    def recognises(self, page: Page) -> bool:
        """See a frame of the same site on a page that says little itself, names no report and is of no family."""
        if is_front_page(page.url) or not any(_frames(page)) or _reader(page) is not None:
            return False
        root = parse(page.text)
        if root is None:
            return False
        strip_elements(root, "script", "style", "noscript", with_tail=False)
        if len("".join(str(root.text_content()).split())) > _LITTLE:
            return False
        return not any(looks_like_report(str(anchor.text_content())) for anchor in root.iter("a"))


def _reader(page: Page) -> Platform | None:
    """Return the family that claims a page, by what it shows or else by its address."""
    others = [one for name, one in platforms().items() if name not in _OTHERS]
    path = urlsplit(page.url).path
    by_page = next((one for one in others if one.recognises(page)), None)
    return by_page or next((one for one in others if one.address is not None and one.address.search(path)), None)


def _frames(page: Page) -> Iterator[Entry]:
    """Yield what the page frames: other pages of the same site, large enough to hold a list."""
    root = parse(page.text)
    for frame in root.iter("frame", "iframe") if root is not None else ():
        source = str(frame.get("src") or "").strip()
        url = link(page.url, source) if source else None
        if url is None or url == page.url or is_document(url) or not is_same_site(url, page.url):
            continue
        if _is_hidden(str(frame.get("style") or "")) or (frame.tag == "iframe" and not is_page_sized(frame, source)):
            continue
        title = " ".join(str(frame.get("title") or frame.get("name") or "").split())
        yield Entry(url, title, "frame")


def _has_empty_frame(page: Page) -> bool:
    root = parse(page.text)
    frames = root.iter("frame", "iframe") if root is not None else ()
    return any(str(frame.get("src") or "about:blank").strip() in {"about:blank", "#"} for frame in frames)


def _is_hidden(style: str) -> bool:
    return "display:none" in style.replace(" ", "").lower()

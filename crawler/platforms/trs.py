"""TRS WCM: static pages `index.html`, `index_1.html`, …, entries `./YYYYMM/tYYYYMMDD_ID.html`."""

import re
from urllib.parse import urljoin, urlsplit

from crawler.platforms.base import Entry, Listing, Page, Platform, entry_of, parse
from crawler.registry import Site
from crawler.titles import is_document

_DETAIL = re.compile(r"/t\d{8}_\d+\.s?html?$")
_COUNT = re.compile(r"\bcountPage\s*=\s*[\"']?(\d+)")
_PAGER = re.compile(r"createPageHTML\(\s*(\d+)\s*,\s*(\d+)\s*,\s*[\"'](\w+)[\"']\s*,\s*[\"'](\w+)[\"']")
_SEARCHED = re.compile(r"trsapi[\s\S]*?recordCount\s*:\s*[\"']?(\d+)")


class Trs(Platform):
    """Lists made as files; the pager's script says how many there are."""

    family = "trs"

    def read_list(self, site: Site, page: Page) -> Listing:  # noqa: ARG002 (the interface of all families)
        """Read the anchors that lead to TRS pages or to files, and the number of pages."""
        entries = _entries(page)
        pages = _pages(page) if page.number == 1 else ()
        incomplete = None
        searched = _SEARCHED.search(page.text)
        if searched and not pages and int(searched[1]) > len(entries):
            incomplete = (
                f"{len(entries)} of {searched[1]} entries stand in the page, the others come from a search interface "
                "that the family trs does not read; collect them by hand with `nianbao import`"
            )
        return Listing(entries, pages, incomplete)

    def recognises(self, page: Page) -> bool:
        """See the pager's script, or several entries in the TRS form."""
        return bool(_PAGER.search(page.text) or _COUNT.search(page.text)) or len(_entries(page)) > 2


def _entries(page: Page) -> tuple[Entry, ...]:
    root = parse(page.text)
    found: dict[str, Entry] = {}
    for anchor in root.xpath("//a[@href]") if root is not None else ():
        entry = entry_of(page.url, anchor)
        if entry is None or not (_DETAIL.search(urlsplit(entry.url).path) or is_document(entry.url)):
            continue
        if entry.url not in found or (not found[entry.url].title and entry.title):
            found[entry.url] = entry
    return tuple(found.values())


def _pages(page: Page) -> tuple[str, ...]:
    if pager := _PAGER.search(page.text):
        total, name, suffix = int(pager[1]), pager[3], pager[4]
    elif count := _COUNT.search(page.text):
        last = urlsplit(page.url).path.rpartition("/")[2]
        name, _, suffix = last.rpartition(".") if "." in last else ("index", ".", "html")
        total = int(count[1])
    else:
        return ()
    return tuple(urljoin(page.url, f"{name}_{number}.{suffix}") for number in range(1, total))

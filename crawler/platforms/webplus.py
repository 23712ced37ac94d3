"""博达 webplus: lists `ndbg.htm` whose next page is the file `ndbg/10.htm`, counted down to `ndbg/1.htm`.

The lists of its namesake (苏迪: `/COLUMN/list.htm`, `list2.htm`) count up. Both name their next page by a link.
"""

import re
from urllib.parse import urlsplit

from crawler.platforms.base import Entry, Listing, Page, Platform, linked_files
from crawler.platforms.links import cut_off, entries_where, reports_elsewhere, shows_list, turn
from crawler.platforms.values import is_front_page
from crawler.registry import Site
from crawler.titles import is_document

_DETAIL = re.compile(r"/info/\d+/\d+\.htm$|/\d{4}/\d{4}/c\d+a\d+/page\.(?:htm|psp)$")
_DYNAMIC = re.compile(r"/content\.jsp$")
_FILE = re.compile(r"/system/_content/download\.jsp$|/virtual_attach_file\.vsb$")
_COUNT = re.compile(r"[>\s]\d{1,4}/(\d{1,4})\s{0,9}</(?:span|td|em|div)>")  # 1/11, the page and the number of pages
_MARKS = re.compile(
    r"_showDynClick|pb_sys_common|\bwp_paging|/system/resource/(?:css|js|code)/|urltype=tree\.TreeTempUrl"
)


class Webplus(Platform):
    """Lists as files; each names the next one."""

    family = "webplus"

    def read_list(self, site: Site, page: Page) -> Listing:  # noqa: ARG002 (the interface of all families)
        """Read the links to the family's pages and files, and the link to the next page."""
        entries = entries_where(page, _is_entry)
        others, columns = reports_elsewhere(page, entries)
        pages, scripted, counted = turn(page)
        said = _COUNT.search(page.text)
        last = int(said[1]) if said else 0
        incomplete = None
        if scripted or (not pages and last > page.number):
            incomplete = "the list has further pages, but only a script leads to them; collect them by hand"
        counted = counted or 1 < page.number <= last
        return Listing((*entries, *others), pages, incomplete or cut_off(page), columns, counted=counted)

    def read_detail(self, page: Page) -> tuple[Entry, ...]:
        """Return linked documents, and the downloads whose address and name do not show what they are."""
        found = {entry.url: entry for entry in linked_files(page.url, page.text)}
        for entry in entries_where(page, lambda url, _: bool(_FILE.search(urlsplit(url).path))):
            found.setdefault(entry.url, entry)
        return tuple(found.values())

    def recognises(self, page: Page) -> bool:
        """See what the system puts into every list: its counter of clicks or its pager, and its entries."""
        if is_front_page(page.url):
            return False
        details = entries_where(page, lambda url, _: bool(_DETAIL.search(urlsplit(url).path)))
        return shows_list(details) or bool(details and _MARKS.search(page.text))


def _is_entry(url: str, text: str) -> bool:
    parts = urlsplit(url)
    if _DETAIL.search(parts.path) or _FILE.search(parts.path) or is_document(url, text):
        return True
    return bool(_DYNAMIC.search(parts.path)) and "wbnewsid=" in parts.query

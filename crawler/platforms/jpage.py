"""大汉 jpage: `/col/colN/index.html` with records in CDATA, further groups from `dataproxy.jsp`."""

import re
from html import unescape
from urllib.parse import quote, urlsplit

from crawler.platforms.base import Entry, ListError, Listing, Page, Platform, entry_of, link, parse
from crawler.registry import Site

_RECORD = re.compile(r"<record>\s*(?:<!\[CDATA\[)?(.*?)(?:\]\]>)?\s*</record>", re.DOTALL)
_STORE = re.compile(r"<datastore>|<recordset>|jpage/dataproxy\.jsp")
_NEXT = re.compile(r"<nextgroup>.*?href=(\"[^\"]*\"|'(?:[^'>]|'(?![\s>]))*')", re.DOTALL | re.IGNORECASE)
_TOTAL = re.compile(r"<totalrecord>\s*(\d+)\s*</totalrecord>|\btotalRecord\s*:\s*['\"]?(\d+)")


class Jpage(Platform):
    """Lists whose records are HTML fragments inside an XML island; each group names the next one."""

    family = "jpage"
    address = re.compile(r"/col/col\d+/|/module/web/jpage/")
    ends_empty = True

    def read_list(self, site: Site, page: Page) -> Listing:  # noqa: ARG002 (the interface of all families)
        """Read the records of one group and the address of the next.

        Raises ListError for a page without such records.
        """
        if not _STORE.search(page.text):
            raise ListError("the page holds no <datastore>, so it is not a jpage list; check the entry's family")
        entries = tuple(entry for record in _RECORD.findall(page.text) for entry in _entries(page.url, record))
        pages = _next_group(page) if entries or page.number == 1 else ()
        total = _TOTAL.search(page.text)
        missing = int(total[1] or total[2]) - len(entries) if total else 0
        if page.number == 1 and missing > 0 and not pages:
            return Listing(entries, (), f"{missing} further entries are announced, but no address for them is given")
        return Listing(entries, pages if missing > 0 or not total else (), None)

    def recognises(self, page: Page) -> bool:
        """See the XML island or the address of its proxy."""
        return bool(_STORE.search(page.text))


def _entries(base: str, record: str) -> list[Entry]:
    root = parse(f"<div>{record}</div>")
    anchors = root.xpath("//a[@href]") if root is not None else []
    entries = [entry_of(base, anchor) for anchor in anchors]
    return [entry for entry in entries if entry is not None][:1]  # further links of a record are not its page


def _next_group(page: Page) -> tuple[str, ...]:
    found = _NEXT.search(page.text)
    if found is None:
        return ()
    href = unescape(found[1][1:-1]).strip()
    path, _, query = href.partition("?")
    # some servers quote the values inside the address (path='/'); the server itself does not want the quotes
    pairs = [f"{name}={quote(value.strip(chr(39)), safe='/%')}" for name, value in _pairs(query)]
    url = link(page.url, f"{path}?{'&'.join(pairs)}") if href else None
    return (url,) if url and url != page.url and "dataproxy.jsp" in urlsplit(url).path else ()


def _pairs(query: str) -> list[tuple[str, str]]:
    parts = (part.partition("=") for part in query.split("&") if part)
    return [(name, value) for name, _, value in parts]

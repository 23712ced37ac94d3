"""大汉 jpage: `/col/colN/index.html` with records in CDATA, further groups from `dataproxy.jsp`."""

import re
from html import unescape
from urllib.parse import quote, urlsplit

from crawler.platforms.base import Entry, ListError, Listing, Page, Platform, entry_of, link, parse
from crawler.platforms.values import is_front_page, plain
from crawler.registry import Site
from crawler.titles import looks_like_report

_STORE = re.compile(r"<datastore>|<recordset>|jpage/dataproxy\.jsp")
_CDATA = re.compile(r"\s*<!\[CDATA\[")
_NEXT = re.compile(r"<nextgroup>", re.IGNORECASE)
_NEXT_LENGTH = 5000  # of one <nextgroup>, in characters
_HREF = re.compile(r"href\s*=\s*(\"[^\"]*\"|'(?:[^'>]|'(?![\s>]))*')", re.IGNORECASE)
_ENTITY = re.compile(r"&(?:#\w{1,8}|\w{1,8});")  # with its semicolon only: &para=… is a parameter
_TOTAL = re.compile(r"<totalrecord>\s*(\d{1,9})\s*</totalrecord>|\btotalRecord\s*:\s*['\"]?(\d{1,9})\b")


class Jpage(Platform):
    """Lists whose records are HTML fragments inside an XML island; each group names the next one."""

    family = "jpage"
    # lists of the families xxgk and jpaas stand below /col/, too, and their pages tell; most there are of this one
    address = re.compile(r"/col/col\d+/|/module/(?:web/)?jpage/")
    ends_empty = True

    def read_list(self, site: Site, page: Page) -> Listing:  # noqa: ARG002 (the interface of all families)
        """Read the records of one group and the address of the next.

        Raises ListError for a page without such records.
        """
        if not _STORE.search(page.text):
            raise ListError("the page holds no <datastore>, so it is not a jpage list; check the entry's family")
        records, cut = _records(page.text)
        found = [_entry(page.url, record) for record in records]
        entries = tuple(entry for entry in found if entry)
        pages = _next_group(page) if entries or page.number == 1 else ()
        total = _TOTAL.search(page.text)
        missing = int(total[1] or total[2]) - page.found - len(entries) if total else 0
        nameless = sum(not entry and looks_like_report(plain(one)) for one, entry in zip(records, found, strict=True))
        incomplete = None
        if cut:
            incomplete = f"{cut} records of the list are cut off; the next crawl tries again"
        elif nameless:
            incomplete = f"{nameless} of {len(records)} records have no address that can be asked"
        elif missing > 0 and not pages:
            incomplete = f"{missing} further entries are announced, but no address for them is given"
        elif total and missing <= 0:
            pages = ()
        return Listing(entries, pages, incomplete, counted=bool(total) and page.number > 1)

    def recognises(self, page: Page) -> bool:
        """See the XML island or the address of its proxy; a front page may show islands of news, but is no list."""
        return bool(_STORE.search(page.text)) and not is_front_page(page.url)


def _records(text: str) -> tuple[list[str], int]:
    """Return the fragments of all records, and how many have no end."""
    whole, cut = [], 0
    for part in text.split("<record>")[1:]:
        record, end, _ = part.partition("</record>")
        whole += [_CDATA.sub("", record, count=1).strip().removesuffix("]]>")] if end else []
        cut += not end
    return whole, cut


def _entry(base: str, record: str) -> Entry | None:
    """Return the first link of a record: further ones (its column, its source) are not its page."""
    root = parse(f"<div>{record}</div>")
    anchors = root.xpath("//a[@href]") if root is not None else []
    return next((entry for anchor in anchors if (entry := entry_of(base, anchor))), None)


def _next_group(page: Page) -> tuple[str, ...]:
    start = _NEXT.search(page.text)
    group = page.text[start.end() : start.end() + _NEXT_LENGTH].partition("</nextgroup>")[0] if start else ""
    found = _HREF.search(group)
    if found is None:
        return ()
    url = link(page.url, _as_given(_ENTITY.sub(lambda entity: unescape(entity[0]), found[1][1:-1]).strip()))
    return (url,) if url and url != page.url and "dataproxy.jsp" in urlsplit(url).path else ()


def _as_given(href: str) -> str:
    """Return the address as the page gives it: its values may be encrypted, so that no character of them may change.

    Some servers quote the values inside the address (path='/'); the server itself does not want the quotes.
    """
    path, _, query = href.partition("?")
    pairs = (part.partition("=") for part in query.split("&") if part)
    given = (f"{name}={quote(_unquoted(value.strip()), safe='/%+=,:;@!*()~')}" for name, _, value in pairs)
    return f"{path}?{'&'.join(given)}"


def _unquoted(value: str) -> str:
    return value[1:-1] if len(value) > 1 and value[0] == value[-1] == "'" else value

"""What all CMS families share: entries with title and date, files linked from a page."""

import contextlib
import re
from abc import ABC, abstractmethod
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import ClassVar
from urllib.parse import urldefrag, urljoin, urlsplit

from lxml import html
from lxml.etree import ErrorTypes, ParserError

from crawler.registry import Site
from crawler.titles import DOCUMENTS, is_document, read_date

_SESSION = re.compile(r";jsessionid=[^/?#]*", re.IGNORECASE)
_PASSING = re.compile(r"(?:jsessionid|phpsessid|sessionid|_|_t|timestamp|rnd|rand|random)=", re.IGNORECASE)
_FIRST_PAGE = re.compile(r"/(?:index|default)\.(?:s?html?|jsp|aspx?|php)$", re.IGNORECASE)
# A file's name in an address or in a link's text, or a dot after which it may go on in another tag or another writing.
# Both cases stand in the pattern, since to ignore case takes eight times as long.
_ENDINGS = "|".join("".join(f"[{char}{char.upper()}]" for char in ending) for ending in DOCUMENTS)
_FILE = re.compile(rf"\.(?:(?:{_ENDINGS})(?!\w)|[a-zA-Z]{{0,3}}[<&%\t\r\n])")
_ROW = ("li", "tr", "dd", "dl", "p", "div")
_ROWS = 12  # around a link; what stands farther out is no row of it
_DEEPEST = 2048  # elements in each other; there the parser ends, whatever follows


@dataclass(frozen=True, slots=True)
class Page:
    """One fetched page as text, under the address it was asked for."""

    url: str
    text: str
    number: int = 1
    level: int = 0  # lists between the entry's own and this one
    found: int = 0  # entries on the pages of a list before this one


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of a list: what it links to, its full title, the text of its link, the date beside it."""

    url: str
    title: str
    link_text: str
    date: str | None = None


@dataclass(frozen=True, slots=True)
class Listing:
    """What one list page says: its entries, the addresses of further pages, and what it hides, as a sentence.

    `columns` are other lists which may hold reports: yearly columns, those of organs, a portal's annual-report
    column; each is read in turn, by the family which its page shows. `needs_browser` says why only a script fills
    the list in. `confidence` (0 to 1) is given by a family which guesses. `counted` says that a count announces this
    page behind others: one that repeats what they hold is then a fault, else the end of the list.
    """

    entries: tuple[Entry, ...] = ()
    pages: tuple[str, ...] = ()
    incomplete: str | None = None
    columns: tuple[Entry, ...] = ()
    needs_browser: str | None = None
    confidence: float | None = None
    counted: bool = False


class ListError(Exception):
    """A list page that is not what its family serves; the message says what is missing and what to do."""


class Platform(ABC):
    """One CMS family."""

    family: ClassVar[str]
    address: ClassVar[re.Pattern[str] | None] = None  # in the path of every list of the family, and of no other
    ends_empty: ClassVar[bool] = False  # whether the page after the last one is asked for and has no entries

    def first(self, site: Site) -> str:
        """Return the address a crawl of the site begins with."""
        return urldefrag(site.list).url

    @abstractmethod
    def read_list(self, site: Site, page: Page) -> Listing:
        """Read one list page. Raises ListError when it is not a page of this family."""

    def read_detail(self, page: Page) -> tuple[Entry, ...]:
        """Return the files a report's page offers: attachments, and documents shown in a frame."""
        return tuple(linked_files(page.url, page.text))

    @abstractmethod
    def recognises(self, page: Page) -> bool:
        """Tell whether a page looks like a list of this family; used by `nianbao sites add`."""


def parse(text: str) -> html.HtmlElement | None:
    """Return a page's root element, its links as its <base> leads them; None where there is no element at all."""
    if not text.strip():
        return None
    root, _ = _read(text)
    if root is not None and ("<base" in text or "<BASE" in text):
        _lead_by_base(root)
    return root


def _read(text: str) -> tuple[html.HtmlElement | None, html.HTMLParser]:
    # else the parser ends, without a word, where 256 elements stand in each other: <font> which nobody closed
    parser = html.HTMLParser(huge_tree=True)
    try:
        return html.fromstring(re.sub(r"^\ufeff?\s*<\?xml[^>]*\?>", "", text), parser=parser), parser
    except (ParserError, ValueError):
        return None, parser


def cut_short(text: str) -> str | None:
    """Return, as a sentence, that a page is read only in part since its elements stand in each other too deep."""
    enough = _DEEPEST - 8  # the parser adds some
    if (tags := text.count("<")) < enough or tags - text.count("</") < enough:
        return None
    if text.lstrip()[:1] in ("{", "["):  # an answer is no markup
        return None
    _, parser = _read(text)
    if all(entry.type != ErrorTypes.ERR_RESOURCE_LIMIT for entry in parser.error_log):
        return None
    return (
        f"more than {_DEEPEST} elements of the page stand in each other: it is read incompletely, from there on "
        "nothing; look at it in a browser and import what it leads to"
    )


def _lead_by_base(root: html.HtmlElement) -> None:
    named = next((one for one in root.iter("base") if one.get("href")), None)
    if named is None:
        return  # most only say where links open
    base = str(named.attrib.pop("href")).strip()
    for element in root.iter("a", "area", "iframe", "frame", "embed", "object", "img"):
        for name in ("href", "src", "data"):
            value = str(element.get(name) or "").strip()
            if value and not value.lower().startswith(("#", "javascript:", "data:")):
                with contextlib.suppress(ValueError):
                    element.set(name, urljoin(base, value))


def list_key(url: str) -> str:
    """Return what two addresses of one list have in common: no scheme, no name of a first page, no session."""
    address = urlsplit(_SESSION.sub("", url))
    path = _FIRST_PAGE.sub("/", address.path).rstrip("/") or "/"
    query = "&".join(sorted(part for part in address.query.split("&") if part and not _PASSING.match(part)))
    return f"{address.netloc.lower()}{path}?{query}"


def link(base: str, href: str) -> str | None:
    """Return an absolute http(s) address without its fragment, or None for other links."""
    try:
        url = urldefrag(urljoin(base, href.strip())).url
    except ValueError:
        return None
    return url if url.startswith(("http://", "https://")) else None


def entry_of(base: str, anchor: html.HtmlElement) -> Entry | None:
    """Return the entry an anchor stands for, with the date in its own row, or None when it leads nowhere."""
    url = link(base, str(anchor.get("href", "")))
    if url is None:
        return None
    shown = " ".join(str(anchor.text_content()).split())
    title = " ".join(str(anchor.get("title") or "").split())
    return Entry(url, title if len(title) >= len(shown) else shown, shown, _date_beside(anchor))


def _date_beside(anchor: html.HtmlElement) -> str | None:
    for row in islice(anchor.iterancestors(*_ROW), _ROWS):
        if _holds_several(row):
            return None  # the row holds other entries too, so a date in it may be theirs
        around = str(row.text_content()).replace(str(anchor.text_content()), " ", 1)
        if found := read_date(around):
            return found
    return None


def _holds_several(row: html.HtmlElement) -> bool:
    anchors = (anchor for anchor in row.iter("a") if anchor.get("href") is not None)
    return next(anchors, None) is not None and next(anchors, None) is not None


def _may_name_file(text: str) -> bool:
    if _FILE.search(text) or ("%" in text and "%2" in text):
        return True
    if "&" not in text:  # a dot as entities write it; to look for one character takes a third of what two take
        return False
    return "&period;" in text or ("&#" in text and any(end in text for end in ("46;", "2e;", "2E;")))


def linked_files(base: str, text: str) -> Iterator[Entry]:
    """Yield the documents a page links to or shows in a frame, each once."""
    root = parse(text) if _may_name_file(text) else None  # most pages name none, and to read one all costs more
    if root is None:
        return
    seen: set[str] = set()
    for element in root.xpath("//a[@href] | //iframe[@src] | //embed[@src] | //object[@data]"):
        href = next(str(element.get(name)) for name in ("href", "src", "data") if element.get(name) is not None)
        shown = " ".join(str(element.text_content()).split())
        url = link(base, href)
        if url and url not in seen and is_document(url, shown):
            seen.add(url)
            yield Entry(url, str(element.get("title") or shown), shown)

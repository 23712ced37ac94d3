"""Lists of no known family: from a column or a portal's address to its lists of annual reports, by texts and links.

It guesses, so it says how sure it is. `confidence` is 0 where a page shows nothing of annual reports, and the sum
(1 at most) of what it does show:

- 0.4: the page calls itself a column of annual reports (title, heading, breadcrumbs or address);
- 0.3: a report is named, or 0.5: three or more are;
- 0.3: columns of annual reports are named, or 0.1: only columns that may hold one (政府信息公开, 政务公开);
- 0.1: a pager leads to further pages.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import islice
from urllib.parse import parse_qsl, urlsplit

from lxml import html

from crawler.addresses import registrable, why_not
from crawler.pagers import MAX_ANCHORS, Pager, is_page_of, is_pager_text, read_pager, target_of
from crawler.platforms import platforms
from crawler.platforms.base import Entry, ListError, Listing, Page, Platform, entry_of, link, list_key, parse
from crawler.registry import Site
from crawler.rendered import needs_browser, says_empty
from crawler.titles import (
    column_name,
    is_document,
    leads_to_report_column,
    looks_like_report,
    names_part,
    names_report_column,
    names_subject,
    names_wider_column,
    read_year,
)

SURE = 0.4  # confidence from which a page without entries is one that should have some
MAX_COLUMNS = 150  # of one page: a county has about so many departments and townships
MAX_WIDER = 8  # columns of one page which may hold one of annual reports
WIDER_LEVELS = 2  # lists from the entry's own which such columns are followed on: a home page, 政务公开
_OWN_COLUMN, _REPORT, _REPORTS, _COLUMNS, _WIDER, _PAGED = 0.4, 0.3, 0.5, 0.3, 0.1, 0.1

_DETAIL_NAME = re.compile(
    r"(?:t\d{8}_\d+|art_\w+|post_\d+|content_\d+|article_\d+|doc_\w+|[0-9a-f]{24,32}|[0-9a-f-]{36}|\w{0,20}?\d{5,}|"
    r"[a-z]+-show-\d+|zwgkcontent-\d+-\d+)\.(?:s?html?|jsp|aspx?|php)",
    re.IGNORECASE,
)
_DETAIL_PATH = re.compile(
    r"/info/\d+/\d+\.html?$|/(?:show|detail|view|article|content|news_show)/[\w-]{0,40}\d[\w-]{0,40}(?:\.s?html?)?$|"
    r"/\d{6}/\d+\.s?html?$|xxgkAnnualReport\.jsp$",
    re.IGNORECASE,
)
_LIST_PATH = re.compile(
    r"/(?:list|lists|column|channel|category|node|lanmu|col)(?:[_/-]\w{1,40})?(?:\.\w{2,5})?$", re.IGNORECASE
)
_DETAIL_KEYS = frozenset({"articleid", "infoid", "newsid", "contentid", "objectid", "docid", "id", "aid", "fbtime"})
_LIST_KEYS = frozenset({"columnid", "catid", "categoryid", "channelid", "colid", "classid", "typeid", "cid", "nodeid"})
_INDEX = re.compile(
    r"(?:(?:index|list|default|col|column|channel|node|more|main)[\w-]{0,12})?(?:\.\w{2,5})?", re.IGNORECASE
)
_CRUMBS = re.compile(r"crumb|position|location|dqwz|weizhi|wz\b|bread|curpos|mbx", re.IGNORECASE)
_ASIDE = re.compile(r"foot|copyright|friend|link-?list|yqlj", re.IGNORECASE)
_SPLIT_TITLE = re.compile(r"[-_|—–·>»/\s]+")
_MOVED = re.compile(
    r"""location(?:\.href)?\s*=\s*['"]([^'"\s]{1,300})['"]|location\.replace\(\s*['"]([^'"\s]{1,300})['"]"""
)
_REFRESH = re.compile(r"url\s*=\s*['\"]?([^'\"\s;]{1,300})", re.IGNORECASE)
_FORM = re.compile("第二十[条條]|商[业業]企|[结結]果[维維]持|[统統][计計]指[标標]|[指][标標]名[称稱]")
_MORE = re.compile(r"(?:查看)?更多|more|[+>»]{1,3}|更多[>»]{1,3}", re.IGNORECASE)
_AROUND = 40  # elements around a link that are looked at: unclosed ones may be thousands deep
_SHELL = 200  # characters of visible text that a page which only leads elsewhere has at most


class Generic(Platform):
    """Reads any list that a page's own markup holds, and finds the way to one."""

    family = "generic"

    def read_list(self, site: Site, page: Page) -> Listing:
        """Return entries, pages, columns and confidence. Never raises; an empty result has confidence 0."""
        root = parse(page.text)
        if root is None:
            return Listing(confidence=0.0, incomplete=None)
        look = _Look(site, page, root)
        if look.is_report:
            title = look.title
            return Listing((Entry(page.url, title, title),), confidence=_OWN_COLUMN + _REPORT)
        entries, columns = look.entries, look.columns
        pager = read_pager(root, look.base, page.url) if look.own or entries else Pager()
        why = None
        if not (entries or columns or pager.pages):
            columns = look.shells()
            why = needs_browser(root, page.text) if not columns and not says_empty(look.text) else None
        return Listing(
            entries,
            pager.pages,
            look.cut_off or _incomplete(page, pager, entries, look.details),
            columns,
            why,
            look.confidence(pager),
            counted=1 < page.number <= (pager.total or 0),
        )

    def read_detail(self, page: Page) -> tuple[Entry, ...]:
        """Return the files that any family finds, since the family of the page is not known."""
        ways = {type(one).read_detail: one for one in platforms().values() if one.family not in {"generic", "iframe"}}
        return tuple({entry.url: entry for one in ways.values() for entry in one.read_detail(page)}.values())

    def recognises(self, page: Page) -> bool:  # noqa: ARG002 (the interface of all families)
        """Claim no page: it is asked where no family claims one, and says itself how sure it is."""
        return False


def read_any(site: Site, page: Page, family: str) -> Listing:
    """Read a list by a family; on a site whose family is not known, with what the generic reader finds beside it.

    Raises ListError as the family does, unless the generic reader finds something on the page.
    """
    try:
        listing = platforms()[family].read_list(site, page)
    except ListError:
        found = Generic().read_list(site, page) if site.family == Generic.family else Listing()
        if found.entries or found.columns:
            return found
        raise
    is_answer = page.text.lstrip("\ufeff \r\n\t")[:1] in {"{", "["}  # JSON; the HTML inside it is quoted
    if is_answer or family == Generic.family or site.family != Generic.family:
        return listing
    return with_columns(site, page, listing)


def list_instead(site: Site, page: Page) -> Listing | None:
    """Return the list that a page taken for a report is in truth: one at a folder's address that names several.

    None of its columns: what else a report's page links to is its site's menu.
    """
    if site.family != Generic.family or looks_like_detail(page.url) or _FORM.search(page.text):
        return None
    found = Generic().read_list(site, page)
    return replace(found, columns=(), needs_browser=None) if len(found.entries) > 1 else None


def with_columns(site: Site, page: Page, listing: Listing) -> Listing:
    """Return what a family reads on a page of a site whose family is not known, with the columns found beside it."""
    found = Generic().read_list(site, page)
    known = {list_key(url) for url in (page.url, *listing.pages, *(column.url for column in listing.columns))}
    more = tuple(column for column in found.columns if list_key(column.url) not in known)
    entries = {entry.url: entry for entry in (*listing.entries, *found.entries)}
    columns = (*listing.columns, *more)
    return replace(listing, entries=tuple(entries.values()), columns=columns, confidence=found.confidence)


@dataclass
class _Look:
    """One page, looked at once: what it calls itself, and what its links are."""

    site: Site
    page: Page
    root: html.HtmlElement
    menus: dict[html.HtmlElement, bool | None] = field(default_factory=dict)
    details: int = 0  # links to articles
    too_many: bool = False  # links

    @cached_property
    def base(self) -> str:
        """The address that the page's links are relative to."""
        said = self.root.xpath("//base/@href")
        return (link(self.page.url, str(said[0])) if said else None) or self.page.url

    @cached_property
    def text(self) -> str:
        """What the page shows, without scripts."""
        parts = self.root.xpath("//body//text()[not(ancestor::script or ancestor::style)]")
        return " ".join(" ".join(str(part) for part in parts[:20000]).split())

    @cached_property
    def title(self) -> str:
        """The page's own title: of its first heading that names a report, else of its head."""
        heads = [" ".join(str(head.text_content()).split())[:200] for head in self.root.xpath("//h1|//h2|//title")[:20]]
        return next((head for head in heads if looks_like_report(head)), heads[0] if heads else "")

    @cached_property
    def own(self) -> bool:
        """Whether the page calls itself a column of annual reports."""
        boxes = self.root.xpath("//h2|//h3")  # several head the boxes of a portal's page, none the page itself
        tops = [*self.root.xpath("//title|//h1")[:20], *(boxes if len(boxes) == 1 else [])]
        heads = [str(head.text_content())[:200] for head in tops]
        heads += [_SPLIT_TITLE.split(crumbs[-60:].strip())[-1] for crumbs in self._crumbs()]
        names = (column_name(part) for head in heads for part in (head, *_SPLIT_TITLE.split(head)))
        return any(names_report_column(name) for name in names) or leads_to_report_column(self.page.url)

    def _crumbs(self) -> Iterator[str]:
        """Yield the text of what tells the page's place, of the first few elements that are named so."""
        named = (one for one in self.root.iter("div", "p", "ul", "td", "span", "nav") if _CRUMBS.search(_named(one)))
        return (str(one.text_content()) for one in islice(named, 6))

    @cached_property
    def is_report(self) -> bool:
        """Whether the page is a report itself, which a list names as if it were a column."""
        if self.page.number > 1 or not looks_like_report(self.title):
            return False
        if not (_FORM.search(self.text) or (looks_like_detail(self.page.url) and read_year(self.title))):
            return False
        return not any(looks_like_report(entry.title) and read_year(entry.title) for entry in self.entries)

    @cached_property
    def _sorted(self) -> tuple[dict[str, Entry], dict[str, Entry], dict[str, Entry]]:
        """Return the page's reports, its columns of annual reports and wider columns, by address."""
        reports: dict[str, Entry] = {}
        columns: dict[str, Entry] = {}
        wider: dict[str, Entry] = {}
        here = list_key(self.page.url)
        for anchor in self._anchors():
            entry = self._entry(anchor)
            if entry is None or list_key(entry.url) == here:
                continue
            kind = self._kind(anchor, entry)
            kept = {"report": reports, "column": columns, "wider": wider}.get(kind or "")
            if kept is not None:
                known = kept.get(entry.url)
                if known is None or len(entry.title) > len(known.title):
                    kept[entry.url] = entry
        return reports, columns, wider

    @property
    def entries(self) -> tuple[Entry, ...]:
        """The reports that the page names."""
        return tuple(self._sorted[0].values())

    @property
    def columns(self) -> tuple[Entry, ...]:
        """The columns to read next: those of annual reports, else those which may hold one."""
        _, columns, wider = self._sorted
        if columns or self.own or self.page.level >= WIDER_LEVELS:
            return tuple(columns.values())[:MAX_COLUMNS]
        ranked = sorted(wider.values(), key=lambda entry: "政府信息公开" not in entry.title)
        return tuple(ranked[:MAX_WIDER])

    @property
    def cut_off(self) -> str | None:
        """What of the page is not read, because there is more of it than any list has."""
        _, columns, wider = self._sorted
        if self.too_many:
            return f"the page has more than {MAX_ANCHORS} links, only the first {MAX_ANCHORS} are looked at"
        if len(columns) > MAX_COLUMNS:
            return f"the page names {len(columns)} columns, only the first {MAX_COLUMNS} are read"
        if not columns and self.columns and len(wider) > MAX_WIDER:
            return f"the page names {len(wider)} columns that may hold reports, only the first {MAX_WIDER} are read"
        return None

    def _anchors(self) -> Iterator[html.HtmlElement]:
        for number, anchor in enumerate(self.root.iter("a", "area")):
            if number >= MAX_ANCHORS:
                self.too_many = True
                return
            yield anchor

    def _entry(self, anchor: html.HtmlElement) -> Entry | None:
        url = target_of(anchor, self.base)
        if url is None:
            return None
        pictured = " ".join(str(alt) for alt in anchor.xpath(".//img/@alt | .//img/@title")[:2])
        found = entry_of(url, _with_href(anchor, url))
        if found is None or found.title or not pictured:
            return found
        return Entry(url, pictured, pictured, found.date)

    def _kind(self, anchor: html.HtmlElement, entry: Entry) -> str | None:
        """Say what a link is: a report, a column of reports, a wider column, or nothing of ours."""
        detail, name = looks_like_detail(entry.url), column_name(entry.title)
        self.details += detail
        column = names_report_column(name)
        # a name without a year and a date beside it: a column, whose page tells if it is a report after all
        if is_document(entry.url) or (detail and (not column or read_year(name) or entry.date)):
            return "report" if self._is_report_of_ours(anchor, entry) else None
        if column:
            named = bool(read_year(name)) and bool(entry.date or not _is_index(entry.url))
            if named:
                return "report"
            return "column" if self._ours(entry.url) and not (self.own and self._is_around(anchor, name)) else None
        if looks_like_report(entry.title) and read_year(entry.title) and not names_part(name):
            return "report"
        if not self._ours(entry.url) or _within(anchor, _ASIDE):
            return None
        return self._part(anchor, entry, name)

    def _part(self, anchor: html.HtmlElement, entry: Entry, name: str) -> str | None:
        below = _is_below(self.page.url, entry.url) and not is_page_of(self.page.url, entry.url)
        if self.own and not _within(anchor, _CRUMBS):
            if below and _is_index(entry.url) and not is_pager_text(entry.title):
                return "column"
            if names_part(name) and (below or self._beside_parts(anchor) or leads_to_report_column(entry.url)):
                return "column"
        elif self._is_headed(anchor) and (names_part(name) or _MORE.fullmatch("".join(entry.title.split()))):
            return "column"
        elif name in {"年报", "年度报告"} or (leads_to_report_column(entry.url) and len(name) <= 12):
            return "column" if leads_to_report_column(entry.url) or self.page.level else None
        return "wider" if names_wider_column(name) and _is_index_like(entry.url) else None

    def _is_report_of_ours(self, anchor: html.HtmlElement, entry: Entry) -> bool:
        """Say whether an article is a report by its title, or stands where its bare title (2023年, 年报) means one."""
        if not looks_like_report(entry.title):
            return self.own and _is_listed(entry)
        own = names_subject(entry.title) or self.own or leads_to_report_column(entry.url)
        return own or self._is_headed(anchor)

    def _is_headed(self, anchor: html.HtmlElement) -> bool:
        """Say whether a link stands in a box whose first words are the name of a column of annual reports."""
        boxes = islice(anchor.iterancestors("ul", "ol", "dl", "div", "section", "td", "table"), 4)
        firsts = (next((text for text in box.itertext() if str(text).strip()), "") for box in boxes)
        return any(names_report_column(column_name(str(first))) for first in firsts)

    def _beside_parts(self, anchor: html.HtmlElement) -> bool:
        """Say whether most links around one are years or kinds of bodies too, as in a menu of parts."""
        for outer in islice(anchor.iterancestors("ul", "ol", "dl", "table", "div", "nav"), _AROUND):
            if outer not in self.menus:
                names = [column_name(str(other.text_content())[:80]) for other in islice(outer.iter("a"), 60)]
                self.menus[outer] = sum(map(names_part, names)) * 2 > len(names) if len(names) > 1 else None
            found = self.menus[outer]
            if found is not None:
                return found
        return False

    def _is_around(self, anchor: html.HtmlElement, name: str) -> bool:
        """Say whether a link on a column of annual reports leads to the same column of others: menus, breadcrumbs."""
        return not _is_below(self.page.url, self._address(anchor)) and not (
            read_year(name) or names_part(re.sub("(?:政府|政务)?信息公开.*", "", name)) or len(name) > 12
        )

    def _address(self, anchor: html.HtmlElement) -> str:
        return target_of(anchor, self.base) or ""

    def _ours(self, url: str) -> bool:
        """Say whether an address lies on the site's own domain, or on a host that its entry names."""
        if why_not(self.site, url) is not None:
            return False
        host = urlsplit(url).netloc
        return registrable(url) == registrable(self.site.list) or host in self.site.hosts

    def shells(self) -> tuple[Entry, ...]:
        """Return where a page leads that shows nothing itself: a frame's page, or one it moves on to."""
        found: list[str] = [str(source) for source in self.root.xpath("//iframe/@src | //frame/@src")[:10]]
        if len("".join(self.text.split())) < _SHELL:
            said = self.root.xpath("//meta[translate(@http-equiv,'REFSH','refsh')='refresh']/@content")[:2]
            found += [moved[1] for content in said if (moved := _REFRESH.search(str(content)))]
            found += [moved[1] or moved[2] for moved in _MOVED.finditer(self.page.text)][:2]
        urls = dict.fromkeys(url for source in found if (url := link(self.base, source)))
        here = list_key(self.page.url)
        return tuple(Entry(url, "", "") for url in urls if self._ours(url) and list_key(url) != here)

    def confidence(self, pager: Pager) -> float:
        """Return how sure it is that the page is, or leads to, a list of annual reports; see the module."""
        named = len({(entry.title, entry.url) for entry in self.entries if looks_like_report(entry.title)})
        columns = self._sorted[1]
        found = _OWN_COLUMN * self.own + (_REPORTS if named > 2 else _REPORT * bool(named))
        found += _COLUMNS if columns else _WIDER * bool(self.columns)
        return round(min(found + _PAGED * bool(pager.pages and found), 1.0), 2)


def looks_like_detail(url: str) -> bool:
    """Tell whether an address is one of an article rather than of a column."""
    address = urlsplit(url)
    if _LIST_PATH.search(address.path):
        return False
    if _DETAIL_PATH.search(address.path) or _DETAIL_NAME.fullmatch(address.path.rpartition("/")[2]):
        return True
    keys = {key.lower() for key, value in parse_qsl(address.query) if value}
    return bool(keys & _DETAIL_KEYS) and not keys & _LIST_KEYS


def _incomplete(page: Page, pager: Pager, entries: tuple[Entry, ...], details: int) -> str | None:
    """Return what the pager announces and no address leads to, as a sentence."""
    if page.number > 1 or pager.pages:
        return None
    if pager.script or (pager.total or 1) > 1:
        count = f"{pager.total} pages" if pager.total else "further pages"
        return f"the list announces {count}, but only a script leads to them; set options.browser = true in the entry"
    held = max(details, len(entries))
    if entries and pager.items and pager.items > held:
        return f"the list announces {pager.items} entries and shows {held}, and no address leads to the others"
    return None


def _with_href(anchor: html.HtmlElement, url: str) -> html.HtmlElement:
    if not anchor.get("href") or not str(anchor.get("href")).strip().lower().startswith(("http:", "https:")):
        anchor.set("href", url)
    return anchor


def _named(element: html.HtmlElement) -> str:
    return f"{element.get('class') or ''} {element.get('id') or ''}"


def _within(anchor: html.HtmlElement, words: re.Pattern[str]) -> bool:
    """Say whether an element around a link is named as page parts of some kind are."""
    return any(
        outer.tag == "footer" or words.search(_named(outer)) for outer in islice(anchor.iterancestors(), _AROUND)
    )


def _is_listed(entry: Entry) -> bool:
    """Say whether a link to an article stands in the page's list: beside its date."""
    return bool(entry.date) and len(entry.title) > 3


def _is_index(url: str) -> bool:
    """Say whether an address is that of a folder or of its first page."""
    address = urlsplit(url)
    name = address.path.rpartition("/")[2]
    return bool(_INDEX.fullmatch(name)) or not name.partition(".")[2] or "/col/col" in address.path


def _is_index_like(url: str) -> bool:
    return not looks_like_detail(url)


def _is_below(page: str, url: str) -> bool:
    """Say whether an address lies inside the folder of a page, and is not that folder."""
    one, two = urlsplit(page), urlsplit(url)
    folder = one.path.rpartition("/")[0] + "/"
    return one.netloc == two.netloc and two.path.startswith(folder) and len(two.path) > len(folder) and len(folder) > 1

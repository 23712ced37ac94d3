"""Pagers of any kind, by texts and addresses: 下一页, numbers, a choice of pages, `index_2`, `page=2`, `list2.htm`."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, urlsplit

from lxml import html

from crawler.platforms.base import link

MAX_ANCHORS = 4000  # of one page; what a page links to beyond that is no list that anybody reads
_MARKS = "[]()（）<>《》«»‹›＜＞…【】 \t\r\n\xa0\u3000"
_NEXT = re.compile(r"(?:下一?页|后一?页|后页|next(?:page)?)", re.IGNORECASE)
_OTHER = re.compile(
    r"首页|第一页|上一?页|前一?页|前页|尾页|末页|最后一?页|末尾页|first|last|prev(?:ious)?", re.IGNORECASE
)
_NUMBER = re.compile(r"第?(\d{1,4})页?")
_OF = re.compile(
    r"共\s*<?[^<>\d]{0,3}(\d{1,4})\s*页|\d{1,4}\s*/\s*(?:共|总)?\s*(\d{1,4})\s*页|总页数\s*[:：]?\s*(\d{1,4})"
    r"|第\s*\d{1,4}\s*页?\s*[/／]\s*共?\s*(\d{1,4})\s*页?"
)
_ITEMS = re.compile(r"共\s*(?:有|计)?\s*(\d{1,5})\s*(?:条|篇|个)(?:记录|信息|数据)?")
_CALLED = re.compile(
    r"(?:go|to|turn|jump|load|get|list|show|next|change)?\w{0,12}page\w{0,8}\s*\(|__doPostBack\s*\(", re.IGNORECASE
)
_OPENED = re.compile(r"(?:window\.open|location(?:\.href)?|open)\s*(?:=|\()\s*['\"]([^'\"\s]{1,500})['\"]")
_KEYS = frozenset(
    {"page", "p", "pn", "pageno", "page_no", "pageindex", "pagenum", "pagenumber", "pageid", "currpage", "curpage"}
    | {"cur_page", "currentpage", "nowpage", "offset", "start", "startrecord", "listpage", "paged", "totalpage"}
)
_FIRST = frozenset({"", "index", "list", "default", "main", "node"})
_NUMBERED = re.compile(r"[_-]?\d{1,4}$")
_IN_FOLDERS = re.compile(r"/page/\d{1,4}/?$")


@dataclass(frozen=True, slots=True)
class Pager:
    """What a page's pager says: addresses of other pages of the same, in order, and what it names but does not link."""

    pages: tuple[str, ...] = ()
    following: str | None = None  # where 下一页 leads
    total: int | None = None  # pages
    items: int | None = None  # entries on all pages
    script: bool = False  # whether it is worked by a script alone, as far as it is a pager at all


@dataclass(slots=True)
class _Found:
    numbered: dict[int, str] = field(default_factory=dict)
    following: str | None = None
    script: bool = False


def target_of(anchor: html.HtmlElement, base: str) -> str | None:
    """Return the address an element leads to: its href, or one that its `onclick` opens; None where there is none."""
    href = str(anchor.get("href") or "").strip()
    if href and not href.startswith("#") and not href.lower().startswith("javascript:"):
        return link(base, href)
    opened = _OPENED.search(f"{href} {anchor.get('onclick') or ''}"[:1000])
    return link(base, opened[1]) if opened else None


def is_pager_text(text: str) -> bool:
    """Tell whether a link's text is one of a pager: 下一页, 尾页, a number, a mark alone."""
    bare = "".join(text[:60].split()).strip(_MARKS)
    return not bare or bool(_NUMBER.fullmatch(bare) or _NEXT.fullmatch(bare) or _OTHER.fullmatch(bare))


def read_pager(root: html.HtmlElement, base: str, url: str) -> Pager:
    """Return what the pager of the page at `url` says; links are resolved against `base`."""
    found = _Found()
    for element in _links(root):
        _take(element, base, url, found)
    for option in root.xpath("//select/option[@value]")[:MAX_ANCHORS]:
        number = _NUMBER.fullmatch("".join(str(option.text_content())[:40].split()))
        address = link(base, str(option.get("value")).strip()) if number and _is_address(option) else None
        if number and address and is_page_of(url, address):
            found.numbered.setdefault(int(number[1]), address)
    pages = dict.fromkeys([found.numbered[number] for number in sorted(found.numbered)])
    if found.following:
        pages.setdefault(found.following)
    text = " ".join(str(root.text_content()).split())
    total, items = _OF.search(text), _ITEMS.search(text)
    return Pager(
        tuple(page for page in pages if page != url),
        found.following,
        int(next(group for group in total.groups() if group)) if total else None,
        int(items[1]) if items else None,
        script=found.script and not pages,
    )


def _links(root: html.HtmlElement) -> Iterator[html.HtmlElement]:
    for number, element in enumerate(root.iter("a", "area", "span", "li", "button")):
        if number >= MAX_ANCHORS:
            return
        if element.tag in {"a", "area"} or element.get("onclick"):
            yield element


def _is_address(option: html.HtmlElement) -> bool:
    return not str(option.get("value")).strip().isdigit()


def _take(element: html.HtmlElement, base: str, url: str, found: _Found) -> None:
    shown = str(element.text_content())[:60] or str(element.get("title") or "")
    text = "".join(shown.split()).strip(_MARKS)
    number = _NUMBER.fullmatch(text)
    if not number and not _NEXT.fullmatch(text) and (text or not re.search("[>›»＞]", shown)):
        return
    address = target_of(element, base)
    if address is None:
        called = f"{element.get('href') or ''} {element.get('onclick') or ''}"
        found.script = found.script or bool(_CALLED.search(called[:1000]))
        return
    led = _NEXT.fullmatch(text) and urlsplit(address).netloc == urlsplit(url).netloc
    if not led and not is_page_of(url, address):
        return
    if number and int(number[1]) > 1:
        found.numbered.setdefault(int(number[1]), address)
    elif not number and address != url:
        found.following = found.following or address


def is_page_of(first: str, other: str) -> bool:
    """Tell whether two addresses differ as pages of one list do: `index_2.html`, `list2.htm`, `page=2`."""
    one, two = urlsplit(first), urlsplit(other)
    if one.netloc != two.netloc:
        return False
    if _stem(one.path) != _stem(two.path):
        return False
    left, right = (dict(parse_qsl(part.query, keep_blank_values=True)) for part in (one, two))
    return all(left.get(key) == right.get(key) or key.lower() in _KEYS for key in {*left, *right})


def _stem(path: str) -> tuple[str, str]:
    """Return the folder and the name of a page without its number; the names of a folder's first page are one."""
    folder, _, name = _IN_FOLDERS.sub("/", path).rpartition("/")
    stem, _, _ = name.partition(".")
    stem = _NUMBERED.sub("", stem) if not stem.isdigit() or len(stem) <= 3 else stem
    return folder, "" if stem.lower() in _FIRST else stem

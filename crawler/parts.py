"""An article on several pages: which addresses are its further pages, by its own pager."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlsplit

from lxml import html

from archive.articles import is_container
from crawler.pagers import MAX_ANCHORS, read_pager, target_of
from crawler.platforms.base import Page, link, parse

MAX_PARTS = 30  # pages of one article
_CREATED = re.compile(
    r"createPageHTML\(\s*(\d{1,4})\s*,\s*\d+\s*,\s*[\"']([\w.-]{1,80})[\"']\s*,\s*[\"'](\w{1,8})[\"']"
)
_NUMBER = re.compile(r"第?(\d{1,3})页?")
_NEXT = re.compile(r"下一?页|后一?页|next(?:page)?", re.IGNORECASE)
_MARKS = "[]()（）<>《》«»‹›＜＞…【】 \t\r\n\xa0\u3000"
_COUNT = re.compile(r"共\s*(\d{1,3})\s*页|第?\s*\d{1,3}\s*页?\s*[/／]\s*共?\s*(\d{1,3})\s*页")
_KEYS = frozenset({"page", "p", "pn", "pageno", "pageindex", "pagenum", "currpage", "curpage", "currentpage"})
_SHORT = ("p", "pn", "P", "PN")  # keys without the word page
_CALLS = ("page", "Page", "PAGE", "doPostBack")  # in the name of every function that a pager is known to call
_SUFFIX = re.compile(r"[_-]([0-9]{1,3})")
_PLAIN = re.compile(r"[0-9]{1,3}")
_PAGED = re.compile(r"page|pager|fenye|fy\b|pagination", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Parts:
    """The further pages of an article by their number (from 2), and of how many it has, the first one counted.

    `untold` says what the pager announces and no address leads to.
    """

    pages: tuple[tuple[int, str], ...] = ()
    count: int = 1
    untold: str | None = None


def may_go_on(text: str, first: str) -> bool:
    """Say whether a page holds a word that one with further pages must hold: most hold none, and parsing takes long.

    That is a pager's word (`page` stands in every key of a query but two, and in every function that a pager calls), or
    the name of the first page with a number added.
    """
    if any(word in text for word in _CALLS):
        return True
    if "&" in text and "&#" in text:
        return True
    asks = "?" in text or "&quest;" in text  # most pages that carry a report ask for nothing by a query
    if asks and any(f"{key}=" in text and any(f"{mark}{key}=" in text for mark in "?&;") for key in _SHORT):
        return True
    name = urlsplit(first).path.rpartition("/")[2].rpartition(".")[0]
    return "%" in name or (name in text and (f"{name}_" in text or f"{name}-" in text))


def article_parts(page: Page, first: str, number: int = 1) -> Parts:
    """Return the further pages that one page of an article names; `first` is the address of the article's first page.

    `number` is the page's own. Only addresses that extend the first page's count (`x_1.html`, `x-2.html`,
    `x.html?page=2`), so a pager of lists, of comments or of other articles names none.
    """
    if not may_go_on(page.text, first):
        return Parts()
    root = parse(page.text)
    if root is None:
        return Parts()
    found = dict(_created(page, first))
    for anchor in list(root.iter("a", "option"))[:MAX_ANCHORS]:
        _take(anchor, page.url, first, number, found)
    found = {one: url for one, url in found.items() if one > 1}
    said = _COUNT.search(" ".join(str(root.text_content()).split())) if found else None
    count = max([*found, number, *(int(group) for group in (said.groups() if said else ()) if group)])
    kept = tuple((one, found[one]) for one in sorted(found) if one <= MAX_PARTS)
    if count > MAX_PARTS:
        return Parts(
            kept, count, f"the article has {count} pages, more than the {MAX_PARTS} that are read; import them"
        )
    return Parts(kept, count, None if found or number > 1 else _by_script(root, page))


def _by_script(root: html.HtmlElement, page: Page) -> str | None:
    """Say that an article's pager is worked by a script alone; None where there is no such pager."""
    if not any(word in page.text for word in _CALLS):
        return None  # no script is called for another page, and to look at every element takes as long as to parse it
    named = root.xpath("descendant-or-self::*[@id or @class or self::article or self::ucapcontent]")
    articles = [element for element in named if is_container(element)]
    if any(read_pager(article, page.url, page.url).script for article in articles[:3]):
        return "the article goes on over further pages, but only a script leads to them; save them and import them"
    return None


def _created(page: Page, first: str) -> Iterator[tuple[int, str]]:
    """Yield the pages that TRS's script makes: `x_1.html` is the second."""
    made = _CREATED.search(page.text)
    if made is None or urlsplit(first).path.rpartition("/")[2] != f"{made[2]}.{made[3]}":
        return
    for number in range(1, min(int(made[1]), MAX_PARTS + 1)):
        if url := link(first, f"{made[2]}_{number}.{made[3]}"):
            yield number + 1, url


def _take(element: html.HtmlElement, base: str, first: str, number: int, found: dict[int, str]) -> None:
    text = "".join(str(element.text_content())[:40].split()).strip(_MARKS)
    numbered, following = _NUMBER.fullmatch(text), _NEXT.fullmatch(text)
    if not (numbered or following):
        return
    url = link(base, str(element.get("value") or "")) if element.tag == "option" else target_of(element, base)
    if url is None or url in {base, first}:
        return
    wanted = int(numbered[1]) if numbered else number + 1
    if _number_of(first, url, element) not in {wanted - 1, wanted}:  # the second page is `x_1` or `x_2`
        return
    if numbered:
        found[wanted] = url
    elif url not in found.values():
        found.setdefault(wanted, url)


def _number_of(first: str, url: str, element: html.HtmlElement) -> int | None:
    """Return the number by which an address extends the first page's, in its name or as a query inside the article.

    None for any other address; `?p=124` beside `?p=123` is another article.
    """
    one, two = urlsplit(first), urlsplit(url)
    if one.netloc != two.netloc:
        return None
    if one.path == two.path:
        left, right = dict(parse_qsl(one.query)), dict(parse_qsl(two.query))
        added = [key for key in {*left, *right} if left.get(key) != right.get(key)]
        if len(added) != 1 or added[0].lower() not in _KEYS or left.get(added[0], "1") not in {"0", "1"}:
            return None
        found = _PLAIN.fullmatch(right.get(added[0], "")) if _is_inside(element) else None
        return int(found[0]) if found else None
    stem, dot, kind = one.path.rpartition(".")
    if not dot or one.query != two.query or not (two.path.startswith(stem) and two.path.endswith(dot + kind)):
        return None
    suffix = _SUFFIX.fullmatch(two.path[len(stem) : -len(dot + kind)])
    return int(suffix[1]) if suffix else None


def _is_inside(element: html.HtmlElement) -> bool:
    """Say whether a link stands in the article, or in an element that is named as pagers are."""
    for outer in element.iterancestors():
        if is_container(outer) or _PAGED.search(f"{outer.get('class') or ''} {outer.get('id') or ''}"):
            return True
    return False

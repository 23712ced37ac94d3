"""广东 gkmlpt: `/gkmlpt/index` names the columns, `/gkmlpt/api/all/<column>` gives the entries as JSON."""

import json
import re
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta, timezone
from itertools import islice
from urllib.parse import urlsplit

from crawler.platforms.base import Entry, ListError, Listing, Page, Platform, link, linked_files
from crawler.platforms.values import count, plain, read_json
from crawler.registry import Site
from crawler.titles import read_date

PER_PAGE = 100
_CHINA = timezone(timedelta(hours=8))
_FAR = 1 << 32  # seconds; what is beyond (the year 2106) is no time of this kind
_SID = re.compile(r"\bSID['\"]?\s*[:=]\s*['\"]?(\d{1,12})\b")
_TREE = re.compile(r"\bTREE['\"]?\s*[:=]\s*(?=\[)")
_CONTENT = re.compile(r"\"?\bcontent\"?\s*:\s*(?=\")")
_ATTACHED = re.compile(r"\"?\battachments?\"?\s*:\s*(?=\[)")
_PAGE = re.compile(r"([?&]page=)(\d{1,9})\b")
_COLUMN = re.compile("年报|年度报告")
_MOST_VALUES = 200  # of one key in a page
_DATES = ("display_publish_time", "first_publish_time", "date", "created_at", "create_time")
_JSON = json.JSONDecoder(strict=False)


class Gkmlpt(Platform):
    """Lists behind a JSON interface; pages 0 and 1 are the same, so reading begins with 1."""

    family = "gkmlpt"
    address = re.compile(r"/gkmlpt/")
    ends_empty = True  # where the interface does not count, the page after the last full one is asked for

    def read_list(self, site: Site, page: Page) -> Listing:
        """Read the index (which names the columns) or one page of a column.

        Raises ListError where the number of the site, the column or the JSON is not found.
        """
        return _read_column(page) if "/gkmlpt/api/" in page.url else _read_index(site, page)

    def read_detail(self, page: Page) -> tuple[Entry, ...]:
        """Return the files linked in the text that the page's script holds, and those of its list of attachments."""
        found = list(linked_files(page.url, page.text))
        for body in _values(page.text, _CONTENT):
            found += linked_files(page.url, f"<div>{body}</div>") if isinstance(body, str) else []
        for attached in _values(page.text, _ATTACHED):
            found += _files(page.url, attached)
        return tuple({entry.url: entry for entry in found}.values())

    def recognises(self, page: Page) -> bool:
        """See the number of the site and the tree of columns in the page's script, or the interface's address."""
        return "/gkmlpt/api/" in page.url or bool(_SID.search(page.text) and _TREE.search(page.text))


def _read_index(site: Site, page: Page) -> Listing:
    sid = _SID.search(page.text)
    if sid is None:
        raise ListError("the page's script holds no SID, so it is not a gkmlpt index; check the entry's address")
    base = page.url.partition("/gkmlpt/")[0]
    wanted = site.options.category or count(urlsplit(site.list).fragment)
    nodes = [] if wanted else [node for tree in _values(page.text, _TREE) for node in _report_nodes(tree)]
    moved = {
        url: node for node in nodes if (url := link(page.url, str(node.get("jump_url") or ""))) and url != page.url
    }
    numbers = [wanted] if wanted else [count(node.get("id")) for node in nodes if node not in moved.values()]
    if not numbers and not moved:
        raise ListError("no column of the tree is named 年报 or 年度报告; give its number as options.category")
    columns = tuple(Entry(url, plain(node.get("name")), plain(node.get("name"))) for url, node in moved.items())
    pages = (f"{base}/gkmlpt/api/all/{number}?page=1&sid={sid[1]}" for number in dict.fromkeys(numbers) if number)
    return Listing((), tuple(pages), columns=columns)


def _report_nodes(tree: object) -> Iterator[Mapping[str, object]]:
    """Yield the nodes of a tree of columns that are named after annual reports."""
    waiting = [tree]
    while waiting:
        node = waiting.pop()
        if isinstance(node, list):
            waiting.extend(reversed(node))
        elif isinstance(node, dict):
            if _COLUMN.search(str(node.get("name", ""))):
                yield node
            waiting.append(node.get("children"))


def _values(text: str, key: re.Pattern[str]) -> Iterator[object]:
    for found in islice(key.finditer(text), _MOST_VALUES):  # each failure costs a walk through the whole text
        try:
            yield _JSON.raw_decode(text, found.end())[0]
        except (ValueError, RecursionError):
            continue


def _read_column(page: Page) -> Listing:
    content = read_json(page.text)
    articles = content.get("articles") if isinstance(content, dict) else None
    if not isinstance(content, dict) or not isinstance(articles, list):
        raise ListError("the interface's answer holds no articles; check options.category")
    found = (_entry(page.url, item) for item in articles if isinstance(item, dict))
    entries = tuple(entry for entry in found if entry)
    asked, total = _PAGE.search(page.url), _total(content)
    number = int(asked[2]) if asked else 1
    more = bool(entries) and (len(articles) >= PER_PAGE if total is None else total > number * PER_PAGE)
    pages = (_PAGE.sub(rf"\g<1>{number + 1}", page.url),) if more else ()
    reason = _incomplete(len(articles), len(entries), number, total)
    reason = reason or (_unserved(content, total) if number == 1 else None)
    if reason is None and entries and not more and total is not None and total > page.found + len(articles):
        reason = f"the column counts {total} articles, but gives only {page.found + len(articles)}; look for the others"
    return Listing(entries, pages, reason, counted=total is not None and number > 1)


def _incomplete(articles: int, entries: int, number: int, total: int | None) -> str | None:
    """Return what a page of a column does not give although it should."""
    if articles > entries:
        return f"{articles - entries} of {articles} articles have no address that can be asked; look at the column"
    if total is not None and not articles and total > (number - 1) * PER_PAGE:
        return f"the column counts {total} articles, but page {number} holds none; the next crawl tries again"
    return None


def _unserved(content: Mapping[str, object], total: int | None) -> str | None:
    """Return what a column counts but the interface does not serve: on some sites only the later years."""
    counted = _post_count(content)
    if total is None or counted is None or counted <= total:
        return None
    return f"the column counts {counted} articles, of which the interface serves {total}; look for the others by hand"


def _entry(base: str, item: Mapping[str, object]) -> Entry | None:
    """Return an article, which may be nothing but its attachment; None where it has no address at all."""
    title = plain(item.get("title"))
    hrefs = [str(item[key]) for key in ("url", "post_url") if item.get(key)]
    urls = [url for href in hrefs if (url := link(base, href))]
    urls += [entry.url for entry in _files(base, item.get("attachment"))]
    return Entry(urls[0], title, title, _date(item)) if urls else None


def _total(content: Mapping[str, object]) -> int | None:
    """Return how many articles the interface serves of a column, None where nothing counts them."""
    served = count(content.get("total"))
    return _post_count(content) if served is None else served


def _post_count(content: Mapping[str, object]) -> int | None:
    classify = content.get("classify")
    said = classify.get("post_count") if isinstance(classify, dict) else None
    return count(content.get("post_count") if said is None else said)


def _date(item: Mapping[str, object]) -> str | None:
    for key in _DATES:
        value = item.get(key)
        if isinstance(value, int) and 0 < value < _FAR:
            return datetime.fromtimestamp(value, _CHINA).date().isoformat()
        if isinstance(value, str) and (found := read_date(value)):
            return found
    return None


def _files(base: str, attached: object) -> Iterator[Entry]:
    for item in attached if isinstance(attached, list) else []:
        fields = item if isinstance(item, dict) else {"url": item}
        href = next((str(fields[key]) for key in ("url", "file_url", "path", "src") if fields.get(key)), "")
        name = str(fields.get("name") or fields.get("title") or "")
        if url := link(base, href) if href else None:
            yield Entry(url, name, name)

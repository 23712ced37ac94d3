"""广东 gkmlpt: `/gkmlpt/index` names the columns, `/gkmlpt/api/all/<column>` gives the entries as JSON."""

import json
import re
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta, timezone
from urllib.parse import urlsplit

from crawler.platforms.base import Entry, ListError, Listing, Page, Platform, link, linked_files
from crawler.registry import Site
from crawler.titles import read_date

PER_PAGE = 100
_CHINA = timezone(timedelta(hours=8))
_FAR = 1 << 32  # seconds; what is beyond (the year 2106) is no time of this kind
_SID = re.compile(r"\bSID['\"]?\s*[:=]\s*['\"]?(\d+)")
_TREE = re.compile(r"\bTREE['\"]?\s*[:=]\s*(?=\[)")
_CONTENT = re.compile(r"\"?\bcontent\"?\s*:\s*(?=\")")
_ATTACHED = re.compile(r"\"?\battachments?\"?\s*:\s*(?=\[)")
_PAGE = re.compile(r"([?&]page=)(\d+)")
_COLUMN = re.compile("年报|年度报告")
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
        if "/gkmlpt/api/" in page.url:
            return _read_column(page)
        return Listing((), _columns(site, page))

    def read_detail(self, page: Page) -> tuple[Entry, ...]:
        """Return the files linked in the text that the page's script holds, and those of its list of attachments."""
        found = list(linked_files(page.url, page.text))
        for body in _values(page.text, _CONTENT):
            found += linked_files(page.url, f"<div>{body}</div>") if isinstance(body, str) else []
        for attached in _values(page.text, _ATTACHED):
            found += _files(page.url, attached)
        return tuple({entry.url: entry for entry in found}.values())

    def recognises(self, page: Page) -> bool:
        """See the number of the site and the tree of columns in the page's script."""
        return bool(_SID.search(page.text) and _TREE.search(page.text))


def _columns(site: Site, page: Page) -> tuple[str, ...]:
    sid = _SID.search(page.text)
    if sid is None:
        raise ListError("the page's script holds no SID, so it is not a gkmlpt index; check the entry's address")
    base = page.url.partition("/gkmlpt/")[0]
    wanted = site.options.category or _category_in(site.list)
    numbers = [wanted] if wanted else _report_columns(page.text)
    if not numbers:
        raise ListError("no column of the tree is named 年报 or 年度报告; give its number as options.category")
    return tuple(f"{base}/gkmlpt/api/all/{number}?page=1&sid={sid[1]}" for number in numbers)


def _category_in(address: str) -> int | None:
    fragment = urlsplit(address).fragment
    return int(fragment) if fragment.isdigit() else None


def _report_columns(text: str) -> list[int]:
    trees = list(_values(text, _TREE))
    return list(dict.fromkeys(number for tree in trees for number in _walk(tree)))


def _walk(nodes: object) -> Iterator[int]:
    for node in nodes if isinstance(nodes, list) else []:
        if not isinstance(node, dict):
            continue
        if _COLUMN.search(str(node.get("name", ""))) and isinstance(node.get("id"), int):
            yield node["id"]
        yield from _walk(node.get("children"))


def _values(text: str, key: re.Pattern[str]) -> Iterator[object]:
    for found in key.finditer(text):
        try:
            yield _JSON.raw_decode(text, found.end())[0]
        except json.JSONDecodeError:
            continue


def _read_column(page: Page) -> Listing:
    try:
        content = json.loads(page.text)
    except json.JSONDecodeError as error:
        raise ListError(f"the interface answered no JSON ({error}); the next crawl tries again") from error
    articles = content.get("articles") if isinstance(content, dict) else None
    if not isinstance(articles, list):
        raise ListError("the interface's answer holds no articles; check options.category")
    found = (_entry(page.url, item) for item in articles if isinstance(item, dict) and item.get("url"))
    entries = tuple(entry for entry in found if entry.url)
    asked, total = _PAGE.search(page.url), _total(content)
    number = int(asked[2]) if asked else 1
    more = bool(entries) and (len(articles) >= PER_PAGE if total is None else total > number * PER_PAGE)
    pages = (_PAGE.sub(rf"\g<1>{number + 1}", page.url),) if more else ()
    return Listing(entries, pages, _incomplete(len(articles), len(entries), number, total))


def _incomplete(articles: int, entries: int, number: int, total: int | None) -> str | None:
    """Return what a page of a column does not give although it should."""
    if articles > entries:
        return f"{articles - entries} of {articles} articles have no address that can be asked; look at the column"
    if total is not None and not articles and total > (number - 1) * PER_PAGE:
        return f"the column counts {total} articles, but page {number} holds none; the next crawl tries again"
    return None


def _entry(base: str, item: Mapping[str, object]) -> Entry:
    title = " ".join(str(item.get("title", "")).split())
    return Entry(link(base, str(item["url"])) or "", title, title, _date(item))


def _total(content: Mapping[str, object]) -> int | None:
    """Return how many articles the column counts, None where it does not say."""
    classify = content.get("classify")
    counted = classify.get("post_count") if isinstance(classify, dict) else None
    total = content.get("total", counted)
    return int(total) if isinstance(total, int | str) and str(total).isdigit() else None


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

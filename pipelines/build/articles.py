"""Articles on several pages: the first page and its further pages, crawl by crawl, as one document.

Each page is read by itself, like any document. Together they are a state of their own beside the first page's, which
then is no report by itself.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from archive.records import Role
from pipelines.build.pictures import PictureSet, missing_parts
from pipelines.build.units import Pictures, Seen, State
from pipelines.document import Problem

_MARK = "#pages"


class Wanted(NamedTuple):
    """How many pages an article had in a crawl that did not get all of them, and when that was known."""

    crawl: str
    pages: int
    time: str


def address_of(page: str) -> str:
    """Return under which address the pages of an article are kept together."""
    return page + _MARK


def page_of(address: str) -> str:
    """Return the address of an article's first page for that of all its pages; any other address as it is."""
    return address.removesuffix(_MARK)


def is_article(state: State) -> bool:
    """Say whether a state is that of an article with all its pages."""
    return state.pictures is not None and state.url.endswith(_MARK)


def article_sets(
    page: str, own: Sequence[State], states: Iterable[State], wanted: Iterable[Wanted] = ()
) -> list[State]:
    """Return the article at `page` with its further pages, one state for each set, oldest first.

    `own` are the states of the page itself, `states` those of what it carries, `wanted` what crawls did not get.
    """
    crawls: dict[str, dict[int, tuple[Seen, State]]] = {}
    counts: dict[str, int] = {}
    times: dict[str, str] = {}
    for one in sorted(wanted):
        counts[one.crawl], times[one.crawl] = max(one.pages, counts.get(one.crawl, 0)), one.time
    found = [(seen, state) for state in states for seen in state.seen if seen.parent == page and is_page(seen)]
    for seen, state in sorted(found, key=lambda item: (item[0].time, item[0].id)):
        assert seen.picture is not None  # noqa: S101 (is_page says so; tells the type checker)
        crawl = seen.picture.crawl
        crawls.setdefault(crawl, {})[seen.picture.number] = seen, state
        counts[crawl] = max(seen.picture.count, counts.get(crawl, 0))
        times[crawl] = min(seen.time, times.get(crawl, seen.time))
    sets: list[PictureSet] = []
    for crawl in sorted(counts, key=lambda name: (times[name], name)):
        shown = {**_first(own, times[crawl]), **crawls.get(crawl, {})}
        if not shown:
            continue
        if not sets or not _goes_on(sets[-1], counts[crawl], shown):
            sets.append(PictureSet(counts[crawl]))
        sets[-1].count = max(sets[-1].count, counts[crawl])
        sets[-1].add(shown)
    return [one.state(address_of(page), page, position) for position, one in enumerate(sets)]


def _goes_on(before: PictureSet, count: int, shown: dict[int, tuple[Seen, State]]) -> bool:
    """Say whether a crawl found the same pages, as far as both have them.

    How many there are is known for sure only to a crawl that got them all: each may tell of the next one alone.
    """
    whole = len(shown) == count and len(before.states) == before.count
    return before.takes(before.count, shown) and (count == before.count or not whole)


def is_page(seen: Seen) -> bool:
    """Say whether a capture is that of an article's further page (the pictures of a page are attachments)."""
    return seen.picture is not None and seen.role == Role.IFRAME


def _first(own: Sequence[State], time: str) -> Mapping[int, tuple[Seen, State]]:
    """Return the first page as it was when its further pages were asked for."""
    seen = sorted(((one, state) for state in own for one in state.seen), key=lambda item: (item[0].time, item[0].id))
    before = [item for item in seen if item[0].time <= time] or seen[:1]
    return {1: before[-1]} if before else {}


def missing_pages(pages: Pictures, unread: Sequence[int]) -> list[Problem]:
    """Return a problem for each page of an article that is not kept or could not be read."""
    return missing_parts(pages, unread, kind="part_missing", part="page", of="article")

"""Notices that a server gives one page for several articles: a soft 404 that says nothing, or a shell for a script."""

from collections import OrderedDict
from dataclasses import dataclass

from crawler.challenges import visible
from crawler.errand import Errand
from crawler.titles import read_year

_REMEMBERED = 2_000  # pages; those of one list come together
_LOOK = 200_000  # characters of visible text


@dataclass(frozen=True, slots=True)
class Wrong:
    """An address that was answered with a page which is not the one that its list names, and why we think so."""

    errand: Errand
    url: str
    reason: str


class SamePages:
    """The pages of one crawl, by their digests, as long as they are remembered."""

    def __init__(self) -> None:
        self._first: OrderedDict[str, tuple[Errand, str]] = OrderedDict()

    def check(self, errand: Errand, url: str, digest: str | None, page: str) -> list[Wrong]:
        """Take note of a page, and return the addresses for which it cannot be the right one.

        Copies of a page under other addresses are honest, and so is one page of several years; a page that lists call
        the report of one year here and of another there, and that has not the title for it, is not.
        """
        year = read_year(errand.listed_title or "")
        if digest is None or year is None:
            return []
        first, first_url = self._first.setdefault(digest, (errand, url))
        if len(self._first) > _REMEMBERED:
            self._first.popitem(last=False)
        first_year = read_year(first.listed_title or "")
        if first_url == url or first_year == year:
            return []
        text = visible(page, _LOOK)
        wrong = []
        if not _has_title(text, errand):
            wrong.append(Wrong(errand, url, _reason(first_url)))
        if str(first_year) not in text and not _has_title(text, first):
            wrong.append(Wrong(first, first_url, _reason(url)))
        return wrong


def _has_title(text: str, errand: Errand) -> bool:
    title = "".join((errand.listed_title or "").split()).rstrip("….·")
    return title in text


def _reason(other: str) -> str:
    return (
        f"the same page is served for {other}, which the list names for another year: the server has not the article, "
        "or only a script shows it; look at it, and import what a browser shows"
    )

"""Notices that a server gives one page for several articles: a soft 404 that says nothing, or a shell for a script."""

import re
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

from crawler.challenges import visible
from crawler.errand import Errand
from crawler.titles import read_year

_REMEMBERED = 2_000  # pages; those of one list come together
_LOOK = 200_000  # characters of visible text
_REPORT = re.compile(r"(19|20)\d\d年?度?.{0,40}(报告|年报)")


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

    def check(self, errand: Errand, url: str, digest: str | None, text: Callable[[], str]) -> list[Wrong]:
        """Take note of a page, and return the addresses for which it cannot be the right one.

        `text` gives the page, which is asked for only where the same bytes came before.

        Copies of a page under other addresses are honest, and so is one page of several years: whatever names a report
        of some year is for the build to judge. A page that names none cannot be the report of one year here and of
        another there.
        """
        year = read_year(errand.listed_title or "")
        if digest is None or year is None:
            return []
        first, first_url = self._first.setdefault(digest, (errand, url))
        if len(self._first) > _REMEMBERED:
            self._first.popitem(last=False)
        if first_url == url or read_year(first.listed_title or "") == year:
            return []
        if _REPORT.search(visible(text(), _LOOK)):
            return []
        return [Wrong(errand, url, _reason(first_url)), Wrong(first, first_url, _reason(url))]


def _reason(other: str) -> str:
    return (
        f"the same page is served for {other}, which the list names for another year: the server has not the article, "
        "or only a script shows it; look at it, and import what a browser shows"
    )

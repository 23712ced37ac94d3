"""Passages of a report's text around the words that were searched for, every one of them marked."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice, takewhile

from archive.masking import mask
from archive.search import pattern

MOST = 3  # passages of one report
AROUND = 40  # characters on each side of the words
WIDTH = 120  # characters from the first word of a passage to its last
_PER_TERM = 20  # places of one word in a report that are looked at


@dataclass(frozen=True, slots=True)
class Run:
    """A run of text; `marked` says that it is one of the words."""

    text: str
    marked: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """A passage; `heading` is that of its section, empty where the passage begins with it."""

    heading: str
    page: int | None
    runs: tuple[Run, ...]


@dataclass(frozen=True, slots=True)
class _Window:
    section: int
    start: int
    end: int
    terms: frozenset[int]


@dataclass(frozen=True, slots=True)
class Section:
    """A section of the text as it is kept."""

    heading: str
    text: str
    page: int | None


def finders(terms: Iterable[str]) -> list[re.Pattern[str]]:
    """Return what finds each of the words."""
    return [pattern(term) for term in terms]


def passages(sections: Sequence[Section], found_by: Sequence[re.Pattern[str]]) -> tuple[Passage, ...]:
    """Return the passages that show most of the words, in the order of the text; personal numbers are masked.

    A heading belongs to its section's text, as in the index.
    """
    texts = [mask(f"{section.heading}\n{section.text}") for section in sections]
    windows = list(_windows(texts, found_by))
    chosen: list[_Window] = []
    missing = set(range(len(found_by)))
    while missing and windows and len(chosen) < MOST:
        best = max(windows, key=lambda window: len(missing & window.terms))  # the first of the best
        if not missing & best.terms:
            break
        chosen.append(best)
        missing -= best.terms
    chosen.sort(key=lambda window: (window.section, window.start))
    return tuple(_passage(sections[one.section], texts[one.section], one, found_by) for one in chosen)


def marked(text: str, found_by: Sequence[re.Pattern[str]]) -> tuple[Run, ...]:
    """Return a short text in runs, with the words marked."""
    return tuple(_runs(mask(text), found_by))


def _windows(texts: Sequence[str], found_by: Sequence[re.Pattern[str]]) -> Iterator[_Window]:
    """Yield what a passage would show that begins with a word, for the first places of each word."""
    left = [_PER_TERM] * len(found_by)
    for section, text in enumerate(texts):
        places: list[tuple[int, int, int]] = []
        for term, finder in enumerate(found_by):
            found = [(*match.span(), term) for match in islice(finder.finditer(text), left[term])]
            left[term] -= len(found)
            places += found
        places.sort()
        for number, (start, end, term) in enumerate(places):
            near = takewhile(lambda place, last=start + WIDTH: place[1] <= last, places[number:])  # type: ignore[misc]
            yield _Window(section, start, end, frozenset({term, *(place[2] for place in near)}))


def _passage(section: Section, text: str, window: _Window, found_by: Sequence[re.Pattern[str]]) -> Passage:
    start = max(window.start - AROUND, 0)
    end = min(max(window.start + WIDTH, window.end) + AROUND, len(text))
    shown = ("…" if start else "") + text[start:end] + ("…" if end < len(text) else "")
    heading = mask(section.heading) if start > len(section.heading) else ""
    return Passage(heading=heading, page=section.page, runs=tuple(_runs(shown, found_by)))


def _runs(text: str, found_by: Sequence[re.Pattern[str]]) -> Iterator[Run]:
    spans = sorted(match.span() for finder in found_by for match in finder.finditer(text))
    place = 0
    for start, end in spans:
        if end <= place:
            continue
        if start > place:
            yield Run(text[place:start])
        yield Run(text[max(start, place) : end], marked=True)
        place = end
    if place < len(text):
        yield Run(text[place:])

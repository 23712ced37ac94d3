"""Running text as passages: folded, without spaces, each place leading back to the paragraph it came from."""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import accumulate
from typing import NamedTuple

from pipelines.document import Document, Paragraph
from pipelines.narrative.model import END
from pipelines.spelling import fold

LONGEST = 4000  # characters of a sentence; nobody writes a longer one
# These begin with a class of characters, so that the search leaps to where one stands, and then tell them apart.
_GAPS = re.compile(  # spaces, glosses of converters
    r"[\s(](?:(?<=\s)\s*|(?<=[㐀-鿿]\()[a-zāáǎàēéěèīíǐìōóǒòūúǔùüǖǘǚǜ]{1,7}\))"
)
_ENDS = re.compile(rf"[{END}!?.](?:(?<={END})(?!其中)|(?<=[!?])|(?<=\.)(?<![0-9A-Za-z]\.)(?![0-9A-Za-z.]))")
_GOES_ON = re.compile(r"[\u3400-\u9fff、，,0-9０-９A-Za-z“”\"（(]\s*$")
_HEADING = re.compile(
    r"\s*(?:[一二三四五六七八九十]{1,3}[、.．]|[（(][一二三四五六七八九十\d]{1,3}[）)]|\d{1,2}[.．、]"
    r"|第[一二三四五六七八九十])"
)
_TITLE_END = re.compile(r"(?:报告|情况|事项|年报|工作|措施|说明)\s*$")
_ANYTHING = re.compile(
    r"[0-9０-９零〇未无無没沒不一二两三四五六七八九十百](?:(?<=[0-9０-９零〇未无無没沒])|(?<=不)存在"
    r"|(?<=[一二两三四五六七八九十百])[件次条场期个名人篇份起宗例])"
)
# A row of a table that was not read as one: its label, its unit, its cells; or a cell, the unit and another cell.
_ROW = re.compile(
    r"(?:数|数量|金额|人员|情况)(?:[（(][^（()）]*[)）])?\s+"
    r"(?:(?:件|条|次|篇|场|个|人次?|万?元)(?:\s|$)|\d[\d,.]*\s+(?:件|条|次|篇|场|个|人次?|万?元)\s+\d)"
)
_LONGEST_ROW = 200
_SHORT = 16
_LONG = 3000  # characters that passages of several paragraphs may have


class Sentence(NamedTuple):
    """A sentence: `text` is folded and compact; the offsets are those of the passage's compact text."""

    text: str
    start: int
    end: int


class Passage:
    """One or several paragraphs that are one running text."""

    def __init__(self, paragraphs: Sequence[tuple[int, Paragraph]]) -> None:
        self.paragraphs = paragraphs
        texts = [paragraph.text for _, paragraph in paragraphs]
        self.raw = "".join(texts)
        self._starts = [0, *accumulate(map(len, texts))]
        self._folded, self._origin = _folded(self.raw)
        self._places: list[int] = []  # compact offsets after which so many characters were left out
        self._left_out: list[int] = []
        self.text = self._compact()

    def _compact(self) -> str:
        if _GAPS.search(self._folded) is None:
            return self._folded
        gone, pieces, last = 0, [], 0
        for gap in _GAPS.finditer(self._folded):
            pieces.append(self._folded[last : gap.start()])
            last = gap.end()
            self._places.append(gap.start() - gone)
            gone += gap.end() - gap.start()
            self._left_out.append(gone)
        pieces.append(self._folded[last:])
        return "".join(pieces)

    def raw_at(self, offset: int) -> int:
        """Return where in the raw text a character of the compact text stands."""
        place = bisect_right(self._places, offset)
        folded = offset + (self._left_out[place - 1] if place else 0)
        return self._origin[folded] if self._origin else min(folded, len(self.raw))

    def raw_span(self, start: int, end: int) -> tuple[int, int]:
        """Return the raw offsets of a compact span; spaces after it are not part of it."""
        if not self._places and not self._origin:
            return start, end
        return self.raw_at(start), self.raw_at(end - 1) + 1

    def place(self, start: int, end: int) -> tuple[int, int, int, int | None]:
        """Return (paragraph, start, end, page) of a raw span; it ends with its paragraph at the latest."""
        which = min(bisect_right(self._starts, start), len(self.paragraphs)) - 1
        number, paragraph = self.paragraphs[which]
        first = start - self._starts[which]
        return number, first, min(end - self._starts[which], len(paragraph.text)), paragraph.page

    def text_of(self, number: int) -> str:
        """Return the text of the paragraph with this number in the document."""
        return next(paragraph.text for place, paragraph in self.paragraphs if place == number)

    def breaks_digits(self, start: int, end: int) -> bool:
        """Tell whether a paragraph ends between two digits of a raw span: they may be those of two numbers."""
        if len(self.paragraphs) == 1:
            return False
        inside = (place for place in self._starts if start < place < end)
        return any(self.raw[place - 1].isdigit() and self.raw[place].isdigit() for place in inside)

    def sentences(self) -> Iterator[Sentence]:
        """Yield the sentences of reasonable length."""
        start = 0
        for match in _ENDS.finditer(self.text):
            if 2 < match.end() - start <= LONGEST:
                yield Sentence(self.text[start : match.start()], start, match.end())
            start = match.end()
        if 2 < len(self.text) - start <= LONGEST:
            yield Sentence(self.text[start:], start, len(self.text))


_fold_one = lru_cache(maxsize=4096)(fold)


def _folded(raw: str) -> tuple[str, list[int]]:
    """Return the folded text and, where folding changed its length, the raw offset of each character of it."""
    raw = raw.replace("。", END)
    folded = fold(raw)
    if len(folded) == len(raw):
        return folded, []
    pieces = [_fold_one(character) for character in raw]
    origin = [place for place, piece in enumerate(pieces) for _ in piece]
    return "".join(pieces), [*origin, len(raw)]


def passages(document: Document) -> Iterator[Passage]:
    """Yield the passages that can state a figure, in reading order."""
    group: list[tuple[int, Paragraph]] = []
    length = 0
    for number, paragraph in enumerate(document.paragraphs()):
        if _ROW.search(paragraph.text[:_LONGEST_ROW]):
            yield from _worth(group)
            group, length = [], 0
            continue
        if group and not (length < _LONG and _goes_on(group[-1][1], paragraph)):
            yield from _worth(group)
            group, length = [], 0
        group.append((number, paragraph))
        length += len(paragraph.text)
    yield from _worth(group)


def _worth(group: list[tuple[int, Paragraph]]) -> Iterator[Passage]:
    for _, paragraph in group:
        if len(paragraph.text) > 5 and _ANYTHING.search(paragraph.text):
            yield Passage(group)
            return


def _goes_on(before: Paragraph, after: Paragraph) -> bool:
    """Tell whether a paragraph was broken off, by a page or a line, and goes on in the next."""
    text = before.text
    return (
        len(text) >= _SHORT
        and not before.heading
        and not after.heading
        and _GOES_ON.search(text, max(0, len(text) - 8)) is not None
        and not _TITLE_END.search(text, max(0, len(text) - 8))
        and _HEADING.match(after.text) is None
    )

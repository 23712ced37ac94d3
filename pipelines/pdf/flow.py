"""From lines to paragraphs, over page breaks, with running headers and page numbers left out."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from pipelines.document import Paragraph
from pipelines.pdf.lines import Line
from pipelines.pdf.pages import MARGIN, PageReading, Piece, least_sure

_BARE_NUMBER = re.compile(r"[-‐–—－]?\s*[0-9０-９]{1,4}\s*[-‐–—－]?|\d{1,4}\s*/\s*\d{1,4}|[Pp]age\s+\d+.{0,12}")
_DIGITS = re.compile(r"[0-9０-９]+")
_SENTENCE_END = "。：；！？:;!?"


def drop_furniture(pages: list[PageReading]) -> None:
    """Take bare page numbers and repeated headers and footers out of the pages' lines.

    The first print of a repeated header stays: it may be the report's only title.
    """
    repeated = _repeated(pages)
    seen: set[tuple[str, int]] = set()
    for page in pages:
        edge = _edge_lines(page)
        kept: list[Line | Piece] = []
        for item in page.items:
            if isinstance(item, Line) and any(item is line for line in edge):
                key = _key(item)
                if _BARE_NUMBER.fullmatch(item.text) or key in seen:
                    continue
                if key in repeated:
                    seen.add(key)
            kept.append(item)
        page.items = kept


def _edge_lines(page: PageReading) -> list[Line]:
    """Return the lines at the very top and bottom of a page, outside its tables."""
    edge = page.view.height * MARGIN
    outer = [item for item in page.items if isinstance(item, Line)]
    top = [line for line in outer[:2] if line.middle < edge]
    bottom = [line for line in outer[-2:] if line.middle > page.view.height - edge]
    return top + bottom


def _repeated(pages: list[PageReading]) -> set[tuple[str, int]]:
    counts = Counter(key for page in pages for key in {_key(line) for line in _edge_lines(page)})
    return {key for key, count in counts.items() if count >= max(2, len(pages) / 2)}


def _key(line: Line) -> tuple[str, int]:
    return _DIGITS.sub("0", line.text), round(line.middle / 3)


@dataclass(frozen=True, slots=True)
class _Setting:
    """How the running text is set: where full lines begin and end, its size, its line pitch, the page's width."""

    left: float
    right: float
    size: float
    pitch: float
    width: float


def flow(pages: list[PageReading]) -> Iterator[Paragraph | Piece]:
    """Yield paragraphs and table pieces in reading order."""
    sizes = [item.size for page in pages for item in page.items if isinstance(item, Line)]
    size, pitch = median(sizes) if sizes else 0.0, _pitch(pages)
    fullest = _fullest(pages)
    held: list[Line] = []
    first = last = 0  # the pages of the held paragraph's first and last line
    for page in pages:
        left, right = _margins(page)
        setting = _Setting(left, max(right, fullest[round(page.view.width)]), size, pitch, page.view.width)
        for item in page.items:
            line = item if isinstance(item, Line) else None
            if held and (line is None or _begins(held[-1], line, setting, same_page=last == page.number)):
                yield Paragraph(text=_joined(held), page=first, confidence=least_sure(held))
                held = []
            if isinstance(item, Piece):
                yield item
                continue
            if not held:
                first = page.number
            held.append(item)
            last = page.number
    if held:
        yield Paragraph(text=_joined(held), page=first, confidence=least_sure(held))


def _margins(page: PageReading) -> tuple[float, float]:
    """Return where full lines of a page begin and end."""
    lines = [item for item in page.items if isinstance(item, Line)]
    if not lines:
        return 0.0, page.view.width
    ends = sorted(line.x1 for line in lines)
    return min(line.x0 for line in lines), ends[len(ends) * 6 // 10]


def _fullest(pages: list[PageReading]) -> dict[int, float]:
    """Return where the fullest lines of all pages of one width end, as far as left and right margins are alike.

    The last page of a report often has no full line: only headings, a closing sentence, signature and date.
    """
    found: dict[int, float] = {}
    for page in pages:
        width = round(page.view.width)
        limit = width - _margins(page)[0]
        ends = [item.x1 for item in page.items if isinstance(item, Line) and item.x1 < limit + item.size]
        found[width] = max(found.get(width, 0.0), max(ends, default=0.0))
    return found


def _pitch(pages: list[PageReading]) -> float:
    """Return the usual distance from one line to the next."""
    steps = []
    for page in pages:
        lines = [item for item in page.items if isinstance(item, Line)]
        steps += [b.middle - a.middle for a, b in pairwise(lines) if b.middle - a.middle > 2]
    return median(steps) if steps else 0.0


def _begins(last: Line, line: Line, setting: _Setting, *, same_page: bool) -> bool:
    """Whether `line` begins a new paragraph after `last`."""
    size = max(line.size, 1.0)
    if abs(last.size - line.size) > 0.15 * max(last.size, line.size):
        return True
    if same_page and line.middle - last.middle > 1.6 * max(setting.pitch, size):
        return True
    if _is_title(last, setting) and _is_title(line, setting):
        return False
    if last.x1 < setting.right - 2.2 * size:
        return True
    if line.x0 - setting.left <= 1.2 * size:
        return False
    return abs(last.x0 - line.x0) > size / 2 or last.text[-1] in _SENTENCE_END


def _is_title(line: Line, setting: _Setting) -> bool:
    """Whether a line is set large and in the middle, as the lines of a broken title are."""
    centre = (line.x0 + line.x1) / 2
    return line.size > 1.15 * setting.size and abs(centre - setting.width / 2) < 0.04 * setting.width


def _joined(lines: list[Line]) -> str:
    text = lines[0].text
    for line in lines[1:]:
        wordy = text[-1].isascii() and line.text[0].isascii() and (text[-1].isalpha() or line.text[0].isalpha())
        text += (" " if wordy else "") + line.text
    return text

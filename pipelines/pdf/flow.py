"""From lines to paragraphs, over page breaks, with running headers and page numbers left out."""

import re
from collections import Counter
from collections.abc import Iterator
from statistics import median

from pipelines.document import Paragraph
from pipelines.pdf.lines import Line
from pipelines.pdf.pages import MARGIN, PageReading, Piece

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


def flow(pages: list[PageReading]) -> Iterator[Paragraph | Piece]:
    """Yield paragraphs and table pieces in reading order."""
    lines = [item for page in pages for item in page.items if isinstance(item, Line)]
    body = median(line.size for line in lines) if lines else 0.0
    pitch = _pitch(pages)
    held: list[Line] = []
    held_page = 0
    last_page: PageReading | None = None
    for page in pages:
        left, right = _margins(page)
        for item in page.items:
            if isinstance(item, Piece):
                yield from _paragraph(held, held_page)
                held = []
                yield item
                continue
            same_page = last_page is page
            if held and _begins(held[-1], item, left, right, body, pitch if same_page else None, page.view.width):
                yield from _paragraph(held, held_page)
                held = []
            if not held:
                held_page = page.number
            held.append(item)
            last_page = page
    yield from _paragraph(held, held_page)


def _margins(page: PageReading) -> tuple[float, float]:
    """Return where full lines begin and end on pages as wide as this one."""
    lines = [item for item in page.items if isinstance(item, Line)]
    if not lines:
        return 0.0, page.view.width
    ends = sorted(line.x1 for line in lines)
    return min(line.x0 for line in lines), ends[len(ends) * 6 // 10]


def _pitch(pages: list[PageReading]) -> float:
    """Return the usual distance from one line to the next."""
    steps = []
    for page in pages:
        lines = [item for item in page.items if isinstance(item, Line)]
        steps += [b.middle - a.middle for a, b in zip(lines, lines[1:], strict=False) if b.middle - a.middle > 2]
    return median(steps) if steps else 0.0


def _begins(
    last: Line, line: Line, left: float, right: float, body: float, pitch: float | None, width: float
) -> bool:
    """Whether `line` begins a new paragraph after `last`; `pitch` is None over a page break."""
    size = max(line.size, 1.0)
    if abs(last.size - line.size) > 0.15 * max(last.size, line.size):
        return True
    if pitch is not None and line.middle - last.middle > 1.6 * max(pitch, size):
        return True
    if _is_title(last, body, width) and _is_title(line, body, width):
        return False
    if last.x1 < right - 2.2 * size:
        return True
    if line.x0 - left <= 1.2 * size:
        return False
    return abs(last.x0 - line.x0) > size / 2 or last.text[-1] in _SENTENCE_END


def _is_title(line: Line, body: float, width: float) -> bool:
    """Whether a line is set large and in the middle, as the lines of a broken title are."""
    return line.size > 1.15 * body and abs((line.x0 + line.x1) / 2 - width / 2) < 0.04 * width


def _paragraph(lines: list[Line], page: int) -> Iterator[Paragraph]:
    if not lines:
        return
    text = lines[0].text
    for line in lines[1:]:
        wordy = text[-1].isascii() and line.text[0].isascii() and (text[-1].isalpha() or line.text[0].isalpha())
        text += (" " if wordy else "") + line.text
    yield Paragraph(text=text, page=page)

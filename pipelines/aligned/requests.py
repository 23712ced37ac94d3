"""Table 3 without rules: its columns by their heads, its rows by the form's labels."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from pipelines.aligned.labels import Block, block_of, label_blocks
from pipelines.aligned.words import (
    Columns,
    Found,
    Placed,
    Row,
    Word,
    clusters,
    columns_of,
    edges_between,
    is_value,
    joined,
    split,
)
from pipelines.spelling import bare, normalise
from pipelines.tables.vocabulary import applicant

_HEADS = ("申请人情况", "法人或其他组织", "法人和其他组织", "法人或者其他组织")
_NAMES = re.compile(
    r"自然人|商业企业|科研机构|社会公益组织|法律服务机构|总计|其他|商业|企业|科研|机构|社会公|益组织|法律服|务机构"
)
_ABOVE = 4  # rows above 自然人 in which the other heads may stand
_LEAF = re.compile(r"\d[.．、][^\d]")
_INNER = re.compile(r"\([一二三四五六七]\)")
_COLUMNS = 7
_BESIDE = 0.55  # of the letters' size: how far values may stand above or below their label
_MOST_ROWS = 160  # lines of one table on a page


@dataclass(frozen=True, slots=True)
class Layout:
    """Where a table's columns stand, for the part of it on the next page."""

    columns: Columns
    left: float  # where the first value column begins
    leaf: float  # where the labels of single rows begin
    heads: tuple[str, ...]


def find_requests(rows: Sequence[Row], start: int, before: Layout | None) -> tuple[Found, Layout | None] | None:
    """Return table 3 if it begins in the row `start`, and its layout if it may go on on the next page.

    With the layout of the page `before` its rows may begin without a head.
    """
    head = head_of(rows, start)
    if head is not None:
        top, bottom, groups = head
        return _body(rows, top, bottom, groups, None)
    return _body(rows, start, start, None, before) if before is not None else None


def head_of(rows: Sequence[Row], start: int) -> tuple[int, int, list[list[Word]]] | None:
    """Return the first row of the head, the first row below it, and the words of each column's head."""
    near = range(start, min(start + _ABOVE, len(rows)))
    at = next((i for i in near if any(bare(w.text) == "自然人" for w in split(rows[i], _NAMES))), None)
    if at is None or not (at == start or _names_head(rows[start])):
        return None
    natural = next(w for w in split(rows[at], _NAMES) if bare(w.text) == "自然人")
    bottom = next((i for i in range(at + 1, min(at + 8, len(rows))) if _is_data(rows[i], natural.x0)), None)
    if bottom is None:
        return None
    words = [
        word
        for row in rows[start:bottom]
        for word in split(row, _NAMES)
        if word.middle > natural.x0 - 0.5 * word.size and bare(word.text) not in _HEADS
    ]
    groups = clusters(words)
    codes = [applicant(bare(joined(group).replace("\n", ""))) for group in groups]
    whole = len(codes) == _COLUMNS and None not in codes and len(set(codes)) == _COLUMNS
    return (start, bottom, groups) if whole else None


def _names_head(row: Row) -> bool:
    return any(bare(word.text) in _HEADS or applicant(bare(word.text)) for word in row)


def _is_data(row: Row, left: float) -> bool:
    """Whether a row holds values or the label of the form's first row."""
    values = [word for word in row if word.middle > left - word.size and is_value(word)]
    return len(values) > 1 or any(_is_first(word.text) for word in row)


def _is_first(text: str) -> bool:
    return "本年新收" in normalise(text)


def _body(
    rows: Sequence[Row], top: int, bottom: int, groups: list[list[Word]] | None, before: Layout | None
) -> tuple[Found, Layout | None] | None:
    middles = (
        [(min(w.x0 for w in group) + max(w.x1 for w in group)) / 2 for group in groups]
        if groups is not None
        else list(before.columns.places if before is not None else ())
    )
    step = min(b - a for a, b in pairwise(middles))
    left = before.left if groups is None and before is not None else middles[0] - 0.6 * step
    right = middles[-1] + step
    end, last = _end(rows, bottom, left, right)
    parted = [_parted(row, left) for row in rows[bottom:end]]
    values = [(i, row) for i, (_, row) in enumerate(parted) if row]
    if not values or end - bottom > _MOST_ROWS:
        return None
    columns = (
        columns_of([row for _, row in values if len(row) == _COLUMNS], middles)
        if groups is not None
        else (before.columns if before is not None else None)
    )
    if columns is None:
        return None
    places = [columns.place(row) for _, row in values]
    if None in places:
        return None
    labels = [words for words, _ in parted]
    leaf = _leaf(labels, before)
    blocks = label_blocks(labels, leaf)
    matched = _matched(values, blocks, labels) if blocks is not None else None
    if matched is None:
        return None
    heads = tuple(joined(g).replace("\n", "") for g in groups) if groups is not None else None
    by_row = {id(row): place for (_, row), place in zip(values, places, strict=True) if place is not None}
    cells = _cells(heads, matched, by_row)
    edges = _edges(rows[top:end], rows[top:bottom], matched, columns, left)
    found = Found(top, end, tuple(cells), *edges)
    known = heads if heads is not None else before.heads if before is not None else ()
    return found, None if last else Layout(columns, left, leaf, known)


def _end(rows: Sequence[Row], bottom: int, left: float, right: float) -> tuple[int, bool]:
    """Return the row after the table's last, and whether the form's last row is among them."""
    last = False
    for i in range(bottom, len(rows)):
        row = rows[i]
        beyond = [w for w in row if (w.x1 > left + w.size and not is_value(w)) or w.x1 > right]
        if beyond or (last and not _continues(rows, i)):
            return i, last
        last = last or any("结转下年度" in normalise(word.text) for word in row)
    return len(rows), last


def _continues(rows: Sequence[Row], i: int) -> bool:
    """Whether the line below the one that names the last row still belongs to it: its values, or more of its label."""
    row, above = rows[i], rows[i - 1]
    near = row[0].y - above[0].y < 1.7 * max(row[0].size, above[0].size)
    return near and not any(re.match(r"[一二三四五六七]、", normalise(word.text)) for word in row)


def _parted(row: Row, left: float) -> tuple[Row, Row]:
    """Return the label's words and the values of a row."""
    at = len(row)
    while at and row[at - 1].x1 > left and is_value(row[at - 1]):
        at -= 1
    return row[:at], row[at:]


def _leaf(labels: Sequence[Row], before: Layout | None) -> float:
    """Return where the labels of single rows begin, right of those of groups."""
    every = [word for row in labels for word in row]
    starts = [word.x0 for word in every if _LEAF.match(normalise(word.text))]
    if starts:
        return min(starts)
    if before is not None:
        return before.leaf
    inner = [word.x0 for word in every if _INNER.match(normalise(word.text)) and block_of(word) is not None]
    return min(inner or [word.x0 for word in every], default=0.0)


@dataclass(frozen=True, slots=True)
class _Line:
    """A row of the table found: its labels, its values, and where it stands."""

    group: str
    label: str
    values: Row
    y: float


def _matched(values: Sequence[tuple[int, Row]], blocks: Sequence[Block], labels: Sequence[Row]) -> list[_Line] | None:
    """Give each row of values its label. None where one has none or a label stands beside none."""
    taken: dict[int, Row] = {}
    blocks = [*blocks, *_headings(values, blocks, labels)]
    blocks.sort(key=lambda block: block.top)
    for _, row in values:
        y, tolerance = row[0].y, _BESIDE * row[0].size
        near = [
            i
            for i, block in enumerate(blocks)
            if i not in taken and block.top - tolerance <= y <= block.bottom + tolerance
        ]
        if not near:
            return None
        taken[min(near, key=lambda i: abs((blocks[i].top + blocks[i].bottom) / 2 - y))] = row
    used = {id(word) for block in blocks for word in block.words}
    rest = [word for row in labels for word in row if id(word) not in used]
    if any(is_value(word) for word in rest):
        return None
    out = []
    ys = [(block.top + block.bottom) / 2 for block in blocks]
    for i, block in enumerate(blocks):
        own = [word for word in rest if min(range(len(ys)), key=lambda j: abs(ys[j] - word.y)) == i]
        out.append(_Line(joined(own), block.text, taken.get(i, []), ys[i]))
    return out


def _headings(values: Sequence[tuple[int, Row]], blocks: Sequence[Block], labels: Sequence[Row]) -> list[Block]:
    """Return headings of several rows that stand alone beside values: on some forms they are rows themselves."""
    out = []
    for _, row in values:
        y, tolerance = row[0].y, _BESIDE * row[0].size
        if any(block.top - tolerance <= y <= block.bottom + tolerance for block in blocks):
            continue
        beside = (block_of(word) for line in labels for word in line if abs(word.y - y) <= tolerance)
        out += [block for block in beside if block is not None]
    return out


def _cells(heads: tuple[str, ...] | None, lines: Sequence[_Line], places: dict[int, list[int]]) -> list[Placed]:
    """Return the cells of a table: two columns of labels, then the values."""
    cells = [Placed(0, 2 + i, text) for i, text in enumerate(heads or ())]
    for number, line in enumerate(lines, 1 if heads else 0):
        cells += [Placed(number, 0, line.group), Placed(number, 1, line.label)]
        texts = dict(zip(places.get(id(line.values), ()), (word.text for word in line.values), strict=True))
        cells += [Placed(number, 2 + i, texts.get(i, "")) for i in range(_COLUMNS)]
    return cells


def _edges(
    rows: Sequence[Row], head: Sequence[Row], lines: Sequence[_Line], columns: Columns, left: float
) -> tuple[tuple[float, ...], tuple[float, ...]]:
    """Return the edges of the rows and columns of a table's grid."""
    every = [word for row in rows for word in row]
    ys = [sum(row[0].y for row in head) / len(head)] if head else []
    ys += [line.y for line in lines]
    upright = edges_between(ys, min(w.y - w.size for w in every), max(w.y + w.size for w in every))
    values = edges_between(columns.places, left, max(w.x1 for w in every))
    outer = min(left - 2, *(w.x0 for w in every))
    return upright, (outer, outer + 1, *values)

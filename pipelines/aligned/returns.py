"""Statistics returns without rules: columns by their heads, rows by their units and numbers, labels by the form's.

A label may be broken over lines; its unit and number then stand beside its middle, its first or its last line, the
same in a whole table. Which lines are one label is told by the form's labels, and must agree with where the numbers
stand; where they do not, nothing is put together.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from operator import itemgetter
from statistics import median

from pipelines.aligned.words import Columns, Found, Placed, Row, Word, clusters, columns_of, edges_between, joined
from pipelines.aligned.words import is_value as is_number
from pipelines.forms import statistics_forms
from pipelines.spelling import normalise
from pipelines.tables.statistics_header import VALUE_ROLES, is_unit, role_of
from pipelines.tables.statistics_labels import LIKELY, SURE, is_own, plain_label, scores

_HEAD_SPANS = ((0, 1), (-1, 1), (0, 2), (-1, 2), (-2, 1), (0, 3))  # rows of a head around that of the labels' heading
_MOST_COLUMNS = 8
_MOST_LINES = 6  # of one label
_LONGEST_CODE = 3  # digits of a row's number
_LEVEL = 0.35  # of the letters' size: how far numbers may stand above or below the place of their label
_NEXT_LINE = 2.2  # of the letters' size: the most from one line of a label to the next
_APART = 5.0  # of the letters' size: the most from one row to the next
_WIDE = 1.3  # of the letters' size: the most between two letters of one word that is set wide
_UNKNOWN = 0.01  # what a row that the form does not have is worth
_RIVAL = 0.97  # of the best reading's worth, from which another one is as good
_SIDES = ("middle", "top", "bottom")


@dataclass(frozen=True, slots=True)
class Heads:
    """The columns as their heads name them; `label` is the place of the labels' among them."""

    texts: tuple[str, ...]
    middles: tuple[float, ...]
    roles: tuple[str, ...]
    label: int
    size: float

    @property
    def beyond(self) -> float:
        """Half way from the labels' heading to the next."""
        return (self.middles[self.label] + self.middles[self.label + 1]) / 2

    def others(self) -> list[int]:
        """Return the places of the columns that hold units, numbers of rows, and values."""
        return [i for i, role in enumerate(self.roles) if role not in ("label", "remark")]


@dataclass(frozen=True, slots=True)
class Layout:
    """How a return goes on on the next page; no `sides` where only its heads have been seen."""

    heads: Heads
    columns: Columns
    sides: tuple[str, ...] = ()  # where numbers may stand beside labels of several lines


@dataclass(frozen=True, slots=True)
class Part:
    """A return, or a page's part of one. `tail` is the same with the lines that may begin the next page's first row."""

    found: Found
    tail: Found
    layout: Layout


@dataclass(frozen=True, slots=True)
class _Line:
    """One row of words: those of a label, and those of the other columns with their places."""

    number: int
    y: float
    label: Row
    places: tuple[int, ...]
    values: Row


@dataclass(frozen=True, slots=True)
class _Lines:
    """The lines of a page: those with words of labels, and those with words of other columns."""

    labels: list[_Line]
    values: list[_Line]


@dataclass(frozen=True, slots=True)
class _Block:
    """A row of the return: its label's lines, and the line of its values."""

    start: int
    end: int
    value: int | None


def find_heads(rows: Sequence[Row]) -> Iterator[tuple[int, int, Heads]]:
    """Yield what may be heads of a return: the first row, the row after the last, and the columns."""
    for at, row in enumerate(rows):
        if not any(role_of(word.text)[0] == "label" for word in _together(row)):
            continue
        for first, last in _HEAD_SPANS:
            start, end = at + first, at + last
            if start < 0 or end > len(rows):
                continue
            heads = _heads(rows[start:end])
            if heads is not None:
                yield start, end, heads


def _heads(rows: Sequence[Row]) -> Heads | None:
    words = [word for row in rows for word in _together(row)]
    size = max(word.size for word in words)
    if len(words) > 3 * _MOST_COLUMNS or any(b[0].y - a[0].y > _NEXT_LINE * size for a, b in pairwise(rows)):
        return None
    groups = clusters(words)
    texts = tuple(joined(group) for group in groups)
    roles = tuple(role_of(text)[0] for text in texts)
    label = roles.index("label") if "label" in roles else -1
    right = roles[label + 1 :]
    plain = label >= 0 and roles[:label] in ((), ("code",)) and roles.count("unit") < 2
    if not plain or not all(role in ("unit", "code", "remark", *VALUE_ROLES) for role in right):
        return None
    if "tier" in right or not set(right) & set(VALUE_ROLES) or len(roles) > _MOST_COLUMNS:
        return None
    middles = tuple((min(w.x0 for w in group) + max(w.x1 for w in group)) / 2 for group in groups)
    return Heads(texts, middles, roles, label, size)


def set_wide(row: Row) -> Row:
    """Return a row with words put together that are set apart by no more than a letter; numbers stay apart."""
    out: Row = []
    for word in row:
        last = out[-1] if out else None
        near = last is not None and word.x0 - last.x1 <= _WIDE * word.size
        if last is not None and near and not (last.text[-1].isdecimal() and word.text[0].isdecimal()):
            out[-1] = Word(f"{last.text} {word.text}", last.x0, word.x1, word.y, word.size)
        else:
            out.append(word)
    return out


def _together(row: Row) -> Row:
    """Return a row with headings whose letters are set apart put together: 指 标 名 称."""
    out: Row = []
    at = 0
    while at < len(row):
        end = at + 1
        while end < len(row) and len(row[end - 1].text) == len(row[end].text) == 1:
            end += 1
        while end > at + 1 and role_of("".join(word.text for word in row[at:end]))[0] in ("tier", "none"):
            end -= 1
        first, text = row[at], "".join(word.text for word in row[at:end])
        out.append(row[at] if end == at + 1 else Word(text, first.x0, row[end - 1].x1, first.y, first.size))
        at = end
    return out


def begin(rows: Sequence[Row], start: int, after: int, heads: Heads) -> Part | None:
    """Return the return whose heads are the rows from `start` to `after`; None where it is not certain.

    Heads that end a page are a part of their own.
    """
    region = _region(rows, after, heads)
    columns = _columns(region, heads)
    if columns is None:
        return None
    layout = Layout(heads, columns)
    if after == len(rows):
        found = _found(rows, (start, after, after), (), _Lines([], []), layout)
        return Part(found, found, layout)
    return _part(rows, (start, after), region, layout)


def go_on(rows: Sequence[Row], before: Layout) -> Part | None:
    """Return the part of a return that begins a page; None where it is not certain that it goes on there."""
    region = _region(rows, 0, before.heads)
    columns = before.columns if before.sides else _columns(region, before.heads)
    return _part(rows, (0, 0), region, replace(before, columns=columns)) if columns is not None else None


def looks_alike(row: Row, layout: Layout) -> bool:
    """Whether a row may be one of a return: a unit, or at least a number, where those stand."""
    heads = layout.heads
    _, values = _parted(row, heads)
    placed = layout.columns.place(values)
    if not values or placed is None:
        return False
    units = [i for i, column in enumerate(heads.others()) if heads.roles[column] == "unit"]
    return len(values) > 1 and is_unit(values[placed.index(units[0])].text) if set(units) & set(placed) else not units


def has_own_label(rows: Sequence[Row], heads: Heads) -> bool:
    """Whether rows hold a label of a return, word for word."""
    return any(label and is_own(joined(label)) for label, _ in (_parted(row, heads) for row in rows))


def _columns(region: Sequence[tuple[Row, Row]], heads: Heads) -> Columns | None:
    """Return where the words of the columns beside the labels stand."""
    others = heads.others()
    if len(others) > 1:
        full = [values for _, values in region if len(values) == len(others)]
        return columns_of(full, [heads.middles[i] for i in others])
    room = heads.middles[others[0]] - heads.middles[heads.label]
    full = [values for _, values in region if values]
    sides = list(zip(*((v[0].x0, v[0].middle, v[0].x1) for v in full if len(v) == 1), strict=True))
    side = min(range(3), key=lambda i: max(sides[i]) - min(sides[i])) if sides else 1
    place = median(sides[side]) if sides else heads.middles[others[0]]
    near = abs(place - heads.middles[others[0]]) < room
    return Columns(side, (place,), min(0.3 * room, 2 * heads.size)) if near else None


def _region(rows: Sequence[Row], start: int, heads: Heads) -> list[tuple[Row, Row]]:
    """Return the rows from `start` on that may be a return's, each as its label and its values."""
    parted: list[tuple[Row, Row]] = []
    above = rows[start - 1][0].y if start else None
    for row in rows[start:]:
        label, values = _parted(row, heads)
        if any(word.middle > heads.beyond and word.x0 > heads.middles[heads.label] for word in label):
            break
        if above is not None and row[0].y - above > _APART * heads.size:
            break
        parted.append((label, values))
        above = row[0].y
    left = min((word.x0 for _, values in parted for word in values if word.middle > heads.beyond), default=0.0)
    end = next((i for i, (label, _) in enumerate(parted) if any(word.x1 > left for word in label)), len(parted))
    return parted[:end]


def _parted(row: Row, heads: Heads) -> tuple[Row, Row]:
    """Return the words of a row's label, and those of its other columns."""
    first = 0
    if heads.label and row[0].text.isdecimal() and len(row[0].text) <= _LONGEST_CODE:
        first = int(abs(row[0].middle - heads.middles[0]) < (heads.middles[1] - heads.middles[0]) / 2)
    at = len(row)
    while at > first and row[at - 1].middle > heads.beyond and _is_value(row[at - 1]):
        at -= 1
    return row[first:at], [*row[:first], *row[at:]]


def _is_value(word: Word) -> bool:
    code = word.text.isdecimal() and len(word.text) <= _LONGEST_CODE
    return code or is_number(word) or is_unit(word.text) or not normalise(word.text).strip("-")


def _part(rows: Sequence[Row], head: tuple[int, int], region: Sequence[tuple[Row, Row]], layout: Layout) -> Part | None:
    """Put the rows of a page together."""
    lines: list[_Line] = []
    for number, (label, values) in enumerate(region, head[1]):
        placed = layout.columns.place(values)
        if placed is None:
            return None
        lines.append(_Line(number, (label or values)[0].y, label, tuple(placed), values))
    if any(looks_alike(row, layout) for row in rows[head[1] + len(region) :]):
        return None  # rows that were not understood
    found = _Lines([line for line in lines if line.label], [line for line in lines if line.values])
    chosen = _segmented(found, layout, begins=head[1] > head[0]) if found.values else None
    if chosen is None:
        return None
    blocks, sides = chosen
    layout = replace(layout, sides=sides)
    end = blocks[-1].end
    last = max(found.labels[end - 1].number, found.values[-1].number) + 1
    table = _found(rows, (*head, last), blocks, found, layout)
    reaches = head[1] + len(region) == len(rows) and 0 < len(found.labels) - end <= _MOST_LINES
    rest = [_Block(i, i + 1, None) for i in range(end, len(found.labels))]
    tail = _found(rows, (*head, len(rows)), [*blocks, *rest], found, layout) if reaches else table
    return Part(table, tail, layout)


def _segmented(lines: _Lines, layout: Layout, *, begins: bool) -> tuple[list[_Block], tuple[str, ...]] | None:
    """Return the rows that lines of labels and values make up, and where the values may stand beside labels."""
    found: list[tuple[float, list[_Block], str, str]] = []
    for form in statistics_forms():
        for side in layout.sides or _SIDES:
            path = _path(lines, (form, side, layout.heads.size), begins=begins)
            if path is not None:
                found.append((*path, side, form))
    if not found:
        return None
    worth, blocks, _, form = max(found, key=itemgetter(0))
    meaning = _meaning(form, lines.labels, blocks)
    if any(other[0] >= _RIVAL * worth and _meaning(other[3], lines.labels, other[1]) != meaning for other in found):
        return None
    texts = [_text(lines.labels[block.start : block.end]) for block in blocks if block.value is not None]
    known = sum(any(_score(form, text)[1] >= SURE for form in statistics_forms()) for text in texts)
    sides = tuple(dict.fromkeys(other[2] for other in found if other[1] == blocks))
    return (blocks, sides) if known and 2 * known >= len(texts) else None


def _meaning(form: str, labels: Sequence[_Line], blocks: Sequence[_Block]) -> list[tuple[int, str, int]]:
    """Return which row of which form each row of values belongs to."""
    return [
        (block.value, form, _score(form, _text(labels[block.start : block.end]))[0])
        for block in blocks
        if block.value is not None
    ]


def _path(lines: _Lines, how: tuple[str, str, float], *, begins: bool) -> tuple[float, list[_Block]] | None:
    """Return the best way of taking lines as labels, each beside one row of values or a heading; and its worth."""
    labels, values = lines.labels, lines.values
    form, side, size = how
    heights = [line.y for line in values]
    above = [bisect_left(heights, line.y - _LEVEL * size) for line in labels]  # values above each line
    until = [bisect_right(heights, line.y + _LEVEL * size) for line in labels]  # and those down to it
    best: list[tuple[float, int] | None] = [None] * (len(labels) + 1)
    best[0] = (0.0, 0)
    for end in range(1, len(labels) + 1):
        for start in range(end - 1, max(end - _MOST_LINES, 0) - 1, -1):
            if start + 1 < end and labels[start + 1].y - labels[start].y > _NEXT_LINE * size:
                break
            before = best[start]
            if before is None or above[start] != (until[start - 1] if start else 0):
                continue
            beside = values[above[start] : until[end - 1]]
            own = labels[start:end]
            worth = _worth(form, _text(own), len(own), beside) if _stands(own, beside, side, size) else None
            if worth is None and not begins and end <= 2 and not beside and start + 1 == end:
                worth = 0.0  # the rest of a label of the page before
            if worth is not None and (best[end] is None or before[0] + worth > (best[end] or before)[0]):
                best[end] = (before[0] + worth, start)
    whole = [i for i in range(1, len(labels) + 1) if best[i] is not None and until[i - 1] == len(values)]
    if not whole:
        return None
    end = max(whole, key=lambda i: (best[i] or (0.0, 0))[0])
    total = (best[end] or (0.0, 0))[0]
    blocks: list[_Block] = []
    while end:
        _, start = best[end] or (0.0, 0)
        blocks.insert(0, _Block(start, end, above[start] if until[end - 1] > above[start] else None))
        end = start
    return total, blocks


def _stands(lines: Sequence[_Line], beside: Sequence[_Line], side: str, size: float) -> bool:
    """Whether at most one row of values stands beside a label, and at the place that all have."""
    if len(beside) != 1:
        return not beside
    top, bottom = lines[0].y, lines[-1].y
    place = {"middle": (top + bottom) / 2, "top": top, "bottom": bottom}[side]
    return abs(beside[0].y - place) <= _LEVEL * size


def _worth(form: str, text: str, lines: int, beside: Sequence[_Line]) -> float | None:
    """Return what taking lines as one label is worth; None where they can be none."""
    position, score = _score(form, text)
    counted = score * score * lines * (1 - 0.001 * lines)  # by lines, or two halves would be worth more than a whole
    if beside:
        return counted if score >= LIKELY else _UNKNOWN
    return counted if score >= SURE and statistics_forms()[form].rows[position].heading else None


def _score(form: str, text: str) -> tuple[int, float]:
    """Return the row of the form that a label is most like, and how much."""
    found = scores(form, plain_label(text.replace("\n", "")))
    return found[0] if found else (-1, 0.0)


def _text(lines: Sequence[_Line]) -> str:
    return joined(word for line in lines for word in line.label)


def _found(
    rows: Sequence[Row], span: tuple[int, int, int], blocks: Sequence[_Block], lines: _Lines, layout: Layout
) -> Found:
    """Return the table that heads and blocks are; `span` is where it begins, its heads end, and it ends."""
    heads, (start, after, end) = layout.heads, span
    others = heads.others()
    headed = after > start
    cells = [Placed(0, i, text) for i, text in enumerate(heads.texts)] if headed else []
    heights = [sum(row[0].y for row in rows[start:after]) / (after - start)] if headed else []
    for number, block in enumerate(blocks, len(heights)):
        own = lines.labels[block.start : block.end]
        line = lines.values[block.value] if block.value is not None else None
        texts = {others[i]: w.text for i, w in zip(line.places, line.values, strict=True)} if line is not None else {}
        texts[heads.label] = _text(own)
        cells += [Placed(number, i, texts.get(i, "")) for i in range(len(heads.texts))]
        heights.append((own[0].y + own[-1].y) / 2)
    every = [word for row in rows[start:end] for word in row]
    upright = edges_between(heights, min(w.y - w.size for w in every), max(w.y + w.size for w in every))
    return Found(start, end, tuple(cells), upright, _edges(heads, layout.columns, every))


def _edges(heads: Heads, columns: Columns, words: Sequence[Word]) -> tuple[float, ...]:
    """Return the edges of the columns: between the heads, but never through a label."""
    middles = list(heads.middles)
    for place, column in zip(columns.places, heads.others(), strict=True):
        middles[column] = place if columns.side == 1 else middles[column]
    edges = list(edges_between(middles, min(w.x0 for w in words) - 1, max(w.x1 for w in words) + 1))
    labels = [w.x1 for w in words if w.x0 < heads.beyond and not _is_value(w) and w.x1 < middles[heads.label + 1]]
    at = heads.label + 1
    edges[at] = max(edges[at], min(max(labels, default=edges[at]), middles[at] - 1))
    return tuple(edges)

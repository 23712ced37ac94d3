"""Table 2 without rules: blocks of a head row that begins with 信息内容 and the rows below it."""

from collections.abc import Sequence
from itertools import pairwise

from pipelines.aligned.words import Found, Placed, Row, Word, clusters, columns_of, edges_between, is_value, joined
from pipelines.spelling import bare, normalise
from pipelines.tables.disclosure_header import match_header
from pipelines.tables.vocabulary import disclosure_row

_HEAD = 3  # lines of a head above and below the one of 信息内容
_MOST_LINES = 3  # of one label
_SURE = 0.75  # how well a head must fit the form


def find_disclosure(rows: Sequence[Row], start: int) -> Found | None:
    """Return a block of table 2 if its head begins in the row `start`."""
    head = _head(rows, start)
    if head is None:
        return None
    bottom, texts, groups, content = head
    middles = [(min(w.x0 for w in group) + max(w.x1 for w in group)) / 2 for group in groups]
    left = min(w.x0 for group in groups for w in group)
    lines, end = _lines(rows, bottom, content.x1, left)
    if not lines:
        return None
    step = min((b - a for a, b in pairwise(middles)), default=0.0)
    columns = columns_of([values for _, values, _ in lines if len(values) == len(groups)], middles) if step else None
    cells = [Placed(0, 0, "信息内容"), *(Placed(0, 1 + i, text) for i, text in enumerate(texts))]
    for number, (label, values, _) in enumerate(lines, 1):
        alone = [0] if len(values) == len(groups) == 1 else None
        placed = columns.place(values) if columns is not None else alone
        if placed is None:
            return None
        under = dict(zip(placed, values, strict=True))
        cells.append(Placed(number, 0, label))
        cells += [Placed(number, 1 + i, under[i].text if i in under else "") for i in range(len(groups))]
    every = [word for row in rows[start:end] for word in row]
    ys = [rows[start][0].y, *(y for _, _, y in lines)]
    outer = min(w.x0 for w in every)
    first = min([left, *(w.x0 for _, values, _ in lines for w in values)])
    return Found(
        start,
        end,
        tuple(cells),
        edges_between(ys, ys[0] - rows[start][0].size, ys[-1] + rows[start][0].size),
        (min(outer, first - 1), *edges_between(middles, first - 0.5, max(w.x1 for w in every))),
    )


def _head(rows: Sequence[Row], start: int) -> tuple[int, list[str], list[list[Word]], Word] | None:
    """Return the first row below the head, its columns' names and the words of each and 信息内容."""
    near = range(start, min(start + _HEAD, len(rows)))
    at = next((i for i in near if any(normalise(word.text) == "信息内容" for word in rows[i])), None)
    if at is None:
        return None
    content = next(word for word in rows[at] if normalise(word.text) == "信息内容")
    bottom = at + 1
    while bottom < min(at + _HEAD, len(rows)) and not _is_data(rows[bottom], content):
        bottom += 1
    every = [word for row in rows[start:bottom] for word in row if word is not content]
    if any(word.x0 < content.x1 or is_value(word) for word in every):
        return None
    groups = clusters(every)
    texts = [joined(group).replace("\n", "") for group in groups]
    found = match_header(tuple(bare(text) for text in texts)) if texts else None
    if found is None or len(found.columns) != len(groups) or found.score < _SURE:
        return None
    return bottom, texts, groups, content


def _is_data(row: Row, content: Word) -> bool:
    return row[0].x0 <= content.x1 and (len(row) > 1 or disclosure_row(bare(row[0].text)) is not None)


Line = tuple[str, Row, float]  # label, values, height


def _lines(rows: Sequence[Row], bottom: int, begin: float, left: float) -> tuple[list[Line], int]:
    """Return the block's rows and the row after its last; a label may be broken over lines around its values.

    Labels end before `left`, where the heads begin; values do not end before `begin`, where 信息内容 ends.
    """
    out: list[Line] = []
    i = bottom
    while i < len(rows):
        line = _line(rows, i, begin, left)
        if line is None:
            break
        text, values, y, i = line
        out.append((text, values, y))
    return out, i


def _line(rows: Sequence[Row], start: int, begin: float, left: float) -> tuple[str, Row, float, int] | None:
    labels: list[Word] = []
    values: Row = []
    for i in range(start, min(start + _MOST_LINES, len(rows))):
        row = rows[i]
        own = [word for word in row if word.x1 <= begin or not is_value(word)]
        if any(word.middle > left for word in own) or (values and len(own) < len(row)):
            break
        labels += own
        values = values or [word for word in row if word not in own]
        if values and disclosure_row(bare(joined(labels).replace("\n", ""))) is not None:
            return joined(labels), values, sum(w.y for w in labels) / len(labels), i + 1
    return None

"""Aligns the labels of printed rows with the form's sequence of rows."""

from collections.abc import Sequence
from functools import cache
from itertools import pairwise

from pipelines.forms import newest_first

OWN_WORDS = 0.9  # a label that holds at least the distinctive words of a form's row
Scores = tuple[tuple[str, float], ...]  # (code, score from 0 to 1), best first


@cache
def sequence() -> tuple[str, ...]:
    """Return every row of table 3 that any form prints, subtotals before their parts, in printed order."""
    order: list[str] = []
    for form in newest_first():
        parts = {code for row in form.requests.subtotals for code in row.sum_of}
        subtotals = {row.sum_of[0]: row.code for row in form.requests.subtotals}
        position = 0
        for row in form.requests.rows:
            for code in filter(None, (subtotals.get(row.code), row.code)):
                if code in order:
                    position = order.index(code) + 1
                    continue
                order.insert(position if order and code not in parts else len(order), code)
                position = order.index(code) + 1
    return tuple(order)


def align(rows: Sequence[Scores]) -> tuple[list[str | None], set[int]]:
    """Return for each printed row the form's row it stands for, or None, and which of them stand out of order.

    The best alignment in printed order decides; a row whose own wording is that of a form's row standing elsewhere
    keeps its wording's meaning, but stands out of order.
    """
    in_order = _in_order(rows)
    if in_order is not None:
        return in_order, set()
    chosen = _best_path(rows)
    taken = {code for code in chosen if code is not None}
    strays: set[int] = set()
    for position, scores in enumerate(rows):
        if chosen[position] is None and scores and scores[0][1] >= OWN_WORDS and scores[0][0] not in taken:
            chosen[position] = scores[0][0]
            taken.add(scores[0][0])
            strays.add(position)
    return chosen, strays


def _in_order(rows: Sequence[Scores]) -> list[str | None] | None:
    """Return the alignment that nothing can better: each row is what it resembles most, all in printed order.

    None where two rows are not in order, or a row resembles two of the form's equally: then paths must be compared.
    """
    positions = _positions()
    last = -1
    chosen: list[str | None] = []
    for scores in rows:
        if not scores:
            chosen.append(None)
            continue
        code = scores[0][0]
        position = positions.get(code, -1)
        if position <= last or (len(scores) > 1 and scores[1][1] == scores[0][1]):
            return None
        last = position
        chosen.append(code)
    return chosen


@cache
def _positions() -> dict[str, int]:
    return {code: place for place, code in enumerate(sequence())}


def _best_path(rows: Sequence[Scores]) -> list[str | None]:
    order = sequence()
    width = len(order) + 1
    best = [[0.0] * width for _ in range(len(rows) + 1)]
    for i, scores in enumerate(rows, 1):
        known = dict(scores)
        above, here = best[i - 1], best[i]
        for j, code in enumerate(order, 1):
            value = max(above[j], here[j - 1])
            score = known.get(code, 0.0)
            here[j] = max(value, above[j - 1] + score * score) if score else value
    chosen: list[str | None] = [None] * len(rows)
    i, j = len(rows), len(order)
    while i and j:
        if best[i][j] == best[i - 1][j]:
            i -= 1
        elif best[i][j] == best[i][j - 1]:
            j -= 1
        else:
            i, j = i - 1, j - 1
            chosen[i] = order[j]
    return chosen


def fill_gaps(chosen: Sequence[str | None], expected: Sequence[str]) -> dict[int, str]:
    """Return codes for unmatched rows between two matched ones, where exactly as many rows of the form are missing."""
    if None not in chosen:
        return {}
    position = {code: place for place, code in enumerate(expected)}
    anchors = [(-1, -1)]
    anchors += [(i, position[code]) for i, code in enumerate(chosen) if code is not None and code in position]
    anchors.append((len(chosen), len(expected)))
    filled: dict[int, str] = {}
    present = set(chosen)
    for (row_a, place_a), (row_b, place_b) in pairwise(anchors):
        rows = [i for i in range(row_a + 1, row_b) if chosen[i] is None]
        missing = [code for code in expected[place_a + 1 : place_b] if code not in present]
        if rows and len(rows) == len(missing):
            filled.update(zip(rows, missing, strict=True))
    return filled

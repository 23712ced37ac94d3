"""Where a table piece goes on from the page before, and whether a row was broken between them."""

import re

from pipelines.pdf.grid import NEAR
from pipelines.pdf.pages import Piece

_NUMBER = re.compile(r"[-+－＋±]?[\d０-９][\d０-９,，.．]*\s*[^\d]{0,3}|[-—/－／无空]+")
# what begins a row of its own in the national forms: 一、 （一） 1. ① 第二十条
_ENUMERATOR = re.compile(
    r"[（(]?[一二三四五六七八九十]+[）)、.．]|[（(]?\d{1,2}[）)、.．]\D|[①-⑳]|第[一二三四五六七八九十]+条"
)


def same_columns(before: Piece, after: Piece) -> bool:
    """Whether two pieces share their column edges."""
    a, b = before.grid.column_edges, after.grid.column_edges
    return len(a) == len(b) and all(abs(x - y) <= NEAR for x, y in zip(a, b, strict=True))


def repeated_rows(before: Piece, after: Piece) -> int:
    """Return how many first rows of `after` print the first rows of `before` again: a repeated header."""
    count = 0
    limit = min(len(before.grid.row_edges), len(after.grid.row_edges)) - 1
    while count < limit and _squeezed(before.row_texts(count)) == _squeezed(after.row_texts(count)):
        count += 1
    return count if any(any(before.row_texts(row)) for row in range(count)) else 0


def row_goes_on(before: Piece, after: Piece) -> bool:
    """Whether the last row of `before` goes on in the first row of `after` (behind a repeated header).

    A broken row prints each number once, above or below the break, and its label on both sides or on one; the
    part below does not begin with an item's number. Two rows that each have their numbers are two rows, and two
    without any say nothing, so they are left as they are.
    """
    if not same_columns(before, after):
        return False
    first = repeated_rows(before, after)
    if first >= len(after.grid.row_edges) - 1:
        return False
    upper, lower = before.row_texts(len(before.grid.row_edges) - 2), after.row_texts(first)
    numbers = _number_columns(before, after)
    if not numbers or any(upper[c] and lower[c] for c in numbers):
        return False
    above, below = (sum(bool(row[c]) for c in numbers) for row in (upper, lower))
    if above + below < len(numbers):
        return False
    labels = [lower[c] for c in range(len(lower)) if c not in numbers and lower[c]]
    return not any(_ENUMERATOR.match(label.strip()) for label in labels)


def _number_columns(before: Piece, after: Piece) -> list[int]:
    """Return the columns that hold numbers and nothing else but their header in either piece."""
    out = []
    for column in range(len(before.grid.column_edges) - 1):
        values = [
            text
            for piece in (before, after)
            for (_, c, _, _), text in zip(piece.grid.cells, piece.texts, strict=True)
            if c == column and text
        ]
        numeric = [bool(_NUMBER.fullmatch(text.strip())) for text in values]
        if numeric and any(numeric) and sum(numeric) * 2 >= len(numeric) and numeric[-1]:
            out.append(column)
    return out


def _squeezed(texts: list[str]) -> list[str]:
    return ["".join(text.split()) for text in texts]

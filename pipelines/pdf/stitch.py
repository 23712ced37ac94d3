"""Where a table piece goes on from the page before, and whether a row was broken between them."""

import re

from pipelines.pdf.grid import NEAR
from pipelines.pdf.pages import Piece

_NUMBER = re.compile(r"[-+－＋±]?[\d０-９][\d０-９,，.．]*\s*[^\d]{0,3}|[-—/－／无空]+")
# what begins a row of its own in the national forms: 一、 （一） 1. ① 第二十条
_ENUMERATOR = re.compile(
    r"[（(]?[一二三四五六七八九十]+[）)、.．]|[（(]?\d{1,2}[）)、.．]\D|[①-⑳]|第[一二三四五六七八九十]+条"
)


Row = dict[tuple[int, int], str]  # (left edge, right edge) → text


def same_columns(before: Piece, after: Piece) -> bool:
    """Whether two pieces have the same sides and the inner edges of one are among those of the other.

    A piece whose rows all merge two columns has no edge between them.
    """
    a, b = before.grid.column_edges, after.grid.column_edges
    few, many = sorted((a, b), key=len)
    sides = abs(a[0] - b[0]) <= NEAR and abs(a[-1] - b[-1]) <= NEAR
    return sides and all(any(abs(x - y) <= NEAR for y in many) for x in few)


def repeated_rows(before: Piece, after: Piece) -> int:
    """Return how many first rows of `after` print the first rows of `before` again: a repeated header."""
    count = 0
    limit = min(len(before.grid.row_edges), len(after.grid.row_edges)) - 1
    while count < limit and _printed(before, count) == _printed(after, count):
        count += 1
    return count if any(_printed(before, row) for row in range(count)) else 0


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
    edges = max(before.grid.column_edges, after.grid.column_edges, key=len)
    upper = _row(before, len(before.grid.row_edges) - 2, edges)
    lower = _row(after, first, edges)
    numbers = _number_columns(before, after, edges) & upper.keys() & lower.keys()
    if not numbers or any(bool(upper[c]) == bool(lower[c]) for c in numbers):
        return False
    labels = [text for column, text in lower.items() if column not in numbers and text]
    return not any(_ENUMERATOR.match(label.strip()) for label in labels)


def _row(piece: Piece, row: int, edges: list[float]) -> Row:
    """Return the cells that begin in a grid row by the columns of `edges` they cover."""
    place = _places(piece, edges)
    return {
        (place[column], place[column + colspan]): text
        for (r, column, _, colspan), text in zip(piece.grid.cells, piece.texts, strict=True)
        if r == row
    }


def _places(piece: Piece, edges: list[float]) -> list[int]:
    """Return for each column edge of a piece the nearest of `edges`."""
    return [_nearest(edges, x) for x in piece.grid.column_edges]


def _nearest(edges: list[float], x: float) -> int:
    return min(range(len(edges)), key=lambda i: abs(edges[i] - x))


def _number_columns(before: Piece, after: Piece, edges: list[float]) -> set[tuple[int, int]]:
    """Return the columns that mostly hold numbers in the two pieces."""
    values: dict[tuple[int, int], list[bool]] = {}
    for piece in (before, after):
        place = _places(piece, edges)
        for (_, column, _, colspan), text in zip(piece.grid.cells, piece.texts, strict=True):
            if text:
                numeric = bool(_NUMBER.fullmatch(text.strip()))
                values.setdefault((place[column], place[column + colspan]), []).append(numeric)
    return {column for column, numeric in values.items() if sum(numeric) * 2 >= len(numeric)}


def _printed(piece: Piece, row: int) -> list[str]:
    """Return what is printed in the cells that begin in a row, without blanks."""
    cells = zip(piece.grid.cells, piece.texts, strict=True)
    return ["".join(text.split()) for (r, _, _, _), text in cells if r == row and text]

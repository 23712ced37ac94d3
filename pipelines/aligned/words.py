"""Words with their places, in any unit: points on a page, or columns and lines of a text."""

import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from pipelines.spelling import fold
from pipelines.tables.vocabulary import sense


@dataclass(frozen=True, slots=True)
class Word:
    """Letters without a gap as wide as one between cells. `y` is the middle of the line, `size` that of its letters."""

    text: str
    x0: float
    x1: float
    y: float
    size: float

    @property
    def middle(self) -> float:
        """The middle of the word along its line."""
        return (self.x0 + self.x1) / 2


Row = list[Word]  # the words of one line, from left to right


@dataclass(frozen=True, slots=True)
class Placed:
    """A cell of a table found: its text, its place on the table's grid, and the words it is made of."""

    row: int
    column: int
    text: str
    colspan: int = 1


@dataclass(frozen=True, slots=True)
class Found:
    """A table found in the rows from `start` up to `end`, with its cells and the edges of its grid."""

    start: int
    end: int
    cells: tuple[Placed, ...]
    row_edges: tuple[float, ...]
    column_edges: tuple[float, ...]

    def texts(self) -> list[list[str]]:
        """Return the rows of the grid; a cell over several columns is followed by empty ones."""
        out = [[""] * (len(self.column_edges) - 1) for _ in range(len(self.row_edges) - 1)]
        for cell in self.cells:
            out[cell.row][cell.column] = cell.text
        return out


def is_value(word: Word) -> bool:
    """Whether a word can stand in a value cell: a number, or a mark for nothing."""
    return bool(word.text.strip()) and sense(word.text).number.valued


def joined(words: Iterable[Word]) -> str:
    """Return the text of words that stand in one cell, lines from the top parted by newlines."""
    lines: list[list[Word]] = []
    for word in sorted(words, key=lambda w: (w.y, w.x0)):
        if lines and abs(lines[-1][0].y - word.y) <= 0.5 * word.size:
            lines[-1].append(word)
        else:
            lines.append([word])
    return "\n".join(" ".join(w.text for w in sorted(line, key=lambda w: w.x0)) for line in lines)


def clusters(words: Iterable[Word]) -> list[list[Word]]:
    """Return words that stand one above the other together, from left to right."""
    out: list[list[Word]] = []
    end = 0.0
    for word in sorted(words, key=lambda w: w.x0):
        if out and word.x0 < end - 0.1 * word.size:
            out[-1].append(word)
            end = max(end, word.x1)
        else:
            out.append([word])
            end = word.x1
    return out


def split(row: Row, names: re.Pattern[str]) -> Row:
    """Return a row with words that are several of the form's names run together taken apart."""
    out: Row = []
    for word in row:
        plain = fold(word.text)
        found = list(names.finditer(plain)) if len(plain) == len(word.text) else []
        if len(found) < 2 or "".join(match[0] for match in found) != plain:
            out.append(word)
            continue
        step = (word.x1 - word.x0) / len(word.text)
        out += [Word(m[0], word.x0 + m.start() * step, word.x0 + m.end() * step, word.y, word.size) for m in found]
    return out


@dataclass(frozen=True, slots=True)
class Columns:
    """Where the words of each value column stand, told by the side on which they are aligned."""

    side: int  # 0 left, 1 middle, 2 right
    places: tuple[float, ...]
    reach: float  # how far a word may stand from its column's place

    def place(self, words: Sequence[Word]) -> list[int] | None:
        """Return each word's column; None where one has none for certain, or two have the same."""
        found = []
        for word in words:
            at = _sides(word)[self.side]
            column = min(range(len(self.places)), key=lambda i: abs(self.places[i] - at))
            if abs(self.places[column] - at) > self.reach:
                return None
            found.append(column)
        return found if found == sorted(set(found)) else None


def _sides(word: Word) -> tuple[float, float, float]:
    return word.x0, word.middle, word.x1


def columns_of(full: Sequence[Sequence[Word]], heads: Sequence[float]) -> Columns | None:
    """Return the columns of rows that have a word in each; of the heads' middles where there is no such row.

    None where the words stand under other heads than their order says, or not one under the other.
    """
    spacing = min((b - a for a, b in pairwise(heads)), default=4 * heads[0] if heads else 0.0)
    if not full:
        return Columns(1, tuple(heads), 0.3 * spacing)
    best: tuple[float, int, tuple[float, ...]] | None = None
    for side in range(3):
        places = tuple(median(_sides(row[i])[side] for row in full) for i in range(len(heads)))
        spread = max(abs(_sides(row[i])[side] - places[i]) for row in full for i in range(len(heads)))
        if best is None or spread < best[0] - 1e-6:
            best = (spread, side, places)
    assert best is not None  # noqa: S101 (three sides were looked at; tells mypy)
    middles = [median(row[i].middle for row in full) for i in range(len(heads))]
    gaps = [math.inf, *(b - a for a, b in pairwise(heads)), math.inf]
    rooms = [max((gap for gap in gaps[i : i + 2] if gap < math.inf), default=math.inf) for i in range(len(heads))]
    if any(abs(a - b) > 0.8 * room for a, b, room in zip(middles, heads, rooms, strict=True)):
        return None
    if best[0] > 0.4 * spacing or any(b - a < 0.4 * spacing for a, b in pairwise(middles)):
        return None
    return Columns(best[1], best[2], 0.4 * spacing)


def edges_between(places: Sequence[float], first: float, last: float) -> tuple[float, ...]:
    """Return edges half way between places, with those of the first and last cell; always rising."""
    inner = [(a + b) / 2 for a, b in pairwise(places)]
    out = [min(first, *inner) if inner else first]
    for edge in [*inner, last]:
        out.append(max(edge, out[-1] + 0.01))
    return tuple(out)

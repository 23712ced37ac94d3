"""Labels of table 3's rows, put together from the lines over which they are broken."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from pipelines.aligned.words import Row, Word, joined
from pipelines.spelling import bare, normalise
from pipelines.tables.vocabulary import request_rows, words

_SURE = 0.75  # as the table reading takes a label
_MOST_LINES = 6
_ENUMERATOR = re.compile(r"[（(]?[一二三四五六七八九十]+[）)、.．]|\d[.．、]")
_GROUP = re.compile(r"\([三四五六]\)")  # what headings of several rows begin with, broken ones too
_NEXT_LINE = 1.8  # of the letters' size
_NO_LABEL = -0.5  # what a line that belongs to no label costs


@dataclass(frozen=True, slots=True)
class Block:
    """One row's label: its text, its words, and the middles of its first and last line."""

    text: str
    words: tuple[Word, ...]
    top: float
    bottom: float


def label_blocks(rows: Sequence[Row], leaf: float) -> list[Block] | None:
    """Return the labels of single rows among the words left of the values; None where a line belongs to none.

    `leaf` is where they begin; words that end left of it are headings of several rows, if no row's label.
    """
    lines = _leaf_lines(rows, leaf)
    best: list[tuple[float, int]] = [(0.0, 0)]  # the sum up to each line, and where its last block begins
    for end in range(1, len(lines) + 1):
        choices = []
        for start in range(end - 1, max(end - _MOST_LINES, 0) - 1, -1):
            score = _score(_text(lines[start:end]))
            worth = score * score * (end - start) * (1 - 0.001 * (end - start)) if score else _NO_LABEL
            choices.append((best[start][0] + worth, start))  # by lines, or two halves would be worth more than a whole
            if _ENUMERATOR.match(normalise(lines[start][0].text)):
                break  # a label's number stands at its beginning
        best.append(max(choices))
    blocks: list[Block] = []
    end = len(lines)
    while end:
        start = best[end][1]
        chosen = lines[start:end]
        if not _score(_text(chosen)):
            return None
        every = tuple(word for line in chosen for word in line)
        blocks.insert(0, Block(_text(chosen), every, chosen[0][0].y, chosen[-1][0].y))
        end = start
    return blocks


def block_of(word: Word) -> Block | None:
    """Return a word as a label of its own if it is the whole of one."""
    return Block(word.text, (word,), word.y, word.y) if _score(word.text) else None


def _leaf_lines(rows: Sequence[Row], leaf: float) -> list[Row]:
    """Return the lines of single rows' labels; the end of a broken one may be as short as a heading."""
    lines: list[Row] = []
    for row in rows:
        above = lines[-1][0] if lines else None
        line = [word for word in row if _is_leaf(word, leaf) or (above is not None and _goes_on(word, above))]
        if line:
            lines.append(line)
    return lines


def _goes_on(word: Word, above: Word) -> bool:
    """Whether a word stands right below the beginning of a label's line and begins nothing itself."""
    below = 0 < word.y - above.y < _NEXT_LINE * max(word.size, above.size)
    beside = abs(word.x0 - above.x0) < 0.5 * word.size
    return below and beside and not _ENUMERATOR.match(normalise(word.text))


def _is_leaf(word: Word, leaf: float) -> bool:
    label = bare(word.text)
    if label in words().groups or "办理结果" in label:
        return False
    if word.x1 > leaf + 0.5 * word.size:
        return True
    return not _GROUP.match(normalise(word.text)) and bool(_score(word.text))


def _text(lines: Sequence[Row]) -> str:
    return joined(word for line in lines for word in line)


def _score(text: str) -> float:
    scores = request_rows(bare(text.replace("\n", "")))
    return scores[0][1] if scores and scores[0][1] >= _SURE else 0.0

"""Puts table 3's numbers under its heads in text where they drift, as `pdftotext -layout` writes wrapped cells.

Such text keeps the order of cells but not their places. A row of all seven numbers, the last the sum of the others,
leaves no doubt which is which: they are moved to where they would stand. A row that is not so leaves the whole table
as it is.
"""

import re
from collections.abc import Sequence
from itertools import pairwise

from pipelines.aligned.requests import head_of
from pipelines.aligned.words import Row, Word
from pipelines.spelling import bare, fold

_VALUES = r"(?:[ \u3000]+\d{1,9}){7}"
_ROW = re.compile(rf"(.*?)({_VALUES})[ \u3000]*")
_SOME = re.compile(r"(?<![\d.])\d{1,9}[ \u3000]+\d{1,9}[ \u3000]*$")
_HEADS = frozenset("自然人商业企科研机构社会公益组织法律服务其他总计或者和")
_PITCH = 0.8  # between lines, in letters: a line of the column of headings may stand between two of a label
_ENDS = re.compile(r"\d[ \u3000]*$")
_LAST = re.compile(r"结转下年度")
_MOST = 160  # lines of a table
_MOST_TABLES = 20
_LONGEST = 400  # letters of a line
_ABOVE = 4  # rows above 自然人 in which a head may begin, itself counted
_CELL = re.compile(r"\S+(?: (?!\d[.．、])\S+)*")  # a heading and the label beside it may have one blank between them


def straight(lines: Sequence[str], rows: Sequence[Row]) -> list[Row]:
    """Return the words of lines, `rows`, with the numbers of table 3 moved under its heads where that is certain."""
    out = list(rows)
    parted = [[part for word in row for part in _names(word)] for row in rows]
    at = tried = 0
    begin = [i for i, line in enumerate(lines) if "自然人" in bare(line)]
    near = {i - up for i in begin for up in range(_ABOVE)}
    while at < len(out) and tried < _MOST_TABLES:
        head = head_of(parted, at) if at in near else None
        if head is None:
            at += 1
            continue
        tried += 1
        top, bottom, groups = head
        middles = [(min(w.x0 for w in group) + max(w.x1 for w in group)) / 2 for group in groups]
        moved = _moved(lines, out, bottom, middles)
        if moved:
            out[top:bottom] = parted[top:bottom]
            out[bottom : bottom + len(moved)] = moved
        at = bottom + len(moved)
    return out


def _names(word: Word) -> Row:
    """Return parts of heads that one blank parts as words of their own."""
    if " " not in word.text or not _HEADS.issuperset(bare(word.text)):
        return [word]
    return [
        Word(found[0], word.x0 + found.start(), word.x0 + found.end(), word.y, word.size)
        for found in re.finditer(r"\S+", word.text)
    ]


def _moved(lines: Sequence[str], rows: Sequence[Row], bottom: int, middles: Sequence[float]) -> list[Row]:
    """Return the rows of a table's body, straightened; none where one of its rows is not whole."""
    left = middles[0] - 0.6 * min(b - a for a, b in pairwise(middles))
    out: list[Row] = []
    y = rows[bottom][0].y
    for original in lines[bottom : bottom + _MOST]:
        line = fold(original)
        found = _ROW.fullmatch(line) if len(line) == len(original) <= _LONGEST else None
        if len(line) > _LONGEST or (found is None and _SOME.search(line)):
            return []
        if found is not None and (_ENDS.search(found[1]) or not _adds_up(found[2].split())):
            return []
        label = found[1] if found is not None else line
        y += _PITCH if label.strip() else 0.0
        level = y if label.strip() else y + _PITCH / 2  # numbers between the lines of their label part none of them
        row = [
            _before(Word(original[m.start() : m.end()], m.start(), m.end(), y, 1.0), left)
            for m in _CELL.finditer(label)
        ]
        if found is not None:
            values = zip(found[2].split(), middles, strict=True)
            row += [Word(text, x - 0.5, x + 0.5, level, 1.0) for text, x in values]
        out.append(row)
        if found is not None and _LAST.search(bare(label)):
            return out
    return []


def _adds_up(texts: Sequence[str]) -> bool:
    *parts, total = map(int, texts)
    return sum(parts) == total


def _before(word: Word, left: float) -> Word:
    """Return a label's word ending before the numbers begin."""
    x1 = min(word.x1, left)
    return Word(word.text, min(word.x0, x1 - 0.1), x1, word.y, word.size)

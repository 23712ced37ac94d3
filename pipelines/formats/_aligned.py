"""The form's tables in text aligned by runs of spaces, as `pdftotext -layout` writes: columns by where words stand."""

import re
import unicodedata
from collections.abc import Callable, Sequence

from pipelines.aligned.find import find_tables, may_hold
from pipelines.aligned.words import Found, Row, Word
from pipelines.formats._straight import straight
from pipelines.spelling import bare
from pipelines.tables.vocabulary import request_rows, sense

_WORD = re.compile(r"\S+(?: \S+)*")  # one space parts no cells
_PAGE_NUMBER = re.compile(r"\s*(?:[-—–]\s*\d{1,3}\s*[-—–]|第\s*\d{1,3}\s*页.{0,12})\s*")
_MOST_LINES = 20_000
_TOTALS = {9: (2,), 15: (0, 5, 10)}  # table width → where the parts of each sum begin; the sum stands last
_PARTS = {9: 7, 15: 5}


def aligned(lines: Sequence[str]) -> list[str]:
    """Return the lines, those of tables found with tabs between their cells.

    A table is taken only where every word has its column and its own sums, if it has any, prove each row.
    """
    plain = [not line.strip() or ("\t" not in line and "|" not in line) for line in lines]
    if len(lines) > _MOST_LINES or not may_hold(line for line, fits in zip(lines, plain, strict=True) if fits):
        return list(lines)
    out = list(lines)
    for width in (_wide, len):
        numbers = [i for i, fits in enumerate(plain) if fits and _is_row(out[i])]
        before = [_words(out[i], i, width) for i in numbers]
        rows = straight([out[i] for i in numbers], before)
        for table in reversed(find_tables(rows)[0]):
            texts = table.texts()
            moved = any(rows[i] is not before[i] for i in range(table.start, table.end))
            if _proved(table, texts) and not (moved and _lost_a_label(texts)):
                start, end = numbers[table.start], numbers[table.end - 1] + 1
                if all(plain[start:end]):
                    made = ["", *("\t".join(text.replace("\n", "") for text in row) for row in texts), ""]
                    out[start:end] = made
                    plain[start:end] = [True] * len(made)
                    numbers = numbers[: table.start]
    return out


def _is_row(line: str) -> bool:
    """Whether a line may be part of a table: not if it is blank, holds tabs or is a page's number."""
    return bool(line.strip()) and "\t" not in line and not _PAGE_NUMBER.fullmatch(line)


def _lost_a_label(texts: Sequence[Sequence[str]]) -> bool:
    """Whether a label stands beside no value, where all rows have seven, or a heading beside one of its rows'."""
    if any(not any(text.strip() for text in row[2:]) for row in texts):
        return True
    found = [request_rows(bare(row[1].replace("\n", ""))) for row in texts]
    codes = {rows[0][0] for rows in found if rows}
    return any(other.startswith(f"{code}_") for code in codes for other in codes)


def _wide(text: str) -> int:
    """Return how many columns a text takes where Chinese characters take two."""
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in text)


def _words(line: str, number: int, width: Callable[[str], int]) -> Row:
    out = []
    for found in _WORD.finditer(line):
        start = width(line[: found.start()])
        out.append(Word(found[0], start, start + width(found[0]), float(number), 1.0))
    return out


def _proved(table: Found, texts: Sequence[Sequence[str]]) -> bool:
    """Whether every row that the form sums adds up, and some of them tell; tables without sums need none."""
    width = len(table.column_edges) - 1
    if width not in _TOTALS:
        return True
    told = 0
    for row in texts:
        for start in _TOTALS[width]:
            cells = [sense(text).number for text in row[start : start + _PARTS[width]]]
            if not all(cell.valued for cell in cells):
                continue  # heads
            *parts, total = (cell.value for cell in cells)
            if total is None and any(parts):
                return False
            if total is not None and sum(part or 0 for part in parts) != total:
                return False
            told += bool(total)
    return told > (1 if width == 9 else 0)

"""Rows of text whose cells are separated by tabs or pipes, and the tables they make."""

import re
from collections import Counter
from dataclasses import dataclass

from pipelines.document import Cell, Table

_EMPHASIS = re.compile(r"(\*\*|__)(.+?)\1")
_NUMBER = re.compile(r"^[+\-－−±]?[\d０-９][\d０-９,，.]*")
# A row that begins with its own number or heading does not go on with the row before it.
_OWN_START = re.compile(
    r"^(?:[一二三四五六七八]、|[（(][一二三四五六七八]|\d+\s*[.、．]|信息内容|第二十|行政|规章|结果)"
)


@dataclass(frozen=True, slots=True)
class TextTable:
    """Lines that make a table; `after_gap` when only blank lines part it from the table before it."""

    kind: str  # tabs, pipes
    lines: tuple[str, ...]
    after_gap: bool = False


def is_table(table: TextTable) -> bool:
    """Say whether the lines are a table and not text that happens to hold a tab or a pipe."""
    rows = _split(table)
    framed = table.kind == "pipes" and all(line.lstrip().startswith("|") for line in table.lines)
    if len(rows) == 1:
        return len(rows[0]) >= (2 if framed else 4)
    if sum(len(row) > 1 for row in rows) * 2 <= len(rows):
        return False
    # a line of links or of dates and sources is parted by pipes too, but counts nothing
    return framed or table.kind == "tabs" or any(_NUMBER.match(cell) or not cell for row in rows for cell in row)


def table_of(table: TextTable, previous: Table | None) -> Table:
    """Return the Table, not yet numbered; `previous` is the table before it if nothing stands between them."""
    rows = [row for row in _split(table) if any(row)] or [[""]]
    columns = max(len(row) for row in rows)
    while columns > 1 and not any(row[columns - 1] for row in rows if len(row) >= columns):
        columns -= 1  # a separator at the end of every line makes no column
    cells = tuple(
        Cell(row=r, column=c, text=text) for r, row in enumerate(rows) for c, text in enumerate(row[:columns])
    )
    # a row that goes on behind a gap has the columns of the table before it
    beside = previous is not None and abs(previous.columns - columns) <= 1
    continues = beside and table.after_gap and _goes_on(rows[0])
    return Table(index=0, rows=len(rows), columns=columns, cells=cells, continues=continues)


def _goes_on(row: list[str]) -> bool:
    """Say whether a first row holds only the rest of labels that the row before it began."""
    filled = [text for text in row if text]
    return bool(filled) and not any(_NUMBER.match(text) or _OWN_START.match(text) for text in filled)


def _split(table: TextTable) -> list[list[str]]:
    if table.kind == "tabs":
        return [[plain(cell) for cell in line.split("\t")] for line in table.lines]
    lines = [line.strip() for line in table.lines]
    # A pipe at the beginning is a frame, or parts an empty first cell from the second: what fits the other rows.
    bare, framed = ([_split_pipes(line, framed=way) for line in lines] for way in (False, True))
    first = sum(line.startswith("|") for line in lines) * 2 > len(lines)
    even = _evenness(framed), _evenness(bare)
    return framed if even[0] > even[1] or (even[0] == even[1] and first) else bare


def _evenness(rows: list[list[str]]) -> int:
    """Return how many rows have the commonest number of cells."""
    return Counter(len(row) for row in rows).most_common(1)[0][1]


def _split_pipes(line: str, *, framed: bool) -> list[str]:
    """Return a line's cells; without a frame a pipe at the end has an empty cell behind it."""
    if framed:
        line = line.removeprefix("|").removesuffix("|")
    return [plain(cell) for cell in re.split(r"(?<!\\)\|", line)]


def plain(text: str) -> str:
    """Return a cell's or line's text without Markdown emphasis, line breaks inside it as newlines."""
    if not text or text.isspace():
        return ""
    text = re.sub(r"<br\s*/?>", "\n", text, flags=re.IGNORECASE).replace("\\|", "|")
    return "\n".join(" ".join(part.split()) for part in _EMPHASIS.sub(r"\2", text).split("\n")).strip()

"""Finds the applicant columns of table 3 in its header rows."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from pipelines.document import Cell
from pipelines.forms import newest_first
from pipelines.spelling import bare
from pipelines.tables.rows import Row, Segment
from pipelines.tables.vocabulary import applicant, request_rows

_GROUPS = ("申请人情况", "法人或其他组织", "法人和其他组织", "法人或者其他组织")
_EARLIER = re.compile(r"上年|上一年|去年|往年")
_YEAR = re.compile(r"20\d\d")
_CORNER = "勾稽"
_LOCAL_COLUMNS = {"小计": "org_total", "法人小计": "org_total"}  # some local systems print it; the form does not
_WHOLE = 5  # applicant columns from which a header row counts as table 3's own


@dataclass(frozen=True)
class Header:
    """The applicant columns of a table: (first grid column, one past the last, code), from left to right."""

    table: int
    width: int
    columns: tuple[tuple[int, int, str], ...]
    named: bool  # all applicant columns are named, in the form's order
    placed: bool = False  # carried from the page before by where its columns lie
    mended: bool = False  # spans do not place it in the order in which its cells name the columns; these decided
    askew: bool = False  # the columns are neither in the form's order nor under the group heading that covers them
    once: bool = True  # no column is named twice

    @property
    def carries(self) -> bool:
        """Whether it is a whole header (though a column may be missing) that holds for the next page too."""
        return len(self.columns) >= _WHOLE

    @cached_property
    def codes(self) -> tuple[str, ...]:
        """The codes from left to right."""
        return tuple(code for _, _, code in self.columns)


def read_header(segment: Segment) -> tuple[Header | None, list[Row]]:
    """Return the applicant columns that a piece's header rows name, and the rows below the header."""
    rows = list(segment.rows)
    end = next((place for place, row in enumerate(rows) if not _is_header(row)), len(rows))
    body = [row for row in rows[end:] if row.numbers or not _is_header(row)]
    heads = [cell for row in rows[:end] for cell in row.cells if cell.text.strip() and not _is_group(cell.text)]
    coded = _coded(_of_this_year(heads))
    columns = _columns(coded)
    if not columns:
        return None, body
    named = _named(heads)
    mended = _mended(columns) if named else None
    if mended is not None and not _group_between(rows[:end]):
        mended = None
    return Header(
        segment.table.index,
        segment.table.columns,
        mended or columns,
        named,
        mended=mended is not None,
        askew=not named and _askew(columns, rows[:end]),
        once=len(coded) == sum(stop - start for start, stop, _ in columns),
    ), body


def _of_this_year(heads: Sequence[Cell]) -> Sequence[Cell]:
    """Return the heads without those over columns of an earlier year, if the form's columns are there without these."""
    years = {cell: int(found[0]) for cell in heads if (found := _YEAR.search(cell.text))}
    last = max(years.values(), default=0)
    over = {
        column
        for cell in heads
        if _EARLIER.search(cell.text) or years.get(cell, last) < last
        for column in range(cell.column, cell.column + cell.colspan)
    }
    if not over:
        return heads
    own = [
        replace(cell, column=column, colspan=1)
        for cell in heads
        for column in range(cell.column, cell.column + cell.colspan)
        if column not in over
    ]
    form = {column.code for column in newest_first()[0].requests.columns}
    return own if form <= {code for _, _, code in _columns(_coded(own))} else heads


def _askew(columns: tuple[tuple[int, int, str], ...], rows: Sequence[Row]) -> bool:
    """Whether the group's heading does not lie above exactly its columns, nor the header's cells tell their order.

    Where its span is lost headings stand over other columns' cells; no sum tells columns apart that add up alike.
    """
    groups = [cell for row in rows for cell in row.cells if _in_header(cell) == "group"]
    outer = (applicant("自然人"), applicant("总计"))
    if all(
        (code not in outer) == (group.column <= start and end <= group.column + group.colspan)
        for group in groups
        for start, end, code in columns
    ):
        return False
    upper = next((row for row in rows if any(_in_header(cell) == "group" for cell in row.cells)), None)
    inner = _inner_order([row for row in rows if row is not upper])
    names = [_in_header(cell) for cell in upper.cells] if upper is not None else []
    order = [code for name in names if name for code in (inner if name == "group" else [name])]
    return [code for _, _, code in columns if code in order] != order


def _in_header(cell: Cell) -> str | None:
    """Return "group" for the heading of the organisations' columns, an applicant's code, or None."""
    label = bare(cell.text)
    return "group" if label in _GROUPS[1:] else applicant(label)


def _inner_order(rows: Sequence[Row]) -> list[str]:
    """Return the applicants that header rows name, in order; a name may go on in the row below (商业, 企业)."""
    below = [{cell.column: bare(cell.text) for cell in row.cells} for row in rows[1:]] + [{}]
    order: list[str] = []
    for row, under in zip(rows, below, strict=True) if rows else ():
        for cell in row.cells:
            label = bare(cell.text)
            code = applicant(label) or (applicant(label + under[cell.column]) if under.get(cell.column) else None)
            if label and code is not None and code not in order:
                order.append(code)
    return order


def _mended(columns: tuple[tuple[int, int, str], ...]) -> tuple[tuple[int, int, str], ...] | None:
    """Return columns in the form's order where the grid has all of them in another one.

    A span that is wrong by one moves 总计 or 自然人 among the columns of the row below, which the row itself names in
    order. None where nothing is to be mended.
    """
    form = [column.code for column in newest_first()[0].requests.columns]
    codes = [code for _, _, code in columns]
    if codes == form or sorted(codes) != sorted(form):
        return None
    return tuple((start, end, code) for (start, end, _), code in zip(columns, form, strict=True))


def _group_between(rows: Sequence[Row]) -> bool:
    """Whether 法人或其他组织, the heading of the columns between them, is printed between 自然人 and 总计."""
    names = [_in_header(cell) for row in rows for cell in row.cells]
    return [name for name in names if name in ("natural", "group", "total")] == ["natural", "group", "total"]


def _columns(coded: Sequence[tuple[int, str]]) -> tuple[tuple[int, int, str], ...]:
    columns: list[tuple[int, int, str]] = []
    for column, code in coded:
        if columns and columns[-1][1:] == (column, code):
            columns[-1] = (columns[-1][0], column + 1, code)
        elif code not in [known for _, _, known in columns]:
            columns.append((column, column + 1, code))
    return tuple(columns)


def _coded(heads: Sequence[Cell]) -> list[tuple[int, str]]:
    """Return the grid columns whose heads name an applicant column, with its code."""
    texts: dict[int, list[Cell]] = {}
    for cell in heads:
        for column in range(cell.column, cell.column + cell.colspan):
            texts.setdefault(column, []).append(cell)
    return [(column, code) for column in sorted(texts) if (code := _column_code(texts[column])) is not None]


def _named(heads: Sequence[Cell]) -> bool:
    """Whether the heads, read one after the other, name every column in the form's order.

    自然人 and 总计 stand in a row of their own above the others; only the order within each row can be seen.
    """
    form = [column.code for column in newest_first()[0].requests.columns]
    for inner in (form[1:-1], form[1:]):
        outer = [code for code in form if code not in inner]
        codes = [code for cell in heads if (code := applicant(bare(cell.text)))]
        if [code for code in codes if code in inner] == inner and [code for code in codes if code in outer] == outer:
            return True
    return False


def _is_group(text: str) -> bool:
    label = bare(text)
    return label in _GROUPS or _CORNER in text


def _column_code(cells: Sequence[Cell]) -> str | None:
    labels = [bare(cell.text) for cell in cells]
    whole = applicant("".join(labels)) or _LOCAL_COLUMNS.get("".join(labels))
    if whole is not None:
        return whole
    return next((code for label in reversed(labels) if (code := applicant(label)) is not None), None)


def _is_header(row: Row) -> bool:
    """A row without values that names columns, or nothing of the form's rows."""
    if row.numbers:
        return False
    labels = [item.label for item in row.senses if item.is_label]
    if any(_is_group(cell.text) for cell in row.cells):
        return True
    if sum(1 for label in labels if applicant(label)) >= 2 or len(labels) >= 4:
        return True
    return (
        not any(scores and scores[0][1] >= 0.6 for scores in map(request_rows, labels))
        and not (any(item.number.state == "blank" for item in row.senses) and not labels)
        and _short(labels)
    )


def _short(labels: Sequence[str]) -> bool:
    """Whether the row only holds pieces of column headings, such as 企业 under 商业."""
    return (
        bool(labels) and all(len(label) <= 6 for label in labels) and not any("办理结果" in label for label in labels)
    )

"""Doubts figures of a statistics return that may be those of another row, another column or another year."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from pipelines.document import Cell
from pipelines.forms.model import StatisticsForm
from pipelines.report import Flag
from pipelines.spelling import normalise
from pipelines.tables.figures import Harvest
from pipelines.tables.pieces import tells
from pipelines.tables.statistics_cells import cell_under, row_at, unit_of, values_of
from pipelines.tables.statistics_labels import Match, plain_label, within
from pipelines.tables.statistics_rows import Entry
from pipelines.tables.statistics_slides import Line, slid
from pipelines.tables.vocabulary import sense

_TABLE = "t14"
_ITEM = re.compile(r"(?:其中[:,]?)?\(?(\d{1,2})[).、](?!\d)")  # a row that counts the parts of the row above
_LONGEST_ITEM = 20
_MOST_PIECES = 4  # numbers that one cell is thought to hold
_FEW = 3  # one row in so many may have a slip in it; more of them are a column in the wrong place


@dataclass(frozen=True, slots=True)
class Copy:
    """A return as it was read: its printed rows in order, each with the row of the form that it is, if any."""

    form: StatisticsForm
    harvest: Harvest
    rows: Sequence[tuple[Entry, Match | None]]


def doubt(copy: Copy, codes: Sequence[str], year: int | None) -> None:
    """Flag and name what is doubtful in a return. `codes` are its figures, `year` that of the report's title."""
    _doubt_labels(copy)
    _doubt_shifted(copy, codes)
    _doubt_slid(copy)
    _doubt_cumulative(copy, codes)
    _doubt_year(copy, codes, year)


def _doubt_labels(copy: Copy) -> None:
    """Name the rows of the form whose label stands within that of another row: their own has no label left."""
    taken = {match.position for _, match in copy.rows if match is not None}
    for entry, _ in copy.rows:
        codes = [code for code, place in within(copy.form.id, plain_label(entry.text)) if place not in taken]
        if codes:
            detail = f"{row_at(entry)}: the label {entry.text.strip()[:40]!r} holds that of {', '.join(codes)} too"
            copy.harvest.problem("ambiguous", f"{detail}; look at the original", codes)


def _doubt_shifted(copy: Copy, codes: Sequence[str]) -> None:
    """Doubt all figures where the units are those of the rows above or below: labels and values have slipped."""
    pairs = [
        (unit_of(entry), match.row(copy.form.id))
        for entry, match in copy.rows
        if match is not None and not entry.group and not match.row(copy.form.id).local
    ]
    told = [(unit, row.unit) for unit, row in pairs if unit is not None]
    straight = sum(unit == expected for unit, expected in told)
    down = sum(a[0] is not None and a[0] == b[1].unit != a[1].unit for a, b in pairwise(pairs))
    up = sum(b[0] is not None and b[0] == a[1].unit != b[1].unit for a, b in pairwise(pairs))
    odd = len(told) - straight
    if odd > 1 and max(up, down) * 2 > odd:
        copy.harvest.flag(codes, Flag.MISALIGNED)
        detail = "the units stand beside the labels of other rows, so the numbers may too; look at the original"
        copy.harvest.problem("ambiguous", detail, (_TABLE,))


def _doubt_slid(copy: Copy) -> None:
    """Doubt the figures that may be those of other rows."""
    rows = [(entry, match) for entry, match in copy.rows if not entry.group]
    loose = Counter(cell.column for entry, _ in rows for cell in _loose(entry))
    columns = {column for column, count in loose.items() if count * 2 > len(rows)}  # one without a heading
    codes = sorted(slid([_line(entry, match, columns, copy) for entry, match in rows], copy.form.sums))
    if codes:
        copy.harvest.flag(codes, Flag.MISALIGNED)
        detail = f"{', '.join(codes)} may stand in other rows than those of their labels; look at the original"
        copy.harvest.problem("ambiguous", detail, codes)


def _loose(entry: Entry) -> list[Cell]:
    """Return the numbers of a row that stand under no heading."""
    columns = entry.header.columns
    return [cell for cell in values_of(entry) if not any(column.holds(cell) for column in columns)]


def _line(entry: Entry, match: Match | None, without_head: set[int], copy: Copy) -> Line:
    cell = cell_under(entry, entry.header.value) if entry.header.value is not None else None
    value = sense(cell.text).number.value if cell is not None and cell.text.strip() else None
    row = match.row(copy.form.id) if match is not None else None
    if row is not None and row.heading:
        return Line(heading=True, value=value)
    if row is None and not entry.text.strip():  # the number may stand where its label should be
        return Line(numbers=int(entry.row.numbers > 0))
    numbers = sum(item.column not in without_head for item in _loose(entry))
    one = row is not None and row.code in copy.harvest.wrapped and is_one(row.code, copy.form, copy.harvest)
    numbers += 0 if cell is None or one else _pieces(cell) - 1
    found = _ITEM.match(normalise(entry.text[:_LONGEST_ITEM]))
    item = int(found[1]) if found else 0
    return Line(row.code if row is not None else "", value=value, item=item, numbers=numbers)


def _pieces(cell: Cell) -> int:
    """Return how many numbers a cell may hold."""
    number = sense(cell.text).number
    several = number.wrapped or number.state == "unreadable"
    return max(1, min(len(cell.text.split()), _MOST_PIECES)) if several else 1


def _doubt_cumulative(copy: Copy, codes: Sequence[str]) -> None:
    """Doubt figures of a year that are more than those of all years, or beside which these are lost.

    A row that lost a cell has that of all years in the place of the year's; where many rows have more, the columns
    have changed places.
    """
    pairs = []
    for entry, match in copy.rows:
        column = entry.header.role("cumulative")
        if match is None or entry.group or entry.header.value is None or column is None:
            continue
        cells = cell_under(entry, entry.header.value), cell_under(entry, column)
        year, ever = (sense(cell.text).number.value if cell is not None else None for cell in cells)
        if year is not None:
            pairs.append((match.row(copy.form.id).code, year, ever))
    more = [code for code, year, ever in pairs if ever is not None and year > ever]
    lost = [code for code, _, ever in pairs if ever is None]
    doubtful = [*more, *(lost if len(lost) * 2 < len(pairs) else ())]
    if len(more) * _FEW > len(pairs):
        doubtful = list(codes)
    if doubtful := [code for code in doubtful if code]:
        copy.harvest.flag(doubtful, Flag.MISALIGNED)
        detail = f"the year's {', '.join(doubtful)} do not agree with the numbers of all years beside them"
        copy.harvest.problem("ambiguous", f"{detail}; look at the original", doubtful)


def _doubt_year(copy: Copy, codes: Sequence[str], year: int | None) -> None:
    """Doubt all figures where their column names another year than the report's title."""
    named = next((entry.header.value.year for entry, _ in copy.rows if entry.header.value), None)
    if named is not None and year is not None and named != year:
        copy.harvest.flag(codes, Flag.SOURCES_DIFFER)
        detail = f"the return is headed {named}, the report's title {year}; look at the original"
        copy.harvest.problem("ambiguous", detail, (_TABLE,))


def is_one(code: str, form: StatisticsForm, harvest: Harvest) -> bool:
    """Say whether a sum tells that digits in several pieces are one number."""
    sums = [item for item in form.sums if code in (item.total, *item.parts)]
    return any(tells(harvest, item.parts, item.total) for item in sums)

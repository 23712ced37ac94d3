"""From a sheet's filled cells to blocks: lines of text around the grid become paragraphs, the grid tables."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from pipelines.document import Cell, Paragraph, Table, Unreadable

MAX_CELLS = 100_000  # positions of one table
MAX_SHEETS = 200

Place = tuple[int, int]


@dataclass(slots=True)
class Sheet:
    """A sheet as shown. `merges` are (first row, first column, last row, last column).

    `ruled` holds the places whose cells have a border, and is None where the format does not tell.
    """

    name: str
    texts: dict[Place, str] = field(default_factory=dict)
    merges: list[tuple[int, int, int, int]] = field(default_factory=list)
    ruled: set[Place] | None = None
    doubts: list[tuple[Place, str]] = field(default_factory=list)  # cells that may be shown otherwise


@dataclass(slots=True)
class _Run:
    """Rows of a sheet without a blank row between them."""

    rows: list[int]
    filled: dict[int, list[int]]  # row → columns with text


def settle_merges(sheet: Sheet) -> None:
    """Cut merges to the used part of the sheet, and take out texts that they cover, as doubts.

    Raises Unreadable where merges cover more than all tables.
    """
    used = [*sheet.texts, *(sheet.ruled or ())]
    if not used:
        sheet.merges = []
        return
    last_row, last_column = max(row for row, _ in used), max(column for _, column in used)
    cut = [(top, left, min(bottom, last_row), min(right, last_column)) for top, left, bottom, right in sheet.merges]
    sheet.merges = [merge for merge in cut if merge[0] <= merge[2] and merge[1] <= merge[3]]
    if sum((bottom - top + 1) * (right - left + 1) for top, left, bottom, right in sheet.merges) > 4 * MAX_CELLS:
        raise Unreadable("too_large", f"The merged cells of sheet {sheet.name!r} cover more than all tables do.")
    for top, left, bottom, right in sheet.merges:
        for place in ((row, column) for row in range(top, bottom + 1) for column in range(left, right + 1)):
            if place != (top, left) and (text := sheet.texts.pop(place, "")):
                sheet.doubts.append((place, f"a merged cell hides the text {text[:40]!r}; compare the sheet."))


def blocks(sheet: Sheet, index: int) -> Iterator[Paragraph | Table]:
    """Yield a sheet's blocks; its tables count from `index`. Raises Unreadable for a grid beyond all tables."""
    for run in _runs(sheet):
        first, last = _grid_rows(sheet, run)
        for row in run.rows:
            beside = (first == row and len(run.filled.get(row, ())) == 1) or not first <= row <= last
            if beside:
                yield from (Paragraph(text=sheet.texts[row, column]) for column in run.filled.get(row, ()))
            if row == last and first <= last:
                yield _table(sheet, first, last, index)
                index += 1


def _runs(sheet: Sheet) -> Iterator[_Run]:
    """Yield the stretches of rows parted by blank ones; a bordered or merged row is none of these."""
    filled: dict[int, list[int]] = {}
    for row, column in sorted(place for place, text in sheet.texts.items() if text):
        filled.setdefault(row, []).append(column)
    used = set(filled) | {row for row, _ in sheet.ruled or ()}
    for top, left, bottom, _ in sheet.merges:
        if sheet.texts.get((top, left)):
            used |= set(range(top, bottom + 1))
    rows: list[int] = []
    for row in sorted(used):
        if rows and row != rows[-1] + 1:
            yield _Run(rows, filled)
            rows = []
        rows.append(row)
    if rows:
        yield _Run(rows, filled)


def _grid_rows(sheet: Sheet, run: _Run) -> tuple[int, int]:
    """Return the first and last row of a run's grid; the last before the first where it has none.

    Rows with a border are the grid's. Without borders the grid goes from the first row of several cells to the
    last; a merged cell in the row above may be its heading as well as the sheet's title, and counts as both.
    """
    ruled = {row for row, _ in sheet.ruled or ()}
    inside = [row for row in run.rows if row in ruled and row in run.filled]
    several = [row for row in run.rows if len(run.filled.get(row, ())) > 1]
    if not several:
        return (run.rows[0], run.rows[0] - 1)
    if inside and any(row in ruled for row in several):
        return min(inside[0], several[0]), max(inside[-1], several[-1])
    first = several[0]
    wide = any(top == first - 1 and right > left for top, left, _, right in sheet.merges)
    return (first - 1 if wide and first - 1 in run.rows else first), several[-1]


def _table(sheet: Sheet, first: int, last: int, index: int) -> Table:
    """Return rows `first` to `last` as a table; merged cells occur once, what they hide is left to the caller."""
    columns = [column for row, column in sheet.texts if first <= row <= last and sheet.texts[row, column]]
    left, right = min(columns), max(columns)
    if (last - first + 1) * (right - left + 1) > MAX_CELLS:
        raise Unreadable("too_large", f"The sheet {sheet.name!r} has a grid of more than {MAX_CELLS} cells.")
    spans: dict[Place, tuple[int, int]] = {}
    covered: set[Place] = set()
    for top, start, bottom, end in sheet.merges:
        if first <= top <= last and left <= start <= right:
            down, across = min(bottom, last) - top + 1, min(end, right) - start + 1
            spans[top, start] = (down, across)
            covered |= {(top + d, start + a) for d in range(down) for a in range(across)} - {(top, start)}
    cells = []
    for row in range(first, last + 1):
        for column in range(left, right + 1):
            if (row, column) not in covered:
                down, across = spans.get((row, column), (1, 1))
                text = sheet.texts.get((row, column), "")
                cells.append(Cell(row=row - first, column=column - left, text=text, rowspan=down, colspan=across))
    return Table(index=index, rows=last - first + 1, columns=right - left + 1, cells=tuple(cells))

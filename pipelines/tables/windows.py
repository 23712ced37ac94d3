"""Finds which cells of a printed row of table 3 stand under the seven applicant columns."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from pipelines.document import Cell
from pipelines.tables.arithmetic import row_adds_up
from pipelines.tables.request_header import Header
from pipelines.tables.request_rows import Item
from pipelines.tables.vocabulary import sense

_ENOUGH = 3  # rows that add up, from which a header's columns are believed although there are others


@dataclass
class Choice:
    """The cell under each column; `problem` says why there is none."""

    cells: dict[str, Cell] = field(default_factory=dict)
    by_order: bool = False  # no header named all columns, the form's order was taken
    doubtful: bool = False  # several readings remained
    beside: bool = False  # cells that hold something stand beside the header's columns
    taken_apart: bool = False  # the cells are pieces of one printed cell
    problem: str | None = None


def choose_windows(items: Sequence[Item], columns: Sequence[str]) -> list[Choice]:
    """Return for each row which of its cells are its values.

    Rows with as many cells as columns, and rows on the grid of a header, are plain. In ragged rows (text whose
    empty cells are lost or padded) the cells that hold all numbers are sought: where several runs of cells can be
    meant, the form's sum decides, then what holds for the table's other rows, and else the row is doubtful.
    """
    choices = [_plain(item, columns) for item in items]
    beside = [choice for choice in choices if choice is not None and choice.beside]
    if beside and not _confirmed(beside, columns):
        choices = [None if choice is not None and choice.beside else choice for choice in choices]
    ragged = [i for i, choice in enumerate(choices) if choice is None]
    if ragged:
        starts = {i: _starts(items[i], len(columns)) for i in ragged}
        habit = _habit([(items[i], starts[i]) for i in ragged], len(columns))
        for i in ragged:
            choices[i] = _ragged(items[i], starts[i], habit, columns)
    _refuse_lacking(items, choices)
    wider = {item.row.table.index for item, choice in zip(items, choices, strict=True) if choice and choice.beside}
    for item, choice in zip(items, choices, strict=True):
        if choice is None or item.header is None:
            continue
        if item.header.askew or (item.row.table.index in wider and not choice.beside and _slipped(choice, columns)):
            choice.doubtful = True
    return [choice if choice is not None else Choice(problem="its cells cannot be told apart") for choice in choices]


def _refuse_lacking(items: Sequence[Item], choices: list[Choice | None]) -> None:
    """Refuse rows without a header that begin with an empty cell, where others have a cell less than columns.

    The table lacks a column then, and the empty cell may be one of the labels'.
    """
    bare = [i for i, item in enumerate(items) if item.header is None]
    if not any((choice := choices[i]) is not None and choice.problem for i in bare):
        return
    for i in bare:
        choice = choices[i]
        cells = list(choice.cells.values()) if choice is not None and choice.by_order else []
        if cells and not cells[0].text.strip() and all(cell.text.strip() for cell in cells[1:]):
            choices[i] = Choice(problem="an empty cell and a value too few, like rows that lack a column")


def _names(header: Header | None, count: int, columns: Sequence[str]) -> tuple[Sequence[str], bool] | None:
    """Return the column codes for so many values, and whether only the form's order says so."""
    lost = header is not None and header.named and len(header.columns) < len(columns)  # named, but in no place
    if header is not None and len(header.columns) == count and "total" in header.codes and not lost:
        return header.codes, header.mended
    if header is not None and len(header.columns) == len(columns):
        return None
    if count == len(columns):
        return columns, header is None or not header.named
    return None


def _plain(item: Item, columns: Sequence[str]) -> Choice | None:
    header = item.header
    apart = _taken_apart(item, columns)
    if apart is not None:
        return apart
    named = _names(header, len(item.values), columns)
    if named is not None:
        names, by_order = named
        cells = dict(zip(names, item.values, strict=True))
        contradicted = (by_order or len(names) < len(columns)) and _contradicts(item, cells)
        doubtful = contradicted or (len(names) < len(columns) and _may_have_joined(item, cells))
        return Choice(cells, by_order, doubtful)
    if header is None or header.table != item.row.table.index or len(header.columns) < 3:
        return None
    return _on_grid(item, header, columns)


def _on_grid(item: Item, header: Header, columns: Sequence[str]) -> Choice | None:
    """Read a row by where its cells lie under the header; None if they do not lie so that each has its own."""
    cells = {}
    for start, end, code in header.columns:
        under = [cell for cell in item.values if cell.column < end and cell.column + cell.colspan > start]
        if len(under) != 1:
            return None
        cells[code] = under[0]
    outside = [cell for cell in item.values if cell.text.strip() and all(cell is not used for used in cells.values())]
    shared = len({id(cell) for cell in cells.values()}) < len(cells)
    merged = any(cell.colspan > 1 for cell in item.values)
    if shared and not merged and not header.placed:
        return None
    if not outside:
        return Choice(cells)
    sure = header.once and not (shared or merged or header.placed or header.mended or header.askew)
    return Choice(cells, beside=True) if sure and set(cells) == set(columns) else None


def _slipped(choice: Choice, columns: Sequence[str]) -> bool:
    """Whether a row that ends before the other columns may have lost a cell, so that theirs stand under the form's."""
    numbers = _numbers([choice.cells[column] for column in columns if column in choice.cells])
    return any(numbers) and (len(numbers) < len(columns) or not row_adds_up(numbers))


def _confirmed(choices: Sequence[Choice], columns: Sequence[str]) -> bool:
    """Whether every row of a table with other columns beside the form's adds up, and enough of them tell."""
    told = [row_adds_up(_numbers([choice.cells[column] for column in columns])) for choice in choices]
    return told.count(True) >= _ENOUGH and not told.count(False)


def _contradicts(item: Item, cells: dict[str, Cell]) -> bool:
    """Whether a heading that is known stands over another cell than the form's order gives its column."""
    header = item.header
    if header is None or header.table != item.row.table.index:
        return False
    return any(
        code in cells and not (cells[code].column < end and cells[code].column + cells[code].colspan > start)
        for start, end, code in header.columns
    )


def _may_have_joined(item: Item, cells: dict[str, Cell]) -> bool:
    """Whether columns may have lost the rule between them: a cell lies under two heads, or under a part of one.

    Under such a head stand two cells in other rows; this one may have but one of them.
    """
    header = item.header
    if header is None or header.table != item.row.table.index:
        return False
    if any(code in cells and cells[code].colspan < end - start for start, end, code in header.columns):
        return not row_adds_up(_numbers(item.values))
    wide = [cell for cell in item.values if cell.colspan > 1]
    return any(
        sum(cell.column < end and cell.column + cell.colspan > start for start, end, _ in header.columns) > 1
        for cell in wide
    )


def _taken_apart(item: Item, columns: Sequence[str]) -> Choice | None:
    """Read one cell that holds the whole row ("6 0 0 0 0 0 6"): only if its numbers are exactly the columns.

    It is certain only where they then add up; seven zeros run together ("0 0 00 00 0") can be nothing else, but
    the cell's boundaries are still inferred.
    """
    cell = _only_filled(item.values)
    if cell is None or sense(cell.text).number.state == "blank":
        return None
    pieces = cell.text.split()
    if set("".join(pieces)) == {"0"} and len("".join(pieces)) == len(columns):
        pieces = ["0"] * len(columns)
    if len(pieces) != len(columns) or not all(sense(piece).number.valued for piece in pieces):
        return None
    cells = {name: replace(cell, text=piece) for name, piece in zip(columns, pieces, strict=True)}
    sure = row_adds_up([sense(piece).number.value for piece in pieces])
    return Choice(cells, doubtful=not sure, taken_apart=True)


def _only_filled(cells: Sequence[Cell]) -> Cell | None:
    """Return the one cell that holds anything; None where none or several do."""
    only = None
    for cell in cells:
        if cell.text.strip():
            if only is not None:
                return None
            only = cell
    return only


def _starts(item: Item, size: int) -> list[int]:
    """Return the positions from which `size` consecutive cells can begin so that none outside them holds anything."""
    filled = [i for i, cell in enumerate(item.values) if cell.text.strip()]
    last = len(item.values) - size
    if last < 0:
        return []
    if not filled:
        return [0]
    return [start for start in range(last + 1) if start <= filled[0] and filled[-1] < start + size]


def _habit(rows: Sequence[tuple[Item, list[int]]], size: int) -> tuple[str, int] | None:
    """Return what the table's unequivocal rows have in common: values begin or end after so many empty cells."""
    begins = Counter(starts[0] for _, starts in rows if len(starts) == 1)
    ends = Counter(len(item.values) - size - starts[0] for item, starts in rows if len(starts) == 1)
    if not begins:
        return None
    begin, end = begins.most_common(1)[0], ends.most_common(1)[0]
    if begin[1] == sum(begins.values()):
        return "begin", begin[0]
    return ("end", end[0]) if end[1] == sum(ends.values()) else None


def _ragged(item: Item, starts: list[int], habit: tuple[str, int] | None, columns: Sequence[str]) -> Choice:
    size = len(columns)
    if not starts:
        count = len([cell for cell in item.values if cell.text.strip()])
        return Choice(problem=f"{count} values in {len(item.values)} cells do not fit {size} columns")
    start, doubtful = starts[0], False
    if len(starts) > 1:
        fitting = [begin for begin in starts if row_adds_up(_numbers(item.values[begin : begin + size]))]
        usual = _usual(item, habit, size)
        if len(fitting) == 1:
            start = fitting[0]
        elif usual in (fitting or starts) and usual is not None:
            start = usual
        else:
            start, doubtful = (fitting or starts)[0], True
    header = item.header
    known = header is not None and len(header.columns) == size
    names = header.codes if header is not None and known else tuple(columns)
    cells = dict(zip(names, item.values[start : start + size], strict=True))
    sure = known or (header is not None and header.named)
    return Choice(cells, by_order=not sure, doubtful=doubtful)


def _usual(item: Item, habit: tuple[str, int] | None, size: int) -> int | None:
    if habit is None:
        return None
    return habit[1] if habit[0] == "begin" else len(item.values) - size - habit[1]


def _numbers(cells: Sequence[Cell]) -> list[int | float | None]:
    return [sense(cell.text).number.value for cell in cells]

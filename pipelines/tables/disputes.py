"""Reads table 4: every cell is a route (review, suits) under a result, whichever of the two runs across or down."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache

from pipelines.document import Cell
from pipelines.forms import newest_first
from pipelines.report import Flag, Printed
from pipelines.tables.figures import Harvest, where
from pipelines.tables.pieces import tells
from pipelines.tables.rows import Row, Segment
from pipelines.tables.vocabulary import T4, result, route, sense

_LEAVES = 5  # results of each route
_RESULTS = 4  # result headings side by side from which a row counts as the header row
_FORM_ORDER = ("rev", "lit", "litd", "lita")  # 行政诉讼 stands above its two routes, after 行政复议


@dataclass
class _Piece:
    """The headings of one table, as far as read."""

    last: int  # index of the table
    headings: list[Cell] = field(default_factory=list)
    cells: dict[str, tuple[int, int]] = field(default_factory=dict)
    heads_to: int = -1  # last row that heads several results
    data: bool = False  # whether a row of figures stands below the headings

    def leaves(self) -> list[tuple[int, str]]:
        """Return (column, result) of the result headings from left to right."""
        return sorted({cell.column: name for cell in self.headings if (name := _result(cell))}.items())

    def in_order(self) -> bool:
        """Say whether the headings name all routes, once each and in the form's order."""
        routes = [name for cell in self.headings if (name := route(cell.text)) is not None]
        return routes in ([name for name in _FORM_ORDER if name != "lit"], list(_FORM_ORDER))

    def contradicts(self) -> bool:
        """Say whether the headings name routes in another order than the form's: then order says nothing."""
        places = [_FORM_ORDER.index(name) for cell in self.headings if (name := route(cell.text)) in _FORM_ORDER]
        return places != sorted(places)

    def routes_at(self, columns: Iterable[int]) -> list[str | None]:
        """Return for each column the route whose heading covers it, else the nearest one to the left."""
        named = [(cell, name) for cell in self.headings if (name := route(cell.text)) not in (None, "lit")]
        return [_route_at(column, named) for column in columns]


def _route_at(column: int, named: Sequence[tuple[Cell, str | None]]) -> str | None:
    covering = {name for cell, name in named if cell.column <= column < cell.column + cell.colspan}
    if len(covering) == 1:
        return covering.pop()
    left = [(cell.column, name) for cell, name in named if cell.column <= column]
    return max(left, key=lambda item: item[0])[1] if left else None


def _result(cell: Cell) -> str | None:
    return _result_named(cell.text)


@lru_cache(maxsize=1 << 14)
def _result_named(text: str) -> str | None:
    item = sense(text)
    return result(item.label) if item.is_label else None


@dataclass
class _State:
    pieces: dict[int, _Piece] = field(default_factory=dict)
    last: _Piece | None = None
    taken: list[str] = field(default_factory=list)  # routes in the order read


def read_disputes(segments: Sequence[Segment]) -> Harvest:
    """Return what the pieces of table 4 print; nothing at all if they lack the form's result headings."""
    harvest = Harvest(T4)
    state = _State()
    names = {name for segment in segments for row in segment.rows for cell in row.cells if (name := _result(cell))}
    if len(names - {"total"}) < 3:
        return harvest
    for segment in segments:
        piece = state.pieces.setdefault(segment.table.index, _Piece(segment.table.index))
        heads = [row.number for row in segment.rows if sum(1 for cell in row.cells if _result(cell)) > 1]
        piece.heads_to = max(heads, default=-1)
        for row in segment.rows:
            _read_row(row, piece, state, harvest)
        if piece.headings:
            state.last = piece
        if piece.cells:
            _printed(segment, piece, harvest)
    _confirm_wrapped(harvest)
    return harvest


def _printed(segment: Segment, piece: _Piece, harvest: Harvest) -> None:
    table = segment.table
    harvest.printed.append(
        Printed(
            form_table=T4,
            piece=len(harvest.printed),
            table=table.index,
            page=table.page,
            row_edges=table.row_edges,
            column_edges=table.column_edges,
            cells=dict(piece.cells),
        )
    )


def _read_row(row: Row, piece: _Piece, state: _State, harvest: Harvest) -> None:
    if not _is_data(row, piece):
        if piece.data and any(route(cell.text) for cell in row.cells):
            piece.headings, piece.data = [], False  # the next route's table, in one with the one before
        piece.headings.extend(cell for cell, item in zip(row.cells, row.senses, strict=True) if item.is_label)
        return
    piece.data = True
    values = [cell for cell, item in zip(row.cells, row.senses, strict=True) if not item.is_label]
    labels = [cell for cell in row.covering() if sense(cell.text).is_label]
    codes, doubtful = _codes(row, values, labels, _headings(row, piece, labels, state), state)
    if not codes:
        if any(cell.text.strip() for cell in values):
            harvest.keep_unknown(row, values, labels[0].text.strip() if labels else "")
            at = where(row.place(row.cells[0]))
            harvest.problem("row_unknown", f"{at}: no heading says which result of which route this row holds", (at,))
        return
    flags = (Flag.MISALIGNED,) if doubtful and not _adds_up(codes) else ()
    _take(codes, row, flags, piece, harvest)
    state.taken.extend(dict.fromkeys(code.split("_")[0] for code, _ in codes))


def _headings(row: Row, piece: _Piece, labels: Sequence[Cell], state: _State) -> _Piece:
    """Return the headings that hold for a row; some or all may stand on the page before."""
    before = state.last
    if before is None or before is piece or any(_result(cell) for cell in labels):
        return piece
    if not piece.leaves():
        return before
    goes_on = before.last == row.table.index - 1 and not before.cells
    return replace(piece, headings=[*before.headings, *piece.headings]) if goes_on else piece


def _take(codes: list[tuple[str, Cell]], row: Row, flags: tuple[Flag, ...], piece: _Piece, harvest: Harvest) -> None:
    cells: dict[int, list[str]] = {}
    for code, cell in codes:
        cells.setdefault(id(cell), []).append(code)
    for code, cell in codes:
        if harvest.spread(row, cell, cells[id(cell)]):
            harvest.take(code, row, cell, newest_first()[0].disputes.unit, flags)
            piece.cells.setdefault(code, (cell.row, cell.column))


def _is_data(row: Row, piece: _Piece) -> bool:
    if row.numbers:
        return True
    results = [cell for cell in row.cells if _result(cell)]
    if len(results) > 1 or len({route(cell.text) for cell in row.cells} - {None, "lit"}) > 1:
        return False
    below = row.number < piece.heads_to and any(item.is_label for item in row.senses)
    if below or any(_result(cell) for cell in row.above):
        return False  # headings go on below it or reach into it: its blanks are no figures
    blanks = sum(1 for item in row.senses if item.number.state == "blank")
    odd = any(item.number.state == "unreadable" and not item.is_label for item in row.senses)
    if odd:
        return True
    leaves = piece.leaves()
    if len(leaves) >= _RESULTS:
        return blanks >= _RESULTS
    return len(results) == 1 and row.senses[-1].number.state == "blank" and blanks == 1


def _codes(
    row: Row, values: list[Cell], labels: Sequence[Cell], heads: _Piece, state: _State
) -> tuple[list[tuple[str, Cell]], bool]:
    """Return the code of each value cell, and whether their order alone had to tell."""
    own_route = _specific(route(cell.text) for cell in labels)
    own_result = next((name for cell in reversed(labels) if (name := _result(cell))), None)
    if own_result is not None:
        return _by_result(row, values, own_route, own_result, heads), False
    leaves = heads.leaves()
    placed = _place(values, [column for column, _ in leaves])
    if placed is None:
        return _by_reading_order(values, heads, state)
    slid = len(leaves) % _LEAVES > 0 and _slid(placed, [at for at, _ in leaves])  # two cells may have lost their rule
    over = heads.routes_at(column for column, _ in leaves)
    names = [own_route or name or _from_context(row) for name in over]
    pairs = [(name, leaf) for name, (_, leaf) in zip(names, leaves, strict=True)]
    if None not in names and len(set(pairs)) == len(pairs):
        codes = [(f"{a}_{b}", cell) for (a, b), cell in zip(pairs, placed, strict=True) if cell is not None]
        return codes, None in placed or slid  # a row shorter than its headings may have lost any of its cells
    if heads.contradicts():
        return [], False
    return _by_order(placed, [leaf for _, leaf in leaves], state), slid or not heads.in_order()


def _by_result(
    row: Row, values: list[Cell], own_route: str | None, own_result: str, heads: _Piece
) -> list[tuple[str, Cell]]:
    """A row that names its result: one cell for the row's route, or one under each route's heading."""
    filled = [cell for cell in values if cell.text.strip()] or values[:1]
    if own_route is not None or len(filled) == 1:
        column = filled[0].column if filled else 0
        name = own_route or heads.routes_at([column])[0] or _from_context(row)
        return [(f"{name}_{own_result}", filled[0])] if name and len(filled) == 1 else []
    names = heads.routes_at(cell.column for cell in values)
    if None in names or len(set(names)) != len(names):
        return []
    return [(f"{name}_{own_result}", cell) for name, cell in zip(names, values, strict=True)]


def _by_reading_order(values: list[Cell], heads: _Piece, state: _State) -> tuple[list[tuple[str, Cell]], bool]:
    """Headings whose columns are lost (text without tabs) still count as many as the values."""
    leaves = [name for cell in heads.headings if (name := _result(cell))]
    while len(values) > len(leaves) and not values[-1].text.strip():
        values = values[:-1]
    if not leaves or len(leaves) != len(values) or heads.contradicts():
        return [], False
    return _by_order(list(values), leaves, state), not heads.in_order()


def _by_order(placed: list[Cell | None], leaves: list[str], state: _State) -> list[tuple[str, Cell]]:
    """Without route headings only the order tells: review, suits without review, suits after review."""
    every = [part.code for part in newest_first()[0].disputes.routes]
    # once all are read, a further row says the same again, or the figures are in doubt
    routes = [name for name in every if name not in state.taken] or every
    size = len(set(leaves))
    if size == 0 or len(leaves) % size or len(leaves) // size > len(routes):
        return []
    groups = [leaves[start : start + size] for start in range(0, len(leaves), size)]
    if any(len(set(group)) != size for group in groups) or (len(groups) not in (1, len(routes))):
        return []
    codes = [f"{name}_{leaf}" for name, group in zip(routes, groups, strict=False) for leaf in group]
    return [(code, cell) for code, cell in zip(codes, placed, strict=True) if cell is not None]


def _place(values: list[Cell], columns: list[int]) -> list[Cell | None] | None:
    """Return for each heading's column the cell under it; by count where that is equal."""
    if not columns or not values:
        return None
    trimmed = list(values)
    while len(trimmed) > len(columns) and not trimmed[-1].text.strip():
        trimmed.pop()
    if len(trimmed) == len(columns):
        return list(trimmed)
    filled = [cell for cell in values if cell.text.strip()]
    if len(filled) == len(columns):
        return list(filled)
    placed = [
        next((cell for cell in values if cell.column <= column < cell.column + cell.colspan), None)
        for column in columns
    ]
    if any(cell.text.strip() and cell not in placed for cell in values):
        return None
    return placed


def _slid(placed: list[Cell | None], columns: list[int]) -> bool:
    """Whether a cell that was placed by count does not lie under its heading."""
    return any(
        cell is not None and not cell.column <= column < cell.column + cell.colspan
        for cell, column in zip(placed, columns, strict=True)
    )


def _specific(names: Iterable[str | None]) -> str | None:
    found = {name for name in names if name not in (None, "lit")}
    return found.pop() if len(found) == 1 else None


def _from_context(row: Row) -> str | None:
    for text in reversed(row.context):
        name = route(text)
        if name not in (None, "lit"):
            return name
    return None


def _adds_up(codes: list[tuple[str, Cell]]) -> bool:
    """Whether every route's total is the sum of its parts and not all is nothing; or all cells say the same."""
    values = {code: sense(cell.text).number.value for code, cell in codes}
    if len(set(values.values())) == 1:
        return True
    totals = [code for code in values if code.endswith("_total")]
    if len(totals) < len({code.split("_")[0] for code in values}):
        return False  # a route without its total cannot be confirmed
    for total in totals:
        stem = total.split("_")[0] + "_"
        parts = [value or 0 for code, value in values.items() if code.startswith(stem) and code != total]
        if values[total] != sum(parts):
            return False
    return bool(totals) and any(values[total] for total in totals)


def _confirm_wrapped(harvest: Harvest) -> None:
    """Digits in several pieces count only where the route's sum agrees and tells one number from several."""
    for code in [code for code in sorted(harvest.wrapped) if not _is_one(code, harvest)]:
        figure = harvest.figures.pop(code)
        detail = f"{code} reads {figure.text.strip()!r} at {where(figure.place)}: one number or several"
        harvest.problem("cell_unreadable", f"{detail}; look at the original", (code,))
    harvest.wrapped.clear()


def _is_one(code: str, harvest: Harvest) -> bool:
    stem = code.split("_", maxsplit=1)[0]
    parts = [f"{stem}_{name}" for name in ("upheld", "corrected", "other", "pending")]
    return tells(harvest, parts, f"{stem}_total")

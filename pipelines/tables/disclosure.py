"""Reads table 2: blocks with a header row of their own, cells named by row and column."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from pipelines.document import Cell
from pipelines.forms import load_forms, newest_first
from pipelines.forms.model import DisclosureCell, Form
from pipelines.report import Flag, Printed
from pipelines.spelling import bare, normalise
from pipelines.tables.disclosure_header import match_header
from pipelines.tables.figures import Harvest, where
from pipelines.tables.rows import Row, Segment
from pipelines.tables.vocabulary import T2, Sense, disclosure_row, sense


@dataclass(frozen=True)
class _Header:
    form: Form
    columns: tuple[tuple[str, Cell], ...]  # column name and the header cell, from left to right
    score: float
    votes: tuple[str, ...]
    table: int


@dataclass
class _State:
    header: _Header | None = None
    header_row: Row | None = None
    pieces: dict[int, dict[str, tuple[int, int]]] = field(default_factory=dict)
    headless: list[tuple[Row, str, list[Cell]]] = field(default_factory=list)
    uneven: set[int] = field(default_factory=set)  # tables of which some row has a figure beyond the last heading
    padded: list[tuple[int, tuple[str, ...]]] = field(default_factory=list)  # codes of rows with blanks and cells over


def read_disclosure(segments: Sequence[Segment]) -> Harvest:
    """Return what the pieces of table 2 print; nothing at all if no header of any form's table 2 is among them."""
    harvest = Harvest(T2)
    state = _State()
    for segment in segments:
        for row in segment.rows:
            _read_row(row, state, harvest)
        if state.pieces.get(segment.table.index):
            _printed(segment, state, harvest)
    _drop_unplaced(state, harvest)
    _headless(state, harvest)
    _drop_unconfirmed(harvest)
    return harvest


def _printed(segment: Segment, state: _State, harvest: Harvest) -> None:
    table = segment.table
    harvest.printed.append(
        Printed(
            form_table=T2,
            piece=len(harvest.printed),
            table=table.index,
            page=table.page,
            row_edges=table.row_edges,
            column_edges=table.column_edges,
            cells=state.pieces.pop(table.index),
        )
    )


def _read_row(row: Row, state: _State, harvest: Harvest) -> None:
    found = _label(row)
    if found is not None:
        position, name = found
        values = list(row.cells[position + 1 :])
        if not values:
            return
        if state.header is None:
            state.headless.append((row, name, values))
        else:
            _read_values(row, name, values, state, harvest)
        return
    header = _header(row, state)
    if header is not None:
        state.header, state.header_row = header, row
        harvest.forms.extend(header.votes)
    elif row.numbers:
        _unknown(row, harvest)
    elif not any("第二十条" in normalise(cell.text) or "信息内容" in normalise(cell.text) for cell in row.cells):
        harvest.keep_unknown(row, row.cells, "")


def _label(row: Row) -> tuple[int, str] | None:
    """Return which cell of the row is the label of a row of the form, and of which one."""
    senses: Sequence[Sense] = row.senses
    for position, item in enumerate(senses):
        if item.number.state == "number" and item.label == "":
            return None
        name = disclosure_row(item.label) if item.is_label else None
        if name is not None and not any(rest.table == T2 for rest in senses[position + 1 :]):
            return position, name
    return None


def _header(row: Row, state: _State) -> _Header | None:
    cells = [
        cell
        for cell, item in zip(row.cells, row.senses, strict=True)
        if item.is_label and item.label != "信息内容" and "第二十条" not in item.label
    ]
    if not cells or row.numbers:
        return None
    best = _best_header(cells, row)
    above = state.header_row
    if above is not None and state.header is not None and above.table is row.table and above.number == row.number - 1:
        merged = _best_header(_merge(above, cells), row)
        if merged is not None and merged.score > max(state.header.score, best.score if best else 0.0):
            return merged
        if best is None or best.score < state.header.score:
            return None
    return best


def _merge(above: Row, cells: Sequence[Cell]) -> list[Cell]:
    """Return header cells broken over two rows as one row of cells."""
    under = {cell.column: cell.text for cell in cells}
    merged = []
    for cell in above.cells:
        if "信息内容" in normalise(cell.text):
            continue
        text = cell.text + under.get(cell.column, "")
        merged.append(
            Cell(row=cell.row, column=cell.column, text=text, rowspan=cell.rowspan, colspan=cell.colspan, box=cell.box)
        )
    return merged


def _best_header(cells: Sequence[Cell], row: Row) -> _Header | None:
    found = match_header(tuple(bare(cell.text) for cell in cells))
    if found is None:
        return None
    columns = tuple(zip(found.columns, cells, strict=True))
    return _Header(found.form, columns, found.score, found.votes, row.table.index)


def _shares_its_label(row: Row, values: list[Cell]) -> bool:
    """Whether the row's label reaches over another row with numbers, which may be the one it names."""
    label = next((cell for cell in reversed(row.cells[: -len(values)]) if cell.text.strip()), None)
    if label is None or label.rowspan == 1:
        return False
    others = range(label.row, label.row + label.rowspan)
    right = label.column + label.colspan
    return any(
        cell.row in others and cell.row != row.number and cell.column >= right and sense(cell.text).number.valued
        for cell in row.table.cells
    )


def _read_values(row: Row, name: str, values: list[Cell], state: _State, harvest: Harvest) -> None:
    header = state.header
    assert header is not None  # noqa: S101 (the caller has seen to it; tells mypy)
    codes: dict[str, str] = {}
    for column, _ in header.columns:
        cell = header.form.disclosure_cells.get((name, column))
        if cell is not None:
            codes[column] = cell.code
    if not codes:
        harvest.problem("row_unknown", f"{_at(row)}: the form has no row {name} under this header", (f"{_at(row)}",))
        harvest.keep_unknown(row, values, row.cells[0].text.strip())
        return
    placed = _assign(values, header, row)
    _note_widths(values, header, row, tuple(codes.values()), state)
    used = set()
    # a row shorter than its header may have lost any of its cells, so none of them is certain
    few = len(codes) < len(_cells_of(header.form, name)) and row.table.index == header.table
    lost = (
        any(column not in placed for column in codes)
        or _shares_its_label(row, values)
        or (few and _slid(placed, header))
    )
    flags = (Flag.MISALIGNED,) if lost else ()
    for column, code in codes.items():
        cell_found = placed.get(column)
        if cell_found is None:
            harvest.problem("cell_missing", f"{_at(row)} lacks the cell {code}; look at the original", (code,))
            continue
        used.add(id(cell_found))
        unit = header.form.disclosure_cells[name, column].unit
        harvest.take(code, row, cell_found, unit, flags)
        cells = state.pieces.setdefault(row.table.index, {})
        cells.setdefault(code, (cell_found.row, cell_found.column))
    left = [cell for cell in values if id(cell) not in used]
    if any(cell.text.strip() for cell in left):
        harvest.keep_unknown(row, left, row.cells[0].text.strip())
        harvest.problem(
            "column_unknown", f"{_at(row)} has more cells than its header names; they are kept as printed", (_at(row),)
        )


def _note_widths(values: list[Cell], header: _Header, row: Row, codes: tuple[str, ...], state: _State) -> None:
    """Note rows with more cells than headings: those whose figures go beyond, and those that a blank leaves unsure."""
    count = len(header.columns)
    if len(values) <= count:
        return
    filled = [place for place, cell in enumerate(values) if cell.text.strip()]
    if filled and filled[-1] >= count:
        state.uneven.add(row.table.index)
    if 1 < count != len(filled):
        state.padded.append((row.table.index, codes))


def _assign(values: list[Cell], header: _Header, row: Row) -> dict[str, Cell]:
    """Return which value stands under which header column: by count where it is equal, else by position."""
    names = [column for column, _ in header.columns]
    trimmed = list(values)
    while len(trimmed) > len(names) and not trimmed[-1].text.strip():
        trimmed.pop()
    if len(trimmed) == len(names):
        return dict(zip(names, trimmed, strict=True))
    filled = [cell for cell in values if cell.text.strip()]
    if len(filled) == len(names):
        return dict(zip(names, filled, strict=True))
    if row.table.index != header.table:
        return {}
    placed: dict[str, Cell] = {}
    for column, head in header.columns:
        under = [
            cell
            for cell in values
            if cell.column < head.column + head.colspan and cell.column + cell.colspan > head.column
        ]
        if len(under) == 1 and under[0] not in placed.values():
            placed[column] = under[0]
    return placed


def _slid(placed: dict[str, Cell], header: _Header) -> bool:
    """Whether a cell lies under another heading than that it was counted to: two of them may have lost their rule."""
    for column, cell in placed.items():
        over = {
            name
            for name, head in header.columns
            if cell.column < head.column + head.colspan and cell.column + cell.colspan > head.column
        }
        if over != {column}:
            return True
    return False


def _unknown(row: Row, harvest: Harvest) -> None:
    label = next((cell.text.strip() for cell, item in zip(row.cells, row.senses, strict=True) if item.is_label), "")
    local = {normalise(text) for form in load_forms().values() for text in form.local_rows}
    values = [cell for cell, item in zip(row.cells, row.senses, strict=True) if not item.is_label]
    harvest.keep_unknown(row, values, label)
    known = any(normalise(label).startswith(text) for text in local)
    what = "a local row that the national form does not have" if known else "a row that the form does not know"
    harvest.problem("row_unknown", f"{_at(row)}: {label[:40]!r} is {what}; its cells are kept as printed", (_at(row),))


def _at(row: Row) -> str:
    cell = row.cells[0]
    return where(row.place(cell)).rsplit(",", 1)[0]


def _headless(state: _State, harvest: Harvest) -> None:
    """Rows above which no header stands: read by their number of cells, and flagged, where that is unequivocal."""
    if not state.headless or (not harvest.figures and len({name for _, name, _ in state.headless}) < 4):
        return
    form = _fitting_form(state, harvest)
    for row, name, values in state.headless:
        filled = [cell for cell in values if cell.text.strip()]
        items = _cells_of(form, name) if form is not None else []
        if len(items) != len(filled):
            harvest.problem("column_missing", f"{_at(row)}: no header says what its cells are", (T2, _at(row)))
            harvest.keep_unknown(row, values, name)
            continue
        for item, cell in zip(items, filled, strict=True):
            harvest.take(item.code, row, cell, item.unit, (Flag.MISALIGNED,))


def _cells_of(form: Form, name: str) -> list[DisclosureCell]:
    return [cell for block in form.disclosure for row in block.rows if row.row == name for cell in row.cells]


def _fitting_form(state: _State, harvest: Harvest) -> Form | None:
    """Return the newest form whose rows have as many cells as the headless rows, if all that fit mean the same."""
    counts = [(name, sum(1 for cell in values if cell.text.strip())) for _, name, values in state.headless]
    fitting = [
        form
        for form in newest_first()
        if form.id in (harvest.forms or [form.id])
        and all(len(_cells_of(form, name)) == count for name, count in counts)
    ]
    meanings = {tuple(cell.code for name, _ in counts for cell in _cells_of(form, name)) for form in fitting}
    return fitting[0] if len(meanings) == 1 else None


def _drop_unplaced(state: _State, harvest: Harvest) -> None:
    """Take no figure from a row whose blank may be a figure's, or what a merged cell left of its width."""
    for table, codes in state.padded:
        found = [code for code in codes if table in state.uneven and harvest.figures.pop(code, None) is not None]
        if found:
            detail = (
                f"table {table + 1} has more cells than headings, so a blank among these figures may belong to none"
            )
            harvest.problem("ambiguous", f"{detail}; look at the original", found)


def _drop_unconfirmed(harvest: Harvest) -> None:
    """Digits in several pieces cannot be confirmed in table 2: nothing adds up there."""
    for code in sorted(harvest.wrapped):
        figure = harvest.figures.pop(code, None)
        if figure is None:  # taken back and named already
            continue
        harvest.problem(
            "cell_unreadable",
            f"{code} reads {figure.text.strip()!r} at {where(figure.place)}: one number or several",
            (code,),
        )
    harvest.wrapped.clear()

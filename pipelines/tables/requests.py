"""Reads table 3: rows by aligning their labels with the form, columns by their header, arithmetic as referee."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from archive.form_columns import APPLICANTS
from pipelines.document import Cell
from pipelines.forms import Form, load_forms, newest_first
from pipelines.report import Flag, Printed
from pipelines.tables.align import OWN_WORDS, align, fill_gaps, sequence
from pipelines.tables.arithmetic import (
    Number,
    failing_columns,
    form_of,
    row_adds_up,
    shifted_rows,
    swapped_with_total,
)
from pipelines.tables.figures import Harvest, where
from pipelines.tables.pieces import tells
from pipelines.tables.request_header import Header
from pipelines.tables.request_rows import Item, collect
from pipelines.tables.rows import Segment
from pipelines.tables.vocabulary import T3, request_codes
from pipelines.tables.windows import Choice, choose_windows

_MOST_ROWS = 200  # beyond, the table is not the form's and rows are not compared with each other
_FEW_SHORT, _ENOUGH_WHOLE = 2, 6  # rows that may have lost a cell, beside rows that have not


@dataclass
class _Aligned:
    """A printed row with the form's row it stands for and the cell under each column."""

    item: Item
    code: str
    cells: dict[str, Cell]
    doubtful: bool  # the label alone did not tell
    choice: Choice


def read_requests(segments: Sequence[Segment], hints: Sequence[str]) -> Harvest:
    """Return what the pieces of table 3 print; nothing at all if too few of the form's rows are among them.

    `hints` are the forms that the same report's table 2 may be on; they count only where table 3 does not tell.
    """
    harvest = Harvest(T3)
    items = collect(segments)
    chosen, strays = align([item.scores for item in items])
    codes = {code for code in chosen if code is not None}
    if len(codes) < 3:
        return harvest
    form_id = form_of(codes)
    form = load_forms()[form_id or closest(hints, codes)]
    if form_id is not None:
        harvest.forms.append(form_id)
    rows = _with_cells(items, chosen, form)
    _store(rows, harvest, form)
    _report_unknown(items, {id(row.item) for row in rows}, harvest)
    _referee(rows, harvest, form)
    if _missing(harvest, form, told=form_id is not None):
        # a row out of order may only bear another one's label where that one's own row is lost
        harvest.flag((code for i in strays for code in request_codes(chosen[i] or "").values()), Flag.MISALIGNED)
        _doubt_between(items, rows, harvest, form)
        _doubt_subtotals(harvest, form)
    harvest.printed.extend(_printed(rows))
    return harvest


def closest(form_ids: Sequence[str], codes: Iterable[str]) -> str:
    """Return of some forms, the newest first, the one that lacks fewest rows of table 3; without any the newest."""
    held = set(codes)
    return min(
        form_ids, key=lambda name: len(set(load_forms()[name].request_codes()) - held), default=newest_first()[0].id
    )


def _with_cells(items: Sequence[Item], chosen: Sequence[str | None], form: Form) -> list[_Aligned]:
    subtotals = {row.code for row in form.requests.subtotals}
    numbered = [i for i, item in enumerate(items) if chosen[i] is not None or item.numbers]
    filled = fill_gaps([chosen[i] for i in numbered], form.request_codes())
    codes = {i: code for i, code in enumerate(chosen) if code is not None} | _again(items, chosen)
    gaps = {numbered[place]: code for place, code in filled.items()}
    every = codes | gaps
    usable = [
        (i, every[i])
        for i, item in enumerate(items)
        if i in every and item.values and not (every[i] in subtotals and not item.numbers)
    ]
    choices = choose_windows([items[i] for i, _ in usable], APPLICANTS)
    lost = Choice(problem="its cells do not fit the columns that an earlier page names")
    choices = [lost if items[i].adrift else choice for (i, _), choice in zip(usable, choices, strict=True)]
    return [
        _Aligned(items[i], code, choice.cells, i in gaps, choice)
        for (i, code), choice in zip(usable, choices, strict=True)
    ]


def _again(items: Sequence[Item], chosen: Sequence[str | None]) -> dict[int, str]:
    """Return rows whose own wording is that of a row printed before: they must say the same, or both are doubtful."""
    taken = {code for code in chosen if code is not None}
    return {
        i: item.scores[0][0]
        for i, item in enumerate(items)
        if chosen[i] is None and item.certain >= OWN_WORDS and item.scores[0][0] in taken
    }


def _store(rows: Sequence[_Aligned], harvest: Harvest, form: Form) -> None:
    for row in rows:
        codes = request_codes(row.code)
        if row.choice.problem:
            place = row.item.row.place(row.item.row.cells[0])
            detail = f"{where(place)} ({row.item.label[:20]}): {row.choice.problem}; look at the original"
            harvest.problem("ambiguous", detail, codes.values())
            harvest.keep_unknown(row.item.row, row.item.values, row.item.label)
            continue
        _store_row(row, codes, harvest, form)
    for table in dict.fromkeys(row.item.row.table.index for row in rows if row.choice.beside):
        detail = f"table {table + 1} has columns that the form does not know; their cells are kept as printed"
        harvest.problem("column_unknown", detail, (f"table {table + 1}",))


def _store_row(row: _Aligned, codes: dict[str, str], harvest: Harvest, form: Form) -> None:
    flags = (Flag.MISALIGNED,) if row.choice.doubtful else ()
    distinct = len(set(map(id, row.cells.values())))
    if row.cells.keys() == codes.keys() and distinct == len(row.item.values) == len(codes):
        printed, unit = row.item.row, form.requests.unit
        for column, cell in row.cells.items():  # the plain case: a cell for each column, and none beside them
            harvest.take(codes[column], printed, cell, unit, flags)
        return
    sharing: dict[int, list[str]] = {}
    for column, cell in row.cells.items():
        if column in codes:
            sharing.setdefault(id(cell), []).append(column)
    cells = {column: cell for column, cell in row.cells.items() if column in codes}
    for column, cell in cells.items():
        names = sharing[id(cell)]
        if len(names) == 1 or harvest.spread(row.item.row, cell, [codes[name] for name in names]):
            harvest.take(codes[column], row.item.row, cell, form.requests.unit, flags)
    absent = [codes[column] for column in APPLICANTS if column not in cells]
    if absent:
        place = where(row.item.row.place(row.item.row.cells[0]))
        harvest.problem("cell_missing", f"{place} ({row.item.label[:20]}) lacks cells; look at the original", absent)
    left = [] if row.choice.taken_apart else [cell for cell in row.item.values if id(cell) not in sharing]
    harvest.keep_unknown(row.item.row, left, row.item.label)


def _report_unknown(items: Sequence[Item], used: set[int], harvest: Harvest) -> None:
    for item in items:
        if id(item) in used or not item.values:
            continue
        harvest.keep_unknown(item.row, item.values, item.label)
        if item.numbers:
            at = where(item.row.place(item.row.cells[0])).rsplit(",", 1)[0]
            detail = f"{at}: {item.label[:40]!r} is no row of the form, or its label cannot be told; kept as printed"
            harvest.problem("row_unknown", detail, (at,))


def _values(harvest: Harvest) -> dict[str, list[Number]]:
    values = {code: figure.value for code, figure in harvest.figures.items()}
    return {row: list(map(values.get, request_codes(row).values())) for row in sequence() if _holds(harvest, row)}


def _holds(harvest: Harvest, row: str) -> bool:
    """Whether any figure of a row is there."""
    return not harvest.figures.keys().isdisjoint(request_codes(row).values())


def _referee(rows: Sequence[_Aligned], harvest: Harvest, form: Form) -> None:
    _confirm_wrapped(harvest, form)
    values = _values(harvest)
    _confirm_order(rows, values, harvest)
    _doubt_ends(values, harvest)
    failing, tested = failing_columns(values, form)
    doubtful = [row for row in rows if row.doubtful]
    if doubtful and (failing or not tested or len({tuple(map(str, values.get(row.code, ()))) for row in doubtful}) > 1):
        harvest.flag((f"{row.code}.{column}" for row in doubtful for column in APPLICANTS), Flag.MISALIGNED)
    if len(failing) > 1:
        shifted = shifted_rows(values, sequence(), form)
        if shifted:
            codes = [f"{row}.{column}" for row in shifted for column in APPLICANTS]
            detail = f"the numbers from {shifted[0]} to {shifted[-1]} look shifted by a row: moved back they add up"
            harvest.problem("ambiguous", f"{detail}; look at the original", codes)
            harvest.flag(codes, Flag.MISALIGNED)
    swapped = swapped_with_total(values)
    if swapped is not None:
        # under headings that stand in another order than the form's, columns may as well be shifted: all are in doubt
        odd = any(row.item.header is not None and row.item.header.codes != tuple(APPLICANTS) for row in rows)
        columns = APPLICANTS if odd else (APPLICANTS[swapped], "total")
        codes = [f"{row}.{column}" for row in values for column in columns]
        detail = f"the columns {APPLICANTS[swapped]} and total look exchanged: the other way round every row adds up"
        harvest.problem("ambiguous", f"{detail}; look at the original", codes)
        harvest.flag(codes, Flag.MISALIGNED)


def _confirm_wrapped(harvest: Harvest, form: Form) -> None:
    """Digits in several pieces count only where the row's sum agrees, and it or a column's tells one from several."""
    one = {code for code in harvest.wrapped if _is_one(code, harvest, form)}
    for code in sorted(harvest.wrapped - one):
        figure = harvest.figures.pop(code)
        detail = f"{code} reads {figure.text.strip()!r} at {where(figure.place)}: one number or several"
        harvest.problem("cell_unreadable", f"{detail}; look at the original", (code,))
    harvest.wrapped.clear()


def _is_one(code: str, harvest: Harvest, form: Form) -> bool:
    row, column = code.split(".")
    *parts, total = [f"{row}.{name}" for name in APPLICANTS]
    if not row_adds_up([harvest.value(name) for name in (*parts, total)]):
        return False
    sums = [item for item in form.requests.sums if row in (item.total, *item.parts)]
    other = ["res_other"] if f"res_other.{column}" in harvest.figures else []
    return tells(harvest, parts, total) or any(
        tells(harvest, [f"{part}.{column}" for part in dict.fromkeys((*item.parts, *other))], f"{item.total}.{column}")
        for item in sums
    )


def _confirm_order(rows: Sequence[_Aligned], values: dict[str, list[Number]], harvest: Harvest) -> None:
    """Columns read by their order, for want of a header, are certain only if the rows then add up."""
    assumed = [row for row in rows if row.choice.by_order]
    told = [row_adds_up(values[row.code]) for row in assumed if row.code in values]
    numbers = any(any(values.get(row.code, ())) for row in assumed)
    if assumed and numbers and (not told.count(True) or told.count(False) > told.count(True)):
        harvest.flag((f"{row.code}.{column}" for row in assumed for column in APPLICANTS), Flag.MISALIGNED)
    first_only = [row for row in values.values() if row[0] is not None]
    if len(first_only) >= 6 and all(cell is None for row in values.values() for cell in row[1:]):
        codes = [f"{row}.{column}" for row in values for column in APPLICANTS]
        detail = "only the first applicant column is filled, never the total: merged cells may have been taken apart"
        harvest.problem("ambiguous", f"{detail}; look at the original", codes)


def _doubt_ends(values: dict[str, list[Number]], harvest: Harvest) -> None:
    """Flag the few rows that are whole but for the last cell, where others have it: they may lack one further left."""
    short = [row for row, cells in values.items() if cells[-1] is None and None not in cells[:-1]]
    whole = sum(cells[-1] is not None for cells in values.values())
    if 0 < len(short) <= _FEW_SHORT and whole >= _ENOUGH_WHOLE:
        codes = [f"{row}.{column}" for row in short for column in APPLICANTS]
        harvest.flag(codes, Flag.MISALIGNED)


def _doubt_between(items: Sequence[Item], rows: Sequence[_Aligned], harvest: Harvest, form: Form) -> None:
    """Flag rows between a lost row and a row without meaning, where the sums fail: their labels may have slipped."""
    values = _values(harvest)
    if not failing_columns(values, form)[0] or len(items) > _MOST_ROWS:
        return
    used = {id(row.item): row for row in rows}
    order = {code: place for place, code in enumerate(sequence())}
    gaps = [order[code] for code in form.request_codes() if code not in values]
    for i, item in enumerate(items):
        if id(item) in used or not item.numbers:
            continue
        for j, other in enumerate(items):
            row = used.get(id(other))
            if row is not None and any((j < i) == (order[row.code] > gap) for gap in gaps):
                harvest.flag(request_codes(row.code).values(), Flag.MISALIGNED)


def _doubt_subtotals(harvest: Harvest, form: Form) -> None:
    """Flag subtotals of which a part is lost: that part's label may have run together with its group's."""
    for row in form.requests.subtotals:
        if not all(_holds(harvest, part) for part in row.sum_of):
            harvest.flag(request_codes(row.code).values(), Flag.MISALIGNED)


def _missing(harvest: Harvest, form: Form, *, told: bool) -> bool:
    """Name the rows of the form that are not there; say whether there are any."""
    named = {code.split(".")[0] for problem in harvest.problems for code in problem.where}
    missing = [code for code in form.request_codes() if code not in named and not _holds(harvest, code)]
    if not told and "res_other" not in form.request_codes():  # neither form's 其他处理 is there: name both
        missing.append("res_other")
    if not missing:
        return False
    codes = [f"{row}.{column}" for row in missing for column in APPLICANTS]
    last = form.request_codes()[-len(missing) :]
    kind = "table_cut" if len(missing) > 1 and tuple(missing) == tuple(last) else "row_missing"
    what = "table 3 ends before its last rows" if kind == "table_cut" else "table 3 lacks rows of the form"
    names = ", ".join(row.name.label[:20] for row in form.requests.rows if row.code in missing)
    harvest.problem(kind, f"{what}: {names}; look at the original", codes)
    return True


def _printed(rows: Sequence[_Aligned]) -> list[Printed]:
    pieces: dict[int, tuple[Item, dict[str, int], dict[str, int]]] = {}
    for row in rows:
        if row.choice.problem:
            continue
        table = row.item.row.table.index
        _, codes, columns = pieces.setdefault(table, (row.item, {}, {}))
        codes.setdefault(row.code, row.item.row.number)
        if not row.cells.keys() <= columns.keys():
            columns.update({name: cell.column for name, cell in row.cells.items() if name not in columns})
    return [
        Printed(
            form_table=T3,
            piece=number,
            table=item.row.table.index,
            page=item.row.table.page,
            row_edges=item.row.table.row_edges,
            column_edges=item.row.table.column_edges,
            rows=row_codes,
            columns=columns,
        )
        for number, (item, row_codes, columns) in enumerate(pieces.values())
    ]


__all__ = ["Header", "closest", "read_requests"]

"""Reads statistics returns (before 2019): one table of labels and units with one number of the year to a row."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from pipelines.document import Cell, Document
from pipelines.forms import load_forms, statistics_forms
from pipelines.forms.model import StatisticsForm, StatisticsRow
from pipelines.report import Flag, Printed, UnknownCell
from pipelines.spelling import normalise, similarity
from pipelines.tables.figures import Harvest, where
from pipelines.tables.pieces import tells
from pipelines.tables.statistics_header import Column, is_unit
from pipelines.tables.statistics_labels import SURE, Match, align, plain_label, scores
from pipelines.tables.statistics_rows import Entry, Piece, copies_of, entries_of, form_of, run_together
from pipelines.tables.vocabulary import sense

T14 = "t14"
_TITLE = re.compile(r"(20\d\d)年?(?:度)?.{0,40}(?:年度报告|工作报告|年报|总结)$")
_LONGEST_TITLE = 80
_LABEL_UNIT = re.compile(r"\((?:单位:)?(万元|亿元|千元|元|件|条|次|个|项|人次|人|篇)\)$")
_AKIN = 0.3  # similarity from which a row of unknown label may be a certain one of the form's
_MOST_TOLD = 12  # labels that one problem quotes


@dataclass
class Statistics:
    """What the statistics returns of a document say. `form` None means that it has none."""

    harvest: Harvest
    form: str | None = None
    tables: frozenset[int] = frozenset()


@dataclass
class _Reading:
    """One return while it is read."""

    form: StatisticsForm
    harvest: Harvest
    places: dict[int, dict[str, tuple[int, int]]] = field(default_factory=dict)  # table -> code -> row and column
    differ: dict[str, str] = field(default_factory=dict)  # code -> label as printed
    strange: list[str] = field(default_factory=list)  # rows that the form does not have, by place and label
    doubts: list[str] = field(default_factory=list)  # places of these rows, and codes that they may hold
    beside: dict[str, str] = field(default_factory=dict)  # columns beside the year's: heading -> place
    cells: Counter[int] = field(default_factory=Counter)  # how many figures one printed cell stands for


def read_statistics(document: Document) -> Statistics:
    """Return the figures of the document's statistics returns, and what could not be read, by name."""
    harvest = Harvest(T14)
    copies = list(copies_of(document))
    if not copies:
        if run_together(document):
            detail = "the text holds a statistics return with its cells run together; no figure is read from it"
            harvest.problem("table_unknown", f"{detail}; import the original page or file", (T14,))
        return Statistics(harvest)
    year = _year(document)
    names = [form_of(copy) for copy in copies]
    for name, copy in zip(names, copies, strict=True):
        if name == names[0]:
            _read_copy(statistics_forms()[name], copy, year, harvest)
        else:
            table = copy[0].table.index + 1
            detail = f"table {table} is a return on {name}, another than the first one; it is not taken"
            harvest.problem("table_unknown", f"{detail}; look at the original", (T14,))
    harvest.doubt_rivals()
    _confirm_wrapped(statistics_forms()[names[0]], harvest)
    if statistics_forms()[names[0]].complete:
        _missing(statistics_forms()[names[0]], harvest)
    used = frozenset(piece.table.index for copy in copies for piece in copy)
    return Statistics(harvest, names[0], used)


def give_way(statistics: Statistics) -> None:
    """Take the codes out that the tables of a later form print in the same report; they are kept as printed."""
    codes = {code for form in load_forms().values() for code in (*form.disclosure_codes(), *form.disputes.codes())}
    codes |= {item.code for form in load_forms().values() for item in form.disputes.derived}
    harvest = statistics.harvest
    clashing = sorted(codes & harvest.figures.keys())
    if not clashing:
        return
    for code in clashing:
        figure = harvest.figures.pop(code)
        place = figure.place
        assert place is not None  # noqa: S101 (read from a cell; tells mypy)
        cell = UnknownCell(
            form_table=T14,
            table=place.table,
            row=place.row,
            column=place.column,
            label=code,
            text=figure.text,
            page=place.page,
        )
        if figure.text.strip():
            harvest.unknown.append(cell)
        for piece in harvest.printed:
            piece.cells.pop(code, None)
    detail = f"the return beside tables 2 to 4 prints {', '.join(clashing)} as well; its own are kept as printed"
    harvest.problem("ambiguous", detail, (T14,))


def _year(document: Document) -> int | None:
    """Return the year that a title names."""
    titles = [hint.text for hint in document.hints if hint.kind == "title"]
    titles += [paragraph.text for paragraph in document.paragraphs() if len(paragraph.text) < _LONGEST_TITLE]
    found = next((found for text in titles if (found := _TITLE.search(normalise(text)))), None)
    return int(found[1]) if found else None


def _read_copy(form: StatisticsForm, copy: Sequence[Piece], year: int | None, harvest: Harvest) -> None:
    reading = _Reading(form, harvest)
    entries = entries_of(form.id, copy, year)
    matches = align(form.id, [plain_label(entry.text) for entry in entries])
    known = [place for place, match in enumerate(matches) if match is not None]
    if not known:
        return
    _count_cells(entries, matches, reading)
    before = set(harvest.figures)
    for place, (entry, match) in enumerate(zip(entries, matches, strict=True)):
        if match is not None:
            _read_entry(entry, match, reading)
        elif (known[0] < place < known[-1] and not entry.title) or _values(entry):
            _strange(entry, reading, may_be=_may_be(form, matches, place, plain_label(entry.text)))
    _tell(entries, reading)
    new = [code for code in harvest.figures if code not in before]
    _doubt_shifted(entries, matches, new, reading)
    _doubt_year(entries, year, new, harvest)
    for piece in copy:
        _printed(piece, reading)


def _may_be(form: StatisticsForm, matches: Sequence[Match | None], place: int, label: str) -> list[str]:
    """Return the codes that a row of unknown label may hold: those of rows missing here that are somewhat like it."""
    taken = {match.position for match in matches if match is not None}
    before = max((match.position for match in matches[:place] if match is not None), default=-1)
    after = min((match.position for match in matches[place + 1 :] if match is not None), default=len(form.rows))
    again = [p for p, score in scores(form.id, label) if before <= p <= after and p in taken and score >= SURE]
    return [form.rows[position].code for position in again if form.rows[position].code] + [
        row.code
        for position, row in enumerate(form.rows)
        if before < position < after and position not in taken and row.code and not row.heading
        if not label or any(similarity(label, plain_label(name)) >= _AKIN for name in row.name.spellings())
    ]


def _count_cells(entries: Sequence[Entry], matches: Sequence[Match | None], reading: _Reading) -> None:
    for entry, match in zip(entries, matches, strict=True):
        if match is not None and not entry.group and not match.row(reading.form.id).heading and entry.header.value:
            cell = _cell(entry, entry.header.value)
            if cell is not None:
                reading.cells[id(cell)] += 1


def _read_entry(entry: Entry, match: Match, reading: _Reading) -> None:
    row = match.row(reading.form.id)
    if entry.group:
        return
    if row.heading or row.local:
        if row.local or _values(entry):
            _strange(entry, reading, known=row.local)
        return
    if match.others:
        codes = sorted({row.code, *(reading.form.rows[other].code for other in match.others)} - {""})
        detail = f"{_at(entry)}: {entry.text.strip()[:40]!r} may stand for {' or '.join(codes)}; look at the original"
        reading.harvest.problem("ambiguous", detail, codes)
        reading.harvest.keep_unknown(entry.row, _values(entry), entry.text.strip())
        return
    if match.score < 1.0:
        reading.differ[row.code] = "".join(entry.text.split())
    _take(entry, row, match, reading)


def _take(entry: Entry, row: StatisticsRow, match: Match, reading: _Reading) -> None:
    harvest, header = reading.harvest, entry.header
    if header.value is None:
        harvest.keep_unknown(entry.row, _values(entry), entry.text.strip())
        return
    cell = _cell(entry, header.value)
    doubtful = entry.doubtful or match.stray or match.score < SURE or _hollow(entry) or _short(entry)
    if cell is None or _slipped(entry, cell):
        cell, doubtful = _lone(entry), True
    if cell is None or (header.others() and _short(entry)):
        harvest.problem("cell_missing", f"{_at(entry)} lacks the cell {row.code}; look at the original", (row.code,))
        harvest.keep_unknown(entry.row, _values(entry), entry.text.strip())
        return
    for column in header.others():
        other = _cell(entry, column)
        if other is not None and other is not cell and other.text.strip():
            harvest.keep_unknown(entry.row, [other], f"{row.code} {''.join(column.text.split())}".strip())
            reading.beside.setdefault("".join(column.text.split()), _at(entry))
    if not _shared(entry, row, cell, reading) or not _same_to_date(entry, row, cell, reading):
        return
    flags = (Flag.MISALIGNED,) if doubtful else ()
    harvest.take(row.code, entry.row, cell, _unit(entry) or row.unit, flags)
    reading.places.setdefault(entry.row.table.index, {}).setdefault(row.code, (cell.row, cell.column))


def _cell(entry: Entry, column: Column) -> Cell | None:
    """Return the cell of a row under a column; the filled one of several, None for none or several filled."""
    under = [cell for cell in entry.row.covering() if column.holds(cell) and cell is not entry.label]
    filled = [cell for cell in under if cell.text.strip()]
    if len(filled) == 1 or (under and not filled):
        return (filled or under)[0]
    return None


def _values(entry: Entry) -> list[Cell]:
    """Return the cells of a row that may be values."""
    code = entry.header.role("code")
    leftward = entry.header.value is not None and entry.header.value.start < entry.label.column
    return [
        cell
        for cell, item in zip(entry.row.cells, entry.row.senses, strict=True)
        if cell is not entry.label
        and item.number.state != "blank"
        and not item.is_label
        and not (code and code.holds(cell))
        and (leftward or cell.column > entry.label.column)
    ]


def _hollow(entry: Entry) -> bool:
    """Say whether a row prints nothing but its label, not even the unit: the rest of it may stand elsewhere."""
    unit = entry.header.role("unit")
    return unit is not None and not any(cell.text.strip() for cell in entry.row.cells if cell is not entry.label)


def _short(entry: Entry) -> bool:
    """Say whether a row has fewer cells than its header: any of them may be the one that is lost."""
    cells = [cell for cell in entry.row.covering() if cell is not entry.label]
    return any(
        not any(column.holds(cell) for cell in cells)
        for column in entry.header.columns
        if column.role not in ("label", "group", "remark", "none")
    )


def _slipped(entry: Entry, cell: Cell) -> bool:
    """Say whether a row stands one column too far left: a number where the units are, and none in its place."""
    unit = entry.header.role("unit")
    under = _cell(entry, unit) if unit is not None else None
    return under is not None and sense(under.text).number.state == "number" and not cell.text.strip()


def _lone(entry: Entry) -> Cell | None:
    """Return the only number of a row whose cells are not where the header says, where it has but one column."""
    numbers = [cell for cell in _values(entry) if sense(cell.text).number.state == "number"]
    plain = not entry.header.others() and entry.header.role("code") is None
    return numbers[0] if plain and len(numbers) == 1 else None


def _shared(entry: Entry, row: StatisticsRow, cell: Cell, reading: _Reading) -> bool:
    """Say whether a cell may stand for this row: alone, or for several where it is blank or zero."""
    number = sense(cell.text).number
    if reading.cells[id(cell)] < 2 or number.state == "blank" or (number.state == "number" and number.value == 0):
        return True
    at = where(entry.row.place(cell))
    detail = f"{at}: one cell {cell.text.strip()[:40]!r} stands for several rows; look at the original"
    reading.harvest.problem("ambiguous", detail, (row.code,))
    return False


def _same_to_date(entry: Entry, row: StatisticsRow, cell: Cell, reading: _Reading) -> bool:
    """Say whether the figure of the period is the year's: only where the sum to date says the same, or nothing.

    A period may be a quarter, and a sum to date may run over years: where they differ, neither is the year's for sure.
    """
    column = entry.header.to_date
    other = _cell(entry, column) if column is not None else None
    if other is None or not other.text.strip():
        return True
    if sense(other.text).number.value == sense(cell.text).number.value:
        return True
    detail = f"{_at(entry)}: {cell.text.strip()[:20]!r} in the period and {other.text.strip()[:20]!r} to date"
    reading.harvest.problem("ambiguous", f"{detail}; which is the year's is not certain", (row.code,))
    reading.harvest.keep_unknown(entry.row, [cell], row.code)
    return False


def _unit(entry: Entry) -> str | None:
    """Return the unit that a row prints, in its own cell or behind its label."""
    column = entry.header.role("unit")
    cell = _cell(entry, column) if column is not None else None
    if cell is None:
        cell = next((item for item in entry.row.cells if item is not entry.label and is_unit(item.text)), None)
    printed = "".join(cell.text.split()) if cell is not None else ""
    if printed and sense(cell.text if cell else "").number.state == "text":
        return printed.strip("()（）")
    found = _LABEL_UNIT.search(normalise(entry.text))
    return found[1] if found else None


def _at(entry: Entry) -> str:
    return where(entry.row.place(entry.label)).rsplit(",", 1)[0]


def _strange(entry: Entry, reading: _Reading, *, known: bool = False, may_be: Sequence[str] = ()) -> None:
    """Keep a row that the form does not have, or that has no code of its own, as printed."""
    label = entry.text.strip()
    reading.harvest.keep_unknown(entry.row, _values(entry), label)
    if not known or _values(entry):
        reading.strange.append(f"{_at(entry)} {''.join(label.split())[:30]!r}")
        reading.doubts += [_at(entry), *may_be]


def _tell(entries: Sequence[Entry], reading: _Reading) -> None:
    """Note, once for each return, what differs from the form and what is not taken."""
    harvest = reading.harvest
    faults = dict.fromkeys((e.header.problem, e.row.table.index) for e in entries if e.header.value is None)
    for fault, table in faults:
        detail = f"table {table + 1}: {fault or 'no column is named as that of the year'}; no figure is taken from it"
        harvest.problem("column_missing", f"{detail}; look at the original", (T14,))
    if reading.differ:
        told = [f"{code} is printed as {label[:40]!r}" for code, label in reading.differ.items()]
        more = f" and {len(told) - _MOST_TOLD} more" if len(told) > _MOST_TOLD else ""
        detail = f"labels that differ from the form's: {'; '.join(told[:_MOST_TOLD])}{more}"
        harvest.problem("label_differs", detail, reading.differ)
    if reading.strange:
        more = f" and {len(reading.strange) - _MOST_TOLD} more" if len(reading.strange) > _MOST_TOLD else ""
        detail = f"rows that have no code, kept as printed: {'; '.join(reading.strange[:_MOST_TOLD])}{more}"
        harvest.problem("row_unknown", detail, dict.fromkeys(reading.doubts))
    if reading.beside:
        names = ", ".join(repr(name[:20]) for name in reading.beside)
        detail = f"the columns {names} are not the year's; they are kept as printed"
        harvest.problem("column_unknown", detail, list(reading.beside.values())[:1])


def _doubt_shifted(
    entries: Sequence[Entry], matches: Sequence[Match | None], codes: Sequence[str], reading: _Reading
) -> None:
    """Doubt all figures where the units are those of the rows above or below: labels and values have slipped."""
    pairs = [
        (_unit(entry), match.row(reading.form.id))
        for entry, match in zip(entries, matches, strict=True)
        if match is not None and not entry.group and not match.row(reading.form.id).local
    ]
    told = [(unit, row.unit) for unit, row in pairs if unit is not None]
    straight = sum(unit == expected for unit, expected in told)
    down = sum(a[0] is not None and a[0] == b[1].unit != a[1].unit for a, b in pairwise(pairs))
    up = sum(b[0] is not None and b[0] == a[1].unit != b[1].unit for a, b in pairwise(pairs))
    odd = len(told) - straight
    if odd > 1 and max(up, down) * 2 > odd:
        reading.harvest.flag(codes, Flag.MISALIGNED)
        detail = "the units stand beside the labels of other rows, so the numbers may too; look at the original"
        reading.harvest.problem("ambiguous", detail, (T14,))


def _doubt_year(entries: Sequence[Entry], year: int | None, codes: Sequence[str], harvest: Harvest) -> None:
    """Doubt all figures where their column names another year than the report's title."""
    named = next((entry.header.value.year for entry in entries if entry.header.value), None)
    if named is not None and year is not None and named != year:
        harvest.flag(codes, Flag.SOURCES_DIFFER)
        detail = f"the return is headed {named}, the report's title {year}; look at the original"
        harvest.problem("ambiguous", detail, (T14,))


def _printed(piece: Piece, reading: _Reading) -> None:
    cells = reading.places.pop(piece.table.index, None)
    if not cells:
        return
    table = piece.table
    reading.harvest.printed.append(
        Printed(
            form_table=T14,
            piece=len(reading.harvest.printed),
            table=table.index,
            page=table.page,
            row_edges=table.row_edges,
            column_edges=table.column_edges,
            cells={code: place for code, place in cells.items() if _stands(code, table.index, reading.harvest)},
        )
    )


def _stands(code: str, table: int, harvest: Harvest) -> bool:
    figure = harvest.figures.get(code)
    return figure is not None and figure.place is not None and figure.place.table == table


def _confirm_wrapped(form: StatisticsForm, harvest: Harvest) -> None:
    """Digits in several pieces count only where a sum of the form agrees."""
    for code in sorted(harvest.wrapped):
        sums = [item for item in form.sums if code in (item.total, *item.parts)]
        if not any(tells(harvest, item.parts, item.total) for item in sums):
            figure = harvest.figures.pop(code)
            detail = f"{code} reads {figure.text.strip()!r} at {where(figure.place)}: one number or several"
            harvest.problem("cell_unreadable", f"{detail}; look at the original", (code,))
            for piece in harvest.printed:
                piece.cells.pop(code, None)
    harvest.wrapped.clear()


def _missing(form: StatisticsForm, harvest: Harvest) -> None:
    """Name the figures of the form that the return neither prints nor has a problem about."""
    told = {code for problem in harvest.problems for code in problem.where}
    kinds = {problem.kind for problem in harvest.problems if T14 in problem.where}
    if "column_missing" in kinds and not harvest.figures:
        return
    missing = [code for code in form.codes() if code not in harvest.figures and code not in told]
    if missing:
        detail = f"the return lacks rows of the form: {', '.join(missing)}; look at the original"
        harvest.problem("row_missing", detail, missing)

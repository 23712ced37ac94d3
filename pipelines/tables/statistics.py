"""Reads statistics returns (before 2019): one table of labels and units with one number of the year to a row."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from pipelines.document import Cell, Document
from pipelines.forms import load_forms, statistics_forms
from pipelines.forms.model import StatisticsForm, StatisticsRow
from pipelines.report import Flag, Printed, UnknownCell
from pipelines.spelling import normalise, similarity
from pipelines.tables.figures import Harvest, where
from pipelines.tables.statistics_cells import (
    cell_under,
    hollow,
    leftward,
    lone,
    row_at,
    short,
    slipped,
    unit_of,
    values_of,
)
from pipelines.tables.statistics_doubts import Copy, doubt, is_one
from pipelines.tables.statistics_labels import SURE, Match, align, plain_label, scores
from pipelines.tables.statistics_rows import Entry, Piece, copies_of, entries_of, form_of, run_together
from pipelines.tables.vocabulary import sense

T14 = "t14"
_TITLE = re.compile(r"(20\d\d)年?(?:度)?.{0,40}(?:年度报告|工作报告|年报|总结)$")
_LONGEST_TITLE = 80
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
        elif (known[0] < place < known[-1] and not entry.title) or values_of(entry):
            _strange(entry, reading, may_be=_may_be(form, matches, place, plain_label(entry.text)))
    _tell(entries, reading)
    new = [code for code in harvest.figures if code not in before]
    doubt(Copy(form, harvest, list(zip(entries, matches, strict=True))), new, year)
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
            cell = cell_under(entry, entry.header.value)
            if cell is not None:
                reading.cells[id(cell)] += 1


def _read_entry(entry: Entry, match: Match, reading: _Reading) -> None:
    row = match.row(reading.form.id)
    if entry.group:
        return
    if row.heading or row.local:
        if row.local or values_of(entry):
            _strange(entry, reading, known=row.local)
        return
    if match.others:
        codes = sorted({row.code, *(reading.form.rows[other].code for other in match.others)} - {""})
        detail = (
            f"{row_at(entry)}: {entry.text.strip()[:40]!r} may stand for {' or '.join(codes)}; look at the original"
        )
        reading.harvest.problem("ambiguous", detail, codes)
        reading.harvest.keep_unknown(entry.row, values_of(entry), entry.text.strip())
        return
    if match.score < 1.0:
        reading.differ[row.code] = "".join(entry.text.split())
    _take(entry, row, match, reading)


def _take(entry: Entry, row: StatisticsRow, match: Match, reading: _Reading) -> None:
    harvest, header = reading.harvest, entry.header
    if header.value is None:
        harvest.keep_unknown(entry.row, values_of(entry), entry.text.strip())
        return
    cell = cell_under(entry, header.value)
    doubtful = entry.doubtful or match.stray or match.score < SURE or hollow(entry) or short(entry) or leftward(entry)
    if cell is None or slipped(entry, cell):
        cell, doubtful = lone(entry), True
    if cell is None or (header.others() and short(entry)):
        harvest.problem("cell_missing", f"{row_at(entry)} lacks the cell {row.code}; look at the original", (row.code,))
        harvest.keep_unknown(entry.row, values_of(entry), entry.text.strip())
        return
    for column in header.others():
        other = cell_under(entry, column)
        if other is not None and other is not cell and other.text.strip():
            harvest.keep_unknown(entry.row, [other], f"{row.code} {''.join(column.text.split())}".strip())
            reading.beside.setdefault("".join(column.text.split()), row_at(entry))
    if not _shared(entry, row, cell, reading) or not _same_to_date(entry, row, cell, reading):
        return
    flags = (Flag.MISALIGNED,) if doubtful else ()
    harvest.take(row.code, entry.row, cell, unit_of(entry) or row.unit, flags)
    reading.places.setdefault(entry.row.table.index, {}).setdefault(row.code, (cell.row, cell.column))


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
    other = cell_under(entry, column) if column is not None else None
    if other is None or not other.text.strip():
        return True
    if sense(other.text).number.value == sense(cell.text).number.value:
        return True
    detail = f"{row_at(entry)}: {cell.text.strip()[:20]!r} in the period and {other.text.strip()[:20]!r} to date"
    reading.harvest.problem("ambiguous", f"{detail}; which is the year's is not certain", (row.code,))
    reading.harvest.keep_unknown(entry.row, [cell], row.code)
    return False


def _strange(entry: Entry, reading: _Reading, *, known: bool = False, may_be: Sequence[str] = ()) -> None:
    """Keep a row that the form does not have, or that has no code of its own, as printed."""
    label = entry.text.strip()
    reading.harvest.keep_unknown(entry.row, values_of(entry), label)
    if not known or values_of(entry):
        reading.strange.append(f"{row_at(entry)} {''.join(label.split())[:30]!r}")
        reading.doubts += [row_at(entry), *may_be]


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
        if not is_one(code, form, harvest):
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

"""The referee: reads a form table again by the order of its text alone, and says whether both readings agree.

Where a relation fails, its figures are read a second time. A printed row is found by the label that stands in it, word
for word as a form has it; its values are the numbers and blanks that end the row, from left to right, in the form's own
order. Neither headers nor spans nor the alignment of the first reading have a part in it, so a row or column that the
first reading took for its neighbour shows. Rows of table 3 are compared even where all relations hold, because two
rows of one sum may change places without breaking it.

A figure that the second reading has otherwise is flagged, never changed.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from archive.form_columns import APPLICANTS
from pipelines.document import Cell, Document, Table
from pipelines.forms import newest_first, statistics_forms
from pipelines.report import Figure, Finding, Flag
from pipelines.tables.statistics_labels import only_row
from pipelines.tables.vocabulary import request_codes, request_row_named, result, route, sense

AGREES, DIFFERS, NONE = "agrees", "differs", "none"
# Sums of a statistics return. They have legitimate exceptions, so they are no hard relations, but a row that was
# taken for another breaks them too.
_RETURN_SUMS = frozenset(("f14_channels_in", "f14_closed", "f14_denied", "f14_lit", "f14_replies", "f14_rev"))
Number = int | float | None


Again = tuple[int, Number]  # the printed row that a code stands in by the second reading, and what it has for it
_Reading = dict[str, Again | None]  # None where two rows of the table claim the code


def compare(
    document: Document, figures: Sequence[Figure], findings: Sequence[Finding], form: str | None
) -> tuple[tuple[Figure, ...], tuple[Finding, ...]]:
    """Return the figures, those flagged that the second reading has otherwise, and the findings with its outcome.

    `form` is that of the report. The outcome is `agrees` if every printed term of the relation was read again with
    the same value, `differs` if one has another, `none` if some could not be read again.
    """
    failing = {code for finding in findings if _calls(finding) for code in finding.where}
    readings = _read_again(document, figures, failing, form)
    outcomes = {figure.code: _outcome(figure, readings, failing) for figure in figures} if readings else {}
    flagged = figures
    if DIFFERS in outcomes.values():
        flagged = [_flagged(figure) if outcomes[figure.code] == DIFFERS else figure for figure in figures]
    judged = (
        replace(finding, second_reading=_judged(finding, outcomes)) if _calls(finding) else finding
        for finding in findings
    )
    return tuple(flagged), tuple(judged)


def _calls(finding: Finding) -> bool:
    """Whether a finding calls the referee: a relation of a table's own figures that fails."""
    return finding.severity == "hard" or finding.check in _RETURN_SUMS


def _judged(finding: Finding, outcomes: Mapping[str, str]) -> str:
    found = {outcomes[code] for code in finding.where if code in outcomes}
    return DIFFERS if DIFFERS in found else AGREES if found == {AGREES} else NONE


def _outcome(figure: Figure, readings: Mapping[int, _Reading], failing: set[str]) -> str:
    place = figure.place
    reading = readings.get(place.table) if place is not None else None
    again = reading.get(figure.code) if reading is not None else None
    if place is None or again is None:
        return NONE
    row, value = again
    if value == figure.value:
        return AGREES
    return DIFFERS if figure.code in failing or row != place.row else NONE


def _flagged(figure: Figure) -> Figure:
    if Flag.SECOND_READING_DIFFERS in figure.flags:
        return figure
    return replace(figure, flags=(*figure.flags, Flag.SECOND_READING_DIFFERS))


# --- the second reading ------------------------------------------------------------------------------------------


class _Row(NamedTuple):
    """A printed row as its text runs: `values` are the numbers and blanks that end it, `label` the words before them.

    `words` are all its cells that hold words.
    """

    number: int
    cells: list[Cell]
    label: str | None
    values: list[Number]

    @property
    def words(self) -> list[str]:
        return [cell.text for cell in self.cells if not sense(cell.text).valued]


def _read_again(
    document: Document, figures: Iterable[Figure], failing: set[str], form: str | None
) -> dict[int, _Reading]:
    """Return by table index what its text says: all of it where a relation fails, else the rows that say otherwise."""
    requests = {one.place.table for one in figures if "." in one.code and one.place is not None}
    doubted = {one.place.table for one in figures if one.code in failing and one.place is not None}
    values = {one.code: one.value for one in figures}
    out: dict[int, _Reading] = {}
    for table in document.tables():
        if table.index not in requests and table.index not in doubted:
            continue
        rows = list(_rows(table))
        if table.index in doubted:
            found = [*_requests(rows, {}), *_disputes(rows)]
            found += _statistics(rows, form) if form in statistics_forms() else ()
        else:
            found = list(_requests(rows, values))
        for code, again in found:
            reading = out.setdefault(table.index, {})
            reading[code] = None if code in reading else again
    return out


def _rows(table: Table) -> Iterator[_Row]:
    lines: dict[int, list[Cell]] = {}
    for cell in table.cells:
        lines.setdefault(cell.row, []).append(cell)
    for number in sorted(lines):
        cells = sorted(lines[number], key=_left)
        values: list[Number] = []
        label = None
        for cell in reversed(cells):
            item = sense(cell.text)
            if not item.valued:
                label = cell.text
                break
            values.append(item.number.value)
        values.reverse()
        yield _Row(number, cells, label, values)


def _left(cell: Cell) -> float:
    return cell.box[0] if cell.box is not None else float(cell.column)


def _requests(rows: Sequence[_Row], known: Mapping[str, Number]) -> Iterator[tuple[str, Again]]:
    """Read the rows of table 3; those that print what is known of them, and nothing else, are left out."""
    claims: dict[str, list[_Row]] = {}
    for row in rows:
        code = request_row_named(row.label) if row.label is not None and len(row.values) == len(APPLICANTS) else None
        if code is not None:
            claims.setdefault(code, []).append(row)
    for code, claiming in claims.items():
        names = request_codes(code)
        if not known or any(row.values != [known.get(name) for name in names.values()] for row in claiming):
            for row in claiming:
                yield from ((name, (row.number, v)) for name, v in zip(names.values(), row.values, strict=True))


def _disputes(rows: Sequence[_Row]) -> Iterator[tuple[str, Again]]:
    """Read table 4 where the headings, in the order of the text, are those of the form in its order."""
    form = newest_first()[0].disputes
    results = [one.code for one in form.results]
    routes = [one.code for one in form.routes]
    heads: list[str] = []
    for row in rows:
        named = [name for word in row.words if (name := route(word)) in routes]
        columns = [name for word in row.words if (name := result(sense(word).label)) is not None]
        if len(row.values) == len(routes) * len(results) and heads == [*routes, *results * len(routes)]:
            codes = [f"{name}_{column}" for name in routes for column in results]
        elif len(row.values) == len(results) and len(named) == 1 and heads == results:
            codes = [f"{named[0]}_{column}" for column in results]
        else:
            heads = [] if row.values else [*heads, *named, *columns]
            continue
        yield from ((code, (row.number, value)) for code, value in zip(codes, row.values, strict=True))


def _statistics(rows: Sequence[_Row], form: str | None) -> Iterator[tuple[str, Again]]:
    """Read the rows of a return that print one label of the form and end in one number."""
    for row in rows:
        codes = {code for word in row.words if (code := only_row(form or "", word)) is not None}
        filled = [value for value in row.values if value is not None]
        if len(codes) == 1 and row.values and filled in ([], [row.values[-1]]):
            yield codes.pop(), (row.number, row.values[-1])

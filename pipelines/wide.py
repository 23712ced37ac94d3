"""A report's figures as rows of the wide tables, for the archive and for the checks inside a report.

The way back is the view `figures`; it must give code, value, unit, text, place and flags of each `Figure`:

- Table 3: a `requests` row stands for its seven cells, except those with a note `printed = 0`. Their place is
  the row's `piece` and `row` and the `columns` of the piece's layout; a row without a piece has no regular place.
- Tables 2 and 4: a code is printed if the `cells` of a piece's layout has it (its place) or a note with `printed = 1`.
- A statistics return (t14): a code is printed if a piece of it has it. Its codes may be those of tables 2 and 4 too;
  the value stands where the piece says.
- The box is `[column_edges[c], row_edges[r], column_edges[c+1], row_edges[r+1]]`, digits as they stand in that
  JSON, and none without edges.
- A note with `table_index` has the whole place itself (page and box included, which may be NULL).
- Without a note, or with a note whose `text` is NULL, the raw text is the plain one: '' for NULL, else what
  CAST(value AS TEXT) gives. Without `unit` the codebook's unit holds; `unit` '' means no unit at all.
- Flags are those of the note, else none.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import NamedTuple

from archive.form_columns import APPLICANTS, RESULTS, ROUTES
from pipelines.document import Box
from pipelines.report import Figure, Place, Printed, Report

Number = int | float


class DisclosureRow(NamedTuple):
    """A row of `disclosure`: table 2 of either form; a code that both forms have is one column."""

    report: int
    rule_made: Number | None = None
    rule_repealed: Number | None = None
    rule_in_force: Number | None = None
    rule_disclosed: Number | None = None
    rule_public_total: Number | None = None
    normdoc_made: Number | None = None
    normdoc_repealed: Number | None = None
    normdoc_in_force: Number | None = None
    normdoc_disclosed: Number | None = None
    normdoc_public_total: Number | None = None
    licence_items_prev: Number | None = None
    licence_items_change: Number | None = None
    licence_decisions: Number | None = None
    service_items_prev: Number | None = None
    service_items_change: Number | None = None
    service_decisions: Number | None = None
    penalty_items_prev: Number | None = None
    penalty_items_change: Number | None = None
    penalty_decisions: Number | None = None
    coercion_items_prev: Number | None = None
    coercion_items_change: Number | None = None
    coercion_decisions: Number | None = None
    fee_items_prev: Number | None = None
    fee_items_change: Number | None = None
    admin_fee_wan: Number | None = None
    procurement_count: Number | None = None
    procurement_amount: Number | None = None


class StatisticsRow(NamedTuple):
    """A row of `statistics`: a statistics return of either form; a code that both have is one column."""

    report: int
    pub_items: Number | None = None
    pub_items_normdoc: Number | None = None
    normdoc_made: Number | None = None
    pub_ch_gazette: Number | None = None
    pub_ch_website: Number | None = None
    pub_ch_weibo: Number | None = None
    pub_ch_wechat: Number | None = None
    pub_ch_other: Number | None = None
    resp_hot_events: Number | None = None
    resp_press_conf: Number | None = None
    resp_press_conf_lead: Number | None = None
    resp_web_interview: Number | None = None
    resp_web_interview_lead: Number | None = None
    resp_policy_interp: Number | None = None
    resp_social: Number | None = None
    resp_other_way: Number | None = None
    req_received: Number | None = None
    req_ch_in_person: Number | None = None
    req_ch_fax: Number | None = None
    req_ch_online: Number | None = None
    req_ch_letter: Number | None = None
    req_closed: Number | None = None
    req_closed_on_time: Number | None = None
    req_closed_extended: Number | None = None
    reply_total: Number | None = None
    reply_already_public: Number | None = None
    reply_granted: Number | None = None
    reply_partial: Number | None = None
    reply_denied: Number | None = None
    reply_denied_state_secret: Number | None = None
    reply_denied_trade_secret: Number | None = None
    reply_denied_privacy: Number | None = None
    reply_denied_security_stability: Number | None = None
    reply_denied_not_gov_info: Number | None = None
    reply_denied_law_other: Number | None = None
    reply_not_this_organ: Number | None = None
    reply_not_exist: Number | None = None
    reply_told_to_amend: Number | None = None
    reply_other_channel: Number | None = None
    rev_total: Number | None = None
    rev_upheld: Number | None = None
    rev_corrected: Number | None = None
    rev_other: Number | None = None
    lit_total: Number | None = None
    lit_upheld: Number | None = None
    lit_corrected: Number | None = None
    lit_other: Number | None = None
    complaints: Number | None = None
    req_cost_fee_wan: Number | None = None
    org_units: Number | None = None
    org_reading_points: Number | None = None
    org_staff: Number | None = None
    org_staff_full: Number | None = None
    org_staff_part: Number | None = None
    org_budget_wan: Number | None = None
    meet_count: Number | None = None
    train_sessions: Number | None = None
    train_persons: Number | None = None
    pub_items_digital: Number | None = None
    normdoc_new: Number | None = None
    site_visits: Number | None = None
    consult_onsite: Number | None = None
    req_ch_email: Number | None = None
    req_ch_web: Number | None = None
    req_ch_other: Number | None = None
    reply_refused_all: Number | None = None
    appeal_total: Number | None = None


class RequestRow(NamedTuple):
    """A row of `requests`: one printed row of table 3 (subtotals included)."""

    report: int
    outcome: str
    natural: Number | None
    business: Number | None
    research: Number | None
    welfare: Number | None
    legal: Number | None
    org_other: Number | None
    total: Number | None
    piece: int | None
    row: int | None


class DisputeRow(NamedTuple):
    """A row of `disputes`: one route of table 4."""

    report: int
    route: str
    upheld: Number | None
    corrected: Number | None
    other: Number | None
    pending: Number | None
    total: Number | None


class PrintedRow(NamedTuple):
    """A row of `printed_tables`; JSON holds the edges."""

    report: int
    form_table: str
    piece: int
    table_index: int
    page: int | None
    row_edges: str
    column_edges: str
    layout: int


class LayoutRow(NamedTuple):
    """A row of `printed_layouts`, which reports share; JSON: `columns` {code: column}, `cells` {code: [row, col]}."""

    layout: int
    columns: str
    cells: str


class NoteRow(NamedTuple):
    """A row of `cell_notes`; a correction fills the last two columns in the build."""

    report: int
    code: str
    text: str | None = None
    unit: str | None = None
    note: str | None = None
    approx: int = 0
    flags: str | None = None
    printed: int = 1
    table_index: int | None = None
    page: int | None = None
    row: int | None = None
    column: int | None = None
    box: str | None = None
    confidence: float | None = None
    read_value: Number | None = None
    correction: str | None = None


class UnknownRow(NamedTuple):
    """A row of `unknown_cells`."""

    report: int
    form_table: str
    table_index: int
    row: int
    column: int
    page: int | None
    label: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WideRows:
    """The rows of one report; the attributes are named as the tables."""

    disclosure: tuple[DisclosureRow, ...]
    statistics: tuple[StatisticsRow, ...]
    requests: tuple[RequestRow, ...]
    disputes: tuple[DisputeRow, ...]
    printed_tables: tuple[PrintedRow, ...]
    printed_layouts: tuple[LayoutRow, ...]
    cell_notes: tuple[NoteRow, ...]
    unknown_cells: tuple[UnknownRow, ...]

    def by_table(self) -> Iterator[tuple[str, Sequence[tuple[object, ...]]]]:
        """Yield (table name, rows); each row is a tuple in the order of the table's columns."""
        yield "disclosure", self.disclosure
        yield "statistics", self.statistics
        yield "requests", self.requests
        yield "disputes", self.disputes
        yield "printed_tables", self.printed_tables
        yield "printed_layouts", self.printed_layouts
        yield "cell_notes", self.cell_notes
        yield "unknown_cells", self.unknown_cells


@cache
def request_codes(outcome: str) -> tuple[str, ...]:
    """Return the codes of the seven cells of a row of table 3, in the order of APPLICANTS."""
    return tuple(f"{outcome}.{column}" for column in APPLICANTS)


@cache
def _dispute_codes(route: str) -> tuple[str, ...]:
    return tuple(f"{route}_{result}" for result in RESULTS)


@lru_cache(maxsize=4096)
def codebook_code(code: str) -> str:
    """Return the indicator's code of a figure's code: that of its row, for table 3."""
    return code.partition(".")[0]


def wide_rows(report: Report, number: int, units: Mapping[str, str | None]) -> WideRows:
    """Turn a report into its rows under the report number.

    `units` are the codebook's, by indicator code. Raises ValueError for a code that occurs twice or that no
    wide table has a place for (silence would lose the figure).
    """
    figures = _by_code(report)
    pieces = [_Piece(printed, figures) for printed in report.printed]
    returned = _returned(figures, pieces)
    others = {code: figure for code, figure in figures.items() if code not in returned} if returned else figures
    table2 = {code: others[code].value for code in _DISCLOSURE & others.keys()}
    requests = tuple(_request_rows(figures, pieces, number))
    disputes = tuple(_dispute_rows(others, number))
    notes = list(_notes(figures, _regular_spots(requests, pieces), units, number))
    notes += [NoteRow(number, code, printed=0) for code in _holes(figures, requests, disputes)]
    return WideRows(
        disclosure=(DisclosureRow(number, **table2),) if table2 else (),
        statistics=(StatisticsRow(number, **returned),) if returned else (),
        requests=requests,
        disputes=disputes,
        printed_tables=tuple(piece.to_row(number) for piece in pieces),
        printed_layouts=tuple(dict.fromkeys(piece.layout for piece in pieces)),
        cell_notes=tuple(notes),
        unknown_cells=tuple(
            UnknownRow(number, cell.form_table, cell.table, cell.row, cell.column, cell.page, cell.label, cell.text)
            for cell in report.unknown
        ),
    )


_DISCLOSURE = frozenset(DisclosureRow._fields[1:])
_STATISTICS = frozenset(StatisticsRow._fields[1:])
_DISPUTES = frozenset(f"{route}_{result}" for route in ROUTES for result in RESULTS)


def _by_code(report: Report) -> dict[str, Figure]:
    figures = {figure.code: figure for figure in report.figures}
    if len(figures) < len(report.figures):
        codes = [figure.code for figure in report.figures]
        twice = next(code for code in codes if codes.count(code) > 1)
        raise ValueError(f"figure {twice} occurs twice in report {report.digest[:12]} part {report.part}")
    for code in figures:
        if not _has_table(code) and code not in _STATISTICS:
            row = codebook_code(code)
            raise ValueError(f"figure {code} belongs to no wide table; add its column to tables.toml ({row})")
    return figures


@lru_cache(maxsize=4096)
def _has_table(code: str) -> bool:
    _, dot, column = code.partition(".")
    return code in _DISCLOSURE or code in _DISPUTES or bool(dot and column in APPLICANTS)


def _returned(figures: Mapping[str, Figure], pieces: Sequence["_Piece"]) -> dict[str, Number | None]:
    """Return the values of the statistics return: the figures that its pieces hold."""
    held = {code for piece in pieces if piece.printed.form_table == "t14" for code in piece.cells}
    for code in figures.keys() & _STATISTICS:
        if code not in held and not _has_table(code):
            raise ValueError(f"figure {code} stands in no printed piece of a statistics return")
    return {code: figure.value for code, figure in figures.items() if code in held} if held else {}


class _Piece:
    """A printed piece with the cells it is really the regular place of."""

    def __init__(self, printed: Printed, figures: Mapping[str, Figure]) -> None:
        self.printed = printed
        self.edged = len(printed.row_edges) > 1 and len(printed.column_edges) > 1
        self.cells = {code: cell for code, cell in printed.cells.items() if self._holds(figures.get(code))}
        self.layout = _layout(_json(printed.columns), _json(self.cells))

    def _holds(self, figure: Figure | None) -> bool:
        return figure is not None and figure.place is not None and figure.place.table == self.printed.table

    def gives(self, place: Place | None, row: int, column: int) -> bool:
        """Return whether a place is the one that follows from a row and a column of this piece."""
        printed = self.printed
        return (
            place is not None
            and place.row == row
            and place.column == column
            and place.table == printed.table
            and place.page == printed.page
            and (place.box == self._box(row, column) if self.edged else place.box is None)
        )

    def _box(self, row: int, column: int) -> Box | None:
        rows, columns = self.printed.row_edges, self.printed.column_edges
        if not (0 <= row < len(rows) - 1 and 0 <= column < len(columns) - 1):
            return None
        return columns[column], rows[row], columns[column + 1], rows[row + 1]

    def to_row(self, number: int) -> PrintedRow:
        printed = self.printed
        return PrintedRow(
            number,
            printed.form_table,
            printed.piece,
            printed.table,
            printed.page,
            _json(printed.row_edges),
            _json(printed.column_edges),
            self.layout.layout,
        )


_Spot = tuple[_Piece, int, int]  # row and column


_json = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


@lru_cache(maxsize=4096)
def _layout(columns: str, cells: str) -> LayoutRow:
    """Return the layout's row; its number is the first 52 bits of the SHA-256 of its content."""
    return LayoutRow(int(hashlib.sha256(f"{columns}|{cells}".encode()).hexdigest()[:13], 16), columns, cells)


def _request_rows(figures: Mapping[str, Figure], pieces: Sequence[_Piece], number: int) -> Iterator[RequestRow]:
    outcomes = dict.fromkeys([codebook_code(code) for code in figures if "." in code])
    for outcome in outcomes:
        cells = [figures.get(code) for code in request_codes(outcome)]
        there = [cell for cell in cells if cell is not None]
        piece = _row_piece(outcome, there, pieces)
        whole = len(there) == len(cells)
        values = [cell.value for cell in there] if whole else [cell.value if cell else None for cell in cells]
        place = (piece.printed.piece, piece.printed.rows[outcome]) if piece else (None, None)
        yield RequestRow._make((number, outcome, *values, *place))


def _row_piece(outcome: str, cells: Sequence[Figure], pieces: Sequence[_Piece]) -> _Piece | None:
    """Return the piece in which most cells of the row stand; none if a cell has no place at all."""
    tables = [cell.place.table for cell in cells if cell.place is not None]
    if len(tables) < len(cells):
        return None
    holding = [piece for piece in pieces if outcome in piece.printed.rows and piece.printed.table in tables]
    if len(holding) == 1:
        return holding[0]
    return max(holding, key=lambda piece: tables.count(piece.printed.table), default=None)


def _dispute_rows(figures: Mapping[str, Figure], number: int) -> Iterator[DisputeRow]:
    for route in ROUTES:
        cells = [figures.get(code) for code in _dispute_codes(route)]
        if any(cells):
            yield DisputeRow(number, route, *(cell.value if cell else None for cell in cells))


def _notes(
    figures: Mapping[str, Figure], regular: Mapping[str, _Spot], units: Mapping[str, str | None], number: int
) -> Iterator[NoteRow]:
    for code, figure in figures.items():
        unit, spot = units.get(codebook_code(code)), regular.get(code)
        if spot is not None and figure.unit == unit and _is_plain(figure, *spot):
            continue  # as nearly all are; what follows says the same
        note = _note(figure, number, unit, spot)
        if note:
            yield note


def _is_plain(figure: Figure, piece: _Piece, row: int, column: int) -> bool:
    """Say whether a figure is a whole number as printed, in its regular place, without doubt or remark."""
    value = figure.value
    return (
        value.__class__ is int
        and figure.text == str(value)
        and piece.gives(figure.place, row, column)
        and not figure.flags
        and not figure.note
        and not figure.approx
        and figure.confidence is None
    )


def _holes(figures: Mapping[str, Figure], requests: Sequence[RequestRow], disputes: Sequence[DisputeRow]) -> list[str]:
    """Return the codes for which a printed row has no cell."""
    codes = [code for row in requests for code in request_codes(row.outcome)]
    codes += [code for row in disputes for code in _dispute_codes(row.route)]
    return [code for code in codes if code not in figures]


def _regular_spots(requests: Sequence[RequestRow], pieces: Sequence[_Piece]) -> dict[str, _Spot]:
    spots = {code: (piece, *cell) for piece in pieces for code, cell in piece.cells.items()}
    table3 = {piece.printed.piece: piece for piece in pieces if piece.printed.form_table == "t3"}
    for row in requests:
        if row.piece is not None and row.row is not None:
            piece = table3[row.piece]
            spots.update(_row_spots(row.outcome, row.row, piece))
    return spots


def _row_spots(outcome: str, row: int, piece: _Piece) -> list[tuple[str, _Spot]]:
    columns = piece.printed.columns
    named = zip(APPLICANTS, request_codes(outcome), strict=True)
    return [(code, (piece, row, columns[name])) for name, code in named if name in columns]


def _note(figure: Figure, number: int, unit: str | None, regular: _Spot | None) -> NoteRow | None:
    place = figure.place
    if place and regular and regular[0].gives(place, regular[1], regular[2]):
        place = None
    unplaced = regular is None and "." not in figure.code  # only its note says that tables 2 and 4 print it
    same_text, same_unit = figure.text == plain_text(figure.value), figure.unit == unit
    doubted = figure.note or figure.approx or figure.flags
    if same_text and same_unit and not (place or unplaced or doubted) and figure.confidence is None:
        return None
    return NoteRow(
        number,
        figure.code,
        text=None if same_text else figure.text,
        unit=None if same_unit else figure.unit or "",
        note=figure.note,
        approx=int(figure.approx),
        flags=" ".join(figure.flags) or None,
        table_index=place.table if place else None,
        page=place.page if place else None,
        row=place.row if place else None,
        column=place.column if place else None,
        box=_json(place.box) if place and place.box else None,
        confidence=figure.confidence,
    )


def plain_text(value: Number | None) -> str | None:
    """Return the text a value has without a note: what SQLite's CAST gives back, '' for a blank.

    None where no text is plain (a number that only an exponent can print).
    """
    if value is None:
        return ""
    if isinstance(value, int):
        return str(value)
    if value.is_integer():
        return str(int(value))
    text = format(value, ".15g")  # SQLite prints 15 digits too; a longer text is not plain and gets a note
    return None if "e" in text else text

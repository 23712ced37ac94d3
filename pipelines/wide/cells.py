"""A report's figures by code, and the rows of each wide table that are made of them."""

from collections.abc import Container, Mapping
from functools import cache, cached_property, lru_cache

from archive import schema
from archive.form_columns import APPLICANTS, RESULTS, ROUTES
from pipelines.report import Report
from pipelines.wide.notes import notes_of
from pipelines.wide.pieces import PRINTED, Piece, Spot, row_piece
from pipelines.wide.rows import (
    CodeRow,
    DisputeRow,
    LayoutRow,
    NoteRow,
    Number,
    PrintedRow,
    RequestRow,
    UnknownRow,
    WideRows,
)


def wide_rows(report: Report, number: int, units: Mapping[str, str | None]) -> WideRows:
    """Turn a report into its rows under the report number.

    `units` are the codebook's, by indicator code. Raises ValueError for a code that occurs twice or that no
    wide table has a place for (silence would lose the figure).
    """
    cells = WideCells(report, number, units)
    return WideRows(
        disclosure=cells.disclosure,
        statistics=cells.statistics,
        requests=cells.requests,
        disputes=cells.disputes,
        printed_tables=cells.printed_tables(),
        printed_layouts=cells.printed_layouts,
        cell_notes=cells.cell_notes(),
        unknown_cells=tuple(
            UnknownRow(number, cell.form_table, cell.table, cell.row, cell.column, cell.page, cell.label, cell.text)
            for cell in report.unknown
        ),
    )


class WideCells:
    """The rows of one report, those of each table made when they are asked for.

    Arguments and errors are those of `wide_rows`; a report whose figures have no place is refused at once.
    """

    def __init__(self, report: Report, number: int, units: Mapping[str, str | None]) -> None:
        self._number, self._units = number, units
        self._figures = {figure.code: figure for figure in report.figures}
        if len(self._figures) < len(report.figures):
            codes = [figure.code for figure in report.figures]
            twice = next(code for code in codes if codes.count(code) > 1)
            raise ValueError(f"figure {twice} occurs twice in report {report.digest[:12]} part {report.part}")
        outcomes = dict.fromkeys(map(_outcome, self._figures))
        self._outcomes = [outcome for outcome in outcomes if outcome is not None]
        self._pieces = [Piece(printed, self._figures) for printed in report.printed]
        self._tables = {figure.code: figure.place.table if figure.place else None for figure in report.figures}
        self._values = {figure.code: figure.value for figure in report.figures}
        self._returned = self._take_return()

    def _take_return(self) -> dict[str, Number | None]:
        """Take the figures that the pieces of a statistics return hold out of the values, and return them."""
        held = {code for piece in self._pieces if piece.printed.form_table == "t14" for code in piece.cells}
        if lost := (_returns() & self._values.keys()) - held:
            raise ValueError(f"figure {min(lost)} stands in no printed piece of a statistics return")
        return {code: self._values.pop(code) for code in self._figures if code in held} if held else {}

    @property
    def disclosure(self) -> tuple[CodeRow, ...]:
        """The row of table 2, if it has a cell."""
        codes = _columns("disclosure")
        values = self._values
        return ((self._number, *map(values.get, codes)),) if any(code in values for code in codes) else ()

    @property
    def statistics(self) -> tuple[CodeRow, ...]:
        """The row of a statistics return, if there is one."""
        return ((self._number, *map(self._returned.get, _columns("statistics"))),) if self._returned else ()

    @cached_property
    def requests(self) -> tuple[RequestRow, ...]:
        """The rows of table 3."""
        return tuple(map(self._request_row, self._outcomes))

    def _request_row(self, outcome: str) -> RequestRow:
        codes = request_codes(outcome)
        piece = row_piece(outcome, [self._tables[code] for code in codes if code in self._tables], self._pieces)
        place = (piece.printed.piece, piece.printed.rows[outcome]) if piece else (None, None)
        return RequestRow._make((self._number, outcome, *map(self._values.get, codes), *place))

    @cached_property
    def disputes(self) -> tuple[DisputeRow, ...]:
        """The rows of table 4."""
        values = self._values
        return tuple(
            DisputeRow._make((self._number, route, *map(values.get, codes)))
            for route, codes in _disputes().items()
            if any(code in values for code in codes)
        )

    def printed_tables(self, asked: Container[str] = PRINTED) -> tuple[PrintedRow, ...]:
        """Return the rows of the printed pieces; columns that take long to make only where they are asked for."""
        return tuple(piece.to_row(self._number, asked) for piece in self._pieces)

    @property
    def printed_layouts(self) -> tuple[LayoutRow, ...]:
        """The layouts of the printed pieces."""
        return tuple(dict.fromkeys(piece.layout for piece in self._pieces))

    def cell_notes(self, codes: Container[str] | None = None) -> tuple[NoteRow, ...]:
        """Return what the other tables do not say of a cell, and the cells that a printed row does not have.

        With `codes` only of those.
        """
        asked = {code: one for code, one in self._figures.items() if codes is None or code in codes}
        notes = notes_of(asked, self._spots() if asked else {}, self._units, self._number)
        holes = (code for code in self.holes if codes is None or code in codes)
        return (*notes, *(NoteRow(self._number, code, printed=0) for code in holes))

    @property
    def holes(self) -> list[str]:
        """The codes for which a printed row of table 3 or 4 has no cell."""
        codes = [code for row in self.requests for code in request_codes(row.outcome)]
        codes += [code for row in self.disputes for code in _disputes()[row.route]]
        return [code for code in codes if code not in self._figures]

    def _spots(self) -> dict[str, Spot]:
        """Return the place that the wide tables give each code."""
        spots = {code: (piece, *cell) for piece in self._pieces for code, cell in piece.cells.items()}
        table3 = {piece.printed.piece: piece for piece in self._pieces if piece.printed.form_table == "t3"}
        for row in self.requests:
            if row.piece is not None and row.row is not None:
                piece = table3[row.piece]
                columns = piece.printed.columns
                named = zip(APPLICANTS, request_codes(row.outcome), strict=True)
                spots |= {code: (piece, row.row, columns[name]) for name, code in named if name in columns}
        return spots


@cache
def request_codes(outcome: str) -> tuple[str, ...]:
    """Return the codes of the seven cells of a row of table 3, in the order of APPLICANTS."""
    return tuple(f"{outcome}.{column}" for column in APPLICANTS)


@cache
def _disputes() -> Mapping[str, tuple[str, ...]]:
    """Return the codes of each row of table 4."""
    return {route: tuple(f"{route}_{result}" for result in RESULTS) for route in ROUTES}


@cache
def _columns(table: str) -> tuple[str, ...]:
    """Return the codes that are columns of a table."""
    return tuple(column.name for column in schema.tables()[table].columns[1:])


@cache
def _returns() -> frozenset[str]:
    """Return the codes that only a statistics return prints."""
    return frozenset(_columns("statistics")) - {
        *_columns("disclosure"),
        *(c for row in _disputes().values() for c in row),
    }


@lru_cache(maxsize=4096)
def _outcome(code: str) -> str | None:
    """Return the row of table 3 that a code is a cell of, None if it belongs to another table."""
    outcome, dot, column = code.partition(".")
    if dot and column in APPLICANTS:
        return outcome
    if code in _returns() or code in _columns("disclosure") or any(code in row for row in _disputes().values()):
        return None
    raise ValueError(f"figure {code} belongs to no wide table; add its column to tables.toml ({outcome})")

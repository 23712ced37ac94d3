"""The printed pieces of the form's tables, and the places that follow from them."""

import hashlib
import json
from collections.abc import Container, Mapping, Sequence
from functools import cached_property, lru_cache

from pipelines.document import Box
from pipelines.report import Figure, Place, Printed
from pipelines.wide.rows import LayoutRow, PrintedRow

Spot = tuple["Piece", int, int]  # row and column
PRINTED = PrintedRow._fields

as_json = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


class Piece:
    """A printed piece with the cells it is really the regular place of."""

    def __init__(self, printed: Printed, figures: Mapping[str, Figure]) -> None:
        self.printed = printed
        self._figures = figures
        self._edged = len(printed.row_edges) > 1 and len(printed.column_edges) > 1

    @cached_property
    def cells(self) -> dict[str, tuple[int, int]]:
        """The row and column of each code that stands in this piece."""
        places = {code: figure.place for code in self.printed.cells if (figure := self._figures.get(code))}
        inside = {code for code, place in places.items() if place and place.table == self.printed.table}
        return {code: cell for code, cell in self.printed.cells.items() if code in inside}

    def gives(self, place: Place | None, row: int, column: int) -> bool:
        """Return whether a place is the one that follows from a row and a column of this piece."""
        printed = self.printed
        return (
            place is not None
            and place.row == row
            and place.column == column
            and place.table == printed.table
            and place.page == printed.page
            and (place.box == self._box(row, column) if self._edged else place.box is None)
        )

    def _box(self, row: int, column: int) -> Box | None:
        rows, columns = self.printed.row_edges, self.printed.column_edges
        if not (0 <= row < len(rows) - 1 and 0 <= column < len(columns) - 1):
            return None
        return columns[column], rows[row], columns[column + 1], rows[row + 1]

    @cached_property
    def layout(self) -> LayoutRow:
        """Where each code stands in this piece, as most other reports have it too."""
        return _layout(as_json(self.printed.columns), as_json(self.cells))

    def to_row(self, number: int, asked: Container[str] = PRINTED) -> PrintedRow:
        """Return the row of this piece in the report `number`; what takes long to make only where it is asked for."""
        printed = self.printed
        return PrintedRow(
            number,
            printed.form_table,
            printed.piece,
            printed.table,
            printed.page,
            as_json(printed.row_edges) if "row_edges" in asked else None,
            as_json(printed.column_edges) if "column_edges" in asked else None,
            self.layout.layout if "layout" in asked else None,
        )


@lru_cache(maxsize=4096)
def _layout(columns: str, cells: str) -> LayoutRow:
    """Return the layout's row; its number is the first 52 bits of the SHA-256 of its content."""
    return LayoutRow(int(hashlib.sha256(f"{columns}|{cells}".encode()).hexdigest()[:13], 16), columns, cells)


def row_piece(outcome: str, tables: Sequence[int | None], pieces: Sequence[Piece]) -> Piece | None:
    """Return the piece in which most cells of a row of table 3 stand, by their tables; none if a cell has no place."""
    if None in tables:
        return None
    holding = [piece for piece in pieces if outcome in piece.printed.rows and piece.printed.table in tables]
    if len(holding) > 1:
        return max(holding, key=lambda piece: tables.count(piece.printed.table))
    return holding[0] if holding else None

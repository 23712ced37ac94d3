"""The referee: where a hard relation of table 3 fails, its rows are read again by another way, from their order alone.

The second reading takes the cells behind a row's label from left to right, whatever header stands over them and
whatever columns they span, and gives them to the form's columns in the form's order. Where it reads another value than
the first, the figure is flagged; it never changes one.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from pipelines.document import Cell, Document, Table
from pipelines.report import Figure, Finding, Flag
from pipelines.tables.vocabulary import sense

COLUMNS = ("natural", "business", "research", "welfare", "legal", "org_other", "total")
_VALUED = ("number", "blank")


def doubt(document: Document, figures: Sequence[Figure], findings: Sequence[Finding]) -> tuple[Figure, ...]:
    """Return the figures; those of table 3 in a failing hard relation that the second reading differs on, flagged."""
    failing = {code for finding in findings if finding.severity == "hard" for code in finding.where}
    tables = {table.index: table for table in document.tables()}
    return tuple(
        _flagged(figure) if figure.code in failing and _differs(figure, tables) else figure for figure in figures
    )


def _differs(figure: Figure, tables: Mapping[int, Table]) -> bool:
    row, _, column = figure.code.partition(".")
    place = figure.place
    if not row or column not in COLUMNS or place is None or place.table not in tables:
        return False
    values = _in_order(tables[place.table], place.row)
    return values is not None and values[COLUMNS.index(column)] != figure.value


def _in_order(table: Table, row: int) -> list[int | float | None] | None:
    """Return the row's values by their order, None where it does not print one for each column of the form."""
    cells = sorted((cell for cell in table.cells if cell.row == row), key=_left)
    readings = [sense(cell.text).number for cell in cells]
    last_label = max((at for at, reading in enumerate(readings) if reading.state not in _VALUED), default=-1)
    values = [reading.value for reading in readings[last_label + 1 :]]
    return values if len(values) == len(COLUMNS) else None


def _left(cell: Cell) -> float:
    return cell.box[0] if cell.box is not None else float(cell.column)


def _flagged(figure: Figure) -> Figure:
    if Flag.SECOND_READING_DIFFERS in figure.flags:
        return figure
    return replace(figure, flags=(*figure.flags, Flag.SECOND_READING_DIFFERS))

"""The grid of an RTF table: columns from the cells' right edges, merges across and down."""

from dataclasses import dataclass, field

from pipelines.document import Unreadable
from pipelines.rtf.content import CellShape, Para, RawRow, RawTable
from pipelines.word.tables import MAX_CELLS

NEAR = 60  # twips (3 points): edges of rows that mean one column; programs round each row by itself
_WIDTH = 1000  # of a cell without a stated edge


@dataclass(slots=True)
class Placed:
    """A cell on the grid with what it holds; `hidden` is what stood in cells merged into it."""

    row: int
    column: int
    colspan: int
    items: list[Para | RawTable]
    rowspan: int = 1
    down: str = ""
    hidden: list[Para | RawTable] = field(default_factory=list)


def lay_out(table: RawTable) -> list[Placed]:
    """Return the table's cells at their places. Raises Unreadable for a table too large."""
    if sum(max(len(row.cells), len(row.shape.cells)) for row in table.rows) > MAX_CELLS:
        raise Unreadable("too_large", f"A table of the RTF has more than {MAX_CELLS} cells.")
    edged = [_edges(row) for row in table.rows]
    place = _places({edge for row in edged for edge in row})
    out: list[Placed] = []
    above: dict[int, Placed] = {}
    for index, (row, edges) in enumerate(zip(table.rows, edged, strict=True)):
        current: dict[int, Placed] = {}
        for cell in _across(row, [place[edge] for edge in edges], index):
            upper = above.get(cell.column)
            if cell.down == "more" and upper is not None and upper.down and upper.colspan == cell.colspan:
                upper.rowspan = index - upper.row + 1
                upper.hidden += cell.items
                current[cell.column] = upper
                continue
            out.append(cell)
            current[cell.column] = cell
        above = current
    return out


def _edges(row: RawRow) -> list[int]:
    """Return the edges of a row's cells; edges never run backwards, and cells without one get a width."""
    edges = [row.shape.left]
    for number in range(max(len(row.cells), len(row.shape.cells))):
        right = row.shape.cells[number].right if number < len(row.shape.cells) else edges[-1] + _WIDTH
        edges.append(right if right > edges[-1] else edges[-1] + NEAR + 1)
    return edges


def _places(edges: set[int]) -> dict[int, int]:
    """Return each edge's number; edges that nearly coincide share one."""
    places: dict[int, int] = {}
    number, last = -1, None
    for edge in sorted(edges):
        if last is None or edge - last > NEAR:
            number, last = number + 1, edge
        places[edge] = number
    return places


def _across(row: RawRow, edges: list[int], index: int) -> list[Placed]:
    out: list[Placed] = []
    for number in range(len(edges) - 1):
        shape = row.shape.cells[number] if number < len(row.shape.cells) else CellShape(0)
        items = row.cells[number] if number < len(row.cells) else []
        start, end = edges[number], edges[number + 1]
        if out and (start == end or shape.across == "more"):
            out[-1].colspan += end - start
            out[-1].hidden += items
        else:
            out.append(Placed(index, start, max(end - start, 1), list(items), down=shape.down))
    return out

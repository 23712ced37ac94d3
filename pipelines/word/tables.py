"""The grid of a Word table: horizontal spans, vertical merges, rows that begin or end away from the edge."""

from dataclasses import dataclass

from lxml import etree

from pipelines.document import Cell, Table, Unreadable
from pipelines.xmlzip import attribute, child, local

MAX_SPAN = 200
MAX_CELLS = 100_000


@dataclass(slots=True)
class GridCell:
    """A cell while the grid is laid out; `element` holds its content, `hidden` the content of cells merged into it."""

    row: int
    column: int
    colspan: int
    element: etree._Element
    hidden: list[etree._Element]
    rowspan: int = 1
    merge: str = ""  # "", restart or continue


def lay_out(table: etree._Element) -> list[GridCell]:
    """Return the cells of a w:tbl at their places, deleted rows left out. Raises Unreadable for a table too large."""
    rows = [row for row in _inside(table, "tr") if child(row, "trPr", "del") is None]
    out: list[GridCell] = []
    above: dict[int, GridCell] = {}  # the merge that each column's last cell belongs to
    for index, row in enumerate(rows):
        current: dict[int, GridCell] = {}
        for cell in _row_cells(row, index):
            upper = above.get(cell.column)
            if cell.merge == "continue" and upper is not None and upper.merge and upper.colspan == cell.colspan:
                upper.rowspan = index - upper.row + 1
                upper.hidden.append(cell.element)
                current[cell.column] = upper
                continue
            out.append(cell)
            current[cell.column] = cell
        above = current
        if len(out) > MAX_CELLS:
            raise Unreadable("too_large", f"A table of the DOCX has more than {MAX_CELLS} cells.")
    return out


def to_table(cells: list[GridCell], texts: list[str], index: int) -> Table:
    """Return the document's table; columns in which no cell begins are taken out."""
    starts = sorted({cell.column for cell in cells})
    rows = max((cell.row + cell.rowspan for cell in cells), default=0)
    place = {column: i for i, column in enumerate(starts)}

    def end(cell: GridCell) -> int:
        return sum(1 for start in starts if start < cell.column + cell.colspan)

    return Table(
        index=index,
        rows=rows,
        columns=len(starts),
        cells=tuple(
            Cell(
                row=cell.row,
                column=place[cell.column],
                text=text,
                rowspan=cell.rowspan,
                colspan=end(cell) - place[cell.column],
            )
            for cell, text in zip(cells, texts, strict=True)
        ),
    )


def _inside(element: etree._Element, name: str) -> list[etree._Element]:
    """Return the children of a name, looking through content controls and custom markup."""
    out = []
    for item in element:
        if local(item) == name:
            out.append(item)
        elif local(item) in {"sdt", "sdtContent", "customXml", "ins", "moveTo", "smartTag"}:
            out += _inside(item, name)
    return out


def _row_cells(row: etree._Element, index: int) -> list[GridCell]:
    column = _number(child(row, "trPr", "gridBefore"), 0)
    cells: list[GridCell] = []
    for element in _inside(row, "tc"):
        properties = child(element, "tcPr")
        span = max(_number(child(properties, "gridSpan"), 1), 1)
        across = child(properties, "hMerge")
        if across is not None and attribute(across, "val") != "restart" and cells:
            cells[-1].colspan += span  # the older way to merge across
            cells[-1].hidden.append(element)
        else:
            down = child(properties, "vMerge")
            merge = "" if down is None else attribute(down, "val") or "continue"
            cells.append(GridCell(index, column, span, element, [], merge=merge))
        column += span
    return cells


def _number(element: etree._Element | None, default: int) -> int:
    value = attribute(element, "val") or ""
    return min(int(value), MAX_SPAN) if value.isascii() and value.isdigit() else default

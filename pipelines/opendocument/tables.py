"""The grid of an ODT table: spans with their covered cells, repeated columns and rows, header rows and groups."""

from collections.abc import Iterator

from lxml import etree

from pipelines.document import Unreadable
from pipelines.word.tables import MAX_CELLS, MAX_SPAN, GridCell
from pipelines.xmlzip import attribute, local

_ROWS = {"table-rows", "table-header-rows", "table-row-group"}
MAX_GROUPS = 20


def lay_out(table: etree._Element) -> list[GridCell]:
    """Return the cells of a table:table at their places. Raises Unreadable for a table too large."""
    out: list[GridCell] = []
    taken: dict[tuple[int, int], GridCell] = {}
    index = 0
    for row in _rows(table):
        cells = [item for item in row if local(item) in {"table-cell", "covered-table-cell"}]
        filled = any(_has_content(cell) for cell in cells)
        for _ in range(_count(row, "number-rows-repeated") if filled else 1):
            _lay_row(cells, index, out, taken)
            index += 1
            if len(out) > MAX_CELLS or len(taken) > MAX_CELLS:
                raise Unreadable("too_large", f"A table of the ODT has more than {MAX_CELLS} cells.")
    for cell in out:
        cell.rowspan = min(cell.rowspan, index - cell.row)
    return out


def _lay_row(
    cells: list[etree._Element], row: int, out: list[GridCell], taken: dict[tuple[int, int], GridCell]
) -> None:
    column = 0
    for element in cells:
        for _ in range(_repeats(element)):
            owner = taken.get((row, column))
            if local(element) == "covered-table-cell" and owner is not None:
                if _has_content(element):
                    owner.hidden.append(element)
                column += 1
                continue
            while (row, column) in taken:  # a program that leaves covered cells out
                column += 1
            across = min(_count(element, "number-columns-spanned"), MAX_SPAN)
            down = min(_count(element, "number-rows-spanned"), MAX_CELLS // 100)
            cell = GridCell(row, column, across, element, [], rowspan=down)
            out.append(cell)
            if across * down > 1:
                covered = [(row + d, column + a) for d in range(down) for a in range(across)]
                taken.update((place, cell) for place in covered[1:] if place not in taken)
            column += 1
            if len(out) > MAX_CELLS or len(taken) > 2 * MAX_CELLS:
                raise Unreadable("too_large", f"A table of the ODT has more than {MAX_CELLS} cells.")


def _rows(element: etree._Element, depth: int = 0) -> Iterator[etree._Element]:
    for item in element if depth <= MAX_GROUPS else ():
        if local(item) == "table-row":
            if attribute(item, "visibility") not in {"collapse", "filter"}:
                yield item
        elif local(item) in _ROWS:
            yield from _rows(item, depth + 1)


def _repeats(cell: etree._Element) -> int:
    """Return how often a cell repeats; the empty rest of a row may claim thousands of columns."""
    count = _count(cell, "number-columns-repeated")
    if count > MAX_SPAN and _has_content(cell):
        raise Unreadable("too_large", f"A table of the ODT repeats a filled cell {count} times.")
    return min(count, MAX_SPAN)


def _has_content(cell: etree._Element) -> bool:
    return any(text.strip() for text in cell.itertext()) or next(cell.iter("{*}frame", "{*}table"), None) is not None


def _count(element: etree._Element, name: str) -> int:
    value = attribute(element, name) or ""
    return max(int(value), 1) if value.isascii() and value.isdigit() and len(value) < 8 else 1

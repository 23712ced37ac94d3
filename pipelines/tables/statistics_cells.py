"""The cells of one row of a statistics return: its value, its unit, and whether it stands straight."""

import re

from pipelines.document import Cell
from pipelines.spelling import normalise
from pipelines.tables.figures import where
from pipelines.tables.statistics_header import Column, is_unit
from pipelines.tables.statistics_rows import Entry
from pipelines.tables.vocabulary import sense

_LABEL_UNIT = re.compile(r"\((?:单位:)?(万元|亿元|千元|元|件|条|次|个|项|人次|人|篇)\)$")


def cell_under(entry: Entry, column: Column) -> Cell | None:
    """Return the cell of a row under a column; the filled one of several, None for none or several filled."""
    under = [cell for cell in entry.row.covering() if column.holds(cell) and cell is not entry.label]
    filled = [cell for cell in under if cell.text.strip()]
    if len(filled) == 1 or (under and not filled):
        return (filled or under)[0]
    return None


def values_of(entry: Entry) -> list[Cell]:
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


def hollow(entry: Entry) -> bool:
    """Say whether a row prints nothing but its label, not even the unit: the rest of it may stand elsewhere."""
    unit = entry.header.role("unit")
    return unit is not None and not any(cell.text.strip() for cell in entry.row.cells if cell is not entry.label)


def short(entry: Entry) -> bool:
    """Say whether a row has fewer cells than its header: any of them may be the one that is lost."""
    cells = [cell for cell in entry.row.covering() if cell is not entry.label]
    return any(
        not any(column.holds(cell) for cell in cells)
        for column in entry.header.columns
        if column.role not in ("label", "group", "remark", "none")
    )


def leftward(entry: Entry) -> bool:
    """Say whether a number stands where the units are: the row may stand one column too far left."""
    unit = entry.header.role("unit")
    under = cell_under(entry, unit) if unit is not None else None
    return under is not None and sense(under.text).number.state == "number"


def slipped(entry: Entry, cell: Cell) -> bool:
    """Say whether a row stands one column too far left: a number where the units are, and none in its place."""
    return leftward(entry) and not cell.text.strip()


def lone(entry: Entry) -> Cell | None:
    """Return the only number of a row whose cells are not where the header says, where it has but one column."""
    numbers = [cell for cell in values_of(entry) if sense(cell.text).number.state == "number"]
    plain = not entry.header.others() and entry.header.role("code") is None
    return numbers[0] if plain and len(numbers) == 1 else None


def unit_of(entry: Entry) -> str | None:
    """Return the unit that a row prints, in its own cell or behind its label."""
    column = entry.header.role("unit")
    cell = cell_under(entry, column) if column is not None else None
    if cell is None:
        cell = next((item for item in entry.row.cells if item is not entry.label and is_unit(item.text)), None)
    printed = "".join(cell.text.split()) if cell is not None else ""
    if printed and sense(cell.text if cell else "").number.state == "text":
        return printed.strip("()（）")
    found = _LABEL_UNIT.search(normalise(entry.text))
    return found[1] if found else None


def row_at(entry: Entry) -> str:
    """Return the place of a row in words."""
    return where(entry.row.place(entry.label)).rsplit(",", 1)[0]

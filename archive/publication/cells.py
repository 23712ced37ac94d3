"""A report's figures, each with its raw text, doubts and place, as the view `figures` joins them."""

import json
import sqlite3
from dataclasses import dataclass

Number = int | float
Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a figure stands in its document; `box` is [x0, top, x1, bottom] in points."""

    table: int
    row: int | None
    column: int | None
    page: int | None
    box: Box | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One figure. `value` None is a printed blank; `text` is the raw text; a correction keeps both values."""

    code: str
    form_table: str
    value: Number | None
    text: str
    unit: str | None
    note: str | None
    approx: bool
    flags: tuple[str, ...]
    place: Place | None
    sentence: str | None = None  # of a figure stated in the text
    position: int | None = None  # of a figure stated in the text: which one it is, as in `narrative`
    page: int | None = None  # of a figure stated in the text
    confidence: float | None = None  # 0 to 1, of a cell that was recognised in a picture
    correction: str | None
    read_value: Number | None

    @property
    def remarkable(self) -> bool:
        """Whether the cell carries a doubt, a note or a correction that a reader must see."""
        return bool(self.flags or self.note or self.approx or self.correction)

    @property
    def as_printed(self) -> str | None:
        """The raw text where it says more than the number does."""
        plain = {"", str(self.value), f"{self.value:,}" if self.value is not None else ""}
        return None if self.text.strip() in plain else self.text.strip()


def cells_of(db: sqlite3.Connection, report: int) -> dict[str, Cell]:
    """Return every printed figure of a report by code; of a code of the text, the first: the report's own total."""
    cells: dict[str, Cell] = {}
    for row in db.execute("SELECT * FROM figures WHERE report = ?", (report,)):
        cell, held = _cell(row), cells.get(row["code"])
        if held is None or (cell.position or 0) < (held.position or 0):
            cells[cell.code] = cell
    return cells


def totals_of(db: sqlite3.Connection, report: int) -> dict[str, Cell]:
    """Return a report's printed figures without table 3's applicants and without their places: enough for a series."""
    query = (
        "SELECT code, form_table, value, flags, correction, read_value FROM figures WHERE report = ?"
        " AND form_table <> 'narrative' AND (form_table <> 't3' OR \"column\" = 'total')"
    )
    return {row["code"]: _total(row) for row in db.execute(query, (report,))}


def occurrences(db: sqlite3.Connection, report: int, code: str) -> list[Cell]:
    """Return every figure that a report states under a code of the text, in the order of the text's figures."""
    query = "SELECT * FROM figures WHERE report = ? AND form_table = 'narrative' AND code = ?"
    found = [_cell(row) for row in db.execute(query, (report, code))]
    return sorted(found, key=lambda cell: cell.position or 0)


def _total(row: sqlite3.Row) -> Cell:
    return Cell(
        code=row["code"], form_table=row["form_table"], value=row["value"], text="", unit=None, note=None, approx=False,
        flags=tuple((row["flags"] or "").split()), place=None, correction=row["correction"],
        read_value=row["read_value"],
    )  # fmt: skip


def _cell(row: sqlite3.Row) -> Cell:
    place = None
    known = row.keys()  # builds of before lack the later columns
    if row["table_index"] is not None:
        box = json.loads(row["box"]) if row["box"] else None
        place = Place(
            table=row["table_index"],
            row=row["row"],
            column=row["column_index"],
            page=row["page"],
            box=tuple(box) if isinstance(box, list) and len(box) == 4 and None not in box else None,
        )
    return Cell(
        code=row["code"],
        form_table=row["form_table"],
        value=row["value"],
        text=row["text"],
        unit=row["unit"],
        note=row["note"],
        approx=bool(row["approx"]),
        flags=tuple((row["flags"] or "").split()),
        place=place,
        sentence=row["sentence"] if "sentence" in known else None,
        position=row["position"] if "position" in known else None,
        confidence=row["confidence"] if "confidence" in known else None,
        page=row["page"],
        correction=row["correction"],
        read_value=row["read_value"],
    )

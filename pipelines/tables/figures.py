"""Makes figures of cells, and collects what a form table's reading yields."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from pipelines.document import Cell, Problem
from pipelines.report import Figure, Flag, Place, Printed, UnknownCell
from pipelines.tables.rows import Row
from pipelines.tables.vocabulary import sense


@dataclass
class Harvest:
    """What is read from one form table of one report."""

    form_table: str
    figures: dict[str, Figure] = field(default_factory=dict)
    printed: list[Printed] = field(default_factory=list)
    unknown: list[UnknownCell] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    wrapped: set[str] = field(default_factory=set)  # codes whose digits were put together from pieces
    forms: list[str] = field(default_factory=list)  # votes of the labels that not all forms have
    again: set[str] = field(default_factory=set)  # codes printed more than once
    repeats: Counter[int] = field(default_factory=Counter)  # how many of them each table prints
    rivals: set[int] = field(default_factory=set)  # tables that say something else of one code

    def problem(self, kind: str, detail: str, where: Iterable[str]) -> None:
        """Note a problem."""
        self.problems.append(Problem(kind=kind, detail=detail, where=tuple(where)))

    def spread(self, row: Row, cell: Cell, codes: Sequence[str]) -> bool:
        """Say whether one cell can stand for several figures: a blank can, and a zero (each part of it is zero).

        Any other content is a problem that names all of them; it is noted once.
        """
        reading = sense(cell.text).number
        if len(codes) < 2 or reading.state == "blank" or (reading.state == "number" and reading.value == 0):
            return True
        detail = f"{where(row.place(cell))}: one cell {cell.text.strip()[:40]!r} stands for {len(codes)} figures"
        problem = Problem(kind="ambiguous", detail=f"{detail}; look at the original", where=tuple(codes))
        if problem not in self.problems:
            self.problems.append(problem)
        return False

    def take(self, code: str, row: Row, cell: Cell, unit: str | None, flags: tuple[Flag, ...] = ()) -> None:
        """Store the figure a cell prints under a code, or the problem that it cannot be read."""
        text = cell.text
        item = sense(text)
        reading = item.number
        place = row.place(cell)
        if code in self.figures:
            self._again(code, cell, place)
            return
        if not item.valued:
            self.problem(
                "cell_unreadable",
                f"{where(place)} should hold {code} but reads {cell.text.strip()[:60]!r}; look at the original",
                (code,),
            )
            return
        if reading.wrapped:
            self.wrapped.add(code)
        unit = reading.unit or unit  # in the record's order: arguments by name would take twice as long
        self.figures[code] = Figure(code, reading.value, text, unit, place, reading.approx, reading.note, None, flags)

    def _again(self, code: str, cell: Cell, place: Place) -> None:
        known = self.figures[code]
        other = sense(cell.text).number
        tables = {known.place.table, place.table} if known.place is not None else {place.table}
        self.again.add(code)
        self.repeats.update(tables)
        if other.valued and other.value == known.value:
            return
        self.rivals |= tables if len(tables) > 1 else set()
        self.problem(
            "ambiguous",
            f"{code} is printed twice: {known.text.strip()!r} at {where(known.place)} and "
            f"{cell.text.strip()[:60]!r} at {where(place)}; the first is kept",
            (code,),
        )
        self.flag((code,), Flag.SOURCES_DIFFER)

    def doubt_rivals(self) -> None:
        """Flag what only one of two whole tables prints that contradict each other: it may be the other year's."""
        for table in self.rivals:
            single = [code for code in self.figures if code not in self.again and self._table(code) == table]
            if len(single) < self.repeats[table]:
                self.flag(single, Flag.SOURCES_DIFFER)

    def _table(self, code: str) -> int | None:
        place = self.figures[code].place
        return place.table if place is not None else None

    def flag(self, codes: Iterable[str], flag: Flag) -> None:
        """Add a flag to figures."""
        for code in codes:
            figure = self.figures.get(code)
            if figure is not None and flag not in figure.flags:
                self.figures[code] = replace(figure, flags=(*figure.flags, flag))

    def keep_unknown(self, row: Row, cells: Iterable[Cell], label: str) -> None:
        """Keep cells that the form does not know as they are printed."""
        for cell in cells:
            if cell.text.strip():
                page = cell.page if cell.page is not None else row.table.page
                self.unknown.append(
                    UnknownCell(
                        form_table=self.form_table,
                        table=row.table.index,
                        row=cell.row,
                        column=cell.column,
                        label=label,
                        text=cell.text,
                        page=page,
                    )
                )

    def value(self, code: str) -> int | float | None:
        """Return the value under a code, None where it is blank or missing."""
        figure = self.figures.get(code)
        return figure.value if figure is not None else None


def where(place: Place | None) -> str:
    """Return a place in words, counting from 1."""
    if place is None:
        return "an unknown place"
    page = f"page {place.page}, " if place.page is not None else ""
    return f"{page}table {place.table + 1}, row {place.row + 1}, column {place.column + 1}"

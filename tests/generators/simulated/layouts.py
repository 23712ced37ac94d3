"""Printed layouts of the forms, read once from a made document, to be filled with the figures of any report."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from html import escape

from archive import schema
from archive.form_columns import RESULTS, ROUTES
from pipelines.about import ReportContext
from pipelines.assemble import assemble
from pipelines.checks import units
from pipelines.document import Document, Table
from pipelines.formats import read_document
from pipelines.report import Figure, Report
from pipelines.wide import NoteRow, WideRows, wide_rows
from pipelines.wide.cells import request_codes
from pipelines.wide.rows import DisputeRow, RequestRow
from tests.generators.documents import render
from tests.generators.documents.layout import lay_out
from tests.generators.documents.plan import Plan

Number = int | float
Values = Mapping[str, Number | None]
_YEARS = {"F2021": 2023, "F2019": 2019, "F2014": 2016}


@dataclass(frozen=True, slots=True)
class Slots:
    """A text with a place for each figure: filled with `text % tuple(printed figures by codes)`."""

    text: str
    codes: tuple[str, ...]

    def filled(self, printed: Mapping[str, str]) -> str:
        """Return the text with the printed figures in their places."""
        return self.text % tuple([printed[code] for code in self.codes])


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """How a form is printed in one format; `data` is the document that it was read from."""

    form: str
    variant: str | None
    format: str
    data: bytes
    report: Report
    rows: WideRows
    pages: tuple[tuple[float, float, float], ...]  # width, height, turned
    tables: Mapping[str, Slots]  # form table → its markup
    grids: tuple[tuple[int, int | None, Slots], ...]  # index, page, JSON as `printed_grids` holds it packed

    @property
    def codes(self) -> tuple[str, ...]:
        """The codes of all cells, in the order in which they are read."""
        return tuple(figure.code for figure in self.report.figures)

    def wide(self, number: int, values: Values, dash: str) -> WideRows:
        """Return the wide rows of a report with these figures; `dash` is what is printed in its blank cells."""
        get = values.get
        table4 = [
            DisputeRow._make((number, route, *map(get, (f"{route}_{result}" for result in RESULTS))))
            for route in ROUTES
        ]
        return replace(
            self.rows,
            disclosure=tuple((number, *map(get, _columns("disclosure"))) for _ in self.rows.disclosure),
            statistics=tuple((number, *map(get, _columns("statistics"))) for _ in self.rows.statistics),
            requests=tuple(
                RequestRow._make((number, row.outcome, *map(get, request_codes(row.outcome)), row.piece, row.row))
                for row in self.rows.requests
            ),
            disputes=tuple(table4) if self.rows.disputes else (),
            printed_tables=tuple(row._replace(report=number) for row in self.rows.printed_tables),
            cell_notes=tuple(NoteRow(number, code, text=dash) for code, value in values.items() if value is None)
            if dash
            else (),
        )

    def read(self, values: Values, dash: str) -> Report:
        """Return the report as a reader would give it."""
        return replace(self.report, figures=tuple(_figure(one, values[one.code], dash) for one in self.report.figures))


def _figure(figure: Figure, value: Number | None, dash: str) -> Figure:
    return replace(figure, value=value, text=printed(value, dash), flags=(), note=None, approx=False)


def printed(value: Number | None, dash: str) -> str:
    """Return a figure as its cell prints it."""
    return dash if value is None else str(value)


@cache
def layout(form: str, variant: str | None, format_: str) -> Layout:
    """Return the layout of a form (variant None, or single_other) in a format (html or pdf)."""
    hybrid = variant is not None and form == "F2021"
    plan = Plan("simulated", format_, form, hybrid, "云岭市人民政府", _YEARS[form], frozenset())
    data = render(lay_out(plan))
    document = read_document(data)
    report = assemble(document, ReportContext())[0]
    rows = wide_rows(replace(report, figures=tuple(_figure(one, 0, "") for one in report.figures)), 0, units())
    places = {(one.place.table, one.place.row, one.place.column): one.code for one in report.figures if one.place}
    tables = list(document.tables())
    names = {piece.table: piece.form_table for piece in report.printed}
    return Layout(
        form=form,
        variant=report.form_variant,
        format=format_,
        data=data,
        report=report,
        rows=replace(rows, cell_notes=()),
        pages=_pages(document),
        tables={names[table.index]: _markup(table, places) for table in tables if table.index in names},
        grids=tuple((table.index, table.page, _grid(table, places)) for table in tables),
    )


def _pages(document: Document) -> tuple[tuple[float, float, float], ...]:
    return tuple((width, height, turned) for width, height, turned in document.page_sizes)


def _grid(table: Table, places: Mapping[tuple[int, int, int], str]) -> Slots:
    """Return a table as `printed_grids` has it, with a slot in each figure's cell."""
    codes: list[str] = []
    cells: list[list[object]] = []
    for cell in table.cells:
        code = places.get((table.index, cell.row, cell.column))
        text = cell.text.replace("%", "%%") if code is None else "%s"
        codes += [code] if code else []
        cells.append([cell.row, cell.column, cell.rowspan, cell.colspan, text])
    grid = {"rows": table.rows, "columns": table.columns, "cells": cells}
    return Slots(json.dumps(grid, ensure_ascii=False, separators=(",", ":")), tuple(codes))


def _markup(table: Table, places: Mapping[tuple[int, int, int], str]) -> Slots:
    codes: list[str] = []
    rows: list[list[str]] = [[] for _ in range(table.rows)]
    for cell in table.cells:
        code = places.get((table.index, cell.row, cell.column))
        codes += [code] if code else []
        text = "%s" if code else escape(cell.text).replace("%", "%%")
        rows[cell.row].append(f"<td{_span('row', cell.rowspan)}{_span('col', cell.colspan)}>{text}</td>")
    lines = "".join(f"<tr>{''.join(row)}</tr>" for row in rows)
    return Slots(f"<table>{lines}</table>", tuple(codes))


def _span(side: str, count: int) -> str:
    return f" {side}span='{count}'" if count > 1 else ""


@cache
def _columns(table: str) -> Sequence[str]:
    return tuple(column.name for column in schema.tables()[table].columns[1:])

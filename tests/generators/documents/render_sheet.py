"""Writes a laid-out document as a spreadsheet: lines in cells of their own, tables with borders and merged cells."""

import re
from collections.abc import Callable
from io import BytesIO
from typing import Any

import xlsxwriter
import xlwt

from tests.generators.documents.grids import Grid
from tests.generators.documents.layout import Sheet

_NUMBER = re.compile(r"-?(0|[1-9]\d{0,9})(\.\d{1,4})?")
Box = tuple[int, int, int, int]  # row, column, rows, columns
Put = Callable[[Box, str | float, bool], None]  # where, what, whether with a border


def render_xlsx(sheet: Sheet) -> bytes:
    """Return the bytes of an XLSX; a table's sections stand on one sheet, parted by a blank row."""
    out = BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    page = book.add_worksheet("年报")
    ruled = book.add_format({"border": 1})

    def put(box: Box, value: str | float, bordered: bool) -> None:
        row, column, rows, columns = box
        style: Any = ruled if bordered else None
        if rows * columns > 1:
            page.merge_range(row, column, row + rows - 1, column + columns - 1, value, style)
        else:
            page.write(row, column, value, style)

    _fill(sheet, put)
    book.close()
    return out.getvalue()


def render_xls(sheet: Sheet) -> bytes:
    """Return the bytes of an XLS."""
    book = xlwt.Workbook(encoding="utf-8")
    page = book.add_sheet("年报")
    plain, ruled = xlwt.easyxf(), xlwt.easyxf("borders: left thin, right thin, top thin, bottom thin")

    def put(box: Box, value: str | float, bordered: bool) -> None:
        row, column, rows, columns = box
        style = ruled if bordered else plain
        if rows * columns > 1:
            page.write_merge(row, row + rows - 1, column, column + columns - 1, value, style)
        else:
            page.write(row, column, value, style)

    _fill(sheet, put)
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def _fill(sheet: Sheet, put: Put) -> None:
    row = 0
    for part in sheet.parts:
        if not isinstance(part, Grid):
            put((row, 0, 1, 1), part.text, False)
            row += 1
        elif not part.image:
            for at, column, cell in part.placed():
                rows = min(cell.rows, len(part.rows) - at)
                value = float(cell.text) if _NUMBER.fullmatch(cell.text) else cell.text
                put((row + at, column, rows, cell.columns), value, True)
            row += len(part.rows) + 1

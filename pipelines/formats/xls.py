"""XLS and older ET, read by python-calamine: the sheets' values, grids as tables, lines around them as paragraphs.

Calamine tells values and merges, not number formats or hidden rows, so a number stands as its plain value.
"""

import datetime
import io
import re
from decimal import Decimal

import python_calamine as calamine

from pipelines.document import Document, Problem, Unreadable
from pipelines.sheets.document import to_document
from pipelines.sheets.grid import MAX_CELLS, MAX_SHEETS, Sheet, settle_merges
from pipelines.sheets.shown import plain
from pipelines.sheets.workbook import hidden_sheet

FORMAT = "xls"

# the record that says that all others are encrypted, behind the one that begins a workbook (BIFF8 and BIFF5)
_FILEPASS = re.compile(
    rb"\x09\x08(?:\x10\x00\x00\x06.{14}|\x08\x00\x00\x05.{6})(?:\x86\x00\x00\x00)?\x2f\x00", re.DOTALL
)

_Value = int | float | str | bool | datetime.date | datetime.time | datetime.timedelta


def read(data: bytes, digest: str) -> Document:
    """Read a spreadsheet's shown sheets. Raises Unreadable (encrypted, unreadable, too_large)."""
    try:
        book = calamine.load_workbook(io.BytesIO(data))
        problems: list[Problem] = []
        sheets = _sheets(book, problems)
    except (calamine.CalamineError, OSError, ValueError) as error:
        if isinstance(error, calamine.PasswordError) or _FILEPASS.search(data):
            detail = "The spreadsheet is protected by a password; save it without and import again."
            raise Unreadable("encrypted", detail) from None
        detail = f"The spreadsheet cannot be opened ({error}); fetch it again or save it as XLSX."
        raise Unreadable("unreadable", detail) from None
    return to_document(FORMAT, digest, sheets, problems)


def _sheets(book: calamine.CalamineWorkbook, problems: list[Problem]) -> list[Sheet]:
    out = []
    listed = book.sheets_metadata
    if len(listed) > MAX_SHEETS:
        raise Unreadable("too_large", f"The spreadsheet has {len(listed)} sheets, more than {MAX_SHEETS}.")
    for number, about in enumerate(listed):
        if about.typ != calamine.SheetTypeEnum.WorkSheet:
            continue
        sheet = _sheet(book.get_sheet_by_index(number))
        if about.visible == calamine.SheetVisibleEnum.Visible:
            out.append(sheet)
        else:
            problems += hidden_sheet(sheet)
    return out


def _sheet(source: calamine.CalamineSheet) -> Sheet:
    sheet = Sheet(source.name)
    if source.height * source.width > 20 * MAX_CELLS:
        raise Unreadable("too_large", f"The sheet {source.name!r} has {source.height} x {source.width} cells.")
    top, left = source.start or (0, 0)
    for row, values in enumerate(source.to_python(), start=top):
        for column, value in enumerate(values, start=left):
            if text := _text(value):
                sheet.texts[row, column] = text
    sheet.merges = [(*first, *last) for first, last in source.merged_cell_ranges or ()]
    settle_merges(sheet)
    return sheet


def _text(value: _Value) -> str:
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, int | float):
        return plain(Decimal(repr(value)))
    return (value if isinstance(value, str) else str(value)).replace("\r\n", "\n").strip()

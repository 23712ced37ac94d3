"""XLS and older ET: values by python-calamine, their look from the records; grids as tables, lines as paragraphs."""

import datetime
import io

import python_calamine as calamine

from pipelines.document import Document, Problem, Unreadable
from pipelines.sheets.biff import Book, Looks, read_looks
from pipelines.sheets.document import to_document
from pipelines.sheets.grid import MAX_SHEETS, Sheet, settle_merges
from pipelines.sheets.ole import workbook_stream
from pipelines.sheets.shown import Shown, shown
from pipelines.sheets.workbook import HIDDEN, UNSURE, hidden_sheet

FORMAT = "xls"

_Value = int | float | str | bool | datetime.date | datetime.time | datetime.timedelta


def read(data: bytes, digest: str) -> Document:
    """Read a spreadsheet's shown sheets. Raises Unreadable (encrypted, truncated, unreadable, too_large)."""
    looks = read_looks(workbook_stream(data))
    try:
        source = calamine.load_workbook(io.BytesIO(data))
        problems: list[Problem] = []
        sheets = _sheets(source, looks, problems)
    except BaseException as error:
        if not _is_calamines(error):
            raise
        detail = f"The spreadsheet cannot be opened ({error}); fetch it again or save it as XLSX."
        raise Unreadable("unreadable", detail) from None
    return to_document(FORMAT, digest, sheets, problems)


def _is_calamines(error: BaseException) -> bool:
    """Whether calamine gives up; a panic of its Rust code is no Exception, so that it passes by every other net."""
    return isinstance(error, calamine.CalamineError | OSError | ValueError) or type(error).__name__ == "PanicException"


def _sheets(source: calamine.CalamineWorkbook, book: Book, problems: list[Problem]) -> list[Sheet]:
    out = []
    listed = source.sheets_metadata
    if len(listed) > MAX_SHEETS:
        raise Unreadable("too_large", f"The spreadsheet has {len(listed)} sheets, more than {MAX_SHEETS}.")
    for number, about in enumerate(listed):
        if about.typ != calamine.SheetTypeEnum.WorkSheet:
            continue
        looks = book.sheets.get(book.order[number]) if number < len(book.order) else None
        sheet = _sheet(source.get_sheet_by_index(number), book, looks or Looks())
        if about.visible == calamine.SheetVisibleEnum.Visible:
            out.append(sheet)
        else:
            problems += hidden_sheet(sheet)
    return out


def _sheet(source: calamine.CalamineSheet, book: Book, looks: Looks) -> Sheet:
    sheet = Sheet(source.name, ruled=set())
    top, left = source.start or (0, 0)
    for row, values in enumerate(source.to_python(), start=top):
        for column, value in enumerate(values, start=left):
            code, _ = book.style(looks, (row, column))
            look = _shown(value, code)
            if not look.text:
                continue
            if row in looks.rows or column in looks.columns:
                sheet.doubts.append(((row, column), HIDDEN))
                continue
            sheet.texts[row, column] = look.text
            if not look.sure:
                sheet.doubts.append(((row, column), UNSURE))
    ruled = {place for place in looks.styles if book.style(looks, place)[1]}
    sheet.ruled = {place for place in ruled if place[0] not in looks.rows and place[1] not in looks.columns}
    sheet.merges = [(*first, *last) for first, last in source.merged_cell_ranges or ()]
    settle_merges(sheet)
    return sheet


def _shown(value: _Value, code: str) -> Shown:
    if isinstance(value, bool):
        return Shown(str(value).upper())
    if isinstance(value, int | float):
        return shown(repr(value), code)
    return Shown((value if isinstance(value, str) else str(value)).replace("\r\n", "\n").strip())

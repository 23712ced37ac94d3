"""The edition for spreadsheets: a workbook per year, and CSV files that Excel opens as they are meant.

Text never becomes a formula: a workbook stores it as a string; in CSV a cell that begins like a formula gets an
apostrophe. Numbers are never touched. Numbers that are names (`report`) are text, because Excel keeps 15 digits only.
"""

import re
import sqlite3
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import closing, contextmanager
from datetime import datetime
from multiprocessing import get_context
from pathlib import Path
from typing import IO, Any

import xlsxwriter

from archive.cli import language
from archive.export.resource import Resource, Row, Value
from archive.export.sinks import line
from archive.export.tables import batches
from archive.export.wide import wide_resources, years
from archive.progress import Progress
from archive.schema import Column
from archive.texts import text

SHEET_ROWS = 1_048_576  # Excel's limit
HEADER_ROWS = 2  # codes, and their Chinese names
CELL_CHARACTERS = 32_767  # Excel's limit
_CUT = "…（截断 / cut）"
END = "\r\n"
_EXACT = 10**15
_FORMULA = tuple("=+-@＝＋－＠\t\r\n\0")  # Chinese editions of Excel take the full-width signs, too
# Text of which Excel would make another number: leading zeros, more than 15 digits, an exponent, 1-2 or 3/4.
_CHANGED = re.compile(r"\s*(?:0[0-9]+|[0-9]{16,}|[0-9.]+[eE][+-]?[0-9]+|[0-9]{1,2}[-/][0-9]{1,2})\s*")
_TEXT = {"text", "json"}
_APART = 100 << 20  # bytes of a database from which on a second process is worth its start
_CREATED = datetime(2000, 1, 1)  # a fixed mark, so that the same rows give the same bytes


@contextmanager
def writing_excel(archive: Path, folder: Path, notes: Sequence[str]) -> Iterator[None]:
    """Write the edition from a visible database while the block runs, for a large one in a process of its own.

    What fails there is raised at the end of the block.
    """
    if archive.stat().st_size < _APART:
        yield
        _write_all(archive, folder, notes)
        return
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        done = pool.submit(_write_all, archive, folder, notes)
        yield
        done.result()


def _write_all(archive: Path, folder: Path, notes: Sequence[str]) -> None:
    db = sqlite3.connect(f"{archive.as_uri()}?mode=ro", uri=True)
    with closing(db), Progress(text("export.sheets", language())) as progress:
        write_excel(db, folder, notes, progress)


def write_excel(db: sqlite3.Connection, folder: Path, notes: Sequence[str], progress: Progress) -> None:
    """Write excel/nianbao-<year>.xlsx and excel/<wide table>-<year>.excel.csv; `notes` are a workbook's first sheet."""
    target = folder / "excel"
    target.mkdir()
    for year in years(db):
        resources = wide_resources(db, year)
        with Workbook(target / f"nianbao-{year}.xlsx", notes) as workbook:
            for resource in resources:
                sheet = workbook.table(resource)
                with ExcelCsv(target, f"{resource.name}-{year}", resource) as plain:
                    for batch in batches(resource.rows(db), resource.columns):
                        sheet.write(batch)
                        plain.write(batch)
                        progress.advance(len(batch), note=f"{resource.name} {year}")


def guarded(value: Value, column: Column, ids: frozenset[str]) -> Value:
    """Return a cell for Excel's CSV.

    Text that begins like a formula or that Excel would make another number of, and numbers that are names, get an
    apostrophe.
    """
    if value is None:
        return None
    if column.name in ids:
        return f"'{value}"
    if column.type in _TEXT and isinstance(value, str) and (value.startswith(_FORMULA) or _CHANGED.fullmatch(value)):
        return f"'{value}"
    return value


class ExcelCsv:
    """CSV with BOM and CRLF; a new file begins where Excel's row limit is reached."""

    def __init__(self, folder: Path, name: str, resource: Resource, limit: int = SHEET_ROWS) -> None:
        self._paths = _numbered(folder, name)
        self._resource = resource
        self._limit = limit
        self._file = self._next()

    def _next(self) -> IO[str]:
        file = next(self._paths).open("w", encoding="utf-8-sig", newline="")
        file.write(line(self._resource.names(), END))
        self._rows = 1
        return file

    def write(self, rows: Sequence[Row]) -> None:
        """Take a batch."""
        columns, ids = self._resource.columns, self._resource.ids
        for row in rows:
            if self._rows == self._limit:
                self._file.close()
                self._file = self._next()
            cells = (guarded(value, column, ids) for value, column in zip(row, columns, strict=True))
            self._file.write(line(cells, END))
            self._rows += 1

    def __enter__(self) -> "ExcelCsv":
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()


def _numbered(folder: Path, name: str) -> Iterator[Path]:
    yield folder / f"{name}.excel.csv"
    number = 2
    while True:
        yield folder / f"{name}-{number}.excel.csv"
        number += 1


class Workbook:
    """One workbook, written row by row to temporary files beside it; `notes` are its first sheet, README."""

    def __init__(self, path: Path, notes: Sequence[str]) -> None:
        options = {"constant_memory": True, "tmpdir": str(path.parent), "strings_to_urls": False}
        self._book: Any = xlsxwriter.Workbook(str(path), options)
        self._book.use_zip64()
        self._book.set_properties({"created": _CREATED, "title": notes[0]})
        self._bold: Any = self._book.add_format({"bold": True})
        sheet = self._book.add_worksheet("README")
        sheet.set_column(0, 0, 120)
        for row, note in enumerate(notes):
            sheet.write_string(row, 0, note)

    def table(self, resource: Resource, limit: int = SHEET_ROWS) -> "_Sheets":
        """Return where the rows of a table go: a sheet of its name."""
        return _Sheets(self._book, self._bold, resource, limit)

    def __enter__(self) -> "Workbook":
        return self

    def __exit__(self, failed: object, *_: object) -> None:
        try:
            if not failed:
                self._book.close()
        finally:
            self._book.fileclosed = True  # a workbook that broke off is thrown away with its folder
            for sheet in self._book.worksheets():
                sheet.row_data_fh.close()


class _Sheets:
    """The sheets of one wide table, a further one where Excel's row limit is reached."""

    def __init__(self, book: Any, bold: Any, resource: Resource, limit: int) -> None:
        self._book, self._bold, self._resource, self._limit = book, bold, resource, limit
        self._number = 0
        self._next()

    def _next(self) -> None:
        self._number += 1
        name = self._resource.name.removeprefix("wide_")
        self._sheet = self._book.add_worksheet(name if self._number == 1 else f"{name} ({self._number})")
        self._sheet.freeze_panes(HEADER_ROWS, 3)
        for place, column in enumerate(self._resource.columns):
            self._sheet.write_string(0, place, column.name, self._bold)
        for place, column in enumerate(self._resource.columns):
            self._sheet.write_string(1, place, column.zh, self._bold)
        self._row = HEADER_ROWS

    def write(self, rows: Sequence[Row]) -> None:
        """Take a batch."""
        for row in rows:
            if self._row == self._limit:
                self._next()
            for place, (value, column) in enumerate(zip(row, self._resource.columns, strict=True)):
                self._cell(place, value, column)
            self._row += 1

    def _cell(self, place: int, value: Value, column: Column) -> None:
        if value is None:
            return
        if isinstance(value, str) or column.name in self._resource.ids or abs(value) >= _EXACT:
            self._sheet.write_string(self._row, place, _fitting(str(value)))
        else:
            self._sheet.write_number(self._row, place, value)


def _fitting(words: str) -> str:
    return words if len(words) <= CELL_CHARACTERS else words[: CELL_CHARACTERS - len(_CUT)] + _CUT

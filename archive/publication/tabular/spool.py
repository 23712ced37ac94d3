"""Writes a table whole into a temporary file, in the form asked for, or raises."""

import json
import os
import tempfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import IO

from archive.export.excel import END, HEADER_ROWS, SHEET_ROWS, Workbook, guarded
from archive.export.resource import Resource, Row, Value
from archive.export.sinks import line
from archive.publication.tabular import limits
from archive.publication.tabular.limits import counted, fitting, grown
from archive.publication.tabular.table import Table

FORMATS = {
    "csv": "text/csv; charset=utf-8",
    "excel.csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "json": "application/json; charset=utf-8",
}
_BATCH = 1000
_EXACT = 10**15  # Excel keeps 15 digits
_SHEET_NAME = 31


@dataclass(frozen=True, slots=True, kw_only=True)
class Spooled:
    """A whole file, ready to be sent and gone when it is closed."""

    file: IO[bytes]
    size: int
    content_type: str
    filename: str


def spool(table: Table, form: str) -> Spooled:
    """Return the table as a file of one of FORMATS. Raises TooLarge, and whatever its rows raise."""
    file = tempfile.TemporaryFile()  # noqa: SIM115 (whoever sends it closes it)
    try:
        _WRITERS[form](replace(table, rows=counted(table.rows, limits.ROWS)), file)
        size = file.seek(0, os.SEEK_END)
        grown(file)
        file.seek(0)
    except BaseException:
        file.close()
        raise
    return Spooled(file=file, size=size, content_type=FORMATS[form], filename=f"{table.stem}.{form}")


def _csv(table: Table, file: IO[bytes]) -> None:
    file.write(line([column.name for column in table.columns]).encode())
    for batch in _batches(table.rows):
        file.write("".join(map(line, batch)).encode())
        grown(file)


def _excel_csv(table: Table, file: IO[bytes]) -> None:
    none: frozenset[str] = frozenset()
    columns = table.columns
    file.write(
        line([guarded(column.name, replace(column, type="text"), none) for column in columns], END).encode("utf-8-sig")
    )
    rows = counted(fitting(_for_excel(table.rows)), SHEET_ROWS - 1)
    for batch in _batches(rows):
        cells = (
            line([guarded(value, column, none) for value, column in zip(row, columns, strict=True)], END)
            for row in batch
        )
        file.write("".join(cells).encode())
        grown(file)


def _xlsx(table: Table, file: IO[bytes]) -> None:
    most = min(limits.CELLS // max(len(table.columns), 1), SHEET_ROWS - HEADER_ROWS)
    resource = Resource(
        name=table.name[:_SHEET_NAME], zh=table.title, en=table.title, columns=table.columns, rows=lambda _: iter(())
    )
    rows = counted(fitting(_for_excel(table.rows)), most, "cells" if most < SHEET_ROWS - HEADER_ROWS else "rows")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "table.xlsx"
        with Workbook(path, [table.title, *table.notes]) as book:
            sheet = book.table(resource)
            for batch in _batches(rows):
                sheet.write(batch)
        with path.open("rb") as made:
            while piece := made.read(1 << 20):
                file.write(piece)


def _json(table: Table, file: IO[bytes]) -> None:
    names = [column.name for column in table.columns]
    columns = [{"name": one.name, "zh": one.zh, "en": one.en, "unit": one.unit} for one in table.columns]
    about = {"title": table.title, **table.facts, "notes": list(table.notes), "demonstration": table.demonstration,
             "columns": columns}  # fmt: skip
    file.write(b'{"about": ' + json.dumps(about, ensure_ascii=False).encode() + b',\n"rows": [')
    count = 0
    for batch in _batches(table.rows):
        lines = (json.dumps(dict(zip(names, row, strict=True)), ensure_ascii=False) for row in batch)
        file.write(((",\n" if count else "\n") + ",\n".join(lines)).encode())
        count += len(batch)
        grown(file)
    file.write(b'\n],\n"count": %d}\n' % count)


def _batches(rows: Iterable[Row]) -> Iterator[list[Row]]:
    batch: list[Row] = []
    for row in rows:
        batch.append(row)
        if len(batch) == _BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


def _for_excel(rows: Iterable[Row]) -> Iterator[Row]:
    """Yield the rows with numbers that Excel would round as text."""
    for row in rows:
        yield tuple(_whole(value) for value in row)


def _whole(value: Value) -> Value:
    return str(value) if isinstance(value, int) and abs(value) >= _EXACT else value


_WRITERS: dict[str, Callable[[Table, IO[bytes]], None]] = {
    "csv": _csv,
    "excel.csv": _excel_csv,
    "xlsx": _xlsx,
    "json": _json,
}

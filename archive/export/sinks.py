"""Where the rows of a release go: CSV for machines and Parquet, batch by batch."""

import gzip
from collections.abc import Iterable, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import IO, Protocol, Self, cast

import pyarrow as pa
import pyarrow.parquet as pq

from archive.export.resource import Resource, Row, Value
from archive.schema import Column

EXACT = 1 << 53  # integers beyond this have no exact floating-point number
_QUOTED = frozenset(',"\r\n')
_ARROW = {"integer": pa.int64(), "real": pa.float64(), "number": pa.float64(), "text": pa.string(), "json": pa.string()}


class Sink(Protocol):
    """Takes the rows of one resource."""

    def write(self, rows: Sequence[Row]) -> None:
        """Take a batch."""

    def __enter__(self) -> Self: ...

    def __exit__(self, *_: object) -> None: ...


def cell(value: Value) -> str:
    """Return a value as it stands in a CSV file.

    NULL is nothing at all, an empty text is a pair of quotes: so a blank is never taken for an empty text or for 0.
    """
    if value is None:
        return ""
    if value.__class__ is not str:  # faster than isinstance, and this runs for every cell
        return repr(value)
    if value and _QUOTED.isdisjoint(value):
        return value
    return '"' + value.replace('"', '""') + '"'


def line(values: Iterable[Value], end: str = "\n") -> str:
    """Return a CSV record with its end."""
    return ",".join(map(cell, values)) + end


class CsvGz:
    """Writes gzipped CSV: UTF-8 without BOM; the same rows always give the same bytes."""

    def __init__(self, path: Path, resource: Resource) -> None:
        self._stack = ExitStack()
        raw = self._stack.enter_context(path.open("wb"))
        packed = gzip.GzipFile(filename="", mode="wb", compresslevel=6, fileobj=raw, mtime=0)
        self._file = cast("IO[bytes]", self._stack.enter_context(packed))
        self._file.write(line(resource.names()).encode())

    def write(self, rows: Sequence[Row]) -> None:
        """Take a batch."""
        self._file.write("".join(map(line, rows)).encode())

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()


class Parquet:
    """Writes Parquet (zstd); a batch is a row group, so only one is in memory. `about` is kept in the file."""

    def __init__(self, path: Path, resource: Resource, about: dict[str, str]) -> None:
        self._columns = resource.columns
        self._schema = pa.schema([_field(column) for column in resource.columns], metadata=about)
        self._writer = pq.ParquetWriter(path, self._schema, compression="zstd")

    def write(self, rows: Sequence[Row]) -> None:
        """Take a batch."""
        values = zip(*rows, strict=True)
        arrays = [_array(column, given) for column, given in zip(self._columns, values, strict=True)]
        self._writer.write_batch(pa.record_batch(arrays, schema=self._schema))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._writer.close()


def _field(column: Column) -> pa.Field:
    words = {"zh": column.zh, "en": column.en, "unit": column.unit or ""}
    return pa.field(column.name, _ARROW[column.type], metadata={key: word for key, word in words.items() if word})


def _array(column: Column, values: Sequence[Value]) -> pa.Array:
    if column.type == "number":  # integers beyond EXACT are the nearest floating-point number
        values = [None if value is None else float(value) for value in values]
    return pa.array(values, type=_ARROW[column.type])

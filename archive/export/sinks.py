"""Where the rows of a release go: CSV for machines and Parquet, batch by batch.

A batch of rows is turned into Arrow's columns once; both kinds of files are written from these.
"""

import gzip
import io
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Protocol, Self, TextIO, cast

import pyarrow as pa
import pyarrow.parquet as pq
from pyarrow.csv import CSVWriter, WriteOptions

from archive.export.resource import Resource, Row, Value
from archive.schema import Column

_QUOTED = frozenset(',"\r\n')
_ARROW = {"integer": pa.int64(), "real": pa.float64(), "number": pa.float64(), "text": pa.string(), "json": pa.string()}


_LEVEL = 3  # of gzip: a third of the time of its usual 6, and files hardly larger
_GROUP_ROWS = 65_536
_GROUP_BYTES = 16 << 20


@dataclass(frozen=True, slots=True)
class Batch:
    """Some rows as columns. In `exact` integers too large for a floating-point number are text, in `typed` rounded."""

    typed: pa.RecordBatch
    exact: pa.RecordBatch


class Sink(Protocol):
    """Takes the rows of one resource."""

    def write(self, batch: Batch) -> None:
        """Take a batch."""

    def __enter__(self) -> Self: ...

    def __exit__(self, *_: object) -> None: ...


def columnar(rows: Sequence[Row], columns: Sequence[Column]) -> Batch:
    """Return rows as columns."""
    names = [column.name for column in columns]
    pairs = [_arrays(column, values) for column, values in zip(columns, zip(*rows, strict=True), strict=True)]
    typed = pa.record_batch([rounded for rounded, _ in pairs], names=names)
    return Batch(typed=typed, exact=pa.record_batch([exact for _, exact in pairs], names=names))


def _arrays(column: Column, values: Sequence[Value]) -> tuple[pa.Array, pa.Array]:
    try:
        array = pa.array(values, type=_ARROW[column.type])
    except pa.ArrowInvalid:  # an integer that has no exact floating-point number
        exact = pa.array([None if value is None else str(value) for value in values], type=pa.string())
        return pa.array([None if value is None else float(value) for value in values], type=pa.float64()), exact
    return array, array


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


@contextmanager
def packed_text(path: Path) -> Iterator[TextIO]:
    """Give a gzipped UTF-8 text file to write; the same text always gives the same bytes."""
    with path.open("wb") as raw:
        packed = gzip.GzipFile(filename="", mode="wb", compresslevel=_LEVEL, fileobj=raw, mtime=0)
        with io.TextIOWrapper(cast("IO[bytes]", packed), encoding="utf-8", newline="\n") as out:
            yield out


class CsvGz:
    """Writes gzipped CSV: UTF-8 without BOM, text in quotes; the same rows always give the same bytes."""

    def __init__(self, path: Path, resource: Resource) -> None:
        self._stack = ExitStack()
        raw = self._stack.enter_context(path.open("wb"))
        packed = gzip.GzipFile(filename="", mode="wb", compresslevel=_LEVEL, fileobj=raw, mtime=0)
        self._file = cast("IO[bytes]", self._stack.enter_context(packed))
        self._file.write(line(resource.names()).encode())

    def write(self, batch: Batch) -> None:
        """Take a batch."""
        plain = pa.BufferOutputStream()
        with CSVWriter(plain, batch.exact.schema, write_options=WriteOptions(include_header=False)) as writer:
            writer.write_batch(batch.exact)
        self._file.write(plain.getvalue())

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()


class Parquet:
    """Writes Parquet (zstd); only the batches of one row group are in memory. `about` is kept in the file."""

    def __init__(self, path: Path, resource: Resource, about: dict[str, str]) -> None:
        self._schema = pa.schema([_field(column) for column in resource.columns], metadata=about)
        self._writer = pq.ParquetWriter(path, self._schema, compression="zstd")
        self._group: list[pa.RecordBatch] = []

    def write(self, batch: Batch) -> None:
        """Take a batch."""
        self._group.append(batch.typed.cast(self._schema))
        rows, size = (sum(getattr(one, kind) for one in self._group) for kind in ("num_rows", "nbytes"))
        if rows >= _GROUP_ROWS or size >= _GROUP_BYTES:
            self._flush()

    def _flush(self) -> None:
        if self._group:
            self._writer.write_table(pa.Table.from_batches(self._group, self._schema), row_group_size=_GROUP_ROWS * 2)
            self._group = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        try:
            self._flush()
        finally:
            self._writer.close()


def _field(column: Column) -> pa.Field:
    words = {"zh": column.zh, "en": column.en, "unit": column.unit or ""}
    return pa.field(column.name, _ARROW[column.type], metadata={key: word for key, word in words.items() if word})

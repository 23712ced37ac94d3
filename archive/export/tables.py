"""Writes every table of a release as CSV and Parquet in one pass."""

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path

from archive.export.resource import Resource, Row
from archive.export.sinks import CsvGz, Parquet, Sink
from archive.progress import Progress
from archive.schema import Column

_ROWS = 65_536  # rows of a batch, and of a Parquet row group
_CELLS = 1 << 21
_CHARACTERS = 8 << 20


def batches(rows: Iterable[Row], columns: Sequence[Column]) -> Iterator[list[Row]]:
    """Yield the rows in batches of bounded memory, whatever the width of a row or the length of a text."""
    most = min(_ROWS, max(1, _CELLS // len(columns)))
    texts = [place for place, column in enumerate(columns) if column.type in {"text", "json"}]
    batch: list[Row] = []
    characters = 0
    for row in rows:
        batch.append(row)
        characters += sum([len(str(row[place])) for place in texts if row[place]])
        if len(batch) >= most or characters >= _CHARACTERS:
            yield batch
            batch, characters = [], 0
    if batch:
        yield batch


def write_tables(
    db: sqlite3.Connection, resources: Iterable[Resource], folder: Path, about: dict[str, str], progress: Progress
) -> None:
    """Write csv/<name>.csv.gz and parquet/<name>.parquet for each resource."""
    for name in ("csv", "parquet"):
        (folder / name).mkdir()
    for resource in resources:
        with ExitStack() as stack:
            sinks: list[Sink] = [
                stack.enter_context(CsvGz(folder / csv_name(resource), resource)),
                stack.enter_context(Parquet(folder / parquet_name(resource), resource, about)),
            ]
            for batch in batches(resource.rows(db), resource.columns):
                for sink in sinks:
                    sink.write(batch)
                progress.advance(len(batch), note=resource.name)


def csv_name(resource: Resource) -> str:
    """Return where a resource's CSV lies in the release."""
    return f"csv/{resource.name}.csv.gz"


def parquet_name(resource: Resource) -> str:
    """Return where a resource's Parquet file lies in the release."""
    return f"parquet/{resource.name}.parquet"

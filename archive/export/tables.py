"""Writes every table of a release as CSV and Parquet in one pass."""

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack
from itertools import islice
from pathlib import Path

from archive.export.resource import Resource, Row
from archive.export.sinks import CsvGz, Parquet, Sink, columnar
from archive.progress import Progress
from archive.schema import Column

_ROWS = 16_384
_CELLS = 1 << 18
_PIECE = 256  # rows whose length is looked at together
_CHARACTERS = 4 << 20


def batches(rows: Iterable[Row], columns: Sequence[Column]) -> Iterator[list[Row]]:
    """Yield the rows in batches of bounded memory, whatever the width of a row or the length of a text."""
    most = min(_ROWS, max(1, _CELLS // len(columns)))
    texts = [place for place, column in enumerate(columns) if column.type in {"text", "json"}]
    batch: list[Row] = []
    characters, stream = 0, iter(rows)
    while piece := list(islice(stream, min(_PIECE, most - len(batch)))):
        batch += piece
        cells = list(zip(*piece, strict=True))
        characters += sum(sum(map(len, filter(None, cells[place]))) for place in texts)
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
                columns = columnar(batch, resource.columns)
                for sink in sinks:
                    sink.write(columns)
                progress.advance(len(batch), note=resource.name)


def csv_name(resource: Resource) -> str:
    """Return where a resource's CSV lies in the release."""
    return f"csv/{resource.name}.csv.gz"


def parquet_name(resource: Resource) -> str:
    """Return where a resource's Parquet file lies in the release."""
    return f"parquet/{resource.name}.parquet"

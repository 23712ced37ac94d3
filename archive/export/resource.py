"""What a release holds, as streams of rows: every table, the long figures, and one wide table per form part."""

import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace

from archive.schema import Column, TableSpec, ViewSpec, tables, views

Value = int | float | str | None
Row = tuple[Value, ...]
Rows = Callable[[sqlite3.Connection], Iterator[Row]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Resource:
    """One table of a release; `rows` streams it from the database in an order that is always the same.

    `ids` are columns of integers that are names rather than quantities, which a spreadsheet would round.
    """

    name: str
    zh: str
    en: str
    columns: tuple[Column, ...]
    rows: Rows
    primary_key: tuple[str, ...] = ()
    foreign_keys: Mapping[str, str] = field(default_factory=dict)  # column → "table.column"
    ids: frozenset[str] = frozenset()

    def names(self) -> tuple[str, ...]:
        """Return the column names in order."""
        return tuple(column.name for column in self.columns)


def select(query: str, parameters: Sequence[Value] = ()) -> Rows:
    """Return a stream over the rows of a query; only what the cursor holds is in memory."""

    def rows(db: sqlite3.Connection) -> Iterator[Row]:
        with closing(db.execute(query, parameters)) as cursor:
            yield from cursor

    return rows


def labels(db: sqlite3.Connection) -> dict[str, Column]:
    """Return what the codebook says of each indicator, as a column of numbers."""
    rows = db.execute("SELECT code, zh, en, unit FROM indicators")
    return {code: Column(name=code, type="number", zh=zh, en=en, unit=unit) for code, zh, en, unit in rows}


def table_resources(db: sqlite3.Connection) -> list[Resource]:
    """Return every table of the schema and the view of all figures."""
    known = labels(db)
    return [*(_table(spec, known) for spec in tables().values()), *(_view(spec) for spec in views().values())]


def _table(spec: TableSpec, known: Mapping[str, Column]) -> Resource:
    columns = tuple(_described(column, known) if spec.codes else column for column in spec.columns)
    names = ", ".join(f'"{column.name}"' for column in columns)
    order = ", ".join(f'"{name}"' for name in spec.primary_key)
    return Resource(
        name=spec.name,
        zh=spec.zh,
        en=spec.en,
        columns=columns,
        rows=select(f'SELECT {names} FROM "{spec.name}" ORDER BY {order}'),  # noqa: S608 (names of the schema)
        primary_key=spec.primary_key,
        foreign_keys=spec.foreign_keys,
    )


def _described(column: Column, known: Mapping[str, Column]) -> Column:
    """Return a column with the codebook's words and unit where the schema has none."""
    label = known.get(column.name)
    if column.zh or label is None:
        return column
    return replace(column, zh=label.zh, en=label.en, unit=label.unit)


def _view(spec: ViewSpec) -> Resource:
    names = ", ".join(f'"{column.name}"' for column in spec.columns)
    return Resource(
        name=spec.name,
        zh=spec.zh,
        en=spec.en,
        columns=spec.columns,
        rows=select(f'SELECT {names} FROM "{spec.name}"'),  # noqa: S608 (names of the schema)
        foreign_keys={"report": "reports.report"},
    )

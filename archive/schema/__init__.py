"""The tables readers see, each column once, with unit and description in both languages.

Tables are read from tables.toml, views from views.toml.
"""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import sqlite_utils

from archive.schema.views import figures_sql

SQL_TYPES = {"integer": "INTEGER", "real": "REAL", "number": "NUMERIC", "text": "TEXT", "json": "TEXT"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column; `zh` and `en` are empty for indicator codes, which the codebook describes."""

    name: str
    type: str
    zh: str = ""
    en: str = ""
    unit: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TableSpec:
    """One table of the archive."""

    name: str
    zh: str
    en: str
    columns: tuple[Column, ...]
    primary_key: tuple[str, ...]
    indexes: tuple[tuple[str, ...], ...] = ()
    indexed: Mapping[str, str]  # first column of an index → the rows it holds, as queries say it; all rows without
    foreign_keys: Mapping[str, str]  # column → "table.column"
    codes: bool = False  # its columns are indicator codes
    without_rowid: bool = False

    def index_sql(self) -> Iterator[str]:
        """Yield the CREATE INDEX statements."""
        for index in self.indexes:
            rows = f" WHERE {self.indexed[index[0]]}" if index[0] in self.indexed else ""
            columns = ", ".join(_quote(name) for name in index)
            name = _quote("_".join(("idx", self.name, *index)))
            yield f"CREATE INDEX {name} ON {_quote(self.name)} ({columns}){rows}"

    def create_sql(self) -> str:
        """Return the CREATE TABLE statement."""
        parts = [f'"{c.name}" {SQL_TYPES[c.type]}' for c in self.columns]
        parts.append(f"PRIMARY KEY ({', '.join(_quote(name) for name in self.primary_key)})")
        for column, target in self.foreign_keys.items():
            table, key = target.split(".")
            parts.append(f"FOREIGN KEY ({_quote(column)}) REFERENCES {_quote(table)}({_quote(key)})")
        tail = " WITHOUT ROWID" if self.without_rowid else ""
        return f"CREATE TABLE {_quote(self.name)} (\n  " + ",\n  ".join(parts) + f"\n){tail}"


@dataclass(frozen=True, slots=True, kw_only=True)
class ViewSpec:
    """One view of the archive, with its SELECT statement."""

    name: str
    zh: str
    en: str
    columns: tuple[Column, ...]
    sql: str


def _quote(name: str) -> str:
    return f'"{name}"'


@cache
def tables() -> Mapping[str, TableSpec]:
    """Return every table by name, in the order of tables.toml. Raises ValueError for an entry of unknown shape."""
    raw = tomllib.loads(files(__package__).joinpath("tables.toml").read_text("utf-8"))
    return {name: _table(name, entry) for name, entry in raw.items()}


def _table(name: str, entry: dict[str, Any]) -> TableSpec:
    columns = _columns(name, entry)
    return TableSpec(
        name=name,
        zh=entry["zh"],
        en=entry["en"],
        columns=columns,
        primary_key=tuple(entry["primary_key"]),
        indexes=tuple(tuple(index) for index in entry.get("indexes", ())),
        indexed=dict(entry.get("indexed", {})),
        foreign_keys=dict(entry.get("foreign_keys", {})),
        codes=entry.get("codes", False),
        without_rowid=entry.get("without_rowid", False),
    )


def _columns(name: str, entry: dict[str, Any]) -> tuple[Column, ...]:
    columns = tuple(Column(name=column, **facts) for column, facts in entry["columns"].items())
    for column in columns:
        if column.type not in SQL_TYPES:
            raise ValueError(f"archive/schema: column {name}.{column.name} has unknown type {column.type!r}")
    return columns


@cache
def views() -> Mapping[str, ViewSpec]:
    """Return every view by name. Raises ValueError for an entry of unknown shape."""
    raw = tomllib.loads(files(__package__).joinpath("views.toml").read_text("utf-8"))
    sql = {"figures": figures_sql(_codes("disclosure"), _codes("statistics"))}
    if set(raw) != set(sql):
        raise ValueError(f"views.toml describes {sorted(raw)}, views.py makes {sorted(sql)}")
    return {
        name: ViewSpec(name=name, zh=entry["zh"], en=entry["en"], columns=_columns(name, entry), sql=sql[name])
        for name, entry in raw.items()
    }


def _codes(table: str) -> tuple[str, ...]:
    return tuple(column.name for column in tables()[table].columns if column.name != "report")


def create(db: sqlite_utils.Database) -> None:
    """Create every table, its indexes and the views in an empty database."""
    for table in tables().values():
        db.execute(table.create_sql())
        for statement in table.index_sql():
            db.execute(statement)
    for view in views().values():
        db.create_view(view.name, view.sql)

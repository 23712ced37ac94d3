"""The three databases of a build while they are written: rows of one body out, its new rows in."""

import json
import sqlite3
import zlib
from collections.abc import Container, Iterable, Iterator, Sequence
from contextlib import closing
from functools import cache
from pathlib import Path
from typing import Self

import sqlite_utils

from archive import schema, search
from archive.bodies import Body, parent_of
from archive.builds import Build
from archive.masking import mask
from pipelines.build.rows import ReportRows
from pipelines.build.units import Recapture
from pipelines.document import Document, Table
from pipelines.report import Finding, Report

# What belongs to one report, in an order in which nothing refers to what is already gone.
_CHILDREN = (
    "findings", "problems", "report_members", "report_sources", "sections", "narrative", "unknown_cells", "cell_notes",
    "printed_tables", "disputes", "requests", "disclosure", "statistics", "revision_changes",
)  # fmt: skip
# Those of the text may repeat a code; they go into one table as they are.
_TABLE_FIGURES = "SELECT code, value FROM figures WHERE report = ? AND form_table <> 'narrative'"
_HEAD = """
SELECT r.year, substr(coalesce(r.region, b.region), 1, 2), coalesce(b.level, ''), r.title, r.body_printed, b.name
FROM reports AS r JOIN bodies AS b ON b.body = r.body WHERE r.report = ? AND r.current = 1"""
_SECTIONS = "SELECT heading, text FROM sections WHERE report = ? ORDER BY position"
_ORIGINALS = """
CREATE TABLE printed_grids (
  document TEXT, table_index INTEGER, page INTEGER, grid BLOB, PRIMARY KEY (document, table_index)
) WITHOUT ROWID;
CREATE TABLE pages (document TEXT, page INTEGER, width REAL, height REAL, turned REAL, PRIMARY KEY (document, page))
    WITHOUT ROWID;
"""


class BuildError(Exception):
    """The build may not be promoted; the message says what is wrong with it."""


class Staging:
    """The databases of one build folder, open for writing; a failed build's folder is thrown away whole."""

    def __init__(self, folder: Path) -> None:
        self.build = Build(folder)
        new = not self.build.archive.exists()
        self.archive = _open(self.build.archive)
        self.search = _open(self.build.search)
        self.originals = _open(self.build.originals)
        self.judged: dict[tuple[int, str, str], Finding] = {}  # what assembling said of findings, see `run_checks`
        if new:
            schema.create(sqlite_utils.Database(self.archive))
            search.create(self.search)
            self.originals.executescript(_ORIGINALS)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        for db in (self.archive, self.search, self.originals):
            db.close()

    def commit(self) -> None:
        """Write everything down."""
        for db in (self.archive, self.search, self.originals):
            db.commit()

    def forget(self, body: str) -> list[int]:
        """Remove a body's reports with all that belongs to them; return their numbers."""
        numbers = [row[0] for row in self.archive.execute("SELECT report FROM reports WHERE body = ?", (body,))]
        for number in numbers:
            if entry := self._indexed(number):
                search.remove(self.search, entry)
            for table in _CHILDREN:
                self.archive.execute(f"DELETE FROM {table} WHERE report = ?", (number,))  # noqa: S608 (table of ours)
        self.archive.execute("DELETE FROM reports WHERE body = ?", (body,))
        return numbers

    def parents(self, bodies: Iterable[str]) -> list[str]:
        """Return the governments above these bodies, as far as the archive has the bodies."""
        query = "SELECT parent FROM bodies WHERE body = ? AND parent IS NOT NULL"
        return sorted({row[0] for body in bodies for row in self.archive.execute(query, (body,))})

    def keep_body(self, body: Body | None, known: str) -> None:
        """Enter what is known of the body of identifier `known`; None removes it."""
        self.archive.execute("DELETE FROM bodies WHERE body = ?", (known,))
        if body:
            row = (body.id, body.name, body.region, body.level, body.kind, int(body.demonstration), parent_of(body))
            self.insert("bodies", [row])

    def write(self, rows: ReportRows) -> None:
        """Enter one report. Raises BuildError if a figure would be lost on the way."""
        for table, table_rows in rows.by_table():
            self.insert(table, table_rows, ignore=table == "printed_layouts")  # which reports share
        number = rows.report.report
        self.insert("report_members", _members(rows.shown, number))
        self.judged |= {(number, finding.check, " ".join(finding.where)): finding for finding in rows.judged}
        if entry := self._indexed(number):
            search.add(self.search, entry)
        self._prove(rows)

    def recapture(self, again: Recapture) -> None:
        """Enter that a document was captured again, for every report that it is a source of."""
        sources = "FROM report_sources WHERE document = ? AND capture = ?"
        self.archive.execute(
            f"INSERT OR IGNORE INTO report_sources SELECT report, document, ?, part, role {sources}",
            (again.id, again.digest, again.like),
        )
        self.archive.execute(
            f"UPDATE reports SET last_captured = max(last_captured, ?) WHERE report IN (SELECT report {sources})",  # noqa: S608
            (again.time, again.digest, again.like),
        )

    def insert(self, table: str, rows: Iterable[Sequence[object]], *, ignore: bool = False) -> None:
        """Insert rows in the order of the table's columns."""
        self.archive.executemany(_insert(table, ignore=ignore), rows)

    def _indexed(self, number: int) -> search.Entry | None:
        """Return a current report as the full-text index has it, from the archive as it stands."""
        head = self.archive.execute(_HEAD, (number,)).fetchone()
        if head is None:
            return None
        year, province, level, *names = head
        sections = self.archive.execute(_SECTIONS, (number,)).fetchall()
        texts = [*filter(None, names), *(f"{heading}\n{text}" for heading, text in sections)]
        return search.Entry(report=number, year=year, province=province, level=level, texts=tuple(texts))

    def _prove(self, rows: ReportRows) -> None:
        """Compare the figures as readers will see them with those that were read."""
        number = rows.report.report
        stored = dict(self.archive.execute(_TABLE_FIGURES, (number,)).fetchall())
        read = {figure.code: figure.value for figure in rows.shown.figures}
        if stored != read:
            wrong = sorted(code for code in stored.keys() | read.keys() if stored.get(code, "") != read.get(code, ""))
            raise BuildError(
                f"report {number} (document {rows.report.document}): figures are lost or altered between reading and "
                f"archive: {', '.join(wrong[:5])}; this is a fault of the program, please report it"
            )

    def missing_originals(self, body: str, among: Container[str]) -> list[str]:
        """Return which of these documents are sources of a body's reports and not yet kept for showing."""
        query = """SELECT DISTINCT s.document FROM report_sources AS s JOIN reports AS r ON r.report = s.report
                   WHERE r.body = ? ORDER BY s.document"""
        documents = [row[0] for row in self.archive.execute(query, (body,))]
        query = "SELECT 1 FROM printed_grids WHERE document = ? UNION ALL SELECT 1 FROM pages WHERE document = ?"
        documents = [name for name in documents if name in among]
        return [name for name in documents if not self.originals.execute(query, (name, name)).fetchone()]

    def keep_original(self, document: Document) -> None:
        """Keep a document's tables as printed, its page sizes and by how much its pages were turned to be read."""
        grids = [(document.digest, table.index, table.page, _grid(table)) for table in document.tables()]
        self.originals.executemany("INSERT OR REPLACE INTO printed_grids VALUES (?, ?, ?, ?)", grids)
        sizes = [(document.digest, page, *size) for page, size in enumerate(document.page_sizes, start=1)]
        self.originals.executemany("INSERT OR REPLACE INTO pages VALUES (?, ?, ?, ?, ?)", sizes)

    def drop_unused_layouts(self) -> None:
        """Drop the layouts that no printed table has any more."""
        self.archive.execute("DELETE FROM printed_layouts WHERE layout NOT IN (SELECT layout FROM printed_tables)")

    def optimize(self) -> None:
        """Merge the full-text index into one piece, and write the tables close: smaller, and faster to read.

        Reports come in the order of their bodies, not of their numbers, which leaves pages a third empty.
        """
        search.optimize(self.search)
        self.commit()
        self.archive.execute("VACUUM")

    def drop_unused_originals(self) -> None:
        """Drop the tables of documents that no report is made from any more."""
        self.commit()
        with closing(sqlite3.connect(self.build.originals)) as db:
            db.execute("ATTACH ? AS archive", (str(self.build.archive),))
            for table in ("printed_grids", "pages"):
                db.execute(f"DELETE FROM {table} WHERE document NOT IN (SELECT document FROM archive.report_sources)")  # noqa: S608
            db.commit()


def _members(report: Report, number: int) -> Iterator[tuple[object, ...]]:
    for position, one in enumerate(report.members):
        first, end = one.tables
        yield number, position, mask(one.name), one.digest, first, end - first


def _open(path: Path) -> sqlite3.Connection:
    db = sqlite3.connect(path)
    db.execute("PRAGMA journal_mode = OFF")  # a build that breaks is thrown away; promotion writes it to disk
    db.execute("PRAGMA synchronous = OFF")
    db.execute("PRAGMA cache_size = -65536")
    return db


@cache
def _insert(table: str, *, ignore: bool) -> str:
    marks = ", ".join("?" * len(schema.tables()[table].columns))
    return f"INSERT {'OR IGNORE ' if ignore else ''}INTO {table} VALUES ({marks})"  # noqa: S608 (table of ours)


def _grid(table: Table) -> bytes:
    cells = [[cell.row, cell.column, cell.rowspan, cell.colspan, mask(cell.text)] for cell in table.cells]
    grid = {"rows": table.rows, "columns": table.columns, "cells": cells}
    return zlib.compress(json.dumps(grid, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass"))

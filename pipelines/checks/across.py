"""All relations over an archive, or over the reports that a build has changed."""

import hashlib
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from archive import schema
from pipelines.checks.check import OVER, load_checks, prepare
from pipelines.report import Finding

Judged = Mapping[tuple[int, str, str], Finding]  # by report, check and codes
_NOT_READ_AGAIN = "none"


class FindingRow(NamedTuple):
    """A row of the table `findings`, save its number."""

    report: int
    check_id: str
    severity: str
    where_codes: str
    found: int | float | None
    expected: int | float | None
    second_reading: str | None = None
    stated_at: str = ""  # positions, in `narrative`, of the figures of the text in the relation

    @property
    def number(self) -> int:
        """The finding's number: the first 52 bits of the SHA-256 of what identifies it."""
        text = f"{self.report}|{self.check_id}|{self.where_codes}|{self.stated_at}"
        return int(hashlib.sha256(text.encode()).hexdigest()[:13], 16)


class CheckRow(NamedTuple):
    """A row of the table `checks`."""

    check_id: str
    severity: str
    over: str
    forms: str
    zh: str
    en: str
    source: str
    codes: str


def check_rows() -> tuple[CheckRow, ...]:
    """Return the rows of the table `checks`, from the headers of the files."""
    return tuple(
        CheckRow(
            check.id,
            check.severity,
            check.over,
            " ".join(check.forms),
            check.zh,
            check.en,
            check.source,
            " ".join(check.codes()),
        )
        for check in load_checks()
    )


def run_checks(
    db: sqlite3.Connection,
    reports: Iterable[int] | None = None,
    bodies: Iterable[str] = (),
    judged: Judged | None = None,
) -> Iterator[FindingRow]:
    """Yield the findings of all checks over an archive whose tables (previous_report too) are filled.

    With `reports` only theirs; those across years for every report of their bodies and of `bodies` (name there the
    bodies that lost a report, and what was their parent); those over a place also for the reports of the parents of
    these bodies: what a build from nothing would find for them.

    What assembling said of a finding (`judged`), which knew the document, goes before what the tables alone say.
    """
    ids = None if reports is None else set(reports)
    wanted = set(bodies)
    for over in OVER:
        _scope(db, over, ids, wanted)
        for check in load_checks():
            if check.over == over:
                for row in db.execute(check.query()):
                    yield _row(row, judged or {})


def _row(
    row: tuple[int, str, str, str | None, int | float | None, int | float | None, str | int], judged: Judged
) -> FindingRow:
    report, check, severity, where, found, expected, stated = row
    known = judged.get((report, check, where or ""))
    if known is not None:
        return FindingRow(
            report, check, known.severity, where or "", found, expected, known.second_reading, str(stated)
        )
    again = _NOT_READ_AGAIN if severity == "hard" else None
    return FindingRow(report, check, severity, where or "", found, expected, again, str(stated))


def refresh_findings(
    db: sqlite3.Connection,
    reports: Iterable[int] | None = None,
    bodies: Iterable[str] = (),
    judged: Judged | None = None,
) -> int:
    """Replace the findings that run_checks would give for the same arguments; return how many there are now.

    The caller has deleted the findings of reports that are gone, and commits.
    """
    ids = None if reports is None else set(reports)
    wanted = set(bodies)
    rows = list(run_checks(db, ids, wanted, judged))
    for over in OVER:
        _scope(db, over, ids, wanted)
        names = [check.id for check in load_checks() if check.over == over]
        db.execute(
            "DELETE FROM findings WHERE report IN (SELECT report FROM temp.scope_reports)"  # noqa: S608 - adds only "?"
            f" AND check_id IN ({', '.join('?' * len(names))})",
            names,
        )
    marks = ", ".join("?" * len(schema.tables()["findings"].columns))
    numbered = [(*row, row.number) for row in rows]
    db.executemany(f"INSERT INTO findings VALUES ({marks})", numbered)  # noqa: S608 - only "?"
    return len(rows)


def _scope(db: sqlite3.Connection, over: str, ids: set[int] | None, bodies: set[str]) -> None:
    prepare(db)
    if ids is None:
        db.execute("INSERT INTO temp.scope_reports SELECT report FROM reports")
        return
    db.executemany("INSERT INTO temp.scope_reports VALUES (?)", [(number,) for number in sorted(ids)])
    if over == "report":
        return
    db.execute("CREATE TEMP TABLE IF NOT EXISTS scope_bodies (body TEXT PRIMARY KEY)")
    db.execute("DELETE FROM temp.scope_bodies")
    db.executemany("INSERT OR IGNORE INTO temp.scope_bodies VALUES (?)", [(body,) for body in sorted(bodies)])
    db.execute(
        "INSERT OR IGNORE INTO temp.scope_bodies"
        " SELECT r.body FROM temp.scope_reports AS s JOIN reports AS r ON r.report = s.report WHERE r.body IS NOT NULL"
    )
    if over == "place":
        db.execute(
            "INSERT OR IGNORE INTO temp.scope_bodies"
            " SELECT b.parent FROM temp.scope_bodies AS s JOIN bodies AS b ON b.body = s.body"
            " WHERE b.parent IS NOT NULL"
        )
    db.execute(
        "INSERT OR IGNORE INTO temp.scope_reports"
        " SELECT r.report FROM reports AS r WHERE r.body IN (SELECT body FROM temp.scope_bodies)"
    )

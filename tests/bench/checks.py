"""Checks: all of them over 60,000 reports, and those inside one report."""

import random
import sqlite3
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import sqlite_utils

from archive import schema
from pipelines.checks import check_report, load_checks, run_checks
from pipelines.forms import load_forms
from tests.bench.timing import interleaved
from tests.pipelines.checks.archives import report_of

BODIES, YEARS = 10_000, range(2020, 2026)
REPORTS = BODIES * len(YEARS)
PLACE = 50  # bodies of one county
ALL_WITHIN = 60.0  # seconds for every check over all reports
ONE_WITHIN = 2.0  # milliseconds for the checks inside a report


def run() -> Iterator[str]:
    """Yield one line per measurement; a line begins with MISSED where a bound is not kept."""
    report = report_of({"text": [[1, "SENTENCES", 30]], "now": {"rev_upheld": 1}}, "now")
    one = interleaved({"one": lambda: [check_report(report) for _ in range(100)]})["one"] * 10
    yield _within("the checks inside one report", one, ONE_WITHIN, "ms")
    with tempfile.TemporaryDirectory() as folder:
        db = sqlite3.connect(Path(folder) / "archive.db")
        _fill(db)
        start = time.process_time()
        found = sum(1 for _ in run_checks(db))
        taken = time.process_time() - start
        yield _within(
            f"{len(load_checks())} checks over {REPORTS:,} reports ({found:,} findings)", taken, ALL_WITHIN, "s"
        )
        start = time.process_time()
        sum(1 for _ in run_checks(db, range(1, 101)))
        yield f"        the same for 100 changed reports: {time.process_time() - start:.2f} s"
        db.close()


def _within(what: str, value: float, bound: float, unit: str) -> str:
    return f"{'reached' if value <= bound else 'MISSED'}: {what} {value:.2f} {unit} (at most {bound:g})"


def _fill(db: sqlite3.Connection) -> None:
    """Fill the tables that the checks read, in SQL; figures follow from the report's number."""
    schema.create(sqlite_utils.Database(db))
    db.execute("PRAGMA synchronous = OFF")
    db.executemany("INSERT INTO bodies (body, level, kind, parent) VALUES (?, ?, ?, ?)", map(_body, range(BODIES)))
    db.execute(
        "INSERT INTO reports (report, body, year, scope, current, previous_report, form, form_expected, published)"
        " WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i + 1 < ?)"
        " SELECT i + 1, printf('b%05d', i / 6), 2020 + i % 6, iif(i / 6 % 50, 'unknown', 'whole_area'), 1,"
        " CASE WHEN i % 6 THEN i END,"
        " 'F2021', 'F2021', (2021 + i % 6) || '-01-20' FROM n",
        (REPORTS,),
    )
    form = load_forms()["F2021"]
    db.execute("CREATE TEMP TABLE outcomes (outcome TEXT, position INTEGER)")
    db.executemany("INSERT INTO outcomes VALUES (?, ?)", [(code, i) for i, code in enumerate(form.request_codes())])
    db.execute(
        "INSERT INTO requests SELECT report, outcome, report % 7, report % 5, 0, 0, NULL, 0, report % 7 + report % 5,"
        " 0, position FROM reports, outcomes"
    )
    db.execute(
        "INSERT INTO disputes SELECT report, column1, report % 3, 0, 0, 0, report % 3 FROM reports,"
        " (VALUES ('rev'), ('litd'), ('lita'))"
    )
    db.execute(
        "INSERT INTO disclosure (report, rule_made, normdoc_made, normdoc_repealed, normdoc_in_force,"
        " licence_decisions, penalty_decisions, admin_fee_wan)"
        " SELECT report, 0, report % 9, report % 4, report % 50, report, 7, 1.5 FROM reports"
    )
    db.execute(
        "INSERT INTO printed_tables (report, form_table, piece, table_index) SELECT report, column1, 0, 0 FROM reports,"
        " (VALUES ('t2'), ('t3'), ('t4'))"
    )
    _texts(db)
    db.commit()


def _body(number: int) -> tuple[str, str, str, str | None]:
    """Return a body: of every 50, a county's government, its office, 32 departments and 16 townships."""
    place = number % PLACE
    kind = "government" if place == 0 else "office" if place == 1 else "department" if place < 34 else "township"
    level = "township" if kind == "township" else "county"
    return f"b{number:05}", level, kind, f"b{number - place:05}" if place else None


def _texts(db: sqlite3.Connection) -> None:
    chance = random.Random(1)  # noqa: S311 - sample text, the same in every run
    characters = [chr(chance.randrange(0x4E00, 0x9000)) for _ in range(3000)]
    text = "".join(c + "。" * (i % 25 == 24) for i, c in enumerate(characters))
    db.execute(
        "INSERT INTO sections (report, position, number, heading, text) SELECT report, column1, column1, '',"
        " substr(?, 1 + report * 37 % 2000, 700) FROM reports, (VALUES (1), (5), (6))",
        (text,),
    )

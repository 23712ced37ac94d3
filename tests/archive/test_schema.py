import json
import sqlite3

import pytest
import sqlite_utils

from archive import schema
from pipelines.report import About, Figure, Flag, Place, Printed, Report, Sourced
from pipelines.wide import wide_rows

UNITS = {"req_new": "件", "rule_made": "件", "admin_fee_wan": "万元", "rev_upheld": "件", "rev_total": "件"}
NOTHING = Sourced(value=None)
ABOUT = About(
    title=NOTHING, body=NOTHING, year=NOTHING, published=NOTHING, period_from=NOTHING, period_to=NOTHING, scope=NOTHING
)


@pytest.fixture
def db() -> sqlite_utils.Database:
    db = sqlite_utils.Database(memory=True)
    schema.create(db)
    db["indicators"].insert_all({"code": code, "unit": unit} for code, unit in UNITS.items())
    return db


def report_of(figures: list[Figure], printed: list[Printed]) -> Report:
    return Report(
        digest="d" * 64,
        part=0,
        is_report=True,
        form="F2021",
        form_variant=None,
        about=ABOUT,
        figures=tuple(figures),
        printed=tuple(printed),
    )


def store(db: sqlite_utils.Database, report: Report, number: int) -> None:
    for table, rows in wide_rows(report, number, UNITS).by_table():
        for row in rows:
            db.execute(f"INSERT INTO {table} VALUES ({', '.join('?' * len(row))})", row)  # noqa: S608


def read_back(db: sqlite_utils.Database, number: int) -> dict[str, Figure]:
    figures = {}
    for row in db.query("SELECT * FROM figures WHERE report = ?", [number]):
        box = json.loads(row["box"]) if row["box"] else None
        place = None
        if row["table_index"] is not None:
            place = Place(
                table=row["table_index"],
                row=row["row"],
                column=row["column_index"],
                page=row["page"],
                box=tuple(box) if box else None,
            )
        figures[row["code"]] = Figure(
            code=row["code"],
            value=row["value"],
            text=row["text"],
            unit=row["unit"],
            place=place,
            approx=bool(row["approx"]),
            note=row["note"],
            flags=tuple(Flag(flag) for flag in (row["flags"] or "").split()),
        )
    return figures


T3 = Printed(
    form_table="t3",
    piece=0,
    table=4,
    page=2,
    row_edges=(10.0, 20.1, 30.123),
    column_edges=(1.5, 2.25, 3.0625, 4.0),
    rows={"req_new": 1},
    columns={"natural": 1, "total": 2},
)
T2 = Printed(
    form_table="t2",
    piece=0,
    table=1,
    page=None,
    row_edges=(),
    column_edges=(),
    cells={"rule_made": (2, 1), "admin_fee_wan": (9, 1)},
)
T4 = Printed(form_table="t4", piece=0, table=5, page=3, row_edges=(), column_edges=(), cells={"rev_upheld": (2, 0)})
FIGURES = [
    Figure(code="rule_made", value=None, text="—", unit="件", place=Place(table=1, row=2, column=1)),
    Figure(
        code="admin_fee_wan",
        value=0.1,
        text="0.10",
        unit="元",
        place=Place(table=1, row=9, column=1),
        note="其中",
        approx=True,
        flags=(Flag.UNIT_UNKNOWN, Flag.MISALIGNED),
    ),
    Figure(
        code="req_new.natural",
        value=3,
        text="3",
        unit="件",
        place=Place(table=4, row=1, column=1, page=2, box=(2.25, 20.1, 3.0625, 30.123)),
    ),
    Figure(
        code="req_new.total",
        value=3,
        text="3",
        unit=None,
        place=Place(table=4, row=1, column=2, page=3, box=(3.0625, 20.1, 4.0, 99.5)),
    ),
    Figure(code="rev_upheld", value=0, text="0", unit="件", place=Place(table=5, row=2, column=0, page=3)),
    Figure(code="rev_total", value=7, text="7", unit="件", place=None),
    Figure(code="normdoc_made", value=1.5, text="1.5", unit=None, place=Place(table=8, row=0, column=0)),
]


def test_figures_view_gives_every_figure_back(db: sqlite_utils.Database) -> None:
    store(db, report_of(FIGURES, [T2, T3, T4]), 1)
    assert read_back(db, 1) == {figure.code: figure for figure in FIGURES}


def test_a_correction_shows_both_values(db: sqlite_utils.Database) -> None:
    store(db, report_of(FIGURES, [T2, T3, T4]), 1)
    db.execute("UPDATE requests SET natural = 5 WHERE report = 1")
    db.execute(
        "INSERT INTO cell_notes(report, code, text, printed, read_value, correction) VALUES (?,?,?,?,?,?)",
        (1, "req_new.natural", "3", 1, 3, "misread"),
    )
    row = next(db.query("SELECT * FROM figures WHERE report = 1 AND code = 'req_new.natural'"))
    assert (row["value"], row["read_value"], row["text"], row["correction"]) == (5, 3, "3", "misread")


def test_figures_of_one_report_are_found_without_a_scan(db: sqlite_utils.Database) -> None:
    plan = [row[3] for row in db.execute("EXPLAIN QUERY PLAN SELECT * FROM figures WHERE report = 7")]
    scanned = [step for step in plan if step.startswith("SCAN")]
    assert not [step for step in scanned if any(f"SCAN {alias}" == step for alias in ("r", "p", "n", "d"))], plan


def test_figures_of_one_report_cost_the_same_in_an_archive_of_any_size(db: sqlite_utils.Database) -> None:
    _fill(db, range(70, 80))
    few = _steps(db)
    _fill(db, range(80, 380))
    assert _steps(db) <= few * 1.2


def _fill(db: sqlite_utils.Database, numbers: range) -> None:
    rows = ((number, f"res_{n}", *range(7), 0, n) for number in numbers for n in range(25))
    db.conn.executemany("INSERT INTO requests VALUES (?,?,?,?,?,?,?,?,?,?,?)", rows)
    edges = json.dumps([n * 7.25 for n in range(30)])
    columns = json.dumps({"natural": 3, "business": 4, "research": 5, "welfare": 6, "legal": 7, "total": 8})
    db.conn.executemany(
        "INSERT INTO printed_tables VALUES (?, 't3', 0, 2, 1, ?, ?, 7)", [(number, edges, edges) for number in numbers]
    )
    db.conn.execute("INSERT OR IGNORE INTO printed_layouts VALUES (7, ?, '{}')", (columns,))


def _steps(db: sqlite_utils.Database) -> int:
    """Return how many steps of SQLite's machine the figures of one report take: the same on any computer."""
    steps = 0

    def count() -> int:
        nonlocal steps
        steps += 1
        return 0

    db.conn.set_progress_handler(count, 1)
    assert len(db.execute("SELECT * FROM figures WHERE report = 77").fetchall()) == 175
    db.conn.set_progress_handler(None, 1)
    return steps


def test_every_column_of_every_table_and_view_is_described_in_both_languages(db: sqlite_utils.Database) -> None:
    for spec in [*schema.tables().values(), *schema.views().values()]:
        assert spec.zh
        assert spec.en
        codes = getattr(spec, "codes", False)
        for column in spec.columns:
            assert (column.zh and column.en) or (codes and column.name != "report"), f"{spec.name}.{column.name}"
        existing = [row[1] for row in db.execute(f'PRAGMA table_info("{spec.name}")')]
        assert existing == [column.name for column in spec.columns]


def test_the_view_is_readable_by_plain_sqlite(db: sqlite_utils.Database) -> None:
    assert isinstance(db.conn, sqlite3.Connection)
    assert db.execute("SELECT count(*) FROM figures").fetchone() == (0,)


def test_the_fees_of_all_texts_are_found_by_an_index_that_holds_no_other_figures(db: sqlite_utils.Database) -> None:
    question = "SELECT report FROM narrative WHERE code IN ('nar_fee_yuan', 'nar_fee_cases') AND role = 'total'"
    plan = " ".join(row[3] for row in db.execute(f"EXPLAIN QUERY PLAN {question}"))
    assert "idx_narrative_code" in plan
    other = db.execute("EXPLAIN QUERY PLAN SELECT report FROM narrative WHERE code = 'nar_rev'").fetchall()
    assert "idx_narrative_code" not in " ".join(row[3] for row in other)

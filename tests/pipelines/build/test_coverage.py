"""What is held against what should exist, and what sites were expected to bring."""

import sqlite3

import pytest
import sqlite_utils

from archive import schema
from archive.datadir import DataDir
from archive.records import Outcome, Role
from archive.regions import regions
from pipelines.build import coverage
from tests.generators.reports import report_html
from tests.pipelines.build.keeping import JIA, Keeper, current, query, run_build

GOVERNMENTS_OF_FUJIAN_2020 = sum(
    one.valid_in(2020) and one.region.startswith("35") and one.level in {"province", "prefecture", "county"}
    for one in regions()
)


@pytest.fixture
def db() -> sqlite3.Connection:
    made = sqlite_utils.Database(memory=True)
    schema.create(made)
    made["regions"].insert_all(one._asdict() for one in regions())
    bodies = (
        ("350100-00000001", "350100", "prefecture", "government"),
        ("350100-00000002", "350100", "prefecture", "office"),
        ("350102-00000003", "350102", "county", "office"),
        ("350102-00000004", "350102", "county", "department"),
        ("350103-00000005", "350103", "county", "office"),
        ("100000-00000006", "100000", "national", "department"),
    )
    made["bodies"].insert_all(
        {"body": body, "name": body, "region": region, "level": level, "kind": kind}
        for body, region, level, kind in bodies
    )
    reports = (
        ("350100-00000001", 2020, "own_level", 1, "a"),
        ("350100-00000002", 2020, "own_level", 1, "a"),  # the same government, through its office
        ("350102-00000003", 2020, "whole_area", 1, "a"),
        ("350102-00000004", 2020, "own_office", 1, "a"),
        ("350103-00000005", 2020, "own_office", 1, "a"),  # an office of its own only
        ("350100-00000001", 2022, "own_level", 1, "a"),
        ("350102-00000003", 2022, "own_level", 0, "a"),  # superseded
        ("350103-00000005", 2022, "own_level", 1, "hidden"),
        ("100000-00000006", 2022, "own_office", 1, "a"),
    )
    made["documents"].insert_all([{"document": "a", "withheld": None}, {"document": "hidden", "withheld": "asked"}])
    made["reports"].insert_all(
        {"report": number, "body": body, "year": year, "scope": scope, "current": now, "document": document}
        for number, (body, year, scope, now, document) in enumerate(reports)
    )
    coverage.make(made.conn)
    coverage.make(made.conn)  # made anew, not twice
    return made.conn


def row(db: sqlite3.Connection, province: str, year: int) -> tuple[int, ...] | None:
    found = db.execute("SELECT * FROM coverage WHERE province = ? AND year = ?", (province, year)).fetchone()
    return None if found is None else tuple(found)[2:]


def test_governments_are_counted_against_the_regions_of_the_year(db: sqlite3.Connection) -> None:
    assert row(db, "35", 2020) == (GOVERNMENTS_OF_FUJIAN_2020, 2, 5, 5)
    assert row(db, "11", 2020)[1:] == (0, 0, 0)  # type: ignore[index]  # it should exist, and nothing is held


def test_superseded_and_withheld_reports_are_not_held(db: sqlite3.Connection) -> None:
    assert row(db, "35", 2022)[1:] == (1, 1, 1)  # type: ignore[index]


def test_every_year_between_has_its_rows_and_what_has_no_list_has_no_share(db: sqlite3.Connection) -> None:
    assert row(db, "35", 2021)[1:] == (0, 0, 0)  # type: ignore[index]
    assert row(db, "10", 2022) == (0, 0, 1, 1)
    assert row(db, "71", 2020) is None
    assert [found[0] for found in db.execute("SELECT DISTINCT year FROM coverage ORDER BY 1")] == [2020, 2021, 2022]


def test_an_archive_without_reports_has_no_coverage() -> None:
    made = sqlite_utils.Database(memory=True)
    schema.create(made)
    coverage.make(made.conn)
    assert made["coverage"].count == 0


def test_a_site_keeps_what_its_entry_expected_last_and_how_its_list_answered(data: DataDir) -> None:
    with Keeper(data, "c1", 1) as keep:
        keep.page("/list", b"list", role=Role.LIST, expected="7 since 2019")
        keep.page("/a", report_html(JIA, 2023, seed=1))
    with Keeper(data, "c2", 2) as keep:
        keep.page("/list", b"list of more", role=Role.LIST, expected="9 since 2018")
        blocked = keep.context(Role.LIST, Outcome.BLOCKED, reason="412", expected="9 since 2018")
        keep.writer.event("https://www.example.gov.cn/list", blocked)
    run_build(data)
    said = "SELECT state, expected_reports, expected_since, first_year, reports FROM sites"
    assert query(current(data).archive, said) == [("blocked", 9, 2018, 2023, 1)]
    with Keeper(data, "c3", 3) as keep:
        keep.page("/list", b"list of even more", role=Role.LIST, expected="since 2018")
    run_build(data)
    assert query(current(data).archive, said) == [("kept", None, 2018, 2023, 1)]

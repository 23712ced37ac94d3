"""A body's page beside its charts: its peers, its data as files, what it leads to."""

import csv
import sqlite3
from io import BytesIO, StringIO

import pytest
from lxml import html
from python_calamine import CalamineWorkbook

from archive.publication.peers import peers_of
from archive.publication.reports import Report, select
from tests.archive.publication.conftest import Get
from tests.archive.publication.fixture import COUNTY, COUNTY_ID, OFFICE_ID, OLD_ID, Archive


def rows_of(get: Get, address: str) -> list[dict[str, str]]:
    answer = get(address)
    assert answer.status_code == 200
    return list(csv.DictReader(StringIO(answer.content.decode("utf-8-sig"))))


def test_data_of_a_body_has_every_printed_cell_of_its_current_reports(get: Get, archive: Archive) -> None:
    rows = rows_of(get, f"/en/body/{COUNTY_ID}.csv")
    assert {row["year"] for row in rows} == {"2019", "2020", "2021", "2023", "2024"}
    db = sqlite3.connect(f"file:{archive.site.archive}?mode=ro", uri=True)
    query = "SELECT count(*) FROM figures WHERE report IN (SELECT report FROM reports WHERE body = ? AND current = 1)"
    assert len(rows) == db.execute(query, (COUNTY_ID,)).fetchone()[0]
    cell = {(row["year"], row["code"]): row for row in rows}
    assert cell["2024", "req_new.total"]["value"] == "60"
    assert cell["2024", "req_new.total"]["label_en"] == "Requests received this year · Total"
    assert (cell["2023", "res_partial.welfare"]["value"], cell["2023", "res_partial.welfare"]["text"]) == ("", "/")
    assert cell["2023", "req_new.business"]["flags"] == "misaligned"


def test_data_of_a_body_leaves_out_what_is_withheld(get: Get) -> None:
    rows = rows_of(get, f"/zh/body/{OFFICE_ID}.csv")
    assert {row["year"] for row in rows} == {"2023"}
    assert not any(row["value"] == "777" for row in rows)


def test_data_of_a_body_for_spreadsheets(get: Get) -> None:
    book = CalamineWorkbook.from_filelike(BytesIO(get(f"/zh/body/{OFFICE_ID}.xlsx").content))
    cells = [cell for name in book.sheet_names for row in book.get_sheet_by_name(name).to_python() for cell in row]
    assert "req_new.total" in cells
    assert 20.0 in cells
    guarded = get(f"/zh/body/{OFFICE_ID}.excel.csv")
    assert guarded.content.startswith("\ufeff".encode())
    assert "demonstration-data-" in guarded.headers["content-disposition"]


def test_data_of_a_body_follows_its_identifier_or_is_missing(get: Get) -> None:
    moved = get(f"/en/body/{OLD_ID}.csv")
    assert (moved.status_code, moved.headers["location"]) == (301, f"/en/body/{OFFICE_ID}.csv")
    assert get("/en/body/000000-00000000.csv").status_code == 404


def test_page_leads_to_the_files_and_feeds(get: Get) -> None:
    page = html.fromstring(get(f"/en/body/{COUNTY_ID}").text)
    links = page.xpath("//main//a/@href")
    for kind in ("csv", "excel.csv", "xlsx", "json"):
        assert f"/en/body/{COUNTY_ID}.{kind}" in links
    assert f"/en/feeds/reports.atom?body={COUNTY_ID}" in links
    assert page.xpath("//head/link[@type='application/atom+xml']")


@pytest.fixture
def db() -> sqlite3.Connection:
    """Eight bodies of one kind and level, and one of another."""
    db = sqlite3.connect(":memory:")
    db.row_factory = sqlite3.Row
    columns = "report INTEGER PRIMARY KEY, body, year, scope, province, level, kind, req_new, res_granted, res_total"
    db.execute(f"CREATE TABLE key_figures ({columns}, hard, doubtful)")
    db.execute("CREATE TABLE bodies (body, name)")
    for number in range(9):
        level = "county" if number < 8 else "prefecture"
        db.execute("INSERT INTO bodies VALUES (?, ?)", (f"b{number}", f"某{number}"))
        row = (number, f"b{number}", 2024, "whole_area", "32", level, "government", 100 - number, number, 10)
        marks = ", ".join("?" * 12)
        db.execute(f"INSERT INTO key_figures VALUES ({marks})", (*row, int(number == 3), None))  # noqa: S608
    return db


def report(archive: Archive, number: int) -> Report:
    db = sqlite3.connect(f"file:{archive.site.archive}?mode=ro", uri=True)
    db.row_factory = sqlite3.Row
    fields = dict.fromkeys(Report.__dataclass_fields__)
    known = next(select(db, "WHERE b.name = ?", (COUNTY,)))
    fields |= {
        "report": number,
        "body": f"b{number}",
        "year": 2024,
        "scope": "whole_area",
        "body_name": known.body_name,
    }
    return Report(**{**fields, "current": 1})  # type: ignore[arg-type]


def test_peers_are_the_neighbours_of_same_province_level_and_kind(db: sqlite3.Connection, archive: Archive) -> None:
    found = peers_of(db, [report(archive, 7)])
    assert found is not None
    assert (found.number, found.year) == (8, 2024)
    assert [(one.place, one.body) for one in found.shown] == [(place, f"b{place - 1}") for place in range(3, 9)]
    assert [one.body for one in found.shown if one.doubtful] == ["b3"]
    assert found.shown[0].granted == 20.0
    assert peers_of(db, [report(archive, 8)]) is None  # the only one of its level
    assert peers_of(db, [report(archive, 99)]) is None  # a report without tables

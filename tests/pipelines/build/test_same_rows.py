"""The same captures give the same rows: incrementally or from nothing, from WARC files alone, in any order."""

import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from archive.datadir import DataDir
from archive.records import Role
from pipelines.build import run as running
from tests.generators.reports import report_html
from tests.pipelines.build.keeping import JIA, SITE, Keeper, all_rows, current, query, run_build

OTHERS = ("示例省乙州市人民政府", "示例省人民政府办公厅", "示例省甲州市教育局")


def first_crawl(data: DataDir) -> None:
    with Keeper(data, "c1", 1) as keep:
        keep.page("/list", b"<html>list</html>", role=Role.LIST)
        for number, body in enumerate((JIA, *OTHERS)):
            for year in (2022, 2023, 2024):
                keep.page(f"/{number}/{year}.html", report_html(body, year, seed=10 * number + year))
        keep.page("/notice.html", "<html><p>关于报送年报的通知</p></html>".encode())
        keep.page("/mirror.html", report_html(JIA, 2024, seed=2024))


def second_crawl(data: DataDir) -> None:
    with Keeper(data, "c2", 2) as keep:
        keep.page("/0/2022.html", report_html(JIA, 2022, seed=2022))  # unchanged
        keep.page("/0/2024.html", report_html(JIA, 2024, seed=7))  # changed
        keep.gone("/1/2023.html")
        keep.page("/0/2025.html", report_html(JIA, 2025, seed=8))  # new
        keep.page("/new.html", report_html("示例省丙州市人民政府", 2025))  # of a new body
        keep.page("/notice.html", report_html(OTHERS[2], 2021))  # became a report
        keep.page("/2/2022.html", "<html><p>页面已调整</p></html>".encode())  # is none any more
        keep.failed("/3/2024.html")


def test_an_incremental_build_equals_a_full_one(data: DataDir) -> None:
    first_crawl(data)
    run_build(data)
    before = all_rows(data)
    second_crawl(data)
    summary, _ = run_build(data)
    incremental = all_rows(data)
    assert summary.documents_read == 5
    assert incremental["archive.reports"] != before["archive.reports"]
    assert len(incremental["archive.reports"]) == 16
    run_build(data, full=True)
    assert all_rows(data) == incremental


COUNTY, TOWN, BUREAU = "示例省甲州市青禾县人民政府", "示例省甲州市青禾县东山镇人民政府", "示例省甲州市青禾县水利局"


def test_a_change_below_a_government_is_compared_as_from_nothing(data: DataDir) -> None:
    whole = "<h2>一、总体情况</h2><p>本报告在全县各乡镇、各部门情况的基础上汇总编制。</p>".encode()

    def keep(day: int, **totals: int | None) -> None:
        with Keeper(data, f"c{day}", day) as keeper:
            for name, body in (("county", COUNTY), ("town", TOWN), ("bureau", BUREAU)):
                if (total := totals.get(name)) is not None:
                    page = report_html(body, 2024, figures={"req_new.total": total})
                    page = page.replace(b"</h1>", b"</h1>" + whole, 1) if name == "county" else page
                    keeper.page(f"/{name}.html", page)
                elif name in totals:
                    keeper.page(f"/{name}.html", "<html><p>页面已调整</p></html>".encode())

    def found() -> list[tuple[object, ...]]:
        run_build(data)
        rows = all_rows(data)
        run_build(data, full=True)
        assert all_rows(data) == rows
        sql = "SELECT expected FROM findings WHERE check_id = 'hi_child_max' AND where_codes = 'req_new.total'"
        return query(current(data).archive, sql)

    keep(1, county=10, town=4, bureau=5)
    assert found() == []
    sql = """SELECT b.name, p.name, r.region FROM bodies AS b JOIN reports AS r ON r.body = b.body
             LEFT JOIN bodies AS p ON p.body = b.parent ORDER BY b.name"""
    assert query(current(data).archive, sql) == [
        ("青禾县东山镇人民政府", "青禾县人民政府", "990121"),
        ("青禾县人民政府", None, "990121"),
        ("青禾县水利局", "青禾县人民政府", "990121"),
    ]
    keep(2, town=25)
    assert found() == [(25,)]
    keep(3, county=30)
    assert found() == []
    keep(4, bureau=40)
    assert found() == [(40,)]
    keep(5, bureau=None)  # its report is gone from its address, the archive keeps what it was
    assert found() == [(40,)]


def test_a_crawl_without_changes_makes_no_body_anew(data: DataDir, monkeypatch: pytest.MonkeyPatch) -> None:
    first_crawl(data)
    second_crawl(data)
    run_build(data)
    rows = all_rows(data)
    with Keeper(data, "c3", 3) as keep:
        keep.page("/mirror.html", report_html(JIA, 2024, seed=2024))
        keep.page("/2/2023.html", report_html(OTHERS[1], 2023, seed=2043))
    with Keeper(data, "c4", 4) as keep:
        keep.page("/mirror.html", report_html(JIA, 2024, seed=2024))
    monkeypatch.setattr(running, "write_body", None)
    summary, _ = run_build(data)
    monkeypatch.undo()
    incremental = all_rows(data)
    assert incremental["archive.report_sources"] != rows["archive.report_sources"]
    ((last,),) = query(current(data).archive, "SELECT max(last_captured) FROM reports")
    assert str(last).startswith("2026-01-04")
    assert summary.documents_read + summary.documents_cached == 0
    run_build(data, full=True)
    assert all_rows(data) == incremental


def test_the_warc_files_alone_give_the_same_rows(data: DataDir) -> None:
    first_crawl(data)
    run_build(data)
    second_crawl(data)
    run_build(data)
    rows = all_rows(data)
    for path in data.root.iterdir():
        if path.name != "warc":
            shutil.rmtree(path) if path.is_dir() and not path.is_symlink() else path.unlink()
    run_build(data)
    assert all_rows(data) == rows


def test_the_order_of_reading_does_not_matter(data: DataDir, tmp_path: Path) -> None:
    first_crawl(data)
    second_crawl(data)
    run_build(data)
    other = DataDir(tmp_path / "other")
    second_crawl(other)
    run_build(other)
    first_crawl(other)
    run_build(other)
    kept_otherwise = ("archive.captures", "archive.crawls")  # which of equal captures holds the bytes differs
    one, two = all_rows(data), all_rows(other)
    assert {name for name in one if one[name] != two[name]} <= set(kept_otherwise)


def test_the_number_of_workers_does_not_matter(data: DataDir) -> None:
    first_crawl(data)
    run_build(data)
    rows = all_rows(data)
    data.readings.unlink()
    summary, _ = run_build(data, full=True, workers=2)
    assert summary.documents_read + summary.documents_cached == 14
    assert all_rows(data) == rows


def test_losing_the_cache_loses_nothing(data: DataDir) -> None:
    first_crawl(data)
    run_build(data)
    data.readings.unlink()
    second_crawl(data)
    run_build(data)
    rows = all_rows(data)
    run_build(data, full=True)
    assert all_rows(data) == rows


def test_captures_taken_away_take_their_reports_along(data: DataDir) -> None:
    first_crawl(data)
    run_build(data)
    rows = all_rows(data)
    second_crawl(data)
    run_build(data)
    for path in data.warc.rglob("c2-*"):
        path.unlink()
    data.captures.unlink()
    run_build(data)
    assert all_rows(data) == rows


def test_other_code_starts_from_nothing(data: DataDir, monkeypatch: pytest.MonkeyPatch) -> None:
    first_crawl(data)
    run_build(data)
    rows = all_rows(data)
    monkeypatch.setattr("pipelines.build.run.build_version", lambda: "another")
    monkeypatch.setattr("pipelines.reading.assemble_version", lambda: "another")
    summary, _ = run_build(data)
    assert (summary.documents_read, summary.documents_cached) == (0, 14)
    assert (summary.reports_new, summary.reports_unchanged) == (0, 12)
    assert all_rows(data) == rows


def test_a_killed_build_leaves_the_current_one_and_the_next_completes(data: DataDir) -> None:
    first_crawl(data)
    run_build(data)
    good = current(data).id
    second_crawl(data)
    command = [sys.executable, "-m", "tests.pipelines.build.stall", str(data.root)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=Path(__file__).parents[3]) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "writing\n"
        assert list(data.builds.glob("*.tmp"))
        os.kill(process.pid, signal.SIGKILL)
    assert current(data).id == good
    assert query(current(data).archive, "SELECT count(*) FROM reports") == [(12,)]
    _, said = run_build(data)
    assert ".tmp" in said
    assert not list(data.builds.glob("*.tmp"))
    rows = all_rows(data)
    run_build(data, full=True)
    assert all_rows(data) == rows


def test_cost_of_an_idle_build_does_not_depend_on_documents(data: DataDir) -> None:
    first_crawl(data)
    run_build(data)
    start = time.process_time()
    summary, _ = run_build(data)
    assert time.process_time() - start < 1.5
    assert (summary.documents_read, summary.documents_cached) == (0, 0)
    assert summary.reports_unchanged == 12


def test_addresses_of_captures_lead_to_their_report(data: DataDir) -> None:
    first_crawl(data)
    run_build(data)
    sql = """SELECT r.year FROM captures AS c JOIN report_sources AS s ON s.capture = c.capture
             JOIN reports AS r ON r.report = s.report WHERE c.url = ?"""
    assert query(current(data).archive, sql, f"{SITE}/0/2023.html") == [(2023,)]

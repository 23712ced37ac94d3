"""A release is whole or not there; nothing disturbs those before it."""

import gzip
import json
import multiprocessing
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from datetime import date

import pytest
from click.testing import CliRunner

from archive.builds import current_build
from archive.datadir import DataDir
from archive.export import command, release
from archive.export.command import export, make_release
from tests.archive.export.conftest import DAY
from tests.archive.export.reading import records


@pytest.fixture(autouse=True)
def english(monkeypatch):
    monkeypatch.setenv("NIANBAO_LANG", "en")


def run(data, folder):
    return CliRunner().invoke(export, [str(folder), "--data", str(data.root)])


def snapshot(folder):
    return {path.relative_to(folder): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_without_a_build_there_is_no_release(tmp_path):
    result = run(DataDir(tmp_path / "data"), tmp_path / "out")
    assert result.exit_code == 1
    assert "nianbao build" in result.output
    assert not (tmp_path / "out").exists()


def test_a_day_has_as_many_releases_as_are_made_and_latest_is_the_newest(out):
    for expected in ("2026-02-03-2", "2026-02-03-3"):
        with release.staging(out, release.free_name(out, DAY)) as folder:
            (folder / "file").write_text(expected)
            assert release.publish(folder).name == expected
        assert (out / "latest" / "file").read_text() == expected
    assert [path.name for path in release.finished(out)] == ["2026-02-03", "2026-02-03-2", "2026-02-03-3"]


def test_a_release_that_would_say_nothing_new_is_not_written(own_data, tmp_path):
    target, build = tmp_path / "releases", current_build(own_data)

    def names_after_update():
        result = CliRunner().invoke(export, [str(target), "--if-changed", "--data", str(own_data.root)])
        assert result.exit_code == 0, result.output
        return [path.name for path in release.finished(target)], result.output

    first, _ = names_after_update()
    assert len(first) == 1
    with closing(sqlite3.connect(build.archive)) as db, db:
        db.execute("UPDATE reports SET last_captured = '2031-01-01T00:00:00Z'")  # met again
    names, said = names_after_update()
    assert names == first
    assert f"Nothing has changed since release {first[0]}" in said
    assert release.same_as_latest(target) == build.id
    with closing(sqlite3.connect(build.archive)) as db, db:
        db.execute("UPDATE disputes SET total = coalesce(total, 0) + 1")
    assert len(names_after_update()[0]) == 2


def test_the_tenth_release_of_a_day_comes_after_the_second(tmp_path):
    for name in ("2026-02-03", "2026-02-03-10", "2026-02-03-2", "2026-02-02", "latest-copy", ".unfinished-2026-02-04"):
        (tmp_path / name).mkdir()
    found = [path.name for path in release.finished(tmp_path)]
    assert found == ["2026-02-02", "2026-02-03", "2026-02-03-2", "2026-02-03-10"]


def test_the_command_says_what_it_released(data, out):
    result = run(data, out)
    assert result.exit_code == 0
    assert "7 reports" in result.output
    assert len(release.finished(out)) == 2


def test_the_same_build_gives_the_same_bytes(build, released, tmp_path):
    assert snapshot(make_release(build, tmp_path / "again", DAY)) == snapshot(released)


@pytest.mark.parametrize("step", ["copy_visible", "write_tables", "writing_excel", "write_changes", "datapackage"])
def test_a_failure_leaves_the_release_before_and_nothing_else(data, out, monkeypatch, step):
    before = snapshot(out)
    error = (
        OSError(28, "No space left on device") if step == "write_tables" else sqlite3.OperationalError("disk is full")
    )

    def fail(*_args):
        raise error

    monkeypatch.setattr(command, step, fail)
    result = run(data, out)
    assert result.exit_code == 1
    assert str(error) in result.output
    (out / ".lock").unlink()
    assert sorted(path.name for path in out.iterdir()) == ["2026-02-03", "latest"]
    assert snapshot(out) == before


def test_a_workbook_that_breaks_off_leaves_nothing_open(data, out, monkeypatch):
    def fail(*_args):
        raise OSError("the disk is gone")

    monkeypatch.setattr("archive.export.excel._Sheets.write", fail)
    assert run(data, out).exit_code == 1
    assert sorted(path.name for path in out.iterdir()) == [".lock", "2026-02-03", "latest"]


def test_workbooks_of_a_large_archive_are_written_in_a_process_of_their_own(build, released, tmp_path, monkeypatch):
    monkeypatch.setattr("archive.export.excel._APART", 0)
    assert snapshot(make_release(build, tmp_path / "again", DAY)) == snapshot(released)
    assert multiprocessing.active_children() == []


def test_a_killed_export_leaves_the_release_before_and_the_next_one_clears_up(data, out):
    script = (
        "import os, signal, sys\n"
        "from archive.export import command, release\n"
        "release.publish = lambda folder: os.kill(os.getpid(), signal.SIGKILL)\n"
        "command.export(sys.argv[1:])\n"
    )
    arguments = [sys.executable, "-c", script, str(out), "--data", str(data.root)]
    killed = subprocess.run(arguments, check=False, capture_output=True)
    assert killed.returncode == -signal.SIGKILL
    assert (out / "latest").readlink().name == "2026-02-03"
    assert len(list(out.glob(".unfinished-*"))) == 1
    result = run(data, out)
    assert result.exit_code == 0
    assert "Removed an interrupted export" in result.stderr
    assert not list(out.glob(".unfinished-*"))
    assert len(release.finished(out)) == 2


def test_two_exports_into_one_folder_do_not_mix(data, out):
    with release.exporting(out):
        result = run(data, out)
    assert result.exit_code == 1
    assert "another export" in result.output


def test_a_release_is_read_only(released):
    assert all(path.stat().st_mode & 0o222 == 0 for path in released.rglob("*") if path.is_file())


WITHHOLD = (
    "UPDATE documents SET withheld = 'asked for' WHERE document = (SELECT document FROM reports WHERE report = ?)"
)


def change(data, *statements):
    """Alter the archive as a later build would have it."""
    with closing(sqlite3.connect(current_build(data).archive)) as db:
        for statement, *values in statements:
            db.execute(statement, values)
        db.commit()


def test_changes_name_added_changed_and_removed_reports(own_data):
    data = own_data
    first = make_release(current_build(data), data.releases, DAY)
    assert {row[0] for row in records((first / "changes.csv").read_text())[1:]} == {"added"}
    with closing(sqlite3.connect(current_build(data).archive)) as db:
        of_year = {year: report for report, year in db.execute("SELECT report, year FROM reports WHERE current = 1")}
    change(
        data,
        ("UPDATE requests SET total = total + 1 WHERE report = ? AND outcome = 'req_new'", of_year[2019]),
        ("UPDATE reports SET last_captured = '2027' WHERE report = ?", of_year[2020]),
        (WITHHOLD, of_year[2021]),
        ("UPDATE documents SET withheld = NULL WHERE withheld = '含个人信息'",),
    )
    second = make_release(current_build(data), data.releases, date(2026, 3, 1))
    header, *rows = records((second / "changes.csv").read_text())
    assert header[:3] == ["change", "report", "body"]
    found = {(row[0], int(row[1]), row[-1]) for row in rows}
    assert found == {
        ("changed", of_year[2019], "requests"),
        ("removed", of_year[2021], None),
        ("added", of_year[2022], None),
    }


def test_changes_name_each_figure_with_both_values(own_data):
    data = own_data
    first = make_release(current_build(data), data.releases, DAY)
    assert len(records(gzip.decompress((first / "changed_figures.csv.gz").read_bytes()).decode())) == 1
    assert "The first release" in (first / "CHANGES.md").read_text("utf-8")
    with closing(sqlite3.connect(current_build(data).archive)) as db:
        of_year = {year: report for report, year in db.execute("SELECT report, year FROM reports WHERE current = 1")}
    change(
        data,
        (
            "UPDATE requests SET total = total + 1, welfare = NULL WHERE report = ? AND outcome = 'req_new'",
            of_year[2019],
        ),
        (WITHHOLD, of_year[2021]),
        ("INSERT INTO cell_notes (report, code, printed, approx) VALUES (?, 'req_new.legal', 0, 0)", of_year[2020]),
    )
    second = make_release(current_build(data), data.releases, date(2026, 3, 1))
    header, *rows = records(gzip.decompress((second / "changed_figures.csv.gz").read_bytes()).decode())
    found = {
        (row["change"], int(row["report"]), row["code"], row["old"], row["new"])
        for row in (dict(zip(header, row, strict=True)) for row in rows)
        if row["year"] != "2021"
    }
    assert found == {
        ("changed", of_year[2019], "req_new.total", "31", "32"),
        ("changed", of_year[2019], "req_new.welfare", "0", None),
        ("removed", of_year[2020], "req_new.legal", "0", None),
    }
    gone = [row for row in rows if row[header.index("report")] == str(of_year[2021])]
    assert len(gone) > 100
    assert {row[0] for row in gone} == {"removed"}
    words = (second / "CHANGES.md").read_text("utf-8")
    assert "示例县人民政府 2019 (whole_area) `req_new.total`: 31 → 32" in words
    assert "`req_new.welfare`: 0 → blank" in words
    assert "与发布包 2026-02-03 相比" in words
    counts = json.loads((second / "datapackage.json").read_text("utf-8"))["changes"]
    assert counts["since"] == first.name
    assert counts["reports"] == {"added": 0, "changed": 2, "removed": 1}
    assert counts["figures"] == {"added": 0, "changed": 2, "removed": len(gone) + 1}


def test_a_finding_that_states_a_withheld_figure_of_the_year_before_is_withheld(own_data):
    data = own_data
    with closing(sqlite3.connect(current_build(data).archive)) as db:
        query = "SELECT report, previous_report FROM reports WHERE year = 2021 AND current = 1"
        report, previous = db.execute(query).fetchone()
    insert = "INSERT INTO findings VALUES (?, ?, ?, ?, 7, 987, NULL, '', NULL)"
    change(
        data,
        (insert, report, "xy_carry_total", "soft", "req_carried_in.total"),
        (insert, report, "t3_balance", "hard", "res_total.total"),
        (WITHHOLD, previous),
    )
    folder = make_release(current_build(data), data.releases, DAY)
    with closing(sqlite3.connect(folder / "archive.db")) as db:
        kept = db.execute("SELECT check_id FROM findings WHERE report = ?", (report,)).fetchall()
        assert kept == [("t3_balance",)]
        assert db.execute("SELECT previous_report FROM reports WHERE report = ?", (report,)).fetchone() == (None,)
        assert db.execute("PRAGMA freelist_count").fetchone() == (0,)

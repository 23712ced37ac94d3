"""A document that kills, hangs or bloats its reader, in the company of good ones."""

import ctypes
import sqlite3
import threading
from contextlib import closing
from pathlib import Path

import pytest

from archive.datadir import DataDir
from pipelines.build import Job, build, run
from pipelines.build.work import Task, load
from pipelines.sandbox import Limits
from pipelines.stage import Reading, Source
from tests.generators.reports import report_html
from tests.pipelines.build.keeping import JIA, Keeper, all_rows, current, query, run_build


def fragile(task: Task) -> Source | Reading:
    """Load as always, but misbehave on addresses that ask for it."""
    url = task.state.url
    if url.endswith("crash.html"):
        ctypes.string_at(0)
    if url.endswith("hang.html"):
        threading.Event().wait()
    if url.endswith("eat.html"):
        return Source(bytes(1 << 40))
    return load(task)


def test_bad_documents_never_stop_or_lose_the_others(data: DataDir, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run, "load", fragile)
    with Keeper(data, "c1", 1) as keep:
        keep.page("/1.html", report_html(JIA, 2022))
        keep.page("/crash.html", report_html(JIA, 2023))
        keep.page("/hang.html", report_html(JIA, 2024))
        keep.page("/eat.html", report_html(JIA, 2025))
        keep.page("/2.html", report_html(JIA, 2021))
    with Path("/dev/null").open("w") as nowhere:
        summary = build(Job(data=data, workers=2, full=False, stream=nowhere, limits=Limits(seconds=3)))
    assert (summary.failed, summary.reports_new) == (3, 2)
    archive = current(data).archive
    assert query(archive, "SELECT year FROM reports ORDER BY year") == [(2021,), (2022,)]
    kinds = query(archive, "SELECT kind FROM problems ORDER BY kind")
    assert kinds == [("crashed",), ("timeout",), ("too_large",)]
    assert query(archive, "SELECT count(*) FROM documents WHERE format = 'unknown'") == [(3,)]
    monkeypatch.undo()
    summary, _ = run_build(data)  # a failure is not remembered: the next build tries again
    assert (summary.documents_read, summary.failed, summary.reports_new) == (3, 0, 3)
    rows = all_rows(data)
    run_build(data, full=True)
    assert all_rows(data) == rows


def test_a_record_that_cannot_be_read_is_named_and_the_others_are_built(data: DataDir) -> None:
    with Keeper(data, "c1", 1) as keep:
        first = keep.page("/1.html", report_html(JIA, 2022))
        keep.page("/2.html", report_html(JIA, 2023))
    data.captures.unlink()  # as after a merge: the file is there, its captures are not yet indexed
    path = data.warc / first.warc
    content = bytearray(path.read_bytes())
    content[first.offset + 40 : first.offset + 60] = bytes(20)
    path.write_bytes(content)
    summary, said = run_build(data)
    assert summary.reports_new == 1
    assert f"{first.warc} at offset {first.offset}" in said
    assert "its captures are not held" in said


def test_a_damaged_warc_file_is_a_problem_of_its_documents_only(data: DataDir) -> None:
    with Keeper(data, "c1", 1) as keep:
        first = keep.page("/1.html", report_html(JIA, 2022))
        second = keep.page("/2.html", report_html(JIA, 2023))
    run_build(data)
    data.readings.unlink()
    path = next(data.warc.rglob(first.warc))
    content = bytearray(path.read_bytes())
    middle = (first.offset + second.offset) // 2
    content[middle : middle + 40] = bytes(40)
    path.chmod(0o644)
    path.write_bytes(bytes(content))
    summary, _ = run_build(data, full=True)
    assert summary.failed == 1
    assert query(current(data).archive, "SELECT year FROM reports") == [(2023,)]
    ((kind, detail),) = query(current(data).archive, "SELECT kind, detail FROM problems")
    assert kind == "unreadable"
    assert str(detail).startswith(f"{first.warc} at offset {first.offset}")


def test_a_response_that_cannot_be_unpacked_is_a_problem_of_its_capture(data: DataDir) -> None:
    with Keeper(data, "c1", 1) as keep:
        lost = keep.damaged("/a.html")
    run_build(data)
    rows = query(current(data).archive, "SELECT kind, capture, document FROM problems")
    assert rows == [("unreadable", lost.id, None)]


def test_the_summary_names_problems_in_both_languages(data: DataDir) -> None:
    with Keeper(data, "c1", 1) as keep:
        keep.page("/empty.html", b"")
    summary, _ = run_build(data)
    summary.problems["kind_without_words"] = 3
    assert "  The file is empty: 1" in summary.lines("en")
    assert "　文件为空：1" in summary.lines("zh")
    assert "  kind_without_words: 3" in summary.lines("en")


def test_what_the_cache_knows_calls_no_reader(data: DataDir, monkeypatch: pytest.MonkeyPatch) -> None:
    with Keeper(data, "c1", 1) as keep:
        keep.page("/1.html", report_html(JIA, 2022))
        keep.page("/2.html", report_html(JIA, 2023))
    run_build(data)
    rows = all_rows(data)
    with closing(sqlite3.connect(data.readings)) as db:
        db.execute("DELETE FROM assemblies")
        db.commit()
    for name in ("read_document", "read_batch", "recognise"):
        monkeypatch.delattr(f"pipelines.stage.lanes.{name}")  # a NameError for the first call
    monkeypatch.delattr("pipelines.build.work.read_document_bytes")
    summary, _ = run_build(data, full=True)
    assert (summary.documents_read, summary.documents_cached, summary.failed) == (0, 2, 0)
    assert all_rows(data) == rows

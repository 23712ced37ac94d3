"""What the next run notes of a crawl that was killed."""

import resource
from dataclasses import replace

import pytest

from archive.records import Outcome, Role
from archive.store import files
from archive.store.history import put_off
from archive.store.index import CaptureIndex
from archive.store.stopped import REASON, note_stopped
from archive.store.verifying import verify
from archive.store.writer import WarcWriter
from tests.archive.store.exchanges import DETAIL, URL, keep

LIST = replace(DETAIL, role=Role.LIST, listed_title=None)
TIME = "2026-01-01T00:00:00.000000Z"


@pytest.fixture
def left(data):
    """Return the open file of a killed crawl: the list of `s` and a report were read, that of `t` failed."""
    with WarcWriter(data, crawl="c", clock=lambda: TIME) as writer:
        keep(writer, url=f"{URL}?list", context=LIST, time=TIME)
        keep(writer, context=DETAIL, time=TIME, body=b"report")
        keep(writer, url=f"{URL}?t", context=replace(LIST, site="t", outcome=Outcome.FAILED), time=TIME, status=500)
        keep(writer, url=f"{URL}?u", context=replace(DETAIL, site="u"), time=TIME)
    path = data.warc / "c-00001.warc.gz"
    return path.rename(path.with_name(f"{path.name}.open"))


def notes(index):
    return [capture for capture in index.all() if capture.context.reason == REASON]


def test_lists_in_the_closed_files_of_a_killed_crawl_count(data):
    with WarcWriter(data, crawl="c", rotate_at=1, clock=lambda: TIME) as writer:
        keep(writer, url=f"{URL}?list", context=LIST, time=TIME)
        keep(writer, context=DETAIL, time=TIME, body=b"report")
    with WarcWriter(data, crawl="c-d", clock=lambda: TIME) as other:
        keep(other, url=f"{URL}?other", context=replace(LIST, site="other"), time=TIME)
    last = data.warc / "c-00002.warc.gz"
    last.rename(last.with_name(f"{last.name}.open"))
    with CaptureIndex(data) as index:
        index.sync()
        assert [(note.context.site, note.url) for note in notes(index)] == [("s", f"{URL}?list")]


def test_file_of_another_program_with_dates_of_its_own_does_not_stop_the_store(data):
    with WarcWriter(data, crawl="c", clock=lambda: "yesterday") as writer:
        keep(writer, url=f"{URL}?list", context=LIST, time="yesterday")
    path = data.warc / "c-00001.warc.gz"
    path.rename(path.with_name(f"{path.name}.open"))
    assert files.recover(data) == []
    assert files.open_files(data) == []


@pytest.mark.usefixtures("left")
def test_sites_of_a_killed_crawl_are_noted_as_left(data):
    with CaptureIndex(data) as index:
        index.sync()
        (note,) = notes(index)
        assert (note.context.site, note.url, note.context.crawl) == ("s", f"{URL}?list", "c")
        assert (note.context.role, note.context.outcome) == (Role.LIST, Outcome.REFUSED)
        assert put_off(index) == {"s": "2026-01-01T00:00:00.000001Z"}
        assert index.rebuild().captures == 5
        assert len(notes(index)) == 1
        assert verify(data, index, lambda _: None).errors == []


def test_recovery_that_was_killed_after_its_note_adds_no_second_one(data, left):
    note_stopped(left)
    size = left.stat().st_size
    note_stopped(left)
    assert left.stat().st_size == size
    files.recover(data)
    with CaptureIndex(data) as index:
        index.sync()
        assert len(notes(index)) == 1


def test_full_disk_takes_no_more_than_the_note(left):
    before = left.read_bytes()
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (len(before) + 10, hard))  # stands for the disk
    try:
        note_stopped(left)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert left.read_bytes() == before

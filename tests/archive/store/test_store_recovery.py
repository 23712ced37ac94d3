import os
import random
import signal
import subprocess
import sys
from dataclasses import replace

import pytest

from archive.store import files
from archive.store.errors import StoreError
from archive.store.index import CaptureIndex
from archive.store.reader import read_document_bytes
from archive.store.scan import Stored
from archive.store.writer import WarcWriter
from tests.archive.store.exchanges import DETAIL, URL, ids, keep, keep_unchanged, records

# A crawl that never ends by itself; it tells how many captures it has kept.
ENDLESS = """
import sys
from pathlib import Path
from archive.datadir import DataDir
from archive.store.writer import WarcWriter
from tests.archive.store.exchanges import URL, keep
with WarcWriter(DataDir(Path(sys.argv[1])), crawl="c", rotate_at=200_000) as writer:
    number = 0
    while True:
        keep(writer, url=f"{URL}?{number}", body=number.to_bytes(4, "big") * 500)
        number += 1
        print(number, flush=True)
"""

SHORT = """
import sys
from pathlib import Path
from archive.datadir import DataDir
from archive.store.writer import WarcWriter
from tests.archive.store.exchanges import URL, keep
sys.stdin.read()
for day in (1, 2):
    with WarcWriter(DataDir(Path(sys.argv[1])), crawl="c", rotate_at=3000) as writer:
        for number in range(20):
            keep(writer, url=f"{URL}?{sys.argv[2]}/{number}", body=b"%d" % day, day=day)
"""


def everything(data):
    with CaptureIndex(data) as index:
        return list(index.all())


def bodies(number):
    return random.Random(number).randbytes(3000)  # noqa: S311 (reproducible bytes that do not pack)


@pytest.fixture
def kept(data):
    with WarcWriter(data, crawl="c", ids=ids()) as writer:
        first = keep(writer, body=bodies(1))
        return [
            first,
            keep_unchanged(writer, first),
            keep(writer, url=URL + "?2", body=bodies(2), day=3),
            writer.event(URL + "?3", DETAIL, time="2026-01-04T00:00:00Z"),
            keep(writer, url=URL + "?4", body=bodies(4), day=5),
        ]


def leave_open(data, name="c-00001.warc.gz"):
    path = data.warc / name
    return path.rename(data.warc / (name + ".open"))


def test_the_index_can_be_made_again_from_the_files(data, kept):
    data.captures.unlink()
    with CaptureIndex(data) as index:
        assert index.sync().captures == 5
        assert list(index.all()) == kept
        assert index.rebuild().captures == 5
        assert list(index.all()) == kept
        assert index.sync().captures == 0


def test_a_torn_tail_is_set_aside_and_nothing_complete_is_lost(data, kept):
    path = leave_open(data)
    whole = path.read_bytes()
    torn_at = kept[-1].offset
    path.write_bytes(whole[:-10])
    data.captures.unlink()
    with CaptureIndex(data) as index:
        done = index.sync()
        assert list(index.all()) == kept[:-1]
    assert [file.name for file in done.torn] == [f"c-00001.warc.gz.{torn_at}"]
    assert done.torn[0].read_bytes() == whole[torn_at:-10]
    assert (data.warc / "c-00001.warc.gz").read_bytes() == whole[:torn_at]
    assert not path.exists()


def test_a_recovery_killed_before_its_end_is_taken_up_again(data, kept, monkeypatch):
    path = leave_open(data)
    whole = path.read_bytes()
    path.write_bytes(whole[:-10])

    def killed(*_):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(files.os, "truncate", killed)
        with pytest.raises(KeyboardInterrupt):
            files.recover(data)
    (aside,) = files.recover(data)
    assert aside.read_bytes() == whole[kept[-1].offset : -10]
    assert [found.offset for found in records(data.warc / "c-00001.warc.gz") if found.record.kind == "response"] == [
        capture.offset for capture in kept[:-1] if capture.status == 200
    ]


def test_a_file_being_written_is_left_alone(data):
    with WarcWriter(data, crawl="c") as writer:
        kept = keep(writer)
        os.write(writer._handle, b"\x1f\x8b\x08 half a record")
        with CaptureIndex(data) as other:
            done = other.sync()
            assert (done.torn, done.damaged) == ([], [])
            assert list(other.all()) == [kept]
            assert read_document_bytes(data, kept) == b"<html>report</html>"
        assert (data.warc / "c-00001.warc.gz.open").exists()


def test_captures_of_a_live_writer_are_found_without_its_help(data, monkeypatch):
    with WarcWriter(data, crawl="c") as writer:
        with monkeypatch.context() as patch:
            patch.setattr(writer.index, "add", lambda *_: None)
            unseen = keep(writer)
        with CaptureIndex(data) as other:
            assert other.sync().captures == 1
        later = keep(writer, url=URL + "?2")
        assert list(writer.index.all()) == sorted([unseen, later], key=lambda capture: capture.id)


def test_damage_in_the_middle_loses_only_what_it_hit(data, kept):
    path = data.warc / "c-00001.warc.gz"
    with path.open("r+b") as stream:
        stream.seek(kept[2].offset + 200)
        stream.write(b"\0" * 100)
    data.captures.unlink()
    with CaptureIndex(data) as index:
        done = index.sync()
        assert list(index.all()) == [capture for capture in kept if capture != kept[2]]
    assert [damage.offset for _, damage in done.damaged] == [kept[2].offset]
    with pytest.raises(StoreError, match=rf"c-00001\.warc\.gz at offset {kept[2].offset}: .*nianbao verify"):
        read_document_bytes(data, kept[2])


def test_a_power_cut_that_takes_indexed_bytes_is_noticed(data, kept):
    path = leave_open(data)
    os.truncate(path, kept[-1].offset)
    with CaptureIndex(data) as index:
        index.sync()
        assert list(index.all()) == kept[:-1]


def test_a_full_disk_leaves_no_half_record(data, monkeypatch):
    with WarcWriter(data, crawl="c") as writer:
        keep(writer)
        write = os.write

        def full(handle, view):
            if len(view) > 3000:
                return write(handle, view[:3000])
            raise OSError(28, "No space left on device")

        with monkeypatch.context() as patch:
            patch.setattr("archive.store.writer.os.write", full)
            with pytest.raises(OSError, match="No space"):
                keep(writer, url=URL + "?2", body=bodies(2))
        keep(writer, url=URL + "?3")
    assert all(isinstance(found, Stored) for found in records(data.warc / "c-00001.warc.gz"))
    assert [capture.url for capture in everything(data)].count(URL + "?2") == 0
    assert len(everything(data)) == 2


def test_a_missing_file_is_named_and_its_captures_stay_indexed(data, kept):
    (data.warc / "c-00001.warc.gz").unlink()
    with CaptureIndex(data) as index:
        index.sync()
        assert len(index) == 5
    with pytest.raises(StoreError, match=r"c-00001\.warc\.gz: the WARC file is missing"):
        read_document_bytes(data, kept[0])


def test_a_revisit_whose_full_capture_is_not_held_says_so(data, kept):
    with pytest.raises(StoreError, match="nianbao merge"):
        read_document_bytes(data, replace(kept[1], refers_to="00000000-0000-4000-8000-000000000000"))


def test_many_processes_keep_at_once(data):
    """They begin at the same moment on an empty folder and close files while the others look."""
    crawls = [
        subprocess.Popen([sys.executable, "-c", SHORT, str(data.root), str(number)], stdin=subprocess.PIPE)
        for number in range(3)
    ]
    for crawl in crawls:
        crawl.stdin.close()
    assert [crawl.wait() for crawl in crawls] == [0, 0, 0]
    kept = everything(data)
    assert len(kept) == 3 * 40
    with CaptureIndex(data) as index:
        index.rebuild()
    assert everything(data) == kept


@pytest.mark.parametrize("wait_for", [1, 150])
def test_a_killed_crawl_loses_nothing_it_had_kept(data, wait_for):
    with subprocess.Popen([sys.executable, "-c", ENDLESS, str(data.root)], stdout=subprocess.PIPE) as crawl:
        told = 0
        while told < wait_for:
            told = int(crawl.stdout.readline())
        crawl.send_signal(signal.SIGKILL)
    with WarcWriter(data, crawl="c") as writer:
        assert not list(data.warc.glob("*.open"))
        captures = {capture.url: capture for capture in writer.index.all()}
        assert len(captures) >= told
        for number in range(len(captures)):
            assert read_document_bytes(data, captures[f"{URL}?{number}"]) == number.to_bytes(4, "big") * 500
    before = everything(data)
    with CaptureIndex(data) as index:
        index.rebuild()
    assert everything(data) == before

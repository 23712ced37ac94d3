import random
import sqlite3
import tracemalloc

import pytest
from click.testing import CliRunner

from archive.cli import main
from archive.store.damaged import set_index_aside
from archive.store.index import CaptureIndex
from archive.store.verifying import verify
from archive.store.writer import WarcWriter
from tests.archive.store.exchanges import DETAIL, URL, keep, keep_unchanged

PAGES = 300  # enough that the index has more pages than its first


def write(data):
    with WarcWriter(data, crawl="c") as writer:
        first = keep(writer)
        keep_unchanged(writer, first)
        for number in range(PAGES):
            keep(writer, url=f"{URL}?{number}", body=b"%d" % number)
        writer.event(f"{URL}?refused", DETAIL)
    with CaptureIndex(data) as index:
        return list(index.all())


def nianbao(*arguments, data):
    return CliRunner(env={"NIANBAO_LANG": "en"}).invoke(main, [*arguments, "--data", str(data.root)])


def overwritten(path):
    content = bytearray(path.read_bytes())
    content[8192:40_000] = b"\x55" * (40_000 - 8192)
    path.write_bytes(content)


def no_database(path):
    path.write_bytes(b"this is no database" * 1000)


@pytest.mark.parametrize("damage", [overwritten, no_database])
def test_a_damaged_index_is_named_and_made_again(data, damage):
    before = write(data)
    damage(data.captures)
    found = nianbao("verify", data=data)
    assert found.exit_code == 1
    assert str(data.root) in found.stderr
    assert "no capture is lost" in found.stderr
    assert "nianbao verify --rebuild" in found.stderr
    assert nianbao("status", data=data).exit_code == 1
    done = nianbao("verify", "--rebuild", data=data)
    assert done.exit_code == 0, done.output
    assert "it is kept as captures.db.damaged" in done.stderr
    assert (data.root / "captures.db.damaged").exists()
    with CaptureIndex(data) as index:
        assert list(index.all()) == before


def test_a_sound_index_is_left_where_it_is(data):
    write(data)
    assert set_index_aside(data) is None
    assert nianbao("verify", "--rebuild", data=data).stderr.count("damaged") == 0


def test_what_waits_for_the_index_is_written_when_it_can_be_again(data, monkeypatch):
    with WarcWriter(data, crawl="c") as writer:
        kept = [keep(writer)]
        with monkeypatch.context() as patch:

            def full(*_):
                raise sqlite3.OperationalError("database or disk is full")

            patch.setattr("archive.store.index.to_row", full)
            with pytest.raises(sqlite3.OperationalError, match="disk is full"):
                list(writer.index.all())
            assert writer.index.latest(f"{URL}?other") is None  # what does not wait can be asked for
        kept.append(keep(writer, url=f"{URL}?2", day=2))
    with CaptureIndex(data) as index:
        assert list(index.all()) == kept
        assert verify(data, index, lambda _: None).errors == []


def test_an_index_that_cannot_be_written_at_the_end_is_completed_by_the_next_run(data, monkeypatch):
    def full(*_):
        raise sqlite3.OperationalError("database or disk is full")

    with monkeypatch.context() as patch:
        patch.setattr("archive.store.index.to_row", full)
        with WarcWriter(data, crawl="c") as writer:
            kept = keep(writer)
    with CaptureIndex(data) as index:
        assert len(index) == 0
        assert index.sync().captures == 1
        assert list(index.all()) == [kept]


def test_a_damaged_record_is_named_with_its_place_and_the_rest_is_checked(data):
    captures = write(data)
    damaged = sorted(captures, key=lambda capture: capture.offset)[5]
    path = data.warc / damaged.warc
    content = bytearray(path.read_bytes())
    content[damaged.offset + 30] ^= 0xFF
    path.write_bytes(content)
    done = nianbao("verify", data=data)
    assert done.exit_code == 1
    assert f"{damaged.warc} at offset {damaged.offset}: " in done.stderr
    assert "restore it from a copy" in done.stderr
    assert f"1 files, {3 * len(captures) - 2} records, {len(captures) - 1} captures" in done.stdout


def test_memory_of_a_check_does_not_grow_with_the_file(data):
    dice = random.Random(1)  # noqa: S311 (reproducible)
    with WarcWriter(data, crawl="c") as writer:
        for number in range(60):
            keep(writer, url=f"{URL}?{number}", body=dice.randbytes(200_000))
    with CaptureIndex(data) as index:
        tracemalloc.start()
        try:
            done = verify(data, index, lambda _: None)
            rebuilt = index.rebuild()
            peak = tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()
    assert (done.records, done.errors, rebuilt.captures) == (181, [], 60)
    assert (data.warc / "c-00001.warc.gz").stat().st_size > 12_000_000
    assert peak < 3_000_000  # a few copies of one record

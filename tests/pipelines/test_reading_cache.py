"""The reading cache may be lost at any time, but never thrown away while another process uses it."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from archive.datadir import DataDir
from pipelines.reading import Kept, Readings, program_of


@pytest.fixture
def data(tmp_path: Path) -> DataDir:
    return DataDir(tmp_path)


def test_a_reading_is_given_back_for_its_digest_and_charset_only(data: DataDir) -> None:
    with Readings(data) as readings:
        readings.keep_reading("ab", "gbk", Kept(3, b"xyz"))
        assert readings.reading("ab", "gbk") == Kept(3, b"xyz")
        assert readings.reading("ab", None) is None


def test_another_libreoffice_makes_only_its_own_readings_old(data: DataDir, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipelines.reading.libreoffice_version", lambda: "Office 1")
    with Readings(data) as readings:
        readings.keep_reading("ab", None, Kept(3, b"xyz", program_of("doc")))
        readings.keep_reading("cd", None, Kept(3, b"xyz", program_of("html")))
        readings.forget_old()
        assert readings.reading("ab", None) == Kept(3, b"xyz", "Office 1")
        monkeypatch.setattr("pipelines.reading.libreoffice_version", lambda: "Office 2")
        assert readings.reading("ab", None) is None
        assert readings.reading("cd", None) == Kept(3, b"xyz")


def test_a_file_that_is_no_database_is_begun_anew(data: DataDir) -> None:
    data.readings.write_bytes(b"not a database at all, but long enough to be looked at" * 100)
    with Readings(data) as readings:
        assert readings.reading("ab", None) is None


def test_a_locked_cache_is_left_as_it_is(data: DataDir, monkeypatch: pytest.MonkeyPatch) -> None:
    with Readings(data) as readings:
        readings.keep_reading("ab", None, Kept(3, b"xyz"))
    connect = sqlite3.connect
    monkeypatch.setattr(sqlite3, "connect", lambda path, **options: connect(path, timeout=0, **options))
    with closing(connect(data.readings, isolation_level=None)) as other:
        other.execute("PRAGMA journal_mode = DELETE")
        other.execute("BEGIN EXCLUSIVE")
        with pytest.raises(sqlite3.OperationalError, match="locked"):
            Readings(data)
        other.execute("COMMIT")
    with Readings(data) as readings:
        assert readings.reading("ab", None) == Kept(3, b"xyz")

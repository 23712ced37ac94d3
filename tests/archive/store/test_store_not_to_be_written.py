"""A data directory that may only be read: on a read-only mount, or another user's."""

import json
import shutil
import sqlite3
from contextlib import closing
from dataclasses import fields

import pytest
from click.testing import CliRunner

from archive.cli import main
from archive.publication.documents import Kept, document_bytes
from archive.store.index import CaptureIndex
from archive.store.reader import read_document_bytes
from archive.store.writer import WarcWriter
from tests.archive.store.exchanges import URL, keep, keep_unchanged
from tests.rights import not_to_be_written

BODY = b"<html>report</html>"


def write(data):
    with WarcWriter(data, crawl="c") as writer:
        return keep_unchanged(writer, keep(writer, body=BODY))


def nianbao(*arguments, data):
    return CliRunner(env={"NIANBAO_LANG": "en"}).invoke(main, [*arguments, "--data", str(data.root)])


def names(data):
    return sorted(path.name for path in data.root.rglob("*"))


def held(data):
    found = nianbao("status", "--json", data=data)
    assert found.exit_code == 0, found.output
    return json.loads(found.stdout)["store"]["captures"]


def test_commands_that_only_read_do_so(data):
    write(data)
    before = names(data)
    with not_to_be_written(data.root):
        assert held(data) == 2
        checked = nianbao("verify", data=data)
        assert checked.exit_code == 0, checked.output
    assert names(data) == before


def test_documents_are_given_out(data):
    revisit = write(data)
    row = dict.fromkeys(field.name for field in fields(Kept))
    kept = Kept(**{**row, "capture": revisit.id, "url": URL, "time": revisit.time})
    with not_to_be_written(data.root):
        assert document_bytes(data, [kept]) == BODY
        assert read_document_bytes(data, revisit) == BODY


def left_by_a_killed_writer(data):
    """Return the captures of a store whose index was never closed; its newest rows lie in the -wal file."""
    live = data.root.with_name("live")
    write(type(data)(live))
    with CaptureIndex(type(data)(live)) as index:
        index._db.execute("DELETE FROM captures WHERE refers_to IS NOT NULL")
        shutil.copytree(live, data.root)
    assert data.captures.with_name("captures.db-wal").stat().st_size


def test_newest_rows_of_a_killed_writer_are_read(data):
    left_by_a_killed_writer(data)
    with not_to_be_written(data.root):
        assert held(data) == 1


def test_newest_rows_that_cannot_be_read_are_never_left_out(data):
    left_by_a_killed_writer(data)
    data.captures.with_name("captures.db-shm").unlink()
    with not_to_be_written(data.root):
        found = nianbao("status", data=data)
    assert found.exit_code == 1
    assert found.stderr.count("\n") == 1
    assert "captures.db-wal" in found.stderr


def test_index_of_another_version_is_named(data):
    write(data)
    with closing(sqlite3.connect(data.captures)) as db:
        db.execute("PRAGMA user_version = 1")
    with not_to_be_written(data.root):
        found = nianbao("status", data=data)
    assert found.exit_code == 1
    assert "another version" in found.stderr
    assert held(data) == 0  # where it may be written it is made anew: `nianbao verify` fills it


def test_writers_say_so_at_once(data, tmp_path):
    write(data)
    (tmp_path / "report.html").write_bytes(BODY)
    with not_to_be_written(data.root):
        for command in (("import", str(tmp_path / "report.html")), ("verify", "--rebuild")):
            found = nianbao(*command, data=data)
            assert found.exit_code == 1
            assert found.stderr.count("\n") == 1
            assert str(data.root) in found.stderr
        with pytest.raises(sqlite3.OperationalError, match="readonly"), CaptureIndex(data, to_look=True) as index:
            index.rebuild()

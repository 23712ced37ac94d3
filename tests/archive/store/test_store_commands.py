import gzip
import os
import shutil
from io import BytesIO
from pathlib import Path

import pytest
from click.testing import CliRunner
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from archive.datadir import DataDir
from archive.records import Outcome, Role
from archive.store.commands import import_files, merge, verify
from archive.store.errors import StoreError
from archive.store.index import CaptureIndex
from archive.store.reader import read_document_bytes
from archive.store.warc import sha256
from archive.store.writer import WarcWriter
from tests.archive.store.exchanges import DETAIL, URL, keep, keep_unchanged, records


@pytest.fixture(autouse=True)
def english(monkeypatch):
    monkeypatch.setenv("NIANBAO_LANG", "en")


def run(command, *arguments, data):
    return CliRunner().invoke(command, [*map(str, arguments), "--data", str(data.root)])


def everything(data):
    with CaptureIndex(data) as index:
        return list(index.all())


@pytest.fixture
def folder(tmp_path):
    folder = tmp_path / "reports"
    (folder / "b").mkdir(parents=True)
    (folder / ".git").mkdir()
    for name, content in (("b/2020.html", b"<html>"), ("a.pdf", b"%PDF"), (".git/x", b"x"), (".hidden", b"x")):
        (folder / name).write_bytes(content)
    return folder


@pytest.fixture
def store(data):
    with WarcWriter(data, crawl="c") as writer:
        keep_unchanged(writer, keep(writer))
        writer.event(URL + "?3", DETAIL)
    return data


def test_a_folder_is_kept_without_its_hidden_files(data, folder):
    done = run(import_files, folder, data=data)
    assert (done.exit_code, done.stdout) == (0, "2 kept, 0 already held, 0 failed.\n")
    captures = everything(data)
    assert [capture.context.link_text for capture in captures] == ["a.pdf", "2020.html"]
    assert {capture.context.role for capture in captures} == {Role.FILE}
    assert captures[0].url == f"urn:sha256:{sha256(b'%PDF')}"
    assert run(verify, data=data).exit_code == 0


def test_a_file_kept_twice_is_kept_once(data, folder):
    run(import_files, folder, data=data)
    before = everything(data)
    done = run(import_files, folder, folder / "a.pdf", data=data)
    assert (done.exit_code, done.stdout) == (0, "0 kept, 3 already held, 0 failed.\n")
    assert f"{folder / 'a.pdf'}: already kept, same bytes" in done.stderr
    assert everything(data) == before
    assert len(list(data.warc.glob("*.warc.gz"))) == 1


def test_a_file_given_its_address_is_a_capture_of_it(data, folder):
    done = run(import_files, folder / "a.pdf", "--url", URL, data=data)
    assert done.exit_code == 0
    with CaptureIndex(data) as index:
        assert read_document_bytes(data, index.latest(URL)) == b"%PDF"


def test_a_file_that_cannot_be_read_does_not_stop_the_others(data, folder):
    (folder / "aa.pdf").symlink_to(folder / "nowhere")
    done = run(import_files, folder / "absent.pdf", folder, data=data)
    assert (done.exit_code, done.stdout) == (1, "2 kept, 0 already held, 2 failed.\n")
    assert f"{folder / 'aa.pdf'}: not kept: No such file or directory" in done.stderr
    assert f"{folder / 'absent.pdf'}: not kept: No such file or directory" in done.stderr


def test_a_name_in_gbk_is_kept_as_written(data, folder):
    Path(os.fsdecode(os.fsencode(folder) + "/年报.html".encode("gbk"))).write_bytes(b"<p>")
    assert run(import_files, folder, data=data).exit_code == 0
    assert "年报.html" in {capture.context.link_text for capture in everything(data)}
    assert run(import_files, folder, data=data).exit_code == 0


@pytest.mark.parametrize("arguments", [("--url", URL), ("a.pdf", "b", "--url", URL), ("a.pdf", "--url", "a.pdf")])
def test_wrong_usage_ends_with_2(data, folder, monkeypatch, arguments):
    monkeypatch.chdir(folder)
    assert run(import_files, *arguments, data=data).exit_code == 2
    assert run(import_files, ".", "--url", URL, data=data).exit_code == 2
    assert run(merge, folder, data=data).exit_code == 2
    assert run(verify, data=DataDir(folder / "nowhere")).exit_code == 2
    assert not (folder / "nowhere").exists()


def test_output_is_chinese_where_wanted(data, folder, monkeypatch):
    monkeypatch.setenv("NIANBAO_LANG", "zh")
    assert run(import_files, folder, data=data).stdout == "新收存 2 件，已有 0 件，失败 0 件。\n"


def foreign_warc(path):
    """Write what another program would: packed as a whole or not at all, bodies still in chunks, other digests."""
    with path.open("wb") as stream:
        writer = WARCWriter(stream, gzip=path.suffix == ".gz")
        chunked = [("Transfer-Encoding", "chunked"), ("Content-Encoding", "gzip")]
        packed = gzip.compress(b"report", mtime=0)
        body = b"%x\r\n%s\r\n0\r\n\r\n" % (len(packed), packed)
        for kind, url, http, payload in (
            ("response", URL, StatusAndHeaders("200 OK", chunked, protocol="HTTP/1.1"), body),
            ("response", URL + "?gone", StatusAndHeaders("404 Not Found", [], protocol="HTTP/1.1"), b"gone"),
            ("resource", "urn:x", None, b"%PDF"),
            ("response", "dns:x", None, b"x"),
        ):
            record = writer.create_warc_record(
                url,
                kind,
                payload=BytesIO(payload),
                length=len(payload),
                http_headers=http,
                warc_headers_dict={"WARC-Date": "2021-03-04T05:06:07Z"},
            )
            writer.write_record(record)


@pytest.mark.parametrize("name", ["other.warc", "other.warc.gz", "renamed.bin"])
def test_captures_of_another_program_are_taken_over_once(data, tmp_path, name):
    path = tmp_path / name
    foreign_warc(path)
    done = run(import_files, path, data=data)
    assert (done.exit_code, done.stdout) == (0, "3 kept, 0 already held, 0 failed.\n")
    captures = everything(data)
    report, gone, _ = sorted(captures, key=lambda capture: capture.offset)
    assert (report.url, report.time, report.status) == (URL, "2021-03-04T05:06:07Z", 200)
    assert read_document_bytes(data, report) == b"report"
    assert (gone.status, gone.context.outcome, gone.context.role) == (404, Outcome.GONE, Role.FILE)
    assert run(import_files, path, data=data).stdout == "0 kept, 1 already held, 0 failed.\n"
    assert everything(data) == captures
    assert run(verify, data=data).exit_code == 0


def test_a_cut_warc_file_gives_what_is_whole_and_is_named(data, tmp_path):
    path = tmp_path / "other.warc"
    foreign_warc(path)
    path.write_bytes(path.read_bytes()[: path.read_bytes().index(b"gone\r\n\r\n") + 2])
    done = run(import_files, path, data=data)
    assert (done.exit_code, done.stdout) == (1, "1 kept, 0 already held, 1 failed.\n")
    assert "other.warc: not kept: at offset" in done.stderr


def test_a_sound_store_is_in_order(store):
    done = run(verify, data=store)
    assert (done.exit_code, done.stdout) == (0, "1 files, 8 records, 3 captures: all in order.\n")
    done = run(verify, "--rebuild", data=store)
    assert done.stdout.startswith("Index rebuilt from the WARC files: 3 captures.\n")


def test_a_changed_byte_is_found(store):
    path = next(store.warc.glob("*.gz"))
    offset = everything(store)[0].offset
    changed = bytearray(path.read_bytes())
    changed[offset + 40] ^= 1
    path.write_bytes(changed)
    done = run(verify, data=store)
    assert done.exit_code == 1
    assert f"{path.name} at offset {offset}: the record cannot be unpacked" in done.stderr


def test_a_body_exchanged_for_another_is_found(store):
    """Packed anew with valid checksums of its compression, so that only the WARC digests tell."""
    path = next(store.warc.glob("*.gz"))
    with path.open("rb") as stream:
        plain = [gzip.decompress(stream.read(found.end - found.offset)) for found in records(path)]
    path.write_bytes(b"".join(gzip.compress(record.replace(b"<html>r", b"<html>R"), mtime=0) for record in plain))
    done = run(verify, "--rebuild", data=store)
    assert done.exit_code == 1
    assert "the record's bytes do not match its WARC-Block-Digest" in done.stderr
    assert "the body does not match its WARC-Payload-Digest" in done.stderr
    with pytest.raises(StoreError, match="not those that were captured"):
        read_document_bytes(store, everything(store)[0])


def test_records_packed_together_are_found(store):
    path = next(store.warc.glob("*.gz"))
    path.write_bytes(gzip.compress(gzip.decompress(path.read_bytes())))
    done = run(verify, data=store)
    assert done.exit_code == 1
    assert f"{path.name} at offset 0: more follows the record" in done.stderr


@pytest.mark.parametrize(
    ("statement", "error"),
    [
        ("UPDATE captures SET status = 200 WHERE status = 304", "the index says something else than the record"),
        ("DELETE FROM captures WHERE status = 304", "not in the index"),
        ("UPDATE captures SET offset = offset + 1 WHERE status = 304", "indexed, but no such record"),
        ("DELETE FROM captures WHERE status = 200", "which is not held"),
    ],
)
def test_an_index_that_disagrees_is_found_and_made_again(store, statement, error):
    before = everything(store)
    with CaptureIndex(store) as index:
        index._db.execute(statement)
    done = run(verify, data=store)
    assert done.exit_code == 1
    assert error in done.stderr
    assert run(verify, "--rebuild", data=store).exit_code == 0
    assert everything(store) == before


def test_a_missing_file_is_found(store):
    next(store.warc.glob("*.gz")).unlink()
    done = run(verify, data=store)
    assert (done.exit_code, done.stdout) == (1, "0 files, 0 records, 0 captures: 1 errors.\n")
    assert "c-00001.warc.gz: indexed, but the WARC file is missing" in done.stderr


def test_a_tail_set_aside_is_told_of_without_alarm(store):
    path = next(store.warc.glob("*.gz"))
    opened = path.rename(path.with_name(path.name + ".open"))
    opened.write_bytes(opened.read_bytes()[:-10])
    done = run(verify, data=store)
    assert done.exit_code == 0
    assert "bytes left when a writer was stopped, set aside" in done.stderr


def break_first_record(store):
    """Make the first record unreadable and the index forget all, as where a damaged file was copied here."""
    path = next(store.warc.glob("*.warc.gz"))
    content = bytearray(path.read_bytes())
    content[40:60] = bytes(20)
    path.write_bytes(content)
    store.captures.unlink()
    return path


def test_whoever_meets_a_damaged_record_first_says_so(store, folder):
    path = break_first_record(store)
    done = run(import_files, folder, data=store)
    assert done.exit_code == 0
    assert f"{path.name} at offset 0: " in done.stderr
    assert "its captures are not held; restore the file" in done.stderr
    assert "at offset" not in run(import_files, folder, data=store).stderr


@pytest.fixture
def other(tmp_path):
    """A second machine's store; its file has the same name as the first one's and other content."""
    data = DataDir(tmp_path / "other")
    with WarcWriter(data, crawl="c") as writer:
        keep(writer, url=URL + "?other", body=b"other")
        keep(writer, url=URL + "?more", body=b"more")
    return data


def test_stores_are_joined_once(store, other):
    mine, theirs = everything(store), everything(other)
    done = run(merge, other.root, data=store)
    assert (done.exit_code, done.stdout) == (
        0,
        "1 files copied, 0 already held, 0 failed; 2 new captures.\n",
    )
    joined = everything(store)
    assert {capture.id for capture in joined} == {capture.id for capture in mine + theirs}
    assert run(merge, other.root, data=store).stdout == "0 files copied, 1 already held, 0 failed; 0 new captures.\n"
    assert everything(store) == joined
    with CaptureIndex(store) as index:
        assert read_document_bytes(store, index.latest(URL + "?other")) == b"other"
        index.rebuild()
    assert everything(store) == joined
    assert run(verify, data=store).exit_code == 0


def test_the_same_file_under_another_name_changes_no_capture(store):
    path = next(store.warc.glob("*.gz"))
    before = everything(store)
    shutil.copy(path, path.with_name("d-00001.warc.gz"))
    assert run(verify, data=store).exit_code == 0
    assert everything(store) == before


def test_a_file_left_open_elsewhere_is_joined_up_to_its_last_record(store, other):
    path = next(other.warc.glob("*.gz"))
    opened = path.rename(path.with_name(path.name + ".open"))
    opened.write_bytes(opened.read_bytes()[:-10])
    assert run(merge, other.root, data=store).stdout.startswith("1 files copied")
    with CaptureIndex(store) as index:
        assert (index.latest(URL + "?other") is None, index.latest(URL + "?more") is None) == (False, True)
    assert opened.exists()
    run(verify, data=other)
    assert run(merge, other.root, data=store).stdout.startswith("0 files copied, 1 already held")


def test_a_file_being_written_elsewhere_is_left_for_later(store, tmp_path):
    other = DataDir(tmp_path / "other")
    with WarcWriter(other, crawl="live") as writer:
        keep(writer)
        done = run(merge, other.root, data=store)
    assert done.exit_code == 1
    assert "is being written; merge again when that crawl has ended" in done.stderr
    assert run(merge, other.root, data=store).exit_code == 0


def test_a_damaged_file_joined_is_named(store, tmp_path):
    path = break_first_record(store)
    done = run(merge, store.root, data=DataDir(tmp_path / "joined"))
    assert done.exit_code == 1
    assert f"{path.name} at offset 0: " in done.stderr

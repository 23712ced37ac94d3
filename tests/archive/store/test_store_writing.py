from dataclasses import replace

import pytest
from warcio.archiveiterator import ArchiveIterator
from warcio.checker import Checker

from archive.records import Context, Outcome, Role
from archive.store.errors import StoreError
from archive.store.index import CaptureIndex
from archive.store.metadata import Kept, Metadata, dump, load
from archive.store.reader import read_document_bytes, read_record, read_response
from archive.store.warc import sha256
from archive.store.writer import WarcWriter
from tests.archive.store.exchanges import DETAIL, URL, keep, keep_unchanged, packed


def captures(data):
    with CaptureIndex(data) as index:
        return list(index.all())


def test_a_redirect_and_a_missing_page_are_kept_as_answered(data):
    with WarcWriter(data, crawl="c") as writer:
        moved = keep(writer, status=301, reason="Moved Permanently", headers=[(b"Location", b"/new")], body=b"")
        gone = keep(writer, url=URL + "x", status=404, reason="Not Found", body=b"no such page")
    assert read_response(data, moved).header("location") == "/new"
    assert (moved.status, gone.status) == (301, 404)
    assert read_document_bytes(data, gone) == b"no such page"
    with CaptureIndex(data) as index:
        assert index.latest(URL) is None
        assert index.last(URL) == moved
        assert index.latest(URL + "x") is None


def test_a_packed_body_is_kept_as_served_and_read_unpacked(data):
    served = packed("公开年报".encode())
    headers = [(b"Content-Encoding", b"gzip"), (b"Transfer-Encoding", b"chunked")]
    with WarcWriter(data, crawl="c") as writer:
        capture = keep(writer, body=served, headers=headers)
    http = read_response(data, capture)
    assert http.body == served
    assert http.header("transfer-encoding") is None
    assert http.header("x-archive-orig-transfer-encoding") == "chunked"
    assert read_document_bytes(data, capture) == "公开年报".encode()
    assert capture.digest == sha256("公开年报".encode())
    assert capture.payload_digest == sha256(served)


def test_headers_that_are_no_ascii_stay_as_served(data):
    headers = [(b"Content-Disposition", 'attachment; filename="年报.pdf"'.encode("gb18030"))]
    with WarcWriter(data, crawl="c") as writer:
        capture = keep(writer, headers=headers)
    assert headers[0][1] in read_record(data, capture).block


def test_an_unchanged_page_refers_to_the_full_one(data):
    with WarcWriter(data, crawl="c") as writer:
        first = keep(writer)
        second = keep_unchanged(writer, first, day=2)
        third = keep_unchanged(writer, writer.index.latest(URL), day=3)
    record = read_record(data, third)
    assert record.header("WARC-Profile").endswith("/server-not-modified")
    assert record.header("WARC-Refers-To-Target-URI") == URL
    assert record.header("WARC-Refers-To-Date") == first.time
    assert second.refers_to == third.refers_to == first.id
    assert (third.status, third.digest, third.etag) == (304, first.digest, first.etag)
    assert third.last_modified == "Thu, 01 Jan 2026 00:00:00 GMT"
    assert third.context.outcome is Outcome.UNCHANGED
    assert read_document_bytes(data, third) == b"<html>report</html>"
    with CaptureIndex(data) as index:
        assert index.latest(URL) == third


def test_the_same_bytes_again_become_a_revisit(data):
    body = b"<html>" + b"r" * 5000
    with WarcWriter(data, crawl="c") as writer:
        first = keep(writer, body=body)
        second = keep(writer, body=body, day=2)
        elsewhere = keep(writer, url=URL + "?copy", body=body, day=2)
        changed = keep(writer, body=body + b"!", day=3)
    assert (second.refers_to, elsewhere.refers_to, changed.refers_to) == (first.id, None, None)
    assert read_record(data, second).header("WARC-Profile").endswith("/identical-payload-digest")
    assert read_response(data, second).body == b""
    assert read_document_bytes(data, second) == body
    assert second.context.outcome is Outcome.UNCHANGED


def test_the_same_bytes_in_another_encoding_are_another_document(data):
    served = packed(b"report")
    with WarcWriter(data, crawl="c") as writer:
        keep(writer, body=served, headers=[(b"Content-Encoding", b"gzip")])
        plain = keep(writer, body=served, headers=[], day=2)
    assert plain.refers_to is None
    assert read_document_bytes(data, plain) == served


@pytest.mark.parametrize("outcome", [Outcome.BLOCKED, Outcome.EMPTY, Outcome.FAILED])
def test_a_challenge_page_is_never_the_document_to_compare_with(data, outcome):
    with WarcWriter(data, crawl="c") as writer:
        report = keep(writer)
        for day in (2, 3):
            blocked = keep(writer, body=b"<html>challenge", day=day, context=replace(DETAIL, outcome=outcome))
            assert writer.index.latest(URL) == report
            assert writer.index.last(URL) == blocked
    assert blocked.context.outcome is outcome


def test_text_that_is_no_unicode_is_kept_with_a_mark(data):
    with WarcWriter(data, crawl="c") as writer:
        kept = keep(writer, url=URL + "?\ud800", context=replace(DETAIL, listed_title="年报\ud800"))
    assert (kept.url, kept.context.listed_title) == (URL + "??", "年报?")
    assert captures(data) == [kept]


def test_unchanged_from_nothing_is_refused(data):
    with WarcWriter(data, crawl="c") as writer:
        first = keep(writer)
        with pytest.raises(StoreError, match="is not held"):
            keep_unchanged(writer, replace(first, id="00000000-0000-4000-8000-000000000000"))


def test_a_refused_request_and_a_file_by_hand_are_kept(data, tmp_path):
    path = tmp_path / "2020.pdf"
    path.write_bytes(b"%PDF-1.7")
    refused = replace(DETAIL, outcome=Outcome.REFUSED, reason="robots.txt forbids it")
    by_hand = Context(crawl="i", role=Role.FILE, outcome=Outcome.KEPT, link_text=path.name)
    with WarcWriter(data, crawl="c") as writer:
        event = writer.event(URL + " \n", refused, time="2026-01-01T00:00:00Z")
        named = writer.resource(path, URL + ".pdf", by_hand, time="2026-01-02T00:00:00Z")
        nameless = writer.resource(path, None, by_hand, time="2026-01-03T00:00:00Z")
        again = writer.resource(path, None, by_hand, time="2026-01-04T00:00:00Z")
    assert captures(data) == [event, named, nameless, again]
    assert event.url == URL + "%20%0A"
    assert (event.status, event.digest, event.context.reason) == (None, None, "robots.txt forbids it")
    assert nameless.url == f"urn:sha256:{sha256(b'%PDF-1.7')}"
    assert again.refers_to == nameless.id
    assert {read_document_bytes(data, capture) for capture in (named, nameless, again)} == {b"%PDF-1.7"}
    assert str(tmp_path).encode() not in b"".join(file.read_bytes() for file in data.warc.glob("*.gz"))
    with pytest.raises(StoreError, match="no readable document was received"):
        read_document_bytes(data, event)


def test_a_file_is_finished_at_its_size_and_the_next_one_begun(data):
    with WarcWriter(data, crawl="c", rotate_at=2000) as writer:
        kept = [keep(writer, url=f"{URL}?{number}", body=bytes(range(256)) * 8) for number in range(5)]
        assert len(list(data.warc.glob("*.open"))) == 1
    assert [path.name for path in sorted(data.warc.glob("*.warc.gz*"))] == [
        "c-00001.warc.gz",
        "c-00002.warc.gz",
        "c-00003.warc.gz",
    ]
    assert captures(data) == sorted(kept, key=lambda capture: (capture.time, capture.id))


def test_a_restart_begins_a_new_file(data):
    for day in (1, 2):
        with WarcWriter(data, crawl="c") as writer:
            keep(writer, body=b"%d" % day, day=day)
    assert [capture.warc for capture in captures(data)] == ["c-00001.warc.gz", "c-00002.warc.gz"]


def test_a_writer_that_keeps_nothing_leaves_no_file(data):
    with WarcWriter(data, crawl="c"):
        pass
    assert list(data.warc.glob("*.warc.gz*")) == []


def test_a_crawl_name_cannot_leave_the_folder(data):
    with pytest.raises(ValueError, match="file name"):
        WarcWriter(data, crawl="../c")


def test_warcio_accepts_every_record(data, capsys):
    with WarcWriter(data, crawl="c") as writer:
        first = keep(writer, body=packed(b"report"), headers=[(b"Content-Encoding", b"gzip")], address="192.0.2.1")
        keep_unchanged(writer, first)
        keep(writer, url=URL + "?2", http_version="HTTP/2", status=404, reason="", body=b"")
        writer.event(URL + "?3", DETAIL)
        writer.resource(b"%PDF", None, DETAIL)
    path = next(data.warc.glob("*.gz"))
    with path.open("rb") as stream:
        records = [(record.rec_type, record.rec_headers.protocol) for record in ArchiveIterator(stream)]
    assert [kind for kind, _ in records] == [
        *("warcinfo", "metadata", "request", "response", "metadata", "request", "revisit"),
        *("metadata", "request", "response", "metadata", "metadata", "resource"),
    ]
    assert {version for _, version in records} == {"WARC/1.1"}

    class Inputs:
        inputs = (str(path),)
        verbose = True

    assert Checker(Inputs).process_all() == 0
    output = capsys.readouterr().out
    assert output.count("digest pass") == 12
    assert output.count("not checked (revisit)") == 1


def test_what_stands_beside_a_response_is_no_document_to_other_programs(data):
    context = replace(DETAIL, parent="http://www.example.gov.cn/a b\r\n", listed_title="年报\r\nnianbao: {}")
    with WarcWriter(data, crawl="c") as writer:
        kept = keep(writer, context=context)
    (path,) = data.warc.glob("*.gz")
    with path.open("rb") as stream:
        ((kind, block),) = [
            (record.rec_headers.get_header("Content-Type"), record.content_stream().read().decode())
            for record in ArchiveIterator(stream)
            if record.rec_type == "metadata"
        ]
    assert kind == "application/warc-fields"
    assert block.splitlines()[0] == "via: http://www.example.gov.cn/a%20b%0D%0A"
    assert [line.partition(": ")[0] for line in block.splitlines()] == ["via", "nianbao"]
    with CaptureIndex(data) as index:
        index.rebuild()
        assert list(index.all()) == [kept]


def test_a_block_of_json_alone_is_read_as_the_first_stores_wrote_it():
    metadata = Metadata(DETAIL, Kept(digest="d", length=3))
    written = dump(metadata)
    assert load(written) == load(written.partition(b"nianbao: ")[2].strip()) == metadata

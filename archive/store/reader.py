"""Gives back the bytes that a capture stands for."""

from archive.content import ContentError, decode_body
from archive.datadir import DataDir
from archive.records import Capture
from archive.store import files
from archive.store.errors import StoreError
from archive.store.index import CaptureIndex
from archive.store.rows import DECODE_LIMIT
from archive.store.scan import read_at
from archive.store.warc import Http, Record, read_http, sha256


def read_record(data: DataDir, capture: Capture) -> Record:
    """Return the capture's own WARC record. Raises StoreError naming file and offset when it cannot be read."""
    where = f"{capture.warc} at offset {capture.offset}"
    try:
        with files.open_warc(data, capture.warc) as stream:
            record = read_at(stream, capture.offset)
    except FileNotFoundError:
        raise StoreError(f"{capture.warc}: the WARC file is missing; restore it from a copy") from None
    except (OSError, StoreError) as error:
        raise StoreError(f"{where}: {error}; run `nianbao verify`") from error
    if record.id != capture.id:
        raise StoreError(f"{where}: holds record {record.id}, not {capture.id}; run `nianbao verify --rebuild`")
    return record


def read_response(data: DataDir, capture: Capture) -> Http:
    """Return status, headers and body as served; a revisit's body is empty, a file given by hand has no headers."""
    record = read_record(data, capture)
    return Http(None, (), record.block) if record.kind == "resource" else read_http(record.block)


def read_document_bytes(data: DataDir, capture: Capture, index: CaptureIndex | None = None) -> bytes:
    """Return the document's bytes, content encoding undone, also where a revisit refers to an earlier capture.

    That capture is looked up in `index`; without one, the index is opened for it.
    Raises StoreError naming WARC file and offset when nothing was received, or it is missing, damaged or not
    what its digest says.
    """
    if capture.digest is None:
        raise StoreError(f"{capture.warc} at offset {capture.offset}: no readable document was received")
    full = _full(data, capture, index)
    http = read_response(data, full)
    try:
        document = decode_body(http.body, http.content_encoding, DECODE_LIMIT)
    except ContentError as error:
        raise StoreError(f"{full.warc} at offset {full.offset}: {error}") from error
    if sha256(document) != capture.digest:
        raise StoreError(
            f"{full.warc} at offset {full.offset}: the bytes are not those that were captured; run `nianbao verify`"
        )
    return document


def _full(data: DataDir, capture: Capture, index: CaptureIndex | None) -> Capture:
    if capture.refers_to is None:
        return capture
    if index is None:
        with CaptureIndex(data, to_look=True) as opened:
            return _full(data, capture, opened)
    full = index.by_id(capture.refers_to)
    if full is None:
        raise StoreError(
            f"{capture.warc} at offset {capture.offset}: refers to record {capture.refers_to}, which is not held; "
            "restore the WARC file that has it or run `nianbao merge`"
        )
    return full

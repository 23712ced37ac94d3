import gzip
import random

import pytest

from pipelines import formats
from pipelines.document import Document
from pipelines.formats import read_document, readers

PAGE = "<p>示例县政府信息公开年度报告</p><table><tr><td>行政许可</td><td>1</td></tr>"
PAGE += "<tr><td>行政处罚</td><td>2</td></tr></table>"


def kinds(document: Document) -> list[str]:
    return [problem.kind for problem in document.problems]


@pytest.mark.parametrize(
    ("data", "kind", "advice"),
    [
        (b"", "empty_file", "again"),
        (b"\r\n \t", "empty_file", "again"),
        (b"\x00" * 64, "empty_file", "again"),
        (bytes(range(256)) * 8, "unknown_format", "save as"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "PowerPoint".encode("utf-16-le"), "unknown_format", ".docx or PDF"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "encrypted", "password"),
        (b"\x89PNG\r\n\x1a\n", "unreadable", "fetch or save it again"),
        (gzip.compress(b"x" * 100, mtime=0), "unknown_format", "unpack"),
        (b'{"a": 1}', "unknown_format", "page"),
    ],
)
def test_hopeless_input_says_what_to_do(data, kind, advice):
    document = read_document(data)
    assert kinds(document) == [kind]
    assert advice in document.problems[0].detail
    assert document.blocks == ()


def test_a_file_beyond_the_limit_is_not_read(monkeypatch):
    monkeypatch.setattr(formats, "MAX_BYTES", 10)
    assert kinds(read_document(PAGE.encode())) == ["too_large"]


def test_a_reader_that_fails_is_a_problem(monkeypatch):
    def fail(data: bytes, digest: str, charset: str | None) -> Document:
        raise ZeroDivisionError(f"{len(data)} {digest} {charset}")

    monkeypatch.setattr("pipelines.formats.html.read", fail)
    document = read_document(PAGE.encode())
    assert kinds(document) == ["crashed"]
    assert "ZeroDivisionError" in document.problems[0].detail


def test_readers_are_found_by_walking_the_package():
    assert {"html", "text"} <= readers()
    assert not any(name.startswith("_") for name in readers())


@pytest.mark.parametrize("seed", range(40))
def test_damaged_pages_never_raise(seed):
    chance = random.Random(seed)  # noqa: S311 (damage is to be repeatable, not secret)
    data = bytearray((PAGE * 3).encode(chance.choice(["utf-8", "gbk", "utf-16"])))
    for _ in range(chance.randrange(1, 60)):
        data[chance.randrange(len(data))] = chance.randrange(256)
    document = read_document(bytes(data[: chance.randrange(len(data))]))
    assert isinstance(document, Document)
    assert document.blocks or document.problems

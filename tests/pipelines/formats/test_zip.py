"""ZIP archives of reports and annexes: order, names, origin of figures, and the bounds."""

import io
import json
import zipfile
from pathlib import Path

import pytest
from click.testing import CliRunner

from archive.cli import main
from pipelines.document import Document
from pipelines.formats import read_document
from pipelines.formats import zip as zip_reader
from tests.generators.wrapped import packed
from tests.pipelines.tables.printer import Printed, figures, report

VALUES = figures("F2021", 3)


def kinds(document: Document) -> list[str]:
    return [problem.kind for problem in document.problems]


def texts(document: Document) -> list[str]:
    return [paragraph.text for paragraph in document.paragraphs()]


def page(text: str) -> bytes:
    return f"<html><body><p>{text}</p></body></html>".encode()


def split_report() -> dict[str, bytes]:
    """Return a report whose tables 3 and 4 stand in annexes."""
    blocks = report("F2021", VALUES).blocks
    return {
        "附件10.html": Printed(blocks[5:]).html(),
        "附件2.html": Printed(blocks[3:5]).html(),
        "正文.html": b"",
        "1 报告.html": Printed(blocks[:3]).html(),
    }


def test_a_report_in_several_files_gives_all_its_figures(tmp_path: Path) -> None:
    path = tmp_path / "all.zip"
    path.write_bytes(packed(split_report()))
    (line,) = CliRunner().invoke(main, ["extract", "--json", str(path)]).stdout.splitlines()
    found = json.loads(line)["figures"]
    assert {figure["code"]: figure["value"] for figure in found} == VALUES
    assert {figure["code"]: figure["member"] for figure in found if figure["code"] in {
        "rule_made", "req_new.natural", "rev_total"}
    } == {"rule_made": "1 报告.html", "req_new.natural": "附件2.html", "rev_total": "附件10.html"}  # fmt: skip
    assert len({figure["table"] for figure in found}) == 3


def test_files_are_read_in_the_order_of_their_numbers() -> None:
    names = ["附件十一.html", "附件二.html", "附件10.html", "附件9.html", "附件三.html", "附件一.html"]
    document = read_document(packed({name: page(name) for name in names}))
    expected = ["附件一.html", "附件二.html", "附件三.html", "附件9.html", "附件10.html", "附件十一.html"]
    assert texts(document) == expected
    assert [member.name for member in document.members] == expected


@pytest.mark.parametrize("names", ["utf-8", "gb18030"])
def test_names_are_read_in_either_charset(names: str) -> None:
    document = read_document(packed({"示例县2023年政府信息公开年度报告.html": page("正文")}, names=names))
    assert document.members[0].name == "示例县2023年政府信息公开年度报告.html"
    assert "示例县2023年政府信息公开年度报告" in [hint.text for hint in document.hints]


def test_what_cannot_be_read_is_named_and_the_rest_is_read() -> None:
    document = read_document(packed({"a.html": page("甲"), "b.rar": b"Rar!\x1a\x07\x00" * 9, "c.pdf": b"%PDF-1.4\n"}))
    assert texts(document) == ["甲"]
    assert [problem.detail.partition(" in the ZIP")[0] for problem in document.problems] == ["b.rar", "c.pdf"]


def test_litter_beside_the_documents_is_left_out() -> None:
    files = {
        "a.html": page("甲"), "a_files/frame.html": page("x"), "__MACOSX/._a.html": b"\x00\x05\x16\x07",
        "~$b.docx": b"lock", "style.css": b"p { color: red }", "Thumbs.db": b"\xd0\xcf", "空/": b"",
    }  # fmt: skip
    document = read_document(packed(files))
    assert (texts(document), document.problems) == (["甲"], ())


def test_pages_and_tables_count_through_all_files() -> None:
    table = "<table><tr><td>自然人</td><td>{}</td></tr><tr><td>总计</td><td>2</td></tr></table>"
    document = read_document(packed({f"{n}.html": table.format(n).encode() for n in range(3)}))
    assert [table.index for table in document.tables()] == [0, 1, 2]
    assert [member.tables for member in document.members] == [(0, 1), (1, 2), (2, 3)]


def test_an_archive_inside_the_archive_is_read_but_none_inside_that() -> None:
    inner = packed({"a.html": page("甲")})
    document = read_document(packed({"x.zip": inner}))
    assert (texts(document), [member.name for member in document.members]) == (["甲"], ["x.zip/a.html"])
    deeper = read_document(packed({"y.zip": packed({"x.zip": inner}), "b.html": page("乙")}))
    assert (texts(deeper), kinds(deeper)) == (["乙"], ["too_large"])
    assert "y.zip/x.zip" in deeper.problems[0].detail


def test_bombs_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(zip_reader, "MAX_HARMLESS", 10_000)
    bomb = page("甲" * 2_000_000)
    document = read_document(packed({"a.html": page("乙"), "b.html": bomb, "c.html": page("丙")}))
    assert (texts(document), kinds(document)) == (["乙", "丙"], ["too_large"])
    monkeypatch.setattr(zip_reader, "MAX_MEMBERS", 2)
    document = read_document(packed({f"{n}.html": page(str(n)) for n in range(5)}))
    assert (texts(document), kinds(document)) == (["0", "1"], ["too_large"])
    monkeypatch.setattr(zip_reader, "MAX_ENTRIES", 2)
    assert kinds(read_document(packed({f"{n}.html": page(str(n)) for n in range(5)}))) == ["too_large"]


def test_an_encrypted_file_is_told() -> None:
    data = bytearray(packed({"a.html": page("甲")}))
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(mark) + offset] |= 1
    document = read_document(bytes(data))
    assert kinds(document) == ["encrypted"]
    assert "a.html" in document.problems[0].detail


@pytest.mark.parametrize(("data", "kind"), [
    (packed({"a.html": page("甲")})[:-30], "truncated"),
    (packed({".DS_Store": b"x"}), "empty_file"),
    (packed({"a.html": page("甲" * 400)}).replace(b"\x00" * 2 + b"a.html", b"\xff\xffa.html", 1), "truncated"),
])  # fmt: skip
def test_broken_archives_say_so(data: bytes, kind: str) -> None:
    document = read_document(data)
    assert (kinds(document), document.blocks) == ([kind], ())


@pytest.mark.parametrize("seed", range(60))
def test_damaged_archives_never_raise(seed: int) -> None:
    data = bytearray(packed(split_report()))
    for step in range(8):
        data[(seed * 7919 + step * 104729) % len(data)] = (seed * 31 + step * 17) % 256
    document = read_document(bytes(data))
    assert document.blocks or document.problems
    assert "crashed" not in kinds(document)


def test_overlapping_entries_end(tmp_path: Path) -> None:
    path = tmp_path / "many.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.html", page("甲" * 100_000))
        first = archive.infolist()[0]
        for number in range(150):  # entries that all point at the same bytes
            again = zipfile.ZipInfo(f"{number}.html")
            for name in ("header_offset", "compress_size", "file_size", "CRC", "compress_type", "flag_bits"):
                setattr(again, name, getattr(first, name))
            archive.filelist.append(again)
    document = read_document(path.read_bytes())
    assert document.problems


def test_a_damaged_member_of_any_packing_is_named() -> None:
    for packing in (zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA):
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", packing) as archive:
            archive.writestr("a.html", page("甲" * 4000))
            archive.writestr("b.html", page("乙"))
        data = bytearray(out.getvalue())
        start = data.index(b"a.html") + len(b"a.html") + 12  # behind the packing's own head
        data[start : start + 20] = b"\xff" * 20
        document = read_document(bytes(data))
        assert [problem.detail.partition(" in the ZIP")[0] for problem in document.problems] == ["a.html"], packing
        assert texts(document) == ["乙"]

"""Pictures inside legacy Word documents: they are parts of the DOCX that LibreOffice makes, not of the file itself."""

import io
from collections.abc import Sequence

import pytest
from docx import Document as Docx
from docx.shared import Pt

from pipelines.document import Document, Paragraph, Problem, Table
from pipelines.formats import doc, read_document
from pipelines.ocr import engine, page, recognise, wanted
from pipelines.office import reading
from pipelines.stage.lanes import Lanes, Reading, Source, Work
from tests.libreoffice import converted, needs_libreoffice
from tests.pipelines.ocr.sheets import Pixels, file_of, paper, rule_table, write


@pytest.fixture(autouse=True)
def _without_model(monkeypatch: pytest.MonkeyPatch) -> None:
    def reader(crops: Sequence[Pixels]) -> list[engine.Read]:
        return [engine.Read("word", 0.9)] * len(crops)

    monkeypatch.setattr(page.read_page, "__defaults__", (reader,))


@pytest.fixture(scope="module")
def modern() -> bytes:
    """A report of which a table was pasted as a picture between two paragraphs."""
    sheet = paper(1000, 700)
    rule_table(sheet, (100, 400, 600, 800, 900), (200, 260, 320, 380))
    for x in (250, 500, 700, 850):
        for y in (230, 290, 350):
            write(sheet, x, y, "word")
    document, out = Docx(), io.BytesIO()
    document.add_paragraph("before")
    document.add_picture(io.BytesIO(file_of([sheet], "PNG")), width=Pt(400))
    document.add_paragraph("after")
    document.save(out)
    return out.getvalue()


def work(_: str, found: Reading) -> Document:
    return found.document


def assert_read(found: Document, format_: str) -> None:
    assert (found.format, found.pictures, found.problems) == (format_, (), ())
    (table,) = found.tables()
    assert (table.rows, table.columns) == (3, 4)
    assert {cell.text for cell in table.cells} == {"word"}
    kinds = [block.text if isinstance(block, Paragraph) else "table" for block in found.blocks if _shows(block)]
    assert kinds == ["before", "table", "after"]


def _shows(block: Paragraph | Table) -> bool:
    return isinstance(block, Table) or block.text.strip("￼\n ") not in {"", "word"}


@needs_libreoffice
@pytest.mark.parametrize(("format_", "to"), [("doc", "doc:MS Word 97"), ("wordxml", "xml:MS Word 2003 XML")])
def test_a_table_pasted_as_a_picture_is_recognised(modern: bytes, format_: str, to: str) -> None:
    (data,) = converted([modern], "docx", to)
    document = read_document(data)
    assert wanted(document) == 1
    assert_read(recognise(data, document), format_)
    lanes = Lanes(Work(lambda _: Source(data), work), 60.0)
    assert_read(lanes.alone("a"), format_)


def test_the_recogniser_is_given_the_docx(modern: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without LibreOffice: what it would make is put in its place."""
    monkeypatch.setattr(doc, "package", lambda data: modern if data == b"legacy" else b"")
    as_read = read_document(modern)
    legacy = Document(format="doc", digest="", blocks=as_read.blocks, pictures=as_read.pictures)
    assert_read(recognise(b"legacy", legacy), "doc")


def test_pictures_that_cannot_be_taken_out_are_named(modern: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    problem = Problem(kind="needs_libreoffice", detail="install it")
    monkeypatch.setattr(reading, "to_docx", lambda *_: [problem])
    monkeypatch.setattr("pipelines.office.word._whole", lambda *_: b"\xec\xa5\xc1\x00" + bytes(60))
    as_read = read_document(modern)
    legacy = Document(format="doc", digest="", blocks=as_read.blocks, pictures=as_read.pictures)
    found = recognise(b"legacy", legacy)
    (told,) = found.problems
    assert (told.kind, told.where) == ("needs_libreoffice", (f"picture {as_read.pictures[0].source}",))
    assert found.blocks == as_read.blocks

"""Pictures inside a ZIP or a web archive: what they print stands in its place and leads back to its file."""

from collections.abc import Mapping, Sequence
from typing import Any

import pytest

from pipelines.about import ReportContext
from pipelines.assemble import assemble
from pipelines.document import Document, Paragraph, Table
from pipelines.formats import read_document
from pipelines.formats._grid import lay_out
from pipelines.ocr import engine, page, recognise, run, wanted
from tests.generators.wrapped import packed, web_archive
from tests.pipelines.ocr.sheets import Pixels, file_of, paper, rule_table, write
from tests.pipelines.tables.printer import Printed, figures, report

VALUES = figures("F2021", 3)


def picture(shade: int) -> bytes:
    return file_of([paper(900 + shade, 1200)], "PNG")


def says(monkeypatch: pytest.MonkeyPatch, prints: Mapping[bytes, Sequence[Any]]) -> None:
    """Let recognition find in each picture what is said here."""

    def read(data: bytes, document: Document) -> Document:
        tables = 0
        blocks: list[Paragraph | Table] = []
        for block in prints[data]:
            if isinstance(block, str):
                blocks.append(Paragraph(text=block, page=1))
            else:
                blocks.append(lay_out(block, tables))
                tables += 1
        return Document(format="image", digest=document.digest, blocks=tuple(blocks), pages=1)

    monkeypatch.setattr(run, "read_pictures", read)


def test_figures_of_pictures_in_a_zip_lead_back_to_their_files(monkeypatch: pytest.MonkeyPatch) -> None:
    blocks = report("F2021", dict(VALUES)).blocks
    third: Any = blocks[4]
    files = {"1 正文.html": Printed(blocks[:3]).html(), "2.png": picture(2), "3.png": picture(3)}
    says(monkeypatch, {files["2.png"]: [blocks[3], third[:9]], files["3.png"]: [third[9:], *blocks[5:]]})
    data = packed(files)
    document = read_document(data)
    assert wanted(document) == 2
    (found,) = assemble(recognise(data, document), ReportContext())
    assert {figure.code: figure.value for figure in found.figures} == VALUES
    for code, name in (("rule_made", "1 正文.html"), ("req_new.natural", "2.png"), ("rev_total", "3.png")):
        (figure,) = (one for one in found.figures if one.code == code)
        assert figure.place is not None
        assert found.member(figure.place.table) == name


def test_a_picture_in_a_web_archive_stands_in_its_place(monkeypatch: pytest.MonkeyPatch) -> None:
    def reader(crops: Sequence[Pixels]) -> list[engine.Read]:
        return [engine.Read("word", 0.9)] * len(crops)

    monkeypatch.setattr(page.read_page, "__defaults__", (reader,))
    sheet = paper(1000, 700)
    rule_table(sheet, (100, 400, 600, 800, 900), (200, 260, 320, 380))
    for x in (250, 500, 700, 850):
        for y in (230, 290, 350):
            write(sheet, x, y, "word")
    markup = "<html><body><p>表之前</p><img src='t3.png'><p>表之后</p></body></html>"
    address = "http://www.example.invalid/a/t3.png"
    data = web_archive(markup.encode(), more={address: ("image/png", file_of([sheet], "PNG"))})
    document = read_document(data)
    assert wanted(document) == 1
    before, table, after = recognise(data, document).blocks
    assert isinstance(table, Table)
    assert (table.rows, table.columns) == (3, 4)
    assert {cell.text for cell in table.cells} == {"word"}
    assert all(cell.confidence for cell in table.cells)
    assert [one.text for one in (before, after) if isinstance(one, Paragraph)] == ["表之前", "表之后"]

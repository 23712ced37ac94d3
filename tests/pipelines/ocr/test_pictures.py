"""Which pictures of a document wait for recognition, and what becomes of them, without the recognition model."""

import base64
import io
import zlib
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from docx import Document as Docx
from docx.shared import Pt
from PIL import Image, ImageDraw
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from pipelines.document import Document, Paragraph, Table, Unreadable
from pipelines.formats import read_document
from pipelines.ocr import engine, images, page, recognise, run, wanted
from tests.pipelines.ocr.sheets import Pixels, file_of, paper, rule_table, scan_of, write


@pytest.fixture(autouse=True)
def _without_model(monkeypatch: pytest.MonkeyPatch) -> None:
    def reader(crops: Sequence[Pixels]) -> list[engine.Read]:
        return [engine.Read("word", 0.9)] * len(crops)

    monkeypatch.setattr(page.read_page, "__defaults__", (reader,))


def _sheet(width: int = 1000, height: int = 700) -> Image.Image:
    sheet = paper(width, height)
    rule_table(sheet, (100, 400, 600, 800, 900), (200, 260, 320, 380))
    for x in (250, 500, 700, 850):
        for y in (230, 290, 350):
            write(sheet, x, y, "word")
    return sheet


def _recognised(data: bytes) -> Document:
    document = read_document(data)
    assert wanted(document)
    done = recognise(data, document)
    assert wanted(done) == 0
    return done


def _is_whole(table: Table) -> bool:
    return (table.rows, table.columns) == (3, 4) and all(cell.text == "word" for cell in table.cells)


def _pdf(*, over: str = "", hidden: str = "", small: bool = False) -> bytes:
    """Return an A4 page of text with a picture of a table, or a scan with text of some kind over it."""
    out = io.BytesIO()
    canvas = Canvas(out, invariant=1)
    sheet = ImageReader(_sheet())
    if hidden:
        text = canvas.beginText(60, 700)
        text.setTextRenderMode(3)
        text.textLines([hidden] * 20)
        canvas.drawText(text)
    if over:
        canvas.drawImage(sheet, 60, 300, 90 if small else 400, 60 if small else 280)
        for line in range(8):
            canvas.drawString(60, 780 - 15 * line, over)
    else:
        canvas.drawImage(ImageReader(_sheet(1000, 1414)), 0, 0, 595, 842)
    canvas.showPage()
    canvas.save()
    return out.getvalue()


def test_a_scan_waits_and_is_read() -> None:
    data = scan_of([_sheet(), _sheet()])
    before = read_document(data)
    assert [(picture.page, picture.why) for picture in before.pictures] == [(1, "page"), (2, "page")]
    assert [problem.kind for problem in before.problems] == ["no_text_layer"]
    done = _recognised(data)
    assert [table.page for table in done.tables()] == [1, 2]
    assert all(_is_whole(table) for table in done.tables())
    assert done.problems == ()


def test_a_table_that_is_a_picture_stands_between_the_text_around_it() -> None:
    data = _pdf(over="the text of the page")
    (picture,) = read_document(data).pictures
    assert picture.why == "region"
    assert picture.box == pytest.approx((60, 262, 460, 542), abs=1)
    done = _recognised(data)
    kinds = [type(block) for block in done.blocks]
    assert kinds[0] is Paragraph
    (table,) = done.tables()
    assert _is_whole(table)
    assert table.column_edges[0] == pytest.approx(60 + 100 * 0.4, abs=1.5)
    assert all(cell.confidence is not None for cell in table.cells)
    assert done.blocks[0] == read_document(data).blocks[0]


def test_a_small_picture_beside_text_does_not_wait() -> None:
    assert wanted(read_document(_pdf(over="the text of the page", small=True))) == 0


def test_unseen_text_over_a_scan_is_not_believed() -> None:
    data = _pdf(hidden="what some program once took for the text")
    document = read_document(data)
    assert [picture.why for picture in document.pictures] == ["page"]
    assert document.blocks == ()
    assert all(_is_whole(table) for table in _recognised(data).tables())


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "TIFF", "BMP", "GIF", "WEBP"])
def test_every_kind_of_picture_file_is_read(kind: str) -> None:
    (table,) = _recognised(file_of([_sheet()], kind)).tables()
    assert _is_whole(table)
    assert table.page == 1


def test_a_tiff_has_all_its_pages() -> None:
    done = _recognised(file_of([_sheet(), _sheet(), _sheet()], "TIFF"))
    assert done.pages == 3
    assert [table.page for table in done.tables()] == [1, 2, 3]


@pytest.mark.parametrize("mode", ["1", "L", "P", "RGBA", "CMYK", "I;16", "LA"])
def test_every_colour_mode_is_read(mode: str) -> None:
    grey = np.asarray(_sheet().convert("L"))
    sheet = Image.fromarray(grey.astype(np.uint16) * 257) if mode == "I;16" else _sheet().convert(mode)
    kind = "TIFF" if mode in {"CMYK", "I;16"} else "PNG"
    (table,) = _recognised(file_of([sheet], kind)).tables()
    assert _is_whole(table)


def test_a_transparent_picture_stands_on_white() -> None:
    sheet = Image.new("RGBA", (1000, 700), (0, 0, 0, 0))
    ink = _sheet().convert("L").point(lambda value: 255 - value)
    sheet.paste((0, 0, 0, 255), mask=ink)
    (table,) = _recognised(file_of([sheet], "PNG")).tables()
    assert _is_whole(table)


def test_a_picture_in_a_word_text_stands_in_its_place() -> None:
    word = Docx()
    word.add_paragraph("before the table")
    word.add_picture(io.BytesIO(file_of([_sheet()], "PNG")), width=Pt(400))
    word.add_paragraph("after the table")
    word.add_picture(io.BytesIO(file_of([paper(90, 90)], "PNG")), width=Pt(40))
    out = io.BytesIO()
    word.save(out)
    done = _recognised(out.getvalue())
    assert [type(block) for block in done.blocks] == [Paragraph, Table, Paragraph]
    (table,) = done.tables()
    assert _is_whole(table)
    assert table.page is None
    assert all(cell.box is None for cell in table.cells)


def test_a_picture_inside_a_web_page_stands_in_its_place() -> None:
    picture = base64.b64encode(file_of([_sheet()], "PNG")).decode()
    page = (
        f"<html><body><p>before the table</p><img src='data:image/png;base64,{picture}'><p>after it</p></body></html>"
    )
    done = _recognised(page.encode())
    assert [type(block) for block in done.blocks] == [Paragraph, Table, Paragraph]
    (table,) = done.tables()
    assert _is_whole(table)


def test_a_damaged_picture_is_named_and_the_rest_is_read() -> None:
    data = file_of([_sheet(), _sheet()], "TIFF")
    whole = read_document(data)
    assert wanted(whole) == 2
    png = file_of([_sheet()], "PNG")
    cut = png[: len(png) // 2]
    document = recognise(cut, read_document(cut))
    assert [problem.kind for problem in document.problems] == ["truncated"]
    assert document.blocks == ()


def _png_of(width: int, height: int) -> bytes:
    """Return the beginning of a PNG that says it is so large."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return len(body).to_bytes(4, "big") + kind + body + zlib.crc32(kind + body).to_bytes(4, "big")

    head = width.to_bytes(4, "big") + height.to_bytes(4, "big") + b"\x08\x02\x00\x00\x00"
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0" * 1000)) + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize("size", [(60_000, 60_000), (200_000, 1_000), (12_000, 12_000)])
def test_a_picture_too_large_to_unpack_is_refused(size: tuple[int, int]) -> None:
    document = read_document(_png_of(*size))
    assert [problem.kind for problem in document.problems] == ["too_large"]
    assert wanted(document) == 0


@pytest.mark.parametrize("start", [b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff\xe0", b"GIF89a", b"II*\x00", b"BM"])
def test_bytes_that_only_begin_like_a_picture_are_refused(start: bytes) -> None:
    document = read_document(start + b"no picture at all " * 20)
    assert wanted(document) == 0
    assert document.problems


def test_a_picture_named_pdf_is_a_picture(tmp_path: Path) -> None:
    file = tmp_path / "report.pdf"
    file.write_bytes(file_of([_sheet()], "PNG"))
    assert read_document(file.read_bytes()).format == "image"


def test_a_large_picture_is_read_smaller() -> None:
    ((pixels, scale),) = images.decode(file_of([_sheet().resize((6000, 4200))], "PNG", 1000))
    assert max(pixels.shape) <= 1.02 * images.LONGEST
    assert scale * pixels.shape[1] == pytest.approx(6000 * 72 / 1000, rel=0.01)


def test_a_long_picture_keeps_the_size_of_its_letters() -> None:
    page = _sheet().resize((1240, 3200))
    ((pixels, _),) = images.decode(file_of([page], "PNG", 150))
    assert pixels.shape[:2] == (3200, 1240)
    ((pixels, _),) = images.decode(file_of([page.resize((1240, 30_000))], "PNG", 150))
    assert pixels.size / 3 <= images.MOST_READ


def test_more_pictures_than_are_read_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run, "MAX_PICTURES", 1)
    data = scan_of([_sheet(), _sheet()])
    done = recognise(data, read_document(data))
    assert len(list(done.tables())) == 1
    assert [(problem.kind, problem.where) for problem in done.problems if problem.kind == "too_large"] == [
        ("too_large", ("page 2",))
    ]


def test_without_the_library_the_problem_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run, "_LIBRARIES", ("no_such_library",))
    data = file_of([_sheet()], "PNG")
    done = recognise(data, read_document(data))
    assert any("pip install" in problem.detail for problem in done.problems)
    assert wanted(done) == 1


def test_a_document_without_pictures_is_left_alone() -> None:
    document = read_document(b"only text")
    assert recognise(b"only text", document) is document


def test_a_damaged_frame_raises_unreadable() -> None:
    with pytest.raises(Unreadable):
        list(images.decode(file_of([_sheet()], "JPEG")[:300]))


def test_a_drawing_of_letters_as_curves_is_a_picture() -> None:
    out = io.BytesIO()
    canvas = Canvas(out, invariant=1)
    for number in range(80):
        canvas.bezier(60 + number, 700, 70 + number, 710, 80 + number, 690, 90 + number, 700)
    canvas.showPage()
    canvas.save()
    assert [picture.why for picture in read_document(out.getvalue()).pictures] == ["page"]


def test_a_drawn_seal_over_text_is_no_table() -> None:
    sheet = paper(400, 400)
    ImageDraw.Draw(sheet).ellipse([20, 20, 380, 380], outline="red", width=20)
    assert not list(_recognised(file_of([sheet], "PNG")).tables())

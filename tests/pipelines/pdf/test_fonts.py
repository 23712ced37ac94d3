"""Fonts that a PDF names without embedding: it is read alike wherever which fonts are installed."""

import io
from typing import Any

import pypdfium2
import pytest
from reportlab.pdfgen.canvas import Canvas

from pipelines.formats import pdf
from pipelines.pdf.fonts import stand_in_fonts
from tests.generators.pdfs.canvas import FONT


def page(*, one_by_one: bool, font: str = FONT) -> bytes:
    buffer = io.BytesIO()
    canvas = Canvas(buffer, invariant=True)
    canvas.setFont(font, 10)
    text = "行政许可 4472件"
    for i, part in enumerate(text if one_by_one else [text]):
        canvas.drawString(100 + 10 * i, 700, part)
    canvas.save()
    return buffer.getvalue()


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Note every question for a font that goes to the machine."""
    questions: list[str] = []

    def machine(_self: Any, _this: Any, *wanted: Any) -> None:
        questions.append(str(wanted))

    monkeypatch.setattr(pypdfium2.PdfSysfontBase, "MapFont", machine)
    return questions


@pytest.mark.parametrize("one_by_one", [False, True], ids=["together", "one by one"])
def test_a_letter_is_read_though_no_font_has_it(asked: list[str], *, one_by_one: bool) -> None:
    (paragraph,) = pdf.read(page(one_by_one=one_by_one), "").paragraphs()
    assert "".join(paragraph.text.split()) == "行政许可4472件"
    assert asked == []


def test_pages_shown_after_a_document_is_read_have_the_machines_fonts() -> None:
    data = page(one_by_one=False)

    def picture() -> bytes:
        with pypdfium2.PdfDocument(data) as document:
            return bytes(document[0].render().buffer)

    with stand_in_fonts():
        plain = picture()
    shown = picture()
    pdf.read(data, "")
    assert picture() == shown != plain


def test_a_number_in_a_font_that_every_reader_brings_along_stays_whole() -> None:
    buffer = io.BytesIO()
    canvas = Canvas(buffer, invariant=True)
    canvas.setFont("Helvetica", 9)
    canvas.drawString(100, 700, "13233")
    canvas.save()
    (paragraph,) = pdf.read(buffer.getvalue(), "").paragraphs()
    assert paragraph.text == "13233"

"""Fonts that a PDF names without embedding: it is read alike wherever which fonts are installed."""

import io
from collections.abc import Callable
from typing import Any

import pypdfium2
import pytest
from reportlab.pdfgen.canvas import Canvas

from pipelines.formats import pdf
from pipelines.pdf.characters import Char, page_characters
from pipelines.pdf.fonts import stand_in_fonts
from pipelines.pdf.rules import page_rules
from pipelines.pdf.view import view_of
from tests.fuzz.hostile import pdf_of
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


def named(font: str) -> bytes:
    """Return a page in a font of Latin letters that is not embedded; machines may have it."""
    content = "BT /F1 20 Tf 72 700 Td (4472 of WWW iii) Tj ET"
    widths = " ".join(["500"] * 95)
    return pdf_of(
        "<</Type/Catalog/Pages 2 0 R>>",
        "<</Type/Pages/Kids[3 0 R]/Count 1>>",
        "<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 842]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>",
        f"<</Length {len(content)}>>stream\n{content}\nendstream",
        f"<</Type/Font/Subtype/TrueType/BaseFont/{font}/Encoding/WinAnsiEncoding/FontDescriptor 6 0 R/FirstChar 32"
        f"/LastChar 126/Widths[{widths}]>>",
        f"<</Type/FontDescriptor/FontName/{font}/Flags 32/Ascent 859/Descent -141/CapHeight 683/ItalicAngle 0/StemV 80"
        "/FontBBox[-8 -145 1000 859]>>",
    )


@pytest.mark.parametrize("first", ["read", "shown"])
@pytest.mark.parametrize("font", [FONT, "DejaVuSans", "LiberationMono", "SimHei", "Arial"])
def test_reading_and_showing_never_mix_their_fonts_though_documents_stay_open(font: str, first: str) -> None:
    data = page(one_by_one=False) if font == FONT else named(font)

    def shown(kept: list[Any]) -> bytes:
        kept.append(pypdfium2.PdfDocument(data))
        return bytes(kept[-1][0].render().buffer)

    def seen(kept: list[Any]) -> list[Char]:
        with stand_in_fonts():
            kept.append(pypdfium2.PdfDocument(data))
            sheet = kept[-1][0]
            view = view_of(sheet)
            return page_characters(sheet, view, page_rules(sheet, view)).chars

    steps: tuple[Callable[[list[Any]], object], ...] = (seen, shown) if first == "read" else (shown, seen)
    kept: list[Any] = []
    beside = [step(kept) for step in (*steps, *steps)]
    for document in kept:
        document.close()
    alone = [_alone(step) for step in reversed(steps)]
    assert beside[:2] == beside[2:] == alone[::-1]


def _alone(step: Callable[[list[Any]], object]) -> object:
    kept: list[Any] = []
    result = step(kept)
    kept[0].close()
    return result


def test_a_number_in_a_font_that_every_reader_brings_along_stays_whole() -> None:
    buffer = io.BytesIO()
    canvas = Canvas(buffer, invariant=True)
    canvas.setFont("Helvetica", 9)
    canvas.drawString(100, 700, "13233")
    canvas.save()
    (paragraph,) = pdf.read(buffer.getvalue(), "").paragraphs()
    assert paragraph.text == "13233"

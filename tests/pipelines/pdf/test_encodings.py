"""How a PDF says which characters its glyphs are: predefined Chinese CMaps, or nothing at all."""

import pytest

from pipelines.document import Document
from pipelines.formats import read_document
from pipelines.spelling import normalise
from tests.fuzz.hostile import pdf_of

TEXT = "全年收到申请4472件，均已答复"
CODES = {"GBK-EUC-H": "gbk", "UniGB-UCS2-H": "utf-16-be", "UniGB-UTF16-H": "utf-16-be", "GBKp-EUC-H": "gbk"}


def page(encoding: str, codes: bytes, ordering: str = "GB1", registry: str = "Adobe") -> Document:
    """Return the reading of a page with one line in a font that is not embedded and has no ToUnicode."""
    content = f"BT /F1 10 Tf 72 700 Td <{codes.hex()}> Tj ET"
    return read_document(
        pdf_of(
            "<</Type/Catalog/Pages 2 0 R>>",
            "<</Type/Pages/Kids[3 0 R]/Count 1>>",
            "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>",
            f"<</Length {len(content)}>>stream\n{content}\nendstream",
            f"<</Type/Font/Subtype/Type0/BaseFont/SimSun/Encoding/{encoding}/DescendantFonts[6 0 R]>>",
            "<</Type/Font/Subtype/CIDFontType2/BaseFont/SimSun/FontDescriptor 7 0 R/DW 1000"
            f"/CIDSystemInfo<</Registry({registry})/Ordering({ordering})/Supplement 2>>>>",
            "<</Type/FontDescriptor/FontName/SimSun/Flags 4/Ascent 859/Descent -141/CapHeight 683/ItalicAngle 0"
            "/StemV 80/FontBBox[-8 -145 1000 859]>>",
        )
    )


@pytest.mark.parametrize("encoding", CODES)
def test_text_in_a_predefined_chinese_cmap_is_read(encoding: str) -> None:
    document = page(encoding, TEXT.encode(CODES[encoding]))
    assert "".join("".join(p.text for p in document.paragraphs()).split()) == TEXT
    assert document.problems == ()


@pytest.mark.parametrize("first", [1, 260, 10_280])
def test_a_page_whose_glyphs_have_no_meaning_is_read_as_a_picture(first: int) -> None:
    """Numbers of glyphs must never pass for characters."""
    glyphs = b"".join((first + step).to_bytes(2, "big") for step in range(30))
    document = page("Identity-H", glyphs, ordering="Identity")
    assert document.blocks == ()
    assert [problem.kind for problem in document.problems] == ["no_text_layer"]
    assert [(picture.page, picture.why) for picture in document.pictures] == [(1, "page")]


def test_compatibility_ideographs_and_circled_numbers_are_read_as_printed() -> None:
    text = "①依法受理；②更正信息；③不予公开，共年来收到申请数量"
    printed = text.replace("更", "\uf901").replace("年", "\uf98e").replace("不", "\uf967").replace("量", "\uf97e")
    document = page("UniGB-UCS2-H", printed.encode("utf-16-be"))
    read = "".join("".join(p.text for p in document.paragraphs()).split())
    assert normalise(read) == normalise(text)
    assert read[0] == "①"
    assert document.pictures == ()

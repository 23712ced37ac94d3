"""How a PDF says which characters its glyphs are: predefined Chinese CMaps, or nothing at all."""

import io

import pytest
from reportlab.pdfgen.canvas import Canvas

from pipelines.document import Document
from pipelines.formats import read_document
from pipelines.spelling import normalise
from tests.fuzz.hostile import pdf_of
from tests.generators.documents.render_pdf import pdf_fonts

TEXT = "全年收到申请4472件，均已答复"
CODES = {"GBK-EUC-H": "gbk", "UniGB-UCS2-H": "utf-16-be", "UniGB-UTF16-H": "utf-16-be", "GBKp-EUC-H": "gbk"}


FONT = (
    "<</Type/FontDescriptor/FontName/SimSun/Flags 4/Ascent 859/Descent -141/CapHeight 683/ItalicAngle 0/StemV 80"
    "/FontBBox[-8 -145 1000 859]>>"
)


def descendant(ordering: str, descriptor: int, registry: str = "Adobe") -> str:
    return (
        f"<</Type/Font/Subtype/CIDFontType2/BaseFont/SimSun/FontDescriptor {descriptor} 0 R/DW 1000"
        f"/CIDSystemInfo<</Registry({registry})/Ordering({ordering})/Supplement 2>>>>"
    )


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
            descendant(ordering, 7, registry),
            FONT,
        )
    )


@pytest.mark.parametrize("encoding", CODES)
def test_text_in_a_predefined_chinese_cmap_is_read(encoding: str) -> None:
    document = page(encoding, TEXT.encode(CODES[encoding]))
    assert "".join("".join(p.text for p in document.paragraphs()).split()) == TEXT
    assert document.problems == ()


@pytest.mark.parametrize("first", [1, 0x30, 0x41, 260, 0x660, 10_280, 0x4E00, 0x9000])
def test_a_page_whose_glyphs_have_no_meaning_is_read_as_a_picture(first: int) -> None:
    """Numbers of glyphs must never pass for characters."""
    glyphs = b"".join((first + step).to_bytes(2, "big") for step in range(30))
    document = page("Identity-H", glyphs, ordering="Identity")
    assert document.blocks == ()
    assert [problem.kind for problem in document.problems] == ["no_text_layer"]
    assert [(picture.page, picture.why) for picture in document.pictures] == [(1, "page")]


def mixed(words: str, codes: bytes) -> Document:
    """Return the reading of lines of words, each followed by glyphs of a font that does not say what they are."""
    lines = [
        f"BT /F1 10 Tf 72 {700 - 20 * i} Td <{word.encode('utf-16-be').hex()}> Tj /F2 10 Tf <{codes.hex()}> Tj ET"
        for i, word in enumerate(words.split())
    ]
    content = "\n".join(lines)
    return read_document(
        pdf_of(
            "<</Type/Catalog/Pages 2 0 R>>",
            "<</Type/Pages/Kids[3 0 R]/Count 1>>",
            "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F1 5 0 R/F2 7 0 R>>>>>>",
            f"<</Length {len(content)}>>stream\n{content}\nendstream",
            "<</Type/Font/Subtype/Type0/BaseFont/SimSun/Encoding/UniGB-UCS2-H/DescendantFonts[6 0 R]>>",
            descendant("GB1", 9),
            "<</Type/Font/Subtype/Type0/BaseFont/SimSun/Encoding/Identity-H/DescendantFonts[8 0 R]>>",
            descendant("Identity", 9),
            FONT,
        )
    )


@pytest.mark.parametrize(
    "codes", [b"\0001\0004", b"\000C\000D", b"\x4e\x07\x4e\x08"], ids=["digits", "letters", "Chinese"]
)
def test_glyphs_without_meaning_never_pass_for_numbers_or_words(codes: bytes) -> None:
    document = mixed("收到申请14件AB一七 主动公开政府信息 全年制发规范性文件 行政复议数", codes)
    text = "".join("".join(p.text for p in document.paragraphs()).split())
    assert text == "收到申请14件AB一七��主动公开政府信息��全年制发规范性文件��行政复议数��"
    assert [(problem.kind, problem.where) for problem in document.problems] == [("unreadable", ("page 1",))]


@pytest.mark.parametrize("text", ["龘4472件", "44龘72件", "4472件龘", "从事政府信息公开龘作人员数"])
def test_a_glyph_that_an_embedded_font_lacks_is_seen(text: str) -> None:
    """Such a letter is drawn as an empty box: nothing of it may vanish, least of all a digit."""
    letters = pdf_fonts()
    buffer = io.BytesIO()
    canvas = Canvas(buffer, invariant=True)
    canvas.setFont("MadeHan", 10)
    canvas.drawString(72, 700, "".join(letter if letter in letters else "龘" for letter in text))
    canvas.save()
    document = read_document(buffer.getvalue())
    (paragraph,) = document.paragraphs()
    assert paragraph.text.replace(" ", "") == "".join(letter if letter in letters else "�" for letter in text)
    assert [problem.kind for problem in document.problems] == ["unreadable"]


def test_compatibility_ideographs_and_circled_numbers_are_read_as_printed() -> None:
    text = "①依法受理；②更正信息；③不予公开，共年来收到申请数量"
    printed = text.replace("更", "\uf901").replace("年", "\uf98e").replace("不", "\uf967").replace("量", "\uf97e")
    document = page("UniGB-UCS2-H", printed.encode("utf-16-be"))
    read = "".join("".join(p.text for p in document.paragraphs()).split())
    assert normalise(read) == normalise(text)
    assert read[0] == "①"
    assert document.pictures == ()


def mapped(*meanings: str) -> Document:
    """Return the reading of a page of glyphs whose font gives each these UTF-16 units (hex) as its meaning."""
    lines = "\n".join(f"<{number:04X}> <{meaning}>" for number, meaning in enumerate(meanings, 1))
    cmap = (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /Own def /CMapType 2 def\n"
        "1 begincodespacerange <0000> <FFFF> endcodespacerange\n"
        f"{len(meanings)} beginbfchar\n{lines}\nendbfchar endcmap end end"
    )
    glyphs = "".join(f"{number:04X}" for number in range(1, len(meanings) + 1))
    content = f"BT /F1 10 Tf 72 700 Td <{glyphs}> Tj ET"
    return read_document(
        pdf_of(
            "<</Type/Catalog/Pages 2 0 R>>",
            "<</Type/Pages/Kids[3 0 R]/Count 1>>",
            "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>",
            f"<</Length {len(content)}>>stream\n{content}\nendstream",
            "<</Type/Font/Subtype/Type0/BaseFont/SimSun/Encoding/Identity-H/DescendantFonts[6 0 R]/ToUnicode 8 0 R>>",
            descendant("Identity", 7),
            FONT,
            f"<</Length {len(cmap)}>>stream\n{cmap}\nendstream",
        )
    )


def test_a_character_beyond_the_basic_plane_is_one_and_half_of_one_is_none() -> None:
    words = [f"{ord(letter):04X}" for letter in "收到申请办结十二件政府信息公开"]
    whole = mapped(*words, "D842DFB7")
    assert [p.text for p in whole.paragraphs()] == ["收到申请办结十二件政府信息公开𠮷"]
    assert whole.problems == ()
    for half in ("D951", "DFB7"):
        document = mapped(*words, half, "4EF6")
        text = "".join(p.text for p in document.paragraphs())
        assert text.encode()
        assert "件" in text
        assert [problem.kind for problem in document.problems] == ["unreadable"]

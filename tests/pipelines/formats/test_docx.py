import hashlib
import io
import zipfile
from pathlib import Path

import pytest

from pipelines.document import Document, Paragraph, Table, Unreadable
from pipelines.formats import docx
from tests.generators.pdfs import word
from tests.generators.pdfs.form import ROWS, leaf_labels, numbers

SHARED = Path(__file__).parents[3] / ".." / "shared" / "corpus" / "documents"
W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
OTHERS = (
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" xmlns:v="urn:schemas-microsoft-com:vml"'
)


def package(body: str, namespace: str = W, **parts: str) -> bytes:
    """Return a DOCX whose main part holds `body`; other parts are named without their ending."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr(
            "word/document.xml", f'<w:document xmlns:w="{namespace}" {OTHERS}><w:body>{body}</w:body></w:document>'
        )
        relations = "".join(f'<Relationship Type="x/{name}" Target="{name}.xml"/>' for name in parts)
        file.writestr("word/_rels/document.xml.rels", f"<Relationships>{relations}</Relationships>")
        for name, text in parts.items():
            file.writestr(f"word/{name}.xml", f'<w:{name} xmlns:w="{W}">{text}</w:{name}>')
    return buffer.getvalue()


def read(data: bytes) -> Document:
    return docx.read(data, hashlib.sha256(data).hexdigest())


def p(text: str, properties: str = "") -> str:
    return f"<w:p><w:pPr>{properties}</w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>"


def tc(text: str, properties: str = "") -> str:
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{p(text)}</w:tc>"


def tbl(*rows: str) -> str:
    return "<w:tbl>" + "".join(f"<w:tr>{row}</w:tr>" for row in rows) + "</w:tbl>"


def span(width: int) -> str:
    return f'<w:gridSpan w:val="{width}"/>'


def placed(table: Table) -> list[tuple[int, int, int, int, str]]:
    return [(c.row, c.column, c.rowspan, c.colspan, c.text) for c in table.cells]


def one_table(body: str) -> Table:
    (table,) = read(package(body)).tables()
    return table


def texts(body: str, **parts: str) -> list[str]:
    return [paragraph.text for paragraph in read(package(body, **parts)).paragraphs()]


def test_a_report_written_by_python_docx_keeps_its_cells() -> None:
    document = read(word.report())
    (table,) = document.tables()
    grid = [[cell.text if cell else "" for cell in row] for row in table.grid()]
    assert (table.rows, table.columns) == (28, 10)
    assert [row[2:] for row in grid[3:]] == [
        [label, *numbers(row + 1)] for row, label in zip(range(ROWS), leaf_labels(), strict=True)
    ]
    first = next(document.paragraphs())
    assert first.heading
    assert first.text.endswith("年度报告")


def test_spans_across_and_down() -> None:
    body = tbl(
        tc("甲", span(2) + '<w:vMerge w:val="restart"/>') + tc("乙"),
        tc("", span(2) + "<w:vMerge/>") + tc("1"),
        tc("丙") + tc("丁") + tc("2"),
    )
    assert placed(one_table(body)) == [
        (0, 0, 2, 2, "甲"),
        (0, 2, 1, 1, "乙"),
        (1, 2, 1, 1, "1"),
        (2, 0, 1, 1, "丙"),
        (2, 1, 1, 1, "丁"),
        (2, 2, 1, 1, "2"),
    ]


def test_odd_spans_do_not_shift_or_swallow_cells() -> None:
    body = tbl(
        tc("甲", span(2)) + tc("乙", span(3)),
        tc("孤", "<w:vMerge/>" + span(2)) + tc("1") + tc("2") + tc("3"),  # continues a merge that never began
        '<w:trPr><w:gridBefore w:val="2"/></w:trPr>' + tc("4") + tc("5", span(900)),
    )
    table = one_table(body)
    assert [(c.row, c.column, c.text) for c in table.cells] == [
        (0, 0, "甲"),
        (0, 1, "乙"),
        (1, 0, "孤"),
        (1, 1, "1"),
        (1, 2, "2"),
        (1, 3, "3"),
        (2, 1, "4"),
        (2, 2, "5"),
    ]


def test_the_older_way_to_merge_across() -> None:
    body = tbl(tc("甲", '<w:hMerge w:val="restart"/>') + tc("", "<w:hMerge/>") + tc("乙"), tc("1") + tc("2") + tc("3"))
    assert placed(one_table(body))[:2] == [(0, 0, 1, 2, "甲"), (0, 2, 1, 1, "乙")]


def test_text_hidden_by_a_merge_is_reported() -> None:
    body = tbl(tc("甲", '<w:vMerge w:val="restart"/>') + tc("1"), tc("隐", "<w:vMerge/>") + tc("2"))
    document = read(package(body))
    assert [problem.kind for problem in document.problems] == ["ambiguous"]
    assert "隐" in document.problems[0].detail


def test_a_layout_table_is_dissolved() -> None:
    inner = tbl(tc("规章") + tc("1"))
    body = tbl(f"<w:tc>{p('左')}{inner}{p('后')}</w:tc>" + tc("右"))
    blocks = read(package(body)).blocks
    assert [b.text if isinstance(b, Paragraph) else placed(b)[1][4] for b in blocks] == ["左", "1", "后", "右"]


def test_a_frame_of_one_column_is_text() -> None:
    assert read(package(tbl(tc("甲"), tc("乙")))).blocks == (Paragraph(text="甲"), Paragraph(text="乙"))


def test_revisions_are_settled() -> None:
    run = "<w:r><w:t>{}</w:t></w:r>"
    body = (
        "<w:p>" + run.format("共") + "<w:del><w:r><w:delText>12</w:delText></w:r></w:del>"
        "<w:ins>" + run.format("34") + "</w:ins><w:moveFrom>" + run.format("移走") + "</w:moveFrom>"
        "<w:moveTo>" + run.format("件") + "</w:moveTo></w:p>"
    )
    assert texts(body) == ["共34件"]
    kept = tbl(tc("甲") + tc("1"), "<w:trPr><w:del/></w:trPr>" + tc("乙") + tc("2"), tc("丙") + tc("3"))
    assert [cell.text for cell in one_table(kept).cells] == ["甲", "1", "丙", "3"]
    assert texts(p("前", "<w:rPr><w:del/></w:rPr>") + p("后")) == ["前后"]


def test_breaks_tabs_hidden_text_and_note_marks() -> None:
    body = (
        "<w:p><w:r><w:t>甲</w:t><w:br/><w:t>乙</w:t><w:tab/><w:noBreakHyphen/></w:r>"
        "<w:r><w:rPr><w:vanish/></w:rPr><w:t>隐</w:t></w:r>"
        '<w:r><w:rPr><w:vanish w:val="0"/></w:rPr><w:t>12</w:t></w:r>'
        '<w:r><w:rPr><w:vertAlign w:val="superscript"/></w:rPr><w:t>3</w:t></w:r></w:p>'
    )
    assert texts(body) == ["甲\n乙\t-12 3"]


def test_a_field_counts_by_its_result() -> None:
    body = (
        '<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>=SUM(ABOVE)</w:instrText></w:r>'
        '<w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>15</w:t></w:r>'
        '<w:r><w:fldChar w:fldCharType="end"/></w:r></w:p>'
    )
    assert texts(body) == ["15"]


def test_a_text_box_is_read_once() -> None:
    box = f"<w:txbxContent>{p('框中')}</w:txbxContent>"
    body = (
        "<w:p><w:r><w:t>段</w:t></w:r><w:r><mc:AlternateContent>"
        f"<mc:Choice><w:drawing><wps:txbx>{box}</wps:txbx></w:drawing></mc:Choice>"
        f"<mc:Fallback><w:pict><v:textbox>{box}</v:textbox></w:pict></mc:Fallback></mc:AlternateContent></w:r></w:p>"
    )
    assert texts(body) == ["段", "框中"]


def test_a_picture_in_a_cell_is_not_a_blank() -> None:
    picture = "<w:tc><w:p><w:r><w:drawing><a:blip/></w:drawing></w:r></w:p></w:tc>"
    assert [cell.text for cell in one_table(tbl(tc("规章") + picture)).cells] == ["规章", "\ufffc"]


def test_content_controls_are_looked_through() -> None:
    body = (
        f"<w:sdt><w:sdtContent>{p('甲')}</w:sdtContent></w:sdt>"
        "<w:tbl><w:sdt><w:sdtContent><w:tr>" + tc("乙") + f"<w:sdt><w:sdtContent>{tc('1')}</w:sdtContent></w:sdt>"
        "</w:tr></w:sdtContent></w:sdt></w:tbl>"
    )
    document = read(package(body))
    assert [paragraph.text for paragraph in document.paragraphs()] == ["甲"]
    assert [cell.text for table in document.tables() for cell in table.cells] == ["乙", "1"]


def test_headings_by_style_and_by_level() -> None:
    styles = (
        '<w:style w:type="paragraph" w:styleId="a1"><w:name w:val="heading 1"/></w:style>'
        '<w:style w:type="paragraph" w:styleId="a2"><w:name w:val="Body Text"/></w:style>'
    )
    body = p("一", '<w:pStyle w:val="a1"/>') + p("二", '<w:pStyle w:val="a2"/>') + p("三", '<w:outlineLvl w:val="0"/>')
    document = read(package(body, styles=styles))
    assert [paragraph.heading for paragraph in document.paragraphs()] == [True, False, True]


def test_numbers_that_word_sets_itself_are_shown() -> None:
    level = '<w:lvl w:ilvl="{}"><w:start w:val="1"/><w:numFmt w:val="{}"/><w:lvlText w:val="{}"/></w:lvl>'
    numbering = (
        '<w:abstractNum w:abstractNumId="0">'
        + level.format(0, "chineseCountingThousand", "%1、")
        + level.format(1, "decimal", "%2.")
        + '</w:abstractNum><w:num w:numId="5"><w:abstractNumId w:val="0"/></w:num>'
    )

    def numbered(text: str, depth: int) -> str:
        return p(text, f'<w:numPr><w:ilvl w:val="{depth}"/><w:numId w:val="5"/></w:numPr>')

    body = "".join(numbered(text, depth) for text, depth in (("总体", 0), ("甲", 1), ("乙", 1), ("主动", 0), ("丙", 1)))
    assert texts(body, numbering=numbering) == ["一、总体", "1.甲", "2.乙", "二、主动", "1.丙"]


def test_strict_files_are_read_too() -> None:
    data = package(p("甲"), namespace="http://purl.oclc.org/ooxml/wordprocessingml/main")
    assert [paragraph.text for paragraph in read(data).paragraphs()] == ["甲"]


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"PK\x03\x04 nothing more", "truncated"),
        (b"", "truncated"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "encrypted"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 old", "unknown_format"),
        (package("<w:p>")[:-30], "truncated"),
        (package("<w:p>"), "unreadable"),
    ],
)
def test_hopeless_files_are_named(data: bytes, kind: str) -> None:
    with pytest.raises(Unreadable) as error:
        read(data)
    assert error.value.problem.kind == kind


def zipped(**parts: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as file:
        for name, data in parts.items():
            file.writestr(name.replace("__", "/"), data)
    return buffer.getvalue()


def test_a_package_without_text_and_one_that_points_outside() -> None:
    outside = b'<R><Relationship Type="x/officeDocument" Target="../../../../etc/passwd"/></R>'
    for data in (zipped(other=b"x"), zipped(**{"_rels__.rels": outside})):
        with pytest.raises(Unreadable) as error:
            read(data)
        assert error.value.problem.kind == "unreadable"


def test_a_bomb_is_not_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipelines.xmlzip.MAX_PART", 1_000_000)
    with pytest.raises(Unreadable) as error:
        read(package(" " * 2_000_000))
    assert error.value.problem.kind == "too_large"


def test_entities_are_not_resolved(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("SECRET", "utf-8")
    text = (
        f'<!DOCTYPE d [<!ENTITY e SYSTEM "{secret.as_uri()}">]>'
        f'<w:document xmlns:w="{W}"><w:body><w:p><w:r><w:t>a&e;b</w:t></w:r></w:p></w:body></w:document>'
    )
    document = read(zipped(**{"word__document.xml": text.encode()}))
    assert "SECRET" not in "".join(paragraph.text for paragraph in document.paragraphs())


def test_deep_nesting_is_bounded() -> None:
    body = p("x")
    for _ in range(40):
        body = f"<w:tbl><w:tr><w:tc>{body}</w:tc></w:tr></w:tbl>"
    with pytest.raises(Unreadable) as error:
        read(package(body))
    assert error.value.problem.kind == "too_large"


def test_text_nested_too_deep_is_not_lost_in_silence() -> None:
    inner = "<w:t>12</w:t>"
    for _ in range(70):
        inner = f"<w:smartTag>{inner}</w:smartTag>"
    with pytest.raises(Unreadable) as error:
        read(package(f"<w:p><w:r>{inner}</w:r></w:p>"))
    assert error.value.problem.kind == "too_large"


@pytest.mark.skipif(not SHARED.is_dir(), reason="the real documents are not here")
def test_the_blank_official_form_has_every_cell() -> None:
    document = read((SHARED / "form2021-blank.docx").read_bytes())
    sizes = [(table.rows, table.columns) for table in document.tables()]
    assert sizes == [(14, 4), (28, 10), (4, 15)]
    for table in document.tables():
        assert all(cell is not None for row in table.grid() for cell in row)

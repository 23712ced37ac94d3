import contextlib
import hashlib
import io
import random
from pathlib import Path

import pypdfium2
import pytest
from pdfplumber.table import edges_to_intersections, intersections_to_cells, merge_edges
from reportlab.lib.pagesizes import A4
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfgen.canvas import Canvas

from pipelines.document import Document, Paragraph, Table, Unreadable
from pipelines.formats import pdf
from pipelines.pdf import characters
from pipelines.pdf.grid import find_cells
from pipelines.pdf.rules import page_rules
from pipelines.pdf.view import view_of
from tests.generators.pdfs.canvas import COLUMNS, FONT, HEIGHT, Layout, draw
from tests.generators.pdfs.form import ROWS, leaf_labels, numbers

SHARED = Path(__file__).parents[3] / ".." / "shared" / "corpus" / "documents"


def read(data: bytes) -> Document:
    return pdf.read(data, hashlib.sha256(data).hexdigest())


def rows_of(table: Table) -> list[tuple[str, list[str]]]:
    """Return a piece's rows as (leaf label, seven figures); header rows have no figures and are left out."""
    out = []
    for row in table.grid():
        texts = ["".join(cell.text.split()) if cell else "" for cell in row]
        if any(text.isdigit() for text in texts[-7:]) or not any(texts[-7:]):
            out.append((texts[-8], texts[-7:]))
    return out


def all_rows(document: Document) -> list[tuple[str, list[str]]]:
    return [row for table in document.tables() for row in rows_of(table)]


EXPECTED = list(zip(leaf_labels(), [numbers(row) for row in range(1, ROWS + 1)], strict=True))


@pytest.mark.parametrize("close", [True, False], ids=["closed", "open"])
@pytest.mark.parametrize("repeat", [True, False], ids=["repeated", "once"])
@pytest.mark.parametrize("at", range(1, ROWS))
def test_a_page_break_before_any_row_loses_nothing(at: int, repeat: bool, close: bool) -> None:
    document = read(draw(Layout(break_at=at, repeat_header=repeat, close=close)))
    assert all_rows(document) == EXPECTED
    assert [table.page for table in document.tables()] == [1, 2]
    assert not any(table.continues for table in document.tables())
    assert document.problems == ()


@pytest.mark.parametrize("repeat", [True, False], ids=["repeated", "once"])
@pytest.mark.parametrize("at", range(1, ROWS))
def test_a_row_broken_by_the_page_is_told(at: int, repeat: bool) -> None:
    document = read(draw(Layout(break_at=at, split_row=True, repeat_header=repeat)))
    first, second = document.tables()
    assert second.continues
    upper, lower = rows_of(first)[-1], rows_of(second)[0]
    assert upper[0] + lower[0] == EXPECTED[at - 1][0]
    assert (upper[1], lower[1]) == (EXPECTED[at - 1][1], [""] * 7)
    assert rows_of(first)[:-1] + rows_of(second)[1:] == EXPECTED[: at - 1] + EXPECTED[at:]


@pytest.mark.parametrize(
    "layout",
    [
        Layout(break_at=12, rules="bar"),
        Layout(break_at=12, rules="form"),
        Layout(break_at=12, rules="grid"),
        Layout(break_at=12, one_by_one=True),
        Layout(break_at=12, backgrounds=True),
        Layout(break_at=12, border=True, close=False),
        Layout(break_at=12, landscape=True),
        Layout(break_at=12, page_numbers=True),
        *(Layout(break_at=12, rotate=turn, landscape=turn != 180, crop=15) for turn in (90, 180, 270)),
    ],
    ids=lambda layout: f"{layout.rules}-{layout.rotate}" if isinstance(layout, Layout) else None,
)
def test_every_way_of_drawing_gives_the_same_rows(layout: Layout) -> None:
    document = read(draw(layout))
    assert all_rows(document) == EXPECTED
    assert [p.text for p in document.paragraphs()] == ["三、收到和处理政府信息公开申请情况"]


def test_spans_edges_and_boxes_are_where_the_page_shows_them() -> None:
    (table,) = read(draw(Layout())).tables()
    assert (table.rows, table.columns, table.page) == (28, 10, 1)
    assert table.column_edges == pytest.approx(COLUMNS, abs=0.5)
    assert table.row_edges[0] == pytest.approx(90, abs=0.5)
    cells = {(cell.row, cell.column): cell for cell in table.cells}
    assert (cells[0, 0].rowspan, cells[0, 0].colspan) == (3, 3)
    assert (cells[5, 0].rowspan, cells[5, 0].colspan) == (22, 1)
    assert cells[5, 0].text.replace("\n", "") == "三、本年度办理结果"
    step = min(HEIGHT, (A4[1] - 150) / 28)
    assert cells[4, 9].box == pytest.approx((COLUMNS[9], 90 + 4 * step, COLUMNS[10], 90 + 5 * step), abs=0.5)
    assert cells[4, 9].text == "207"


@pytest.mark.parametrize("rotate", [90, 180, 270])
def test_boxes_on_turned_and_cropped_pages_are_those_of_the_page_as_seen(rotate: int) -> None:
    plain = next(read(draw(Layout())).tables())
    turned = next(read(draw(Layout(rotate=rotate, crop=10))).tables())
    # the crop box begins 10 points inside the left and lower edge of the page before it is turned
    shift_x, shift_y = {90: (10, 10), 180: (0, 10), 270: (0, 0)}[rotate]
    assert turned.column_edges == pytest.approx([x - shift_x for x in plain.column_edges], abs=0.5)
    assert turned.row_edges == pytest.approx([y - shift_y for y in plain.row_edges], abs=0.5)


class Sheet:
    """A PDF drawn by hand."""

    def __init__(self, **options: object) -> None:
        self.buffer = io.BytesIO()
        self.canvas = Canvas(self.buffer, pagesize=A4, invariant=True, **options)
        self.canvas.setFont(FONT, 10)

    def read(self) -> Document:
        return read(self.bytes())

    def bytes(self) -> bytes:
        self.canvas.save()
        return self.buffer.getvalue()


def texts(document: Document) -> list[list[str]]:
    return [[cell.text if cell else "" for cell in row] for table in document.tables() for row in table.grid()]


def test_turned_letters_are_read_in_their_own_direction() -> None:
    sheet = Sheet()
    sheet.canvas.grid([100, 200, 300, 400], [600, 700])
    for x, angle in ((150, 90), (250, 270), (390, 180)):
        sheet.canvas.saveState()
        sheet.canvas.translate(x, 640)
        sheet.canvas.rotate(angle)
        sheet.canvas.drawString(0, 0, "第12-3件")
        sheet.canvas.restoreState()
    assert texts(sheet.read()) == [["第12-3件"] * 3]


def test_a_watermark_across_the_page_is_no_part_of_a_cell() -> None:
    sheet = Sheet()
    sheet.canvas.grid([100, 200, 300], [600, 650, 700])
    for x in (110, 210):
        sheet.canvas.drawString(x, 620, "12")
        sheet.canvas.drawString(x, 670, "34")
    sheet.canvas.translate(110, 600)
    sheet.canvas.rotate(40)
    sheet.canvas.drawString(0, 0, "内部资料777")
    document = sheet.read()
    assert texts(document) == [["34", "34"], ["12", "12"]]
    assert [p.text for p in document.paragraphs()] == ["内部资料777"]


def test_a_raised_note_mark_does_not_join_a_number() -> None:
    sheet = Sheet()
    sheet.canvas.grid([100, 200, 300], [600, 650])
    sheet.canvas.drawString(110, 620, "12")
    sheet.canvas.setFont(FONT, 6)
    sheet.canvas.drawString(121, 624, "3")
    assert texts(sheet.read()) == [["12 3", ""]]


def test_wide_set_digits_stay_one_number_and_two_numbers_stay_two() -> None:
    sheet = Sheet()
    sheet.canvas.grid([100, 200, 300], [600, 650])
    for i, letter in enumerate("1234"):
        sheet.canvas.drawString(110 + i * 7.5, 620, letter)
    sheet.canvas.drawString(210, 620, "12")
    sheet.canvas.drawString(240, 620, "34")
    assert texts(sheet.read()) == [["1234", "12 34"]]


def test_text_printed_twice_to_look_bold_is_read_once() -> None:
    sheet = Sheet()
    sheet.canvas.grid([100, 200, 300], [600, 650])
    for offset in (0, 0.3):
        sheet.canvas.drawString(110 + offset, 620, "11总计")
    assert texts(sheet.read()) == [["11总计", ""]]


def test_text_between_open_rules_is_kept() -> None:
    sheet = Sheet()
    sheet.canvas.lines([(100, y, 400, y) for y in (600, 650, 700)])  # no rule at the sides
    sheet.canvas.lines([(x, 600, x, 700) for x in (200, 300)])
    for i, x in enumerate((110, 210, 310)):
        sheet.canvas.drawString(x, 620, f"1{i}")
        sheet.canvas.drawString(x, 670, f"2{i}")
    assert texts(sheet.read()) == [["20", "21", "22"], ["10", "11", "12"]]


def test_a_page_frame_around_text_is_no_table() -> None:
    sheet = Sheet()
    sheet.canvas.rect(50, 50, 500, 740)
    for i in range(4):
        sheet.canvas.drawString(80, 700 - i * 20, f"第{i}段落，公开信息{i}00条。")
    document = sheet.read()
    assert list(document.tables()) == []
    assert "".join(p.text for p in document.paragraphs()) == "".join(f"第{i}段落，公开信息{i}00条。" for i in range(4))


def test_running_text_that_touches_a_framed_table_is_peeled_off() -> None:
    sheet = Sheet()
    sheet.canvas.rect(100, 100, 300, 690)
    sheet.canvas.grid([100, 250, 400], [400, 430, 460])
    for i in range(6):
        sheet.canvas.drawString(110, 760 - i * 20, f"第{i}行的文字，讲的是公开工作")
    for x, y in ((110, 410), (260, 410), (110, 440), (260, 440)):
        sheet.canvas.drawString(x, y, str(x + y))
    document = sheet.read()
    assert texts(document)[:2] == [["550", "700"], ["520", "670"]]
    assert "第5行的文字" in "".join(p.text for p in document.paragraphs())


def test_lines_become_paragraphs_over_a_page_break_without_its_number() -> None:
    sheet = Sheet()
    sheet.canvas.setFont(FONT, 12)
    for page, lines in enumerate((["　　甲" + "乙" * 36, "丙" * 38], ["丁" * 38, "戊。", "　　己。"])):
        sheet.canvas.setFont(FONT, 12)
        for i, line in enumerate(lines):
            bare = line.lstrip("　")
            sheet.canvas.drawString(70 + (24 if bare != line else 0), 600 - i * 24, bare)
        sheet.canvas.drawString(290, 30, f"— {page + 1} —")
        sheet.canvas.showPage()
    document = sheet.read()
    assert document.blocks == (
        Paragraph(text="甲" + "乙" * 36 + "丙" * 38 + "丁" * 38 + "戊。", page=1),
        Paragraph(text="己。", page=2),
    )


def test_digits_in_another_font_do_not_end_a_paragraph() -> None:
    sheet = Sheet()
    for i, (line, digits) in enumerate((("甲" * 30 + "全", ""), ("年公开", "5165"), ("　　另起一段。", ""))):
        bare = line.lstrip("　")
        left, top = 70 + (24 if bare != line else 0), 600 - i * 24
        sheet.canvas.setFont(FONT, 12)
        sheet.canvas.drawString(left, top, bare)
        sheet.canvas.setFont("Courier", 15 if digits else 12)  # a higher box than the letters beside it
        sheet.canvas.drawString(left + 12 * len(bare), top, digits)
    sheet.canvas.showPage()
    assert [paragraph.text for paragraph in sheet.read().paragraphs()] == ["甲" * 30 + "全年公开5165", "另起一段。"]


def test_short_lines_on_a_last_page_stay_paragraphs_of_their_own() -> None:
    sheet = Sheet()
    for lines in (
        ["　　甲" + "乙" * 36, "丙" * 38, "丁。"],
        ["六、其他事项", "本年没有其他事项。", "某某县财政局", "2024年1月18日"],
    ):
        sheet.canvas.setFont(FONT, 12)
        for i, line in enumerate(lines):
            bare = line.lstrip("　")
            sheet.canvas.drawString(70 + (24 if bare != line else 0), 600 - i * 24, bare)
        sheet.canvas.showPage()
    found = [paragraph.text for paragraph in sheet.read().paragraphs() if paragraph.page == 2]
    assert found == ["六、其他事项", "本年没有其他事项。", "某某县财政局", "2024年1月18日"]


def test_the_title_of_the_file_is_a_hint() -> None:
    document = read(draw(Layout()))
    assert [(hint.kind, hint.text) for hint in document.hints] == [("title", "示例市政府信息公开工作年度报告")]
    assert document.pages == 1


def test_a_password_to_open_is_said_and_an_owner_password_is_none() -> None:
    sheet = Sheet(encrypt=StandardEncryption("secret", "owner", strength=128))
    sheet.canvas.drawString(100, 700, "x")
    with pytest.raises(Unreadable) as error:
        sheet.read()
    assert error.value.problem.kind == "encrypted"
    sheet = Sheet(encrypt=StandardEncryption("", "owner", canPrint=0, strength=128))
    sheet.canvas.drawString(100, 700, "open")
    assert [p.text for p in sheet.read().paragraphs()] == ["open"]


def test_a_cut_off_file_is_said() -> None:
    data = draw(Layout(break_at=12))
    with pytest.raises(Unreadable) as error:
        read(data[:200])
    assert error.value.problem.kind == "truncated"
    document = read(data.removesuffix(b"\n").removesuffix(b"%%EOF"))
    assert [problem.kind for problem in document.problems] == ["truncated"]


@pytest.mark.parametrize("data", [b"", b"%PDF-1.7\n%%EOF", b"%PDF-1.4\n" + bytes(range(256)) * 40 + b"%%EOF"])
def test_broken_files_are_unreadable_not_a_crash(data: bytes) -> None:
    with pytest.raises(Unreadable):
        read(data)


@pytest.mark.parametrize("seed", range(30))
def test_damaged_bytes_are_read_or_refused_never_a_crash(seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311 (damage, not secrets)
    data = bytearray(draw(Layout(break_at=9)))
    for _ in range(8):
        data[chance.randrange(len(data))] = chance.randrange(256)
    with contextlib.suppress(Unreadable):
        assert read(bytes(data)).pages


def test_a_scan_is_named() -> None:
    picture = Sheet()
    picture.canvas.drawInlineImage(_grey(), 0, 0, 595, 842)
    assert [problem.kind for problem in picture.read().problems] == ["no_text_layer"]
    mixed = Sheet()
    mixed.canvas.drawString(100, 700, "text")
    mixed.canvas.showPage()
    mixed.canvas.drawInlineImage(_grey(), 0, 0, 595, 842)
    (problem,) = mixed.read().problems
    assert (problem.kind, problem.where) == ("no_text_layer", ("page 2",))


def test_a_picture_in_a_cell_is_not_a_blank() -> None:
    sheet = Sheet()
    sheet.canvas.grid([100, 200, 300], [600, 650])
    sheet.canvas.drawString(110, 620, "规章")
    sheet.canvas.drawInlineImage(_grey(), 220, 610, 40, 20)
    assert texts(sheet.read()) == [["规章", "\ufffc"]]


def test_too_many_lines_are_bounded() -> None:
    sheet = Sheet()
    sheet.canvas.drawString(100, 700, "text")
    sheet.canvas.lines([(x, y, x + 4, y) for x in range(0, 580, 8) for y in range(0, 800, 4)])
    document = sheet.read()
    assert [problem.kind for problem in document.problems] == ["too_large"]
    assert [p.text for p in document.paragraphs()] == ["text"]


def test_characters_beyond_the_bound_are_named_even_where_most_are_blanks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(characters, "MAX_CHARACTERS", 10)
    sheet = Sheet()
    sheet.canvas.drawString(100, 700, "a b c d e f g h 12")
    (problem,) = sheet.read().problems
    assert (problem.kind, problem.where) == ("too_large", ("page 1",))
    assert "the rest of it was not read" in problem.detail


def test_a_letter_after_slanted_text_is_upright_again() -> None:
    sheet = Sheet()
    sheet.canvas.grid([100, 200, 300], [600, 650])
    sheet.canvas.drawString(110, 620, "12")
    sheet.canvas.saveState()
    sheet.canvas.translate(300, 300)
    sheet.canvas.rotate(45)
    sheet.canvas.drawString(0, 0, "样")
    sheet.canvas.restoreState()
    sheet.canvas.drawString(210, 620, "34")
    assert texts(sheet.read()) == [["12", "34"]]


@pytest.mark.parametrize(
    "layout", [Layout(), Layout(break_at=12), Layout(break_at=9, rules="bar"), Layout(break_at=5, border=True)]
)
def test_cells_are_those_of_pdfplumbers_own_finder(layout: Layout) -> None:
    with pypdfium2.PdfDocument(draw(layout)) as opened:
        for page in opened:
            view = view_of(page)
            rules = page_rules(page, view).rules
            page.close()
            edges = [{**rule._asdict(), "orientation": "h" if rule.top == rule.bottom else "v"} for rule in rules]
            edges = [{**e, "width": e["x1"] - e["x0"], "height": e["bottom"] - e["top"]} for e in edges]
            merged = merge_edges(edges, 3, 3, 3, 3)
            theirs = intersections_to_cells(edges_to_intersections(merged, 3, 3))
            assert find_cells(merged) == theirs
            assert theirs


def test_reading_twice_gives_the_same() -> None:
    data = draw(Layout(break_at=9))
    assert read(data) == read(data)


def _grey() -> object:
    from PIL import Image  # noqa: PLC0415 (only two tests need it)

    return Image.new("L", (8, 8), 128)


@pytest.mark.skipif(not SHARED.is_dir(), reason="the real documents are not here")
@pytest.mark.parametrize("name", ["huaian2024.pdf", "hongze2024.pdf"])
def test_real_reports_give_whole_tables(name: str) -> None:
    document = read((SHARED / name).read_bytes())
    assert document.problems == ()
    requests = [row for table in document.tables() if table.columns == 10 for row in rows_of(table)]
    balance = [[int(row[1][i]) for row in requests] for i in range(7)]
    assert len(requests) in {23, 25}
    for column in balance:
        assert column[0] + column[1] == column[-2] + column[-1]
        assert sum(column[2:-2]) == column[-2]

"""The image and grid code below text recognition, on made pictures, without the recognition model."""

import io
from collections.abc import Callable, Sequence
from itertools import pairwise

import numpy as np
import pytest
from PIL import Image, ImageChops, ImageDraw

from archive.publication.documents import page_image
from pipelines.document import Table
from pipelines.ocr.engine import Read
from pipelines.ocr.ink import ink_of
from pipelines.ocr.page import UNREADABLE, read_page, settled
from pipelines.ocr.ruling import ruling_of
from pipelines.ocr.strips import lines_in, rows_of, without_specks
from pipelines.ocr.upright import slant, turned
from pipelines.pdf.blocks import page_blocks
from pipelines.pdf.pages import Piece
from tests.pipelines.ocr.sheets import SCALE, Pixels, degraded, paper, pixels_of, rule_table, write

ACROSS, DOWN = (100, 400, 600, 800, 900), (200, 260, 320, 380, 440)


def _reader(crops: Sequence[Pixels]) -> list[Read]:
    return [Read("7", 0.99)] * len(crops)


def _blind(crops: Sequence[Pixels]) -> list[Read]:
    return [Read("", 0.0)] * len(crops)


def _table(sheet: Image.Image, reader: Callable[[Sequence[Pixels]], list[Read]] = _reader) -> Table:
    tables = [
        block for block in page_blocks([read_page(pixels_of(sheet), SCALE, 1, reader)]) if isinstance(block, Table)
    ]
    assert len(tables) == 1
    return tables[0]


def _filled(sheet: Image.Image) -> Image.Image:
    """Write into every second cell of the table."""
    for row, (top, bottom) in enumerate(pairwise(DOWN)):
        for column, (left, right) in enumerate(pairwise(ACROSS)):
            if (row + column) % 2 == 0:
                write(sheet, (left + right) // 2, (top + bottom) // 2, "370")
    return sheet


def _ruled() -> Image.Image:
    sheet = paper()
    rule_table(sheet, ACROSS, DOWN)
    return sheet


def test_a_ruled_table_has_its_cells_where_they_are_drawn() -> None:
    table = _table(_filled(_ruled()))
    assert (table.rows, table.columns) == (4, 4)
    assert np.allclose(table.column_edges, [x * SCALE for x in ACROSS], atol=1.0)
    assert np.allclose(table.row_edges, [y * SCALE for y in DOWN], atol=1.0)


def test_cells_with_ink_are_read_and_cells_without_are_blank() -> None:
    table = _table(_filled(_ruled()))
    assert {(cell.row, cell.column): cell.text for cell in table.cells} == {
        (row, column): "7" if (row + column) % 2 == 0 else "" for row in range(4) for column in range(4)
    }
    assert all((cell.confidence == 0.99) == (cell.text == "7") for cell in table.cells)


def test_ink_that_gives_no_text_is_unreadable_and_not_blank() -> None:
    table = _table(_filled(_ruled()), _blind)
    assert {cell.text for cell in table.cells if (cell.row + cell.column) % 2 == 0} == {UNREADABLE}
    assert all(cell.confidence == 0.0 for cell in table.cells if cell.text == UNREADABLE)


@pytest.mark.parametrize("angle", [-4.0, -0.8, 0.8, 3.0])
def test_a_page_aslant_is_turned_upright(angle: float) -> None:
    page = pixels_of(degraded(_filled(_ruled()), slant=angle, noise=0, quality=95))
    found = slant(ink_of(page, SCALE).mask)
    assert found == pytest.approx(angle, abs=0.1)
    assert abs(slant(ink_of(turned(page, found), SCALE).mask)) < 0.1


@pytest.mark.parametrize("quarter", [None, Image.Transpose.ROTATE_90, Image.Transpose.ROTATE_270])
@pytest.mark.parametrize("angle", [0.0, -3.0])
def test_places_fit_the_page_drawn_as_it_was_turned(angle: float, quarter: Image.Transpose | None) -> None:
    sheet = _filled(_ruled())
    for line in range(500, 1300, 45):  # tells which way the lines run
        write(sheet, 500, line, "3 7 0 1 9 2 8 6 4 5 1 3 7 2 9 0 6 8 1 5 3")
    sheet = degraded(sheet, slant=angle, noise=0, quality=95)
    sheet = sheet.transpose(quarter) if quarter is not None else sheet
    out = io.BytesIO()
    sheet.save(out, "PNG")
    reading = read_page(pixels_of(sheet), SCALE, 1, _reader)
    width, height, turn = reading.size
    drawn = Image.open(io.BytesIO(page_image(out.getvalue(), 1, turn))).convert("L")
    assert abs(drawn.width / drawn.height - width / height) < 0.01
    assert bool(turn) == bool(angle or quarter is not None)
    (table,) = [block for block in page_blocks([reading]) if isinstance(block, Table)]
    scale = drawn.width / width
    for cell in table.cells:
        assert cell.box is not None
        x0, top, x1, bottom = (edge * scale for edge in cell.box)
        inside = drawn.crop((round(x0 + 6), round(top + 6), round(x1 - 6), round(bottom - 6)))
        assert (inside.getextrema()[0] < 100) == bool(cell.text), (cell.row, cell.column)


def test_a_straight_page_is_left_as_it_is() -> None:
    page = pixels_of(_filled(_ruled()))
    assert turned(page, slant(ink_of(page, SCALE).mask)) is page


@pytest.mark.parametrize(("angle", "noise"), [(0.8, 12), (-1.7, 18), (2.5, 6)])
def test_a_bad_scan_has_the_same_cells(angle: float, noise: float) -> None:
    table = _table(degraded(_filled(_ruled()), slant=angle, noise=noise))
    assert (table.rows, table.columns) == (4, 4)
    assert {(cell.row, cell.column) for cell in table.cells if cell.text} == {
        (row, column) for row in range(4) for column in range(4) if (row + column) % 2 == 0
    }


def test_dirt_in_a_cell_is_no_ink() -> None:
    sheet = _filled(_ruled())
    for x, y in [(480, 230), (500, 231), (510, 240)]:
        ImageDraw.Draw(sheet).rectangle([x, y, x + 1, y + 1], "black")
    assert not next(cell.text for cell in _table(sheet).cells if (cell.row, cell.column) == (0, 1))


def test_a_dash_is_told_by_its_shape() -> None:
    sheet = _filled(_ruled())
    ImageDraw.Draw(sheet).rectangle([492, 228, 505, 231], "black")
    dash = next(cell for cell in _table(sheet).cells if (cell.row, cell.column) == (0, 1))
    assert dash.text == "-"


def test_a_broken_rule_still_closes_its_cells() -> None:
    sheet = _filled(_ruled())
    draw = ImageDraw.Draw(sheet)
    for x in (160, 250, 470, 700):
        draw.rectangle([x, 255, x + 4, 265], "white")
    assert _table(sheet).rows == 4


def test_merged_cells_keep_their_spans() -> None:
    sheet = _filled(_ruled())
    ImageDraw.Draw(sheet).rectangle([104, 255, 396, 265], "white")  # joins the first column's first two rows
    spans = {(cell.row, cell.column): (cell.rowspan, cell.colspan) for cell in _table(sheet).cells}
    assert spans[0, 0] == (2, 1)
    assert (1, 0) not in spans


def test_a_seal_leaves_no_ink_and_no_rules() -> None:
    sheet = _ruled()
    plain = _table(sheet)
    seal = paper()
    ImageDraw.Draw(seal).ellipse([350, 210, 700, 430], outline=(225, 40, 45), fill=(240, 200, 200), width=9)
    table = _table(ImageChops.multiply(sheet, seal))
    assert (table.rows, table.columns) == (plain.rows, plain.columns)


def test_a_cell_printed_in_red_is_not_blank() -> None:
    sheet = _ruled()
    write(sheet, 500, 230, "370", colour="red")
    assert next(cell.text for cell in _table(sheet).cells if (cell.row, cell.column) == (0, 1)) == "7"


def test_a_dark_cell_with_light_letters_is_read() -> None:
    sheet = _ruled()
    ImageDraw.Draw(sheet).rectangle([403, 203, 597, 257], (20, 60, 120))
    write(sheet, 500, 230, "370", colour="white")
    assert next(cell.text for cell in _table(sheet).cells if (cell.row, cell.column) == (0, 1)) == "7"


def test_letters_are_no_rules() -> None:
    sheet = paper()
    for y in range(100, 1300, 60):
        write(sheet, 500, y, "HEHLTIHEHLTIHEHLTIHE", size=40)
    assert ruling_of(ink_of(pixels_of(sheet), SCALE)).rules == []


def test_a_page_of_noise_and_a_blank_page_give_nothing() -> None:
    noise = np.random.default_rng(3).integers(0, 256, (700, 500, 3), dtype=np.uint8)
    assert not any(isinstance(item, Piece) for item in read_page(noise, SCALE, 1, _blind).items)
    assert read_page(pixels_of(paper()), SCALE, 1, _reader).items == []


@pytest.mark.parametrize("shape", [(1, 1, 3), (2, 900, 3), (900, 2, 3), (40, 40, 3)])
def test_tiny_pictures_are_read(shape: tuple[int, int, int]) -> None:
    assert read_page(np.full(shape, 255, np.uint8), SCALE, 1, _reader).items == []
    read_page(np.zeros(shape, np.uint8), SCALE, 1, _reader)


def test_lines_of_a_cell_are_parted_even_where_they_touch() -> None:
    mask = np.zeros((60, 200), np.uint8)
    mask[2:22, 10:190:3] = mask[24:44, 10:190:3] = 255
    assert rows_of(mask, 20.0) == [(2, 22), (24, 44)]
    mask[22:24, 60] = 255
    assert [abs(start - want) <= 3 for (start, _), want in zip(rows_of(mask, 20.0), (2, 22), strict=True)] == [
        True,
        True,
    ]


def test_strokes_of_one_letter_stay_together() -> None:
    mask = np.zeros((40, 40), np.uint8)
    mask[8:10, 12:28] = mask[24:26, 8:32] = 255
    assert rows_of(mask, 20.0) == [(8, 26)]


def test_running_text_is_cut_into_lines_in_their_order() -> None:
    sheet = paper()
    for number, y in enumerate((100, 160, 220)):
        write(sheet, 500, y, f"annual report of {number} pages", size=30)
    mask, pieces = without_specks(ink_of(pixels_of(sheet), SCALE).mask, SCALE)
    boxes = lines_in(mask, pieces, 25.0)
    assert len(boxes) == 3
    assert [box.y0 for box in boxes] == sorted(box.y0 for box in boxes)


@pytest.mark.parametrize(
    ("text", "told", "changed"),
    [("1O", "10", True), ("l2", "12", True), ("O", "0", True), ("〇", "0", True), ("I", "1", True), ("12", "12", False),
     ("一", "-", False), ("——", "-", False), ("No", "No", False), ("规章", "规章", False),
     ("3.5万元", "3.5万元", False),      ("/", "/", False), ("无", "无", False)],
)  # fmt: skip
def test_look_alikes_are_digits_only_in_a_number(text: str, told: str, changed: bool) -> None:
    assert settled(text, 0.9) == (told, 0.45 if changed else 0.9)

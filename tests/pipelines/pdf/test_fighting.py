"""Ruled reports that are hard to read for other reasons: turned, hidden, overprinted, cropped, with things across."""

import io
from dataclasses import replace

import pytest
from PIL import Image
from reportlab.pdfgen.canvas import Canvas

from archive.publication.documents import page_image
from pipelines.formats import pdf
from tests.generators.pdfs.canvas import FONT
from tests.generators.pdfs.fighting import Fight, fight
from tests.pipelines.pdf.test_unruled import assert_whole, read
from tests.pipelines.tables.printer import figures, report
from tests.pipelines.test_mutations import assert_never_silent

RULES = ("dashed", "dotted", "double", "bars", "images", "segments", "dashes", "hairlines")
WAYS = {
    "shuffled": Fight(order="shuffled", one_by_one=True),
    "backwards": Fight(order="backwards"),
    "set wide": Fight(spacing=1.5),
    "turned by 90 without saying so": Fight(turned=90),
    "turned by 180 without saying so": Fight(turned=180),
    "turned by 270 without saying so": Fight(turned=270),
    "landscape between portrait": Fight(landscape=("t3",)),
    "page number in a cell": Fight(footer="- {n} -", low=56),
    "page number in words in a cell": Fight(footer="第 {n} 页 共 6 页", low=56),
    "watermark aslant": Fight(watermark="内部资料 123"),
    "watermark level": Fight(watermark="内部资料 123", level_watermark=True),
    "twice": Fight(twice=0.4),
    "twice, further": Fight(twice=0.8),
    "invisible text over it": Fight(hidden="invisible"),
    "white text over it": Fight(hidden="white"),
    "turned label": Fight(stacked=False),
    "radicals": Fight(radicals=True),
    "crop box": Fight(crop=(20, 10), rotate=270),
    "user unit": Fight(user_unit=2.0),
    "page border": Fight(border=True),
    "low pages": Fight(height=400.0),
}


@pytest.mark.parametrize("rules", RULES)
def test_every_kind_of_rule_parts_cells(rules: str) -> None:
    assert_whole("F2021", Fight(rules=rules))


@pytest.mark.parametrize("way", WAYS)
def test_a_report_is_read_whole_however_it_is_set(way: str) -> None:
    assert_whole("F2021", WAYS[way])


@pytest.mark.parametrize("way", ["turned by 90 without saying so", "watermark level", "invisible text over it"])
def test_so_it_is_without_rules(way: str) -> None:
    assert_whole("F2021", replace(WAYS[way], rules="none"))


@pytest.mark.parametrize("seed", range(12))
@pytest.mark.parametrize("form", ["F2021", "F2019"])
def test_cells_that_run_together_where_a_side_is_not_drawn_are_never_taken_silently(form: str, seed: int) -> None:
    expected = figures(form, 0)
    found = read(report(form, {**expected}), Fight(size=7.0, lost=0.03, seed=seed))
    assert_never_silent(found, expected)


def drawn(*, ink: float, ground: float | None) -> list[str]:
    buffer = io.BytesIO()
    canvas = Canvas(buffer, invariant=True)
    if ground is not None:
        canvas.setFillGray(ground)
        canvas.rect(90, 690, 200, 30, stroke=0, fill=1)
    canvas.setFillGray(ink)
    canvas.setFont(FONT, 10)
    canvas.drawString(100, 700, "行政许可12件")
    canvas.save()
    return [paragraph.text for paragraph in pdf.read(buffer.getvalue(), "").paragraphs()]


def test_white_letters_are_read_where_they_are_seen() -> None:
    assert drawn(ink=1, ground=0.2) == ["行政许可12件"]
    assert drawn(ink=1, ground=1) == drawn(ink=1, ground=None) == []
    assert drawn(ink=0.7, ground=None) == ["行政许可12件"]


@pytest.mark.parametrize("turn", [90, 270])
def test_places_on_a_page_turned_to_be_read_fit_the_page_turned_alike(turn: int) -> None:
    data = fight(report("F2021", {**figures("F2021", 8)}), Fight(turned=turn))
    document = pdf.read(data, "")
    width, height, turned = document.page_sizes[0]
    assert width < height
    assert turned
    drawn = Image.open(io.BytesIO(page_image(data, 1, turned))).convert("L")
    assert (drawn.width < drawn.height) == (width < height)
    scale = drawn.width / width
    cells = [cell for table in document.tables() if table.page == 1 for cell in table.cells if cell.text.isdigit()]
    assert len(cells) > 50
    for x0, top, x1, bottom in (cell.box for cell in cells if cell.box is not None):
        inside = drawn.crop((round((x0 + 2) * scale), round((top + 2) * scale), round((x1 - 2) * scale),
                             round((bottom - 2) * scale)))  # fmt: skip
        assert inside.getextrema()[0] < 128

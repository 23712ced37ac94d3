"""Charts: what is absent is no zero, what is in doubt or does not compare is marked, and the drawing stands alone."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from lxml import etree

from archive.publication.charts import (
    Box,
    Break,
    Chart,
    Frame,
    Point,
    Row,
    Series,
    bars,
    boxes,
    lines,
    places,
    ranked,
    stacked,
    tiles,
)  # fmt: skip
from archive.publication.charts.paper import WIDTH, round_scale, short, width_of, wrapped
from archive.publication.charts.picture import NoChineseFont, chinese_fonts, png
from archive.texts import Language, text
from tests.bench.charts import gallery

SVG = "{http://www.w3.org/2000/svg}"
YEARS = ["2019", "2020", "2021", "2022"]
HOSTILE = '<script>alert("x")</script>&\x00'


def frame(language: Language = "zh", title: str = "本年新收申请", unit: str = "件") -> Frame:
    def say(key: str, **values: object) -> str:
        return text(f"pages.{key}", language, **values)

    return Frame(title=title, say=say, language=language, unit=unit)


def one_of(*values: float | None) -> list[Series]:
    return [Series(name="甲", points=tuple(Point(value=value) for value in values))]


def shapes(chart: Chart) -> list[etree._Element]:
    """Return the rectangles of figures: those with words of their own."""
    return [rect for rect in root(chart).iter(f"{SVG}rect") if rect.find(f"{SVG}title") is not None]


def root(chart: Chart) -> etree._Element:
    return etree.fromstring(str(chart.svg).encode())


def words(chart: Chart) -> list[str]:
    return [found.text or "" for found in root(chart).iter(f"{SVG}text")]


@pytest.mark.parametrize("name", sorted(gallery()))
def test_drawing_stands_alone_and_says_what_it_is(name: str) -> None:
    chart = gallery()[name]()
    alone = etree.fromstring(chart.standalone.encode())
    assert alone.get("role") == "img"
    for part in ("title", "desc"):
        named = alone.find(f"{SVG}{part}")
        assert named is not None
        assert named.text
        assert named.get("id") in (alone.get("aria-labelledby") or "").split()
    assert not re.search(
        r"<script|<style|style=|href|<image|@import|https?://(?!www\.w3\.org/2000/svg)", chart.standalone
    )
    assert not re.search(r"<script|<style|style=", chart.svg)
    used, made = set(re.findall(r"url\(#(\w+)\)", chart.svg)), set(re.findall(r'<pattern id="(\w+)"', chart.svg))
    assert used == made
    assert root(chart).get("role") == ("group" if "<a " in chart.svg else "img")
    assert len(chart.rows) >= 12
    assert all(len(row.points) == len(chart.head) - 1 for row in chart.rows)


@pytest.mark.parametrize("name", sorted(gallery()))
def test_words_stay_inside_the_sheet(name: str) -> None:
    for found in root(gallery()[name]()).iter(f"{SVG}text"):
        wide = width_of(found.text or "", float(found.get("font-size", "12")))
        start = float(found.get("x", "0")) - {"middle": wide / 2, "end": wide}.get(found.get("text-anchor", ""), 0)
        assert start >= -2, found.text
        assert start + wide <= WIDTH + 4, found.text


def test_absent_figure_has_a_dash_and_no_bar_while_zero_has_one() -> None:
    chart = bars(frame(), YEARS, one_of(5, None, 0, 7))
    assert len(shapes(chart)) == 3
    assert words(chart).count("–") == 1
    assert "“–”为没有该数字，不是 0。" in chart.notes
    assert "不是 0" not in " ".join(bars(frame(), YEARS, one_of(5, 1, 0, 7)).notes)


def test_doubts_and_failing_figures_are_marked_and_explained() -> None:
    points = (Point(value=1), Point(value=2, signs="?"), Point(value=3, signs="≠"), Point(value=4))
    for draw in (bars, lines, stacked):
        chart = draw(frame("en"), YEARS, [Series(name="A", points=points)])
        assert any("?" in one for one in words(chart))
        assert any("≠" in one for one in words(chart))
        assert any("reading in doubt" in note for note in chart.notes)
        assert any("does not add up" in note for note in chart.notes)


def test_line_joins_nothing_across_an_absent_figure_or_a_break() -> None:
    def strokes(chart: Chart) -> int:
        return sum(line.get("stroke-width") == "2" for line in root(chart).iter(f"{SVG}line"))

    whole, holed = one_of(1, 2, 3, 4), one_of(1, None, 3, 4)
    assert strokes(lines(frame(), YEARS, whole)) == 3
    assert strokes(lines(frame(), YEARS, holed)) == 1
    parted = lines(frame(), YEARS, whole, [Break(before=2, label="F2021", why="口径不同。")])
    assert strokes(parted) == 2
    assert "F2021" in words(parted)
    assert any("口径不同" in note for note in parted.notes)


def test_shares_are_of_the_parts_that_are_there() -> None:
    series = [
        Series(name="甲", points=(Point(value=1), Point(value=None))),
        Series(name="乙", points=(Point(value=3), Point(value=None))),
    ]
    chart = stacked(frame(), ["2019", "2020"], series, shares=True)
    drawn = [shape.findtext(f"{SVG}title") for shape in shapes(chart)[2:]]  # the first two are the legend's
    assert [re.search(r"\(.*\)", one or "")[0] for one in drawn] == ["(25.0%)", "(75.0%)"]  # type: ignore[index]
    assert words(chart).count("–") == 1
    negative = stacked(frame(), YEARS, one_of(1, -1, 1, 1))
    assert len(shapes(negative)) == 3
    assert "负数未画出，见数据表。" in words(negative)
    assert negative.rows[1].points[0].value == -1


def test_negative_figures_hang_below_the_axis() -> None:
    up, down = shapes(bars(frame(), YEARS[:2], one_of(10, -139)))
    assert float(down.get("y", "")) >= float(up.get("y", "")) + float(up.get("height", ""))


def test_map_has_every_province_level_unit_once_and_no_two_on_one_tile() -> None:
    grid, aside = places()
    assert len(grid) == 35
    assert len({one.code for one in (*grid, *aside)}) == len({(one.column, one.row) for one in (*grid, *aside)}) == 36
    assert sum(one.silent for one in grid) == 3


def test_map_prints_the_figure_in_its_tile_and_its_class_in_the_legend() -> None:
    chart = tiles(frame("en"), {"11": Point(value=12345), "54": Point(value=0), "99": Point(value=3, signs="?")})
    said = words(chart)
    assert {"12.3k", "0", "3?", "EX"} <= set(said)
    rows = {row.label: row.points[0] for row in chart.rows}
    assert rows["Beijing"].value == 12345
    assert rows["Tibet"].value == 0
    assert rows["Hebei"].absent == "no figure held"
    assert rows["Hong Kong"].absent == "publishes no such reports"
    assert "EX" not in words(tiles(frame("en"), {}))


def test_equal_figures_share_a_class() -> None:
    codes = [one.code for one in places()[0]][:20]
    chart = tiles(frame(), {code: Point(value=0 if at < 15 else at) for at, code in enumerate(codes)})
    assert words(chart).count("0") == 16  # fifteen tiles and one class


def test_ranking_and_boxes_keep_their_figures_in_the_table() -> None:
    chart = ranked(frame(), [Row(label="某县" * 30, points=(Point(value=9.5),))], ("机关", "件"))
    assert "9.5" in words(chart)
    spread = boxes(frame(), ["2020", "2021"], [Box(count=3, least=0, lower=1, median=2, upper=5, greatest=99999), None])
    assert [point.value for point in spread.rows[0].points] == [3, 0, 1, 2, 5, 99999]
    assert "100k" not in words(spread)
    assert [point.value for point in spread.rows[1].points] == [None] * 6


def test_words_from_outside_are_escaped_and_no_formula_in_a_spreadsheet() -> None:
    chart = bars(
        frame(title=HOSTILE), [HOSTILE, "=1+1"], [Series(name=HOSTILE, points=(Point(value=1), Point(value=2)))]
    )
    assert "<script" not in chart.svg + chart.standalone
    assert root(chart).findtext(f"{SVG}title") == HOSTILE.replace("\x00", "")
    assert chart.csv("标记").decode("utf-8-sig").splitlines()[2] == "'=1+1,2"


def test_csv_tells_blank_from_zero_and_names_the_marks() -> None:
    points = (Point(value=0), Point(value=None, absent="空白"), Point(value=-139, signs="?"), Point(value=0.25))
    lines_of = bars(frame(), YEARS, [Series(name="甲", points=points)]).csv("标记").decode("utf-8-sig").splitlines()
    assert lines_of == ["项目,甲,标记", "2019,0,", "2020,,甲 空白", "2021,-139,甲 ?", "2022,0.25,"]


def test_more_than_a_chart_can_show_is_refused() -> None:
    with pytest.raises(ValueError, match="too much"):
        bars(frame(), ["a"] * 61, one_of(*[1.0] * 61))
    with pytest.raises(ValueError, match="number of points"):
        bars(frame(), YEARS, one_of(1))


@pytest.mark.parametrize("draw", [bars, lines, stacked])
def test_chart_without_figures_is_drawn_and_says_so(draw: Callable[..., Chart]) -> None:
    chart = draw(frame("en"), YEARS, one_of(None, None, None, None))
    assert chart.empty
    assert chart.desc == "There are no figures."


@pytest.mark.parametrize(
    ("values", "low", "high"),
    [
        ([0, 9487], 0, 10000),
        ([0], 0, 1),
        ([-3, 8], -5, 10),
        ([0.2], 0, 0.2),
        ([1e12], 0, 1e12),
        ([5e-324, 1e-9], 0, 1e-9),
    ],
)
def test_scale_holds_every_figure_and_ends_on_round_ones(values: list[float], low: float, high: float) -> None:
    made = round_scale(values, 100, 0)
    assert made.low <= min(values)
    assert made.high >= max(values)
    assert (made.low, made.high) == pytest.approx((low, high), rel=0.01)
    assert 2 <= len(list(made.ticks())) <= 8


def test_short_figures_keep_three_digits() -> None:
    assert [short(value, "zh") for value in (0, 7.25, 960, 9999, 12345, 99995, 123456789)] == [
        "0", "7.25", "960", "9,999", "1.23万", "10万", "1.23亿",
    ]  # fmt: skip
    assert [short(value, "en") for value in (9999, 12345, 999950, -1234567)] == ["9,999", "12.3k", "1,000k", "-1.23m"]


def test_wrapping_breaks_between_chinese_characters_and_at_spaces() -> None:
    assert wrapped("政府信息公开", 36) == ["政府信", "息公开"]
    assert wrapped("one two three", 54) == ["one two", "three"]
    assert wrapped("共二〇：七", 36) == ["共二", "〇：七"]
    assert wrapped("", 50) == []


def test_picture_is_drawn_with_a_chinese_font_or_refused(tmp_path: Path) -> None:
    chart = bars(frame(), YEARS, one_of(1, 2, 3, 4))
    with pytest.raises(NoChineseFont):
        png(chart.standalone, (tmp_path,))
    try:
        chinese_fonts()
    except NoChineseFont:
        pytest.skip("no Chinese font is installed here")
    drawn = png(chart.standalone)
    assert drawn.startswith(b"\x89PNG")
    assert int.from_bytes(drawn[16:20], "big") == WIDTH * 2
    # another Chinese word gives another picture: it is not boxes
    assert drawn != png(bars(frame(title="本年新收申诉"), YEARS, one_of(1, 2, 3, 4)).standalone)

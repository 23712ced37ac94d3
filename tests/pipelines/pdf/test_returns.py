"""Statistics returns without rules: however they are set, a figure is right, or it is named."""

import random
from collections.abc import Callable

import pytest

from pipelines.about import ReportContext
from pipelines.assemble import assemble
from pipelines.formats import read_document
from pipelines.report import Report
from tests.generators.pdfs.returns import Setting, draw_return
from tests.pipelines.tables.returns import TITLE, Rows, figures, printed, row_of

BEFORE = (TITLE, "根据《中华人民共和国政府信息公开条例》，甲县人民政府编制本报告。", "附表：政府信息公开情况统计表")
AFTER = ("甲县人民政府办公室", "2017年1月20日")
FUJIAN, COUNTED = "Fujian", "counted"
KINDS = ("F2014", "F2008", FUJIAN, COUNTED)


def values_of(kind: str) -> dict[str, object]:
    return {**figures("F2014" if kind in ("F2014", COUNTED) else "F2008")}


def rows_of(kind: str) -> Rows:
    """Return the rows of a return: with a column of all years as in Fujian, or with one that counts the rows."""
    form = "F2014" if kind in ("F2014", COUNTED) else "F2008"
    rows = printed(form, figures(form))
    if kind == FUJIAN:
        return [[*row, str(int(row[2]) + 9000) if place else "历年累计"] for place, row in enumerate(rows)]
    if kind == COUNTED:
        return [[str(place) if place else "序号", *row] for place, row in enumerate(rows)]
    return rows


def setting(kind: str, **how: object) -> Setting:
    return Setting(first=int(kind == COUNTED), others=50.0, **how)  # type: ignore[arg-type] # how a test wants it


def read(rows: Rows, how: Setting, after: tuple[str, ...] = AFTER) -> Report:
    (report,) = assemble(read_document(draw_return(rows, how, before=BEFORE, after=after)), ReportContext())
    return report


def assert_whole(report: Report, kind: str) -> None:
    assert {figure.code: figure.value for figure in report.figures} == values_of(kind)
    assert not any(figure.flags for figure in report.figures)
    assert {problem.kind for problem in report.problems} <= {"column_unknown", "row_unknown"}


def assert_never_silent(report: Report, lost: str = "") -> None:
    """Each figure of the return of 2014 is right or doubted; that of `lost` may also be a blank or missing."""
    doubted = {code for problem in report.problems for code in problem.where}
    doubted |= {figure.code for figure in report.figures if figure.flags}
    got = {figure.code: figure.value for figure in report.figures}
    if "t14" not in doubted:
        wrong = {code for code, value in values_of("F2014").items() if got.get(code) != value and code not in doubted}
        assert wrong <= {lost}
    assert got.get(lost) in (None, values_of("F2014").get(lost))
    assert set(got) <= set(values_of("F2014"))


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("beside", ["middle", "top", "bottom"])
@pytest.mark.parametrize(("leading", "pad"), [(1.25, 6.0), (1.25, 0.0), (1.0, 0.0)])
def test_labels_of_several_lines_are_told_apart_however_tight_they_stand(
    kind: str, beside: str, leading: float, pad: float
) -> None:
    assert_whole(read(rows_of(kind), setting(kind, labels=110.0, beside=beside, leading=leading, pad=pad)), kind)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("labels", [100.0, 137.0, 173.0, 230.0])
@pytest.mark.parametrize("label_align", ["left", "centre"])
@pytest.mark.parametrize("align", ["centre", "right"])
def test_wherever_labels_are_broken_the_figures_are_the_same(
    kind: str, labels: float, label_align: str, align: str
) -> None:
    how = setting(kind, labels=labels, label_align=label_align, align=align, rules="horizontal")
    assert_whole(read(rows_of(kind), how), kind)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("beside", ["middle", "top"])
@pytest.mark.parametrize("repeat", [False, True])
@pytest.mark.parametrize("row", range(1, 19, 3))
def test_a_page_may_begin_before_any_row(kind: str, row: int, beside: str, *, repeat: bool) -> None:
    how = setting(kind, labels=120.0, beside=beside, breaks=(row, row + 9), repeat=repeat)
    assert_whole(read(rows_of(kind), how), kind)


@pytest.mark.parametrize("beside", ["middle", "top", "bottom"])
@pytest.mark.parametrize("row", range(2, 40))
def test_a_page_may_break_inside_a_label(row: int, beside: str) -> None:
    how = setting("F2014", labels=120.0, beside=beside, within=row)
    assert_never_silent(read(rows_of("F2014"), how))


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    "text", ["注：本表由各单位填报。", "五、其他需要报告的事项", "单位负责人：王某  审核人：李某", "（完）"]
)
def test_a_line_of_text_below_changes_nothing(kind: str, text: str) -> None:
    assert_whole(read(rows_of(kind), setting(kind), (text, *AFTER)), kind)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("place", [2, 7, 12])
def test_a_row_of_its_own_changes_no_other(kind: str, place: int) -> None:
    rows = rows_of(kind)
    own = ["33" if cell.isdecimal() else cell for cell in rows[place]]
    own[int(kind == COUNTED)] = "通过村务公开栏和乡镇便民服务大厅公布的各类材料份数"
    rows.insert(place, own)
    report = read(rows, setting(kind, labels=120.0))
    expected = values_of(kind)
    assert {figure.code: figure.value for figure in report.figures} == expected
    assert "row_unknown" in {problem.kind for problem in report.problems}


@pytest.mark.parametrize("beside", ["middle", "top", "bottom"])
@pytest.mark.parametrize("pad", [0.0, 5.0])
def test_headings_need_no_dash_for_a_unit(beside: str, pad: float) -> None:
    rows = [[cell.strip("—") for cell in row] for row in rows_of("F2014")]
    assert_whole(read(rows, setting("F2014", labels=120.0, beside=beside, pad=pad)), "F2014")


def test_the_column_of_all_years_is_not_the_year_s_though_the_year_s_is_blank() -> None:
    rows = rows_of(FUJIAN)
    for row in rows[1:]:
        row[2] = ""
    report = read(rows, setting(FUJIAN))
    assert all(figure.value is None for figure in report.figures)
    assert report.form == "F2008"


def lose_a_number(_: Rows, row: list[str], __: random.Random) -> None:
    row[-1] = ""


def part_a_number(_: Rows, row: list[str], __: random.Random) -> None:
    row[-1] = f"{row[-1][0]}　{row[-1][1:]}"


def lose_a_unit(_: Rows, row: list[str], __: random.Random) -> None:
    row[-2] = ""


def lose_a_label(_: Rows, row: list[str], __: random.Random) -> None:
    row[0] = ""


def garble_a_label(_: Rows, row: list[str], dice: random.Random) -> None:
    letters = list(row[0])
    for _place in range(4):
        letters[dice.randrange(len(letters))] = dice.choice("的一是口〇X")
    row[0] = "".join(letters)


def lose_a_row(rows: Rows, row: list[str], _: random.Random) -> None:
    rows.remove(row)


def lose_the_heading_of_labels(rows: Rows, _: list[str], __: random.Random) -> None:
    rows[0][0] = ""


def name_last_year(rows: Rows, _: list[str], __: random.Random) -> None:
    rows[0][-1] = "上年统计数"


Damage = Callable[[Rows, list[str], random.Random], None]
DAMAGE: tuple[Damage, ...] = (
    lose_a_number, part_a_number, lose_a_unit, lose_a_label, garble_a_label, lose_a_row, lose_the_heading_of_labels,
    name_last_year,
)  # fmt: skip


@pytest.mark.parametrize("beside", ["middle", "top", "bottom"])
@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("damage", DAMAGE, ids=lambda function: function.__name__)
def test_a_damaged_return_is_never_silently_misread(damage: Damage, seed: int, beside: str) -> None:
    rows, dice = rows_of("F2014"), random.Random(f"{damage.__name__} {seed}")  # noqa: S311 (repeatable test data)
    lost = dice.choice([code for code, value in figures("F2014").items() if value > 9])
    damage(rows, row_of(rows, "F2014", lost), dice)
    assert_never_silent(read(rows, setting("F2014", labels=120.0, beside=beside, pad=1.0)), lost)

"""Statistics returns in texts whose cells are parted by spaces or stand one to a line."""

import pytest

from pipelines.document import Document
from pipelines.formats import read_document
from pipelines.tables import read_tables
from tests.pipelines.tables.reading_of import told, values
from tests.pipelines.tables.returns import TITLE, Rows, figures, printed

TRUE = {form: figures(form) for form in ("F2014", "F2008")}


def read(lines: list[str]) -> Document:
    return read_document("\n".join([TITLE, "", "现将有关情况报告如下。", "", *lines, "", "特此报告。"]).encode())


def rows_of(form: str, *, coded: bool = False, cumulated: bool = False) -> Rows:
    rows = printed(form, TRUE[form])
    if coded:
        rows = [[*row[:2], f"{n:02}" if n else "代码", row[2]] for n, row in enumerate(rows)]
    if cumulated:
        rows = [[*row, row[-1] and f"9{row[-1]}" if n else "历年累计"] for n, row in enumerate(rows)]
    return rows


@pytest.mark.parametrize("form", TRUE)
@pytest.mark.parametrize("gap", ["    ", "　　", " "])
@pytest.mark.parametrize("cumulated", [False, True])
def test_spaces_part_the_cells_of_a_row_at_its_unit(form: str, gap: str, *, cumulated: bool) -> None:
    document = read([gap.join(cell for cell in row if cell) for row in rows_of(form, cumulated=cumulated)])
    assert len(list(document.tables())) == 1
    assert values(read_tables(document)) == TRUE[form]


@pytest.mark.parametrize("form", TRUE)
@pytest.mark.parametrize(("coded", "cumulated"), [(False, False), (True, False), (False, True)])
def test_lines_of_one_cell_each_are_put_together(form: str, *, coded: bool, cumulated: bool) -> None:
    rows = rows_of(form, coded=coded, cumulated=cumulated)
    document = read([cell for row in rows for cell in (row if row[1] != "——" else row[:2])])
    assert values(read_tables(document)) == TRUE[form]


def test_a_label_broken_over_two_lines_is_put_together() -> None:
    rows = printed("F2014", TRUE["F2014"])
    label, unit, number = rows[2]
    lines = [["   ".join(cell for cell in row if cell)] for row in rows]
    lines[2] = [label[:12], f"{label[12:]}   {unit}   {number}"]
    assert values(read_tables(read([line for pair in lines for line in pair]))) == TRUE["F2014"]


@pytest.mark.parametrize("stacked", [False, True])
def test_a_row_that_has_lost_one_of_its_values_leaves_the_return_unread_and_named(*, stacked: bool) -> None:
    rows = rows_of("F2008", cumulated=True)
    rows[6][2] = ""
    lines = (
        [cell for row in rows for cell in row if cell] if stacked else ["  ".join(filter(None, row)) for row in rows]
    )
    reading = read_tables(read(lines))
    assert values(reading) == {}
    assert "t14" in told(reading)


def test_prose_about_units_and_figures_is_no_table() -> None:
    words = ["统计指标 单位 统计数 见附件。", "各单位 主动公开 信息 12 条", "指标名称 计量单位 数量"]
    assert list(read(words).tables()) == []

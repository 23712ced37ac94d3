"""Tables in plain text, whose cells have lost their spans, their padding or both."""

from dataclasses import replace

import pytest

from pipelines.about import ReportContext
from pipelines.assemble import assemble
from pipelines.document import Document
from pipelines.formats import read_document
from pipelines.formats._grid import lay_out
from pipelines.report import Report
from tests.generators.comparison import score
from tests.generators.documents import make
from tests.generators.documents.plan import plan_with
from tests.pipelines.tables.printer import Line, Printed, figures, report
from tests.pipelines.tables.reading_of import assert_exactly, assert_never_silent, read


def texts(lines: list[Line], padding: str) -> list[list[str]]:
    """Print a table's cells: spans padded with empty cells, or not, or only up to the last filled cell."""
    table = lay_out(lines, 0)
    out = []
    for r, row in enumerate(table.grid()):
        line = []
        for c, cell in enumerate(row):
            if cell is not None and (cell.row, cell.column) == (r, c):
                line.append(cell.text)
            elif padding != "none" or (cell is not None and cell.row < r and cell.column == c):
                line.append("")
        while padding == "strip" and line and not line[-1]:
            line.pop()
        out.append(line)
    return out


def as_text(printed: Printed, padding: str, separator: str) -> Document:
    parts = []
    for block in printed.blocks:
        if isinstance(block, str):
            parts.append(block)
            continue
        rows = texts(block, padding)
        if separator == "pipes":
            width = max(map(len, rows))
            lines = [f"| {' | '.join(row)} |" for row in rows]
            lines.insert(1, "|" + "---|" * width)
        else:
            lines = [separator.join(row) for row in rows]
        parts.append("\n".join(lines))
    return read_document("\n\n".join(parts).encode())


@pytest.mark.parametrize("form_id", ["F2021", "F2019"])
@pytest.mark.parametrize("padding", ["spans", "none", "strip"])
@pytest.mark.parametrize("separator", ["\t", "pipes", " | "])
def test_numbers_are_found_without_spans(form_id: str, padding: str, separator: str) -> None:
    expected = figures(form_id, 8)
    assert_exactly(read(as_text(report(form_id, expected), padding, separator)), expected)


@pytest.mark.parametrize("form_id", ["F2021", "F2019"])
@pytest.mark.parametrize("padding", ["spans", "none", "strip"])
@pytest.mark.parametrize("separator", ["\t", "pipes", " | "])
@pytest.mark.parametrize("seed", range(7, 10))
def test_blanks_for_zeros_never_move_a_number(form_id: str, padding: str, separator: str, seed: int) -> None:
    expected = {code: value or None for code, value in figures(form_id, seed).items()}
    printed = report(form_id, {code: value or "" for code, value in expected.items()})
    reading = read(as_text(printed, padding, separator))
    got = {figure.code: figure.value for figure in reading.figures}
    assert_never_silent(reading, {code: value for code, value in expected.items() if value is not None})
    assert all(got.get(code) is None for code, value in expected.items() if value is None)
    assert not any(figure.flags for figure in reading.figures)


@pytest.mark.parametrize("separator", ["\t", "pipes", " | "])
@pytest.mark.parametrize("padding", ["spans", "none", "strip"])
def test_only_totals_filled(padding: str, separator: str) -> None:
    whole = figures("F2021", 8)
    expected = {code: value if "." not in code or code.endswith(".total") else None for code, value in whole.items()}
    printed = report("F2021", {code: "" if value is None else value for code, value in expected.items()})
    assert_exactly(read(as_text(printed, padding, separator)), expected)


def test_a_short_row_of_table_two_is_doubtful() -> None:
    text = """示例局2022年政府信息公开工作年度报告

| 信息内容 | 本年制发件数 | 本年废止件数 | 现行有效件数 |
|---|---|---|---|
| 规章 | 22 | 235 |
| 行政规范性文件 | 34 | 1 | 189 |
"""
    reading = read(read_document(text.encode()))
    flags = {figure.code: bool(figure.flags) for figure in reading.figures}
    assert flags["rule_made"]
    assert flags["rule_repealed"]
    assert not flags["normdoc_in_force"]


def spaced(printed: Printed, padding: str, gap: str = "   ") -> Report:
    return assemble(as_text(printed, padding, gap), ReportContext())[0]


def table_of(code: str) -> str:
    return "t3" if "." in code else "t4" if code.partition("_")[0] in ("rev", "litd", "lita") else "t2"


def values_of(found: Report, table: str) -> dict[str, int | float | None]:
    return {f.code: f.value for f in found.figures if table_of(f.code) == table}


def assert_whole_or_named(found: Report, expected: dict[str, int]) -> None:
    """Every figure is right; a table that is not read whole is named, by itself or by its codes."""
    told = {code for problem in found.problems for code in problem.where}
    assert all(expected[f.code] == f.value for f in found.figures)
    missing = set(expected) - {f.code for f in found.figures}
    assert {code for code in missing if not {code, table_of(code)} & told} == set()


@pytest.mark.parametrize("form_id", ["F2021", "F2019"])
@pytest.mark.parametrize("padding", ["spans", "none", "strip"])
@pytest.mark.parametrize("gap", ["  ", "      ", "\u3000\u3000"])
def test_table_three_is_read_of_runs_of_spaces_where_its_rows_add_up(form_id: str, padding: str, gap: str) -> None:
    expected = figures(form_id, 8)
    found = spaced(report(form_id, expected), padding, gap)
    assert values_of(found, "t3") == {code: v for code, v in expected.items() if "." in code}
    assert not any(f.flags for f in found.figures)
    assert_whole_or_named(found, expected)


@pytest.mark.parametrize("column", range(1, 8))
@pytest.mark.parametrize("place", [3, 11, 27])
def test_runs_of_spaces_that_lost_a_number_are_named(place: int, column: int) -> None:
    expected = figures("F2021", 8)
    printed = report("F2021", expected)
    del printed.blocks[4][place][-column]
    found = spaced(printed, "none")
    assert "t3" in {code for problem in found.problems for code in problem.where}
    assert not values_of(found, "t3")
    assert_whole_or_named(found, expected)


@pytest.mark.parametrize("padding", ["spans", "none", "strip"])
def test_swapped_columns_of_runs_of_spaces_are_never_silent(padding: str) -> None:
    expected = figures("F2021", 8)
    printed = report("F2021", expected)
    lines = printed.blocks[4]
    lines[2][0], lines[2][3] = lines[2][3], lines[2][0]
    for line in lines[3:]:
        line[-6], line[-3] = line[-3], line[-6]
    found = spaced(printed, padding)
    codes = {f.code for f in found.figures}
    assert_never_silent(found, {code: value for code, value in expected.items() if "." in code or code in codes})


def test_runs_of_spaces_without_the_columns_names_are_no_table() -> None:
    printed = report("F2021", figures("F2021", 8))
    del printed.blocks[4][:3]
    assert not values_of(spaced(printed, "none"), "t3")


def test_one_table_per_row_of_table_three() -> None:
    expected = figures("F2021", 8)
    printed = report("F2021", expected)
    lines = printed.blocks[4]
    head = "| 类别 | 数据1 | 数据2 | 数据3 | 数据4 | 数据5 | 数据6 | 总计 |\n|---|---|---|---|---|---|---|---|"
    parts = ["示例县人民政府2022年政府信息公开工作年度报告"]
    parts.extend(f"{head}\n| {' | '.join(c.text for c in line[-8:])} |" for line in lines[3:])
    reading = read(read_document("\n\n".join(parts).encode()))
    assert_exactly(reading, {code: value for code, value in expected.items() if "." in code})


def test_a_blank_beside_a_cell_over_is_no_figure_where_merged_cells_left_their_width() -> None:
    text = """示例局2022年政府信息公开工作年度报告

信息内容\t本年制发件数\t本年废止件数\t现行有效件数\t
规章\t7\t\t4\t\u3000
行政规范性文件\t34\t\t1\t189
"""
    reading = read(read_document(text.encode()))
    found = {figure.code: (figure.value, bool(figure.flags)) for figure in reading.figures}
    assert [found[f"normdoc_{column}"] for column in ("made", "repealed", "in_force")] == [
        (34, False),
        (1, False),
        (189, False),
    ]
    rule = {f"rule_{column}" for column in ("made", "repealed", "in_force")}
    assert not rule & set(found)
    assert rule <= {code for problem in reading.problems for code in problem.where}


@pytest.mark.parametrize("form", ["F2021", "F2019"])
def test_a_header_without_a_total_holds_for_the_pages_after_it(form: str) -> None:
    plan = replace(
        plan_with("page_breaks", format_="text", form=form), quirks=frozenset({"page_breaks", "no_total_column"})
    )
    result = score(make(plan, "made"))
    assert result.details == []

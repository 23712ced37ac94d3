"""Cells that hold several numbers: a lost border runs two rows or columns into one, and the sums run along."""

import pytest

from pipelines.about import ReportContext
from pipelines.assemble import assemble
from pipelines.formats import read_document
from pipelines.report import Report
from tests.generators.pdfs.fighting import Fight, fight
from tests.pipelines.tables.printer import COLUMNS, Printed, figures, report
from tests.pipelines.test_mutations import assert_never_silent, first_value, lines_of

T3, T4 = 4, 6
WAYS = {
    "html": Printed.html,
    "pdf": lambda page: fight(page, Fight()),
    "no rules": lambda page: fight(page, Fight(rules="none")),
}
ROW = "res_granted"


def read(page: Printed, way: str) -> Report:
    (found,) = assemble(read_document(WAYS[way](page)), ReportContext())
    return found


def page_of(first: list[int], second: list[int], between: str) -> tuple[Printed, dict[str, object]]:
    """Return a report one row of which holds the numbers of two, and the figures that it prints beside that row."""
    values: dict[str, object] = {**figures("F2021", 3)}
    page = report("F2021", values)
    line = next(
        line for line in lines_of(page, T3) if any("予以公开" in cell.text and "不予" not in cell.text for cell in line)
    )
    start = first_value(line)
    for place, (a, b) in enumerate(zip([*first, sum(first)], [*second, sum(second)], strict=True)):
        text = between.join(str(value) for value in (a, b) if value)
        line[start + place] = line[start + place]._replace(text=text or "0")
    printed = zip(COLUMNS, [*first, sum(first)], [*second, sum(second)], strict=True)
    whole: dict[str, object] = {f"{ROW}.{column}": a or b for column, a, b in printed if not (a and b)}
    return page, {code: value for code, value in values.items() if not code.startswith(f"{ROW}.")} | whole


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("between", [" ", "\n"])
@pytest.mark.parametrize(
    ("first", "second"),
    [
        ([1, 2, 0, 0, 0, 0], [2, 5, 0, 0, 0, 0]),
        ([1, 1, 1, 1, 1, 1], [1, 1, 1, 1, 1, 1]),
        ([2, 0, 0, 0, 0, 0], [5, 1, 0, 0, 0, 0]),
    ],
    ids=["two", "all", "one of them whole"],
)
def test_a_sum_run_together_does_not_confirm_numbers_run_together(
    way: str, between: str, first: list[int], second: list[int]
) -> None:
    page, truth = page_of(first, second, between)
    found = read(page, way)
    assert_never_silent(found, truth)
    doubted = {code for problem in found.problems for code in problem.where}
    broken = {f"{ROW}.{column}" for column, a, b in zip(COLUMNS, first, second, strict=False) if a and b}
    if not doubted & {"t3"}:
        assert broken <= doubted


@pytest.mark.parametrize("way", ["html", "pdf"])
def test_the_results_of_a_route_run_together_are_named(way: str) -> None:
    values: dict[str, object] = {**figures("F2021", 3)}
    texts = {"rev_upheld": "1\n2", "rev_corrected": "2\n4", "rev_other": "0", "rev_pending": "0", "rev_total": "3\n6"}
    truth = values | {code: int(text) if text.isdigit() else None for code, text in texts.items()}
    found = read(report("F2021", values | texts), way)
    assert_never_silent(found, {code: value for code, value in truth.items() if value is not None})
    assert not {figure.code for figure in found.figures} & {"rev_upheld", "rev_corrected", "rev_total"}


@pytest.mark.parametrize("way", ["html", "pdf"])
def test_a_number_broken_over_lines_is_one_where_a_sum_tells(way: str) -> None:
    values = figures("F2021", 3)
    row = {f"{ROW}.{column}": str(values[f"{ROW}.{column}"]) for column in COLUMNS}
    code = max((code for code in row if not code.endswith(".total")), key=lambda code: int(row[code]))
    broken = {name: f"{row[name][0]}\n{row[name][1:]}" for name in (code, f"{ROW}.total") if len(row[name]) > 1}
    assert len(broken) == 2
    found = read(report("F2021", {**values} | broken), way)
    assert {f.code: f.value for f in found.figures if f.code in row} == {name: values[name] for name in row}

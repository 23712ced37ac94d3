"""Table 4: fifteen numbers in any arrangement of routes and results."""

import pytest

from pipelines.report import Flag
from tests.pipelines.tables.printer import Line, RawCell, cells, figures, report
from tests.pipelines.tables.reading_of import assert_exactly, assert_never_silent, has, read

RESULTS = ("结果维持", "结果纠正", "其他结果", "尚未审结", "总计")
CODES = ("upheld", "corrected", "other", "pending", "total")
ROUTES = {"rev": "行政复议", "litd": "未经复议直接起诉", "lita": "复议后起诉"}
EXPECTED = figures("F2021", 7)


def numbers(route: str) -> Line:
    return cells(*(EXPECTED[f"{route}_{code}"] for code in CODES))


def everything() -> Line:
    return [c for route in ROUTES for c in numbers(route)]


ARRANGEMENTS: dict[str, list[object]] = {
    "three tables under headings": [
        "行政复议",
        [cells(*RESULTS), numbers("rev")],
        "行政诉讼（未经复议直接起诉）",
        [cells(*RESULTS), numbers("litd")],
        "行政诉讼（复议后起诉）",
        [cells(*RESULTS), numbers("lita")],
    ],
    "three tables with their own heads": [
        [[RawCell(name, 1, 5)], cells(*RESULTS), numbers(route)] for route, name in ROUTES.items()
    ],
    "three tables in one": [
        [line for route, name in ROUTES.items() for line in ([RawCell(name, 1, 5)], cells(*RESULTS), numbers(route))]
    ],
    "three tables in one, their routes at the left": [
        [line for route, name in ROUTES.items() for line in ([RawCell(name, 2, 1), *cells(*RESULTS)], numbers(route))]
    ],
    "three tables without heads": [[cells(*RESULTS), numbers(route)] for route in ROUTES],
    "one row per route": [[cells("类别", *RESULTS), *([RawCell(ROUTES[r]), *numbers(r)] for r in ROUTES)]],
    "one row per route, nested": [
        [
            [RawCell("类别", 1, 2), *cells(*RESULTS)],
            [RawCell("行政复议", 1, 2), *numbers("rev")],
            [RawCell("行政诉讼", 2), RawCell("未经复议直接起诉"), *numbers("litd")],
            [RawCell("复议后起诉"), *numbers("lita")],
        ]
    ],
    "rotated": [
        [
            [*([RawCell(name, 5)] if place == 0 else []), RawCell(RESULTS[place]), numbers(route)[place]]
            for route, name in ROUTES.items()
            for place in range(5)
        ]
    ],
    "results down, routes across": [
        [cells("项目", *ROUTES.values()), *([RawCell(RESULTS[n]), *(numbers(r)[n] for r in ROUTES)] for n in range(5))]
    ],
    "without spans": [
        [
            cells("行政复议", "", "", "", "", "行政诉讼"),
            cells(*RESULTS, "未经复议直接起诉", "", "", "", "", "复议后起诉"),
            cells("", "", "", "", "", *RESULTS, *RESULTS),
            everything(),
        ]
    ],
    "without spans or columns": [
        [
            cells("行政复议", "行政诉讼"),
            cells(*RESULTS, "未经复议直接起诉", "复议后起诉"),
            cells(*RESULTS, *RESULTS),
            everything(),
        ]
    ],
    "two header rows": [[[RawCell(name, 1, 5) for name in ROUTES.values()], cells(*RESULTS * 3), everything()]],
    "heads repeated": [
        [
            cells(*["行政复议"] * 5, *["行政诉讼"] * 10),
            cells(*RESULTS, *["未经复议直接起诉"] * 5, *["复议后起诉"] * 5),
            cells(*[""] * 5, *RESULTS, *RESULTS),
            everything(),
        ]
    ],
}


@pytest.mark.parametrize("name", ARRANGEMENTS)
def test_every_arrangement_gives_the_same_numbers(name: str) -> None:
    printed = report("F2021", EXPECTED)
    printed.blocks[6:7] = ARRANGEMENTS[name]
    assert_exactly(read(printed), EXPECTED)


def test_a_footnote_and_a_title_row_are_no_numbers() -> None:
    printed = report("F2021", EXPECTED)
    title = [RawCell("四、政府信息公开行政复议、行政诉讼情况", 1, 15)]
    printed.blocks[6] = [title, *printed.blocks[6], [RawCell("注：行政复议数量含上年度结转数量。", 1, 15)]]
    assert_exactly(read(printed), EXPECTED)


def test_without_headings_of_routes_a_sum_that_fails_is_doubtful() -> None:
    wrong = {**EXPECTED, "litd_total": EXPECTED["litd_total"] + 1}
    printed = report("F2021", wrong)
    lines = [cells(*(wrong[f"{route}_{code}"] for code in CODES)) for route in ROUTES]
    printed.blocks[6:7] = [[cells(*RESULTS), line] for line in lines]
    reading = read(printed)
    assert has(reading, Flag.MISALIGNED, "litd_total")
    assert not has(reading, Flag.MISALIGNED, "rev_total")


def test_a_wrong_total_under_clear_headings_is_no_doubt() -> None:
    wrong = {**EXPECTED, "rev_total": 0}
    assert_exactly(read(report("F2021", wrong)), wrong)


def test_run_together_digits_are_never_taken_apart() -> None:
    printed = report("F2021", EXPECTED)
    printed.blocks[6][3] = [RawCell("25380363300630003", 1, 15)]
    reading = read(printed)
    assert not any(figure.code.startswith(("rev_", "lit")) for figure in reading.figures)
    assert_never_silent(reading, EXPECTED)


def test_a_blank_table_has_no_zeros() -> None:
    blank: dict[str, object] = {c: "" if c.split("_")[0] in ROUTES else v for c, v in EXPECTED.items()}
    reading = read(report("F2021", blank))
    assert_exactly(reading, {c: v if v != "" else None for c, v in blank.items()})


def test_a_missing_table_is_named() -> None:
    printed = report("F2021", EXPECTED)
    del printed.blocks[6]
    reading = read(printed)
    assert [(problem.kind, problem.where) for problem in reading.problems] == [("table_missing", ("t4",))]
    assert "heading is there" in reading.problems[0].detail


def test_a_lost_number_in_one_of_three_tables_in_one_is_told() -> None:
    for place in (2, 5, 8):
        for lost in range(5):
            printed = report("F2021", EXPECTED)
            lines = [
                line
                for route, name in ROUTES.items()
                for line in ([RawCell(name, 1, 5)], cells(*RESULTS), numbers(route))
            ]
            del lines[place][lost]
            printed.blocks[6] = lines
            assert_never_silent(read(printed), EXPECTED)

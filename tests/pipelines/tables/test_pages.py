"""Tables that go over pages."""

import pytest

from pipelines.formats._grid import lay_out
from tests.pipelines.tables.printer import (
    COLUMNS,
    GROUPS,
    Line,
    Printed,
    RawCell,
    cells,
    figures,
    header3,
    report,
    rows3,
)
from tests.pipelines.tables.reading_of import assert_exactly, read, values

FORMS = ("F2021", "F2019")


def cut(lines: list[Line], after: int, group: str) -> tuple[list[Line], list[Line]]:
    """Cut a table below a row; cells that reach over the cut are closed, and open again with `group`."""
    table = lay_out(lines, 0)

    def piece(first: int, last: int) -> list[Line]:
        out: list[list[tuple[int, RawCell]]] = [[] for _ in range(first, last)]
        for cell in table.cells:
            start, end = max(cell.row, first), min(cell.row + cell.rowspan, last)
            if start < end:
                text = cell.text if cell.row >= first else group
                out[start - first].append((cell.column, RawCell(text, end - start, cell.colspan)))
        return [[c for _, c in sorted(line, key=lambda item: item[0])] for line in out]

    return piece(0, after), piece(after, table.rows)


@pytest.mark.parametrize("form_id", FORMS)
@pytest.mark.parametrize("group", ["", "三、本年度办理结果"])
@pytest.mark.parametrize("header", [False, True])
def test_table_three_may_break_after_any_row(form_id: str, group: str, header: bool) -> None:
    expected = figures(form_id, 3)
    for after in range(4, 3 + len(rows3(form_id, expected))):
        printed = report(form_id, expected)
        first, second = cut(printed.blocks[4], after, group)
        printed.blocks[4:5] = [first, "- 3 -", [*header3(), *second] if header else second]
        reading = read(printed)
        assert_exactly(reading, expected)
        assert reading.problems == ()
        assert [piece.piece for piece in reading.printed if piece.form_table == "t3"] == [0, 1]


@pytest.mark.parametrize("form_id", FORMS)
def test_table_two_may_break_after_any_row(form_id: str) -> None:
    expected = figures(form_id, 3)
    for after in range(1, len(report(form_id, expected).blocks[2])):
        printed = report(form_id, expected)
        lines = printed.blocks[2]
        printed.blocks[2:3] = [lines[:after], "— 2 —", lines[after:]]
        reading = read(printed)
        assert_exactly(reading, expected)
        assert reading.problems == ()


@pytest.mark.parametrize("after", [1, 2, 3])
def test_table_four_may_break_below_its_headings(after: int) -> None:
    expected = figures("F2021", 3)
    printed = report("F2021", expected)
    lines = printed.blocks[6]
    printed.blocks[6:7] = [lines[:after], lines[after:]]
    assert_exactly(read(printed), expected)


@pytest.mark.parametrize("numbers_first", [True, False])
def test_a_row_broken_inside_its_label_is_one_row(numbers_first: bool) -> None:
    expected = figures("F2021", 3)
    printed = report("F2021", expected)
    first, second = cut(printed.blocks[4], 18, "")
    broken = second[0]
    numbers, nothing = broken[-7:], cells(*[""] * 7)
    upper = [*cells("", "（五）不", "1.信访举报投诉"), *(numbers if numbers_first else nothing)]
    lower = [*cells("", "予处理", "类申请"), *(nothing if numbers_first else numbers)]
    rest = [[RawCell("", 99, 1), RawCell("", 4, 1), *second[1]], *second[2:]]
    assert "信访举报投诉" in "".join(c.text for c in broken)
    printed.blocks[4:5] = [[*first, upper], [lower, *rest]]
    assert_exactly(read(printed), expected)


def test_a_table_that_ends_early_is_named() -> None:
    expected = figures("F2021", 3)
    printed = report("F2021", expected)
    printed.blocks[4] = printed.blocks[4][:20]
    reading = read(printed)
    named = {code for problem in reading.problems for code in problem.where}
    assert {"res_total.natural", "req_carried_out.total", "res_notproc_reconfirm.legal"} <= named
    assert not any(figure.flags for figure in reading.figures)


def test_all_tables_may_stand_in_one() -> None:
    expected = figures("F2019", 3)
    printed = report("F2019", expected)
    title, *blocks = printed.blocks
    lines: list[Line] = []
    for block in blocks:
        lines.extend([[RawCell(block, 1, 15)]] if isinstance(block, str) else block)
    printed.blocks = [title, lines]
    assert_exactly(read(printed), expected)


def test_a_merged_zero_is_read_under_the_header_of_the_page_before() -> None:
    expected = dict.fromkeys(figures("F2021", 3), 0)
    printed = report("F2021", expected)
    first, second = cut(printed.blocks[4], 16, "")
    printed.blocks[4:5] = [first, [[*line[:-7], RawCell("0", 1, 7)] if n else line for n, line in enumerate(second)]]
    assert_exactly(read(printed), expected)


@pytest.mark.parametrize("value", [0, 7])
def test_a_row_broken_within_its_label_keeps_its_numbers(value: int) -> None:
    expected = figures("F2021", 3)
    row = "res_unavail_unclear"
    expected |= {code: value for code in expected if code.startswith(row)}
    printed = report("F2021", expected)
    at = next(n for n, line in enumerate(printed.blocks[4]) if any("仍不明确" in cell.text for cell in line))
    first, second = cut(printed.blocks[4], at + 1, "")
    place = next(n for n, cell in enumerate(first[-1]) if "仍不明确" in cell.text)
    first[-1][place] = first[-1][place]._replace(text="3.补正后申请")
    rest = [RawCell(""), RawCell(""), RawCell("内容仍不明确"), *cells(*[""] * 7)]
    printed.blocks[4:5] = [first, [rest, *second]]
    got = values(read(printed))
    assert {code: got.get(code) for code in expected if code.startswith(row)} == {
        f"{row}.{column}": value for column in (*COLUMNS,)
    }


def as_text(lines: list[Line]) -> list[Line]:
    """Return a table as a text's lines keep it: without spans."""
    table = lay_out(lines, 0)
    texts = {(cell.row, cell.column): cell.text for cell in table.cells}
    return [[RawCell(texts.get((row, column), "")) for column in range(table.columns)] for row in range(table.rows)]


def over_pages(printed: Printed, after: int) -> Printed:
    """Break table 3 after a row, as a text's lines: columns at a page's end that hold nothing there are lost."""
    lines = as_text(printed.blocks[4])
    pieces = [lines[:after], lines[after:]]
    widths = [1 + max(i for line in piece for i, c in enumerate(line) if c.text) for piece in pieces]
    printed.blocks[4:5] = [[line[:width] for line in piece] for piece, width in zip(pieces, widths, strict=True)]
    return printed


def without(lines: list[Line], place: int) -> list[Line]:
    """Return table 3 without an applicant column; `place` counts from the first of the seven."""
    group = [line if len(line) != 2 else [line[0], line[1]._replace(colspan=6)] for line in lines[:1]]
    upper = [c._replace(colspan=4) if c.colspan == 5 and place < 6 else c for c in lines[1]]
    lower = [c for i, c in enumerate(lines[2]) if i != place - 1]
    rows = [[c for i, c in enumerate(line) if i != len(line) - 7 + place] for line in lines[3:]]
    return [*group, upper if place < 6 else upper[:-1], lower, *rows]


@pytest.mark.parametrize("form_id", FORMS)
@pytest.mark.parametrize("place", [3, 6])
def test_rows_of_a_page_that_ends_in_an_empty_column_are_refused(form_id: str, place: int) -> None:
    """The table lacks a column of the form, and the last page one of these: six numbers are not the form's seven."""
    expected: dict[str, object] = {**figures(form_id, 3)}
    last = COLUMNS[5 if place == 6 else 6]
    expected |= {f"req_carried_out.{column}": "0" for column in COLUMNS} | {f"req_carried_out.{last}": ""}
    printed = report(form_id, expected)
    printed.blocks[4] = without(printed.blocks[4], place)
    reading = read(over_pages(printed, len(printed.blocks[4]) - 1))
    codes = {f"req_carried_out.{column}" for column in COLUMNS}
    assert not codes & set(values(reading))
    assert [set(problem.where) for problem in reading.problems if problem.kind == "ambiguous"] == [codes]


@pytest.mark.parametrize("form_id", FORMS)
@pytest.mark.parametrize("swapped", [False, True])
def test_a_page_without_totals_is_not_read_a_column_further_left(form_id: str, swapped: bool) -> None:
    """The numbers of a page whose totals are all empty end where another page's grid without a label column would."""
    expected: dict[str, object] = {**figures(form_id, 3)}
    lines = len(report(form_id, expected).blocks[4])
    expected |= {f"{code}.total": "" for code in ("res_total", "req_carried_out")}
    printed = report(form_id, expected)
    if swapped:
        heads = printed.blocks[4][2]
        heads[0], heads[1] = heads[1], heads[0]
    reading = read(over_pages(printed, lines - 2))
    codes = {f"{row}.{column}" for row in ("res_total", "req_carried_out") for column in COLUMNS}
    assert not codes & set(values(reading))
    assert {code for problem in reading.problems for code in problem.where} == codes


@pytest.mark.parametrize("form_id", FORMS)
def test_a_groups_subtotal_before_a_page_break_is_not_its_first_rows(form_id: str) -> None:
    expected: dict[str, object] = {**figures(form_id, 3)}
    first = "res_notproc_petition"
    expected |= {f"{first}.{column}": "" for column in COLUMNS}
    printed = report(form_id, expected)
    lines = as_text(printed.blocks[4])
    breaks = next(i for i, line in enumerate(lines) if "信访" in line[2].text)
    for at, name in reversed([(i, line[1].text) for i, line in enumerate(lines) if line[1].text in GROUPS.values()]):
        label = [RawCell(""), RawCell(name), RawCell("")]
        lines[at][1] = RawCell("")
        lines.insert(at, [*label, *(RawCell("7") for _ in COLUMNS)])
        breaks += at <= breaks
    printed.blocks[4:5] = [lines[:breaks], lines[breaks:]]
    assert all(values(read(printed)).get(f"{first}.{column}") is None for column in COLUMNS)

"""Table 3: columns are known by their header, and what their cells hold."""

import pytest

from pipelines.report import Flag
from tests.pipelines.tables.printer import Line, RawCell, cells, figures, header3, report
from tests.pipelines.tables.reading_of import assert_exactly, assert_never_silent, flagged, has, read, told, values


def printed_with(expected: dict[str, object], lines_of: object) -> object:
    printed = report("F2021", expected)
    printed.blocks[4] = lines_of(printed.blocks[4])  # type: ignore[operator]
    return read(printed)


def two_header_rows(lines: list[Line]) -> list[Line]:
    first, second, _ = header3()
    head = [
        [first[0]._replace(rowspan=4), first[1]],
        [second[0]._replace(rowspan=3), second[1], second[2]._replace(rowspan=3)],
        cells("商业", "科研", "社会公益", "法律服务", "其他"),
        cells("企业", "机构", "组织", "机构", ""),
    ]
    return [*head, *lines[3:]]


def total_moved_down(lines: list[Line]) -> list[Line]:
    first, second, third = header3()
    return [first, [second[0], second[1], RawCell("")], [*third, RawCell("总计")], *lines[3:]]


def swapped_with_heads(lines: list[Line]) -> list[Line]:
    head = header3()
    head[2][0], head[2][1] = head[2][1], head[2][0]
    out = []
    for line in lines[3:]:
        moved = list(line)
        moved[-6], moved[-5] = moved[-5], moved[-6]
        out.append(moved)
    return [*head, *out]


@pytest.mark.parametrize(
    "change",
    [
        two_header_rows,
        total_moved_down,
        swapped_with_heads,
        lambda lines: lines[3:],
        lambda lines: [[RawCell("项目", 1, 3), *cells(*(f"数据{n}" for n in range(1, 7)), "总计")], *lines[3:]],
        lambda lines: [[RawCell("单位：件", 1, 10)], *lines],
        lambda lines: [*lines, [RawCell("注：以上为全年数据。", 1, 10)]],
        lambda lines: [[*line, RawCell("")] for line in lines],
        lambda lines: [[RawCell(""), *line] for line in lines],
    ],
    ids=["two rows", "total below", "swapped", "none", "invented", "unit row", "note", "trailing column", "leading"],
)
def test_columns_are_found_under_any_header(change: object) -> None:
    expected = figures("F2021", 7)
    assert_exactly(printed_with(expected, change), expected)


def test_a_name_over_two_rows_under_a_heading_without_span_raises_no_doubt() -> None:
    def without_span(lines: list[Line]) -> list[Line]:
        head = two_header_rows(lines)
        natural, group, total = head[1]
        head[1] = [natural, group._replace(colspan=1), *cells("", "", "", ""), total]
        return head

    expected = {code: 0 if "." in code else value for code, value in figures("F2021", 7).items()}
    assert_exactly(printed_with(expected, without_span), expected)  # zeros add up in any order: only the names tell


def test_a_column_that_the_form_does_not_have_is_kept_apart() -> None:
    expected = figures("F2021", 3)
    head = header3()
    head[0][1] = RawCell("申请人情况", 1, 8)
    head[1][1] = RawCell("法人或其他组织", 1, 6)
    head[2].append(RawCell("小计"))

    def change(lines: list[Line]) -> list[Line]:
        out = []
        for line in lines[3:]:
            numbers = [int(c.text) for c in line[-7:]]
            out.append([*line[:-7], *cells(*numbers[:6], sum(numbers[1:6]), numbers[6])])
        return [*head, *out]

    reading = printed_with(expected, change)
    assert_exactly(reading, expected)
    assert len(reading.unknown) == 25


def test_a_merged_zero_stands_for_all_its_columns() -> None:
    expected = dict.fromkeys(figures("F2021"), 0)
    reading = printed_with(expected, lambda lines: [*lines[:3], *([*ln[:-7], RawCell("0", 1, 7)] for ln in lines[3:])])
    assert_exactly(reading, expected)


def test_a_merged_number_stands_for_nothing() -> None:
    expected = figures("F2021", 1)
    reading = printed_with(expected, lambda lines: [*lines[:3], [*lines[3][:-7], RawCell("12", 1, 7)], *lines[4:]])
    assert "req_new.natural" not in values(reading)
    assert_never_silent(reading, expected)


def test_a_merged_blank_leaves_the_columns_blank() -> None:
    expected = {**figures("F2021", 5, columns=("natural",))}
    reading = printed_with(
        expected, lambda lines: [*lines[:3], *([*ln[:-7], ln[-7], RawCell("", 1, 5), ln[-1]] for ln in lines[3:])]
    )
    blank = {c for c in expected if "." in c and c.split(".")[1] not in ("natural", "total")}
    assert_exactly(reading, {c: None if c in blank else v for c, v in expected.items()})


def test_a_row_in_one_cell_is_read_only_where_its_numbers_add_up() -> None:
    expected = figures("F2021", 5)

    def run_together(lines: list[Line]) -> list[Line]:
        return [*lines[:3], [*lines[3][:-7], RawCell(" ".join(c.text for c in lines[3][-7:]), 1, 7)], *lines[4:]]

    assert_exactly(printed_with(expected, run_together), expected)
    expected["req_new.total"] += 1
    reading = printed_with(expected, run_together)
    assert flagged(reading) >= {"req_new.natural", "req_new.total"}


def test_zeros_run_together_are_zeros_but_doubtful() -> None:
    expected = dict.fromkeys(figures("F2021"), 0)
    reading = printed_with(
        expected, lambda lines: [*lines[:3], [*lines[3][:-7], RawCell("0 0 00 00 0", 1, 7)], *lines[4:]]
    )
    assert values(reading) == expected
    assert has(reading, Flag.MISALIGNED, "req_new.natural")


def test_digits_on_two_lines_count_only_where_the_row_adds_up() -> None:
    expected = {code: value * 137 if "." in code else value for code, value in figures("F2021", 7).items()}

    def wrap(lines: list[Line]) -> list[Line]:
        return [
            [c._replace(text=f"{c.text[:2]}\n{c.text[2:]}") if c.text.isdigit() and len(c.text) > 3 else c for c in ln]
            for ln in lines
        ]

    assert_exactly(printed_with(expected, wrap), expected)
    expected["req_new.total"] += 1
    assert "req_new.natural" in told(printed_with(expected, wrap))


@pytest.mark.parametrize("text", ["见附件", "12?", "3、5"])
def test_a_cell_that_cannot_be_read_is_named(text: str) -> None:
    expected: dict[str, object] = {**figures("F2021", 3), "res_granted.natural": text}
    reading = read(report("F2021", expected))
    assert "res_granted.natural" not in values(reading)
    assert [p.kind for p in reading.problems if "res_granted.natural" in p.where] == ["cell_unreadable"]


def test_places_follow_from_the_printed_pieces() -> None:
    reading = read(report("F2021", figures("F2021", 3)))
    pieces = {piece.form_table: piece for piece in reading.printed}
    for figure in reading.figures:
        assert figure.place is not None
        place = (figure.place.table, figure.place.row, figure.place.column)
        if "." in figure.code:
            row, column = figure.code.split(".")
            piece = pieces["t3"]
            assert place == (piece.table, piece.rows[row], piece.columns[column])
        else:
            found = next(piece for piece in pieces.values() if figure.code in piece.cells)
            assert place == (found.table, *found.cells[figure.code])


def with_column(lines: list[Line], title: str, place: int | None = None) -> list[Line]:
    """Print a further column of numbers behind the total, or right before the first applicant column."""
    head, *more = lines[:3]
    new = [*head, RawCell(title, 3)] if place is None else [head[0], RawCell(title, 3), *head[1:]]
    data = [[*line, RawCell("61")] if place is None else [*line[:-7], RawCell("61"), *line[-7:]] for line in lines[3:]]
    return [new, *more, *data]


def in_pairs(lines: list[Line], first: str, second: str) -> list[Line]:
    """Print each column twice, the other year's numbers beside this year's."""
    head = header3()
    head[0] = [head[0][0]._replace(rowspan=4), RawCell("申请人情况", 1, 14)]
    head[1] = [cell._replace(colspan=2 * cell.colspan) for cell in head[1]]
    head[2] = [cell._replace(colspan=2) for cell in head[2]]
    data = []
    for line in lines[3:]:
        pairs = ([cell, RawCell("61")] if first == "本年" else [RawCell("61"), cell] for cell in line[-7:])
        data.append([*line[:-7], *(cell for pair in pairs for cell in pair)])
    return [*head, cells(*[first, second] * 7), *data]


@pytest.mark.parametrize(
    "change",
    [
        lambda lines: with_column(lines, "上年总计"),
        lambda lines: with_column(lines, "备注"),
        lambda lines: with_column(lines, ""),
        lambda lines: with_column(lines, "上年总计", 0),
        lambda lines: in_pairs(lines, "本年", "上年"),
        lambda lines: in_pairs(lines, "上年", "本年"),
    ],
    ids=["last year", "remarks", "no heading", "before", "pairs", "pairs turned"],
)
def test_columns_beside_the_forms_are_kept_apart_and_named(change: object) -> None:
    expected = figures("F2021", 3)
    reading = printed_with(expected, change)
    assert_exactly(reading, expected)
    assert {cell.text for cell in reading.unknown} == {"61"}
    assert [(problem.kind, problem.where) for problem in reading.problems] == [("column_unknown", ("table 2",))]


@pytest.mark.parametrize("place", [3, 9, 20])
@pytest.mark.parametrize("lost", range(1, 9))
def test_a_lost_cell_beside_a_further_column_is_told(place: int, lost: int) -> None:
    expected = figures("F2021", 3)

    def change(lines: list[Line]) -> list[Line]:
        out = with_column(lines, "上年总计")
        del out[place][-lost]
        return out

    assert_never_silent(printed_with(expected, change), expected)


def test_two_sets_of_columns_that_nothing_tells_apart_give_no_figures() -> None:
    expected = figures("F2021", 3)
    other = report("F2021", figures("F2021", 8)).blocks[4]

    def change(lines: list[Line]) -> list[Line]:
        head = header3()
        top = [head[0][0], RawCell("对比期", 1, 7), RawCell("本期", 1, 7)]
        data = [[*line[:-7], *old[-7:], *line[-7:]] for line, old in zip(lines[3:], other[3:], strict=True)]
        return [top, [*head[1], *head[1]], [*head[2], *head[2]], *data]

    assert not {code for code in values(printed_with(expected, change)) if "." in code}

"""Damaged documents: whatever happens to a report's tables, no figure is silently wrong, missing or invented."""

import random
import re
from collections.abc import Callable, Mapping

import pytest

from pipelines.about import ReportContext
from pipelines.assemble import assemble
from pipelines.formats import read_document
from pipelines.formats._grid import RawCell
from pipelines.report import Report
from tests.pipelines.tables.printer import Line, Printed, figures, report

Values = dict[str, object]
T2, T3, T4 = 2, 4, 6  # the tables' places among the blocks of a printed report
SEEDS = range(6)
_NUMBER = re.compile(r"\d+")


def printed(seed: int) -> tuple[Printed, Values]:
    form = random.Random(seed).choice(("F2021", "F2019"))  # noqa: S311 (repeatable test data)
    values: Values = {**figures(form, seed)}
    return report(form, values), values


def read(data: bytes) -> Report:
    reports = assemble(read_document(data), ReportContext())
    assert len(reports) == 1
    return reports[0]


def table_of(code: str) -> str:
    if "." in code:
        return "t3"
    return "t4" if code.partition("_")[0] in ("rev", "litd", "lita") else "t2"


def assert_never_silent(found: Report, truth: Mapping[str, object]) -> None:
    """Each figure is what the document prints, or doubted by a flag, a problem or a hard finding; none is invented.

    `truth` leaves out what the document does not print, or prints where nothing says what it is.
    """
    doubted = {code for problem in found.problems for code in problem.where}
    doubted |= {figure.code for figure in found.figures if figure.flags}
    hard = {code for finding in found.findings if finding.severity == "hard" for code in finding.where}
    got = {figure.code: figure.value for figure in found.figures if figure.sentence is None}
    wrong = {code for code, value in got.items() if truth.get(code, "not printed") != value}
    missing = set(truth) - set(got)
    assert {code for code in wrong if not {code, table_of(code)} & (doubted | hard)} == set()
    assert {code for code in missing if not {code, table_of(code)} & doubted} == set()


def data_lines(lines: list[Line]) -> list[Line]:
    return [line for line in lines if any(_NUMBER.fullmatch(cell.text) for cell in line)]


def first_value(line: Line) -> int:
    return next(place for place, cell in enumerate(line) if _NUMBER.fullmatch(cell.text))


Mutation = Callable[[Printed, random.Random], None]
MUTATIONS: dict[str, Mutation] = {}


def mutation(function: Mutation) -> Mutation:
    MUTATIONS[function.__name__] = function
    return function


def lines_of(page: Printed, place: int) -> list[Line]:
    block = page.blocks[place]
    assert not isinstance(block, str)
    return block


@mutation
def corner_span_wrong_by_one(page: Printed, dice: random.Random) -> None:
    corner = lines_of(page, T3)[0][0]
    lines_of(page, T3)[0][0] = corner._replace(rowspan=corner.rowspan + dice.choice((-1, 1)))


@mutation
def group_heading_without_its_span(page: Printed, _: random.Random) -> None:
    lines_of(page, T3)[1][1] = RawCell("法人或其他组织")


@mutation
def cell_lost_in_table_3(page: Printed, dice: random.Random) -> None:
    line = dice.choice(data_lines(lines_of(page, T3)))
    del line[dice.randrange(first_value(line), len(line))]


@mutation
def cell_lost_in_table_3_and_its_row_filled_up(page: Printed, dice: random.Random) -> None:
    """The numbers behind it stand one column too far left, and the last column is empty."""
    line = dice.choice(data_lines(lines_of(page, T3)))
    del line[dice.randrange(first_value(line), len(line))]
    line.append(RawCell(""))


@mutation
def cell_lost_in_table_4(page: Printed, dice: random.Random) -> None:
    line = lines_of(page, T4)[-1]
    del line[dice.randrange(10, len(line))]


@mutation
def heading_lost_in_table_4(page: Printed, dice: random.Random) -> None:
    line = lines_of(page, T4)[2]
    place = dice.randrange(len(line))
    line[place] = line[place]._replace(text=dice.choice(("", "口了")))


@mutation
def header_of_table_4_broken_over_two_rows(page: Printed, dice: random.Random) -> None:
    lines = lines_of(page, T4)
    cut = dice.randrange(1, len(lines[1]))
    rest = [RawCell(""), *lines[1][cut:], *(RawCell("") for _ in range(8))]
    lines[1:2] = [[cell._replace(rowspan=1) for cell in lines[1][:cut]], [cell._replace(rowspan=1) for cell in rest]]


@mutation
def label_blanked(page: Printed, dice: random.Random) -> None:
    line = dice.choice(data_lines(lines_of(page, dice.choice((T2, T3)))))
    place = first_value(line) - 1
    line[place] = line[place]._replace(text="")


@mutation
def label_garbled(page: Printed, dice: random.Random) -> None:
    line = dice.choice(data_lines(lines_of(page, dice.choice((T2, T3)))))
    place = first_value(line) - 1
    letters = list(line[place].text)
    for _ in range(dice.randrange(1, 4)):
        letters[dice.randrange(len(letters))] = dice.choice("的一是口〇X")
    line[place] = line[place]._replace(text="".join(letters))


@mutation
def group_runs_into_garbled_label(page: Printed, _: random.Random) -> None:
    line = next(line for line in lines_of(page, T3) if line[0].text == "（五）不予处理")
    line[0] = RawCell("（五）不予处理 在.信访了报日诉类申请", line[0].rowspan)
    line[1] = line[1]._replace(text="")


@mutation
def label_of_another_row(page: Printed, dice: random.Random) -> None:
    first, second = dice.sample(data_lines(lines_of(page, T3)), 2)
    first[first_value(first) - 1] = first[first_value(first) - 1]._replace(text=second[first_value(second) - 1].text)


@mutation
def row_deleted(page: Printed, dice: random.Random) -> None:
    lines = lines_of(page, T3)
    lines.remove(dice.choice([line for line in data_lines(lines) if all(cell.rowspan == 1 for cell in line)]))


@mutation
def header_row_deleted(page: Printed, dice: random.Random) -> None:
    place, heads = dice.choice(((T3, 3), (T4, 3)))
    del lines_of(page, place)[dice.randrange(heads)]


@mutation
def row_printed_twice_with_other_numbers(page: Printed, dice: random.Random) -> None:
    lines = lines_of(page, T3)
    line = dice.choice([line for line in data_lines(lines) if all(cell.rowspan == 1 for cell in line)])
    again = [c._replace(text=str(int(c.text) + 1)) if _NUMBER.fullmatch(c.text) else c for c in line]
    lines.insert(lines.index(line), again)


@mutation
def column_of_last_year(page: Printed, dice: random.Random) -> None:
    lines = lines_of(page, T3)
    lines[0].append(RawCell("上年总计", 3))
    for line in data_lines(lines):
        line.append(RawCell(str(dice.randrange(99))))


@mutation
def table_4_of_last_year_without_routes(page: Printed, dice: random.Random) -> None:
    old = report("F2021", {**figures("F2021", dice.randrange(99, 999))})
    own = lines_of(page, T4)[2:]
    page.blocks[T4:] = ["上年（2021年）对比数据", lines_of(old, T4)[2:], "本年数据", own]


@mutation
def row_parted_from_its_label_by_a_page(page: Printed, dice: random.Random) -> None:
    lines = lines_of(page, T3)
    data = data_lines(lines)
    for line in data:
        line[: first_value(line)] = [RawCell(line[first_value(line) - 1].text, 1, 3)]
    cut = dice.randrange(2, len(data))
    label, values = data[cut][0], data[cut][1:]
    above, below = [label._replace(text=""), *values], [label, *(RawCell("") for _ in values)]
    if dice.random() < 0.5:
        above, below = [label, *below[1:]], [label._replace(text=""), *values]
    page.blocks[T3 : T3 + 1] = [[*lines[:3], *data[:cut], above], [below, *data[cut + 1 :]]]


@mutation
def row_parted_from_its_label_behind_its_group(page: Printed, dice: random.Random) -> None:
    lines = lines_of(page, T3)
    names = ("（三）不予公开", "（四）无法提供", "（五）不予处理")
    cut = lines.index(dice.choice([line for line in lines if line[0].text in names]))
    group, label, *values = lines[cut]
    outer = RawCell("", len(lines) - cut - 1)
    rest = [[outer, group, label, *(RawCell("") for _ in values)], *lines[cut + 1 :]]
    page.blocks[T3 : T3 + 1] = [
        [*lines[:cut], [group._replace(rowspan=1), label._replace(text=""), *values]],
        rest,
    ]


@mutation
def header_of_table_4_parted_by_a_page(page: Printed, _: random.Random) -> None:
    lines = lines_of(page, T4)
    blanks = [RawCell("") for _ in range(10)]
    page.blocks[T4:] = [[*lines[:2], blanks], [[*(RawCell("") for _ in range(5)), *lines[2]], lines[3]]]


@mutation
def header_in_a_table_of_its_own_with_columns_swapped(page: Printed, dice: random.Random) -> None:
    lines = lines_of(page, T3)
    first, second = dice.sample(range(5), 2)
    lines[2][first], lines[2][second] = lines[2][second], lines[2][first]
    for line in data_lines(lines):
        start = first_value(line) + 1
        line[start + first], line[start + second] = line[start + second], line[start + first]
    page.blocks[T3 : T3 + 1] = [lines[:3], lines[3:]]


@mutation
def routes_of_table_4_in_another_order_without_spans(page: Printed, _: random.Random) -> None:
    lines = lines_of(page, T4)
    lines[0] = [RawCell("行政诉讼"), RawCell("行政复议")]
    lines[1] = [RawCell(cell.text) for cell in (*lines[1][5:], *lines[1][:5])]
    lines[3] = [*lines[3][5:], *lines[3][:5]]


@mutation
def label_blanked_beside_a_table_of_last_year(page: Printed, dice: random.Random) -> None:
    newer = any("制发" in cell.text for line in lines_of(page, T2) for cell in line)
    form = "F2021" if newer else "F2019"
    label_blanked(page, dice)
    old = report(form, {**figures(form, dice.randrange(99, 999))})
    page.blocks[T4:T4] = ["上年（2021年）对比数据", lines_of(old, T2), lines_of(old, T3)]


@mutation
def tables_of_last_year_on_the_form_before(page: Printed, dice: random.Random) -> None:
    if not any("制发" in cell.text for line in lines_of(page, T2) for cell in line):
        return  # no form came before this one
    old = report("F2019", {**figures("F2019", dice.randrange(99, 999))})
    at = dice.choice((2, len(page.blocks)))
    page.blocks[at:at] = ["附：上年数据", *(lines_of(old, place) for place in dice.choice(([T2], [T3], [T2, T3])))]


@mutation
def group_heading_without_its_span_over_columns_in_another_order(page: Printed, dice: random.Random) -> None:
    lines = lines_of(page, T3)
    lines[1][1] = RawCell("法人或其他组织", 1, dice.randrange(1, 5))
    if dice.random() < 0.5:
        order = dice.sample(range(1, 6), 5)
        lines[2] = [lines[2][place - 1] for place in order]
        moved = [0, *order, 6]
    else:
        lines[1].reverse()
        moved = [6, *range(1, 6), 0]
    for line in data_lines(lines):
        start = first_value(line)
        line[start:] = [line[start + place] for place in moved]


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("name", MUTATIONS)
def test_a_damaged_table_is_never_silently_misread(name: str, seed: int) -> None:
    page, values = printed(seed)
    MUTATIONS[name](page, random.Random(f"{name} {seed}"))  # noqa: S311 (repeatable test data)
    assert_never_silent(read(page.html()), values)

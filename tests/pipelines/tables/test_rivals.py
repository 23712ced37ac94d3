"""Tables of an earlier year on another form, printed for comparison, give no figures."""

import pytest

from tests.pipelines.tables.printer import Printed, figures, report
from tests.pipelines.tables.reading_of import assert_exactly, read, told, values

OLD, NEW = figures("F2019", 5), figures("F2021", 4)
TABLES = {"t2": 2, "t3": 4}


def with_old(*names: str, before: bool, heading: str) -> Printed:
    printed = report("F2021", NEW)
    old = [report("F2019", OLD).blocks[TABLES[name]] for name in names]
    at = 2 if before else len(printed.blocks)
    printed.blocks[at:at] = [heading, *old, "本年数据"]
    return printed


@pytest.mark.parametrize("before", [True, False])
@pytest.mark.parametrize("heading", ["附：2020年度数据", "对比"])
@pytest.mark.parametrize("names", [("t2",), ("t3",), ("t2", "t3")])
def test_a_second_table_on_an_older_form_is_named_and_not_taken(
    names: tuple[str, ...], heading: str, before: bool
) -> None:
    reading = read(with_old(*names, before=before, heading=heading))
    assert_exactly(reading, NEW)
    assert set(values(reading)) == set(NEW)
    assert (reading.form, reading.form_variant) == ("F2021", None)
    assert [problem.kind for problem in reading.problems] == ["table_unknown"] * len(names)
    assert all(problem.where[0].startswith("table ") for problem in reading.problems)


def test_an_older_form_below_in_the_same_table_is_not_taken() -> None:
    printed = report("F2021", NEW)
    printed.blocks[2] = [*printed.blocks[2], *report("F2019", OLD).blocks[2]]
    reading = read(printed)
    assert set(values(reading)) == set(NEW)
    assert_exactly(reading, NEW)
    assert [problem.kind for problem in reading.problems] == ["table_unknown"]


@pytest.mark.parametrize("name", TABLES)
def test_the_only_table_under_a_heading_of_the_year_before_is_not_taken(name: str) -> None:
    printed = report("F2021", NEW)
    place = TABLES[name]
    printed.blocks[place - 1 : place + 1] = ["上年度数据", report("F2019", OLD).blocks[place]]
    reading = read(printed)
    assert name in told(reading)
    assert not set(values(reading)) - set(NEW)
    assert name not in reading.form_tables


def test_the_only_table_three_is_doubted_beside_an_older_table_two() -> None:
    printed = with_old("t2", before=True, heading="对比")
    printed.blocks[-3] = report("F2019", OLD).blocks[4]
    reading = read(printed)
    assert "t3" in told(reading)


@pytest.mark.parametrize(("name", "variant"), [("t2", "table2_F2019"), ("t3", "single_other")])
def test_known_hybrids_stay_whole(name: str, variant: str) -> None:
    printed = report("F2021", NEW)
    printed.blocks[TABLES[name]] = report("F2019", OLD).blocks[TABLES[name]]
    reading = read(printed)
    assert (reading.form, reading.form_variant, reading.problems) == ("F2021", variant, ())
    assert not told(reading)


def test_figures_of_two_forms_in_one_row_are_doubted() -> None:
    printed = report("F2021", NEW)
    header, row = report("F2019", OLD).blocks[2][1:3]
    garbled = [cell._replace(text=cell.text.replace("量", "口")) for cell in header]
    printed.blocks[2] = [garbled, row, *printed.blocks[2]]
    reading = read(printed)
    assert set(values(reading)) - set(NEW)
    assert {code for code, value in values(reading).items() if NEW.get(code) != value} <= told(reading)


@pytest.mark.parametrize("heading", ["附：上年（2021年）数据", "2021年度数据", "附件2：上一年度情况"])
@pytest.mark.parametrize("blanked", [False, True])
def test_an_annex_of_the_year_before_on_the_same_form_is_not_taken(heading: str, blanked: bool) -> None:
    printed, other = report("F2021", NEW), report("F2021", figures("F2021", 6))
    printed.blocks += [heading, other.blocks[TABLES["t2"]], other.blocks[TABLES["t3"]]]
    if blanked:  # a row of the report's own that lost its label is not found in the annex
        lines = printed.blocks[TABLES["t3"]]
        assert isinstance(lines, list)
        lines[3][0] = lines[3][0]._replace(text="")
    reading = read(printed)
    assert {code: value for code, value in values(reading).items() if NEW[code] != value} == {}
    if not blanked:
        assert_exactly(reading, NEW)
    assert "table_unknown" in {problem.kind for problem in reading.problems}


def test_a_sentence_about_the_year_before_makes_no_annex() -> None:
    printed, other = report("F2021", NEW), report("F2021", figures("F2021", 6))
    printed.blocks += ["上年相比，具体情况如下：", other.blocks[TABLES["t3"]]]
    assert "t3" in {code.partition(".")[0] for code in told(read(printed))} or any(
        figure.flags for figure in read(printed).figures if "." in figure.code
    )

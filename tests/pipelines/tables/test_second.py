"""The referee: a second reading by the order of the cells, where the form's arithmetic fails."""

from dataclasses import replace

import pytest

from pipelines.about import ReportContext
from pipelines.assemble import assemble
from pipelines.document import Cell, Document, Table
from pipelines.formats import read_document
from pipelines.report import Figure, Finding, Flag, Place, Report
from pipelines.tables.second import COLUMNS, doubt
from tests.pipelines.tables.printer import figures, report

VALUES = (3, 1, 0, 0, 2, 0, 6)


def figure(column: str, value: int) -> Figure:
    place = Place(table=0, row=0, column=1)
    return Figure(code=f"req_new.{column}", value=value, text=str(value), unit="件", place=place)


def printed(*texts: str) -> Document:
    cells = tuple(Cell(row=0, column=at, text=text) for at, text in enumerate(texts))
    return Document(format="html", digest="", blocks=(Table(index=0, rows=1, columns=len(texts), cells=cells),))


def flagged(document: Document, read: tuple[int, ...], severity: str = "hard") -> list[str]:
    found = Finding(
        check="x", severity=severity, where=tuple(f"req_new.{name}" for name in COLUMNS), found=1, expected=2
    )
    out = doubt(document, [figure(name, value) for name, value in zip(COLUMNS, read, strict=True)], [found])
    return [one.code for one in out if Flag.SECOND_READING_DIFFERS in one.flags]


def test_the_same_reading_twice_doubts_nothing() -> None:
    assert flagged(printed("一、新收", *map(str, VALUES)), VALUES) == []


def test_swapped_columns_are_flagged_and_only_they() -> None:
    swapped = (1, 3, *VALUES[2:])
    assert flagged(printed("一、新收", *map(str, VALUES)), swapped) == ["req_new.natural", "req_new.business"]


@pytest.mark.parametrize("severity", ["soft", "heuristic"])
def test_only_hard_relations_call_the_referee(severity: str) -> None:
    assert flagged(printed("一、新收", *map(str, VALUES)), (1, 3, *VALUES[2:]), severity) == []


def test_a_row_that_prints_another_number_of_cells_cannot_be_read_by_order() -> None:
    assert flagged(printed("一、新收", *map(str, VALUES), "注"), (1, 3, *VALUES[2:])) == []
    assert flagged(printed("一、新收", "3", "6"), VALUES) == []


def read(page: bytes) -> Report:
    (found,) = assemble(read_document(page), ReportContext())
    return found


def test_a_row_whose_numbers_stand_one_column_off_never_passes() -> None:
    """The printed total of another column, and a number moved one cell to the right, in the page itself."""
    values = figures("F2021", 4)
    for row in ("req_new", "res_total"):
        moved = [values[f"{row}.{name}"] for name in COLUMNS]
        moved = [moved[-1], *moved[:-1]]
        changed = values | {f"{row}.{name}": value for name, value in zip(COLUMNS, moved, strict=True)}
        wrong = {code for code, value in changed.items() if value != values[code]}
        found = read(report("F2021", changed).html())
        caught = {code for one in found.findings if one.severity == "hard" for code in one.where}
        caught |= {one.code for one in found.figures if one.flags}
        caught |= {code for problem in found.problems for code in problem.where}
        assert wrong <= caught


def test_a_flag_is_set_once() -> None:
    document = printed("一、新收", *map(str, VALUES))
    one = replace(figure("natural", 9), flags=(Flag.SECOND_READING_DIFFERS,))
    found = Finding(check="x", severity="hard", where=("req_new.natural",), found=1, expected=2)
    assert doubt(document, [one], [found]) == (one,)

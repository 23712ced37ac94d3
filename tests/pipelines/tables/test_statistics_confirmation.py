"""Figures of a return that were recognised in a picture are confirmed by its sums, or flagged."""

import pytest

from pipelines.document import Cell, Document, Table
from pipelines.forms import statistics_forms
from pipelines.report import Figure, Place
from pipelines.tables.confirmation import confirm
from tests.pipelines.tables.returns import figures

FORM = statistics_forms()["F2014"]
IN_SUMS = {code for item in FORM.sums for code in (item.total, *item.parts)}


def confirmed(values: dict[str, int]) -> set[str]:
    cells = tuple(Cell(row=row, column=0, text=str(n), confidence=0.99) for row, n in enumerate(values.values()))
    read = [
        Figure(code=code, value=value, text=str(value), unit=None, place=Place(table=0, row=row, column=0))
        for row, (code, value) in enumerate(values.items())
    ]
    document = Document(format="image", digest="", blocks=(Table(index=0, rows=len(cells), columns=1, cells=cells),))
    return {figure.code for figure in confirm(document, read, "F2014") if not figure.flags}


def test_what_the_sums_of_the_return_hold_is_confirmed_and_nothing_else() -> None:
    assert confirmed(figures("F2014")) == IN_SUMS


@pytest.mark.parametrize("code", sorted(IN_SUMS))
def test_a_misread_figure_is_never_confirmed(code: str) -> None:
    values = figures("F2014")
    assert code not in confirmed(values | {code: values[code] + 70})

"""Recognised figures are confirmed by the form's arithmetic or flagged, at every place where one may be misread."""

from dataclasses import replace

import pytest

from archive.form_columns import APPLICANTS
from pipelines.document import Cell, Document, Paragraph, Table
from pipelines.forms import load_forms
from pipelines.report import Figure, Flag, Place, Stated
from pipelines.tables.confirmation import confirm, confirm_stated

FORM = load_forms()["F2021"]
Values = dict[str, int | None]


def _values() -> Values:
    """Return a table 3 that adds up, with a number of its own in many cells, a table 4 and a figure of table 2."""
    values: Values = {"rule_made": 3}
    parts = FORM.requests.sums[0].parts
    for place, row in enumerate(parts):
        for column, code in enumerate(APPLICANTS[:-1]):
            values[f"{row}.{code}"] = (place * 3 + column * 5) % 7
    for column in APPLICANTS[:-1]:
        values[f"res_total.{column}"] = sum(values[f"{row}.{column}"] or 0 for row in parts)
        values[f"req_carried_in.{column}"] = 1
        values[f"req_carried_out.{column}"] = 2
        values[f"req_new.{column}"] = (values[f"res_total.{column}"] or 0) + 1
    for row in FORM.request_codes():
        values[f"{row}.total"] = sum(values[f"{row}.{column}"] or 0 for column in APPLICANTS[:-1])
    for route in ("rev", "litd", "lita"):
        values |= {f"{route}_upheld": 2, f"{route}_corrected": 0, f"{route}_other": 1, f"{route}_pending": 0}
        values[f"{route}_total"] = 3
    return values


def _confirmed(values: Values, confidence: float | None = 0.99, **other: float) -> set[str]:
    """Return the codes that carry no flag."""
    cells, figures = [], []
    for row, (code, value) in enumerate(values.items()):
        sure = other.get(code.replace(".", "__"), confidence)
        cells.append(Cell(row=row, column=0, text=str(value), confidence=sure))
        place = Place(table=0, row=row, column=0)
        figures.append(Figure(code=code, value=value, text=str(value), unit=None, place=place))
    table = Table(index=0, rows=len(cells), columns=1, cells=tuple(cells))
    document = Document(format="image", digest="", blocks=(table,))
    return {figure.code for figure in confirm(document, figures, "F2021") if not figure.flags}


def test_all_of_a_report_that_adds_up_is_confirmed_but_table_2() -> None:
    values = _values()
    assert _confirmed(values) == values.keys() - {"rule_made"}


def test_figures_that_were_not_recognised_in_a_picture_need_no_confirmation() -> None:
    values = _values()
    assert _confirmed(values | {"req_new.total": 1}, None) == values.keys()


@pytest.mark.parametrize("code", sorted(_values().keys() - {"rule_made"}))
def test_one_misread_figure_is_always_flagged(code: str) -> None:
    values = _values()
    for wrong in ((values[code] or 0) + 6, None if values[code] else 1):
        confirmed = _confirmed(values | {code: wrong})
        assert code not in confirmed


@pytest.mark.parametrize("code", ["res_granted.natural", "res_total.business", "res_partial.total"])
def test_a_misread_figure_leaves_its_neighbours_confirmed(code: str) -> None:
    values = _values()
    doubted = values.keys() - _confirmed(values | {code: 70}) - {"rule_made"}
    assert doubted == {code}


def test_two_misread_figures_of_a_column_that_make_up_for_each_other_are_flagged() -> None:
    values = _values()
    first, second = "res_granted.natural", "res_partial.natural"
    wrong = values | {first: (values[first] or 0) + 1, second: (values[second] or 0) - 1}
    assert not {first, second} & _confirmed(wrong)


def test_a_figure_read_unsurely_needs_two_relations() -> None:
    values = _values()
    assert "rev_total" not in _confirmed(values, rev_total=0.3)
    assert "res_granted.natural" in _confirmed(values, res_granted__natural=0.3)


def test_a_relation_with_an_unread_term_confirms_nothing() -> None:
    values = _values()
    del values["rev_upheld"]
    assert not {"rev_corrected", "rev_total"} & _confirmed(values)
    assert "litd_total" in _confirmed(values)


def test_a_blank_sum_says_nothing_of_its_parts() -> None:
    assert not {"rev_upheld", "rev_total"} & _confirmed(_values() | {"rev_total": None})


def test_a_single_row_of_other_handling_is_a_term_of_the_sum() -> None:
    values = _values()
    for column in APPLICANTS:
        parts = [code for code in values if code.startswith("res_other_") and code.endswith(f".{column}")]
        values[f"res_other.{column}"] = sum(values.pop(code) or 0 for code in parts)
    assert _confirmed(values) == values.keys() - {"rule_made"}
    assert "res_other.legal" not in _confirmed(values | {"res_other.legal": 90})


def test_figures_keep_their_confidence() -> None:
    cell = Cell(row=0, column=0, text="3", confidence=0.7)
    document = Document(format="image", digest="", blocks=(Table(index=0, rows=1, columns=1, cells=(cell,)),))
    figure = Figure(code="rule_made", value=3, text="3", unit=None, place=Place(table=0, row=0, column=0))
    (marked,) = confirm(document, [figure], None)
    assert marked == replace(figure, confidence=0.7, flags=(Flag.OCR_UNCONFIRMED,))


def test_figures_stated_in_recognised_text_are_flagged() -> None:
    document = Document(
        format="pdf", digest="", blocks=(Paragraph(text="text"), Paragraph(text="recognised", confidence=0.99))
    )
    stated = [_stated(0), _stated(1)]
    assert [one.flags for one in confirm_stated(document, stated)] == [(), (Flag.OCR_UNCONFIRMED,)]


def _stated(paragraph: int) -> Stated:
    return Stated(
        code="nar_req_received", role="total", value=3, unit="件", scaled=3, text="3件", approx=False, note=None,
        label=None, whole=None, complete=False, sentence="", section=3, paragraph=paragraph, start=0, end=2, page=None,
    )  # fmt: skip

"""The printed layouts name every cell of their form, in printed order, by codes the codebook knows."""

import pytest

from archive.schema import tables
from pipelines.forms import load_forms
from pipelines.forms.indicators import indicators
from pipelines.forms.layout import LayoutRow, form_layout


@pytest.mark.parametrize("form", sorted(load_forms()))
def test_layout_holds_every_code_of_the_form_in_order(form: str) -> None:
    def codes(form_table: str) -> tuple[str, ...]:
        rows = [row for row in form_layout() if (row.form, row.form_table) == (form, form_table)]
        assert [row.position for row in rows] == list(range(len(rows)))
        return tuple(row.code for row in rows)

    assert codes("t2") == load_forms()[form].disclosure_codes()
    assert codes("t3") == load_forms()[form].request_codes()


def test_layout_has_labels_in_both_languages_and_known_codes() -> None:
    known = {indicator.code for indicator in indicators()}
    for row in form_layout():
        assert row.code in known or (row.code is None and row.form_table == "t14")  # a heading of a return
        assert row.row_zh
        assert row.row_en
        assert (row.form_table == "t2") == bool(row.column_zh) == bool(row.column_en)


def test_layout_fits_its_table() -> None:
    assert [column.name for column in tables()["form_layout"].columns] == list(LayoutRow.__dataclass_fields__)

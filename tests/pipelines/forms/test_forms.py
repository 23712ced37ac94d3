import copy
import tomllib
from importlib.resources import files
from typing import Any

import pytest

from archive import schema
from pipelines.forms import FormError, load_forms, newest_first
from pipelines.forms.indicators import indicators
from pipelines.forms.parse import parse_form

COLUMNS = ["natural", "business", "research", "welfare", "legal", "org_other", "total"]


def content(form_id: str) -> dict[str, Any]:
    return tomllib.loads((files("pipelines.forms") / f"{form_id}.toml").read_text("utf-8"))


@pytest.mark.parametrize(("form_id", "t2", "t3", "t4"), [("F2021", 10, 175, 15), ("F2019", 22, 161, 15)])
def test_a_form_has_the_number_of_cells_that_it_prints(form_id: str, t2: int, t3: int, t4: int) -> None:
    form = load_forms()[form_id]
    counts = (len(form.disclosure_codes()), len(form.request_codes()) * 7, len(form.disputes.codes()))
    assert counts == (t2, t3, t4)


def test_the_newest_form_comes_first_and_knows_its_years() -> None:
    years = [form.first_year for form in newest_first()]
    assert years == sorted(years, reverse=True)
    expected = {year: [f.id for f in newest_first() if f.expected_in(year)] for year in (2018, 2019, 2020, 2021, 2025)}
    assert expected == {2018: [], 2019: ["F2019"], 2020: ["F2019"], 2021: ["F2021"], 2025: ["F2021"]}


def test_the_results_that_add_up_are_all_results() -> None:
    for form in load_forms().values():
        total = form.requests.sums[0]
        results = [code for code in form.request_codes() if code.startswith("res_") and code != total.total]
        assert list(total.parts) == results


def test_every_column_of_the_disclosure_table_is_an_indicator_and_the_other_way_round() -> None:
    columns = {column.name for column in schema.tables()["disclosure"].columns} - {"report"}
    assert columns == {item.code for item in indicators() if item.form_table == "t2"}


def test_the_codebook_is_numbered_in_printed_order() -> None:
    book = indicators()
    codes = [item.code for item in book]
    assert len(set(codes)) == len(codes)
    assert codes.index("res_denied") + 1 == codes.index("res_denied_state_secret")
    assert codes.index("res_other") < codes.index("res_other_misc") < codes.index("res_total")
    assert [item.code for item in book if item.form_table == "t3.columns"] == COLUMNS


def test_the_codebook_says_what_compares_between_the_forms() -> None:
    book = {item.code: item for item in indicators()}
    assert book["req_new"].forms.split()[:2] == ["F2019", "F2021"]
    assert book["req_new"].comparability == "exact"
    assert (book["normdoc_in_force"].comparability, book["normdoc_in_force"].counterpart) == (
        "partial",
        "normdoc_public_total",
    )
    assert book["admin_fee_wan"].comparability == "none"
    assert book["admin_fee_wan"].unit == "万元"
    assert book["procurement_amount"].unit is None
    assert book["lit_total"].form_table == "t4"
    assert all(item.zh and item.en and item.comparability for item in book.values())


def test_what_does_not_fully_compare_says_why_in_both_languages() -> None:
    for item in indicators():
        assert (item.why is None) == (item.why_zh is None), item.code
        assert item.why or item.comparability == "exact", item.code
        if item.comparability == "none":
            assert item.counterpart is None, item.code


def test_counterparts_name_each_other() -> None:
    book = {item.code: item for item in indicators()}
    for item in book.values():
        for counterpart in (item.counterpart or "").split():
            assert item.code in (book[counterpart].counterpart or "").split()
            assert book[counterpart].comparability == item.comparability


def test_a_form_is_read_as_it_is_written() -> None:
    assert parse_form("F2021.toml", content("F2021")) == load_forms()["F2021"]


def _remove_label(data: dict[str, Any]) -> None:
    del data["requests"]["rows"][3]["label"]


def _twice(data: dict[str, Any]) -> None:
    data["requests"]["rows"].append(copy.deepcopy(data["requests"]["rows"][0]))


def _unknown_part(data: dict[str, Any]) -> None:
    data["requests"]["sums"][0]["parts"].append("res_invented")


def _bad_comparability(data: dict[str, Any]) -> None:
    data["requests"]["rows"][0]["comparability"] = "roughly"


def _no_reason(data: dict[str, Any]) -> None:
    del data["disclosure"]["blocks"][0]["rows"][0]["cells"][0]["why"]


def _lost_cell(data: dict[str, Any]) -> None:
    data["disclosure"]["blocks"][0]["rows"][0]["cells"].pop()


def _unknown_derived(data: dict[str, Any]) -> None:
    data["disputes"]["derived"][0]["sum_of"] = ["rev_invented"]


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (_remove_label, r"requests\.rows\[3\]: label"),
        (_twice, "req_new occur more than once"),
        (_unknown_part, "res_invented"),
        (_bad_comparability, "roughly"),
        (_no_reason, r"cells\[0\]: why must be a table"),
        (_lost_cell, "row rule must have one cell for each"),
        (_unknown_derived, "rev_invented"),
    ],
)
def test_a_malformed_form_is_refused_with_its_place(spoil: Any, said: str) -> None:
    data = content("F2021")
    spoil(data)
    with pytest.raises(FormError, match=said) as caught:
        parse_form("F2021.toml", data)
    assert "F2021.toml" in str(caught.value)

"""The statistics returns as data: their rows, what they have to do with later forms, and files that are refused."""

import tomllib
from collections.abc import Callable
from importlib.resources import files
from typing import Any

import pytest

from archive import schema
from pipelines.forms import FormError, form_ids, load_forms, statistics_forms
from pipelines.forms.crosswalk import Comparison, crosswalk
from pipelines.forms.indicators import indicators
from pipelines.forms.parse_statistics import parse_statistics
from pipelines.tables.statistics_labels import plain_label
from pipelines.tables.vocabulary import words

CROSSWALK = {(row.code, row.form, row.other_form): row for row in crosswalk()}


def content(form_id: str) -> dict[str, Any]:
    return tomllib.loads((files("pipelines.forms") / f"{form_id}.toml").read_text("utf-8"))


@pytest.mark.parametrize(("form_id", "figures"), [("F2014", 58), ("F2008", 19)])
def test_a_return_has_the_number_of_figures_that_it_prints(form_id: str, figures: int) -> None:
    assert len(statistics_forms()[form_id].codes()) == figures


def test_a_return_is_no_form_with_tables() -> None:
    assert form_ids() == ("F2008", "F2014", "F2019", "F2021")
    assert not set(load_forms()) & set(statistics_forms())


def test_every_column_of_the_statistics_table_is_a_figure_of_a_return_and_the_other_way_round() -> None:
    columns = {column.name for column in schema.tables()["statistics"].columns} - {"report"}
    assert columns == {code for form in statistics_forms().values() for code in form.codes()}
    assert columns <= {item.code for item in indicators()}


def test_no_label_of_a_return_is_one_of_the_tables_of_later_forms() -> None:
    known = words()
    later = {*known.request_rows, *known.disclosure_rows, *known.results, *known.routes, *known.request_columns}
    for form in statistics_forms().values():
        own = {plain_label(text) for row in form.rows for text in (*row.name.spellings(), *row.variants)}
        assert not own & later


def test_a_row_knows_the_heading_it_stands_under() -> None:
    rows = {row.code: row for row in statistics_forms()["F2014"].rows}
    assert rows["pub_ch_website"].block == "（二）通过不同渠道和方式公开政府信息的情况"
    assert rows["reply_denied_privacy"].block == "三、依申请公开情况"
    assert rows["rev_total"].block is None


@pytest.mark.parametrize(
    ("code", "form", "other", "comparability", "counterpart"),
    [
        ("req_received", "F2014", "F2021", "near", "req_new.total"),
        ("req_new", "F2021", "F2014", "near", "req_received"),
        ("res_granted", "F2019", "F2014", "partial", "reply_already_public reply_granted"),
        ("res_denied_third_party", "F2021", "F2014", "partial", "reply_denied_trade_secret reply_denied_privacy"),
        ("litd_total", "F2021", "F2014", "partial", "lit_total"),  # a part of what the return counts
        ("lit_total", "F2021", "F2014", "near", "lit_total"),
        ("reply_told_to_amend", "F2014", "F2019", "partial", "res_unavail_unclear.total res_other.total"),
        ("rev_pending", "F2021", "F2014", "none", None),
        ("complaints", "F2014", "F2021", "none", None),
        ("req_ch_web", "F2008", "F2014", "partial", "req_ch_online"),
        ("normdoc_in_force", "F2021", "F2019", "partial", "normdoc_public_total"),
        ("req_received", "F2008", "F2021", "none", None),
    ],
)
def test_what_compares_between_two_forms(
    code: str, form: str, other: str, comparability: str, counterpart: str | None
) -> None:
    row: Comparison = CROSSWALK[code, form, other]
    assert (row.comparability, row.counterpart) == (comparability, counterpart)


def test_every_indicator_is_compared_with_every_other_form_and_says_why_not() -> None:
    for item in indicators():
        for form in item.forms.split() if item.form_table in {"t2", "t3", "t4", "t14"} else ():
            for other in set(form_ids()) - {form}:
                row = CROSSWALK[item.code, form, other]
                assert row.comparability == "exact" or (row.why and row.why_zh), row
                assert (row.comparability == "none") == (row.counterpart is None), row


def test_counterparts_are_figures_of_the_other_form() -> None:
    codes = {form: {code for code, own, _ in CROSSWALK if own == form} for form in form_ids()}
    for row in CROSSWALK.values():
        for counterpart in (row.counterpart or "").split():
            assert counterpart.removesuffix(".total") in codes[row.other_form], row


def _twice(data: dict[str, Any]) -> None:
    data["rows"].append(dict(data["rows"][-1]))


def _strange_parent(data: dict[str, Any]) -> None:
    data["rows"][1]["parent"] = "nobody"


def _strange_sum(data: dict[str, Any]) -> None:
    data["sums"][0]["parts"].append("nobody")


def _strange_evidence(data: dict[str, Any]) -> None:
    data["rows"][0]["ev"] = "D"


def _local_code(data: dict[str, Any]) -> None:
    next(row for row in data["rows"] if row.get("local"))["code"] = "x"


def _no_unit(data: dict[str, Any]) -> None:
    del data["rows"][1]["unit"]


def _word_for_switch(data: dict[str, Any]) -> None:
    data["complete"] = "yes"


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (_twice, "train_persons occur more than once"),
        (_strange_parent, "nobody"),
        (_strange_sum, "a sum names figures that the form does not have: nobody"),
        (_strange_evidence, "ev must be one of A, B, C"),
        (_local_code, "a local row has no code"),
        (_no_unit, r"rows\[1\]: unit must be a text"),
        (_word_for_switch, "complete must be true or false"),
    ],
)
def test_a_malformed_return_is_refused_with_its_place(spoil: Callable[[dict[str, Any]], None], said: str) -> None:
    data = content("F2014")
    spoil(data)
    with pytest.raises(FormError, match=said) as caught:
        parse_statistics("F2014.toml", data)
    assert "F2014.toml" in str(caught.value)

"""Statistics returns on the pages: rows as their form prints them, and series that break where the forms differ."""

import sqlite3
from dataclasses import asdict

import pytest
import sqlite_utils

from archive import schema
from archive.publication.codebook import Codebook
from pipelines.forms import statistics_forms
from pipelines.forms.crosswalk import crosswalk
from pipelines.forms.indicators import indicators
from pipelines.forms.layout import form_layout


@pytest.fixture
def codebook() -> Codebook:
    db = sqlite3.connect(":memory:")
    db.row_factory = sqlite3.Row
    tables = sqlite_utils.Database(db)
    schema.create(tables)
    tables["indicators"].insert_all(asdict(row) for row in indicators())
    tables["form_layout"].insert_all(asdict(row) for row in form_layout())
    tables["crosswalk"].insert_all(asdict(row) for row in crosswalk())
    return Codebook(db)


def test_a_whole_return_has_every_row_and_heading_in_order(codebook: Codebook) -> None:
    form = statistics_forms()["F2014"]
    lines = codebook.statistics("F2014", set(form.codes()))
    assert [line.zh for line in lines] == [row.name.label for row in form.rows if not row.local]
    assert [line.code for line in lines if line.code] == list(form.codes())


def test_only_what_is_printed_is_shown_below_the_headings_it_stands_under(codebook: Codebook) -> None:
    lines = codebook.statistics("F2014", {"pub_ch_website", "rev_total"})
    assert [line.code or line.zh for line in lines] == [
        "一、主动公开情况",
        "（二）通过不同渠道和方式公开政府信息的情况",
        "pub_ch_website",
        "rev_total",
    ]


def test_a_return_beside_the_tables_of_a_later_form_is_told_by_its_codes(codebook: Codebook) -> None:
    lines = codebook.statistics("F2021", {"req_ch_web", "consult_onsite"})
    assert [line.code for line in lines] == ["consult_onsite", "req_ch_web"]
    assert codebook.statistics("F2021", set()) == []


@pytest.mark.parametrize(
    ("code", "form", "other", "broken"),
    [
        ("rev_total", "F2019", "F2014", False),  # near, under the same code
        ("rev_other", "F2019", "F2014", True),  # partial
        ("litd_total", "F2019", "F2014", True),  # the return has suits of either kind together
        ("req_new.total", "F2019", "F2014", True),  # near, but under another code: no point of this line
        ("normdoc_made", "F2021", "F2019", False),
        ("licence_decisions", "F2021", "F2019", True),
        ("licence_decisions", "F2021", "F2021", False),
    ],
)
def test_a_series_breaks_where_the_crosswalk_says_so(
    codebook: Codebook, code: str, form: str, other: str, *, broken: bool
) -> None:
    assert codebook.breaks_between(code, form, other) is broken

"""The view of all figures, page by page."""

import pytest

from tests.archive.publication.conftest import Get


@pytest.mark.parametrize("query", ["", "?code=rev_total", "?_size=5&_nocount=1"])
def test_view_of_all_figures_is_not_counted(get: Get, query: str) -> None:
    answer = get(f"/archive/figures.json{query}").json()
    assert answer["filtered_table_rows_count"] is None
    assert answer["rows"]


def test_figures_of_one_report_are_counted(get: Get) -> None:
    report = get("/archive/reports.json?_size=1&form=F2021&_shape=objects").json()["rows"][0]["report"]
    answer = get(f"/archive/figures.json?report={report}").json()
    assert answer["filtered_table_rows_count"] > 100


def test_tables_are_counted(get: Get) -> None:
    assert get("/archive/reports.json").json()["filtered_table_rows_count"] > 0

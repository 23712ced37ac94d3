"""Wrong requests are told to be wrong, whatever page they ask for."""

import pytest

from archive import schema
from tests.archive.publication.conftest import Get
from tests.archive.publication.fixture import COUNTY_ID

DATA = [f"/archive/{name}" for name in (*schema.tables(), *schema.views())]
OWN = ["/", "/zh/bodies", f"/zh/body/{COUNTY_ID}", f"/zh/report/{COUNTY_ID}/2020", "/zh/findings", "/zh/coverage"]


@pytest.mark.parametrize("path", [*DATA, "/search-index/search"])
def test_a_column_that_no_table_has_cannot_be_sorted_by(get: Get, path: str) -> None:
    for query in ("_sort=nonsense", "_sort_desc=nonsense", "_sort=rowid&_sort_desc=rowid"):
        assert get(f"{path}?{query}").status_code == 400
        answer = get(f"{path}.json?{query}")
        assert (answer.status_code, answer.json()["ok"]) == (400, False)
        assert "sort" in answer.json()["error"]
        assert get(f"{path}.csv?{query}").status_code == 400


@pytest.mark.parametrize("path", OWN)
def test_own_pages_do_not_heed_it(get: Get, path: str) -> None:
    assert get(f"{path}?_sort=nonsense").status_code == 200


@pytest.mark.parametrize("query", ["_through=x", "_through={}", "_timelimit=x", "report__in=[", "_size=x", "_next=a,b"])
def test_parameters_that_cannot_be_read_are_refused(get: Get, query: str) -> None:
    assert get(f"/archive/figures?{query}").status_code == 400
    answer = get(f"/archive/figures.json?{query}")
    assert (answer.status_code, answer.json()["status"]) == (400, 400)


def test_wrong_request_prints_nothing(get: Get, capsys: pytest.CaptureFixture[str]) -> None:
    assert get("/archive/figures?_sort=nonsense").status_code == 400
    assert capsys.readouterr().out == ""

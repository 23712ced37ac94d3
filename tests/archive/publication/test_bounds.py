"""SQL written by readers can neither fill the memory nor learn where the archive lies."""

from urllib.parse import urlencode

import httpx
import pytest

from archive.publication.bounds import RESULT_BYTES, VALUE_BYTES
from tests.archive.publication.conftest import Get
from tests.archive.publication.fixture import Archive


def ask(get: Get, sql: str, form: str = "json") -> httpx.Response:
    return get(f"/archive.{form}?" + urlencode({"sql": sql}))


MANY = (
    "with recursive n (i) as (select 1 union all select i + 1 from n where i < {rows}) select zeroblob({size}) from n"
)


@pytest.mark.parametrize(
    "sql",
    [
        "select randomblob(1000000000)",
        "select hex(zeroblob(400000000))",
        MANY.format(rows=RESULT_BYTES // 1_000_000 + 1, size=1_000_000),
    ],
)
@pytest.mark.parametrize("form", ["json", "csv"])
def test_large_values_and_results_are_refused(get: Get, sql: str, form: str) -> None:
    answer = ask(get, sql, form)
    assert answer.status_code == 400
    assert len(answer.content) < 10_000


def test_result_within_the_bounds_is_given(get: Get) -> None:
    answer = ask(get, MANY.format(rows=3, size=VALUE_BYTES // 4))
    assert answer.status_code == 200
    assert len(answer.json()["rows"]) == 3


def test_folders_of_the_machine_are_not_told(get: Get, archive: Archive) -> None:
    root = str(archive.site.data.root)
    assert root in str(archive.site.archive)
    answer = ask(get, "select * from pragma_database_list")
    assert answer.status_code == 200
    assert answer.json()["rows"] == []
    for path in ("/downloads/latest/" + "9" * 400, "/-/static/" + "9" * 400, "/archive/reports?_sort=nothing"):
        failing = get(path)
        assert failing.status_code in {400, 404, 500}
        assert root not in failing.text
        assert "/datasette/" not in failing.text
        assert failing.headers["x-content-type-options"] == "nosniff"

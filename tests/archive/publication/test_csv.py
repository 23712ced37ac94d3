"""A CSV is the whole result or an error that says where the whole is."""

import csv
import io
from urllib.parse import urlencode

import httpx
import pytest

from tests.archive.publication.conftest import Get


def rows(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text)))


def test_short_table_and_query_are_given_whole(get_few: Get) -> None:
    table = get_few("/archive/bodies.csv")
    assert table.status_code == 200
    assert table.headers["content-type"].startswith("text/csv")
    assert len(rows(table.text)) == 1 + 2
    assert 'filename="demonstration-data-bodies.csv"' in table.headers["content-disposition"]
    query = get_few(sql_csv("select code, zh from indicators limit 5"))
    assert len(rows(query.text)) == 1 + 5
    labelled = get_few("/archive/bodies.csv?_labels=on&region=990101")
    assert len(rows(labelled.text)) == 1 + 2


def sql_csv(sql: str) -> str:
    return "/archive.csv?" + urlencode({"sql": sql})


@pytest.mark.parametrize(
    "path",
    [
        "/archive/requests.csv",
        "/archive/requests.csv?_stream=on",
        "/archive/requests.csv?_size=2",
        "/archive/requests.csv?_size=max&_stream=1",
        "/archive/requests?_format=csv",
        sql_csv("select * from requests"),
        sql_csv("select * from requests").replace("?", "?_stream=on&"),
        "/archive/most-requests.csv",
        "/archive/figures.csv",
    ],
)
def test_what_would_be_cut_is_an_error_that_points_to_the_release(get_few: Get, path: str) -> None:
    answer = get_few(path)
    assert answer.status_code == 413
    assert "/zh/downloads" in answer.text
    assert "/en/downloads" in answer.text
    assert answer.headers["content-type"].startswith("text/plain")


@pytest.mark.parametrize("sql", ["selec 1", "select no_such from reports", "delete from reports", ""])
def test_failing_sql_is_an_error(get: Get, sql: str) -> None:
    answer = get(sql_csv(sql))
    assert answer.status_code in {400, 403, 404}
    assert answer.text.strip()


def test_query_over_its_time_is_an_error(archive_slow: Get) -> None:
    endless = "with recursive n(i) as (select 1 union all select i + 1 from n) select count(*) from n"
    assert archive_slow(sql_csv(endless)).status_code == 400


def test_exactly_as_many_rows_as_allowed_are_given(get_few: Get) -> None:
    answer = get_few(sql_csv("select report from reports limit 5"))
    assert (answer.status_code, len(rows(answer.text))) == (200, 6)
    assert get_few(sql_csv("select report from reports limit 6")).status_code == 413


def test_downloads_are_not_taken_for_queries(get: Get) -> None:
    assert get("/downloads/2026-01-01/archive.csv").status_code == 404


def test_values_with_line_ends_and_quotes_survive(get: Get) -> None:
    answer = get(sql_csv("select 'a' || char(10) || '\"b\",c' as x"))
    assert rows(answer.text) == [["x"], ['a\n"b",c']]


@pytest.mark.parametrize("shape", ["array", "arrayfirst", "array&_nl=on"])
def test_json_list_that_would_be_cut_is_an_error(get_few: Get, shape: str) -> None:
    def ask(sql: str) -> httpx.Response:
        return get_few("/archive.json?" + urlencode({"sql": sql}) + f"&_shape={shape}")

    assert ask("select * from requests").status_code == 413
    assert "downloads" in ask("select * from requests").text
    assert ask("select code from indicators limit 5").status_code == 200
    assert ask("select nothing").status_code == 400
    assert get_few("/archive.json?sql=select+*+from+requests").json()["truncated"]

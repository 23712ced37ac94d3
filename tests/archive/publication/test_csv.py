"""A CSV is the whole result or an error that says where the whole is."""

import csv
import io
import json
import zipfile
from typing import Any
from urllib.parse import urlencode

import httpx
import pytest
from lxml import html
from python_calamine import CalamineWorkbook

from archive.publication import site
from archive.publication.tabular import limits
from tests.archive.publication.conftest import Get


def rows(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text)))


def test_tables_and_queries_are_given_whole_whatever_a_page_shows(get_few: Get) -> None:
    table = get_few("/archive/requests.csv")
    assert (table.status_code, table.headers["content-type"]) == (200, "text/csv; charset=utf-8")
    assert 'filename="demonstration-data-requests.csv"' in table.headers["content-disposition"]
    count = get_few("/archive/requests.json?_size=1").json()["filtered_table_rows_count"]
    assert len(rows(table.text)) == 1 + count > 100
    for path in ("/archive/requests.csv?_stream=on", "/archive/requests.csv?_size=2", "/archive/requests?_format=csv"):
        assert get_few(path).text == table.text
    assert get_few(sql_csv("select * from requests order by report, outcome")).text == table.text
    one = get_few("/archive/requests.csv?outcome=req_new&total__gt=40&_sort_desc=total&_labels=on").text
    totals = [row[rows(one)[0].index("total")] for row in rows(one)[1:]]
    assert totals[0] == "1052"
    assert [int(total) for total in totals] == sorted((int(total) for total in totals), reverse=True)
    assert len(rows(get_few("/archive/most-requests.csv").text)) == 1 + 6
    assert len(rows(get_few("/archive/figures.csv").text)) > 1000


def sql_csv(sql: str) -> str:
    return "/archive.csv?" + urlencode({"sql": sql})


@pytest.mark.parametrize("end", ["csv", "excel.csv", "xlsx", "whole.json"])
@pytest.mark.parametrize(
    "path", ["/archive/requests.{}", "/archive.{}?sql=select+*+from+requests", "/archive/figures.{}"]
)
def test_what_is_too_much_is_an_error_that_points_to_the_release(
    get: Get, path: str, end: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "ROWS", 20)
    answer = get(path.format(end))
    assert answer.status_code == 413
    assert "/zh/downloads" in answer.text
    assert "/en/downloads" in answer.text
    assert answer.headers["content-type"].startswith("text/plain")
    assert "content-disposition" not in answer.headers


def test_a_file_that_grows_too_large_while_it_is_written_is_an_error(get: Get, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "SIZE", 1000)
    for end in ("csv", "excel.csv", "xlsx", "whole.json"):
        assert get(f"/archive/requests.{end}").status_code == 413
    assert get("/archive/bodies.csv").status_code == 200


def test_a_query_that_fails_after_its_first_rows_is_an_error(get: Get) -> None:
    sql = "select abs(case when value < 5000 then value else -9223372036854775808 end) as n from json_each(:many)"
    sql = sql.replace(":many", "'[" + ",".join(map(str, range(5001))) + "]'")
    assert get(sql_csv(sql)).status_code in {400, 503}


@pytest.mark.parametrize("page", ["/archive/reports", "/archive/most-requests?year=&scope="])
def test_files_have_what_is_needed_to_use_them(get: Get, page: str) -> None:
    path, _, query = page.partition("?")
    plain = rows(get(f"{path}.csv?{query}").text)
    whole = get(f"{path}.whole.json?{query}").json()
    assert whole["count"] == len(whole["rows"]) == len(plain) - 1
    assert list(whole["rows"][0]) == plain[0]
    assert whole["about"]["licence"] == "CC BY 4.0"
    assert whole["about"]["build"] == "20260101T000000-test"
    assert whole["about"]["source"].startswith(path)
    assert whole["about"]["demonstration"] is True
    excel = get(f"{path}.excel.csv?{query}").content
    assert excel.startswith(b"\xef\xbb\xbf")
    assert excel.count(b"\r\n") == len(plain)
    readme, sheet = workbook(get(f"{path}.xlsx?{query}").content)
    assert "CC BY 4.0" in "".join(str(row[0]) for row in readme)
    assert sheet[0] == plain[0]
    assert len(sheet) == len(plain) + 1
    assert {type(row[plain[0].index("year")]) for row in sheet[2:]} == {float}


def workbook(content: bytes) -> list[list[list[Any]]]:
    """The sheets' rows; the second keeps its two heads in sight."""
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        assert b'ySplit="2"' in parts.read("xl/worksheets/sheet2.xml")
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    return [book.get_sheet_by_index(number).to_python(skip_empty_area=False) for number in (0, 1)]


def test_spreadsheets_keep_text_and_long_numbers_as_they_are(get: Get) -> None:
    sql = "select '=1+1' as a, -5 as b, '007' as c, 1234567890123456 as d, '320800' as e, 0.5 as f, null as g"
    query = urlencode({"sql": sql})
    assert rows(get(f"/archive.csv?{query}").text)[1] == ["=1+1", "-5", "007", "1234567890123456", "320800", "0.5", ""]
    guarded = rows(get(f"/archive.excel.csv?{query}").content.decode("utf-8-sig"))[1]
    assert guarded == ["'=1+1", "-5", "'007", "'1234567890123456", "320800", "0.5", ""]
    sheet = workbook(get(f"/archive.xlsx?{query}").content)[1]
    assert sheet[2][:6] == ["=1+1", -5.0, "007", "1234567890123456", "320800", 0.5]


def test_a_text_that_excel_would_cut_is_an_error_for_excel_alone(get: Get) -> None:
    query = urlencode({"sql": "select printf('%.*c', 40000, 'x') as a"})
    assert [get(f"/archive.{end}?{query}").status_code for end in ("csv", "whole.json", "xlsx", "excel.csv")] == [
        200, 200, 413, 413
    ]  # fmt: skip


@pytest.mark.parametrize("sql", ["selec 1", "select no_such from reports", "delete from reports", ""])
def test_failing_sql_is_an_error(get: Get, sql: str) -> None:
    answer = get(sql_csv(sql))
    assert answer.status_code in {400, 403, 404}
    assert answer.text.strip()


def test_query_over_its_time_is_an_error(archive_slow: Get) -> None:
    endless = "with recursive n(i) as (select 1 union all select i + 1 from n) select count(*) from n"
    assert archive_slow(sql_csv(endless)).status_code == 400


def test_exactly_as_many_rows_as_allowed_are_given(get: Get, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "ROWS", 5)
    answer = get(sql_csv("select report from reports limit 5"))
    assert (answer.status_code, len(rows(answer.text))) == (200, 6)
    assert get(sql_csv("select report from reports limit 6")).status_code == 413


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


def test_datasette_s_pages_link_to_the_files(get: Get) -> None:
    page = html.fromstring(get("/archive/reports?year=2023").text)
    links = page.xpath("//p[@class='export-links']/a/@href")
    ends = ("excel.csv", "xlsx", "whole.json")
    files = [link for link in links if link.partition("?")[0].endswith(ends)]
    assert len(files) == 3
    assert {get(link).status_code for link in files} == {200}
    assert len(get(next(link for link in files if ".whole.json" in link)).json()["rows"]) == 2


def test_files_are_refused_while_too_many_wait(get: Get, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(site, "MOST_WAITING", 0)
    for path in ("/archive/reports.csv", "/archive/reports.xlsx?year=2023", "/zh/questions/who-asks.csv"):
        answer = get(path)
        assert (answer.status_code, answer.headers["content-type"]) == (503, "text/plain; charset=utf-8")
        assert "/zh/downloads" in answer.text
    assert get("/zh/questions/who-asks").status_code == 200


def test_sorted_tables_are_counted_without_sorting(get: Get, monkeypatch: pytest.MonkeyPatch) -> None:
    path = "/archive/requests.csv?outcome__contains=req&_sort_desc=total"
    whole = get(path)
    monkeypatch.setattr(limits, "ROWS", len(rows(whole.text)) - 1)
    assert get(path).text == whole.text
    monkeypatch.setattr(limits, "ROWS", len(rows(whole.text)) - 2)
    assert get(path).status_code == 413


def test_an_infinite_number_is_text(get: Get) -> None:
    answer = get("/archive.whole.json?sql=select+9e999+as+a,+-9e999+as+b,+1.5+as+c")
    assert answer.status_code == 200
    assert json.loads(answer.text, parse_constant=pytest.fail)["rows"] == [{"a": "inf", "b": "-inf", "c": 1.5}]

"""All rows of an answer as a file: those of the page and the rest of them, with what must be known to use them."""

import csv
import io
import json

import pytest

from archive.publication.questions import answering, questions
from archive.publication.tabular import limits
from tests.archive.publication.conftest import Get

ALL = "year=all&scope=all&minimum=1&by=total"


def test_a_file_has_all_rows_of_all_pages(get: Get, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(answering, "SHOWN", 2)
    page = get(f"/en/questions/who-asks?{ALL}&page=2").text
    assert "page 2 of 3" in page
    assert 'href="/en/questions/who-asks.csv?' in page
    plain = list(csv.DictReader(io.StringIO(get(f"/en/questions/who-asks.csv?{ALL}").text)))
    assert [row["year"] for row in plain] == ["2023", "2023", "2024", "2021", "2020", "2019"]
    assert [(row["hard"], row["flagged"]) for row in plain if row["scope"] == "whole_area"] == [
        ("0", "1"), ("0", "0"), ("0", "0"), ("1", "0"), ("0", "0")
    ]  # fmt: skip
    assert plain == list(csv.DictReader(io.StringIO(get(f"/zh/questions/who-asks.csv?{ALL}").text)))


def test_json_says_what_it_is_and_where_it_comes_from(get: Get) -> None:
    answer = get(f"/en/questions/who-asks.json?{ALL}")
    assert 'filename="demonstration-data-who-asks.json"' in answer.headers["content-disposition"]
    about = answer.json()["about"]
    assert about["source"].startswith("http://test/en/questions/who-asks?year=all&")
    assert about["values"]["minimum"] == "1"
    assert about["columns"][-1]["en"] == "1: a reading in doubt"
    assert "Lawyers who ask in their own name" in "".join(about["notes"])
    assert answer.json()["count"] == 6


@pytest.mark.parametrize("name", [one.name for one in questions()])
def test_every_answer_can_be_taken_away(get: Get, name: str) -> None:
    plain = get(f"/zh/questions/{name}.csv")
    assert plain.status_code == 200
    whole = json.loads(get(f"/zh/questions/{name}.json").text)
    assert whole["count"] == len(list(csv.reader(io.StringIO(plain.text)))) - 1
    assert get(f"/zh/questions/{name}.xlsx").content.startswith(b"PK")
    assert get(f"/zh/questions/{name}.excel.csv").content.startswith(b"\xef\xbb\xbf")


@pytest.mark.parametrize("form", ["csv", "excel.csv", "xlsx", "json"])
def test_what_cannot_be_complete_is_an_error(get: Get, form: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "ROWS", 5)
    answer = get(f"/en/questions/who-asks.{form}?{ALL}")
    assert answer.status_code == 413
    assert "/en/downloads" in answer.text
    assert "content-disposition" not in answer.headers
    assert get(f"/en/questions/no-such.{form}").status_code == 404

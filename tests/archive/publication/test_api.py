"""Bodies, reports and figures as JSON, and the examples of the page on the API run against a server."""

import json
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from lxml import html

from archive.export.reading import Example
from archive.publication.views import api
from tests import rscript
from tests.archive.publication.conftest import Get
from tests.archive.publication.fixture import COUNTY, COUNTY_ID, OFFICE_ID, OLD_ID, Archive
from tests.archive.publication.test_serve import running

LATEST = f"/report/{COUNTY_ID}/2023"


def test_a_report_is_given_with_all_that_was_read_of_it(get: Get) -> None:
    answer = get(f"/en{LATEST}.json")
    assert answer.headers["content-type"] == "application/json; charset=utf-8"
    found = answer.json()
    assert found.keys() == {
        "build", "licence", "report", "figures", "findings", "problems", "sources", "sections",
    }  # fmt: skip
    report = found["report"]
    assert (report["body"], report["year"], report["scope"], report["demonstration"]) == (
        COUNTY_ID, 2023, "whole_area", True,
    )  # fmt: skip
    assert report["page"] == f"http://test{LATEST}/whole_area"
    figures = {one["code"]: one for one in found["figures"]}
    assert figures["req_new.total"]["value"] == 1052
    assert figures["res_partial.welfare"]["value"] is None, "a printed blank"
    assert figures["res_partial.natural"]["value"] == 0
    assert "res_partial.legal" not in figures, "the table has no such cell"
    assert figures["req_new.business"]["flags"] == ["misaligned"]
    assert [one["severity"] for one in found["findings"]] == ["heuristic"]
    assert found["sources"][0]["url"] == "https://example.gov.cn/2023.html"


def test_every_address_in_an_answer_leads_to_what_it_names(get: Get) -> None:
    figure = {one["code"]: one for one in get(f"{LATEST}.json").json()["figures"]}["req_new.business"]
    again = get(figure["json"].removeprefix("http://test")).json()
    assert again["figure"] == figure
    assert again["document"]
    assert get(figure["page"].removeprefix("http://test")).status_code == 200
    body = get(f"/body/{COUNTY_ID}.json").json()
    assert body["body"]["name"] == COUNTY
    for report in body["reports"]:
        found = get(report["json"].removeprefix("http://test")).json()
        assert found["report"] == report
    assert len({report["report"] for report in body["reports"]}) == len(body["reports"]) == 6


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_pages_lead_to_their_json(get: Get, archive: Archive, language: str) -> None:
    def answer(path: str) -> dict[str, Any]:
        links = html.fromstring(get(f"/{language}{path}").text).xpath("//main//a[@type='application/json']/@href")
        assert len(links) == 1
        found: dict[str, Any] = get(links[0]).json()
        return found

    at = f"{COUNTY_ID}/2024"
    assert answer(f"/report/{at}?report={archive.superseded}")["report"]["report"] == archive.superseded
    assert answer(f"/report/{at}")["report"]["report"] != archive.superseded
    for code in ("req_new.natural", "nar_req_received"):
        assert answer(f"/figure/{at}/{code}")["figure"]["code"] == code


def test_what_is_withheld_is_refused_and_named_nowhere(get: Get) -> None:
    answer = get(f"/report/{OFFICE_ID}/2022.json")
    assert answer.status_code == 410
    assert answer.json()["error"] == "withheld"
    assert "含个人信息" in answer.json()["words"]["zh"]
    assert get(f"/figure/{OFFICE_ID}/2022/req_new.total.json").status_code == 410
    body = get(f"/body/{OFFICE_ID}.json")
    assert "秘密标题" not in body.text
    assert [report["withheld"] for report in body.json()["reports"]] == [None, "含个人信息"]


def test_what_is_not_there_is_said_as_json(get: Get) -> None:
    for path, error in (
        ("/body/990101-00000000.json", "body"),
        (f"/report/{COUNTY_ID}/1999.json", "report"),
        (f"{LATEST.replace('report', 'figure')}/nothing.json", "figure"),
    ):
        answer = get(path)
        assert (answer.status_code, answer.json()["error"]) == (404, error)
        assert answer.headers["content-type"].startswith("application/json")
    moved = get(f"/en/body/{OLD_ID}.json")
    assert (moved.status_code, moved.headers["location"]) == (301, f"/en/body/{OFFICE_ID}.json")


def test_a_host_that_is_none_does_not_come_into_addresses(get: Get) -> None:
    found = get(f"{LATEST}.json", host='evil"><script>').json()
    assert found["report"]["page"] == f"{LATEST}/whole_area"


def test_the_operator_names_the_address_of_the_archive(get: Get, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NIANBAO_ADDRESS", "https://nianbao.example/")
    assert get(f"{LATEST}.json").json()["report"]["page"] == f"https://nianbao.example{LATEST}/whole_area"


def test_codebook_is_given_whole_in_both_forms(get: Get) -> None:
    rows = get("/codebook.json").json()["indicators"]
    lines = get("/codebook.csv").text.splitlines()
    assert len(rows) == len(lines) - 1 > 100
    assert lines[0].startswith("code,table,zh,en,unit")
    assert {"code", "table", "zh", "en", "why_zh", "why_en"} <= rows[0].keys()


def test_every_address_of_the_page_answers(get: Get) -> None:
    page = get("/en/api").text
    for _, address in [(name, api._address(name, COUNTY_ID, "2024")) for name in api.PLACES]:
        shown = address if address.startswith("/archive") else f"/en{address}"
        assert f'href="{shown.replace("&", "&amp;").replace(chr(39), "&#39;")}"' in page
        assert get(address).status_code == 200, address


@pytest.fixture(scope="module")
def asked(archive: Archive) -> Iterator[tuple[dict[str, Example], str]]:
    """Return the examples as the page of a running server fills them in, and its address."""
    with running(archive) as (_, address):
        origin = address.rstrip("/")
        page = httpx.get(f"{origin}/en/api").text
        assert origin in page
        raw = api.read_examples(api.files("archive.publication").joinpath("requests.toml").read_text("utf-8"))
        filled = {"ORIGIN": origin, "BODY": COUNTY_ID, "YEAR": "2024"}
        yield {name: api.replace(one, code=api._fill(one.code, filled)) for name, one in raw.items()}, page


def test_the_page_shows_the_examples_that_are_run(asked: tuple[dict[str, Example], str]) -> None:
    examples, page = asked
    for one in examples.values():
        first = one.code.splitlines()[-1]
        assert first.replace("&", "&amp;").replace('"', "&#34;").replace("'", "&#39;") in page


def test_curl_example_runs(asked: tuple[dict[str, Example], str]) -> None:
    done = subprocess.run(["bash", "-c", asked[0]["curl"].code], check=True, capture_output=True, timeout=60)
    assert json.loads(done.stdout)["figure"]["value"] == 60


def test_python_example_runs(asked: tuple[dict[str, Example], str]) -> None:
    code = asked[0]["python"].code
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, timeout=60)
    assert done.stdout.decode().splitlines() == [
        "2024 whole_area 60", "2023 whole_area 1052", "2021 whole_area 47", "2020 whole_area 40", "2019 whole_area 31",
    ]  # fmt: skip


@rscript.needs_r
def test_r_example_runs(asked: tuple[dict[str, Example], str], tmp_path: object) -> None:
    said = rscript.run(asked[0]["r"].code, tmp_path)  # type: ignore[arg-type]
    assert said.splitlines() == [
        "2019 whole_area 31", "2020 whole_area 40", "2021 whole_area 47", "2023 whole_area 1052", "2024 whole_area 60",
    ]  # fmt: skip

"""Charts on pages and as files: what they are made of, in both languages, and what is no drawing."""

import csv
import shutil
import sqlite3
from dataclasses import replace
from io import StringIO
from pathlib import Path

import pytest
from lxml import etree, html

from archive.publication.answers import Ask
from archive.publication.charts import picture
from archive.publication.drawings import drawn
from archive.publication.measures import MEASURES, by_province
from archive.texts import LANGUAGES, catalogue
from tests.archive.publication.conftest import Get
from tests.archive.publication.fixture import COUNTY_ID, OFFICE_ID, Archive

BODY = f"/charts/body/{COUNTY_ID}/whole_area"
ADDRESSES = (
    *(f"{BODY}/{what}" for what in ("requests", "outcomes", "disputes", "backlog")),
    *(f"/charts/country/{measure}/2024" for measure in MEASURES),
    "/charts/trend/outcomes",
    "/charts/trend/requests",
    "/charts/indicator/years/req_new.total",
    "/charts/indicator/spread/req_new.total",
    "/charts/indicator/map/rev_total",
)


def table(get: Get, address: str) -> list[list[str]]:
    answer = get(address)
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert "attachment" in answer.headers["content-disposition"]
    return list(csv.reader(StringIO(answer.content.decode("utf-8-sig"))))


@pytest.mark.parametrize("address", ADDRESSES)
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_drawing_is_served_as_svg_and_csv(get: Get, address: str, language: str) -> None:
    answer = get(f"/{language}{address}.svg")
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "image/svg+xml; charset=utf-8"
    assert "script" not in answer.headers["content-security-policy"]
    drawing = etree.fromstring(answer.content)
    said = " ".join(drawing.itertext())
    assert {"zh": "演示数据", "en": "Demonstration data"}[language] in said
    assert {"zh": "统计范围", "en": "Scope:"}[language] in said
    rows = table(get, f"/{language}{address}.csv")
    assert len(rows) > 1


def test_a_drawing_without_language_leads_to_the_readers(get: Get) -> None:
    answer = get(f"{BODY}/requests.svg?scope=x", accept_language="en")
    assert answer.status_code == 302
    assert answer.headers["location"] == f"/en{BODY}/requests.svg?scope=x"


@pytest.mark.parametrize(
    "address",
    [
        "/charts/nothing/x.svg", f"{BODY}/weather.svg", "/charts/body/000000-00000000/whole_area/requests.svg",
        f"/charts/body/{OFFICE_ID}/unknown/requests.svg", "/charts/country/denied/1999.svg",
        "/charts/indicator/years/nonsense.svg", "/charts/indicator/spread/rule_made.total.svg",
        "/charts/indicator/spread/req_new.svg", "/charts/indicator/spread/req_new.weather.svg",
        "/charts/country/denied/2024.gif",
        "/charts/country/../../etc/passwd.svg",
    ],
)  # fmt: skip
def test_what_is_no_drawing_is_missing(get: Get, address: str) -> None:
    assert get(f"/zh{address}").status_code == 404


def test_picture_is_png_or_says_that_no_font_is_there(get: Get, monkeypatch: pytest.MonkeyPatch) -> None:
    picture.png.cache_clear()
    monkeypatch.setattr("archive.publication.views.chart.png", lambda _: b"\x89PNG")
    answer = get(f"/zh{BODY}/requests.png")
    assert (answer.headers["content-type"], answer.content) == ("image/png", b"\x89PNG")

    def none(_: str) -> bytes:
        raise picture.NoChineseFont

    monkeypatch.setattr("archive.publication.views.chart.png", none)
    answer = get(f"/en{BODY}/requests.png")
    assert answer.status_code == 501
    assert "take the SVG" in answer.text


def test_requests_of_a_body_have_a_dash_for_the_year_not_held_and_lead_to_their_place(get: Get) -> None:
    rows = {row[0]: row[1:] for row in table(get, f"/en{BODY}/requests.csv")[1:]}
    assert rows["2019"][0] == "31"
    assert rows["2022"] == ["", "Requests received this year no report held"]
    assert rows["2020"] == ["40", "Requests received this year ≠"]  # it fails a check
    page = html.fromstring(get(f"/en/body/{COUNTY_ID}").text)
    figure = page.xpath("//figure[contains(@class, 'chart')]")[0]
    assert figure.xpath(f".//*[local-name()='a'][contains(@href, '/en/figure/{COUNTY_ID}/2019/req_new.total')]")
    assert len(page.xpath("//figure[contains(@class, 'chart')]")) == 4
    names = page.xpath("//*[local-name()='svg']//@id")
    assert len(names) == len(set(names))


def test_outcomes_of_a_body_are_summed_where_the_form_prints_no_sum(get: Get) -> None:
    head, *rows = table(get, f"/zh{BODY}/outcomes.csv")
    at = head.index("不予公开")
    assert [row[at] for row in rows if row[0] in {"2019", "2024"}] == ["4", "4"]


def test_shares_of_a_province_count_reports_with_all_figures_only() -> None:
    db = sqlite3.connect(":memory:")
    db.row_factory = sqlite3.Row
    db.execute("CREATE TABLE key_figures (year, scope, province, hard, doubtful, res_granted, res_total)")
    rows = [
        ("11", 0, None, 50, 100), ("11", 1, None, 0, 100), ("11", 0, None, None, 100), ("12", 0, "res_total", 1, 3),
        ("13", 0, None, 0, 0), (None, 0, None, 5, 5),
    ]  # fmt: skip
    db.executemany("INSERT INTO key_figures VALUES (2023, 'whole_area', ?, ?, ?, ?, ?)", rows)
    found = by_province(db, MEASURES["granted"], 2023, "whole_area")
    assert {code: (one.value, one.reports, one.doubtful) for code, one in found.items()} == {
        "11": (25.0, 2, 1), "12": (33.33, 1, 1), "13": (None, 1, 0),
    }  # fmt: skip
    assert by_province(db, MEASURES["granted"], 2022, "whole_area") == {}


def test_home_shows_the_map_that_was_asked_for(get: Get) -> None:
    page = html.fromstring(get("/en/?measure=denied&year=2023&scope=whole_area").text)
    chosen = [str(one.text_content()) for one in page.xpath("//section[@id='country']//option[@selected]")]
    assert chosen == ["Denied, share of all results", "2023", "whole area"]
    tile = page.xpath("//section[@id='country']//*[local-name()='svg']//*[local-name()='a']")[0]
    assert tile.get("href") == "/en/bodies?province=99"
    assert tile.get("aria-label").startswith("Example Province")
    assert page.xpath(
        "//section[@id='country']//a[contains(@href, '/en/charts/country/denied/2023.svg?scope=whole_area')]"
    )
    assert len(page.xpath("//section[@id='trends']//figure")) == 2
    wild = html.fromstring(get("/en/?measure=x&year=abc&scope=%3Cscript%3E").text)
    assert (
        wild.xpath("//section[@id='country']//option[@selected]/text()")[0] == "Disclosed in full, share of all results"
    )


def test_home_of_an_archive_without_reports(archive: Archive, tmp_path: Path) -> None:
    from archive.publication.render import render  # noqa: PLC0415
    from archive.publication.views import home  # noqa: PLC0415

    path = Path(shutil.copy(archive.site.archive, tmp_path / "archive.db"))
    db = sqlite3.connect(path)
    for name in ("reports", "key_figures", "indicator_summary"):
        db.execute(f"DELETE FROM {name}")  # noqa: S608
    db.commit()
    db.row_factory = sqlite3.Row
    site = replace(archive.site, archive=path, _remembered={})
    ask = Ask(db=db, site=site, language="zh", prefix="/zh", path="/")
    answer = home.view(ask)
    assert "档案还没有报告。" in render(ask, answer)  # type: ignore[arg-type]
    assert drawn(ask, "trend/outcomes").empty


def test_every_measure_has_words() -> None:
    assert {f"pages.measure.{name}" for name in MEASURES} <= set(catalogue())

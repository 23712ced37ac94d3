"""An indicator's page: its figures by year and place, its ranking with a least whole, its relations."""

import sqlite3

import pytest
from lxml import html

from archive.publication.codebook import Codebook
from archive.publication.ranking import Wanted, classes, figures, ranking, whole_of
from archive.texts import LANGUAGES
from tests.archive.publication.conftest import Get
from tests.archive.publication.fixture import COUNTY, COUNTY_ID, OFFICE, Archive

PLACE = "year=2024&scope=whole_area"


def ranked(get: Get, path: str) -> list[list[str]]:
    """Return the cells of the ranking."""
    found = html.fromstring(get(path).text).xpath("//section[@id='figures']/h3/following-sibling::div[1]//tbody/tr")
    return [[cell.text_content() for cell in row.iterchildren("th", "td")] for row in found]


def wanted(code: str, *, year: int = 2024, least: int = 0, share: bool = False, province: str = "") -> Wanted:
    return Wanted(code=code, year=year, scope="whole_area", province=province, least=least, share=share)


@pytest.fixture
def db(archive: Archive) -> sqlite3.Connection:
    opened = sqlite3.connect(f"file:{archive.site.archive}?mode=ro", uri=True)
    opened.row_factory = sqlite3.Row
    return opened


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    "code", ["req_new", "req_new.natural", "res_denied", "rev_total", "normdoc_in_force", "lit_total"]
)
def test_page_of_every_kind_of_indicator(get: Get, language: str, code: str) -> None:
    answer = get(f"/{language}/codebook/{code}?{PLACE}")
    assert answer.status_code == 200
    page = html.fromstring(answer.text)
    assert page.xpath("//section[@id='figures']//select[@name='province']/option[@value='99']")
    assert not page.xpath("//@style | //script")


def test_ranking_gives_the_figure_its_whole_and_the_way_to_its_place(get: Get) -> None:
    assert ranked(get, f"/en/codebook/res_denied_process?{PLACE}") == [["1", COUNTY, "4", "60", "6.7%"]]
    page = html.fromstring(get(f"/en/codebook/res_denied_process?{PLACE}").text)
    figure = f"/en/figure/{COUNTY_ID}/2024/res_denied_process.total?scope=whole_area"
    assert page.xpath(f"//a[@href='{figure}']")
    assert get(figure).status_code == 200


@pytest.mark.parametrize("code", ["res_denied_process", "res_denied", "req_new", "req_new.business"])
def test_ranking_leads_to_all_its_reports(get: Get, db: sqlite3.Connection, code: str) -> None:
    page = html.fromstring(get(f"/en/codebook/{code}?{PLACE}&least=1").text)
    address = next(href for href in page.xpath("//section[@id='figures']//a/@href") if "/archive/key_figures" in href)
    rows = get(address.replace("key_figures?", "key_figures.json?_shape=array&")).json()
    full = code if "." in code or not code.startswith("re") else f"{code}.total"
    first = ranking(db, Codebook(db), wanted(full, least=1))
    assert [row["body"] for row in rows[: len(first)]] == [one.body for one in first] != []
    column = "req_new_business" if "." in code else code
    assert [row[column] for row in rows] == sorted((row[column] for row in rows), reverse=True)


def test_a_sum_of_the_build_leads_to_its_report_for_no_cell_prints_it(get: Get) -> None:
    page = html.fromstring(get(f"/en/codebook/res_denied?{PLACE}").text)
    assert ranked(get, f"/en/codebook/res_denied?{PLACE}")[0][2] == "4∑"
    assert page.xpath(f"//td/a[@href='/en/report/{COUNTY_ID}/2024/whole_area']")


def test_least_whole_is_the_readers_to_set(get: Get) -> None:
    assert ranked(get, f"/en/codebook/res_denied_process?{PLACE}&least=61") == []
    assert "No figure matches" in get(f"/en/codebook/res_denied_process?{PLACE}&least=61").text
    assert len(ranked(get, f"/en/codebook/res_denied_process?{PLACE}&least=60&by=share")) == 1
    assert len(ranked(get, "/en/codebook/res_denied_process?year=2023&scope=own_office")) == 0  # 18 results, 30 asked
    rows = ranked(get, "/en/codebook/res_denied_process?year=2023&scope=own_office&least=1")
    assert [row[1] for row in rows] == [OFFICE]


def test_report_in_doubt_and_report_that_fails_are_signed(get: Get, db: sqlite3.Connection) -> None:
    failing = ranking(db, Codebook(db), wanted("req_new.total", year=2020))
    assert [one.signs for one in failing] == ["≠"]
    doubtful = ranking(db, Codebook(db), wanted("req_new.business", year=2023))
    assert [one.signs for one in doubtful] == ["?"]
    assert ranked(get, "/en/codebook/req_new?year=2020&scope=whole_area")[0][1] == f"{COUNTY}≠"


def test_province_narrows_the_ranking(db: sqlite3.Connection) -> None:
    codebook = Codebook(db)
    assert len(ranking(db, codebook, wanted("req_new.total", province="99"))) == 1
    assert ranking(db, codebook, wanted("req_new.total", province="11")) == []
    assert ranking(db, codebook, wanted("nar_req_received")) == []


def test_equal_figures_share_a_place_and_blanks_are_left_out() -> None:
    db = sqlite3.connect(":memory:")
    db.row_factory = sqlite3.Row
    columns = "report, body, year, scope, province, req_new, res_granted, res_total, hard, doubtful"
    db.execute(f"CREATE TABLE key_figures ({columns})")
    db.execute("CREATE TABLE bodies (body, name)")
    rows = [("a", 5, 5, 10), ("b", 9, 9, 10), ("c", 5, 5, 10), ("d", 1, None, 10), ("e", 1, 1, 0)]
    for body, new, granted, total in rows:
        db.execute("INSERT INTO bodies VALUES (?, ?)", (body, body))
        values = (1, body, 2024, "whole_area", "99", new, granted, total, 0, None)
        db.execute("INSERT INTO key_figures VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", values)

    class Book(Codebook):
        def __init__(self) -> None:
            self.indicators = {"res_granted": None}  # type: ignore[dict-item]

    for share in (False, True):
        found = ranking(db, Book(), wanted("res_granted.total", share=share))
        assert [(one.place, one.body, one.share) for one in found] == [(1, "b", 90.0), (2, "a", 50.0), (2, "c", 50.0)]


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ([], []),
        ([0.0, 0.0], [("0", 2)]),
        ([0.0, 1, 2, 3, 5, 6, 21], [("0", 1), ("1", 1), ("2", 1), ("3–5", 2), ("6–10", 1), ("11–20", 0), ("21–50", 1)]),
        ([-139.0, 0.5, 1.5], [("<0", 1), ("0", 0), ("0–1", 1), ("1–2", 1)]),
        ([1e30], [*[(name, 0) for name in ("0", "1", "2", "3–5", "6–10", "11–20", "21–50", "51–100")], ("", 0)]),
    ],
)
def test_classes_hold_every_figure_once(values: list[float], expected: list[tuple[str, int]]) -> None:
    found = classes([float(value) for value in values])
    assert sum(number for _, number in found) == len(values)
    assert found[: len(expected) - 1] == expected[:-1]
    assert len(found) <= 41


def test_spread_counts_the_reports_of_the_ranking(db: sqlite3.Connection) -> None:
    codebook = Codebook(db)
    assert figures(db, codebook, wanted("req_new.total")) == [60.0]
    assert figures(db, codebook, wanted("req_new.natural")) == [59.0]
    assert figures(db, codebook, wanted("req_new.total", province="11")) == []
    assert figures(db, codebook, wanted("nar_req_received")) == []


def test_whole_of_a_figure_is_of_the_same_report() -> None:
    codes = ("res_granted.total", "req_new.natural", "rev_corrected", "rev_total", "rule_made", "req_received")
    assert [whole_of(code) for code in codes] == ["res_total", "req_new", "rev_total", "res_total", None, None]


def test_relations_are_those_whose_query_names_it_without_the_reports_figures(get: Get) -> None:
    page = html.fromstring(get("/en/codebook/req_carried_out").text)
    rows = {
        row.find("th").text_content(): row.text_content() for row in page.xpath("//section[@id='relations']//tbody/tr")
    }
    assert {"t3_balance", "t3_row_sum", "xy_carry_total"} <= set(rows)
    assert "t4_rev_sum" not in rows
    assert not any("{" in words for words in rows.values())
    assert page.xpath("//section[@id='relations']//a[@href='/en/findings?check=t3_balance']")


def test_what_is_no_indicator_is_missing(get: Get) -> None:
    assert get("/en/codebook/nonsense").status_code == 404
    assert get("/en/codebook/req_new.weather").status_code == 404

"""Cells that a failing identity names, and sums that are not whole, are marked wherever they are shown."""

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

from lxml import html

from archive.publication.answers import Ask
from archive.publication.cells import Cell
from archive.publication.codebook import Codebook
from archive.publication.failing import marks
from archive.publication.findings import Finding
from archive.publication.reports import select
from archive.publication.series import key_figures
from tests.archive.publication.conftest import Get
from tests.archive.publication.fixture import COUNTY_ID, Archive


def test_cells_of_a_failing_identity_are_marked_with_a_legend(get: Get) -> None:
    page = html.fromstring(get(f"/report/{COUNTY_ID}/2020").text)
    marked = page.xpath("//td[contains(@class, ' off')]/a")
    codes = {one.getparent().get("id").removeprefix("f-") for one in marked}
    assert codes == {"req_new.total", "req_carried_in.total", "res_total.total", "req_carried_out.total"}
    assert all("42" in one.get("title") for one in marked)
    assert page.xpath("//p[@class='key']/span[@class='sample off']")
    quiet = html.fromstring(get(f"/report/{COUNTY_ID}/2021").text)
    assert not quiet.xpath("//*[contains(@class, ' off')]")


def test_printed_total_that_fails_is_marked_apart_from_its_parts() -> None:
    def cell(code: str, value: int) -> Cell:
        return Cell(
            code=code, form_table="t4", value=value, text=str(value), unit=None, note=None, approx=False, flags=(),
            place=None, correction=None, read_value=None,
        )  # fmt: skip

    def finding(severity: str) -> Finding:
        return Finding(
            check_id="t4_rev_sum", report=1, severity=severity, words="!", found=5, expected=3, body="b", body_name="B",
            year=2021, scope="unknown", demonstration=True, codes=("rev_upheld", "rev_other", "rev_total"),
        )  # fmt: skip

    cells = {code: cell(code, value) for code, value in (("rev_upheld", 1), ("rev_other", 2), ("rev_total", 5))}
    found = marks([finding("hard")], cells)
    assert {code: mark.total for code, mark in found.items()} == {
        "rev_upheld": False, "rev_other": False, "rev_total": True,
    }  # fmt: skip
    assert not marks([finding("soft"), finding("heuristic")], cells)


def test_body_page_marks_failing_figures_and_shows_where_the_form_changed(get: Get) -> None:
    page = html.fromstring(get(f"/body/{COUNTY_ID}").text)
    heads = page.xpath("//table[@class='years']/thead//th")
    assert [one.text_content() for one in heads if "break" in (one.get("class") or "")] == ["2021F2021"]
    rows = {row.xpath("string(th)").strip(): row.xpath("td") for row in page.xpath("//table[@class='years']/tbody/tr")}
    requests = next(cells for head, cells in rows.items() if "本年新收" in head)
    assert [" off" in cell.get("class") for cell in requests] == [False, True, False, False, False]


def test_figure_page_tells_the_findings_that_name_it(get: Get) -> None:
    named = html.fromstring(get(f"/figure/{COUNTY_ID}/2020/res_total.total").text)
    assert "42" in named.xpath("string(//article[contains(@class, 'hard')])")
    assert not html.fromstring(get(f"/figure/{COUNTY_ID}/2020/res_total.natural").text).xpath("//article")


def test_sum_over_rows_that_were_not_all_read_is_doubtful(archive: Archive, tmp_path: Path) -> None:
    path = tmp_path / "archive.db"
    shutil.copy(archive.site.archive, path)
    with closing(sqlite3.connect(path)) as db:
        db.row_factory = sqlite3.Row
        lost = "DELETE FROM requests WHERE outcome = 'res_denied_process' AND report = ?"
        reports = list(select(db, "WHERE r.body = ? AND r.current = 1", (COUNTY_ID,)))
        db.execute(lost, (next(report.report for report in reports if report.year == 2021),))
        ask = Ask(db=db, site=archive.site, language="zh", prefix="", path="/")
        series = key_figures(ask, Codebook(db), "whole_area", reports, {})
    denied = next(line for line in series.lines if line.code == "res_denied.total")
    assert {point.year: point.doubtful for point in denied.points} == {
        2019: False, 2020: False, 2021: True, 2023: False, 2024: False,
    }  # fmt: skip

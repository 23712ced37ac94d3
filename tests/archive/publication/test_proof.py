"""The source of a figure beside its table, and the line by which a reader reports an error."""

import csv
import shutil
import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from lxml import html

from archive.corrections import COLUMNS
from archive.datadir import DataDir
from archive.publication.answers import Missing
from archive.publication.documents import Grid, GridCell, captures_of, document_bytes
from archive.publication.site import Site
from tests.archive.publication.conftest import Get, client_of
from tests.archive.publication.fixture import COUNTY_ID, PDF_COLUMNS, PDF_ROWS, TWICE, Archive


def test_each_figure_opens_its_source_beside_the_table(get: Get, archive: Archive) -> None:
    report = html.fromstring(get(f"/en/report/{COUNTY_ID}/2024").text)
    link = report.get_element_by_id("f-req_carried_in.business").find("a").get("href")
    assert not report.xpath("//*[@id='source']")
    page = html.fromstring(get(link).text)
    cell = page.get_element_by_id(link.partition("#")[2])
    assert "opened" in cell.get("class").split()
    assert cell.find("a").get("href") == "#source"
    panel = page.get_element_by_id("source")
    near, whole = panel.findall(".//svg")
    left, top, right, bottom = PDF_COLUMNS[2], PDF_ROWS[1], PDF_COLUMNS[3], PDF_ROWS[2]
    x, y, width, height = map(float, near.get("viewbox").split())
    assert x <= left < right <= x + width < 596
    assert y <= top < bottom <= y + height < 842
    assert whole.get("viewbox").startswith("0 0 595")
    assert len(panel.xpath(".//rect[@class='outline']")) == 2
    assert archive.pdf.digest in panel.text_content()
    for address in panel.xpath(".//a/@href[starts-with(., '/') and not(contains(., '/method'))]"):
        assert get(address).status_code == 200
    assert "/figure/" in panel.xpath("string(.//a/@href)")


def test_the_panel_of_a_table_without_pages_shows_the_cell_in_an_excerpt(get: Get) -> None:
    page = html.fromstring(get(f"/report/{COUNTY_ID}/2023?figure=res_denied_process.total").text)
    table = page.get_element_by_id("source").find(".//table")
    assert [cell.text for cell in table.xpath(".//td[@class='here']")] == ["4"]
    assert len(table.findall(".//tr")) == 6  # three of headings, the row and its neighbours


def test_the_panel_of_a_figure_of_the_text_shows_its_sentence(get: Get) -> None:
    page = html.fromstring(get(f"/report/{COUNTY_ID}/{TWICE}?figure=nar_req_received&at=2").text)
    panel = page.get_element_by_id("source")
    assert panel.findtext(".//blockquote/p") == "其中区本级收到申请39件。"
    assert [row.get("id") for row in page.xpath("//tr[@class='opened']")] == ["f-nar_req_received-2"]
    anchor = panel.xpath("string(.//a[starts-with(@href, '#said')]/@href)")
    assert page.get_element_by_id(anchor.removeprefix("#")).text_content() == "其中区本级收到申请39件。"


@pytest.mark.parametrize("query", ["figure=nothing", "figure=nar_req_received&at=77", "figure=%00%3Cscript%3E"])
def test_a_figure_that_is_not_there_is_said(get: Get, query: str) -> None:
    answer = get(f"/report/{COUNTY_ID}/2024?{query}")
    assert answer.status_code == 404
    assert "<script" not in answer.text


def test_an_error_is_reported_by_a_line_that_the_build_reads(get: Get, archive: Archive) -> None:
    page = html.fromstring(get(f"/en/figure/{COUNTY_ID}/2024/req_new.total").text)
    ready = page.xpath("string(//section[@id='wrong']//pre)")
    head, line = csv.reader(ready.replace("<reason>", "misread, see the page").splitlines())
    assert tuple(head) == COLUMNS
    assert line[:3] == [archive.pdf.digest, "req_new.total", "60"]
    assert "right value" in line[3]
    assert len(line) == len(COLUMNS)
    assert page.xpath("//section[@id='wrong']//a/@href") == ["/en/method"]  # nobody is named as a contact


def test_the_contact_is_the_operators(monkeypatch: pytest.MonkeyPatch, get: Get) -> None:
    monkeypatch.setenv("NIANBAO_CONTACT", "archive@example.org")
    page = html.fromstring(get(f"/en/figure/{COUNTY_ID}/2024/req_new.total").text)
    assert page.xpath("//section[@id='wrong']//a/@href") == ["mailto:archive@example.org"]
    monkeypatch.setenv("NIANBAO_CONTACT", "javascript:alert(1)")
    page = html.fromstring(get(f"/en/figure/{COUNTY_ID}/2024/req_new.total").text)
    assert not page.xpath("//section[@id='wrong']//a")


def test_an_excerpt_keeps_headings_and_spans() -> None:
    cells = [
        GridCell(row=row, column=column, rowspan=1, colspan=1, text=f"{row}.{column}")
        for row in range(12)
        for column in range(10)
        if (row, column) not in {(5, 0), (6, 0), (7, 0), (8, 0)}
    ]
    tall = GridCell(row=4, column=0, rowspan=5, colspan=1, text="group")
    rows = [
        tuple(tall if (cell.row, cell.column) == (4, 0) else cell for cell in cells if cell.row == row)
        for row in range(12)
    ]
    part = Grid(page=None, rows=tuple(rows)).around(7, 9)
    texts = [[cell.text for cell in row] for row in part.rows]
    assert texts[:3] == [[f"{row}.{column}" for column in (0, 1, 2, 8, 9)] for row in range(3)]
    assert texts[3:] == [
        ["group", "6.1", "6.2", "6.8", "6.9"],
        ["7.1", "7.2", "7.8", "7.9"],
        ["8.1", "8.2", "8.8", "8.9"],
    ]
    assert [cell.text for row in part.rows for cell in row if cell.here] == ["7.9"]
    assert part.rows[3][0].rowspan == 3
    assert part.around(None, 3) is part


def test_originals_are_read_where_the_build_says_though_the_index_is_empty(archive: Archive, tmp_path: Path) -> None:
    other = DataDir(tmp_path)
    shutil.copytree(archive.site.data.warc, other.warc)
    db = sqlite3.connect(archive.site.archive)
    db.row_factory = sqlite3.Row
    with closing(db):
        captures = captures_of(db, archive.pdf.digest)
    assert document_bytes(other, captures) == archive.pdf.data
    assert not other.captures.exists()
    with pytest.raises(Missing):
        document_bytes(other, [replace(captures[0], digest="0" * 64)])
    moved = replace(captures[0], warc="moved.warc.gz")
    assert document_bytes(archive.site.data, [moved]) == archive.pdf.data


def test_what_is_withheld_since_the_build_is_refused_everywhere(archive: Archive) -> None:
    made = archive.site
    reason = "应当事人要求（2026-02-01）"
    site = Site(
        data=made.data, build=made.build, archive=made.archive, search=made.search, originals=made.originals,
        withheld={archive.pdf.digest: reason},
    )  # fmt: skip
    try:
        get = client_of(site)
        for path in (
            f"/report/{COUNTY_ID}/2024",
            f"/report/{COUNTY_ID}/2024?figure=req_new.total",
            f"/figure/{COUNTY_ID}/2024/req_new.total",
            f"/compare?a={COUNTY_ID}/2023/whole_area&b={COUNTY_ID}/2024/whole_area",
            f"/source/{archive.pdf.digest}/1.png",
        ):
            answer = get(path)
            assert answer.status_code == 410, path
            assert reason in answer.text
            assert "本年收到申请" not in answer.text
        assert get(f"/report/{COUNTY_ID}/2023").status_code == 200
        newest = "2024年政府信息公开"  # its title
        for path in ("/feeds/reports.atom", f"/body/{COUNTY_ID}.json", f"/body/{COUNTY_ID}", "/search?q=年度报告"):
            assert newest not in get(path).text, path
        assert reason in get(f"/body/{COUNTY_ID}.json").text
        assert b",2024," in client_of(made)(f"/body/{COUNTY_ID}.csv").content
        assert b",2024," not in get(f"/body/{COUNTY_ID}.csv").content
        assert COUNTY_ID not in get("/questions/most-requests?year=2024").text
        for path in ("/archive/reports", "/archive.json?sql=select+title+from+reports", "/archive/reports.csv",
                     "/search-index.json?sql=select+1"):  # fmt: skip
            assert client_of(made)(path).status_code == 200, path
            assert get(path).status_code == 503, path
    finally:
        site.close()

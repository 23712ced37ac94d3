"""Statistics returns in the archive: their table, the view, and a return printed beside later tables."""

from html import escape
from pathlib import Path

from archive.datadir import DataDir
from tests.generators.reports import report_html
from tests.pipelines.build.keeping import JIA, Keeper, current, query, run_build
from tests.pipelines.build.test_equals_extract import compare
from tests.pipelines.tables.returns import figures, printed

TRUE = {form: figures(form) for form in ("F2014", "F2008")}


def _table(form: str) -> str:
    rows = printed(form, TRUE[form])
    rows[3][2] = "—"
    rows[4][1:] = ["元", "１２元"]
    return f"<table>{''.join(f'<tr>{_cells(row)}</tr>' for row in rows)}</table>"


def _cells(row: list[str]) -> str:
    return "".join(f"<td>{escape(text)}</td>" for text in row)


def _page(year: int, form: str) -> bytes:
    title = f"{JIA}{year}年政府信息公开工作年度报告"
    words = "全年主动公开政府信息，办理依申请公开。"
    page = f"<meta charset='utf-8'><h1>{title}</h1><p>一、总体情况</p><p>{words}</p>{_table(form)}"
    return f"<html><body>{page.replace('2016年度', f'{year}年度')}</body></html>".encode()


def test_returns_are_in_the_archive_as_extract_says_them(data: DataDir, tmp_path: Path) -> None:
    beside = report_html(JIA, 2023).replace(b"</body>", _table("F2014").encode() + b"</body>")
    samples = {"2016.html": _page(2016, "F2014"), "2012.html": _page(2012, "F2008"), "2023.html": beside}
    with Keeper(data, "c1", 1) as keep:
        for name, content in samples.items():
            (tmp_path / name).write_bytes(content)
            keep.file(content, name)
    run_build(data)
    # the return beside the tables gives way in five codes that table 2 and table 4 print, and in three that they sum up
    assert [compare(data, tmp_path / name) for name in samples] == [58, 19, 200 + 58 - 8]
    archive = current(data).archive
    sql = "SELECT year, form, form_expected, req_received FROM reports JOIN statistics USING (report) ORDER BY year"
    assert query(archive, sql) == [
        (2012, "F2008", "F2008", TRUE["F2008"]["req_received"]),
        (2016, "F2014", "F2014", TRUE["F2014"]["req_received"]),
        (2023, "F2021", "F2021", TRUE["F2014"]["req_received"]),
    ]
    kept = "SELECT text FROM unknown_cells JOIN reports USING (report) WHERE year = 2023 AND label = 'rev_total'"
    assert query(archive, kept) == [(str(TRUE["F2014"]["rev_total"]),)]
    assert query(archive, "SELECT count(*) FROM disputes JOIN reports USING (report) WHERE year < 2019") == [(0,)]


def test_a_return_stays_within_the_bytes_of_a_report(data: DataDir) -> None:
    with Keeper(data, "c1", 1) as keep:
        keep.file(_page(2016, "F2014"), "2016.html")
    run_build(data)
    sql = """SELECT sum(length(cells) + length(row_edges) + length(column_edges))
             FROM printed_tables JOIN printed_layouts USING (layout)"""
    ((places,),) = query(current(data).archive, sql)
    assert isinstance(places, int)
    assert places < 2000

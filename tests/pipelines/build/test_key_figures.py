"""The figures that questions ask for, and the distribution of indicators, against the reports they come from."""

import re
from pathlib import Path

from archive.datadir import DataDir
from tests.generators.reports import printed, report_html
from tests.pipelines.build.keeping import JIA, Keeper, current, query, run_build

YI = "示例省乙县人民政府"
SEEDS = {2022: 1, 2023: 2, 2024: 3}


def _build(data: DataDir) -> Path:
    with Keeper(data, "c1", 1) as keep:
        for year, seed in SEEDS.items():
            keep.file(report_html(JIA, year, seed=seed), f"jia{year}.html")
        changed = {"res_denied_internal.total": "", "res_denied_process.total": "约7件", "rev_total": "12?"}
        keep.file(report_html(YI, 2024, seed=9, figures=changed), "yi2024.html")
    run_build(data)
    return current(data).archive


def _figures(archive: Path, columns: str, body: str, year: int) -> tuple[object, ...]:
    held = f"FROM key_figures JOIN bodies USING (body) WHERE instr('{body}', name) AND year = {year}"
    (row,) = query(archive, f"SELECT {columns} {held}")
    return row


def test_a_report_s_figures_stand_in_one_row(data: DataDir) -> None:
    archive = _build(data)
    true = {code: int(text) for code, text in printed(SEEDS[2023]).items()}
    columns = "req_new, req_new_business, res_total, res_denied_internal, rev_total, lita_pending, licence_decisions"
    assert _figures(archive, columns, JIA, 2023) == (
        true["req_new.total"], true["req_new.business"], true["res_total.total"], true["res_denied_internal.total"],
        true["rev_total"], true["lita_pending"], true["licence_decisions"],
    )  # fmt: skip
    denied = [number for code, number in true.items() if code.startswith("res_denied_") and code.endswith(".total")]
    assert len(denied) == 8
    assert _figures(archive, "res_denied, hard, doubtful", JIA, 2023) == (sum(denied), 0, None)


def test_a_sum_counts_blanks_as_nothing_and_tells_of_failing_relations(data: DataDir) -> None:
    archive = _build(data)
    true = {code: int(text) for code, text in printed(9).items()}
    kept = sum(
        number for code, number in true.items() if re.fullmatch(r"res_denied_(?!internal|process).*\.total", code)
    )
    assert _figures(archive, "res_denied_internal, res_denied", YI, 2024) == (None, kept + 7)
    assert _figures(archive, "hard > 0", YI, 2024) == (1,)


def test_an_indicator_s_distribution_is_that_of_its_numbers(data: DataDir) -> None:
    archive = _build(data)
    jia, yi = (int(printed(seed)["req_new.total"]) for seed in (SEEDS[2024], 9))
    sql = """SELECT reports, blank, sum, minimum, lower_quartile, median, upper_quartile, maximum FROM indicator_summary
             WHERE code = 'req_new.total' AND year = 2024 AND province = ''"""
    low, high = sorted((jia, yi))
    quarters = [low + (high - low) * part for part in (0.25, 0.5, 0.75)]
    assert query(archive, sql) == [(2, 0, jia + yi, low, *quarters, high)]
    blank = "SELECT reports, blank FROM indicator_summary WHERE code = 'res_denied_internal.total' AND year = 2024"
    assert set(query(archive, blank)) == {(1, 1)}


def test_a_row_that_was_not_read_makes_its_group_doubtful(data: DataDir) -> None:
    page = report_html(JIA, 2024, seed=3).decode()
    cut = re.sub(r"<tr>(?:(?!</tr>).)*内部事务信息.*?</tr>", "", page)
    with Keeper(data, "c1", 1) as keep:
        keep.file(cut.encode(), "2024.html")
    run_build(data)
    archive = current(data).archive
    assert query(archive, "SELECT count(*) FROM requests WHERE outcome = 'res_denied_internal'") == [(0,)]
    (doubtful,) = _figures(archive, "doubtful", JIA, 2024)
    assert "res_denied" in str(doubtful).split()


def test_findings_are_counted_by_what_the_page_of_findings_asks_for(data: DataDir) -> None:
    archive = _build(data)
    counted = """SELECT f.severity, f.check_id, r.year, substr(coalesce(r.region, b.region), 1, 2), count(*)
                 FROM findings AS f JOIN reports AS r USING (report) JOIN bodies AS b USING (body)
                 WHERE r.current = 1 GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3, 4"""
    found = query(archive, "SELECT * FROM finding_summary ORDER BY 1, 2, 3, 4")
    assert found == query(archive, counted)
    assert sum(row[-1] for row in found) > 1

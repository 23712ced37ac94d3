"""The archive says of each hard finding what reading its figures again gave, as `nianbao extract` does."""

import json
from pathlib import Path

from click.testing import CliRunner

from archive.datadir import DataDir
from pipelines.commands import extract
from tests.generators.reports import report_html
from tests.pipelines.build.keeping import JIA, Keeper, all_rows, current, query, run_build

_HARD = "SELECT check_id, severity, where_codes, second_reading FROM findings WHERE severity = 'hard'"


def wrong(year: int, seed: int = 0) -> bytes:
    return report_html(JIA, year, seed=seed, figures={"res_total.total": "98765", "rev_total": "4321"})


def extracted(path: Path) -> list[tuple[object, ...]]:
    (line,) = CliRunner().invoke(extract, [str(path), "--json"]).stdout.splitlines()
    return sorted(
        (one["check"], one["severity"], " ".join(one["where"]), one["second_reading"])
        for one in json.loads(line)["findings"]
        if one["severity"] == "hard"
    )


def test_hard_findings_have_the_outcome_of_the_second_reading(data: DataDir, tmp_path: Path) -> None:
    path = tmp_path / "a.html"
    path.write_bytes(wrong(2024))
    with Keeper(data, "c1", 1) as keep:
        keep.page("/2024.html", wrong(2024))
    run_build(data)
    found = sorted(query(current(data).archive, _HARD))
    assert found == extracted(path)
    assert {row[3] for row in found} == {"agrees"}
    others = "SELECT count(*) FROM findings WHERE severity <> 'hard' AND second_reading IS NOT NULL"
    assert query(current(data).archive, others) == [(0,)]


def test_a_build_that_adds_a_report_keeps_what_was_said_of_the_others(data: DataDir) -> None:
    with Keeper(data, "c1", 1) as keep:
        keep.page("/2023.html", wrong(2023))
    run_build(data)
    with Keeper(data, "c2", 2) as keep:
        keep.page("/2024.html", wrong(2024, seed=1))
    run_build(data)
    rows = all_rows(data)
    run_build(data, full=True)
    assert all_rows(data) == rows
    assert {row[3] for row in query(current(data).archive, _HARD)} == {"agrees"}

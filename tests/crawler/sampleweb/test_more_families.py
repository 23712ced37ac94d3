"""开普, 龙讯, 博达, shells and hand-made ASP in GBK: crawled by their pagers, and read as what they print."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing

import pytest

from crawler.sampleweb.server import SampleWeb
from tests.crawler.conftest import NIANBAO, run_command

# site → its body and how its reports are published
SITES = {
    "yz-transport": ("乙州市交通运输局", {"page", "attachment"}),
    "jz-sport": ("甲州市体育局", {"page"}),
    "jz-donghu-linhu": ("东湖区临湖镇人民政府", {"page"}),
    "bs-finance": ("白石县财政局", {"page", "attachment"}),
    "yl-water": ("云岭县水利局", {"page", "iframe"}),
    "qh-baisha": ("青禾县白沙镇人民政府", {"page"}),
}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[sqlite3.Connection, str, list[tuple[str, int]]]]:
    """The archive, what the crawl said, and what the servers were asked."""
    folder = tmp_path_factory.mktemp("more")
    chosen = [part for name in SITES for part in ("--site", name)]
    with SampleWeb() as web:
        registry = web.write_registry(folder / "sites.toml")
        said = []
        for command in (["crawl", "--sites", str(registry), *chosen], ["build", "--workers", "1"]):
            done = run_command([*NIANBAO, *command, "--data", str(folder / "data")])
            assert done.returncode == 0, done.stderr
            said.append(done.stdout)
        log = web.log
    with closing(sqlite3.connect(folder / "data" / "current" / "archive.db")) as db:
        yield db, said[0], log


def test_every_report_is_found_and_nothing_asked_that_is_not_there(
    made: tuple[sqlite3.Connection, str, list[tuple[str, int]]],
) -> None:
    _, said, log = made
    for name in SITES:
        assert f"{name}: 3 reports listed" in said
    assert {path for path, status in log if status != 200} == set()


@pytest.mark.parametrize("name", SITES)
def test_every_report_is_read_whole(name: str, made: tuple[sqlite3.Connection, str, list[tuple[str, int]]]) -> None:
    body, roles = SITES[name]
    query = """SELECT r.report, r.year, group_concat(DISTINCT s.role) FROM reports AS r JOIN bodies AS b USING (body)
               JOIN report_sources AS s USING (report) WHERE b.name = ? GROUP BY r.report ORDER BY r.year"""
    found = made[0].execute(query, (body,)).fetchall()
    assert [(year, set(how.split(","))) for _, year, how in found] == [(year, roles) for year in (2023, 2024, 2025)]
    count = "SELECT count(*) FROM figures WHERE form_table <> 'narrative' AND report = ?"
    assert {made[0].execute(count, (report,)).fetchone() for report, _, _ in found} == {(200,)}


def test_nothing_of_them_is_a_problem(made: tuple[sqlite3.Connection, str, list[tuple[str, int]]]) -> None:
    assert made[0].execute("SELECT * FROM problems").fetchall() == []

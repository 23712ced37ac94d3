"""Reports of the sample web that do not stand on their page: shown in a frame, or with a table as an annex."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing

import pytest

from crawler.sampleweb.server import SampleWeb
from tests.crawler.conftest import NIANBAO, run_command

SITES = ("--site", "sl-water", "--site", "jz-health")


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Iterator[sqlite3.Connection]:
    folder = tmp_path_factory.mktemp("ways")
    with SampleWeb() as web:
        registry = web.write_registry(folder / "sites.toml")
        for command in (["crawl", "--sites", str(registry), *SITES], ["build", "--workers", "1"]):
            done = run_command([*NIANBAO, *command, "--data", str(folder / "data")])
            assert done.returncode == 0, done.stderr
            assert "table_missing" not in done.stderr
    with closing(sqlite3.connect(folder / "data" / "current" / "archive.db")) as db:
        yield db


@pytest.mark.parametrize(("name", "role"), [("示例省水利厅", "iframe"), ("甲州市卫生健康委员会", "attachment")])
def test_a_frame_and_an_annex_are_read_with_their_page(archive: sqlite3.Connection, name: str, role: str) -> None:
    query = """SELECT r.year, group_concat(DISTINCT s.role) FROM reports AS r JOIN bodies AS b USING (body)
               JOIN report_sources AS s USING (report) WHERE b.name = ? GROUP BY r.report ORDER BY r.year"""
    reports = archive.execute(query, (name,)).fetchall()
    assert [(year, set(roles.split(","))) for year, roles in reports] == [
        (year, {"page", role}) for year in (2023, 2024, 2025)
    ]
    counts = """SELECT count(*), count(DISTINCT table_index), sum(flags <> '') FROM figures
                WHERE form_table <> 'narrative' GROUP BY report"""
    assert {row[0] for row in archive.execute(counts)} == {200}
    assert archive.execute("SELECT count(*) FROM problems").fetchone() == (0,)

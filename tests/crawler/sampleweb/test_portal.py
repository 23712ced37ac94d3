"""The portal of no known family: all its reports are found from the home page, and the one on two pages is whole."""

import sqlite3
from contextlib import closing
from pathlib import Path

from crawler.sampleweb.server import SampleWeb
from tests.crawler.conftest import NIANBAO, run_command


def test_the_reports_of_a_portal_are_found_from_its_home_page(tmp_path: Path) -> None:
    data = tmp_path / "data"
    with SampleWeb() as web:
        registry = web.write_registry(tmp_path / "sites.toml")
        crawl = ["crawl", "--sites", str(registry), "--site", "qh-culture"]
        for command in (crawl, ["build", "--workers", "1"]):
            done = run_command([*NIANBAO, *command, "--data", str(data)])
            assert done.returncode == 0, done.stderr
        asked = [path for path, _ in web.log]
    assert len(asked) == len(set(asked))
    assert not any("fzzf" in path or "xwzx" in path for path in asked)
    with closing(sqlite3.connect(data / "current" / "archive.db")) as db:
        pages = """SELECT r.year, count(DISTINCT c.url) FROM reports AS r JOIN report_sources USING (report)
                   JOIN captures AS c USING (capture) GROUP BY r.report ORDER BY r.year"""
        assert db.execute(pages).fetchall() == [(2023, 1), (2024, 1), (2025, 2)]
        counts = "SELECT DISTINCT count(*) FROM figures WHERE form_table <> 'narrative' GROUP BY report"
        assert db.execute(counts).fetchall() == [(200,)]
        assert db.execute("SELECT count(*) FROM problems").fetchone() == (0,)
        assert db.execute("SELECT count(*) FROM sections WHERE text LIKE '%发布日期%发布日期%'").fetchone() == (0,)

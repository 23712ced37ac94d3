"""The sample web a year later, through the commands: what was removed is marked gone, what changed is a revision."""

import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from archive.datadir import DataDir
from archive.records import Outcome
from archive.store.writer import WarcWriter
from crawler.sampleweb.mistakes import CHANGED, REMOVED
from crawler.sampleweb.server import SampleWeb
from tests.crawler.conftest import NIANBAO, captures, run_command

SITES = ("--site", "qh-units", "--site", "jz-qinghe")  # those that list the removed and the changed report


@pytest.fixture(scope="module")
def archives(tmp_path_factory: pytest.TempPathFactory) -> tuple[list[tuple[object, ...]], list[tuple[object, ...]]]:
    """The reports after the first and after the second crawl, all made by the commands."""
    folder = tmp_path_factory.mktemp("twice")
    found = []
    with SampleWeb() as web:
        registry = web.write_registry(folder / "sites.toml")
        for again in (False, True):
            if again:
                web.move_on()
            _run(folder, "crawl", "--sites", str(registry), *SITES)
            if again:
                _confirm(DataDir(folder / "data"))
            _run(folder, "build", "--workers", "1")
            found.append(_reports(folder / "data" / "current" / "archive.db"))
    return found[0], found[1]


def _run(folder: Path, *command: str) -> None:
    done = run_command([*NIANBAO, *command, "--data", str(folder / "data")])
    assert done.returncode == 0, done.stderr


def _confirm(data: DataDir) -> None:
    """Keep the one absence again, as a crawl of the next day would: only the second one counts."""
    (absent,) = [capture for capture in captures(data) if capture.context.outcome is Outcome.GONE]
    later = (datetime.fromisoformat(absent.time) + timedelta(days=1)).strftime("%Y-%m-%dT%H:%M:%SZ")
    with WarcWriter(data, crawl="the-next-day") as writer:
        writer.response(
            absent.url,
            time=later,
            status=404,
            reason="Not Found",
            http_version="HTTP/1.1",
            headers=[],
            body=b"",
            request=None,
            context=replace(absent.context, crawl="the-next-day"),
        )


def _reports(archive: Path) -> list[tuple[object, ...]]:
    query = """SELECT b.name, r.year, r.current, r.gone, r.superseded_by IS NOT NULL, r.report
        FROM reports AS r JOIN bodies AS b USING (body) ORDER BY 1, 2, 3"""
    with closing(sqlite3.connect(archive)) as db:
        return db.execute(query).fetchall()


def test_the_removed_report_stays_and_is_marked_gone(archives: tuple[list[tuple[object, ...]], ...]) -> None:
    before, after = archives
    assert [row for row in before if row[3]] == []
    (gone,) = [row for row in after if row[3]]
    assert gone[:3] == ("青禾县教育局", REMOVED[1], 1)
    assert gone[5] in {row[5] for row in before}


def test_the_changed_report_has_a_revision_and_its_first_is_superseded(
    archives: tuple[list[tuple[object, ...]], ...],
) -> None:
    before, after = archives
    changed = [row for row in after if row[4] or row[5] not in {known[5] for known in before}]
    assert [(row[1], row[2], row[4]) for row in changed] == [(CHANGED[1], 0, 1), (CHANGED[1], 1, 0)]
    assert len({row[0] for row in changed}) == 1
    assert changed[0][5] in {row[5] for row in before}


def test_all_others_are_the_same_reports(archives: tuple[list[tuple[object, ...]], ...]) -> None:
    before, after = archives
    assert len(after) == len(before) + 1
    assert {row[5] for row in before} <= {row[5] for row in after}

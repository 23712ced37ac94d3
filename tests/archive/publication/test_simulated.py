"""The simulated archive on which speed is measured: small, it is what a real build makes, and every page shows it."""

import json
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from archive import schema
from archive.builds import Build
from archive.datadir import DataDir
from archive.publication.questions import questions
from archive.publication.site import Site
from archive.store.index import CaptureIndex
from archive.store.reader import read_document_bytes
from archive.texts import LANGUAGES
from archive.withheld import load_withheld
from pipelines.about import ReportContext
from pipelines.assemble import assemble
from pipelines.formats import read_document
from tests.archive.publication.conftest import Get, client_of
from tests.generators.simulated import simulate

REPORTS = 40
# What no report of so few has.
MAY_BE_EMPTY = {"report_members", "revision_changes", "body_links", "cell_notes", "unknown_cells", "problems"}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[DataDir, Build]:
    data = DataDir(tmp_path_factory.mktemp("simulated"))
    return data, simulate(data, REPORTS, proven=1, say=lambda _: None)


@pytest.fixture(scope="module")
def get_simulated(made: tuple[DataDir, Build]) -> Iterator[Get]:
    data, build = made
    site = Site(data=data, build=build.id, archive=build.archive, search=build.search, originals=build.originals,
                withheld=load_withheld(data))  # fmt: skip
    yield client_of(site)
    site.close()


@pytest.fixture(scope="module")
def ask(made: tuple[DataDir, Build]) -> Iterator[Callable[[str], list[tuple[str, ...]]]]:
    with closing(sqlite3.connect(made[1].archive)) as db:
        yield lambda query: db.execute(query).fetchall()


def test_tables_are_filled_and_refer_to_each_other(made: tuple[DataDir, Build]) -> None:
    with closing(sqlite3.connect(made[1].archive)) as db:
        assert db.execute("PRAGMA foreign_key_check").fetchall() == []
        counts = {name: db.execute(f"SELECT count(*) FROM {name}").fetchone()[0] for name in schema.tables()}  # noqa: S608
        cells = db.execute("SELECT count(*) FROM figures").fetchone()[0]
        texts = db.execute("SELECT sum(length(text)) FROM sections GROUP BY report").fetchall()
    assert counts["reports"] == REPORTS
    assert {name for name, count in counts.items() if not count} <= MAY_BE_EMPTY
    assert json.loads(made[1].inspect.read_text())["archive"]["tables"]["reports"] == {"count": REPORTS}
    assert cells > 170 * REPORTS
    assert 4500 < sum(length for (length,) in texts) / REPORTS < 7500


def test_kept_page_reads_as_the_archive_has_it(made: tuple[DataDir, Build]) -> None:
    with closing(sqlite3.connect(made[1].archive)) as db, CaptureIndex(made[0]) as index:
        rows = db.execute(
            "SELECT r.report, r.year, r.form, s.capture FROM reports AS r JOIN report_sources AS s USING (report)"
            " JOIN documents AS d ON d.document = r.document WHERE d.format = 'html' GROUP BY r.form"
        ).fetchall()
        assert {row[2] for row in rows} >= {"F2019", "F2021"}
        for number, year, form, capture in rows:
            kept = index.by_id(capture)
            assert kept is not None
            report = assemble(read_document(read_document_bytes(made[0], kept)), ReportContext())[0]
            query = "SELECT code, value FROM figures WHERE report = ? AND form_table <> 'narrative'"
            assert (report.form, report.about.year.value) == (form, year)
            assert {one.code: one.value for one in report.figures} == dict(db.execute(query, (number,)).fetchall())


def test_every_kind_of_page_stands(get_simulated: Get, ask: Callable[[str], list[tuple[str, ...]]]) -> None:
    body, year, scope = ask("SELECT body, year, scope FROM reports WHERE form = 'F2021' AND current LIMIT 1")[0]
    capture = ask("SELECT capture FROM captures LIMIT 1")[0][0]
    pages = [
        "/", "/bodies", f"/body/{body}", f"/report/{body}/{year}/{scope}", f"/figure/{body}/{year}/req_new.total",
        f"/figure/{body}/{year}/nar_pub_items", "/findings", "/findings?severity=hard", "/coverage", "/codebook",
        "/codebook/res_denied_internal", "/search?q=公开制度", "/questions", "/downloads", f"/capture/{capture}",
        *(f"/questions/{question.name}" for question in questions()),
    ]  # fmt: skip
    answers = {f"/{language}{path}": get_simulated(f"/{language}{path}") for path in pages for language in LANGUAGES}
    assert {path: answer.status_code for path, answer in answers.items() if answer.status_code != 200} == {}
    tables = [f"/archive/{name}" for name in schema.tables()]
    assert {path: get_simulated(path).status_code for path in tables} == dict.fromkeys(tables, 200)


def test_same_seed_gives_the_same_rows(made: tuple[DataDir, Build], tmp_path: Path) -> None:
    data = DataDir(tmp_path)
    again = simulate(data, 5, proven=1, say=lambda _: None)
    with closing(sqlite3.connect(again.archive)) as db:
        db.execute("ATTACH ? AS before", (str(made[1].archive),))
        for table in ("requests", "disclosure", "sections", "narrative", "cell_notes"):
            rows = db.execute(f"SELECT * FROM main.{table} EXCEPT SELECT * FROM before.{table}").fetchall()  # noqa: S608
            assert rows == []

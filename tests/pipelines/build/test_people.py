"""Corrections and withheld documents, as the archive shows them."""

import hashlib

import pytest

from archive.corrections import InputError
from archive.datadir import DataDir
from tests.generators.reports import printed, report_html
from tests.pipelines.build.keeping import JIA, Keeper, all_rows, current, query, run_build

PAGE = report_html(JIA, 2024, seed=1)
DIGEST = hashlib.sha256(PAGE).hexdigest()
READ = int(printed(1)["rule_made"])
TOTAL = int(printed(1)["req_new.total"])


@pytest.fixture
def kept(data: DataDir) -> DataDir:
    with Keeper(data, "c1", 1) as keep:
        keep.page("/a.html", PAGE)
        keep.page("/b.html", report_html(JIA, 2023, seed=2))
    run_build(data)
    return data


def correct(data: DataDir, *lines: str) -> None:
    rows = "".join(f"{DIGEST},{line},误读,李某,2026-03-01\n" for line in lines)
    data.corrections.write_text(f"document,code,read,right,reason,who,date\n{rows}", "utf-8")


def figure(data: DataDir, code: str) -> tuple[object, ...]:
    sql = """SELECT f.value, f.text, f.read_value, f.correction FROM figures AS f
             JOIN reports AS r ON r.report = f.report WHERE f.code = ? AND r.year = 2024"""
    (row,) = query(current(data).archive, sql, code)
    return row


def test_a_correction_shows_both_values(kept: DataDir) -> None:
    correct(kept, f"rule_made,{READ},{READ + 1}", f"req_new.total,{TOTAL},{TOTAL + 5}")
    summary, _ = run_build(kept)
    assert (summary.documents_read, summary.reports_changed, summary.reports_unchanged) == (0, 1, 1)
    assert figure(kept, "rule_made") == (READ + 1, str(READ), READ, "误读（李某，2026-03-01）")
    assert figure(kept, "req_new.total")[:3] == (TOTAL + 5, str(TOTAL), TOTAL)
    checks = query(current(kept).archive, "SELECT DISTINCT check_id FROM findings WHERE where_codes LIKE '%req_new.%'")
    assert ("t3_row_sum",) in checks  # the relations are judged on the corrected value


def test_a_correction_taken_back_leaves_no_trace(kept: DataDir) -> None:
    before = all_rows(kept)
    correct(kept, f"rule_made,{READ},{READ + 1}")
    run_build(kept)
    assert all_rows(kept) != before
    kept.corrections.unlink()
    run_build(kept)
    assert all_rows(kept) == before


def test_corrected_builds_are_the_same_incrementally_and_in_full(kept: DataDir) -> None:
    correct(kept, f"rule_made,{READ},{READ + 1}", "no_such_code,1,2")
    run_build(kept)
    rows = all_rows(kept)
    run_build(kept)
    assert all_rows(kept) == rows
    run_build(kept, full=True)
    assert all_rows(kept) == rows


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        (f"rule_made,{READ + 7},{READ}", "correction_stale"),
        (f"rule_made,{READ + 7},{READ + 8}", "correction_unmatched"),
        ("no_such_code,1,2", "correction_unmatched"),
        ("nar_req_received,1,2", "correction_unmatched"),
    ],
)
def test_corrections_that_do_not_fit_are_named(kept: DataDir, line: str, kind: str) -> None:
    correct(kept, line)
    run_build(kept)
    assert figure(kept, "rule_made") == (READ, str(READ), None, None)
    rows = query(current(kept).archive, "SELECT kind, document, where_codes FROM problems")
    assert rows == [(kind, DIGEST, line.split(",", maxsplit=1)[0])]


def test_a_correction_of_a_figure_in_the_text_says_that_there_is_none(kept: DataDir) -> None:
    correct(kept, "nar_req_received,1,2")
    run_build(kept)
    (detail,) = query(current(kept).archive, "SELECT detail FROM problems WHERE kind = 'correction_unmatched'")
    assert "stays as its sentence says; remove its line" in str(detail)


def test_a_malformed_file_stops_the_build_and_keeps_the_good_one(kept: DataDir) -> None:
    good = current(kept).id
    kept.corrections.write_text("nonsense\n")
    with pytest.raises(InputError, match="first line"):
        run_build(kept)
    assert current(kept).id == good


def test_a_withheld_document_is_hidden_and_said_to_be(kept: DataDir) -> None:
    before = all_rows(kept)
    kept.withheld.write_text(f"digest,reason,date\n{DIGEST},含个人信息,2026-03-01\n", "utf-8")
    run_build(kept)
    archive = current(kept).archive
    assert query(archive, "SELECT year FROM reports") == [(2023,)]
    assert query(archive, "SELECT withheld FROM documents WHERE document = ?", DIGEST) == [
        ("含个人信息（2026-03-01）",)
    ]
    assert query(archive, "SELECT kind FROM problems WHERE document = ?", DIGEST) == [("withheld",)]
    assert query(current(kept).originals, "SELECT count(*) FROM printed_grids WHERE document = ?", DIGEST) == [(0,)]
    for table in ("sections", "requests", "report_sources"):
        sql = f"SELECT count(*) FROM {table} WHERE report NOT IN (SELECT report FROM reports)"  # noqa: S608 (constants)
        assert query(archive, sql) == [(0,)]
    rows = all_rows(kept)
    run_build(kept, full=True)
    assert all_rows(kept) == rows
    kept.withheld.unlink()
    run_build(kept)
    assert all_rows(kept) == before

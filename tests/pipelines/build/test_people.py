"""Corrections and withheld documents, as the archive shows them."""

import hashlib
from types import SimpleNamespace
from typing import cast

import pytest

from archive.corrections import InputError
from archive.datadir import DataDir
from pipelines.build.rows import _notes
from pipelines.report import Figure, Report
from pipelines.wide import NoteRow
from tests.generators.reports import printed, report_html
from tests.pipelines.build.keeping import JIA, Keeper, all_rows, current, query, run_build

PAGE = report_html(JIA, 2024, seed=1)
DIGEST = hashlib.sha256(PAGE).hexdigest()
SAID = "收到政府信息公开申请17件。收到政府信息公开申请12件，均已答复。政府网站访问量3万次。"
TELLING = report_html(JIA, 2024, seed=1, note=SAID)
TELLING_DIGEST = hashlib.sha256(TELLING).hexdigest()
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


def stated(data: DataDir, code: str = "nar_req_received") -> list[tuple[object, ...]]:
    sql = """SELECT f.value, n.scaled, f.text, f.read_value, f.correction FROM figures AS f
             JOIN narrative AS n ON n.report = f.report AND n.position = f.position
             JOIN reports AS r ON r.report = f.report WHERE f.code = ? AND r.year = 2024 ORDER BY f.position"""
    return query(current(data).archive, sql, code)


@pytest.fixture
def telling(data: DataDir) -> DataDir:
    with Keeper(data, "c1", 1) as keep:
        keep.page("/a.html", TELLING)
    run_build(data)
    return data


def correct_text(data: DataDir, *lines: str) -> None:
    rows = "".join(f"{TELLING_DIGEST},{line},误读,李某,2026-03-01\n" for line in lines)
    data.corrections.write_text(f"document,code,read,right,reason,who,date\n{rows}", "utf-8")


def test_a_correction_of_the_text_shows_both_values_and_outlives_rebuilds(telling: DataDir) -> None:
    assert stated(telling) == [(17, 17, "17件", None, None), (12, 12, "12件", None, None)]
    assert len(query(current(telling).archive, "SELECT 1 FROM findings WHERE check_id = 'nar_received'")) == 1
    correct_text(telling, f"nar_req_received,12,{TOTAL}", "nar_site_visits,3,2.5")
    summary, _ = run_build(telling)
    assert (summary.documents_read, summary.reports_changed) == (0, 1)
    right = [(17, 17, "17件", None, None), (TOTAL, TOTAL, "12件", 12, "误读（李某，2026-03-01）")]
    assert stated(telling) == right
    assert stated(telling, "nar_site_visits") == [(2.5, 25000, "3万次", 3, "误读（李某，2026-03-01）")]
    # the relations are judged on the corrected value: one total that fits is enough
    assert query(current(telling).archive, "SELECT 1 FROM findings WHERE check_id = 'nar_received'") == []
    assert query(current(telling).archive, "SELECT kind FROM problems") == []
    rows = all_rows(telling)
    run_build(telling)
    assert all_rows(telling) == rows
    run_build(telling, full=True)
    assert all_rows(telling) == rows
    telling.corrections.unlink()
    run_build(telling)
    assert stated(telling) == [(17, 17, "17件", None, None), (12, 12, "12件", None, None)]


def test_both_of_two_totals_can_be_corrected_and_one_withdrawn(telling: DataDir) -> None:
    correct_text(telling, "nar_req_received,17,12", "nar_req_received,12,")
    run_build(telling)
    assert [row[:4] for row in stated(telling)] == [(12, 12, "17件", 17), (None, None, "12件", 12)]
    assert query(current(telling).archive, "SELECT kind FROM problems") == []


@pytest.mark.parametrize(
    ("line", "kind", "words"),
    [
        ("nar_req_received,5,12", "correction_stale", "agrees with what is read"),
        ("nar_req_received,5,6", "correction_unmatched", "the document reads 17, 12"),
        ("nar_req_answered,5,6", "correction_unmatched", "no such figure"),
    ],
)
def test_a_correction_of_the_text_whose_target_vanished_is_named(
    telling: DataDir, line: str, kind: str, words: str
) -> None:
    correct_text(telling, line)
    run_build(telling)
    assert [row[0] for row in stated(telling)] == [17, 12]
    ((found, where, detail),) = query(current(telling).archive, "SELECT kind, where_codes, detail FROM problems")
    assert (found, where) == (kind, line.partition(",")[0])
    assert words in str(detail)


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


def test_no_unknown_cell_tells_a_telephone_number(data: DataDir) -> None:
    odd = "<tr><td>其他13512345678</td>" + "<td>电13412345678话</td>" * 8 + "</tr>"
    page = report_html(JIA, 2024, seed=1).decode().replace("</table>", f"{odd}</table>")
    with Keeper(data, "c1", 1) as keep:
        keep.page("/a.html", page.encode())
    run_build(data)
    told = str(query(current(data).archive, "SELECT label, text FROM unknown_cells"))
    for number in ("135", "134"):
        assert f"{number}12345678" not in told
        assert f"{number}********" in told


def test_no_note_tells_a_telephone_number() -> None:
    with_note = Figure(code="a", value=3, text="3（电话13912345678）", unit=None, place=None, note="电话13912345678")
    number = "13612345678.0"  # in a cell of its own it is no telephone's
    bare = Figure(code="b", value=13612345678, text=number, unit=None, place=None)
    report = cast("Report", SimpleNamespace(figures=(with_note, bare)))
    notes = [NoteRow(1, one.code, text=one.text, note=one.note) for one in report.figures]
    made = [(note.text, note.note) for note in _notes(notes, report, 1, ())]
    assert made == [("3（电话139********）", "电话139********"), (number, None)]

"""What a build makes of captures, seen through its databases."""

import json

import pytest

from archive.datadir import DataDir
from archive.records import Outcome, Role
from pipelines.build import run as running
from tests.generators.reports import printed, report_html
from tests.pipelines.build.keeping import JIA, SITE, Keeper, all_rows, current, query, run_build


def figures_of(data: DataDir, report: object) -> dict[str, object]:
    sql = "SELECT code, value FROM figures WHERE report = ? AND form_table <> 'narrative'"
    rows = query(current(data).archive, sql, report)
    return {str(code): value for code, value in rows}


def test_a_report_becomes_rows_of_every_table(data: DataDir) -> None:
    with Keeper(data, "c1", 1) as keep:
        keep.page("/list", b"<html>list</html>", role=Role.LIST)
        keep.page("/a.html", report_html(JIA, 2024, seed=3, note="联系电话13812345678。"), listed_date="2025-01-20")
    summary, _ = run_build(data)
    assert (summary.documents_read, summary.reports_new, summary.failed) == (1, 1, 0)
    archive = current(data).archive
    ((report, body, year, form, demonstration),) = query(
        archive, "SELECT report, body, year, form, demonstration FROM reports"
    )
    assert (year, form, demonstration) == (2024, "F2021", 1)
    assert figures_of(data, report) == {code: int(text) for code, text in printed(3).items()}
    ((name, invented),) = query(archive, "SELECT name, demonstration FROM bodies WHERE body = ?", body)
    assert str(name).endswith("甲州市人民政府")
    assert invented == 1
    assert query(archive, "SELECT count(*) FROM regions WHERE region LIKE '99%'") != [(0,)]
    (text,) = query(archive, "SELECT group_concat(text) FROM sections")[0]
    assert "13812345678" not in str(text)
    assert "138********" in str(text)
    assert query(archive, "SELECT site, captures, reports FROM sites") == [("example", 2, 1)]
    assert query(archive, "SELECT crawl, requests, kept FROM crawls") == [("c1", 2, 2)]
    counts = json.loads(current(data).inspect.read_text())
    assert counts["archive"]["tables"]["requests"]["count"] == 25
    assert query(current(data).originals, "SELECT count(*) FROM printed_grids") == [(3,)]


def test_an_unchanged_crawl_reads_no_document(data: DataDir) -> None:
    page = report_html(JIA, 2024)
    for day in (1, 2):
        with Keeper(data, f"c{day}", day) as keep:
            keep.page("/a.html", page)
        summary, _ = run_build(data)
    assert (summary.documents_read, summary.reports_new, summary.reports_unchanged) == (0, 0, 1)
    assert query(current(data).archive, "SELECT count(*), max(last_captured) FROM reports") == [
        (1, "2026-01-02T00:00:01.000000Z")
    ]


def test_a_changed_report_is_superseded(data: DataDir) -> None:
    with Keeper(data, "c1", 1) as keep:
        keep.page("/a.html", report_html(JIA, 2024, seed=1))
    run_build(data)
    with Keeper(data, "c2", 2) as keep:
        keep.page("/a.html", report_html(JIA, 2024, seed=2))
    summary, _ = run_build(data)
    assert (summary.reports_new, summary.reports_unchanged) == (1, 1)
    rows = query(
        current(data).archive, "SELECT report, current, superseded_by, revision FROM reports ORDER BY first_captured"
    )
    (old, was_current, follower, revision), (new, is_current, none, _) = rows
    assert (was_current, follower, is_current, none) == (0, new, 1, None)
    assert str(revision).startswith("2026-01-01T00:00:01.000000Z ")
    assert figures_of(data, old)["rule_made"] == int(printed(1)["rule_made"])
    assert figures_of(data, new)["rule_made"] == int(printed(2)["rule_made"])


def test_other_bytes_with_the_same_words_are_no_revision(data: DataDir) -> None:
    page = report_html(JIA, 2024)
    for day, tail in ((1, b""), (2, b"<!-- visits: 17 -->")):
        with Keeper(data, f"c{day}", day) as keep:
            keep.page("/a.html", page + tail)
    run_build(data)
    assert query(current(data).archive, "SELECT count(*), sum(current) FROM reports") == [(1, 1)]
    assert query(current(data).archive, "SELECT count(DISTINCT document) FROM report_sources") == [(2,)]


def test_page_mirror_and_copy_are_sources_of_one_report(data: DataDir) -> None:
    page = report_html(JIA, 2024)
    with Keeper(data, "c1", 1) as keep:
        keep.page("/a.html", page)
        keep.page("/mirror.html", page)
        keep.page("/copy.html", page.replace("继续改进".encode(), "加以改进".encode()))
    run_build(data)
    assert query(current(data).archive, "SELECT count(*) FROM reports") == [(1,)]
    roles = query(current(data).archive, "SELECT role FROM report_sources ORDER BY role")
    assert roles == [("copy",), ("mirror",), ("page",)]


def test_figures_of_an_attachment_belong_to_its_page(data: DataDir) -> None:
    title = f"{JIA}2024年政府信息公开工作年度报告"
    words = f"<html><title>{title}</title><h1>{title}</h1><p>一、总体情况</p><p>2024年，{JIA}推进公开。</p></html>"
    with Keeper(data, "c1", 1) as keep:
        keep.page("/a.html", words.encode(), listed_title=title)
        keep.page(
            "/b.html", report_html(JIA, 2024, seed=5), role=Role.ATTACHMENT, parent="https://www.example.gov.cn/a.html"
        )
    run_build(data)
    ((report, url),) = query(current(data).archive, "SELECT report, url FROM reports")
    assert str(url).endswith("/b.html")
    assert figures_of(data, report)["rule_made"] == int(printed(5)["rule_made"])


def test_a_page_that_only_carries_its_report_is_a_source_of_it(data: DataDir) -> None:
    words = "<html><h1>年度报告</h1><p>请见附件。<a href='b.html'>附件</a></p></html>"
    page, title = "https://www.example.gov.cn/a.html", f"{JIA}2024年政府信息公开工作年度报告"

    def crawl(day: int, *, gone: bool = False, extra: str = "", seed: int = 5) -> None:
        with Keeper(data, f"c{day}", day) as keep:
            if gone:
                keep.gone("/a.html")
                return
            keep.page("/a.html", (words + extra).encode(), listed_title=title)
            keep.page("/b.html", report_html(JIA, 2024, seed=seed), role=Role.ATTACHMENT, parent=page)

    sources = """SELECT s.role, c.url, count(*) FROM report_sources AS s JOIN captures AS c ON c.capture = s.capture
                 GROUP BY s.report, s.role, c.url ORDER BY min(c.time), s.role, c.url"""
    crawl(1)
    summary, _ = run_build(data)
    assert not summary.problems
    attachment = "https://www.example.gov.cn/b.html"
    assert query(current(data).archive, sources) == [("page", page, 1), ("attachment", attachment, 1)]
    for step in ({}, {"extra": "<p>另见</p>"}, {"seed": 6}, {"seed": 6}, {"gone": True}, {"gone": True}):
        crawl(step_day := len(list(data.warc.rglob("c*.warc.gz"))) + 1, **step)  # type: ignore[arg-type]
        run_build(data)
        rows = all_rows(data)
        run_build(data, full=True)
        assert all_rows(data) == rows, step_day
    assert query(current(data).archive, "SELECT gone, current FROM reports ORDER BY current") == [(1, 0), (1, 1)]
    assert len(query(current(data).archive, sources)) == 4


def test_documents_that_disagree_are_flagged(data: DataDir) -> None:
    with Keeper(data, "c1", 1) as keep:
        keep.page("/a.html", report_html(JIA, 2024, figures={"rule_made": 1}))
        keep.page("/b.html", report_html(JIA, 2024, figures={"rule_made": 2}))
    run_build(data)
    archive = current(data).archive
    assert query(archive, "SELECT code, value FROM figures WHERE flags = 'sources_differ'") == [("rule_made", 1)]
    assert query(archive, "SELECT where_codes FROM problems WHERE kind = 'sources_differ'") == [("rule_made",)]
    assert query(archive, "SELECT sources_differ FROM reports") == [("figures",)]
    ((detail,),) = query(archive, "SELECT detail FROM problems WHERE kind = 'sources_differ'")
    assert all(words in str(detail) for words in ("/a.html", "/b.html", "prints rule_made 2 for 1"))
    assert query(archive, "SELECT role, count(*) FROM report_sources GROUP BY role") == [("copy", 1), ("page", 1)]


def test_a_removed_report_stays_and_is_marked_gone(data: DataDir) -> None:
    with Keeper(data, "c1", 1) as keep:
        keep.page("/a.html", report_html(JIA, 2024))
    with Keeper(data, "c2", 2) as keep:
        keep.gone("/a.html")
    with Keeper(data, "c3", 3) as keep:
        keep.failed("/a.html")
    run_build(data)
    state = "SELECT gone, current, substr(missing_since, 1, 10), substr(last_captured, 1, 10) FROM reports"
    assert query(current(data).archive, state) == [(0, 1, "2026-01-02", "2026-01-01")]
    with Keeper(data, "c4", 4) as keep:
        keep.gone("/a.html")
    run_build(data)
    assert query(current(data).archive, state) == [(1, 1, "2026-01-02", "2026-01-01")]
    rows = all_rows(data)
    run_build(data, full=True)
    assert all_rows(data) == rows
    failure = query(current(data).archive, "SELECT last_failure FROM sites")
    assert failure == [("the server did not answer in 30 seconds",)]


def test_years_are_linked_and_checked_across(data: DataDir) -> None:
    with Keeper(data, "c1", 1) as keep:
        keep.page("/2023.html", report_html(JIA, 2023, figures={"req_carried_out.total": 9}))
        keep.page("/2024.html", report_html(JIA, 2024, figures={"req_carried_in.total": 7}))
    run_build(data)
    archive = current(data).archive
    assert query(
        archive, "SELECT n.year, p.year FROM reports AS n JOIN reports AS p ON p.report = n.previous_report"
    ) == [(2024, 2023)]
    found = query(archive, "SELECT found, expected FROM findings WHERE check_id = 'xy_carry_total'")
    assert found == [(7, 9)]


def test_what_is_no_report_becomes_a_problem(data: DataDir) -> None:
    with Keeper(data, "c1", 1) as keep:
        keep.page("/notice.html", "<html><h1>关于报送年报的通知</h1><p>请按时报送。</p></html>".encode())
        keep.page("/empty.pdf", b"", kind="application/pdf", role=Role.ATTACHMENT)
        keep.page("/script.js", b"var a = 1;", role=Role.OTHER, kind="text/javascript")
        keep.file(b"%PDF-1.4 broken", "broken.pdf")
    summary, said = run_build(data)
    kinds = [str(row[0]) for row in query(current(data).archive, "SELECT kind FROM problems ORDER BY kind")]
    assert len(kinds) == 3
    assert "no_report" in kinds
    assert "empty_file" in kinds
    assert "/notice.html: no_report" in said
    assert "broken.pdf (urn:sha256:" in said
    assert sum(summary.problems.values()) == 3


def test_a_report_without_body_is_named_not_lost(data: DataDir) -> None:
    page = report_html(JIA, 2024).replace(JIA.encode(), b"")
    with Keeper(data, "c1", 1) as keep:
        keep.page("/a.html", page)
    run_build(data)
    assert query(current(data).archive, "SELECT count(*) FROM reports") == [(0,)]
    assert ("body_unknown",) in query(current(data).archive, "SELECT kind FROM problems")


def test_a_figure_lost_on_the_way_blocks_promotion(data: DataDir, monkeypatch: pytest.MonkeyPatch) -> None:
    with Keeper(data, "c1", 1) as keep:
        keep.page("/a.html", report_html(JIA, 2023))
    run_build(data)
    good = current(data).id
    with Keeper(data, "c2", 2) as keep:
        keep.page("/b.html", report_html(JIA, 2024))
    from pipelines.build import staging  # noqa: PLC0415 (patched here only)

    insert = staging.Staging.insert

    def lossy(self: staging.Staging, table: str, rows: object, **kwargs: bool) -> None:
        kept = list(rows)  # type: ignore[call-overload]
        insert(self, table, kept[:-1] if table == "requests" else kept, **kwargs)

    monkeypatch.setattr(staging.Staging, "insert", lossy)
    with pytest.raises(running.BuildError, match="figures are lost"):
        run_build(data)
    assert current(data).id == good
    assert not list(data.builds.glob("*.tmp"))


def test_a_site_has_the_body_and_region_that_its_latest_capture_names(data: DataDir) -> None:
    with Keeper(data, "c1", 1) as keep:
        for name, region in (("甲县人民政府", "990101"), ("乙县人民政府", "990102")):
            context = keep.context(Role.LIST, Outcome.FAILED, body=name, region=region)
            keep.writer.event(f"{SITE}/{region}", context, time=keep.time())
    run_build(data)
    sites = query(current(data).archive, "SELECT site, body, region FROM sites")
    assert sites == [("example", "乙县人民政府", "990102")]
    assert query(current(data).archive, "SELECT 1 FROM regions WHERE region = '990102'") == [(1,)]
    rows = all_rows(data)
    run_build(data, full=True)
    assert all_rows(data) == rows

"""A page and what it carries become one report, with the figures of both and each traced to its own document."""

import sqlite3
from collections.abc import Mapping
from typing import Any

import pytest

from archive.datadir import DataDir
from archive.publication.documents import grid_of, origin_of
from archive.records import Role
from tests.pipelines.build.keeping import JIA, SITE, Keeper, current, query, run_build
from tests.pipelines.tables.printer import Printed, figures, report

TITLE = f"{JIA}2024年政府信息公开工作年度报告"
VALUES = figures("F2021", 4)
PAGE = f"{SITE}/a.html"
SOURCES = """SELECT DISTINCT s.role, c.url FROM report_sources AS s JOIN captures AS c ON c.capture = s.capture
             JOIN reports AS r ON r.report = s.report WHERE r.current ORDER BY s.role"""


def blocks(values: Mapping[str, Any] = VALUES) -> list[Any]:
    """Return title, and headings with tables 2, 3 and 4, each pair two blocks."""
    return [TITLE, *report("F2021", dict(values)).blocks[1:]]


def prose(*more: object) -> bytes:
    words = f"一、总体情况。2024年，{JIA}推进政府信息公开，主动公开政府信息，办理依申请公开。" + "持续改进。" * 40
    return Printed([TITLE, words, *more]).html()  # type: ignore[list-item]


def keep(data: DataDir, day: int, page: bytes, annexes: dict[str, bytes]) -> None:
    with Keeper(data, f"c{day}", day) as crawl:
        crawl.page("/a.html", page, listed_title=TITLE)
        for path, body in annexes.items():
            crawl.page(path, body, role=Role.ATTACHMENT, parent=PAGE)


def shown(data: DataDir) -> dict[object, object]:
    """Return the figures of the one current report."""
    ((number,),) = query(current(data).archive, "SELECT report FROM reports WHERE current")
    query_ = "SELECT code, value FROM figures WHERE report = ? AND table_index IS NOT NULL"
    return dict(query(current(data).archive, query_, number))  # type: ignore[arg-type]


def flags(data: DataDir) -> list[tuple[object, ...]]:
    return query(current(data).archive, "SELECT code FROM figures WHERE flags <> ''")


def problems(data: DataDir) -> list[object]:
    return [row[0] for row in query(current(data).archive, "SELECT kind || ' ' || where_codes FROM problems")]


@pytest.mark.parametrize("own", [(1, 2, 3, 4), (1, 2, 5, 6), (1, 2), ()], ids=["2-3", "2-4", "2", "none"])
def test_tables_of_the_page_and_of_its_annex_make_one_report(data: DataDir, own: tuple[int, ...]) -> None:
    all_ = blocks()
    page = prose(*(all_[number] for number in own))
    annex = Printed([all_[number] for number in range(1, len(all_)) if number not in own]).html()
    keep(data, 1, page, {"/annex.html": annex})
    run_build(data)
    assert shown(data) == VALUES
    assert (flags(data), problems(data)) == ([], [])
    assert query(current(data).archive, SOURCES) == [("attachment", f"{SITE}/annex.html"), ("page", PAGE)]
    (text,) = query(current(data).archive, "SELECT group_concat(text) FROM sections")[0]
    assert "持续改进" in str(text)


def test_a_report_in_a_frame_has_the_role_of_its_frame(data: DataDir) -> None:
    with Keeper(data, "c1", 1) as crawl:
        crawl.page("/a.html", prose(), listed_title=TITLE)
        crawl.page("/frame.html", Printed(blocks()[1:]).html(), role=Role.IFRAME, parent=PAGE, link_text="frame")
    run_build(data)
    assert shown(data) == VALUES
    assert problems(data) == []
    assert query(current(data).archive, SOURCES) == [("iframe", f"{SITE}/frame.html"), ("page", PAGE)]


def test_three_files_of_one_page_make_one_report(data: DataDir) -> None:
    all_ = blocks()
    annexes = {f"/{number}.html": Printed(all_[number : number + 2]).html() for number in (1, 3, 5)}
    keep(data, 1, prose(), annexes)
    run_build(data)
    assert shown(data) == VALUES
    assert problems(data) == []
    for code, number in (("rule_made", 1), ("req_new.natural", 3), ("rev_total", 5)):
        sql = """SELECT r.report, r.document, f.table_index, f.text FROM reports AS r
                 JOIN figures AS f ON f.report = r.report WHERE f.code = ?"""
        ((report_, document, table, text),) = query(current(data).archive, sql, code)
        with sqlite3.connect(current(data).archive) as db:
            db.execute("ATTACH ? AS originals", (str(current(data).originals),))
            origin = origin_of(db, report_, document, table)  # type: ignore[arg-type]
            assert origin.name == f"{SITE}/{number}.html"
            db.row_factory = sqlite3.Row
            grid = grid_of(db, origin.document, origin.table)
        assert grid is not None
        assert text in [cell.text for row in grid.rows for cell in row]


def test_the_same_report_as_a_file_is_another_source_and_differences_are_flagged(data: DataDir) -> None:
    keep(data, 1, prose(*blocks()[1:]), {"/same.html": Printed(blocks()).html()})
    run_build(data)
    assert shown(data) == VALUES
    assert flags(data) == []
    other = {**VALUES, "rule_made": int(str(VALUES["rule_made"])) + 1}
    keep(
        data,
        2,
        prose(*blocks()[1:]),
        {"/same.html": Printed(blocks()).html(), "/x.html": Printed(blocks(other)).html()},
    )
    run_build(data)
    assert flags(data) == [("rule_made",)]


def test_a_table_that_changes_keeps_those_of_its_page(data: DataDir) -> None:
    all_, later = blocks(), figures("F2021", 5)
    page = prose(*all_[1:3], *all_[5:])
    keep(data, 1, page, {"/t3.html": Printed(all_[3:5]).html()})
    run_build(data)
    keep(data, 2, page, {"/t3.html": Printed(blocks(later)[3:5]).html()})
    run_build(data)
    assert shown(data) == {code: (later if "." in code else VALUES)[code] for code in VALUES}
    assert query(current(data).archive, "SELECT count(*) FROM reports") == [(2,)]
    assert ("page", PAGE) in query(current(data).archive, SOURCES)


def test_files_of_other_pages_complete_nothing(data: DataDir) -> None:
    all_ = blocks()
    keep(data, 1, prose(*all_[1:3]), {})
    with Keeper(data, "c9", 9) as crawl:
        crawl.page("/b.html", Printed([TITLE, *all_[3:5]]).html(), listed_title=TITLE)
    run_build(data)
    assert not {code for code in shown(data) if "." in str(code)} or not {"rule_made"} & shown(data).keys()

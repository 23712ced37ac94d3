"""An article on several pages becomes one report that reads as if it had one page."""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import pytest

from archive.datadir import DataDir
from archive.publication.documents import grid_of, origin_of
from archive.records import Outcome, Role
from pipelines.document import Document, Paragraph
from pipelines.formats._parts import join_parts
from pipelines.formats._pictures import PictureRead
from tests.pipelines.build.keeping import JIA, SITE, Keeper, all_rows, current, query, run_build
from tests.pipelines.tables.printer import Printed, figures, report

TITLE = f"{JIA}2024年政府信息公开工作年度报告"
PAGE = f"{SITE}/a.html"
VALUES = figures("F2021", 4)
LATER = figures("F2021", 5)
WORDS = f"一、总体情况。2024年，{JIA}推进政府信息公开，主动公开政府信息，办理依申请公开。" + "持续改进。" * 40
LAST = "五、存在的主要问题及改进情况。公开的内容还不够全面，下一步继续改进。"
SOURCES = """SELECT DISTINCT s.role, c.url FROM report_sources AS s JOIN captures AS c ON c.capture = s.capture
             JOIN reports AS r ON r.report = s.report WHERE r.current ORDER BY c.url"""


def pages(values: Any = VALUES, visits: int = 31) -> list[bytes]:
    """Return three pages; table 3 is cut between the second and the third, title and foot stand on each."""
    all_ = report("F2021", dict(values)).blocks
    third: Any = all_[4]
    parts = [[WORDS, all_[1], all_[2]], [all_[3], third[:9]], [third[9:], *all_[5:], LAST]]
    return [
        whole([TITLE, f"发布日期：2025-01-20 浏览次数：{visits + n}", *part, pager(n + 1)])
        for n, part in enumerate(parts)
    ]


def pager(number: int) -> str:
    return f"上一页 1 2 3 下一页 第{number}页 共3页"


def whole(blocks: Sequence[Any]) -> bytes:
    return Printed([*blocks, "主办单位：甲州市人民政府办公室"]).html()


def keep(data: DataDir, day: int, bodies: dict[int, bytes], count: int = 3, missing: Sequence[int] = ()) -> None:
    with Keeper(data, f"c{day}", day) as crawl:
        for number, body in bodies.items():
            if number == 1:
                crawl.page("/a.html", body, listed_title=TITLE)
            else:
                known = {"parent": PAGE, "link_text": f"page {number} of {count}", "listed_title": TITLE}
                crawl.page(f"/a_{number}.html", body, role=Role.IFRAME, **known)
        for number in missing:
            told = crawl.context(
                Role.IFRAME, Outcome.FAILED, parent=PAGE, link_text=f"page {number} of {count}", reason="no answer"
            )
            crawl.writer.event(f"{SITE}/a_{number}.html", told)


def numbered(bodies: Sequence[bytes]) -> dict[int, bytes]:
    return dict(enumerate(bodies, 1))


def shown(data: DataDir) -> dict[object, object]:
    ((number,),) = query(current(data).archive, "SELECT report FROM reports WHERE current")
    sql = "SELECT code, value FROM figures WHERE report = ? AND table_index IS NOT NULL"
    return dict(query(current(data).archive, sql, number))  # type: ignore[arg-type]


def problems(data: DataDir) -> list[object]:
    return [row[0] for row in query(current(data).archive, "SELECT kind || ' ' || where_codes FROM problems")]


def said(data: DataDir) -> str:
    ((text,),) = query(current(data).archive, "SELECT group_concat(text, '|') FROM sections")
    return str(text)


@contextmanager
def connected(data: DataDir) -> Iterator[sqlite3.Connection]:
    db = sqlite3.connect(current(data).archive)
    db.row_factory = sqlite3.Row
    db.execute("ATTACH ? AS originals", (str(current(data).originals),))
    yield db
    db.close()


def from_nothing(data: DataDir) -> None:
    """Fail where a build from nothing gives other rows than the present one."""
    rows = all_rows(data)
    run_build(data, full=True)
    assert all_rows(data) == rows


def test_the_pages_of_an_article_make_one_report(data: DataDir) -> None:
    keep(data, 1, numbered(pages()))
    run_build(data)
    assert shown(data) == VALUES
    assert problems(data) == []
    assert query(current(data).archive, "SELECT code FROM figures WHERE flags <> ''") == []
    assert query(current(data).archive, "SELECT url, current FROM reports") == [(PAGE, 1)]
    assert query(current(data).archive, SOURCES) == [("page", f"{SITE}/a{n}.html") for n in ("", "_2", "_3")]
    ((number, document),) = query(current(data).archive, "SELECT report, document FROM reports")
    with connected(data) as db:
        for code, path in (
            ("rule_made", "a"),
            ("req_new.natural", "a_2"),
            ("res_total.total", "a_3"),
            ("rev_total", "a_3"),
        ):
            sql = "SELECT table_index, text FROM figures WHERE report = ? AND code = ?"
            ((table, printed),) = db.execute(sql, (number, code)).fetchall()
            origin = origin_of(db, number, document, table)  # type: ignore[arg-type]
            grid = grid_of(db, origin.document, origin.table)
            assert (origin.name, grid is not None) == (f"{SITE}/{path}.html", True)
            assert grid is None or printed in [cell.text for row in grid.rows for cell in row]
    text = said(data)
    assert ("持续改进" in text, "还不够全面" in text) == (True, True)
    assert (text.count("主办单位"), text.count("下一页"), text.count("发布日期")) == (1, 0, text.count("浏览次数"))
    from_nothing(data)


def test_it_reads_as_the_same_report_on_one_page_does(data: DataDir) -> None:
    keep(data, 1, numbered(pages()))
    run_build(data)
    split, text = shown(data), said(data)
    all_ = report("F2021", dict(VALUES)).blocks
    one = whole([TITLE, "发布日期：2025-01-20 浏览次数：31", WORDS, *all_[1:], LAST])
    with Keeper(data, "c2", 2) as crawl:
        crawl.page("/a.html", one, listed_title=TITLE)
    run_build(data)
    assert (shown(data), said(data)) == (split, text)
    assert query(current(data).archive, "SELECT count(*) FROM reports") == [(1,)]  # and no revision
    from_nothing(data)


def test_pages_seen_again_change_nothing_and_changed_ones_begin_a_revision(data: DataDir) -> None:
    keep(data, 1, numbered(pages()))
    run_build(data)
    keep(data, 2, numbered(pages()))
    run_build(data)
    assert query(current(data).archive, "SELECT count(*), max(last_captured) FROM reports")[0][0] == 1
    from_nothing(data)
    keep(data, 3, numbered(pages(LATER)))
    run_build(data)
    assert shown(data) == LATER
    assert query(current(data).archive, "SELECT count(*), sum(current) FROM reports") == [(2, 1)]
    from_nothing(data)


@pytest.mark.parametrize("told", [True, False], ids=["and told by the crawl", "and known by the count alone"])
def test_a_page_that_is_missing_is_named_and_comes_in_later(data: DataDir, told: bool) -> None:
    bodies = numbered(pages())
    keep(data, 1, {1: bodies[1], 3: bodies[3]}, missing=[2] if told else [])
    run_build(data)
    assert "part_missing page 2" in problems(data)
    assert "req_new.natural" not in shown(data)
    from_nothing(data)
    keep(data, 2, bodies)
    run_build(data)
    assert shown(data) == VALUES
    assert problems(data) == []
    assert query(current(data).archive, "SELECT count(*) FROM reports") == [(1,)]
    from_nothing(data)


def test_an_article_of_which_only_the_first_page_came_says_so(data: DataDir) -> None:
    bodies = numbered(pages())
    keep(data, 1, {1: bodies[1]}, count=2, missing=[2])
    run_build(data)
    assert "part_missing page 2" in problems(data)
    keep(data, 2, bodies)
    run_build(data)
    assert (shown(data), problems(data)) == (VALUES, [])
    assert query(current(data).archive, "SELECT count(*) FROM reports") == [(1,)]
    from_nothing(data)


def test_a_server_that_sends_the_first_page_again_doubles_nothing(data: DataDir) -> None:
    all_ = report("F2021", dict(VALUES)).blocks
    one, again = (whole([TITLE, f"浏览次数：{visits}", WORDS, *all_[1:], LAST]) for visits in (31, 32))
    with Keeper(data, "c1", 1) as crawl:
        crawl.page("/a.html", one, listed_title=TITLE)
        for number, body in ((2, again), (3, one)):
            known = {"parent": PAGE, "link_text": f"page {number} of 3"}
            crawl.page(f"/a.html?page={number}", body, role=Role.IFRAME, **known)
        crawl.page("/a.html", one, role=Role.IFRAME, parent=PAGE, link_text="page 4 of 4")  # a redirect to itself
    run_build(data)
    assert (shown(data), problems(data)) == (VALUES, [])
    assert said(data).count("持续改进") == 40
    assert query(current(data).archive, "SELECT url, current FROM reports") == [(PAGE, 1)]
    from_nothing(data)


def test_pages_that_differ_in_numbers_or_pictures_alone_are_all_there() -> None:
    def shown(*parts: tuple[str, tuple[str, ...]]) -> tuple[list[str], tuple[str, ...], list[str]]:
        pages = [
            PictureRead(
                f"{SITE}/{number}",
                Document(
                    format="html",
                    digest="0" * 64,
                    blocks=(Paragraph(text=TITLE), Paragraph(text=text), Paragraph(text=f"第{number}页 共9页")),
                    images=images,
                ),
            )
            for number, (text, images) in enumerate(parts, 1)
        ]
        joined = join_parts(pages, "0" * 64)
        return [one.text for one in joined.paragraphs()], joined.images, [one.detail for one in joined.problems]

    assert shown(("收到申请12件。", ()), ("收到申请13件。", ())) == (
        [TITLE, "收到申请12件。", "收到申请13件。"],
        (),
        [],
    )
    assert shown(("浏览次数：12", ()), ("浏览次数：13", ())) == ([TITLE, "浏览次数：12"], (), [])
    assert shown(("附图", ("1.png",)), ("附图", ("2.png",)))[1] == ("1.png", "2.png")
    texts, _, told = shown(("一、总体情况", ()), ("一、总体情况", ()), ("五、存在的问题", ()))
    assert texts == [TITLE, "一、总体情况", "五、存在的问题"]
    assert [detail.partition(" ")[0] for detail in told] == [f"{SITE}/2"]


def test_an_annex_of_the_article_belongs_to_it(data: DataDir) -> None:
    all_ = report("F2021", dict(VALUES)).blocks
    with Keeper(data, "c1", 1) as crawl:
        crawl.page("/a.html", whole([TITLE, WORDS, all_[1], all_[2]]), listed_title=TITLE)
        crawl.page("/a_2.html", whole([TITLE, *all_[5:], LAST]), role=Role.IFRAME, parent=PAGE, link_text="page 2 of 2")
        crawl.page("/t3.html", Printed(list(all_[3:5])).html(), role=Role.ATTACHMENT, parent=PAGE)
    run_build(data)
    assert (shown(data), problems(data)) == (VALUES, [])
    assert query(current(data).archive, "SELECT count(*) FROM reports") == [(1,)]
    from_nothing(data)


def test_an_article_that_is_gone_is_gone_with_all_its_pages(data: DataDir) -> None:
    keep(data, 1, numbered(pages()))
    run_build(data)
    for day in (2, 3):
        with Keeper(data, f"c{day}", day) as crawl:
            for path in ("/a.html", "/a_2.html", "/a_3.html"):
                crawl.gone(path)
        run_build(data)
    assert query(current(data).archive, "SELECT gone FROM reports") == [(1,)]
    from_nothing(data)

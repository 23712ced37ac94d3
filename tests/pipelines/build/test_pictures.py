"""A page whose report is several pictures becomes one report, and every figure leads back to its picture.

Recognition is replaced: what a picture prints is said here.
"""

import hashlib
import io
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import pytest
from PIL import Image

from archive.datadir import DataDir
from archive.publication.documents import grid_of, origin_of
from archive.records import Role
from pipelines.document import Document, Paragraph, Problem
from pipelines.formats._grid import lay_out
from pipelines.stage import lanes
from tests.pipelines.build.keeping import JIA, SITE, Keeper, all_rows, current, query, run_build
from tests.pipelines.tables.printer import figures, report

TITLE = f"{JIA}2024年政府信息公开工作年度报告"
PAGE = f"{SITE}/a.html"
VALUES = figures("F2021", 4)
LATER = figures("F2021", 5)
SHELL = f"<html><head><title>{TITLE}</title></head><body><div id='zoom'><img src='1.png'></div></body></html>".encode()
WORDS = f"一、总体情况。2024年，{JIA}推进政府信息公开，主动公开政府信息，办理依申请公开。" + "持续改进。" * 40
CURRENT = "SELECT report, document, url FROM reports WHERE current"


def picture(shade: int) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (900, 1200), (shade, shade, shade)).save(out, "PNG")
    return out.getvalue()


def prints(values: Mapping[str, Any]) -> list[list[Any]]:
    """Return what three pictures print; table 3 is cut between the second and the third."""
    all_ = report("F2021", dict(values)).blocks
    third: Any = all_[4]
    return [[TITLE, WORDS, all_[1], all_[2]], [all_[3], third[:9]], [third[9:], *all_[5:]]]


class Recogniser:
    """Says of each picture what the test put there, as a document of one page."""

    def __init__(self) -> None:
        self.ends_early = False
        self.prints: dict[bytes, Sequence[Any]] = {}
        self.read: list[bytes] = []

    def put(self, shade: int, blocks: Sequence[Any]) -> bytes:
        data = picture(shade)
        self.prints[data] = blocks
        return data

    def __call__(self, data: bytes, document: Document) -> Document:
        self.read.append(data)
        problem = Problem(kind="crashed", detail="the recogniser ended")
        if data not in self.prints:
            return Document(format="image", digest=document.digest, blocks=(), problems=(problem,), pages=1)
        tables = 0
        blocks: list[Any] = []
        for block in self.prints[data]:
            if isinstance(block, str):
                blocks.append(Paragraph(text=block, page=1))
            else:
                blocks.append(replace(lay_out(block, tables), page=1))
                tables += 1
        return Document(
            format="image",
            digest=document.digest,
            blocks=tuple(blocks),
            problems=(problem,) if self.ends_early else (),
            pages=1,
            page_sizes=((595.0, 842.0, 0.0),),
        )


@pytest.fixture
def recogniser(monkeypatch: pytest.MonkeyPatch) -> Recogniser:
    made = Recogniser()
    monkeypatch.setattr(lanes, "recognise", made)
    return made


def keep(data: DataDir, day: int, pictures: Mapping[int, bytes], count: int = 3, page: bytes = SHELL) -> None:
    with Keeper(data, f"c{day}", day) as crawl:
        crawl.page("/a.html", page, listed_title=TITLE)
        for number, body in pictures.items():
            crawl.page(
                f"/{number}.png",
                body,
                kind="image/png",
                role=Role.ATTACHMENT,
                parent=PAGE,
                link_text=f"picture {number} of {count}",
                listed_title=TITLE,
            )


def put(recogniser: Recogniser, values: Mapping[str, Any], shade: int = 10) -> dict[int, bytes]:
    return {number: recogniser.put(shade + number, blocks) for number, blocks in enumerate(prints(values), 1)}


def shown(data: DataDir) -> dict[object, object]:
    ((number, _, _),) = query(current(data).archive, CURRENT)
    sql = "SELECT code, value FROM figures WHERE report = ? AND table_index IS NOT NULL"
    return dict(query(current(data).archive, sql, number))  # type: ignore[arg-type]


def problems(data: DataDir) -> list[object]:
    return [row[0] for row in query(current(data).archive, "SELECT kind || ' ' || where_codes FROM problems")]


@contextmanager
def connected(data: DataDir) -> Iterator[sqlite3.Connection]:
    db = sqlite3.connect(current(data).archive)
    db.execute("ATTACH ? AS originals", (str(current(data).originals),))
    yield db
    db.close()


def from_nothing(data: DataDir) -> None:
    """Fail where a build from nothing gives other rows than the present one."""
    rows = all_rows(data)
    run_build(data, full=True)
    assert all_rows(data) == rows


def test_pictures_of_one_page_make_one_report(data: DataDir, recogniser: Recogniser) -> None:
    keep(data, 1, put(recogniser, VALUES))
    run_build(data)
    assert shown(data) == VALUES
    assert problems(data) == []
    assert query(current(data).archive, "SELECT code FROM figures WHERE flags <> ''") == []
    ((_, _, url),) = query(current(data).archive, CURRENT)
    assert url == f"{PAGE}#pictures"
    sql = """SELECT s.role, c.url FROM report_sources AS s JOIN captures AS c ON c.capture = s.capture ORDER BY c.url"""
    sources = [*(("attachment", f"{SITE}/{number}.png") for number in (1, 2, 3)), ("page", PAGE)]
    assert query(current(data).archive, sql) == sources
    from_nothing(data)


def test_each_figure_leads_back_to_its_picture(data: DataDir, recogniser: Recogniser) -> None:
    keep(data, 1, put(recogniser, VALUES))
    run_build(data)
    ((number, document, _),) = query(current(data).archive, CURRENT)
    sql = "SELECT table_index, page, text FROM figures WHERE report = ? AND code = ?"
    for code, which in (("rule_made", 1), ("req_new.natural", 2), ("res_total.total", 3), ("rev_total", 3)):
        ((table, page, text),) = query(current(data).archive, sql, number, code)
        with connected(data) as db:
            origin = origin_of(db, number, document, table)  # type: ignore[arg-type]
            db.row_factory = sqlite3.Row
            grid = grid_of(db, origin.document, origin.table)
        assert (origin.name, page) == (f"{SITE}/{which}.png", which)
        assert grid is not None
        assert grid.page == 1
        assert text in [cell.text for row in grid.rows for cell in row]


def test_pictures_seen_again_change_nothing_and_changed_ones_begin_a_revision(
    data: DataDir, recogniser: Recogniser
) -> None:
    first = put(recogniser, VALUES)
    keep(data, 1, first)
    run_build(data)
    keep(data, 2, first)
    run_build(data)
    assert query(current(data).archive, "SELECT last_captured FROM reports")[0][0].startswith("2026-01-02")  # type: ignore[attr-defined]
    from_nothing(data)
    keep(data, 3, {**first, **{number: put(recogniser, LATER, 50)[number] for number in (2, 3)}})
    summary, _ = run_build(data)
    assert summary.documents_read == 2
    assert query(current(data).archive, "SELECT count(*), sum(current) FROM reports") == [(2, 1)]
    assert shown(data) == {code: (VALUES if code in shown_in_first(data) else LATER)[code] for code in VALUES}
    from_nothing(data)


def shown_in_first(data: DataDir) -> set[object]:
    sql = "SELECT code FROM figures AS f JOIN reports AS r ON r.report = f.report WHERE r.current AND f.page = 1"
    return {row[0] for row in query(current(data).archive, sql)}


def test_a_picture_that_is_not_kept_is_named_and_comes_in_later(data: DataDir, recogniser: Recogniser) -> None:
    all_ = put(recogniser, VALUES)
    keep(data, 1, {1: all_[1], 3: all_[3]})
    run_build(data)
    assert "picture_missing picture 2" in problems(data)
    assert "req_new.natural" not in shown(data)
    from_nothing(data)
    keep(data, 2, all_)
    run_build(data)
    assert shown(data) == VALUES
    assert problems(data) == []
    assert query(current(data).archive, "SELECT count(*) FROM reports") == [(1,)]
    from_nothing(data)


def test_a_picture_that_cannot_be_read_is_named_and_tried_again(data: DataDir, recogniser: Recogniser) -> None:
    all_ = put(recogniser, VALUES)
    second = recogniser.prints.pop(all_[2])
    keep(data, 1, all_)
    run_build(data)
    assert "picture_missing picture 2" in problems(data)
    assert recogniser.read.count(all_[2]) == 1
    recogniser.prints[all_[2]] = second
    run_build(data)
    assert shown(data) == VALUES
    assert problems(data) == []
    assert recogniser.read.count(all_[1]) == 1
    from_nothing(data)


def test_a_page_with_text_takes_its_tables_from_its_pictures(data: DataDir, recogniser: Recogniser) -> None:
    own = f"<html><head><title>{TITLE}</title></head><body><div id='zoom'><p>{WORDS}</p></div></body></html>".encode()
    all_ = prints(VALUES)
    pages = {1: recogniser.put(1, all_[0][2:]), 2: recogniser.put(2, all_[1]), 3: recogniser.put(3, all_[2])}
    keep(data, 1, pages, page=own)
    run_build(data)
    assert shown(data) == VALUES
    assert problems(data) == []
    assert query(current(data).archive, "SELECT count(*) FROM reports") == [(1,)]
    from_nothing(data)


def test_a_single_picture_is_a_document_of_its_own(data: DataDir, recogniser: Recogniser) -> None:
    keep(data, 1, {1: recogniser.put(1, [TITLE, *report("F2021", dict(VALUES)).blocks[1:]])}, count=1)
    run_build(data)
    assert shown(data) == VALUES
    ((_, _, url),) = query(current(data).archive, CURRENT)
    assert url == f"{SITE}/1.png"


def test_a_document_read_in_part_shows_what_was_read_and_is_read_again(data: DataDir, recogniser: Recogniser) -> None:
    body = recogniser.put(1, [TITLE, *report("F2021", dict(VALUES)).blocks[1:]])
    keep(data, 1, {1: body}, count=1)
    recogniser.ends_early = True
    for times in (1, 2):
        run_build(data)
        assert shown(data) == VALUES
        assert recogniser.read.count(body) == times
    recogniser.ends_early = False
    run_build(data)
    assert problems(data) == []
    from_nothing(data)


def test_pictures_in_a_frame_are_the_report_of_its_page(data: DataDir, recogniser: Recogniser) -> None:
    frame = f"{SITE}/frame.html"
    shell = f"<html><head><title>{TITLE}</title></head><body><iframe src='frame.html'></iframe></body></html>"
    with Keeper(data, "c1", 1) as crawl:
        crawl.page("/a.html", shell.encode(), listed_title=TITLE)
        crawl.page("/frame.html", SHELL, role=Role.IFRAME, parent=PAGE, link_text="frame", listed_title=TITLE)
        for number, body in put(recogniser, VALUES).items():
            known = {"parent": frame, "link_text": f"picture {number} of 3", "listed_title": TITLE}
            crawl.page(f"/{number}.png", body, kind="image/png", role=Role.ATTACHMENT, **known)
    run_build(data)
    assert shown(data) == VALUES
    assert problems(data) == []
    from_nothing(data)


def test_people_may_name_the_picture_that_a_figure_stands_in(data: DataDir, recogniser: Recogniser) -> None:
    pictures = put(recogniser, VALUES)
    keep(data, 1, pictures)
    run_build(data)
    third = hashlib.sha256(pictures[3]).hexdigest()
    read = VALUES["rev_total"]
    line = f"{third},rev_total,{read},{read + 1},误读,李某,2026-03-01"
    data.corrections.write_text(f"document,code,read,right,reason,who,date\n{line}\n", "utf-8")
    run_build(data)
    assert shown(data) == {**VALUES, "rev_total": read + 1}
    assert problems(data) == []
    from_nothing(data)
    data.withheld.write_text(f"digest,reason,date\n{third},含个人信息,2026-03-01\n", "utf-8")
    run_build(data)
    assert query(current(data).archive, CURRENT) == []
    from_nothing(data)


def test_pictures_whose_page_is_gone_are_gone(data: DataDir, recogniser: Recogniser) -> None:
    all_ = put(recogniser, VALUES)
    keep(data, 1, all_)
    run_build(data)
    for day in (2, 3):
        with Keeper(data, f"c{day}", day) as crawl:
            crawl.gone("/3.png")
            crawl.gone("/a.html")
    run_build(data)
    assert query(current(data).archive, "SELECT gone FROM reports") == [(1,)]
    from_nothing(data)

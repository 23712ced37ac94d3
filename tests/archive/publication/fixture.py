"""A small invented archive for the tests of the pages: two bodies of region 990101, 2019 to 2024, good and bad."""

import hashlib
import json
import zlib
from dataclasses import asdict, dataclass
from io import BytesIO
from pathlib import Path

import sqlite_utils
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from archive import schema, search
from archive.bodies import body_id
from archive.datadir import DataDir
from archive.pinyin import keys_of
from archive.publication.site import Site
from archive.records import Capture, Context, Outcome, Role
from archive.store.writer import WarcWriter
from pipelines.build import coverage, key_figures
from pipelines.checks import load_checks
from pipelines.forms.crosswalk import crosswalk
from pipelines.forms.indicators import indicators
from pipelines.forms.layout import form_layout

COUNTY, OFFICE = "示例县人民政府", "示例县教育局"
OLD_NAME = "示例县教育委员会"
REGION = "990101"
TWICE = 2020  # the year whose report states two totals of one code
COUNTY_ID, OFFICE_ID, OLD_ID = (body_id(REGION, name) for name in (COUNTY, OFFICE, OLD_NAME))
APPLICANTS = ("natural", "business", "research", "welfare", "legal", "org_other", "total")
HOSTILE_TITLE = '<script>alert("title")</script>示例县教育局2023年报告'
HOSTILE_CELL = '<img src=x onerror=alert("cell")><script>alert(1)</script>7'
HOSTILE_HTML = f"<html><title>{HOSTILE_TITLE}</title><body><table><tr><td>{HOSTILE_CELL}</td></tr></table>".encode()
HOSTILE_URL = "javascript:alert(document.cookie)"
PDF_COLUMNS = [60.0, 220.0, 270.0, 320.0, 370.0, 420.0, 470.0, 510.0, 550.0]
PDF_ROWS = [100.0 + 18 * row for row in range(27)]


@dataclass(frozen=True, slots=True)
class Doc:
    """A kept document: its bytes, format, address and digest."""

    data: bytes
    format: str
    url: str
    content_type: str

    @property
    def digest(self) -> str:
        return hashlib.sha256(self.data).hexdigest()


def number(body: str, year: int, scope: str, revision: str) -> int:
    """Return a report's number as the archive computes it."""
    return int(hashlib.sha256(f"{body}|{year}|{scope}|{revision}".encode()).hexdigest()[:13], 16)


def pdf() -> bytes:
    """Return a one-page PDF with a ruled grid whose edges are PDF_ROWS and PDF_COLUMNS."""
    out = BytesIO()
    canvas = Canvas(out, pagesize=A4, invariant=1)
    canvas.grid(PDF_COLUMNS, [A4[1] - top for top in PDF_ROWS])
    for row, top in enumerate(PDF_ROWS[:-1]):
        for column, left in enumerate(PDF_COLUMNS[1:-1]):
            canvas.drawString(left + 6, A4[1] - top - 13, str(row + column))
    canvas.save()
    return out.getvalue()


def table3(new: int, carried_in: int, form: str) -> dict[str, list[int | None]]:
    """Return the rows of table 3 for so many requests, all of natural persons but one, that add up."""
    codes = [row.code for row in form_layout() if row.form == form and row.form_table == "t3"]
    rows: dict[str, list[int | None]] = {code: [0, 0, 0, 0, 0, 0, 0] for code in codes}
    rows["req_new"] = [new - 1, 1, 0, 0, 0, 0, new]
    rows["req_carried_in"] = [carried_in, 0, 0, 0, 0, 0, carried_in]
    rows["res_granted"] = [new - 10, 1, 0, 0, 0, 0, new - 9]
    rows["res_denied_process"] = [4, 0, 0, 0, 0, 0, 4]
    rows["res_unavail_not_held"] = [3 + carried_in, 0, 0, 0, 0, 0, 3 + carried_in]
    rows["res_total"] = [new - 3 + carried_in, 1, 0, 0, 0, 0, new - 2 + carried_in]
    rows["req_carried_out"] = [2, 0, 0, 0, 0, 0, 2]
    return rows


class Maker:
    """Fills one data directory."""

    def __init__(self, root: Path) -> None:
        self.data = DataDir(root)
        folder = self.data.builds / "20260101T000000-test"
        folder.mkdir(parents=True)
        self.folder = folder
        self.archive = sqlite_utils.Database(folder / "archive.db")
        self.search = sqlite_utils.Database(folder / "search.db")
        self.originals = sqlite_utils.Database(folder / "originals.db")
        schema.create(self.archive)
        search.create(self.search.conn)
        self.originals.execute(
            "CREATE TABLE printed_grids (document TEXT, table_index INTEGER, page INTEGER, grid BLOB,"
            " PRIMARY KEY (document, table_index))"
        )
        self.originals.execute(
            "CREATE TABLE pages (document TEXT, page INTEGER, width REAL, height REAL, turned REAL,"
            " PRIMARY KEY (document, page))"
        )
        self.captures: dict[str, Capture] = {}

    def insert(self, table: str, **row: object) -> None:
        """Insert a row; columns left out are NULL."""
        self.archive[table].insert(row)

    def codebook(self) -> None:
        self.archive["indicators"].insert_all(asdict(row) for row in indicators())
        self.archive["form_layout"].insert_all(asdict(row) for row in form_layout())
        self.archive["crosswalk"].insert_all(asdict(row) for row in crosswalk())
        for check in load_checks():
            self.insert(
                "checks", check_id=check.id, severity=check.severity, over=check.over, forms=" ".join(check.forms),
                zh=check.zh, en=check.en, source=check.source, codes=" ".join(check.codes()),
            )  # fmt: skip

    def places(self) -> None:
        self.insert("regions", region="990000", valid_from=2000, name="示例省", level="province", full_name="示例省")
        self.insert(
            "regions", region=REGION, valid_from=2000, name="示例县", level="county", full_name="示例省示例市示例县"
        )
        for body, name, kind in ((COUNTY_ID, COUNTY, "government"), (OFFICE_ID, OFFICE, "department")):
            parent = COUNTY_ID if body == OFFICE_ID else None
            facts = {"level": "county", "kind": kind, "demonstration": 1, "parent": parent}
            self.insert("bodies", body=body, name=name, region=REGION, **facts)
            self.insert("body_names", alias=name, region=REGION, body=body, valid_from=0, pinyin=keys_of(name, REGION))
        self.insert(
            "body_names", alias=OLD_NAME, region=REGION, body=OFFICE_ID, valid_from=0, valid_to=2018,
            pinyin=keys_of(OLD_NAME, REGION),
        )  # fmt: skip
        self.insert(
            "body_links", predecessor=OFFICE_ID, successor="999999-00000000", predecessor_name=OFFICE,
            successor_name="示例新局", year=2023, kind="merged", zh=f"2023年，{OFFICE}并入示例新局",
            en=f"{OFFICE} became part of 示例新局 in 2023",
        )  # fmt: skip

    def keep(self, writer: WarcWriter, doc: Doc, time: str, withheld: str | None = None) -> Capture:
        """Keep a document in a WARC file and in the archive's tables."""
        context = Context(crawl="c1", role=Role.DETAIL, outcome=Outcome.KEPT, site="xx-demo", listed_title="年度报告")
        capture = writer.response(
            doc.url, time=time, status=200, reason="OK", http_version="HTTP/1.1",
            headers=[(b"Content-Type", doc.content_type.encode())], body=doc.data, request=None, context=context,
        )  # fmt: skip
        self.insert(
            "captures", capture=capture.id, url=doc.url, time=time, status=200, outcome="kept", digest=doc.digest,
            content_type=doc.content_type, length_bytes=len(doc.data), site="xx-demo", role="detail", crawl="c1",
            listed_title="年度报告", warc=capture.warc, warc_offset=capture.offset,
        )  # fmt: skip
        self.insert(
            "documents", document=doc.digest, format=doc.format, size_bytes=len(doc.data), encoding="utf-8",
            pages=1 if doc.format == "pdf" else None, withheld=withheld,
        )  # fmt: skip
        self.captures[doc.digest] = capture
        return capture

    def report(
        self, body: str, year: int, scope: str, doc: Doc, *, form: str | None, title: str, new: int,
        carried_in: int = 0, current: int = 1, previous: int | None = None, url: str | None = None,
    ) -> int:  # fmt: skip
        """Insert a report with its three tables and return its number."""
        key = number(body, year, scope, doc.digest)
        self.insert(
            "reports", report=key, body=body, year=year, scope=scope, revision=doc.digest, current=current, title=title,
            previous_report=previous, form=form, form_expected="F2019" if year < 2021 else "F2021",
            published=f"{year + 1}-04-09", document=doc.digest, url=url or doc.url, gone=0, demonstration=1,
            first_captured="2026-01-01T00:00:00Z", last_captured="2026-01-01T00:00:00Z",
        )  # fmt: skip
        self.insert(
            "report_sources", report=key, document=doc.digest, capture=self.captures[doc.digest].id, role="page"
        )
        again = "其中区本级收到申请39件。" if (body, year) == (COUNTY_ID, TWICE) else ""
        words = f"本年收到申请{new}件，涉及财政资金。{again}联系电话13912345678。"
        self.insert("sections", report=key, position=0, number=1, heading="一、总体情况", text=words)
        if current:
            texts = (title, f"一、总体情况\n{words}")
            search.add(
                self.search.conn, search.Entry(report=key, year=year, province="99", level="county", texts=texts)
            )
        self.stated(key, new, again)
        if form:
            self.tables(key, form, doc, table3(new, carried_in, form))
        return key

    def changes(self, key: int, before: int, *rows: tuple[str, str | None, str | None, str | None]) -> None:
        for position, (kind, code, old, new) in enumerate(rows):
            self.insert(
                "revision_changes", report=key, previous_revision=before, position=position, kind=kind, code=code,
                old=old, new=new,
            )  # fmt: skip

    def stated(self, key: int, received: int, again: str) -> None:
        about = {"report": key, "complete": 0, "unit": "件", "approx": 0, "section": 1, "paragraph": 1}
        said = {"code": "nar_req_received", "sentence": f"本年收到申请{received}件，涉及财政资金。", **about}
        total = {"role": "total", "value": received, "scaled": received, "text": f"{received}件"}
        part = {"role": "part", "value": 1, "scaled": 1, "text": "1件", "note": "part", "label": "网上", "whole": 0}
        self.insert("narrative", position=0, **said, **total)
        self.insert("narrative", position=1, **{**said, "sentence": None, "sentence_at": 0}, **part)
        if again:
            self.insert(
                "narrative", position=2, **{**said, "sentence": again},
                **{**total, "value": 39, "scaled": 39, "text": "39件"},
            )  # fmt: skip

    def tables(self, key: int, form: str, doc: Doc, rows: dict[str, list[int | None]]) -> None:
        codes = [row.code for row in form_layout() if row.form == form and row.form_table == "t2"]
        self.insert("disclosure", report=key, **{code: 3 for code in codes if code != "normdoc_made"})
        edges: dict[str, object] = {"row_edges": "[]", "column_edges": "[]"}
        if doc.format == "pdf":
            edges = {"row_edges": json.dumps(PDF_ROWS), "column_edges": json.dumps(PDF_COLUMNS)}
            self.originals["pages"].insert(
                {"document": doc.digest, "page": 1, "width": A4[0], "height": A4[1], "turned": 0.0}
            )
        columns = {code: place + 1 for place, code in enumerate(APPLICANTS)}
        page = 1 if doc.format == "pdf" else None
        cells = {code: [place + 1, 1] for place, code in enumerate(codes)}
        four = {f"{route}_{result}": [row, column] for row, route in enumerate(("rev", "litd", "lita"))
                for column, result in enumerate(("upheld", "corrected", "other", "pending", "total"))}  # fmt: skip
        bare = {"row_edges": "[]", "column_edges": "[]"}
        self.piece(key, "t2", {}, cells, **bare, table_index=0)
        self.piece(key, "t3", columns, {}, **edges, table_index=1, page=page)
        self.piece(key, "t4", {}, four, **bare, table_index=2)
        for row, (outcome, values) in enumerate(rows.items()):
            self.insert(
                "requests", report=key, outcome=outcome, piece=0, row=row,
                **dict(zip(APPLICANTS, values, strict=True)),
            )  # fmt: skip
        for route in ("rev", "litd", "lita"):
            self.insert("disputes", report=key, route=route, upheld=1, corrected=0, other=0, pending=1, total=2)
        self.grid(doc, 1, [[f"行{row}", *("" if v is None else str(v) for v in values)]
                           for row, values in enumerate(rows.values())])  # fmt: skip

    def piece(self, key: int, form_table: str, columns: object, cells: object, **row: object) -> None:
        layout = (json.dumps(columns), json.dumps(cells))
        shared = int(hashlib.sha256(repr(layout).encode()).hexdigest()[:13], 16)
        self.archive.execute("INSERT OR IGNORE INTO printed_layouts VALUES (?, ?, ?)", (shared, *layout))
        self.insert("printed_tables", report=key, form_table=form_table, piece=0, layout=shared, **row)

    def grid(self, doc: Doc, index: int, rows: list[list[str]]) -> None:
        cells = [[r, c, 1, 1, words] for r, row in enumerate(rows) for c, words in enumerate(row)]
        grid = {"rows": len(rows), "columns": max(map(len, rows)), "cells": cells}
        packed = zlib.compress(json.dumps(grid).encode())
        self.originals["printed_grids"].insert(
            {"document": doc.digest, "table_index": index, "page": 1 if doc.format == "pdf" else None, "grid": packed},
            replace=True,
        )

    def finish(self) -> Site:
        key_figures.make(self.archive.conn)
        coverage.make(self.archive.conn)
        for db in (self.archive, self.search, self.originals):
            db.conn.commit()
            db.close()
        self.data.current.symlink_to(self.folder.relative_to(self.data.root))
        return Site(
            data=self.data,
            build=self.folder.name,
            archive=self.folder / "archive.db",
            search=self.folder / "search.db",
            originals=self.folder / "originals.db",
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Archive:
    """What the tests need to know of the archive made."""

    site: Site
    pdf: Doc
    hostile: Doc
    withheld: Doc
    captures: dict[str, str]  # document digest → capture
    superseded: int


def make(root: Path) -> Archive:
    """Fill a data directory below root and return it as a site."""
    maker = Maker(root)
    maker.codebook()
    maker.places()
    docs = {year: Doc(f"<html>报告{year}".encode(), "html", f"https://example.gov.cn/{year}.html", "text/html")
            for year in range(2019, 2024)}  # fmt: skip
    kept_pdf = Doc(pdf(), "pdf", "https://example.gov.cn/2024.pdf", "application/pdf")
    revised = Doc("<html>旧版".encode(), "html", "https://example.gov.cn/old.html", "text/html")
    hostile = Doc(HOSTILE_HTML, "html", "https://example.gov.cn/hostile.html", "text/html")
    hidden = Doc("<html>不予展示".encode(), "html", "https://example.gov.cn/hidden.html", "text/html")
    with WarcWriter(maker.data, crawl="c1") as writer:
        for doc in (*docs.values(), kept_pdf, revised, hostile):
            maker.keep(writer, doc, "2026-01-01T00:00:00Z")
        maker.keep(writer, hidden, "2026-01-01T00:00:00Z", withheld="含个人信息")
    superseded = _county(maker, docs, kept_pdf, revised)
    _office(maker, hostile, hidden)
    _failures(maker)
    captures = {digest: capture.id for digest, capture in maker.captures.items()}
    return Archive(
        site=maker.finish(), pdf=kept_pdf, hostile=hostile, withheld=hidden, captures=captures, superseded=superseded
    )


def _county(maker: Maker, docs: dict[int, Doc], kept_pdf: Doc, revised: Doc) -> int:
    """Reports of 2019 to 2024 without 2022; 2020 trips a check, 2023 has a doubt, a blank and a hole."""
    previous = None
    keys = {}
    for year, new in ((2019, 31), (2020, 40), (2021, 47), (2023, 1052), (2024, 60)):
        keys[year] = previous = maker.report(
            COUNTY_ID, year, "whole_area", kept_pdf if year == 2024 else docs[year],
            form="F2019" if year < 2021 else "F2021", title=f"{COUNTY}{year}年政府信息公开工作年度报告", new=new,
            carried_in=0 if year == 2019 else 2, previous=previous if year != 2023 else None,
        )  # fmt: skip
    old = maker.report(
        COUNTY_ID, 2024, "whole_area", revised, form="F2021", title="旧版报告", new=59, current=0, carried_in=2
    )
    maker.archive["reports"].update(old, {"superseded_by": keys[2024]})
    maker.archive["reports"].update(keys[2019], {"missing_since": "2026-02-03T00:00:00Z"})
    maker.changes(keys[2024], old, ("figure", "req_new.total", "59", "60"), ("sentence", None, None, "新增一句。"))
    maker.insert(
        "findings", report=keys[2020], check_id="t3_balance", severity="hard", found=42, expected=41,
        second_reading="agrees",
        where_codes="req_new.total req_carried_in.total res_total.total req_carried_out.total", stated_at="",
    )  # fmt: skip
    maker.insert(
        "findings", report=keys[TWICE], check_id="nar_received", severity="soft", found=39, expected=40, stated_at="2",
        where_codes="nar_req_received req_new.total req_carried_in.total res_total.total",
    )  # fmt: skip
    maker.insert(
        "findings",
        stated_at="",
        report=keys[2023],
        check_id="xy_gap",
        severity="heuristic",
        where_codes="",
        found=2021,
        expected=2022,
    )
    key = keys[2023]
    maker.insert("cell_notes", report=key, code="req_new.business", flags="misaligned", approx=0, printed=1)
    maker.insert("cell_notes", report=key, code="normdoc_in_force", text="3（其中修订1件）", note="其中修订1件",
                 approx=0, printed=1)  # fmt: skip
    maker.insert("cell_notes", report=key, code="res_partial.legal", printed=0, approx=0)
    maker.insert("cell_notes", report=key, code="req_carried_in.total", confidence=0.934, approx=0, printed=1)
    maker.insert("unknown_cells", report=key, form_table="t3", table_index=1, row=9, column=9, label="req_new 历年累计",
                 text="63059")  # fmt: skip
    maker.archive.execute("UPDATE requests SET welfare = NULL WHERE report = ? AND outcome = 'res_partial'", (key,))
    maker.insert("cell_notes", report=key, code="res_partial.welfare", text="/", approx=0, printed=1)
    return old


def _office(maker: Maker, hostile: Doc, hidden: Doc) -> None:
    """A hostile report with markup wherever a page shows text of others, and a withheld one."""
    key = maker.report(
        OFFICE_ID, 2023, "own_office", hostile, form="F2021", title=HOSTILE_TITLE, new=20, url=HOSTILE_URL
    )
    maker.grid(hostile, 1, [[HOSTILE_CELL, "1"], ["普通", "2"]])
    maker.insert("cell_notes", report=key, code="req_new.natural", text=HOSTILE_CELL, note=HOSTILE_CELL, approx=0,
                 printed=1)  # fmt: skip
    maker.insert("unknown_cells", report=key, form_table="t3", table_index=1, row=0, column=0, label=HOSTILE_CELL,
                 text=HOSTILE_CELL)  # fmt: skip
    maker.insert("problems", problem=1, document=hostile.digest, report=key, kind="row_unknown", detail=HOSTILE_CELL)
    maker.insert("sections", report=key, position=1, number=2, heading=HOSTILE_TITLE, text=HOSTILE_CELL)
    secret = maker.report(OFFICE_ID, 2022, "own_office", hidden, form="F2021", title="秘密标题", new=777)
    maker.changes(key, secret, ("sentence", None, "秘密旧句。", HOSTILE_CELL))


def _failures(maker: Maker) -> None:
    maker.insert(
        "captures", capture="00000000-0000-4000-8000-000000000001", url="https://blocked.gov.cn/", outcome="blocked",
        time="2026-01-02T00:00:00Z", status=412, reason="a challenge page answered; import files saved by a person",
        site="xx-blocked",
    )  # fmt: skip
    maker.insert("sites", site="xx-blocked", body=COUNTY, region=REGION, captures=1, reports=0, state="blocked",
                 expected_reports=6, expected_since=2019,
                 last_failure="a challenge page", last_failure_time="2026-01-02T00:00:00Z")  # fmt: skip
    maker.insert("problems", problem=2, kind="no_report", detail="the document is a notice, not a report")
    maker.insert("crawls", crawl="c1", started="2026-01-01T00:00:00Z", ended="2026-01-01T01:00:00Z", requests=10,
                 kept=9, unchanged=0, blocked=1, failed=0, refused=0)  # fmt: skip

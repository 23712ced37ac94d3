"""Small archives for the tests of the checks: two reports of one body, all cells 0, with the changes of a case."""

import sqlite3
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

import sqlite_utils

from archive import schema
from archive.form_columns import APPLICANTS
from pipelines.checks import FindingRow, form_expected, run_checks, units
from pipelines.document import Document, Paragraph
from pipelines.forms import load_forms, statistics_forms
from pipelines.narrative import read_narrative
from pipelines.narrative.rows import narrative_rows
from pipelines.report import About, Figure, Place, Printed, Report, Section, Sourced
from pipelines.wide import wide_rows

NOW, BEFORE = 2, 1
Case = Mapping[str, Any]
SENTENCES = "第{i}类信息公开工作按要求推进并{tail}。"


def report_of(case: Case, which: str) -> Report:
    """Return a report with every cell of its form printed as 0, changed as the case says."""
    now = which == "now"
    name = case.get("form", "F2021") if now else case.get("form_before", case.get("form", "F2021"))
    if name in statistics_forms():
        return _return_of(case, which, name)
    form = load_forms()[name]
    rows = list(form.request_codes())
    if now and case.get("variant") == "single_other":
        rows = [row for row in rows if not row.startswith("res_other_")]
        rows.insert(rows.index("res_total"), "res_other")
    rows = [row for row in rows if not (now and row in case.get("rows_absent", ()))]
    values: dict[str, object] = dict.fromkeys(form.disclosure_codes(), 0)
    values |= dict.fromkeys((f"{row}.{column}" for row in rows for column in APPLICANTS), 0)
    values |= dict.fromkeys(form.disputes.codes(), 0)
    values |= case.get(which, {})
    if now:
        values = {code: _blanked(case, code, value) for code, value in values.items()}
    kept = {code: value for code, value in values.items() if value != "absent"}
    return _report(case, now, form.id, rows, kept)


def _return_of(case: Case, which: str, form: str) -> Report:
    """Return a report with every row of a statistics return printed as 0, changed as the case says."""
    values = dict.fromkeys(statistics_forms()[form].codes(), 0) | case.get(which, {})
    kept = {code: value for code, value in values.items() if value != "absent"}
    places = {code: (row, 2) for row, code in enumerate(kept)}
    bare = _report(case, which == "now", form, [], {})
    figures = [replace(_figure(code, value, {}, {}, case), place=_spot(places[code])) for code, value in kept.items()]
    printed = Printed(form_table="t14", piece=0, table=3, page=None, row_edges=(), column_edges=(), cells=places)
    return replace(bare, figures=tuple(figures), printed=(printed,))


def _spot(place: tuple[int, int]) -> Place:
    return Place(table=3, row=place[0], column=place[1])


def _blanked(case: Case, code: str, value: object) -> object:
    if table_of(code) in case.get("tables_absent", ()):
        return "absent"
    return "" if table_of(code) == case.get("blank") else value


def table_of(code: str) -> str:
    """Return the form table of a code."""
    if "." in code:
        return "t3"
    return "t4" if code.partition("_")[0] in {"rev", "litd", "lita"} else "t2"


def _report(case: Case, now: bool, form: str, rows: list[str], values: Mapping[str, object]) -> Report:
    lines = {row: index + 3 for index, row in enumerate(rows)}
    columns = {name: index + 3 for index, name in enumerate(APPLICANTS)}
    year = case.get("year", 2023)
    published = case.get("published") if now else None
    said = _said(case.get("say", {})) if now else ()
    nothing = Sourced(value=None)
    return Report(
        digest="0" * 64,
        part=0,
        is_report=True,
        form=form,
        form_variant=case.get("variant") if now else None,
        about=About(
            title=Sourced(value=case.get("title") if now else None),
            body=nothing,
            year=Sourced(value=year if now else case.get("year_before", year - 1)),
            published=Sourced(value=published),
            period_from=nothing,
            period_to=Sourced(value=case.get("period_to") if now else None),
            scope=Sourced(value="unknown"),
        ),
        figures=tuple(_figure(code, value, lines, columns, case) for code, value in values.items()),
        printed=tuple(_printed(values, lines, columns)),
        sections=(*_sections(case.get("text" if now else "text_before", ())), *said),
        narrative=read_narrative(_document(said), said, year, "甲市人民政府"),
    )


def _figure(code: str, value: object, lines: Mapping[str, int], columns: Mapping[str, int], case: Case) -> Figure:
    row, _, column = code.partition(".")
    place = Place(table=3, row=lines[row], column=columns[column]) if row in lines else None
    number = value if isinstance(value, int | float) else None
    unit = case.get("units", {}).get(code, units()[row])
    return Figure(code=code, value=number, text=str(value), unit=unit, place=place)


def _printed(values: Mapping[str, object], lines: dict[str, int], columns: dict[str, int]) -> Iterator[Printed]:
    for name in ("t2", "t3", "t4"):
        if any(table_of(code) == name for code in values):
            rows, heads = (lines, columns) if name == "t3" else ({}, {})
            yield Printed(
                form_table=name,
                piece=0,
                table=3,
                page=None,
                row_edges=(),
                column_edges=(),
                rows=rows,
                columns=heads,
            )


def _said(texts: Mapping[str, str]) -> tuple[Section, ...]:
    return tuple(Section(number=int(number), heading="", text=text) for number, text in texts.items())


def _document(said: tuple[Section, ...]) -> Document:
    return Document(format="text", digest="0" * 64, blocks=tuple(Paragraph(text=section.text) for section in said))


def _sections(texts: Any) -> Iterator[Section]:
    for number, kind, count in texts:
        tail = "取得成效" if kind == "SENTENCES" else "仍有不足之处"
        # the counter is spelt in Chinese, because digits are no difference between two texts
        sentences = [
            SENTENCES.format(i="甲乙丙丁戊己庚辛壬癸"[i % 10] * (1 + i // 10), tail=tail) for i in range(count)
        ]
        yield Section(number=number, heading="", text="".join(sentences))


def archive_of(case: Case) -> sqlite3.Connection:
    """Return an archive with the case's report (2) and that of the year before (1)."""
    db = sqlite3.connect(":memory:")
    schema.create(sqlite_utils.Database(db))
    body = {"level": "unknown", "kind": "other", **case.get("body", {})}
    db.execute("INSERT INTO bodies (body, level, kind) VALUES ('b', :level, :kind)", body)
    add_report(db, BEFORE, report_of(case, "before"), None)
    add_report(db, NOW, report_of(case, "now"), BEFORE)
    db.execute("UPDATE reports SET scope = ?", (case.get("scope", "unknown"),))
    for number, member in enumerate(_members(case), start=NOW + 1):
        add_member(db, number, case.get("year", 2023), **member)
    return db


def _members(case: Case) -> Iterator[dict[str, Any]]:
    for entry in case.get("members", ()):
        for _ in range(entry.get("count", 1)):
            yield {key: value for key, value in entry.items() if key != "count"}


def add_member(
    db: sqlite3.Connection, number: int, year: int, *, kind: str, scope: str = "unknown", **facts: Any
) -> None:
    """Put a body whose parent is `b` into the archive; `now` are totals of its report, `flags` a doubt about them."""
    body = facts.get("body", f"m{number}")
    db.execute("INSERT OR IGNORE INTO bodies (body, kind, parent) VALUES (?, ?, 'b')", (body, kind))
    db.execute(
        "INSERT INTO reports (report, body, year, scope, current, form) VALUES (?, ?, ?, ?, 1, 'F2021')",
        (number, body, year + facts.get("years", 0), scope),
    )
    for code, value in facts.get("now", {}).items():
        row, _, column = code.partition(".")
        if column:
            db.execute("INSERT INTO requests (report, outcome, total) VALUES (?, ?, ?)", (number, row, value))
        else:
            route = code.removesuffix("_total")
            db.execute("INSERT INTO disputes (report, route, total) VALUES (?, ?, ?)", (number, route, value))
        if facts.get("flags"):
            db.execute("INSERT INTO cell_notes (report, code, flags) VALUES (?, ?, ?)", (number, code, facts["flags"]))


def add_report(
    db: sqlite3.Connection, number: int, report: Report, previous: int | None, *, body: str = "b", current: int = 1
) -> None:
    """Put a report into the tables that the checks read."""
    year = report.about.year.value
    assert isinstance(year, int)
    db.execute(
        "INSERT INTO reports (report, body, year, scope, current, previous_report, form, form_variant, form_expected,"
        " published, title, period_to) VALUES (?, ?, ?, 'unknown', ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            number,
            body,
            year,
            current,
            previous,
            report.form,
            report.form_variant,
            form_expected(year),
            report.about.published.value,
            report.about.title.value,
            report.about.period_to.value,
        ),
    )
    for table, rows in wide_rows(report, number, units()).by_table():
        shared = "OR IGNORE " if table == "printed_layouts" else ""
        for row in rows:
            marks = ", ".join("?" * len(row))
            db.execute(f"INSERT {shared}INTO {table} VALUES ({marks})", row)  # noqa: S608 - our tables
    for stated in narrative_rows(report.narrative, number):
        db.execute(f"INSERT INTO narrative VALUES ({', '.join('?' * len(stated))})", stated)  # noqa: S608 - our table
    for index, section in enumerate(report.sections):
        row = (number, index, section.number, section.heading, section.text)
        db.execute("INSERT INTO sections (report, position, number, heading, text) VALUES (?, ?, ?, ?, ?)", row)


def findings_of(case: Case, check: str) -> list[FindingRow]:
    """Return the findings of one check for the case's report."""
    return [row for row in run_checks(archive_of(case)) if row.check_id == check and row.report == NOW]

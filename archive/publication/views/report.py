"""One report: its tables as the form prints them, its findings, problems, sources and text."""

import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass

from archive.form_columns import APPLICANTS, RESULTS, ROUTES
from archive.masking import mask
from archive.publication.answers import Answer, Ask, Html, Missing
from archive.publication.citing import citation
from archive.publication.codebook import Codebook, column_label
from archive.publication.comparing import sections_of, shares_of
from archive.publication.failing import marks
from archive.publication.operator import contact, contact_link
from archive.publication.proof import Proof, Reading, correction_line, proof_of, reading_of
from archive.publication.reports import Report, by_number, find
from archive.publication.stated import Statement, marked, statements
from archive.publication.views.compare import address
from archive.publication.wording import LEAST, Share

PATH = r"/report/(?P<body>[0-9]{6}-[0-9a-f]{8})/(?P<year>[0-9]{4})(?:/(?P<scope>[a-z_]+))?/?"


def view(ask: Ask) -> Answer:
    """Return the page; a withheld report gives its heading and the reason only."""
    report, others = find(ask, ask.value("body"), int(ask.value("year")), ask.values.get("scope"))
    title = f"{report.body_name} {report.year}"
    context = {"report": report, "others": [other for other in others if other.report != report.report]}
    if report.withheld:
        return Html(
            template="withheld.html", title=title, demonstration=bool(report.demonstration), context=context, status=410
        )
    reading = reading_of(ask, report)
    codebook, cells, said, findings = reading.codebook, reading.cells, reading.said, reading.findings
    opened = _opened(ask, reading)
    outcomes = {code.partition(".")[0] for code in cells if "." in code}
    context |= {
        "cells": cells,
        "printed": {cell.form_table for cell in cells.values()},
        "blocks2": codebook.table2(report.form),
        "blocks3": codebook.table3(report.form, outcomes),
        "lines14": codebook.statistics(report.form, {c.code for c in cells.values() if c.form_table == "t14"}),
        "applicants": [(code, _names("requests", code)) for code in APPLICANTS],
        "routes": [(route, [f"{route}_{result}" for result in RESULTS]) for route in ROUTES],
        "results": [(code, _names("disputes", code)) for code in RESULTS],
        "findings": findings,
        "marks": marks(findings, cells),
        "label": lambda code: codebook.label(code, ask.language),
        "opened": opened,
        "line": correction_line(ask, report, opened.cell) if opened else None,
        "contact": (contact(), contact_link(contact() or "")),
        "mask": mask,
        "compared": address,
        "least": LEAST,
        "citation": citation(ask, report),
        "revisions": _revisions(ask.db, report, others),
        "corrected": [cell for cell in cells.values() if cell.correction],
        "repeated": _repeated(ask.db, report),
        **_beside(ask, report, codebook, said),
    }
    return Html(template="report.html", title=title, demonstration=bool(report.demonstration), context=context)


def _opened(ask: Ask, reading: Reading) -> Proof | None:
    """Return the proof of the figure that the address opens beside its table (`?figure=<code>`, `&at=` of the text)."""
    code = ask.query.get("figure")
    if not code:
        return None
    proof = proof_of(ask, reading, code, ask.number("at"))
    if proof is None:
        raise Missing("missing.figure", code=code[:80])
    return proof


def _names(table: str, code: str) -> tuple[str, str]:
    return column_label(table, code, "zh"), column_label(table, code, "en")


def _beside(ask: Ask, report: Report, codebook: Codebook, said: Mapping[int, Statement]) -> dict[str, object]:
    """Return what stands beside the tables: problems, unknown cells, sources, sections."""
    db, key = ask.db, (report.report,)
    sections = db.execute("SELECT * FROM sections WHERE report = ? ORDER BY position", key).fetchall()
    # masked in the build already; once more, because a number that slips through cannot be taken back
    texts = marked([mask(row["text"] or "") for row in sections], said.values())
    return {
        "problems": db.execute(
            "SELECT kind, detail, where_codes FROM problems WHERE report = ?"
            " OR (report IS NULL AND document = ?) ORDER BY problem",
            (report.report, report.document),
        ).fetchall(),
        "changes": _changes(db, report),
        "unknown": _unknown(ask, report, codebook),
        "sources": _sources(db, report),
        "said": statements(said),
        "figure_of": {one.anchor: one for one in reversed(list(said.values())) if one.code},
        "sections": list(zip([row["heading"] for row in sections], texts, strict=True)),
    }


@dataclass(frozen=True, slots=True, kw_only=True)
class Revision:
    """A revision of a report, with how many differences from the one before are listed."""

    report: Report
    differences: int


def _revisions(db: sqlite3.Connection, report: Report, of_year: list[Report]) -> list[Revision]:
    """Return the revisions of a report, the latest first; nothing where there is one only."""
    same = sorted(
        (one for one in of_year if one.scope == report.scope),
        key=lambda one: (one.current, one.first_captured or ""),
        reverse=True,
    )
    count = "SELECT count(*) FROM revision_changes WHERE report = ?"
    return [
        Revision(report=one, differences=db.execute(count, (one.report,)).fetchone()[0])
        for one in same
        if len(same) > 1
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class Repeated:
    """The report of the year before, and how many sentences both have: of this one's, of that one's."""

    previous: Report
    shares: tuple[Share, Share]


def _repeated(db: sqlite3.Connection, report: Report) -> Repeated | None:
    """Return how much of the text stands in the report of the year before, unless that has none or is withheld."""
    previous = by_number(db, report.previous_report) if report.previous_report else None
    if previous is None or previous.withheld:
        return None
    own, before = sections_of(db, report.report), sections_of(db, previous.report)
    return Repeated(previous=previous, shares=shares_of(own, before)) if own and before else None


def _unknown(ask: Ask, report: Report, codebook: Codebook) -> list[dict[str, object]]:
    """Return the cells that the form does not know; where a label begins with a row's code, in that row's words."""
    rows = [dict(row) for row in ask.db.execute("SELECT * FROM unknown_cells WHERE report = ?", (report.report,))]
    for row in rows:
        code, space, rest = (row["label"] or "").partition(" ")
        row["label"] = f"{codebook.label(code, 'zh')}{space}{rest}" if code in codebook.indicators else row["label"]
    return rows


def _changes(db: sqlite3.Connection, report: Report) -> list[sqlite3.Row]:
    """Return how this revision differs from the one before, unless that one is withheld."""
    return db.execute(
        "SELECT c.kind, c.code, c.old, c.new FROM revision_changes c JOIN reports r ON r.report = c.previous_revision"
        " LEFT JOIN documents d ON d.document = r.document"
        " WHERE c.report = ? AND coalesce(d.withheld, '') = '' ORDER BY c.position",
        (report.report,),
    ).fetchall()


def _sources(db: sqlite3.Connection, report: Report) -> list[sqlite3.Row]:
    return db.execute(
        "SELECT s.role, s.capture, s.document, c.url, c.time, c.status, c.warc, c.warc_offset, d.format, d.pages"
        " FROM report_sources s"
        " JOIN captures c USING (capture) LEFT JOIN documents d ON d.document = s.document"
        " WHERE s.report = ? AND coalesce(d.withheld, '') = '' ORDER BY c.time DESC",
        (report.report,),
    ).fetchall()

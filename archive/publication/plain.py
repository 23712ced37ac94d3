"""Bodies, reports and figures as JSON, in a shape that stays: names only ever come in addition.

A number is as printed; null is a printed blank. Words of the documents are masked like those on the pages. Addresses
begin with `/`, or with the archive's own address where that is known.
"""

import json
import sqlite3
from collections.abc import Callable, Mapping
from dataclasses import asdict
from typing import Any

from archive.masking import mask
from archive.publication.answers import Ask, Missing, Raw
from archive.publication.cells import Cell
from archive.publication.codebook import Codebook
from archive.publication.findings import Finding
from archive.publication.proof import Reading
from archive.publication.reports import Report
from archive.rights import OUR_LICENCE
from archive.texts import LANGUAGES, text

Object = dict[str, Any]
JSON = "application/json; charset=utf-8"
_REPORT = (
    "report", "body", "body_name", "year", "scope", "current", "superseded_by", "previous_report", "title", "form",
    "form_variant", "form_expected", "published", "period_from", "period_to", "document", "first_captured",
    "last_captured", "url", "gone", "missing_since",
)  # fmt: skip


def answered(ask: Ask, work: Callable[[Ask], Object]) -> Raw:
    """Return what `work` gives as JSON, or what is missing, with its status and words in both languages."""
    try:
        found, status = {"build": ask.site.build, "licence": OUR_LICENCE, **work(ask)}, 200
    except Missing as missing:
        words = {language: text(f"pages.{missing.key}", language, **missing.values) for language in LANGUAGES}
        found, status = (
            {"error": missing.key.rpartition(".")[2], "status": missing.status, "words": words},
            missing.status,
        )
    body = json.dumps(found, ensure_ascii=False, separators=(",", ":"), default=str).encode()
    return Raw(body=body, content_type=JSON, status=status, max_age=60 if status == 200 else 0)


def report_object(ask: Ask, report: Report) -> Object:
    """Return the facts of a report."""
    facts = {name: getattr(report, name) for name in _REPORT}
    facts["title"] = mask(report.title) if report.title else None
    facts["demonstration"] = bool(report.demonstration)
    facts["withheld"] = report.withheld or None
    if report.withheld:
        facts |= dict.fromkeys(("title", "document", "url"))
    query = f"?report={report.report}" if not report.current else ""
    return {**facts, "page": f"{ask.origin}{report.path}{query}", "json": f"{ask.origin}{report.path}.json{query}"}


def figure_object(ask: Ask, report: Report, codebook: Codebook, cell: Cell) -> Object:
    """Return one figure with its labels, raw text, doubts and place."""
    path = f"/figure/{report.body}/{report.year}/{cell.code}"
    chosen = f"?scope={report.scope}&report={report.report}"
    if cell.position is not None:
        chosen += f"&at={cell.position}"
    place = asdict(cell.place) if cell.place else None
    return {
        "code": cell.code,
        "zh": codebook.label(cell.code, "zh"),
        "en": codebook.label(cell.code, "en"),
        "table": cell.form_table,
        "value": cell.value,
        "unit": cell.unit,
        "text": mask(cell.text or ""),
        "approx": cell.approx,
        "note": mask(cell.note) if cell.note else None,
        "flags": list(cell.flags),
        "read_value": cell.read_value,
        "correction": cell.correction,
        "confidence": cell.confidence,
        "position": cell.position,
        "sentence": mask(cell.sentence) if cell.sentence else None,
        "place": place or ({"page": cell.page} if cell.page else None),
        "page": f"{ask.origin}{path}{chosen}",
        "json": f"{ask.origin}{path}.json{chosen}",
    }


def finding_object(finding: Finding) -> Object:
    """Return one finding; `words` are in the language of the address."""
    return {
        "check": finding.check_id,
        "severity": finding.severity,
        "words": finding.words,
        "found": finding.found,
        "expected": finding.expected,
        "codes": list(finding.codes),
        "second_reading": finding.second_reading,
    }


def reading_object(ask: Ask, reading: Reading) -> Object:
    """Return a report with all that was read of it."""
    report, key = reading.report, (reading.report.report,)
    sections = "SELECT number, heading, text, page FROM sections WHERE report = ? ORDER BY position"
    problems = "SELECT kind, detail, where_codes FROM problems WHERE report = ? ORDER BY problem"
    sources = """SELECT s.role, s.capture, s.document, c.url, c.time, c.status FROM report_sources AS s
      JOIN captures AS c USING (capture) LEFT JOIN documents AS d ON d.document = s.document
      WHERE s.report = ? AND coalesce(d.withheld, '') = '' ORDER BY c.time DESC, s.capture"""
    return {
        "report": report_object(ask, report),
        "figures": [figure_object(ask, report, reading.codebook, cell) for cell in reading.cells.values()],
        "findings": [finding_object(one) for one in reading.findings],
        "problems": _masked(ask.db.execute(problems, key).fetchall(), "detail"),
        "sources": _masked(ask.db.execute(sources, key).fetchall()),
        "sections": _masked(ask.db.execute(sections, key).fetchall(), "heading", "text"),
    }


def body_object(ask: Ask, body: sqlite3.Row, reports: list[Report]) -> Object:
    """Return a body with its names and reports, the latest first."""
    names = "SELECT alias, valid_from, valid_to FROM body_names WHERE body = ? ORDER BY valid_from, alias"
    facts: Mapping[str, Any] = dict(body)
    known = ("body", "name", "region", "level", "kind", "parent")
    return {
        "body": {name: facts[name] for name in known} | {"demonstration": bool(facts["demonstration"])},
        "names": _masked(ask.db.execute(names, (body["body"],)).fetchall()),
        "reports": [report_object(ask, report) for report in reports],
        "page": f"{ask.origin}/body/{body['body']}",
    }


def _masked(rows: list[sqlite3.Row], *columns: str) -> list[Object]:
    found = [dict(row) for row in rows]
    for row in found:
        for column in columns:
            row[column] = mask(row[column]) if row[column] else row[column]
    return found

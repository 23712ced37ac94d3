"""The tables that follow from others: captures, sites, crawls, documents, names, codebook, checks."""

import re
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import astuple
from typing import NamedTuple

from archive import schema
from archive.bodies import aliases, former_names
from archive.links import links
from archive.masking import mask
from archive.pinyin import keys_of
from archive.records import Capture, Role
from archive.regions import region_rows
from pipelines.build.inputs import Inputs
from pipelines.build.rows import problem_row
from pipelines.build.staging import Staging
from pipelines.checks import check_rows
from pipelines.document import Problem
from pipelines.forms.crosswalk import crosswalk
from pipelines.forms.indicators import indicators
from pipelines.forms.layout import form_layout
from pipelines.versions import reader_version

_SITES = """
INSERT INTO sites
SELECT c.site, count(*),
  (SELECT count(DISTINCT s.report) FROM report_sources AS s JOIN captures AS k ON k.capture = s.capture
   WHERE k.site = c.site),
  max(c.time),
  (SELECT f.reason FROM captures AS f WHERE f.site = c.site AND f.outcome IN ('blocked', 'empty', 'failed')
   ORDER BY f.time DESC, f.capture DESC LIMIT 1),
  max(CASE WHEN c.outcome IN ('blocked', 'empty', 'failed') THEN c.time END), NULL, NULL,
  (SELECT l.outcome FROM captures AS l WHERE l.site = c.site AND l.role = 'list'
   ORDER BY l.time DESC, l.capture DESC LIMIT 1), NULL, NULL,
  (SELECT min(r.year) FROM report_sources AS s JOIN captures AS k ON k.capture = s.capture
   JOIN reports AS r ON r.report = s.report WHERE k.site = c.site)
FROM captures AS c WHERE c.site IS NOT NULL GROUP BY c.site
"""
_CRAWLS = """
INSERT INTO crawls
SELECT crawl, min(time), max(time), count(*), sum(outcome = 'kept'), sum(outcome = 'unchanged'),
  sum(outcome = 'blocked'), sum(outcome = 'failed'), sum(outcome = 'refused')
FROM captures GROUP BY crawl
"""
_PREVIOUS = """
UPDATE reports SET previous_report = (
  SELECT p.report FROM reports AS p
  WHERE p.body = reports.body AND p.scope = reports.scope AND p.year = reports.year - 1 AND p.current = 1)
WHERE body = ?
"""
# A response came, but its content encoding could not be undone, so no document was received.
_LOST_BODIES = """
SELECT capture, url FROM captures
WHERE digest IS NULL AND outcome = 'kept' AND status BETWEEN 200 AND 299
  AND role IN ('detail', 'attachment', 'iframe', 'file')
"""
_OWN_NAMES = "INSERT OR IGNORE INTO body_names SELECT name, region, body, 0, NULL, NULL FROM bodies"
_PRINTED_NAMES = """
INSERT OR IGNORE INTO body_names SELECT DISTINCT r.body_printed, b.region, b.body, 0, NULL, NULL
FROM reports AS r JOIN bodies AS b ON b.body = r.body
WHERE r.body_printed IS NOT NULL ORDER BY r.body_printed, b.region, b.body
"""


_EXPECTED = re.compile(r"([0-9]{1,9})?(?: ?since ([0-9]{4}))?")


class Sites(NamedTuple):
    """What the latest captures tell of the sites, each after its time and id."""

    bodies: dict[str, tuple[str, str, str, str]]  # body and region
    expected: dict[str, tuple[str, str, str]]  # what the entry expects, by the pages of its lists


class CaptureRows:
    """Keeps the table `captures` equal to the captures held; use it as they stream by."""

    def __init__(self, db: sqlite3.Connection, withheld: Mapping[str, str]) -> None:
        self.db = db
        self.withheld = withheld
        names = [column.name for column in schema.tables()["captures"].columns]
        changed = ", ".join(f"{name} = excluded.{name}" for name in names[1:])
        old = ", ".join(f"captures.{name}" for name in names[1:])
        new = ", ".join(f"excluded.{name}" for name in names[1:])
        self._sql = f"""INSERT INTO captures VALUES ({", ".join("?" * len(names))})
            ON CONFLICT (capture) DO UPDATE SET {changed} WHERE ({old}) IS NOT ({new})"""  # noqa: S608 (names of ours)
        self.count = 0
        self.sites = Sites({}, {})
        db.execute("CREATE TEMP TABLE held (capture TEXT PRIMARY KEY) WITHOUT ROWID")

    def add(self, capture: Capture) -> None:
        """Enter one capture; what a page's list says of a withheld document is withheld with it."""
        hidden = capture.digest in self.withheld
        context = capture.context
        row = (
            capture.id, capture.url, capture.time, capture.status, str(context.outcome), context.reason,
            capture.content_type, capture.digest, capture.length, context.site, str(context.role), context.crawl,
            context.parent, None if hidden else _masked(context.link_text),
            None if hidden else _masked(context.listed_title), context.listed_date, context.tls, capture.warc,
            capture.offset,
        )  # fmt: skip
        self.db.execute(self._sql, row)
        self.db.execute("INSERT INTO temp.held VALUES (?)", (capture.id,))
        self.count += 1
        if context.site and (context.body or context.region):
            told = (capture.time, capture.id, context.body or "", context.region or "")
            self.sites.bodies[context.site] = max(told, self.sites.bodies.get(context.site, told))
        if context.site and context.role == Role.LIST:
            wanted = (capture.time, capture.id, context.expected or "")
            self.sites.expected[context.site] = max(wanted, self.sites.expected.get(context.site, wanted))

    def close(self) -> None:
        """Remove captures that are no longer held."""
        self.db.execute("DELETE FROM captures WHERE capture NOT IN (SELECT capture FROM temp.held)")
        self.db.execute("DROP TABLE temp.held")


def _masked(text: str | None) -> str | None:
    return mask(text) if text else text


_MADE_ANEW = (
    "regions", "body_names", "body_links", "sites", "crawls", "documents", "indicators", "crosswalk", "form_layout",
    "checks",
)  # fmt: skip


def link_years(staging: Staging, bodies: Iterable[str]) -> None:
    """Fill previous_report for all reports of these bodies."""
    staging.archive.executemany(_PREVIOUS, ((body,) for body in bodies))


def fill(
    staging: Staging, inputs: Inputs, withheld: Mapping[str, str], extra: Iterable[tuple[str, Problem]], sites: Sites
) -> None:
    """Make all derived tables anew; `extra` are problems of documents found on the way."""
    db = staging.archive
    for table in _MADE_ANEW:
        db.execute(f"DELETE FROM {table}")  # noqa: S608 (table of ours)
    codes = {row[0] for row in db.execute("SELECT DISTINCT region FROM bodies")}
    codes |= {region for *_, region in sites.bodies.values() if region}
    staging.insert("regions", region_rows(sorted(codes)))
    _fill_names(staging)
    staging.insert("indicators", (astuple(item) for item in indicators()))
    staging.insert("crosswalk", (astuple(row) for row in crosswalk()))
    staging.insert("form_layout", (astuple(row) for row in form_layout()))
    staging.insert("checks", check_rows())
    staging.insert("documents", _documents(inputs, withheld))
    db.execute(_SITES)
    known = [(body or None, region or None, site) for site, (_, _, body, region) in sites.bodies.items()]
    db.executemany("UPDATE sites SET body = ?, region = ? WHERE site = ?", known)
    wanted = [(*_numbers(told), site) for site, (_, _, told) in sites.expected.items() if told]
    db.executemany("UPDATE sites SET expected_reports = ?, expected_since = ? WHERE site = ?", wanted)
    db.execute(_CRAWLS)
    db.execute("DELETE FROM problems WHERE report IS NULL")
    staging.insert("problems", _stray_problems(inputs, withheld, extra), ignore=True)
    staging.insert("problems", _lost_bodies(db), ignore=True)


def _numbers(told: str) -> tuple[int | None, int | None]:
    """Return how many reports an expectation names, and since which year."""
    found = _EXPECTED.fullmatch(told)
    reports, since = found.groups() if found else (None, None)
    return int(reports) if reports else None, int(since) if since else None


def _fill_names(staging: Staging) -> None:
    db = staging.archive
    db.execute(_OWN_NAMES)
    held = dict(db.execute("SELECT body, name FROM bodies").fetchall())
    former = [alias for body, name in held.items() for alias in former_names(body, name)]
    known = [*(alias for alias in aliases() if alias.body in held), *former]
    rows = [(a.alias, a.region, a.body, a.valid_from, a.valid_to, None) for a in known]
    staging.insert("body_names", sorted(rows, key=repr), ignore=True)
    db.execute(_PRINTED_NAMES)
    db.create_function("pinyin", 2, keys_of, deterministic=True)
    db.execute("UPDATE body_names SET pinyin = pinyin(alias, region)")
    staging.insert("body_links", links(held))


def _documents(inputs: Inputs, withheld: Mapping[str, str]) -> Iterator[tuple[object, ...]]:
    for digest, format_, size, pages, encoding in inputs.db.execute("SELECT * FROM documents"):
        yield digest, format_, size, pages, encoding, reader_version(), withheld.get(digest)


def _stray_problems(
    inputs: Inputs, withheld: Mapping[str, str], extra: Iterable[tuple[str, Problem]]
) -> Iterator[tuple[object, ...]]:
    for document, kind, detail, where in inputs.strays():
        if document not in withheld:
            yield problem_row(Problem(kind=kind, detail=detail, where=tuple(where.split())), document=document)
    for document, problem in extra:
        yield problem_row(problem, document=document)
    for document, reason in withheld.items():
        if inputs.holds(document):
            detail = f"this document is kept but not shown: {reason}"
            yield problem_row(Problem(kind="withheld", detail=detail), document=document)


def _lost_bodies(db: sqlite3.Connection) -> Iterator[tuple[object, ...]]:
    for capture, url in db.execute(_LOST_BODIES).fetchall():
        detail = f"the response of {url} arrived damaged (its compression cannot be undone); crawl the page again"
        yield problem_row(Problem(kind="unreadable", detail=detail), capture=capture)

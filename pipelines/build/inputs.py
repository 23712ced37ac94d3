"""`inputs.db` of a build: what each body's rows were made from, so that the next build knows what changed."""

import json
import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Self

from archive.bodies import Body
from archive.records import CARRIED
from pipelines.build import articles
from pipelines.build.pictures import address_of, picture_sets
from pipelines.build.stored import row_of, state_of
from pipelines.build.units import Recapture, State, Url, recaptures
from pipelines.document import Problem

_SCHEMA = """
CREATE TABLE IF NOT EXISTS meta (key TEXT PRIMARY KEY, value TEXT) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS urls (url TEXT PRIMARY KEY, signature TEXT, gone INTEGER, missing TEXT) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS states (
  url TEXT, position INTEGER, digest TEXT, unit TEXT, context TEXT, seen TEXT, bytes_of TEXT, pictures TEXT,
  part INTEGER, PRIMARY KEY (url, position)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS states_unit ON states (unit);
CREATE INDEX IF NOT EXISTS states_digest ON states (digest);
CREATE TABLE IF NOT EXISTS links (page TEXT, url TEXT, PRIMARY KEY (page, url)) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS links_url ON links (url);
CREATE TABLE IF NOT EXISTS units (unit TEXT PRIMARY KEY, failed INTEGER) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS claims (
  unit TEXT, part INTEGER, body TEXT, facts TEXT, year INTEGER, scope TEXT, PRIMARY KEY (unit, part)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS claims_body ON claims (body);
CREATE TABLE IF NOT EXISTS strays (
  unit TEXT, position INTEGER, document TEXT, kind TEXT, detail TEXT, where_codes TEXT, PRIMARY KEY (unit, position)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS documents (
  document TEXT PRIMARY KEY, format TEXT, size INTEGER, pages INTEGER, encoding TEXT
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS reports (report INTEGER PRIMARY KEY, body TEXT, fingerprint TEXT);
CREATE INDEX IF NOT EXISTS reports_body ON reports (body);
CREATE TEMP TABLE alive (url TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE TEMP TABLE showing (page TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE TEMP TABLE wanted (page TEXT, crawl TEXT, count INTEGER, time TEXT);
CREATE TEMP TABLE affected (body TEXT PRIMARY KEY) WITHOUT ROWID;
"""

# One state for each unit: a URL may come back to a document that it served before.
_FIRST = """SELECT s.* FROM states AS s WHERE NOT EXISTS (
  SELECT 1 FROM states AS t WHERE t.unit = s.unit AND (t.url, t.position) < (s.url, s.position))"""
_AFFECT = """INSERT OR IGNORE INTO temp.affected
  SELECT c.body FROM states AS s JOIN claims AS c ON c.unit = s.unit"""
_OF_AFFECTED = """s.unit IN (
  SELECT c.unit FROM claims AS c JOIN temp.affected AS a ON a.body = c.body)"""
_PAGE = 500
_SETS, _SINGLE = "s.pictures IS NOT NULL", "s.pictures IS NULL"
_NEW = "s.unit NOT IN (SELECT unit FROM units WHERE failed = 0)"
# A page that is no report itself is no problem where what it carries, or what its frames carry, is one. What a part
# of a set lacks the whole may have; its own failure is worth saying.
_STRAYS = """
WITH RECURSIVE carried (page, url) AS (
  SELECT page, url FROM links UNION SELECT c.page, l.url FROM carried AS c JOIN links AS l ON l.page = c.url)
SELECT DISTINCT t.document, t.kind, t.detail, t.where_codes FROM strays AS t
WHERE (t.kind <> 'no_report' OR NOT EXISTS (
    SELECT 1 FROM states AS p JOIN carried AS l ON l.page = p.url JOIN states AS s ON s.url = l.url AND NOT s.part
    JOIN claims AS c ON c.unit = s.unit WHERE p.unit = t.unit))
  AND (EXISTS (SELECT 1 FROM states AS o WHERE o.unit = t.unit AND NOT o.part)
    OR EXISTS (SELECT 1 FROM units AS u WHERE u.unit = t.unit AND u.failed))
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """A report that a unit holds: part, body (as known for the report's year), year and scope."""

    part: int
    body: Body
    year: int
    scope: str


class Inputs:
    """The inputs of the build being made; they begin as those of the build it starts from."""

    def __init__(self, path: Path) -> None:
        self.db = sqlite3.connect(path)
        self.db.executescript(_SCHEMA)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.db.close()  # what is not committed by then belongs to a build that failed

    def get(self, key: str) -> str | None:
        """Return a note that the previous build left."""
        row = self.db.execute("SELECT value FROM meta WHERE key = ?", (key,)).fetchone()
        return str(row[0]) if row else None

    def set(self, key: str, value: str) -> None:
        """Leave a note for the next build."""
        self.db.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (key, value))

    def replace_url(self, url: Url) -> list[Recapture]:
        """Take in one address; the bodies of what it held before are affected when it changed.

        Where the same documents were merely captured again, no body is affected: return those captures.
        """
        self.db.execute("INSERT INTO temp.alive VALUES (?)", (url.url,))
        row = self.db.execute("SELECT signature, gone, missing FROM urls WHERE url = ?", (url.url,)).fetchone()
        if row and row[0] == url.signature:
            return []
        before = self._states_of(url.url) if row else []
        self._note_showing(url.url, (*before, *url.states))
        again = recaptures(before, url) if row and row[1:] == (int(url.gone), url.missing) else None
        if again is None:
            self._affect_url(url.url)
        self._enter(url)
        if again is None:
            self._affect_url(url.url)
        return again or []

    def _enter(self, url: Url) -> None:
        """Put an address in place of what is known of it."""
        self._forget_url(url.url)
        self.db.execute("INSERT INTO urls VALUES (?, ?, ?, ?)", (url.url, url.signature, int(url.gone), url.missing))
        self.db.executemany("INSERT INTO states VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", map(row_of, url.states))
        links = {seen.parent for state in url.states for seen in state.seen if seen.role in CARRIED}
        self.db.executemany("INSERT INTO links VALUES (?, ?)", [(page, url.url) for page in links if page])

    def want_page(self, page: str, wanted: articles.Wanted) -> None:
        """Note that a crawl did not get a further page of an article."""
        self.db.execute("INSERT INTO temp.wanted VALUES (?, ?, ?, ?)", (page, *wanted))
        self.db.execute("INSERT OR IGNORE INTO temp.showing VALUES (?)", (page,))

    def _note_showing(self, url: str, states: Iterable[State]) -> None:
        """Note the pages of which these states of an address are pictures or further pages, and an article's own.

        Their sets are put together anew.
        """
        pages = {(seen.parent,) for state in states for seen in state.seen if seen.picture}
        self.db.executemany("INSERT OR IGNORE INTO temp.showing VALUES (?)", sorted(pages))
        known = "INSERT OR IGNORE INTO temp.showing SELECT ? WHERE EXISTS (SELECT 1 FROM urls WHERE url = ?)"
        self.db.execute(known, (url, articles.address_of(url)))

    def _put_sets_together(self) -> None:
        """Make the states of what shows pictures or goes on over pages, where that changed; its bodies are affected."""
        for (page,) in self.db.execute("SELECT page FROM temp.showing ORDER BY page").fetchall():
            query = """SELECT s.*, u.gone, u.missing FROM links AS l JOIN states AS s ON s.url = l.url
                       JOIN urls AS u ON u.url = s.url
                       WHERE l.page = ? AND s.pictures IS NULL ORDER BY s.url, s.position"""
            rows = self.db.execute(query, (page,)).fetchall()
            states = [state_of(row[:9]) for row in rows]
            wanted = self.db.execute("SELECT crawl, count, time FROM temp.wanted WHERE page = ?", (page,))
            own = self._states_of(page)
            article = articles.article_sets(page, own, states, map(articles.Wanted._make, wanted.fetchall()))
            self._mark_first_pages(page, own, article)
            for address, sets in ((address_of(page), picture_sets(page, states)), (articles.address_of(page), article)):
                parts = {part.url for one in sets[-1:] if one.pictures for part in one.pictures.parts}
                lost = any(row[9] for row in rows if row[0] in parts)
                missing = min((row[10] for row in rows if row[0] in parts and row[10]), default=None)
                self._put_set(page, Url(url=address, states=tuple(sets), gone=lost, missing=missing))

    def _put_set(self, page: str, url: Url) -> None:
        """Enter what a page shows together, or forget it; nothing is affected where it is as it was."""
        known = self.db.execute("SELECT signature FROM urls WHERE url = ?", (url.url,)).fetchone()
        if (known and known[0] == url.signature) or not (known or url.states):
            return
        self._affect_url(url.url)
        if url.states:
            self._enter(url)
            self.db.execute("INSERT OR IGNORE INTO links VALUES (?, ?)", (page, url.url))
        else:
            self._forget_url(url.url)
        self._affect_url(url.url)

    def _mark_first_pages(self, page: str, own: Iterable[State], article: Iterable[State]) -> None:
        """Mark the states of a page that are no report by themselves, because its article goes on over pages."""
        parts = [part for one in article if one.pictures for part in one.pictures.parts]
        first = {part.digest for part in parts if part.url == page}
        for state in own:
            change = "UPDATE states SET part = ? WHERE url = ? AND position = ? AND part <> ?"
            part = int(state.is_part or state.digest in first)
            if self.db.execute(change, (part, page, state.position, part)).rowcount:
                self._affect_url(page)

    def _states_of(self, url: str) -> list[State]:
        rows = self.db.execute("SELECT * FROM states WHERE url = ? ORDER BY position", (url,))
        return [state_of(row) for row in rows.fetchall()]

    def drop_dead(self) -> None:
        """Forget addresses that the captures no longer name, and units that no state needs; put sets together."""
        dead = self.db.execute(
            """SELECT url FROM urls AS u WHERE url NOT IN (SELECT url FROM temp.alive)
               AND NOT EXISTS (SELECT 1 FROM states AS s WHERE s.url = u.url AND s.pictures IS NOT NULL)"""
        ).fetchall()
        for (url,) in dead:
            self._note_showing(url, self._states_of(url))
            self._affect_url(url)
            self._forget_url(url)
        self._put_sets_together()
        for table in ("units", "claims", "strays"):
            self.db.execute(f"DELETE FROM {table} WHERE unit NOT IN (SELECT unit FROM states)")  # noqa: S608 (ours)
        self.db.execute("DELETE FROM documents WHERE document NOT IN (SELECT digest FROM states)")

    def _forget_url(self, url: str) -> None:
        self.db.execute("DELETE FROM states WHERE url = ?", (url,))
        self.db.execute("DELETE FROM links WHERE url = ?", (url,))
        self.db.execute("DELETE FROM urls WHERE url = ?", (url,))

    def _affect_url(self, url: str) -> None:
        """Mark the bodies of the reports that an address holds, or that were found as its attachments."""
        condition = "s.url = ? OR s.url IN (SELECT url FROM links WHERE page = ?)"
        self.db.execute(f"{_AFFECT} WHERE {condition}", (url, url))

    def affect_documents(self, digests: Iterable[str]) -> None:
        """Mark the bodies of these documents, or of their attachments, as affected."""
        attached = "SELECT l.url FROM links AS l JOIN states AS p ON p.url = l.page WHERE p.digest = ?"
        beside = """SELECT l.url FROM links AS l JOIN links AS m ON m.page = l.page
                    JOIN states AS p ON p.url = m.url WHERE p.digest = ? AND p.part"""
        for digest in digests:
            condition = f"s.digest = ? OR s.url IN ({attached}) OR s.url IN ({beside})"
            self.db.execute(f"{_AFFECT} WHERE {condition}", (digest, digest, digest))

    def affected(self) -> list[str]:
        """Return the bodies whose rows must be made anew, in order."""
        return [row[0] for row in self.db.execute("SELECT body FROM temp.affected ORDER BY body")]

    def new_units(self) -> Iterator[State]:
        """Yield one state for each document's unit that was never assembled, or failed the last time."""
        return self._states(f"{_NEW} AND {_SINGLE}")

    def new_sets(self) -> Iterator[State]:
        """Yield one state for each set of pictures that was never assembled, or failed the last time."""
        return self._states(f"{_NEW} AND {_SETS}")

    def units_of_affected(self) -> Iterator[State]:
        """Yield one state for each document's unit that an affected body's rows are made from."""
        return self._states(f"{_OF_AFFECTED} AND {_SINGLE}")

    def sets_of_affected(self) -> Iterator[State]:
        """Yield one state for each set of pictures that an affected body's rows are made from."""
        return self._states(f"{_OF_AFFECTED} AND {_SETS}")

    def state_of(self, url: str, digest: str) -> State | None:
        """Return a state in which an address served a document."""
        query = "SELECT * FROM states WHERE url = ? AND digest = ? ORDER BY position LIMIT 1"
        row = self.db.execute(query, (url, digest)).fetchone()
        return state_of(row) if row else None

    def count_new_units(self) -> int:
        """Return how many units `new_units` and `new_sets` will yield."""
        query = f"SELECT count(DISTINCT s.unit) FROM states AS s WHERE {_NEW}"  # noqa: S608 (ours)
        return int(self.db.execute(query).fetchone()[0])

    def _states(self, condition: str) -> Iterator[State]:
        """Yield one state for each unit, page by page: what is done with one may change the tables read here."""
        query = f"{_FIRST} AND {condition} AND s.unit > ? ORDER BY s.unit LIMIT {_PAGE}"
        last = ""
        while rows := self.db.execute(query, (last,)).fetchall():
            yield from (state_of(row) for row in rows)
            last = rows[-1][3]

    def keep_unit(self, unit: str, *, failed: bool) -> None:
        """Note that a unit was tried, and forget what it gave before."""
        self.db.execute("INSERT OR REPLACE INTO units VALUES (?, ?)", (unit, int(failed)))
        for table in ("claims", "strays"):
            self.db.execute(f"DELETE FROM {table} WHERE unit = ?", (unit,))  # noqa: S608 (ours)

    def is_unfinished(self, digest: str) -> bool:
        """Say whether a document was read in vain or in part, so that the next build reads it again."""
        query = "SELECT 1 FROM states AS s JOIN units AS u ON u.unit = s.unit WHERE s.digest = ? AND u.failed"
        return self.db.execute(query, (digest,)).fetchone() is not None

    def keep_document(self, row: tuple[str, str, int | None, int | None, str | None]) -> None:
        """Keep what is known of a document: digest, format, size, pages, encoding."""
        self.db.execute("INSERT OR REPLACE INTO documents VALUES (?, ?, ?, ?, ?)", row)

    def keep_claim(self, unit: str, claim: Claim) -> None:
        """Keep that a unit holds a report of a body, which is thereby affected."""
        facts = json.dumps(asdict(claim.body), ensure_ascii=False)
        row = (unit, claim.part, claim.body.id, facts, claim.year, claim.scope)
        self.db.execute("INSERT INTO claims VALUES (?, ?, ?, ?, ?, ?)", row)
        self.db.execute("INSERT OR IGNORE INTO temp.affected VALUES (?)", (claim.body.id,))

    def keep_strays(self, unit: str, document: str, problems: Iterable[Problem]) -> None:
        """Keep problems of a unit that belong to no report of the archive."""
        rows = [
            (unit, number, document, item.kind, item.detail, " ".join(item.where))
            for number, item in enumerate(problems)
        ]
        self.db.executemany("INSERT INTO strays VALUES (?, ?, ?, ?, ?, ?)", rows)

    def strays(self) -> Iterator[tuple[str, str, str, str]]:
        """Yield (document, kind, detail, where) of all problems that belong to no report."""
        yield from self.db.execute(_STRAYS)

    def has_attachments(self, url: str) -> bool:
        """Say whether attachments of a page are kept."""
        return self.db.execute("SELECT 1 FROM links WHERE page = ?", (url,)).fetchone() is not None

    def has_documents(self, url: str) -> bool:
        """Say whether an address served documents that may be reports."""
        return self.db.execute("SELECT 1 FROM states WHERE url = ?", (url,)).fetchone() is not None

    def pages_of(self, url: str) -> list[State]:
        """Return the states of the pages from which an attachment was linked and which hold no report themselves."""
        query = """SELECT s.* FROM links AS l JOIN states AS s ON s.url = l.page
                   WHERE l.url = ? AND s.unit NOT IN (SELECT unit FROM claims) ORDER BY s.url, s.position"""
        return [state_of(row) for row in self.db.execute(query, (url,)).fetchall()]

    def claims_of(self, body: str) -> Iterator[tuple[State, Claim, bool, str | None]]:
        """Yield the states that hold reports of a body, with each claim, whether it is gone and since when missing.

        What pages carry is gone with the last of them.
        """
        pages = "FROM links AS l LEFT JOIN urls AS p ON p.url = l.page WHERE l.url = s.url"
        query = f"""SELECT s.*, c.part, c.facts, c.year, c.scope,
                     max(u.gone, coalesce((SELECT min(coalesce(p.gone, 0)) {pages}), 0)),
                     coalesce(u.missing, (SELECT iif(count(*) = count(p.missing), max(p.missing), NULL) {pages}))
                   FROM claims AS c
                   JOIN states AS s ON s.unit = c.unit JOIN urls AS u ON u.url = s.url
                   WHERE c.body = ? AND NOT s.part ORDER BY s.url, s.position, c.part"""  # noqa: S608 (ours)
        for row in self.db.execute(query, (body,)).fetchall():
            part, facts, year, scope, gone, missing = row[9:]
            claim = Claim(part=part, body=Body(**json.loads(facts)), year=year, scope=scope)
            yield state_of(row[:9]), claim, bool(gone), missing

    def set_reports(self, body: str, fingerprints: dict[int, str]) -> dict[int, str]:
        """Keep the fingerprints of a body's reports and return those of before."""
        before = dict(self.db.execute("SELECT report, fingerprint FROM reports WHERE body = ?", (body,)).fetchall())
        self.db.execute("DELETE FROM reports WHERE body = ?", (body,))
        rows = [(report, body, fingerprint) for report, fingerprint in fingerprints.items()]
        self.db.executemany("INSERT INTO reports VALUES (?, ?, ?)", rows)
        return before

    def drop_lost_reports(self) -> int:
        """Forget reports of bodies that no unit claims any more; return how many."""
        return self.db.execute("DELETE FROM reports WHERE body NOT IN (SELECT body FROM claims)").rowcount

    def count_reports(self) -> int:
        """Return how many reports the build has."""
        return int(self.db.execute("SELECT count(*) FROM reports").fetchone()[0])

    def remember_reports(self, before: Path) -> None:
        """Take the fingerprints of an earlier build, to tell what is new in one that starts from nothing."""
        self.db.commit()
        self.db.execute("ATTACH ? AS before", (str(before),))
        self.db.execute("INSERT INTO main.reports SELECT report, body, fingerprint FROM before.reports")
        self.db.commit()
        self.db.execute("DETACH before")

    def holds(self, digest: str) -> bool:
        """Say whether some address served this document."""
        return self.db.execute("SELECT 1 FROM states WHERE digest = ?", (digest,)).fetchone() is not None

    def close(self) -> None:
        """Write everything down and close."""
        self.db.commit()
        self.db.close()

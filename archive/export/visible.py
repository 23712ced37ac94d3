"""The archive's database as it may be given away: without what is withheld, and without its traces."""

import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from archive.schema import tables

_ANY_WITHHELD = "SELECT 1 FROM documents WHERE withheld <> '' LIMIT 1"
_HIDDEN = """CREATE TEMP TABLE hidden AS
SELECT report FROM reports WHERE document IN (SELECT document FROM documents WHERE withheld <> '')"""
_WITHHELD = "(SELECT document FROM documents WHERE withheld <> '')"
# A finding over several years states a figure of the year before; with that year's report it must go, too.
_FOLLOWING = """DELETE FROM findings
WHERE report IN (SELECT report FROM reports WHERE previous_report IN (SELECT report FROM temp.hidden))
  AND check_id IN (SELECT check_id FROM checks WHERE over <> 'report')"""
# A finding over a place states a figure of a body below it.
_ABOVE = """DELETE FROM findings
WHERE report IN (SELECT p.report FROM temp.hidden AS h JOIN reports AS r ON r.report = h.report
    JOIN bodies AS b ON b.body = r.body JOIN reports AS p ON p.body = b.parent AND p.year = r.year)
  AND check_id IN (SELECT check_id FROM checks WHERE over = 'place')"""
_TRACES = (
    f"""DELETE FROM problems WHERE kind <> 'withheld'
        AND (document IN {_WITHHELD} OR report IN (SELECT report FROM temp.hidden))""",  # noqa: S608 (constants)
    "UPDATE problems SET report = NULL WHERE report IN (SELECT report FROM temp.hidden)",
    f"DELETE FROM report_sources WHERE document IN {_WITHHELD}",  # noqa: S608 (constants)
    f"DELETE FROM report_members WHERE document IN {_WITHHELD}",  # noqa: S608 (constants)
    f"UPDATE captures SET link_text = NULL, listed_title = NULL WHERE digest IN {_WITHHELD}",  # noqa: S608 (constants)
    "UPDATE reports SET previous_report = NULL WHERE previous_report IN (SELECT report FROM temp.hidden)",
    "UPDATE reports SET superseded_by = NULL WHERE superseded_by IN (SELECT report FROM temp.hidden)",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Contents:
    """What a release says of itself."""

    build: str
    reports: int
    bodies: int
    withheld: int  # documents
    demonstration: bool


def copy_visible(source: Path, target: Path) -> None:
    """Copy the archive's database without reports read from withheld documents; the copy keeps no trace of them.

    Raises sqlite3.Error if either database cannot be read or written.
    """
    with closing(sqlite3.connect(f"{source.as_uri()}?mode=ro&immutable=1", uri=True)) as archive:
        if archive.execute(_ANY_WITHHELD).fetchone() is None:
            _pack(archive, target)
            return
        whole = target.with_name(f"{target.name}.whole")
        try:
            with closing(sqlite3.connect(whole)) as copy:
                copy.execute("PRAGMA journal_mode = OFF")  # a copy that breaks is thrown away with its folder
                copy.execute("PRAGMA synchronous = OFF")
                archive.backup(copy, pages=4096)
                _hide(copy)
                copy.commit()
                _pack(copy, target)  # what was deleted would otherwise still stand in the file
        finally:
            whole.unlink(missing_ok=True)


def _pack(db: sqlite3.Connection, target: Path) -> None:
    """Write a database anew without free pages; each page is written once only."""
    db.execute("PRAGMA cache_size = -65536")
    db.execute("VACUUM INTO ?", (str(target),))


def _hide(db: sqlite3.Connection) -> None:
    db.execute(_HIDDEN)
    db.execute(_FOLLOWING)
    db.execute(_ABOVE)
    for statement in _TRACES:
        db.execute(statement)
    for spec in tables().values():
        for column, target in spec.foreign_keys.items():  # what a revision changed quotes the one before, too
            if target == "reports.report":
                db.execute(f"DELETE FROM {spec.name} WHERE {column} IN (SELECT report FROM temp.hidden)")  # noqa: S608
    db.execute("DELETE FROM reports WHERE report IN (SELECT report FROM temp.hidden)")
    db.execute("DROP TABLE temp.hidden")


def contents(db: sqlite3.Connection, build: str) -> Contents:
    """Return what the visible database holds."""
    reports, demonstration = db.execute("SELECT count(*), coalesce(max(demonstration), 0) FROM reports").fetchone()
    return Contents(
        build=build,
        reports=reports,
        bodies=db.execute("SELECT count(*) FROM bodies").fetchone()[0],
        withheld=db.execute("SELECT count(*) FROM documents WHERE withheld <> ''").fetchone()[0],
        demonstration=bool(demonstration),
    )

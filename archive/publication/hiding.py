"""What withheld.csv names since the build is withheld on every page, as if the build had known of it.

A temporary table `documents` stands before the build's own on a page's connection, and a view `key_figures` without
the reports concerned. Nothing is written to a file. What the build summed up over many reports stays as it is.
Readers' own SQL could name the tables behind these, so Datasette's tables rest until the next build.
"""

import json
import sqlite3
from collections.abc import Mapping

# A report read from a withheld attachment or picture is withheld with it; a mirror's copy is not the report.
_CONCERNED = """
SELECT r.report, r.document, s.document AS because FROM temp.since AS s
  CROSS JOIN reports AS r ON r.document = s.document
UNION SELECT r.report, r.document, p.document FROM report_sources AS p JOIN temp.since AS s USING (document)
  JOIN reports AS r ON r.report = p.report WHERE p.role NOT IN ('mirror', 'copy')
UNION SELECT r.report, r.document, m.document FROM report_members AS m JOIN temp.since AS s USING (document)
  JOIN reports AS r ON r.report = m.report
"""
_SCRIPT = f"""
CREATE TEMP TABLE concerned AS {_CONCERNED};
INSERT OR IGNORE INTO temp.since
  SELECT c.document, s.reason FROM temp.concerned AS c JOIN temp.since AS s ON s.document = c.because
  WHERE c.document IS NOT NULL;
CREATE TEMP TABLE hidden AS SELECT report FROM reports WHERE document IN (SELECT document FROM temp.since);
CREATE TEMP TABLE documents AS SELECT * FROM main.documents;
UPDATE temp.documents SET withheld = (SELECT s.reason FROM temp.since AS s WHERE s.document = documents.document)
  WHERE document IN (SELECT document FROM temp.since);
CREATE UNIQUE INDEX temp.documents_key ON documents (document);
CREATE INDEX temp.documents_withheld ON documents (withheld) WHERE withheld <> '';
CREATE TEMP VIEW key_figures AS
  SELECT * FROM main.key_figures WHERE report NOT IN (SELECT report FROM temp.hidden);
"""  # noqa: S608 (made of constants)


def hide(db: sqlite3.Connection, withheld: Mapping[str, str]) -> None:
    """Withhold documents (digest → reason) on a connection that is not yet confined to queries."""
    new = unknown(db, withheld)
    if not new:
        return
    db.execute("PRAGMA temp_store = MEMORY")
    db.execute("CREATE TEMP TABLE since (document TEXT PRIMARY KEY, reason TEXT)")
    db.executemany("INSERT INTO temp.since VALUES (?, ?)", new.items())
    db.executescript(_SCRIPT)
    db.commit()


def unknown(db: sqlite3.Connection, withheld: Mapping[str, str]) -> dict[str, str]:
    """Return those of the documents (digest → reason) that the build holds and does not withhold itself."""
    held = (
        "SELECT document FROM main.documents WHERE document IN (SELECT value FROM json_each(?))"
        " AND coalesce(withheld, '') = ''"
    )
    return {row[0]: withheld[row[0]] for row in db.execute(held, (json.dumps([*withheld]),))}

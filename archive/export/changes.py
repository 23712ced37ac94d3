"""changes.csv: which reports were added, changed or removed since the release before."""

import sqlite3
from pathlib import Path

from archive.export.sinks import line
from archive.schema import tables

_COLUMNS = ("change", "report", "body", "year", "scope", "revision", "tables")
_REPORT = "report, body, year, scope, revision"
_MET = "last_captured"
_SEEN = frozenset({_MET, "missing_since"})  # a report that was merely met again, or once not, is the same
# tables that say nothing of its own content, or nothing that others do not say
_BESIDE = frozenset({"report_sources", "problems", "revision_changes", "key_figures"})
_NEW = f"SELECT 'added', {_REPORT}, NULL FROM main.reports WHERE report NOT IN (SELECT report FROM before.reports)"  # noqa: S608
_GONE = f"SELECT 'removed', {_REPORT}, NULL FROM before.reports WHERE report NOT IN (SELECT report FROM main.reports)"  # noqa: S608
_DIFFERENT = f"""SELECT 'changed', {_REPORT}, group_concat(name, ' ')
FROM (SELECT DISTINCT report, name FROM temp.different ORDER BY report, name) JOIN main.reports USING (report)
WHERE report IN (SELECT report FROM before.reports) GROUP BY report"""  # noqa: S608


_COURSE = frozenset({"captures", "sites", "crawls", "report_sources"})  # what crawls did, whatever they found


def is_changed(archive: Path, before: Path) -> bool:
    """Tell whether a visible database says anything else than an earlier one, but for when its captures were made.

    True also where the earlier one cannot be read or has other columns.
    """
    db = sqlite3.connect(f"{archive.as_uri()}?mode=ro", uri=True)
    try:
        db.execute("PRAGMA temp_store = FILE")
        db.execute("ATTACH ? AS before", (f"{before.as_uri()}?mode=ro&immutable=1",))
        for spec in tables().values():
            if spec.name in _COURSE:
                continue
            names = ", ".join(f'"{column.name}"' for column in spec.columns if column.name != _MET)
            now, then = (f"SELECT {names} FROM {schema}.{spec.name}" for schema in ("main", "before"))  # noqa: S608
            if any(db.execute(f"{one} EXCEPT {other} LIMIT 1").fetchone() for one, other in ((now, then), (then, now))):
                return True
    except sqlite3.Error:
        return True
    else:
        return False
    finally:
        db.close()


def write_changes(archive: Path, before: Path | None, target: Path) -> list[tuple[str, int]]:
    """Compare two visible databases and write the list; return change and number of each report in it.

    Without `before` all reports are new.

    Raises sqlite3.Error where the earlier database cannot be read.
    """
    db = sqlite3.connect(f"{archive.as_uri()}?mode=ro", uri=True)
    try:
        db.execute("PRAGMA temp_store = FILE")
        db.execute("ATTACH ? AS before", (f"{before.as_uri()}?mode=ro&immutable=1" if before else ":memory:",))
        db.execute("CREATE TEMP TABLE different (report INTEGER, name TEXT)")
        if before is None:
            db.execute("CREATE TABLE before.reports (report INTEGER)")
            queries = [_NEW]
        else:
            _find_different(db)
            queries = [_NEW, _DIFFERENT, _GONE]
        found: list[tuple[str, int]] = []
        with target.open("w", encoding="utf-8", newline="\n") as out:
            out.write(line(_COLUMNS))
            for query in queries:
                for row in db.execute(f"SELECT * FROM ({query}) ORDER BY 3, 4, 5, 2"):  # noqa: S608 (constants)
                    out.write(line(row))
                    found.append((row[0], row[1]))
    finally:
        db.close()
    return found


def _find_different(db: sqlite3.Connection) -> None:
    for spec in tables().values():
        names = [column.name for column in spec.columns]
        held = [row[1] for row in db.execute(f"PRAGMA before.table_info('{spec.name}')")]
        if "report" not in names or "report" not in held or spec.name in _BESIDE:
            continue
        common = ", ".join(f'"{name}"' for name in names if name in held and name not in _SEEN)
        now, then = (f"SELECT {common} FROM {schema}.{spec.name}" for schema in ("main", "before"))  # noqa: S608
        for one, other in ((now, then), (then, now)):
            db.execute(f"INSERT INTO temp.different SELECT report, '{spec.name}' FROM ({one} EXCEPT {other})")  # noqa: S608

"""Tables made when all reports stand: what questions ask for, how indicators are distributed, how many findings are.

All hold current reports only, none of a withheld document. Blank cells count as 0 in the sum of a group of table 3,
and a group whose cells are all blank has none.
"""

import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

import numpy as np
import numpy.typing as npt

from archive import schema
from archive.form_columns import APPLICANTS, RESULTS, ROUTES
from pipelines.build.staging import Staging

GROUPS = ("res_denied", "res_unavail", "res_notproc", "res_other")  # no row of their own: the sum of their rows
ALL_PROVINCES = ""
_QUARTERS = (0.25, 0.5, 0.75)
_ABSENT, _BLANK = np.nan, -np.inf  # stand in an array for a cell that is not printed, and for one printed blank
# Reports that count, with the province that the body belonged to in the year of the report.
_COUNTED = """
CREATE TEMP TABLE counted AS
SELECT r.report, r.body, r.year, r.scope, r.form, b.level, b.kind,
  coalesce(substr(coalesce(r.region, b.region), 1, 2), '00') AS province
FROM reports AS r JOIN bodies AS b ON b.body = r.body LEFT JOIN documents AS d ON d.document = r.document
WHERE r.current = 1 AND coalesce(d.withheld, '') = ''
"""
_HARD = "(SELECT count(*) FROM findings AS f WHERE f.report = c.report AND f.severity = 'hard')"
_TABLES = ("requests", "disputes", "disclosure")
_FINDINGS = """
INSERT INTO finding_summary
SELECT f.severity, f.check_id, c.year, coalesce(c.province, ''), count(*)
FROM temp.counted AS c CROSS JOIN findings AS f ON f.report = c.report
GROUP BY 1, 2, 3, 4
"""

# A sum made here lacks something where a row of its group was not read: the rows held, and those of the form.
_LACKING = """
SELECT k.report, (SELECT count(*) FROM requests AS t WHERE t.report = k.report AND {rows}),
  (SELECT count(*) FROM form_layout AS t WHERE t.form = k.form AND t.form_table = 't3' AND {codes})
FROM key_figures AS k WHERE k.{group} IS NOT NULL
  AND NOT EXISTS (SELECT 1 FROM requests AS t WHERE t.report = k.report AND t.outcome = '{group}')
"""

Values = npt.NDArray[np.float64]


def fill(staging: Staging) -> None:
    """Make the tables of a build anew; its findings must stand."""
    make(staging.archive)


def make(db: sqlite3.Connection) -> None:
    """Make `key_figures`, `indicator_summary` and `finding_summary` of an archive anew."""
    marks = ", ".join("?" * len(schema.tables()["indicator_summary"].columns))
    for table in ("key_figures", "indicator_summary", "finding_summary"):
        db.execute(f"DELETE FROM {table}")  # noqa: S608 (table of ours)
    db.execute(_COUNTED)
    db.execute("CREATE INDEX temp.counted_year ON counted (year, report)")
    db.execute(_key_figures_sql())
    _mark_doubts(db)
    for (year,) in db.execute("SELECT DISTINCT year FROM temp.counted ORDER BY year").fetchall():
        db.executemany(f"INSERT INTO indicator_summary VALUES ({marks})", _Year(db, year).rows())  # noqa: S608
    db.execute(_FINDINGS)
    db.execute("DROP TABLE temp.counted")


def _key_figures_sql() -> str:
    """Return the INSERT: each table's figures of one report, found by the report."""
    names = [column.name for column in schema.tables()["key_figures"].columns]
    facts = {"doubtful": "NULL", "hard": _HARD} | {
        name: f"c.{name}" for name in ("report", "body", "year", "scope", "form", "province", "level", "kind")
    }
    values = ", ".join(facts.get(name) or _value(name) for name in names)
    held = " OR ".join(f"c.report IN (SELECT report FROM {table})" for table in _TABLES)  # noqa: S608
    return f"INSERT INTO key_figures SELECT {values} FROM temp.counted AS c WHERE {held} ORDER BY c.report"  # noqa: S608


def _value(name: str) -> str:
    """Return the subquery that gives one column of `key_figures`."""
    route, _, result = name.partition("_")
    if route in ROUTES:
        return f"(SELECT {result} FROM disputes AS t WHERE t.report = c.report AND t.route = '{route}')"  # noqa: S608
    if name in _disclosure():
        return f"(SELECT {name} FROM disclosure AS t WHERE t.report = c.report)"  # noqa: S608
    if name in GROUPS:
        return (
            f"coalesce((SELECT total FROM requests AS t WHERE t.report = c.report AND t.outcome = '{name}'), "  # noqa: S608
            f"(SELECT sum(total) FROM requests AS t WHERE t.report = c.report AND {_rows_of(name, 'outcome')}))"
        )
    column = name.removeprefix("req_new_")
    outcome, applicant = ("req_new", column) if column in APPLICANTS else (name, "total")
    return f"(SELECT {applicant} FROM requests AS t WHERE t.report = c.report AND t.outcome = '{outcome}')"  # noqa: S608


def _disclosure() -> set[str]:
    return {column.name for column in schema.tables()["disclosure"].columns}


def _mark_doubts(db: sqlite3.Connection) -> None:
    """Fill the column `doubtful`: a flagged cell makes its column doubtful, and the sum it is part of."""
    found: dict[int, set[str]] = defaultdict(set)
    names = {column.name for column in schema.tables()["key_figures"].columns}
    query = """SELECT n.report, n.code FROM cell_notes AS n JOIN key_figures AS k ON k.report = n.report
               WHERE n.flags <> ''"""
    for report, code in db.execute(query):
        found[report].update(names.intersection(_columns(code)))
    for group in GROUPS:
        for report, parts, whole in db.execute(_lacking_sql(group)):
            if parts < whole:
                found[report].add(group)
    rows = [(" ".join(sorted(columns)), report) for report, columns in sorted(found.items()) if columns]
    db.executemany("UPDATE key_figures SET doubtful = ? WHERE report = ?", rows)


def _lacking_sql(group: str) -> str:
    return _LACKING.format(group=group, rows=_rows_of(group, "outcome"), codes=_rows_of(group, "code"))


def _rows_of(group: str, column: str) -> str:
    """Return the condition for the rows of a group of table 3 (`t`)."""
    return f"t.{column} > '{group}_' AND t.{column} < '{group}_~'"


def _columns(code: str) -> Iterator[str]:
    """Yield the columns of `key_figures` that a cell's figure is in."""
    row, dot, applicant = code.partition(".")
    if not dot:
        yield code
    elif applicant != "total":
        yield f"{row}_{applicant}"
    else:
        yield row
        yield from (group for group in GROUPS if row.startswith(f"{group}_"))


class _Year:
    """The figures of one year's reports: for each indicator an array with one place for each report."""

    def __init__(self, db: sqlite3.Connection, year: int) -> None:
        self._db = db
        self._year = year
        query = "SELECT report, scope, province FROM temp.counted WHERE year = ? ORDER BY report"
        reports = db.execute(query, (year,)).fetchall()
        self._places = {report: place for place, (report, _, _) in enumerate(reports)}
        self._groups = sorted({(scope, province) for _, scope, province in reports})
        self._scopes = sorted({scope for scope, _ in self._groups})
        number = {group: position for position, group in enumerate(self._groups)}
        self._group_of = np.array([number[scope, province] for _, scope, province in reports])
        self._scope_of = np.array([self._scopes.index(scope) for _, scope, _ in reports])
        self._columns: dict[str, Values] = {}
        self._doubts: dict[str, set[int]] = defaultdict(set)
        self._read()

    def rows(self) -> Iterator[tuple[object, ...]]:
        """Yield the year's rows of `indicator_summary`."""
        for code in sorted(self._columns):
            values = self._columns[code]
            doubtful = np.zeros(len(values), dtype=bool)
            doubtful[sorted(self._doubts[code])] = True
            whole = _spreads(values, self._scope_of, len(self._scopes), doubtful)
            parts = _spreads(values, self._group_of, len(self._groups), doubtful)
            for position, spread in whole:
                yield (code, self._year, self._scopes[position], ALL_PROVINCES, *spread)
            for position, spread in parts:
                yield (code, self._year, *self._groups[position], *spread)

    def _read(self) -> None:
        self._read_rows("requests", "outcome", APPLICANTS, "{}.{}")
        self._read_rows("disputes", "route", RESULTS, "{}_{}")
        for table in ("disclosure", "statistics"):  # their NULL may be a blank or a cell that the form lacks
            names = [column.name for column in schema.tables()[table].columns]
            for report, *values in self._select(table, names):
                for code, value in zip(names[1:], values, strict=True):
                    self._put(code, report, value)
        for report, *values in self._select("key_figures", ("report", *GROUPS)):
            for group, value in zip(GROUPS, values, strict=True):
                self._put(f"{group}.total", report, value)
        self._read_doubts()

    def _read_rows(self, table: str, key: str, columns: Sequence[str], code: str) -> None:
        """Take a table with a row per report and key; many cells, so array by array."""
        rows = self._select(table, ("report", key, *columns)).fetchall()
        places = np.array([self._places[row[0]] for row in rows], dtype=np.int64)
        keys = np.array([row[1] for row in rows], dtype=str)
        values = np.array([row[2:] for row in rows], dtype=np.float64).reshape(len(rows), len(columns))
        values[np.isnan(values)] = _BLANK  # None has become the number that is none
        for name in np.unique(keys):
            chosen = keys == name
            for position, column in enumerate(columns):
                cells = self._columns[code.format(name, column)] = np.full(len(self._places), _ABSENT)
                cells[places[chosen]] = values[chosen, position]

    def _select(self, table: str, columns: Iterable[str]) -> sqlite3.Cursor:
        names = ", ".join(f"t.{name}" for name in columns)
        return self._db.execute(
            f"SELECT {names} FROM temp.counted AS c CROSS JOIN {table} AS t ON t.report = c.report WHERE c.year = ?",  # noqa: S608
            (self._year,),
        )

    def _put(self, code: str, report: int, value: float | None) -> None:
        if value is None:
            return
        column = self._columns.get(code)
        if column is None:
            column = self._columns[code] = np.full(len(self._places), _ABSENT)
        column[self._places[report]] = value

    def _read_doubts(self) -> None:
        query = """SELECT n.report, n.code FROM temp.counted AS c CROSS JOIN cell_notes AS n ON n.report = c.report
                   WHERE c.year = ? AND n.flags <> ''"""
        for report, code in self._db.execute(query, (self._year,)):
            self._doubts[code].add(self._places[report])
            row, _, applicant = code.partition(".")
            for group in GROUPS:
                if applicant == "total" and row.startswith(f"{group}_"):
                    self._doubts[f"{group}.total"].add(self._places[report])


def _spreads(
    values: Values, group_of: npt.NDArray[np.int64], groups: int, doubtful: npt.NDArray[np.bool_]
) -> Iterator[tuple[int, tuple[object, ...]]]:
    """Yield (group, counts and quantiles) of each group with a printed number, all groups sorted at once."""
    printed = np.isfinite(values)
    blank = np.bincount(group_of[np.isneginf(values)], minlength=groups)
    group, numbers, doubts = group_of[printed], values[printed], doubtful[printed]
    order = np.lexsort((numbers, group))
    group, numbers, doubts = group[order], numbers[order], doubts[order]
    starts = np.searchsorted(group, np.arange(groups + 1))
    for position in range(groups):
        start, end = int(starts[position]), int(starts[position + 1])
        if start == end:
            continue
        some = numbers[start:end]
        counts = (end - start, int(blank[position]), int((some == 0).sum()), int(doubts[start:end].sum()))
        quarters = (_quantile(some, part) for part in _QUARTERS)
        yield position, (*counts, _plain(float(some.sum())), _plain(some[0]), *quarters, _plain(some[-1]))


def _quantile(ordered: Values, part: float) -> float:
    """Return a quantile of ordered values, interpolated linearly (as spreadsheets and pandas do by default)."""
    place = (len(ordered) - 1) * part
    below = int(place)
    above = min(below + 1, len(ordered) - 1)
    return round(float(ordered[below] + (ordered[above] - ordered[below]) * (place - below)), 6)


def _plain(value: float) -> float:
    """Return a whole number as an integer; sums of amounts lose the noise of binary fractions."""
    return int(value) if float(value).is_integer() else round(float(value), 6)

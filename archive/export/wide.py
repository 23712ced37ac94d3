"""One wide table per form part: a row per report with all it needs to be used alone."""

import sqlite3
from collections.abc import Generator, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import replace
from itertools import groupby
from operator import itemgetter

from archive.export.resource import Resource, Row, Rows, Value, labels, select
from archive.form_columns import APPLICANTS, RESULTS, ROUTES
from archive.schema import Column, tables

DEMONSTRATION = "演示数据 / demonstration data"
_ABOUT = (
    Column(name="report", type="integer", zh="报告编号", en="Report number"),
    Column(name="body", type="text", zh="机关标识", en="Identifier of the body"),
    Column(name="body_name", type="text", zh="机关全称", en="Full name of the body"),
    Column(name="region", type="text", zh="区划代码", en="Region code"),
    Column(name="region_name", type="text", zh="地区（含上级）", en="Region with those above it"),
    Column(name="level", type="text", zh="层级", en="Level of government"),
    Column(name="kind", type="text", zh="类别", en="Kind of body"),
    Column(name="year", type="integer", zh="报告年度", en="Year the report is about", unit="year"),
    Column(name="scope", type="text", zh="范围", en="Scope: own_office, own_level, whole_area, unknown"),
    Column(name="form", type="text", zh="表格版本", en="Form version"),
    Column(name="form_variant", type="text", zh="表格变体", en="Variant of the form"),
    Column(name="current", type="integer", zh="1 为现行版本", en="1 for the current revision, 0 for a superseded one"),
    Column(name="published", type="text", zh="发布日期", en="Date of publication"),
    Column(name="url", type="text", zh="原文网址", en="Address of the original"),
    Column(name="notice", type="text", zh="演示数据标记", en="Says so where the report is demonstration data"),
    Column(name="hard_findings", type="integer", zh="勾稽不符处数", en="Sums in the report that do not add up"),
    Column(name="flags", type="integer", zh="存疑单元格数", en="Cells of this table whose reading is in doubt"),
    Column(name="flagged", type="text", zh="存疑单元格代码", en="Codes of these cells, separated by spaces"),
    Column(
        name="units",
        type="text",
        zh="所印单位与表格规定不同的单元格（代码:单位），数字未换算",
        en="Cells printed in another unit than the form's, as code:unit; their numbers are not converted",
    ),
)
_REGION = """coalesce(
  (SELECT g.full_name FROM regions AS g WHERE g.region = b.region AND g.valid_from <= r.year
     AND coalesce(g.valid_to, 9999) >= r.year ORDER BY g.valid_from DESC LIMIT 1),
  (SELECT g.full_name FROM regions AS g WHERE g.region = b.region ORDER BY g.valid_from DESC LIMIT 1))"""
_HEAD = f"""SELECT r.report, r.body, b.name, b.region, {_REGION}, b.level, b.kind, r.year, r.scope, r.form,
  r.form_variant, r.current, r.published, r.url, CASE WHEN r.demonstration = 1 THEN '{DEMONSTRATION}' END,
  (SELECT count(*) FROM findings AS f WHERE f.report = r.report AND f.severity = 'hard'),
  (SELECT count(*) FROM cell_notes AS n WHERE n.report = r.report AND n.flags <> '' AND {{mine}}),
  (SELECT group_concat(n.code, ' ') FROM cell_notes AS n WHERE n.report = r.report AND n.flags <> '' AND {{mine}}),
  (SELECT group_concat(n.code || ':' || n.unit, ' ') FROM cell_notes AS n
     WHERE n.report = r.report AND n.unit <> '' AND {{mine}})
FROM reports AS r LEFT JOIN bodies AS b ON b.body = r.body
WHERE EXISTS (SELECT 1 FROM {{table}} AS t WHERE t.report = r.report){{year}}
ORDER BY r.report"""  # noqa: S608 (built from constants only)


def wide_resources(db: sqlite3.Connection, year: int | None = None) -> list[Resource]:
    """Return the wide tables of the form's parts and of the statistics returns, of one year or of all."""
    disclosure, returns = (_one_row(db, table, year) for table in ("disclosure", "statistics"))
    return [disclosure, _requests(db, year), _disputes(db, year), returns]


def years(db: sqlite3.Connection) -> list[int]:
    """Return the years about which there are reports, in order."""
    return [row[0] for row in db.execute("SELECT DISTINCT year FROM reports ORDER BY year")]


def _head(table: str, mine: str, year: int | None) -> Rows:
    """Return the stream of what precedes the figures; `mine` picks the notes of this form part."""
    narrowed = "" if year is None else " AND r.year = ?"
    query = _HEAD.format(table=table, mine=mine, year=narrowed)
    return select(query, () if year is None else (year,))


def _among(codes: Sequence[str]) -> str:
    return "n.code IN ({})".format(", ".join(f"'{code}'" for code in codes))


def _resource(table: str, columns: Sequence[Column], rows: Rows) -> Resource:
    spec = tables()[table]
    return Resource(
        name=f"wide_{table}",
        zh=f"{spec.zh.partition('（')[0]}：每份报告一行",
        en=f"{spec.en.partition(',')[0]}: one row per report",
        columns=(*_ABOUT, *columns),
        rows=rows,
        primary_key=("report",),
        foreign_keys={"report": "reports.report"},
        ids=frozenset({"report"}),
    )


def _one_row(db: sqlite3.Connection, table: str, year: int | None) -> Resource:
    """Return a table that has one row per report already, a column per code."""
    known = labels(db)
    codes = [column.name for column in tables()[table].columns if column.name != "report"]
    columns = [known.get(code, Column(name=code, type="number")) for code in codes]
    cells = ", ".join(f'"{code}"' for code in codes)
    groups = _Groups(f"report, '', {cells} FROM {table}", {"": codes}, year)
    return _resource(table, columns, _joined(_head(table, _among(codes), year), groups, codes))


def _requests(db: sqlite3.Connection, year: int | None) -> Resource:
    outcomes = _listed(db, "requests.outcome", _codebook(db, "t3"))
    parts = {outcome: [f"{outcome}.{name}" for name in APPLICANTS] for outcome in outcomes}
    names = {column.name: column for column in tables()["requests"].columns}
    known = labels(db)
    columns = [
        _joint(known.get(outcome, Column(name=outcome, type="number")), names[name], code)
        for outcome, codes in parts.items()
        for name, code in zip(APPLICANTS, codes, strict=True)
    ]
    groups = _Groups(f"report, outcome, {', '.join(APPLICANTS)} FROM requests", parts, year)
    codes = [column.name for column in columns]
    return _resource("requests", columns, _joined(_head("requests", "instr(n.code, '.') > 0", year), groups, codes))


def _disputes(db: sqlite3.Connection, year: int | None) -> Resource:
    routes = _listed(db, "disputes.route", ROUTES)
    parts = {route: [f"{route}_{result}" for result in RESULTS] for route in routes}
    known = labels(db)
    codes = [code for part in parts.values() for code in part]
    columns = [known.get(code, Column(name=code, type="number")) for code in codes]
    groups = _Groups(f"report, route, {', '.join(RESULTS)} FROM disputes", parts, year)
    return _resource("disputes", columns, _joined(_head("disputes", _among(codes), year), groups, codes))


def _codebook(db: sqlite3.Connection, form_table: str) -> list[str]:
    rows = db.execute("SELECT code FROM indicators WHERE form_table = ? ORDER BY position", (form_table,))
    return [row[0] for row in rows]


def _listed(db: sqlite3.Connection, column: str, known: Sequence[str]) -> list[str]:
    """Return the row codes of a form part: those known, then any other that the data have, so that none is lost."""
    table, name = column.split(".")
    held = db.execute(f"SELECT DISTINCT {name} FROM {table} ORDER BY 1")  # noqa: S608 (names of the schema)
    return list(dict.fromkeys([*known, *(row[0] for row in held)]))


def _joint(row: Column, column: Column, code: str) -> Column:
    """Return the description of a cell of table 3 from those of its row and its column."""
    return replace(row, name=code, zh=f"{row.zh or row.name}·{column.zh}", en=f"{row.en or row.name}: {column.en}")


class _Groups:
    """The cells of each report of a form part, in ascending order of reports.

    `query` gives report, row code and values; `parts` names the cells that these values are, by row code.
    """

    def __init__(self, query: str, parts: Mapping[str, Sequence[str]], year: int | None) -> None:
        narrowed = "" if year is None else " WHERE report IN (SELECT report FROM reports WHERE year = ?)"
        self.rows = select(f"SELECT {query}{narrowed} ORDER BY report", () if year is None else (year,))
        self.parts = parts

    def read(self, db: sqlite3.Connection) -> Generator[tuple[Value, dict[str, Value]], None, None]:
        """Yield each report with its cells by code."""
        for report, rows in groupby(self.rows(db), key=itemgetter(0)):
            cells: dict[str, Value] = {}
            for _, code, *values in rows:
                cells.update(zip(self.parts[str(code)], values, strict=True))
            yield report, cells


def _joined(head: Rows, groups: _Groups, codes: Sequence[str]) -> Rows:
    """Return the stream of heads, each with its report's cells; both run through the reports in the same order."""

    def rows(db: sqlite3.Connection) -> Iterator[Row]:
        with closing(groups.read(db)) as cells:
            for about in head(db):
                number, held = next(cells)
                if number != about[0]:
                    raise ValueError(f"report {about[0]} is out of step with its cells ({number}); rebuild the archive")
                yield (*about, *(held.get(code) for code in codes))

    return rows

"""The view `figures`: values, places and notes of the wide tables joined into one row per printed cell.

The rules it follows are those of `pipelines/wide/`, its way there:

- A row of `requests` is seven cells, save those whose note says `printed = 0`.
- A code of table 2 or 4 is printed where the `cells` of a piece's layout has it, or where a note with `printed = 1`
  stands alone.
- A code of a statistics return (t14) is printed where a piece of it has it, even if table 2 or 4 knows the code too.
- A note with `table_index` gives the whole place, page and box included; otherwise the place follows from the
  piece's row and column, the box from its edges, with their digits as they stand in the JSON.
- Without a note's `text` the text is that of the value, '' for a blank; a note's `unit` of '' means no unit.

Each branch begins with a table whose key starts with `report`, so that a filter on it reads one report only.
"""

from collections.abc import Iterable

from archive.form_columns import APPLICANTS, RESULTS, ROUTES

_BOX = """'[' || (p.column_edges -> {c}) || ',' || (p.row_edges -> {r}) || ',' ||
    (p.column_edges -> ({c} + 1)) || ',' || (p.row_edges -> ({r} + 1)) || ']'"""

_SHARED = """CASE WHEN n.unit IS NULL THEN i.unit ELSE nullif(n.unit, '') END AS unit,
    coalesce(n.text, CAST({value} AS TEXT), '') AS text,
    coalesce(n.approx, 0) AS approx,
    n.note AS note,
    n.flags AS flags"""

_PLACE = """CASE WHEN n.table_index IS NULL THEN {table} ELSE n.table_index END AS table_index,
    CASE WHEN n.table_index IS NULL THEN {row} ELSE n."row" END AS "row",
    CASE WHEN n.table_index IS NULL THEN {column} ELSE n."column" END AS column_index,
    CASE WHEN n.table_index IS NULL THEN {page} ELSE n.page END AS page,
    CASE WHEN n.table_index IS NULL THEN {box} ELSE n.box END AS box,
    NULL AS sentence,
    n.read_value AS read_value,
    n.correction AS correction,
    NULL AS position,
    n.confidence AS confidence"""


_NARRATIVE = """SELECT s.report AS report, 'narrative' AS form_table, s.code AS code, s.code AS indicator,
    NULL AS "column", s.value AS value, s.unit AS unit, s.text AS text, s.approx AS approx, s.note AS note,
    s.flags AS flags, NULL AS table_index, NULL AS "row", NULL AS column_index, s.page AS page, NULL AS box,
    coalesce(s.sentence, (SELECT o.sentence FROM narrative AS o
      WHERE o.report = s.report AND o.position = s.sentence_at)) AS sentence, s.read_value AS read_value,
    s.correction AS correction, s.position AS position, NULL AS confidence
  FROM narrative AS s WHERE s.code IS NOT NULL"""


def _case(subject: str, alias: str, names: Iterable[str]) -> str:
    return f"CASE {subject} " + " ".join(f"WHEN '{name}' THEN {alias}.\"{name}\"" for name in names) + " END"


def _requests() -> str:
    value = _case("a.name", "r", APPLICANTS)
    column = "(l.columns ->> a.name)"
    known = f"CASE WHEN {column} IS NOT NULL THEN {{}} END"
    place = _PLACE.format(
        table=known.format("p.table_index"),
        row=known.format('r."row"'),
        column=column,
        page=known.format("p.page"),
        box=_BOX.format(c=column, r='r."row"'),
    )
    names = ", ".join(f"('{name}')" for name in APPLICANTS)
    return f"""SELECT r.report AS report, 't3' AS form_table, r.outcome || '.' || a.name AS code,
    r.outcome AS indicator, a.name AS "column", {value} AS value,
    {_SHARED.format(value=value)},
    {place}
  FROM requests AS r CROSS JOIN (SELECT column1 AS name FROM (VALUES {names})) AS a
  LEFT JOIN printed_tables AS p ON p.report = r.report AND p.form_table = 't3' AND p.piece = r.piece
  LEFT JOIN printed_layouts AS l ON l.layout = p.layout
  LEFT JOIN cell_notes AS n ON n.report = r.report AND n.code = r.outcome || '.' || a.name
  LEFT JOIN indicators AS i ON i.code = r.outcome
  WHERE coalesce(n.printed, 1) = 1"""  # noqa: S608 (built from constants only)


def _cells(form_table: str, value: str, column: str, join: str) -> str:
    place = _PLACE.format(
        table="p.table_index",
        row="(c.value ->> 0)",
        column="(c.value ->> 1)",
        page="p.page",
        box=_BOX.format(c="(c.value ->> 1)", r="(c.value ->> 0)"),
    )
    return f"""SELECT p.report AS report, p.form_table AS form_table, c.key AS code,
    c.key AS indicator, {column} AS "column", {value} AS value,
    {_SHARED.format(value=value)},
    {place}
  FROM printed_tables AS p CROSS JOIN printed_layouts AS l ON l.layout = p.layout JOIN json_each(l.cells) AS c
  {join}
  LEFT JOIN cell_notes AS n ON n.report = p.report AND n.code = c.key
  LEFT JOIN indicators AS i ON i.code = c.key
  WHERE p.form_table = '{form_table}' AND coalesce(n.printed, 1) = 1"""  # noqa: S608 (built from constants only)


def _alone(form_table: str, value: str, column: str, join: str, codes: str) -> str:
    place = _PLACE.format(table="NULL", row="NULL", column="NULL", page="NULL", box="NULL")
    return f"""SELECT n.report AS report, '{form_table}' AS form_table, n.code AS code,
    n.code AS indicator, {column} AS "column", {value} AS value,
    {_SHARED.format(value=value)},
    {place}
  FROM cell_notes AS n
  {join}
  LEFT JOIN indicators AS i ON i.code = n.code
  WHERE n.printed = 1 AND {codes} AND NOT EXISTS (
    SELECT 1 FROM printed_tables AS p CROSS JOIN printed_layouts AS l ON l.layout = p.layout
    JOIN json_each(l.cells) AS c
    WHERE p.report = n.report AND c.key = n.code)"""  # noqa: S608 (constants only)


def _route(code: str) -> str:
    return f"substr({code}, 1, instr({code}, '_') - 1)"


def _result(code: str) -> str:
    return f"substr({code}, instr({code}, '_') + 1)"


def _among(codes: Iterable[str]) -> str:
    return "({})".format(", ".join(f"'{code}'" for code in codes))


def figures_sql(disclosure: Iterable[str], statistics: Iterable[str]) -> str:
    """Return the SELECT of the view; `disclosure` are the codes of table 2, `statistics` those of the returns."""
    table2 = tuple(disclosure)
    table4 = tuple(f"{route}_{result}" for route in ROUTES for result in RESULTS)
    join2 = "LEFT JOIN disclosure AS d ON d.report = {}.report"
    join4 = "LEFT JOIN disputes AS d ON d.report = {}.report AND d.route = {}"
    result = _case("{}", "d", RESULTS)
    branches = (
        _cells("t2", _case("c.key", "d", table2), "NULL", join2.format("p")),
        _alone("t2", _case("n.code", "d", table2), "NULL", join2.format("n"), f"n.code IN {_among(table2)}"),
        _requests(),
        _cells("t4", result.format(_result("c.key")), _result("c.key"), join4.format("p", _route("c.key"))),
        _alone(
            "t4",
            result.format(_result("n.code")),
            _result("n.code"),
            join4.format("n", _route("n.code")),
            f"n.code IN {_among(table4)}",
        ),
        _cells("t14", _case("c.key", "d", statistics), "NULL", "LEFT JOIN statistics AS d ON d.report = p.report"),
        _NARRATIVE,
    )
    return "\nUNION ALL\n".join(branches)

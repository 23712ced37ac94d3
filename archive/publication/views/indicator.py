"""One indicator: its words on each form, what it compares with, its spread, its ranking, its map, its relations."""

import re
import sqlite3

from archive.form_columns import APPLICANTS
from archive.publication.answers import Answer, Ask, Html, Missing
from archive.publication.charts import Chart, place_name
from archive.publication.codebook import Codebook, Indicator, column_label
from archive.publication.drawings import drawn
from archive.publication.findings import in_general
from archive.publication.measures import MEASURES, latest_year, scope_of
from archive.publication.metadata import has_demonstration
from archive.publication.ranking import Wanted, ranking, rows_behind, whole_of
from archive.publication.reports import SCOPES

PATH = r"/codebook/(?P<code>[0-9A-Za-z_.]{1,80})/?"
TEXT_TABLE = "narrative"
LEAST = 30  # results a report must have for its shares to be ranked, unless the reader says otherwise


def view(ask: Ask) -> Answer:
    """Return the page; a cell's code (`req_new.natural`) leads to that of its row with the cell's column chosen."""
    codebook = Codebook(ask.db)
    row, _, column = ask.value("code").partition(".")
    indicator = codebook.indicators.get(row)
    if indicator is None or (column and column not in APPLICANTS):
        raise Missing("missing.code", code=ask.value("code"))
    key = (indicator.code,)
    layout = "SELECT * FROM form_layout WHERE code = ? ORDER BY form, form_table, position"
    pairs = "SELECT * FROM crosswalk WHERE code = ? ORDER BY form, other_form"
    return Html(
        template="indicator.html",
        title=indicator.label(ask.language),
        demonstration=has_demonstration(ask.site),
        context={
            "indicator": indicator,
            "printed": ask.db.execute(layout, key).fetchall(),
            "pairs": ask.db.execute(pairs, key).fetchall() if _has(ask.db, "crosswalk") else [],
            "relations": _relations(ask, indicator),
            "label": lambda code: codebook.label(code, ask.language),
            "text_table": TEXT_TABLE,
            **_figures(ask, codebook, indicator, column),
        },
    )


def _figures(ask: Ask, codebook: Codebook, indicator: Indicator, column: str) -> dict[str, object]:
    """Return the reader's choice and what follows from it: charts and ranking."""
    year = ask.number("year")
    year = year if year in ask.years() else latest_year(ask)
    column = ask.query.get("column", "") or column or "total"
    inside = indicator.form_table == "t3"
    code = f"{indicator.code}.{column if column in APPLICANTS else 'total'}" if inside else indicator.code
    least, share = ask.number("least"), ask.query.get("by", "") == "share" and whole_of(code) is not None
    wanted = Wanted(
        code=code, year=year or 0, scope=scope_of(ask, year), province=_province(ask), share=share,
        least=LEAST if least is None else least,
    )  # fmt: skip
    shown = indicator.form_table != TEXT_TABLE and year is not None
    whole = whole_of(code)
    return {
        "wanted": wanted,
        "whole": codebook.label(whole, ask.language) if whole else None,
        "charts": [chart for chart in _charts(ask, wanted) if not chart.empty] if shown else [],
        "ranking": ranking(ask.db, codebook, wanted) if shown else None,
        "rows_behind": rows_behind(wanted),
        "years": ask.years(),
        "scopes": SCOPES,
        "columns": [(one, column_label("requests", one, ask.language)) for one in APPLICANTS] if inside else [],
        "chosen_column": code.partition(".")[2],
        "provinces": ask.site.once(f"indicator provinces {ask.language}", lambda: _provinces(ask)),
    }


def _charts(ask: Ask, wanted: Wanted) -> list[Chart]:
    row = wanted.code.removesuffix(".total")
    shares = [name for name, measure in MEASURES.items() if measure.over == (row,)]
    return [
        drawn(ask, f"indicator/years/{wanted.code}", scope=wanted.scope, province=wanted.province),
        drawn(ask, f"indicator/spread/{wanted.code}", scope=wanted.scope, year=wanted.year, province=wanted.province),
        drawn(ask, f"indicator/map/{wanted.code}", scope=wanted.scope, year=wanted.year),
        *(drawn(ask, f"country/{name}/{wanted.year}", scope=wanted.scope) for name in shares),
    ]


def _province(ask: Ask) -> str:
    given = ask.query.get("province", "")
    return given if re.fullmatch(r"[0-9]{2}", given) else ""


def _provinces(ask: Ask) -> list[tuple[str, str]]:
    codes = [row[0] for row in ask.db.execute("SELECT DISTINCT province FROM key_figures ORDER BY 1") if row[0]]
    return [(code, place_name(code, ask.language) or ask.say("bodies.national")) for code in codes]


def _relations(ask: Ask, indicator: Indicator) -> list[dict[str, str]]:
    """Return the checks whose query names the indicator, or all of its table, in words without their figures."""
    if not _has(ask.db, "checks", "codes"):
        return []
    rows = ask.db.execute(
        "SELECT * FROM checks WHERE instr(' ' || codes || ' ', ' ' || ? || ' ') > 0 OR codes = ?"
        " ORDER BY CASE severity WHEN 'hard' THEN 0 WHEN 'soft' THEN 1 ELSE 2 END, check_id",
        (indicator.code, indicator.form_table),
    )
    return [
        {
            "check_id": row["check_id"],
            "severity": row["severity"],
            "words": in_general(row[ask.language]),
            "forms": row["forms"],
        }
        for row in rows
    ]


def _has(db: sqlite3.Connection, table: str, column: str | None = None) -> bool:
    """Tell whether the build has a table, or a column of it; those of earlier versions may not."""
    names = [row[1] for row in db.execute("SELECT * FROM pragma_table_info(?)", (table,))]
    return bool(names) if column is None else column in names

"""Bodies ranked by one indicator in one year: by the figure itself, or by its share of a whole of the same report."""

import sqlite3
from bisect import bisect_left
from dataclasses import dataclass
from itertools import pairwise

from archive.form_columns import APPLICANTS, RESULTS, ROUTES
from archive.publication.codebook import Codebook, Indicator
from archive.schema import tables

SHOWN = 30
MOST_CLASSES = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What is ranked. `least` is the smallest whole that counts; `share` ranks by the share, else by the figure."""

    code: str  # of table 3 with its column
    year: int
    scope: str
    province: str
    least: int
    share: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Ranked:
    """One body. `whole` is what `share` (per cent) is of; `signs` as in charts."""

    place: int  # equal figures share one
    body: str
    name: str
    value: float
    whole: float | None
    share: float | None
    signs: str
    path: str | None


def whole_of(code: str) -> str | None:
    """Return the column of `key_figures` that a figure is a share of, None where there is no whole."""
    row = code.partition(".")[0]
    route, _, result = row.partition("_")
    if route in ROUTES and result in RESULTS:
        return f"{route}_total" if result != "total" else "res_total"
    if row.startswith("res_"):
        return "res_total"
    return "req_new" if row.startswith("req_") and row != "req_received" else None


def ranking(db: sqlite3.Connection, codebook: Codebook, wanted: Wanted) -> list[Ranked]:
    """Return the first bodies of a ranking; empty for an indicator that no ranking knows (figures of texts)."""
    source = _source(codebook.indicators[wanted.code.partition(".")[0]], wanted.code)
    if source is None:
        return []
    value, tables_read, keyed = source
    whole = whole_of(wanted.code) if keyed else None
    ordered = "1.0 * v.value / v.whole" if wanted.share and whole else "v.value"
    rows = db.execute(
        f"SELECT v.* FROM (SELECT k.report, k.body, {value} AS value, {f'k.{whole}' if whole else 'NULL'} AS whole,"  # noqa: S608 (names of ours)
        f" {'k.hard, k.doubtful' if keyed else '0 AS hard, NULL AS doubtful'} FROM {tables_read}"
        f" WHERE k.year = :year AND k.scope = :scope AND (:province = '' OR {_PROVINCE[keyed]} = :province)) AS v"
        f" WHERE v.value IS NOT NULL{' AND v.whole > 0 AND v.whole >= :least' if whole else ''}"
        f" ORDER BY {ordered} DESC, v.body LIMIT :most",
        {
            "year": wanted.year, "scope": wanted.scope, "province": wanted.province, "least": wanted.least,
            "most": SHOWN,
        },
    ).fetchall()  # fmt: skip
    return _placed(db, wanted, rows, column_of(wanted.code))


def rows_behind(wanted: Wanted) -> dict[str, str] | None:
    """Return, as filters of the table `key_figures`, all reports that a ranking is made of; None where it has not all.

    By the figure, the largest first: a share is no column of the table.
    """
    column, whole = column_of(wanted.code), whole_of(wanted.code)
    if column not in _KEYED:
        return None
    filters = {"year": str(wanted.year), "scope": wanted.scope, f"{column}__notblank": "1", "_sort_desc": column}
    if wanted.province:
        filters["province"] = wanted.province
    return filters | ({f"{whole}__gte": str(max(wanted.least, 1))} if whole else {})


def figures(db: sqlite3.Connection, codebook: Codebook, wanted: Wanted) -> list[float]:
    """Return the figures of all reports of a year, scope and province; none for an indicator of texts."""
    source = _source(codebook.indicators[wanted.code.partition(".")[0]], wanted.code)
    if source is None:
        return []
    value, tables_read, keyed = source
    rows = db.execute(
        f"SELECT {value} FROM {tables_read} WHERE k.year = :year AND k.scope = :scope AND {value} IS NOT NULL"  # noqa: S608 (names of ours)
        f" AND (:province = '' OR {_PROVINCE[keyed]} = :province)",
        {"year": wanted.year, "scope": wanted.scope, "province": wanted.province},
    )
    return [float(row[0]) for row in rows]


def classes(values: list[float]) -> list[tuple[str, int]]:
    """Return how many figures fall into each class, named by its bounds: 0 alone, then to 1, 2, 5, 10, 20.

    A class holds what is above the bound before it and at most its own; the last of very many holds all that is more.
    """
    if not values:
        return []
    bounds = [0.0]
    while bounds[-1] < max(values) and len(bounds) < MOST_CLASSES:
        last = bounds[-1]
        bounds.append(1.0 if last == 0 else last * (2.5 if f"{last:.0f}".startswith("2") else 2))
    counts = [0] * len(bounds)
    for value in values:
        if value >= 0:
            counts[min(bisect_left(bounds, value), len(bounds) - 1)] += 1
    whole = all(value.is_integer() for value in values)
    names = ["0", *(_class(low, high, whole=whole) for low, high in pairwise(bounds))]
    if bounds[-1] < max(values):
        names[-1] = f">{bounds[-2]:,.0f}"
    below = sum(value < 0 for value in values)
    return [*([("<0", below)] if below else []), *zip(names, counts, strict=True)]


def _class(low: float, high: float, *, whole: bool) -> str:
    if whole and high - low == 1:
        return f"{high:,.0f}"
    return f"{low + 1:,.0f}–{high:,.0f}" if whole else f"{low:,.0f}–{high:,.0f}"


def column_of(code: str) -> str:
    """Return the column of `key_figures` that has a code's figures, if it has them."""
    row, _, column = code.partition(".")
    return row if column in {"", "total"} else f"{row}_{column}"


_KEYED = frozenset(one.name for one in tables()["key_figures"].columns)
_PROVINCE = {True: "k.province", False: "substr(coalesce(k.region, b.region), 1, 2)"}


def _source(indicator: Indicator, code: str) -> tuple[str, str, bool] | None:
    """Return the figure's column, the tables to read and whether `key_figures` leads them."""
    column = column_of(code)
    if column in _KEYED:
        return f"k.{column}", "key_figures AS k", True
    row, _, applicant = code.partition(".")
    if indicator.form_table == "t3" and applicant in APPLICANTS:
        return (
            f"t.{applicant}",
            f"key_figures AS k JOIN requests AS t ON t.report = k.report AND t.outcome = '{row}'",
            True,
        )
    if indicator.form_table == "t2":
        return f"t.{code}", "key_figures AS k JOIN disclosure AS t ON t.report = k.report", True
    if indicator.form_table == "t14":
        standing = (
            "(SELECT * FROM reports AS r WHERE r.current = 1 AND NOT EXISTS"
            " (SELECT 1 FROM documents AS d WHERE d.document = r.document AND d.withheld <> ''))"
        )
        joined = f"{standing} AS k JOIN bodies AS b ON b.body = k.body JOIN statistics AS t ON t.report = k.report"
        return f"t.{code}", joined, False
    return None


def _placed(db: sqlite3.Connection, wanted: Wanted, rows: list[sqlite3.Row], column: str) -> list[Ranked]:
    found: list[Ranked] = []
    printed = wanted.code.partition(".")[0] not in _UNPRINTED
    for position, row in enumerate(rows):
        share = round(100 * row["value"] / row["whole"], 1) if row["whole"] else None
        key = share if wanted.share else row["value"]
        before = found[-1] if found else None
        same = before is not None and key == (before.share if wanted.share else before.value)
        name = db.execute("SELECT name FROM bodies WHERE body = ?", (row["body"],)).fetchone()["name"]
        doubts = {column, whole_of(wanted.code)} & set((row["doubtful"] or "").split())
        found.append(
            Ranked(
                place=before.place if same and before else position + 1, body=row["body"], name=name,
                value=row["value"], whole=row["whole"], share=share,
                signs="≠" * bool(row["hard"]) + "?" * bool(doubts),
                path=f"/figure/{row['body']}/{wanted.year}/{wanted.code}" if printed else None,
            )
        )  # fmt: skip
    return found


_UNPRINTED = {"res_denied", "res_unavail", "res_notproc", "res_other"}  # sums of the build, with no cell of their own

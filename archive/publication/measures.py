"""What the country's maps and trends show: sums and shares of `key_figures`, and the years and scopes held."""

import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise

from archive.publication.answers import Ask
from archive.publication.codebook import Codebook
from archive.publication.reports import SCOPES


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """A sum of columns of `key_figures`, or its share of another sum in per cent. Its words: `measure.<name>`."""

    name: str
    over: tuple[str, ...]
    under: tuple[str, ...] = ()
    less: tuple[str, ...] = ()  # taken off the lower sum

    @property
    def share(self) -> bool:
        """Whether it is a percentage."""
        return bool(self.under)


_DISPUTES = ("rev_total", "litd_total", "lita_total")
MEASURES: Mapping[str, Measure] = {
    one.name: one
    for one in (
        Measure(name="granted", over=("res_granted",), under=("res_total",)),
        Measure(name="denied", over=("res_denied",), under=("res_total",)),
        Measure(name="not_held", over=("res_unavail_not_held",), under=("res_total",)),
        Measure(name="not_processed", over=("res_notproc",), under=("res_total",)),
        Measure(name="backlog", over=("req_carried_out",), under=("req_new", "req_carried_in")),
        Measure(name="disputes", over=_DISPUTES, under=("res_total",)),
        Measure(
            name="corrected", over=("rev_corrected", "litd_corrected", "lita_corrected"), under=_DISPUTES,
            less=("rev_pending", "litd_pending", "lita_pending"),
        ),
        Measure(name="requests", over=("req_new",)),
    )
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Sum:
    """A measure over some reports: how many had its figures, and how many of them leave a doubt."""

    value: float | None
    reports: int
    doubtful: int


def by_province(db: sqlite3.Connection, measure: Measure, year: int, scope: str) -> dict[str, Sum]:
    """Return a measure by the first two digits of the region code, over reports that print all figures it needs."""
    needed = (*measure.over, *measure.under, *measure.less)
    less = f" - sum({_sum(measure.less)})" if measure.less else ""
    under = f"sum({_sum(measure.under)}){less}" if measure.share else "NULL"
    doubts = " OR ".join(f"instr(' ' || doubtful || ' ', ' {column} ')" for column in needed)
    rows = db.execute(
        "SELECT province, count(*) AS reports,"  # noqa: S608 (names of ours)
        f" sum({_sum(measure.over)}) AS over, {under} AS under,"
        f" coalesce(sum(hard > 0 OR coalesce({doubts}, 0)), 0) AS doubtful FROM key_figures"
        " WHERE year = ? AND scope = ?"
        f" AND {' AND '.join(f'{column} IS NOT NULL' for column in needed)} GROUP BY province",
        (year, scope),
    ).fetchall()
    return {
        row["province"]: Sum(value=_value(measure, row), reports=row["reports"], doubtful=row["doubtful"])
        for row in rows
        if row["province"]
    }


def _sum(columns: tuple[str, ...]) -> str:
    return " + ".join(columns)


def _value(measure: Measure, row: sqlite3.Row) -> float | None:
    if not measure.share:
        return float(row["over"])
    return round(100 * row["over"] / row["under"], 2) if row["under"] and row["under"] > 0 else None


def held(ask: Ask) -> dict[int, dict[str, int]]:
    """Return how many reports with tables are held, by year and scope, the latest year first."""

    def count() -> dict[int, dict[str, int]]:
        found: dict[int, dict[str, int]] = {}
        query = "SELECT year, scope, count(*) AS n FROM key_figures GROUP BY year, scope ORDER BY year DESC, scope"
        for row in ask.db.execute(query):
            found.setdefault(row["year"], {})[row["scope"]] = row["n"]
        return found

    return ask.site.once("held", count)


def latest_year(ask: Ask) -> int | None:
    """Return the latest year of which at least half as many reports are held as of the best year before."""
    counts = {year: sum(scopes.values()) for year, scopes in held(ask).items()}
    return next((year for year, n in counts.items() if 2 * n >= max(counts.values())), None)


def scope_of(ask: Ask, year: int | None) -> str:
    """Return the scope asked for, else that of whole areas, else the one most reports of the year have."""
    wanted = ask.query.get("scope", "")
    if wanted in SCOPES:
        return wanted
    counts = held(ask).get(year or 0, {})
    if not counts or "whole_area" in counts:
        return "whole_area"
    return max(sorted(counts), key=lambda scope: counts[scope])


def forms_of_years(ask: Ask) -> dict[int, str]:
    """Return the form version that most reports of each year have."""

    def count() -> dict[int, str]:
        rows = ask.db.execute(
            "SELECT year, form, count(*) AS n FROM reports WHERE form IS NOT NULL GROUP BY year, form ORDER BY n, form"
        )
        return {row["year"]: row["form"] for row in rows}  # the last of a year is its most frequent

    return ask.site.once("forms of years", count)


def broken_years(ask: Ask, codebook: Codebook, code: str, years: list[int]) -> list[int]:
    """Return those of the years, given in order, whose form does not compare for a code with the year before."""
    forms = forms_of_years(ask)
    return [
        year for before, year in pairwise(years) if codebook.breaks_between(code, forms.get(year), forms.get(before))
    ]

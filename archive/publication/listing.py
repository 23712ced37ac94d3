"""Findings in pages: how many there are of each kind, and those of one page, without reading all of them."""

import sqlite3
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from archive.publication.answers import Ask
from archive.publication.reports import VISIBLE

SEVERITIES = ("hard", "soft", "heuristic")
FEW = 8_000  # findings of one relation that are looked through one by one
_PROVINCE = "substr(coalesce(r.region, r.body), 1, 2)"
_BY_REPORT = "FROM reports AS r CROSS JOIN findings AS f ON f.report = r.report"
_BY_CHECK = "FROM findings AS f CROSS JOIN reports AS r ON r.report = f.report"


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """What is asked for; an empty text or None sets no limit."""

    severity: str = ""
    check: str = ""
    province: str = ""
    year: int | None = None
    body: str = ""


def counts(ask: Ask, choice: Choice) -> dict[str, dict[int, int]]:
    """Return how many findings there are, by severity and year."""
    if choice.body:
        where, values = _where(choice)
        query = f"SELECT f.severity, r.year, count(*) {_BY_REPORT} WHERE {where} GROUP BY 1, 2"
    else:
        values = {"severity": choice.severity, "check": choice.check, "province": choice.province, "year": choice.year}
        query = (
            "SELECT severity, year, sum(findings) FROM finding_summary"
            " WHERE (:severity = '' OR severity = :severity) AND (:check = '' OR check_id = :check)"
            " AND (:province = '' OR province = :province) AND (:year IS NULL OR year = :year) GROUP BY 1, 2"
        )
    found: dict[str, dict[int, int]] = {}
    for severity, year, number in ask.db.execute(query, values):
        found.setdefault(severity, {})[year] = number
    return found


def by_check(ask: Ask, choice: Choice) -> list[sqlite3.Row]:
    """Return the relations of one severity with their number of findings, most first."""
    return ask.db.execute(
        "SELECT check_id, sum(findings) AS findings FROM finding_summary WHERE severity = :severity"
        " AND (:check = '' OR check_id = :check) AND (:province = '' OR province = :province)"
        " AND (:year IS NULL OR year = :year) GROUP BY 1 ORDER BY 2 DESC, 1",
        {"severity": choice.severity, "check": choice.check, "province": choice.province, "year": choice.year},
    ).fetchall()


def page(ask: Ask, choice: Choice, held: Mapping[int, int], start: int, most: int) -> list[int]:
    """Return the numbers of the findings of one severity from `start`, newest years first; `held` counts each year."""
    found: list[int] = []
    for year, skipped, wanted in _windows(held, start, most):
        where, values = _where(choice)
        few = choice.check and not choice.body and _few(ask.db, choice.check)
        query = (
            f"SELECT f.finding {_BY_CHECK if few else _BY_REPORT} WHERE {where} AND r.year = :of_year"
            " ORDER BY r.form, r.report, f.finding LIMIT :wanted OFFSET :skipped"
        )
        given = {**values, "of_year": year, "wanted": wanted, "skipped": skipped}
        found += [row[0] for row in ask.db.execute(query, given)]
    return found


def _windows(held: Mapping[int, int], start: int, most: int) -> Iterator[tuple[int, int, int]]:
    """Yield (year, how many to skip, how many to take) for so many findings from `start`."""
    before = 0
    for year in sorted(held, reverse=True):
        first, last = max(start, before), min(start + most, before + held[year])
        if first < last:
            yield year, first - before, last - first
        before += held[year]


def _where(choice: Choice) -> tuple[str, dict[str, object]]:
    clauses = {"severity": "f.severity = :severity", "check": "f.check_id = :check",
               "province": f"{_PROVINCE} = :province", "year": "r.year = :year", "body": "r.body = :body"}  # fmt: skip
    values = {name: getattr(choice, name) for name in clauses if getattr(choice, name)}
    return " AND ".join([*(clauses[name] for name in values), VISIBLE]), values


def _few(db: sqlite3.Connection, check: str) -> bool:
    query = "SELECT coalesce(sum(findings), 0) <= ? FROM finding_summary WHERE check_id = ?"
    return bool(db.execute(query, (FEW, check)).fetchone()[0])

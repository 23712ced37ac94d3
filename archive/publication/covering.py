"""What is held against what should exist: shares by province and year, the governments of a province, sites."""

import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from archive.publication.answers import Ask

LEVELS = "('province', 'prefecture', 'county')"
FAILING = "state IN ('blocked', 'failed', 'empty', 'needs_browser', 'refused', 'gone')"
BELOW = "(coalesce(expected_reports, 0) > reports OR (expected_since < coalesce(first_year, 9999)))"
STATES: Mapping[str, str] = {"failing": FAILING, "below": BELOW, "all": "1"}
_STEPS = (1, 34, 67, 100)  # per cent from which a share is of the next step


@dataclass(frozen=True, slots=True)
class Share:
    """How many governments are held of how many there were, and the reports of all bodies."""

    held: int
    existing: int
    reports: int = 0
    bodies: int = 0

    @property
    def missing(self) -> int:
        """Return how many are not held."""
        return self.existing - self.held

    @property
    def words(self) -> str:
        """Return the share in per cent: 100% and 0% only where it is exactly so; empty without a denominator."""
        if not self.existing:
            return ""
        percent = self.held * 100 // self.existing
        return "<1%" if self.held and not percent else f"{percent}%"

    @property
    def step(self) -> int:
        """Return the step of the share, from 0 (none) to 4 (all)."""
        percent = self.held * 100 / self.existing if self.existing else 0
        return sum(percent >= step for step in _STEPS) if self.held else 0

    def __add__(self, other: "Share") -> "Share":
        return Share(
            self.held + other.held,
            self.existing + other.existing,
            self.reports + other.reports,
            self.bodies + other.bodies,
        )


@dataclass(frozen=True, slots=True)
class Matrix:
    """The shares by province (two digits) and year, with those of the whole country by year."""

    years: tuple[int, ...]
    rows: Mapping[str, Mapping[int, Share]]

    def total(self, year: int) -> Share:
        """Return the whole country's share of a year."""
        return sum((row[year] for row in self.rows.values() if year in row), Share(0, 0))


@dataclass(frozen=True, slots=True)
class Government:
    """A government's region with the years in which it existed, and the body whose report of a year is held."""

    region: str
    name: str
    years: frozenset[int]
    held: Mapping[int, str]


def matrix(ask: Ask) -> Matrix:
    """Return the shares of all provinces and years, which never change while a build is served."""
    return ask.site.once("coverage matrix", lambda: _matrix(ask.db))


def _matrix(db: sqlite3.Connection) -> Matrix:
    rows: dict[str, dict[int, Share]] = {}
    for row in db.execute("SELECT * FROM coverage ORDER BY province, year"):
        share = Share(row["governments_held"], row["governments"], row["reports"], row["bodies"])
        rows.setdefault(row["province"], {})[row["year"]] = share
    years = sorted({year for shares in rows.values() for year in shares})
    return Matrix(tuple(years), rows)


def governments(ask: Ask, province: str, years: Sequence[int]) -> list[Government]:
    """Return the governments of a province that existed in any of the years, by code."""
    span = (f"{province}0000", f"{province}9999")
    held: dict[str, dict[int, str]] = {}
    for row in ask.db.execute(_HELD, span):
        held.setdefault(row["region"], {}).setdefault(row["year"], row["body"])
    names: dict[str, str] = {}
    existed: dict[str, set[int]] = {}
    states = f"SELECT * FROM regions WHERE region BETWEEN ? AND ? AND level IN {LEVELS} ORDER BY region, valid_from"  # noqa: S608 (a constant)
    for row in ask.db.execute(states, span):
        valid = {year for year in years if row["valid_from"] <= year <= (row["valid_to"] or year)}
        if valid:
            names[row["region"]] = row["name"]
            existed.setdefault(row["region"], set()).update(valid)
    return [Government(code, names[code], frozenset(existed[code]), held.get(code, {})) for code in names]


# As in the build's table `coverage`: a government's own report, or its office's on the level or the whole area.
_HELD = f"""
SELECT coalesce(nullif(r.region, ''), b.region) AS region, r.year, b.body
FROM bodies b JOIN reports r ON r.body = b.body LEFT JOIN documents d ON d.document = r.document
WHERE b.region BETWEEN ? AND ? AND b.level IN {LEVELS} AND r.current = 1 AND coalesce(d.withheld, '') = ''
  AND (b.kind = 'government' OR (b.kind = 'office' AND r.scope IN ('own_level', 'whole_area')))
ORDER BY b.kind <> 'government', b.body
"""  # noqa: S608 (made of constants)


def site_counts(ask: Ask, province: str) -> dict[str, int]:
    """Return how many sites there are in each of STATES, of a province or of all."""
    return ask.site.once(f"site counts {province}", lambda: _site_counts(ask.db, province))


def _site_counts(db: sqlite3.Connection, province: str) -> dict[str, int]:
    counted = ", ".join(f"coalesce(sum({condition}), 0)" for condition in STATES.values())
    row = db.execute(f"SELECT {counted} FROM sites WHERE {_OF_PROVINCE}", {"province": province}).fetchone()  # noqa: S608
    return dict(zip(STATES, row, strict=True))


_OF_PROVINCE = "(:province = '' OR region BETWEEN :province || '0000' AND :province || '9999')"


def sites(ask: Ask, province: str, state: str, start: int, most: int) -> list[sqlite3.Row]:
    """Return sites of a province (or of all) in one of STATES, by region."""
    chosen = f"SELECT * FROM sites WHERE {_OF_PROVINCE} AND {STATES[state]}"  # noqa: S608 (made of constants)
    query = f"{chosen} ORDER BY region, site LIMIT :most OFFSET :start"
    return ask.db.execute(query, {"province": province, "most": most, "start": start}).fetchall()

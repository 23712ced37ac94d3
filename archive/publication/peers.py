"""A body's peers: those of its level and kind in its province, by the requests of the same year and scope."""

import sqlite3
from dataclasses import dataclass

from archive.publication.reports import Report

AROUND = 5  # how many are shown before and after the body itself


@dataclass(frozen=True, slots=True, kw_only=True)
class Peer:
    """One body in the ranking; `granted` is the share of its results that disclosed in full, in per cent."""

    place: int
    body: str
    name: str
    requests: int | float | None
    granted: float | None
    doubtful: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Peers:
    """The neighbours of a body among `number` bodies."""

    year: int
    scope: str
    province: str
    number: int
    shown: tuple[Peer, ...]


def peers_of(db: sqlite3.Connection, reports: list[Report]) -> Peers | None:
    """Return the peers in the latest year for which a current report has table 3; None where there are none."""
    own = None
    for report in sorted(reports, key=lambda report: -report.year):
        row = db.execute(
            "SELECT * FROM key_figures WHERE report = ? AND req_new IS NOT NULL", (report.report,)
        ).fetchone()
        if row is not None and not report.withheld:
            own = row
            break
    if own is None:
        return None
    rows = db.execute(
        "SELECT k.body, k.req_new, k.doubtful, k.hard,"
        " CASE WHEN k.res_total > 0 THEN round(100.0 * k.res_granted / k.res_total, 1) END AS granted"
        " FROM key_figures AS k WHERE k.province = ? AND k.year = ? AND k.scope = ? AND k.level IS ? AND k.kind IS ?"
        " AND k.req_new IS NOT NULL ORDER BY k.req_new DESC, k.body",
        (own["province"], own["year"], own["scope"], own["level"], own["kind"]),
    ).fetchall()
    at = next(position for position, row in enumerate(rows) if row["body"] == own["body"])
    start = max(at - AROUND, 0)
    shown = tuple(_peer(db, start + place + 1, row) for place, row in enumerate(rows[start : at + AROUND + 1]))
    if len(shown) < 2:
        return None
    return Peers(year=own["year"], scope=own["scope"], province=own["province"], number=len(rows), shown=shown)


def _peer(db: sqlite3.Connection, place: int, row: sqlite3.Row) -> Peer:
    name = db.execute("SELECT name FROM bodies WHERE body = ?", (row["body"],)).fetchone()["name"]
    doubts = {"req_new", "res_granted", "res_total"} & set((row["doubtful"] or "").split())
    return Peer(
        place=place, body=row["body"], name=name, requests=row["req_new"], granted=row["granted"],
        doubtful=bool(doubts) or bool(row["hard"]),
    )  # fmt: skip

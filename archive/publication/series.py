"""A body's key figures over its years, with the break between form versions where they do not compare."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from archive.publication.answers import Ask
from archive.publication.cells import Cell, Number, totals_of
from archive.publication.codebook import Codebook
from archive.publication.failing import Mark, marks
from archive.publication.findings import Finding
from archive.publication.reports import Report, rank

# What the pages of a body compare. A code without its cell in table 3 stands for the sum of its parts.
KEY = (
    "req_received", "req_new.total", "req_carried_in.total",
    "res_granted.total", "res_partial.total", "res_denied.total", "res_unavail.total", "res_notproc.total",
    "res_other.total", "res_total.total", "req_carried_out.total",
    "reply_total", "reply_granted", "reply_partial", "reply_denied",
    "rev_total", "rev_corrected", "litd_total", "litd_corrected", "lita_total", "lita_corrected", "lit_total",
    "normdoc_made", "normdoc_in_force", "normdoc_public_total",
    "licence_decisions", "penalty_decisions", "coercion_decisions", "admin_fee_wan",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """One year of a line. `state`: printed, blank, absent (not in that form or report), summed (from its parts)."""

    year: int
    value: Number | None
    state: str
    path: str | None
    doubtful: bool
    broken: bool  # not comparable with the year before
    mark: Mark | None  # an identity of the form that names this cell, or one of its parts, fails


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One indicator over the years."""

    code: str
    label: str
    unit: str | None
    why: str | None  # why it breaks, where it does
    points: tuple[Point, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """The reports of one scope side by side, oldest first."""

    scope: str
    reports: tuple[Report, ...]
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class _Year:
    """One report with its cells and their marks."""

    report: Report
    cells: Mapping[str, Cell]
    marks: Mapping[str, Mark]
    parts: Mapping[str, list[Cell]]


def series_of(
    ask: Ask, codebook: Codebook, body: str, reports: Iterable[Report], failing: Mapping[int, list[Finding]]
) -> list[Series]:
    """Return a body's current reports that may be shown and have tables, side by side, a series for each scope."""
    groups: dict[str, list[Report]] = {}
    for report in sorted(reports, key=rank):
        if report.body == body and report.current and not report.withheld and report.form:
            groups.setdefault(report.scope, []).append(report)
    return [key_figures(ask, codebook, scope, group, failing) for scope, group in groups.items()]


def key_figures(
    ask: Ask, codebook: Codebook, scope: str, reports: list[Report], failing: Mapping[int, list[Finding]]
) -> Series:  # fmt: skip
    """Return the key figures of a body's current reports of one scope; `failing` are its hard findings by report."""
    ordered = sorted(reports, key=lambda report: report.year)
    years = []
    for report in ordered:
        cells = totals_of(ask.db, report.report)
        years.append(_Year(report, cells, marks(failing.get(report.report, ()), cells), _parts(cells)))
    lines = (_line(ask, codebook, code, years) for code in KEY)
    kept = tuple(line for line in lines if any(point.state != "absent" for point in line.points))
    return Series(scope=scope, reports=tuple(ordered), lines=kept)


def _line(ask: Ask, codebook: Codebook, code: str, years: list[_Year]) -> Line:
    indicator = codebook.indicators.get(code.partition(".")[0])
    breaks = codebook.breaks_between_forms(code)
    points = []
    for position, year in enumerate(years):
        earlier = years[position - 1].report if position else None
        broken = earlier is not None and codebook.breaks_between(code, year.report.form, earlier.form)
        points.append(_point(codebook, year, code, broken=broken))
    return Line(
        code=code,
        label=indicator.label(ask.language) if indicator else code,
        unit=indicator.unit if indicator else None,
        why=indicator.reason(ask.language) if indicator and breaks else None,
        points=tuple(points),
    )


def _point(codebook: Codebook, year: _Year, code: str, *, broken: bool) -> Point:
    report, cell = year.report, year.cells.get(code)
    if cell is not None:
        return Point(
            year=report.year,
            value=cell.value,
            state="blank" if cell.value is None else "printed",
            path=f"/figure/{report.body}/{report.year}/{code}?scope={report.scope}",
            doubtful=bool(cell.flags),
            broken=broken,
            mark=year.marks.get(code),
        )
    parts = year.parts.get(code, [])
    values = [part.value for part in parts if part.value is not None]
    row, _, column = code.partition(".")
    whole = {f"{part}.{column}" for part in codebook.parts(row, report.form)} if parts else set()
    return Point(
        year=report.year,
        value=sum(values) if values else None,
        state="summed" if values else "blank" if parts else "absent",
        path=None,
        # a row of the block that was not read is missing in the sum
        doubtful=any(part.flags for part in parts) or (bool(parts) and whole != {part.code for part in parts}),
        broken=broken,
        mark=next((year.marks[part.code] for part in parts if part.code in year.marks), None),
    )


def _parts(cells: Mapping[str, Cell]) -> dict[str, list[Cell]]:
    """Return the cells of table 3 by the row they may be part of: `res_denied_process.total` by res_denied.total."""
    parts: dict[str, list[Cell]] = {}
    for name, cell in cells.items():
        row, dot, column = name.partition(".")
        while dot and "_" in row:
            row = row.rpartition("_")[0]
            parts.setdefault(f"{row}.{column}", []).append(cell)
    return parts

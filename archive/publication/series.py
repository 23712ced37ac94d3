"""A body's key figures over its years, with the break between form versions where they do not compare."""

from collections.abc import Mapping
from dataclasses import dataclass

from archive.publication.answers import Ask
from archive.publication.cells import Cell, Number, cells_of
from archive.publication.codebook import Codebook
from archive.publication.reports import Report

# What the pages of a body compare. A code without its cell in table 3 stands for the sum of its parts.
KEY = (
    "req_new.total", "req_carried_in.total", "res_granted.total", "res_partial.total", "res_denied.total",
    "res_unavail.total", "res_notproc.total", "res_other.total", "res_total.total", "req_carried_out.total",
    "rev_total", "rev_corrected", "litd_total", "litd_corrected", "lita_total", "lita_corrected",
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


def key_figures(ask: Ask, codebook: Codebook, scope: str, reports: list[Report]) -> Series:
    """Return the key figures of a body's current reports of one scope."""
    ordered = sorted(reports, key=lambda report: report.year)
    tables = [cells_of(ask.db, report.report) for report in ordered]
    lines = (_line(ask, codebook, code, ordered, tables) for code in KEY)
    kept = tuple(line for line in lines if any(point.state != "absent" for point in line.points))
    return Series(scope=scope, reports=tuple(ordered), lines=kept)


def _line(
    ask: Ask, codebook: Codebook, code: str, reports: list[Report], tables: list[dict[str, Cell]]
) -> Line:  # fmt: skip
    indicator = codebook.indicators.get(code.partition(".")[0])
    breaks = codebook.breaks_between_forms(code)
    points = []
    for position, (report, cells) in enumerate(zip(reports, tables, strict=True)):
        earlier = reports[position - 1] if position else None
        broken = breaks and earlier is not None and earlier.form != report.form
        points.append(_point(report, code, cells, broken=broken))
    return Line(
        code=code,
        label=indicator.label(ask.language) if indicator else code,
        unit=indicator.unit if indicator else None,
        why=indicator.why if indicator and breaks else None,
        points=tuple(points),
    )


def _point(report: Report, code: str, cells: Mapping[str, Cell], *, broken: bool) -> Point:
    cell = cells.get(code)
    if cell is not None:
        path = f"/figure/{report.body}/{report.year}/{code}?scope={report.scope}"
        state = "blank" if cell.value is None else "printed"
        return Point(
            year=report.year, value=cell.value, state=state, path=path, doubtful=bool(cell.flags), broken=broken
        )
    parts = _parts(code, cells)
    values = [part.value for part in parts if part.value is not None]
    return Point(
        year=report.year,
        value=sum(values) if values else None,
        state="summed" if values else "blank" if parts else "absent",
        path=None,
        doubtful=any(part.flags for part in parts),
        broken=broken,
    )


def _parts(code: str, cells: Mapping[str, Cell]) -> list[Cell]:
    row, dot, column = code.partition(".")
    if not dot:
        return []
    return [cell for name, cell in cells.items() if name.startswith(f"{row}_") and name.endswith(f".{column}")]

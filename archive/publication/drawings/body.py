"""A body's years: requests, what became of them, disputes, backlog."""

from archive.publication import charts
from archive.publication.answers import Ask, Missing
from archive.publication.charts import Break, Chart
from archive.publication.codebook import Codebook
from archive.publication.drawings import at, brief, frame
from archive.publication.failing import body_findings
from archive.publication.reports import select
from archive.publication.series import Line, Point, Series, series_of

# What each chart shows, by codes of the series.
SHOWN = {
    "requests": ("req_new.total",),
    "outcomes": (
        "res_granted.total", "res_partial.total", "res_denied.total", "res_unavail.total", "res_notproc.total",
        "res_other.total",
    ),
    "disputes": ("rev_total", "litd_total", "lita_total"),
    "backlog": ("req_carried_in.total", "req_carried_out.total"),
}  # fmt: skip
OLDER = {"req_new.total": "req_received"}  # the same in forms of before, under another code and beyond a break
PATH = (
    r"(?P<body>[0-9]{6}-[0-9a-f]{8})/(?P<scope>own_level|whole_area|own_office|unknown)"
    rf"/(?P<what>{'|'.join(SHOWN)})"
)


def draw(ask: Ask) -> Chart:
    """Return one of a body's charts for one scope of its reports."""
    body, scope, what = ask.value("body"), ask.value("scope"), ask.value("what")
    reports = [report for report in select(ask.db, "WHERE r.body = ?", (body,)) if report.scope == scope]
    found = series_of(ask, Codebook(ask.db), body, reports, body_findings(ask, body))
    if not found:
        raise Missing("missing.body")
    chart = chart_of(ask, found[0], what)
    if chart is None:
        raise Missing("missing.page")
    return chart


def charts_of(ask: Ask, series: Series) -> list[Chart]:
    """Return the charts of a series that have a figure, with their addresses."""
    path = f"body/{series.reports[0].body}/{series.scope}"
    drawn = ((what, chart_of(ask, series, what)) for what in SHOWN)
    return [at(chart, f"{path}/{what}") for what, chart in drawn if chart is not None]


def chart_of(ask: Ask, series: Series, what: str) -> Chart | None:
    """Return one chart of a series, or None where the reports have none of its figures."""
    held = {line.code: line for line in series.lines}
    lines = [held[code] for code in SHOWN[what] if code in held]
    older = [held[OLDER[line.code]] for line in lines if OLDER.get(line.code) in held]
    years = range(series.reports[0].year, series.reports[-1].year + 1)
    drawn = [
        charts.Series(name=brief(line.label), points=tuple(_point(ask, year, line, older) for year in years))
        for line in lines
    ]
    if not any(point.value is not None for one in drawn for point in one.points):
        return None
    first = series.reports[0]
    scope = ask.say(f"scope.{series.scope}")
    notes = [ask.say("charts.scope", scope=scope)]
    around = frame(
        ask, ask.say(f"body.chart_{what}", body=first.body_name, scope=scope), unit=ask.unit("件"),
        notes=(*notes, ask.say("body.chart_older")) if older else tuple(notes),
        demonstration=any(report.demonstration for report in series.reports),
    )  # fmt: skip
    how = charts.stacked if what == "outcomes" else charts.bars
    return how(around, [str(year) for year in years], drawn, _breaks(series, lines, years))


def _point(ask: Ask, year: int, line: Line, older: list[Line]) -> charts.Point:
    found = _of(line, year)
    for other in older:
        earlier = _of(other, year)
        if earlier is not None and (found is None or found.state == "absent"):
            found = earlier
    if found is None:
        return charts.Point(value=None, absent=ask.say("charts.no_report"))
    return charts.Point(
        value=found.value,
        absent=ask.say("report.absent" if found.state == "absent" else "report.blank"),
        signs="≠" * (found.mark is not None) + "?" * found.doubtful,
        address=ask.link(found.path) if found.path and found.value is not None else None,
    )


def _of(line: Line, year: int) -> Point | None:
    return next((point for point in line.points if point.year == year), None)


def _breaks(series: Series, lines: list[Line], years: range) -> list[Break]:
    forms = {report.year: report.form or "" for report in series.reports}
    found = []
    for year in years:
        broken = [line for line in lines if (point := _of(line, year)) is not None and point.broken]
        if broken:
            why = next((line.why for line in broken if line.why), None)
            found.append(Break(before=year - years[0], label=forms[year], why=why or ""))
    return found

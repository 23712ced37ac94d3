"""How the reports held develop over the years: what became of requests, and how many a body receives."""

from archive.publication.answers import Ask
from archive.publication.charts import Chart, Point, Series, stacked
from archive.publication.codebook import Codebook
from archive.publication.drawings import brief, frame
from archive.publication.drawings.indicator import by_year, year_breaks
from archive.publication.measures import held, latest_year, scope_of
from archive.publication.metadata import has_demonstration

PATH = r"(?P<what>outcomes|requests)"
# The groups of table 3; where a form has no row for a group, it is the sum of those below it.
GROUPS = ("res_granted", "res_partial", "res_denied", "res_unavail", "res_notproc", "res_other")


def draw(ask: Ask) -> Chart:
    """Return the chart over all reports of one scope, in the query string."""
    scope = scope_of(ask, latest_year(ask))
    codebook = Codebook(ask.db)
    if ask.value("what") == "requests":
        return by_year(ask, codebook, "req_new.total", scope, "")
    years = sorted(year for year, scopes in held(ask).items() if scope in scopes)
    sums = {group: _sums(ask, codebook, group, years, scope) for group in GROUPS}
    series = [
        Series(
            name=brief(codebook.label(group, ask.language)),
            points=tuple(Point(value=sums[group].get(year)) for year in years),
        )
        for group in GROUPS
    ]
    counts = ", ".join(f"{year}{ask.say('frame.colon')}{held(ask)[year][scope]}" for year in years)
    around = frame(
        ask, ask.say("trend.outcomes"), unit="%", demonstration=has_demonstration(ask.site),
        notes=(ask.say("charts.scope", scope=ask.say(f"scope.{scope}")), ask.say("trend.reports", counts=counts)),
    )  # fmt: skip
    labels = [str(year) for year in years]
    return stacked(around, labels, series, year_breaks(ask, codebook, GROUPS, years), shares=True)


def _sums(ask: Ask, codebook: Codebook, group: str, years: list[int], scope: str) -> dict[int, float]:
    codes = [group, *(code for code, one in codebook.indicators.items() if one.parent == group)]
    rows = ask.db.execute(
        "SELECT year, sum(sum) AS sum FROM indicator_summary"  # noqa: S608 (only marks are put in)
        f" WHERE code IN ({', '.join('?' * len(codes))}) AND year IN ({', '.join('?' * len(years))})"
        " AND scope = ? AND province = '' AND sum IS NOT NULL GROUP BY year",
        (*(f"{code}.total" for code in codes), *years, scope),
    )
    return {row["year"]: row["sum"] for row in rows}

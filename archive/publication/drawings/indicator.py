"""One indicator: how its figures are spread over the years, and its median by province."""

import re
import sqlite3
from collections.abc import Iterable

from archive.form_columns import APPLICANTS
from archive.publication.answers import Ask, Missing
from archive.publication.charts import Box, Break, Chart, Point, boxes, histogram, place_name, tiles
from archive.publication.codebook import Codebook
from archive.publication.drawings import brief, frame
from archive.publication.measures import broken_years, forms_of_years, latest_year, scope_of
from archive.publication.metadata import has_demonstration
from archive.publication.ranking import Wanted, classes, figures

PATH = r"(?P<what>years|spread|map)/(?P<code>[0-9a-z_]{1,60}(?:\.[a-z_]{1,20})?)"


def draw(ask: Ask) -> Chart:
    """Return the chart; `scope`, `province` (not of the map) and `year` (not of the years) in the query string."""
    code, codebook = ask.value("code"), Codebook(ask.db)
    row, _, column = code.partition(".")
    indicator = codebook.indicators.get(row)
    # a figure of table 3 has its column, any other has none
    if indicator is None or column not in {"", *APPLICANTS} or (indicator.form_table == "t3") != (column in APPLICANTS):
        raise Missing("missing.code", code=code)
    year = ask.number("year") or latest_year(ask) or 0
    scope = scope_of(ask, year)
    if ask.value("what") == "map":
        return by_place(ask, codebook, code, scope, year)
    province = ask.query.get("province", "")
    province = province if re.fullmatch(r"[0-9]{2}", province) else ""
    if ask.value("what") == "spread":
        return by_class(
            ask, codebook, Wanted(code=code, year=year, scope=scope, province=province, least=0, share=False)
        )
    return by_year(ask, codebook, code, scope, province)


def by_year(ask: Ask, codebook: Codebook, code: str, scope: str, province: str) -> Chart:
    """Return the boxes of an indicator's figures for each year, of the whole archive or one province."""
    held = {row["year"]: row for row in summaries(ask, code, scope, province)}
    years = list(range(min(held), max(held) + 1)) if held else []
    where = (place_name(province, ask.language) or province) if province else ""
    title = ask.say("indicator.years", label=brief(codebook.label(code, ask.language)))
    indicator = codebook.indicators[code.partition(".")[0]]
    around = frame(
        ask, f"{title}{ask.say('frame.colon')}{where}" if where else title,
        unit=ask.unit(indicator.unit) if indicator.unit else "",
        notes=(ask.say("charts.scope", scope=ask.say(f"scope.{scope}")),), demonstration=has_demonstration(ask.site),
    )  # fmt: skip
    spread = [_box(held.get(year)) for year in years]
    return boxes(around, [str(year) for year in years], spread, year_breaks(ask, codebook, (code,), years))


def by_class(ask: Ask, codebook: Codebook, wanted: Wanted) -> Chart:
    """Return how many reports of a year have a figure in each class."""
    label = brief(codebook.label(wanted.code, ask.language))
    where = (place_name(wanted.province, ask.language) or wanted.province) if wanted.province else ""
    title = ask.say("indicator.spread", label=label, year=wanted.year)
    around = frame(
        ask, f"{title}{ask.say('frame.colon')}{where}" if where else title, unit=ask.say("charts.count"),
        notes=(ask.say("charts.scope", scope=ask.say(f"scope.{wanted.scope}")),),
        demonstration=has_demonstration(ask.site),
    )  # fmt: skip
    return histogram(around, classes(figures(ask.db, codebook, wanted)))


def by_place(ask: Ask, codebook: Codebook, code: str, scope: str, year: int) -> Chart:
    """Return the map of an indicator's median in each province."""
    rows = ask.db.execute(
        "SELECT province, median, reports FROM indicator_summary"
        " WHERE code = ? AND year = ? AND scope = ? AND province <> '' AND reports > 0",
        (code, year, scope),
    ).fetchall()
    indicator = codebook.indicators[code.partition(".")[0]]
    around = frame(
        ask, ask.say("indicator.map", label=brief(codebook.label(code, ask.language)), year=year),
        unit=ask.unit(indicator.unit) if indicator.unit else "",
        notes=(ask.say("charts.scope", scope=ask.say(f"scope.{scope}")),),
        demonstration=any(row["province"] == "99" for row in rows) and has_demonstration(ask.site),
    )  # fmt: skip
    values = {
        row["province"]: Point(value=row["median"], address=ask.link("/bodies", province=row["province"]))
        for row in rows
    }
    counts = {row["province"]: row["reports"] for row in rows}
    return tiles(around, values, beside=(ask.say("charts.count"), counts))


def summaries(ask: Ask, code: str, scope: str, province: str) -> list[sqlite3.Row]:
    """Return an indicator's rows of `indicator_summary` with figures, a row for each year, the earliest first."""
    years = ask.years()
    return ask.db.execute(
        f"SELECT * FROM indicator_summary WHERE code = ? AND year IN ({', '.join('?' * len(years))})"  # noqa: S608 (only marks)
        " AND scope = ? AND province = ? AND reports > 0 ORDER BY year",
        (code, *years, scope, province),
    ).fetchall()


def year_breaks(ask: Ask, codebook: Codebook, codes: Iterable[str], years: list[int]) -> list[Break]:
    """Return the breaks of a chart over years where any of its codes does not compare with the year before."""
    forms = forms_of_years(ask)
    found: dict[int, Break] = {}
    for code in codes:
        indicator = codebook.indicators.get(code.partition(".")[0])
        for year in broken_years(ask, codebook, code, years):
            why = indicator.reason(ask.language) if indicator else None
            found.setdefault(year, Break(before=years.index(year), label=forms.get(year, ""), why=why or ""))
    return [found[year] for year in sorted(found)]


def _box(row: sqlite3.Row | None) -> Box | None:
    if row is None:
        return None
    return Box(
        count=row["reports"], least=row["minimum"], lower=row["lower_quartile"], median=row["median"],
        upper=row["upper_quartile"], greatest=row["maximum"],
    )  # fmt: skip

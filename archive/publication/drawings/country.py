"""The country at a glance: one measure by province, summed over the reports of one year and scope."""

from archive.publication.answers import Ask, Missing
from archive.publication.charts import Chart, Point, places, tiles
from archive.publication.drawings import frame
from archive.publication.measures import MEASURES, by_province, scope_of
from archive.publication.metadata import has_demonstration

PATH = rf"(?P<measure>{'|'.join(MEASURES)})/(?P<year>[0-9]{{4}})"


def draw(ask: Ask) -> Chart:
    """Return the map; `scope` in the query string."""
    measure, year = MEASURES[ask.value("measure")], int(ask.value("year"))
    scope = scope_of(ask, year)
    if year not in ask.years():
        raise Missing("missing.page")
    key = f"country {measure.name} {year} {scope}"
    sums = ask.site.once(key, lambda: by_province(ask.db, measure, year, scope))
    known = {one.code for group in places() for one in group}
    outside = sum(one.reports for code, one in sums.items() if code not in known)
    counted, doubtful = sum(one.reports for one in sums.values()), sum(one.doubtful for one in sums.values())
    notes = [
        ask.say("charts.scope", scope=ask.say(f"scope.{scope}")),
        ask.say("country.held", reports=counted, doubtful=doubtful),
    ]
    if outside:
        notes.append(ask.say("country.outside", reports=outside))
    around = frame(
        ask, ask.say("country.title", measure=ask.say(f"measure.{measure.name}"), year=year), notes=tuple(notes),
        unit="%" if measure.share else ask.unit("件"), demonstration="99" in sums and has_demonstration(ask.site),
    )  # fmt: skip
    values = {
        code: Point(value=one.value, absent=ask.say("country.none"), address=ask.link("/bodies", province=code))
        for code, one in sums.items()
    }
    return tiles(around, values, beside=(ask.say("charts.count"), {code: one.reports for code, one in sums.items()}))

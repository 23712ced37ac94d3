"""A drawing as a file: SVG that stands alone, PNG, or its figures as CSV."""

from archive.publication.answers import Answer, Ask, Missing, Raw, Redirect
from archive.publication.charts.picture import NoChineseFont, png
from archive.publication.drawings import drawn

PATH = r"/charts/(?P<address>[0-9A-Za-z_./-]{1,200}?)\.(?P<kind>[a-z]{2,5})"
KINDS = ("svg", "png", "csv")
MAX_AGE = 600  # a newer build stands at the same address


def view(ask: Ask) -> Answer:
    """Return the file; where the address names no language, the browser is sent to its own."""
    address, kind = ask.value("address"), ask.value("kind")
    if kind not in KINDS:
        raise Missing("missing.page")
    if not ask.prefix:
        return Redirect(to=ask.link(f"/{ask.language}{ask.path}", **ask.query))
    chart = drawn(ask, address, **ask.query)
    name = f"nianbao-{address.replace('/', '-')}.{kind}"
    if kind == "csv":
        return Raw(body=chart.csv(ask.say("charts.marks")), content_type="text/csv; charset=utf-8", filename=name,
                   max_age=MAX_AGE)  # fmt: skip
    if kind == "svg":
        return Raw(body=chart.standalone.encode(), content_type="image/svg+xml; charset=utf-8", max_age=MAX_AGE)
    try:
        return Raw(body=png(chart.standalone), content_type="image/png", max_age=MAX_AGE)
    except NoChineseFont:
        raise Missing("missing.no_font", 501) from None

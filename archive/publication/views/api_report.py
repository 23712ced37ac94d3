"""One report as JSON: its facts, figures, findings, problems, sources and text."""

from archive.publication.answers import Answer, Ask
from archive.publication.plain import Object, answered, reading_object
from archive.publication.proof import reading_of
from archive.publication.reports import find, refuse_withheld

PATH = r"/report/(?P<body>[0-9]{6}-[0-9a-f]{8})/(?P<year>[0-9]{4})(?:/(?P<scope>[a-z_]+))?\.json"


def view(ask: Ask) -> Answer:
    """Return it; of a withheld report only the refusal, with 410."""
    return answered(ask, _report)


def _report(ask: Ask) -> Object:
    report, _ = find(ask, ask.value("body"), int(ask.value("year")), ask.values.get("scope"))
    refuse_withheld(report)
    return reading_object(ask, reading_of(ask, report))

"""One figure as JSON, with its place in the original and what does not add up."""

from archive.publication.answers import Answer, Ask, Missing
from archive.publication.plain import Object, answered, figure_object, finding_object, report_object
from archive.publication.proof import proof_of, reading_of
from archive.publication.reports import find, refuse_withheld

PATH = r"/figure/(?P<body>[0-9]{6}-[0-9a-f]{8})/(?P<year>[0-9]{4})/(?P<code>[0-9A-Za-z_.]{1,80})\.json"


def view(ask: Ask) -> Answer:
    """Return it; `scope`, `report` and `at` in the query choose as on the figure's page."""
    return answered(ask, _figure)


def _figure(ask: Ask) -> Object:
    report, _ = find(ask, ask.value("body"), int(ask.value("year")), ask.query.get("scope") or None)
    refuse_withheld(report)
    reading = reading_of(ask, report)
    proof = proof_of(ask, reading, ask.value("code"), ask.number("at") if "at" in ask.query else None)
    if proof is None:
        raise Missing("missing.figure", code=ask.value("code"))
    return {
        "report": report_object(ask, report),
        "figure": figure_object(ask, report, reading.codebook, proof.cell),
        "document": proof.document,
        "drawn_page": proof.page,
        "findings": [finding_object(one) for one in proof.findings],
        "others": [figure_object(ask, report, reading.codebook, cell) for cell in proof.others],
    }

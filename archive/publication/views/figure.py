"""One figure with its full proof: the PDF page with the cell outlined, the table with the cell marked, the sentence."""

from archive.masking import mask
from archive.publication.answers import Answer, Ask, Html, Missing
from archive.publication.cells import Cell
from archive.publication.citing import citation
from archive.publication.operator import contact, contact_link
from archive.publication.proof import Proof, correction_line, proof_of, reading_of
from archive.publication.render import number
from archive.publication.reports import Report, find, refuse_withheld

PATH = r"/figure/(?P<body>[0-9]{6}-[0-9a-f]{8})/(?P<year>[0-9]{4})/(?P<code>[0-9A-Za-z_.]{1,80})"


def view(ask: Ask) -> Answer:
    """Return the page. `scope` and `report` in the query choose among several reports of a year.

    `at` chooses among several figures that the text states under one code; without it the first is shown.
    """
    report, _ = find(ask, ask.value("body"), int(ask.value("year")), ask.query.get("scope") or None)
    refuse_withheld(report)
    code, at = ask.value("code"), ask.number("at") if "at" in ask.query else None
    reading = reading_of(ask, report)
    proof = proof_of(ask, reading, code, at) if at is not None or "at" not in ask.query else None
    if proof is None:
        raise Missing("missing.figure", code=code)
    if proof.withheld:
        raise Missing("missing.withheld", 410, reason=proof.withheld)
    return Html(
        template="figure.html",
        title=f"{proof.label} · {report.body_name} {report.year}",
        demonstration=bool(report.demonstration),
        context={
            "report": report,
            "proof": proof,
            "indicator": reading.codebook.indicators.get(code.partition(".")[0]),
            "mask": mask,
            "contact": (contact(), contact_link(contact() or "")),
            "citation": citation(ask, report, _told(ask, proof), _address(report, proof.cell)),
            "line": correction_line(ask, report, proof.cell),
        },
    )


def _told(ask: Ask, proof: Proof) -> str:
    """Return label and value of a figure, as a citation names it."""
    value = ask.say("report.blank") if proof.cell.value is None else number(proof.cell.value)
    told = f"{proof.label_zh} ({proof.cell.code}): {value}"
    if not proof.cell.correction:
        return told
    read = ask.say("report.blank") if proof.cell.read_value is None else number(proof.cell.read_value)
    return f"{told} (更正 corrected; 原读 read {read})"


def _address(report: Report, cell: Cell) -> str:
    """Return an address that goes on meaning the figure of this revision."""
    at = "" if cell.position is None else f"&at={cell.position}"
    return f"/figure/{report.body}/{report.year}/{cell.code}?scope={report.scope}&report={report.report}{at}"

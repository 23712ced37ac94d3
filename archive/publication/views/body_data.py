"""All figures of one body as a file: a row for each printed cell of its current reports."""

from collections.abc import Iterator

from archive.export.resource import Row
from archive.publication.answers import Answer, Ask, Missing, Redirect
from archive.publication.codebook import Codebook
from archive.publication.reports import Report, rank, select
from archive.publication.successors import successor
from archive.publication.tabular import Table, spool
from archive.schema import Column, tables, views

PATH = r"/body/(?P<body>[0-9]{6}-[0-9a-f]{8})\.(?P<form>excel\.csv|csv|xlsx)"
PATIENT = True
OF_REPORT = ("body", "year", "scope", "form", "url", "document")
OF_FIGURE = (
    "form_table", "code", "value", "unit", "text", "note", "approx", "flags", "correction", "read_value", "page",
)  # fmt: skip


def view(ask: Ask) -> Answer:
    """Return the file, whole; a body's former identifier leads to its present one."""
    body, form = ask.value("body"), ask.value("form")
    row = ask.db.execute("SELECT * FROM bodies WHERE body = ?", (body,)).fetchone()
    if row is None:
        moved = successor(ask.db, body)
        if moved is None:
            raise Missing("missing.body")
        return Redirect(to=f"/body/{moved}.{form}", permanent=True)
    found = select(ask.db, "WHERE r.body = ? AND r.current = 1", (body,))
    reports = sorted((one for one in found if not one.withheld), key=lambda one: (one.year, rank(one)))
    demonstration = any(report.demonstration for report in reports)
    return spool(
        Table(
            name=f"nianbao-{body}", title=row["name"], columns=_columns(), rows=_rows(ask, reports),
            notes=_notes(ask, body, demonstration=demonstration), demonstration=demonstration,
        ),
        form,
    )  # fmt: skip


def _columns() -> tuple[Column, ...]:
    report = {column.name: column for column in tables()["reports"].columns}
    figure = {column.name: column for column in views()["figures"].columns}
    codebook = {column.name: column for column in tables()["indicators"].columns}
    words = (codebook["zh"], codebook["en"])
    labels = (Column(name=f"label_{one.name}", type="text", zh=one.zh, en=one.en) for one in words)
    return (
        *(report[name] for name in OF_REPORT[:4]),
        *(figure[name] for name in OF_FIGURE[:2]),
        *labels,
        *(figure[name] for name in OF_FIGURE[2:]),
        *(report[name] for name in OF_REPORT[4:]),
    )


def _rows(ask: Ask, reports: list[Report]) -> Iterator[Row]:
    codebook = Codebook(ask.db)
    query = f"SELECT {', '.join(OF_FIGURE)} FROM figures WHERE report = ? ORDER BY form_table, code, position"  # noqa: S608 (names of ours)
    for report in reports:
        first = (report.body, report.year, report.scope, report.form)
        for row in ask.db.execute(query, (report.report,)):
            words = (codebook.label(row["code"], "zh"), codebook.label(row["code"], "en"))
            yield (*first, *row[:2], *words, *row[2:], report.url, report.document)


def _notes(ask: Ask, body: str, *, demonstration: bool) -> tuple[str, ...]:
    return (
        *([ask.say("frame.demonstration")] if demonstration else []),
        ask.say("body.data"),
        ask.say("report.blank_key"),
        ask.say("taken.archive", build=ask.site.build),
        ask.say("taken.source", address=f"{ask.origin}{ask.link(f'/body/{body}')}"),
        ask.say("frame.licence"),
    )

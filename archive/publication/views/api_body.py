"""One body as JSON: its names and its reports."""

from archive.publication.answers import Answer, Ask, Missing, Redirect
from archive.publication.plain import Object, answered, body_object
from archive.publication.reports import rank, select
from archive.publication.successors import successor

PATH = r"/body/(?P<body>[0-9]{6}-[0-9a-f]{8})\.json"


def view(ask: Ask) -> Answer:
    """Return it, or a redirect where the body has another identifier now."""
    if not ask.db.execute("SELECT 1 FROM bodies WHERE body = ?", (ask.value("body"),)).fetchone():
        moved = successor(ask.db, ask.value("body"))
        if moved is not None:
            return Redirect(to=f"/body/{moved}.json", permanent=True)
    return answered(ask, _body)


def _body(ask: Ask) -> Object:
    body = ask.db.execute("SELECT * FROM bodies WHERE body = ?", (ask.value("body"),)).fetchone()
    if body is None:
        raise Missing("missing.body")
    reports = select(ask.db, "WHERE r.body = ?", (body["body"],))
    return body_object(ask, body, sorted(reports, key=lambda report: (-report.year, rank(report))))

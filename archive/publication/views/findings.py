"""The findings of all reports, filtered."""

from archive.publication.answers import Answer, Ask, Html
from archive.publication.findings import list_findings

PATH = r"/findings/?"
SHOWN = 200


def view(ask: Ask) -> Answer:
    """Return the latest findings by `severity`, `check` and `year`."""
    chosen = {name: ask.query.get(name, "").strip() for name in ("severity", "check", "year", "body")}
    columns = {"severity": "f.severity", "check": "f.check_id", "year": "CAST(r.year AS TEXT)", "body": "r.body"}
    clauses = [f"{columns[name]} = ?" for name, value in chosen.items() if value]
    values = tuple(value for value in chosen.values() if value)
    found = list_findings(ask, " AND ".join(clauses) or "1", values, SHOWN + 1)
    return Html(
        template="findings.html",
        title=ask.say("findings.title"),
        demonstration=any(finding.demonstration for finding in found[:SHOWN]),
        context={
            "findings": found[:SHOWN],
            "more": len(found) > SHOWN,
            "shown": SHOWN,
            "chosen": chosen,
            "checks": ask.db.execute("SELECT check_id, severity, zh, en FROM checks ORDER BY check_id").fetchall(),
            "years": ask.years(),
        },
    )

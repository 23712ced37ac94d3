"""How the figures come to be, what checked means, what is withheld, whose data it is, and whom to write to."""

from archive.publication.answers import Answer, Ask, Html
from archive.publication.findings import in_general
from archive.publication.operator import contact, contact_link
from archive.rights import attributions
from archive.texts import catalogue

PATH = r"/method/?"
SEVERITIES = ("hard", "soft", "heuristic")
COMPARABILITIES = ("exact", "near", "partial", "none")
STEPS = ("collect", "read", "check", "build", "publish")
_WITHHELD = "SELECT withheld AS reason, count(*) AS documents FROM documents WHERE withheld <> '' GROUP BY 1 ORDER BY 1"


def view(ask: Ask) -> Answer:
    """Return the page."""
    rows = ask.db.execute("SELECT check_id, severity, zh, en FROM checks ORDER BY check_id").fetchall()
    checks = [(row["severity"], row["check_id"], in_general(row[ask.language])) for row in rows]
    said = contact()
    flags = sorted(key.rpartition(".")[2] for key in catalogue() if key.startswith("pages.flag."))
    return Html(
        template="method.html",
        title=ask.say("method.title"),
        demonstration=False,
        context={
            "steps": STEPS,
            "checks": {kind: [check for check in checks if check[0] == kind] for kind in SEVERITIES},
            "flags": flags,
            "comparabilities": COMPARABILITIES,
            "withheld": ask.site.once("method withheld", lambda: _withheld(ask)),
            "attributions": attributions(),
            "contact": said,
            "contact_link": contact_link(said) if said else None,
        },
    )


def _withheld(ask: Ask) -> list[tuple[str, int]]:
    """Return the reasons with how many documents each withholds: those of the build, and those withheld since."""
    counts = {row["reason"]: row["documents"] for row in ask.db.execute(_WITHHELD)}
    known = "SELECT 1 FROM documents WHERE document = ? AND withheld <> ''"
    for document, reason in ask.site.withheld.items():
        if not ask.db.execute(known, (document,)).fetchone():
            counts[reason] = counts.get(reason, 0) + 1
    return sorted(counts.items())

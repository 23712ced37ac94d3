"""The findings of all reports: hard, soft and those worth a look, each by themselves, filtered and in pages."""

from dataclasses import replace

from archive.publication.answers import Answer, Ask, Html, Missing
from archive.publication.findings import Finding, list_findings
from archive.publication.listing import SEVERITIES, Choice, by_check, counts, page
from archive.publication.questions.answering import provinces

PATH = r"/findings/?"
SHOWN = 50  # of a page
FIRST = 5  # of each severity where none is chosen


def view(ask: Ask) -> Answer:
    """Return the findings by `severity`, `check`, `province`, `year` and `body`; the first of each without severity."""
    choice = _choice(ask)
    held = counts(ask, choice)
    shown = [choice.severity] if choice.severity else list(SEVERITIES)
    most = SHOWN if choice.severity else FIRST
    number = max(ask.number("page") or 1, 1)
    start = (number - 1) * SHOWN if choice.severity else 0
    total = sum(held.get(choice.severity, {}).values())
    if start and start >= total:
        raise Missing("missing.page")
    groups = {one: _listed(ask, replace(choice, severity=one), held.get(one, {}), start, most) for one in shown}
    chosen = {name: ask.query.get(name, "").strip() for name in ("severity", "check", "province", "year", "body")}
    return Html(
        template="findings.html",
        title=ask.say("findings.title"),
        demonstration=any(one.demonstration for group in groups.values() for one in group),
        context={
            "groups": groups,
            "totals": {one: sum(held.get(one, {}).values()) for one in shown},
            "chosen": chosen,
            "body": ask.db.execute("SELECT body, name FROM bodies WHERE body = ?", (choice.body,)).fetchone(),
            "checks": ask.db.execute("SELECT check_id, severity, zh, en FROM checks ORDER BY check_id").fetchall(),
            "severities": SEVERITIES,
            "provinces": provinces(ask),
            "years": ask.years(),
            "by_check": by_check(ask, choice) if choice.severity and not choice.body and not choice.check else [],
            "address": lambda **other: ask.link("/findings", **{**chosen, **other}),
            "page": number,
            "pages": max(1, -(-total // SHOWN)) if choice.severity else 1,
        },
    )


def _choice(ask: Ask) -> Choice:
    def given(name: str) -> str:
        return ask.query.get(name, "").strip()[:60]

    severity = given("severity")
    year = given("year")
    whole = year.isascii() and year.isdigit() and len(year) == 4
    return Choice(
        severity=severity if severity in SEVERITIES else "",
        check=given("check"),
        province=given("province"),
        year=int(year) if whole else None,
        body=given("body"),
    )


def _listed(ask: Ask, choice: Choice, held: dict[int, int], start: int, most: int) -> list[Finding]:
    numbers = page(ask, choice, held, start, most)
    marks = ", ".join("?" * len(numbers))
    return list_findings(ask, f"f.finding IN ({marks})", tuple(numbers), len(numbers)) if numbers else []

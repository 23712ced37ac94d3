"""What a document says about the report in it: title, body, year, publication, period and scope."""

from pipelines.about.body import COLUMN, FIRST_SENTENCE, REGION_BY, STATISTICS, read_body
from pipelines.about.context import Evidence, ReportContext
from pipelines.about.damage import lost_characters
from pipelines.about.scope import confirm_scope, read_scope
from pipelines.about.title import read_title
from pipelines.about.years import read_period, read_published, read_year
from pipelines.document import Problem
from pipelines.report import About, Sourced

# What names the body only by the way; a title, a signature or the metadata states it.
_WEAK = (FIRST_SENTENCE, "meta SiteName", COLUMN, STATISTICS)

__all__ = ["Evidence", "ReportContext", "about_problems", "confirm_scope", "damage_problems", "read_about"]


def read_about(evidence: Evidence) -> About:
    """Return the statements about the report, each with its source and with the sources that disagree."""
    title, titles = read_title(evidence)
    period_from, period_to = read_period(evidence)
    published = read_published(evidence)
    body = read_body(evidence, titles)
    return About(
        title=title,
        body=body,
        year=read_year(evidence, titles, period_from, published),
        published=published,
        period_from=period_from,
        period_to=period_to,
        scope=read_scope(evidence, body),
    )


def about_problems(about: About) -> tuple[Problem, ...]:
    """Return what is unknown or contradictory about the report: body, year, publication date, scope."""
    problems = []
    if about.body.value is None:
        detail = "no source names the body; add it to the site's registry entry or check the document"
        problems.append(Problem(kind="body_unknown", detail=detail, where=("body",)))
    elif told := _told_weakly(about.body):
        detail = f"only the {told} ({about.body.value}); compare with the original page"
        problems.append(Problem(kind="ambiguous", detail=detail, where=("body",)))
    if about.year.value is None:
        detail = "neither title, period nor dates name the year; check the document"
        problems.append(Problem(kind="year_unknown", detail=detail, where=("year",)))
    for name, said in (("body", about.body), ("year", about.year), ("published", about.published)):
        problems.extend(_differing(name, said))
    for words, scope in about.scope.differs:
        detail = f"the text speaks for {scope} ({words}), but table 3 counts other requests; whom it covers is unknown"
        problems.append(Problem(kind="sources_differ", detail=detail, where=("scope",)))
    return tuple(problems)


def damage_problems(evidence: Evidence) -> tuple[Problem, ...]:
    """Return a problem where the site's own conversion lost characters beside digits: its numbers need care."""
    words = lost_characters(evidence)
    if words is None:
        return ()
    detail = f"the page lost characters beside digits ({words}); compare every number in its text with the original"
    return (Problem(kind="digits_lost", detail=detail, where=("text",)),)


def _told_weakly(body: Sourced) -> str | None:
    """Return what alone tells a body, or its region, where that is little."""
    if body.source in _WEAK:
        return f"{body.source} names the body"
    _, found, source = (body.source or "").rpartition(REGION_BY)
    return f"{source} tells the region of the body" if found else None


def _differing(name: str, said: Sourced) -> list[Problem]:
    if not said.differs:
        return []
    others = "; ".join(f"{source}: {value}" for source, value in said.differs)
    detail = f"{name} is {said.value} by {said.source}, but {others}; compare with the original"
    return [Problem(kind="sources_differ", detail=detail, where=(name,))]

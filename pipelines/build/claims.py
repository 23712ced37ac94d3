"""Decides whose report a unit holds, and notes what it holds instead."""

from urllib.parse import urlsplit

from archive.bodies import Body, resolve
from archive.records import CARRIED, Role
from pipelines.build.inputs import Claim, Inputs
from pipelines.build.revisions import UNKNOWN_SCOPE
from pipelines.build.units import State
from pipelines.build.work import Done
from pipelines.document import Problem
from pipelines.report import Report

# A page fetched as one of these was meant to be a report; that it is none is worth saying.
_EXPECTED = frozenset({Role.DETAIL, *CARRIED, Role.FILE})


def settle(inputs: Inputs, state: State, outcome: Done | Problem) -> list[Problem]:
    """Note what became of a unit: claims of bodies, or problems that belong to no report; return all problems."""
    inputs.keep_unit(state.unit, failed=isinstance(outcome, Problem) or not outcome.whole)
    if isinstance(outcome, Problem):
        if state.pictures is None:
            inputs.keep_document((state.digest, "unknown", None, None, None))
        inputs.keep_strays(state.unit, state.digest, [outcome])
        return [outcome]
    if state.pictures is None:  # else the document is one of several, each kept by itself
        inputs.keep_document((state.digest, outcome.format, outcome.size, outcome.pages, outcome.encoding))
    strays: list[Problem] = []
    others: list[Problem] = []
    for report in outcome.found:
        body = _body(report, state)
        missing = _missing(report, body)
        if report.is_report and body and not missing:
            scope = str(report.about.scope.value or UNKNOWN_SCOPE)
            inputs.keep_claim(state.unit, Claim(part=report.part, body=body, year=_year(report), scope=scope))
            others += report.problems
        elif report.is_report or any(seen.role in _EXPECTED for seen in state.seen):
            strays += [*missing, *(item for item in report.problems if item.kind not in {one.kind for one in missing})]
    inputs.keep_strays(state.unit, state.digest, strays)
    return [*strays, *others]


def _body(report: Report, state: State) -> Body | None:
    name = report.about.body.value or state.context.body
    return resolve(str(name), state.context.region, _year(report) or None, _host(state.url)) if name else None


def _host(url: str) -> str | None:
    try:
        return urlsplit(url).hostname
    except ValueError:  # an address with a broken bracket
        return None


def _year(report: Report) -> int:
    return int(report.about.year.value or 0)


def _missing(report: Report, body: Body | None) -> list[Problem]:
    if not report.is_report:
        return []
    problems = []
    if body is None:
        detail = "the report names no body and neither does its site, so it is not shown; give the site a body"
        problems.append(Problem(kind="body_unknown", detail=detail))
    if not _year(report):
        detail = "the report names no year, so it is not shown; look at its title"
        problems.append(Problem(kind="year_unknown", detail=detail))
    return problems

"""From a document as read to the reports in it: figures, statements, sections, findings, problems."""

from dataclasses import replace
from functools import lru_cache

from archive.bodies import resolve
from pipelines.about import Evidence, ReportContext, about_problems, confirm_scope, damage_problems, read_about
from pipelines.checks import BodyFacts, check_report
from pipelines.document import Document, Problem
from pipelines.narrative import read_narrative
from pipelines.parts import split_parts
from pipelines.recognise import is_report
from pipelines.report import About, Figure, Report, Section, Stated
from pipelines.sections import read_sections
from pipelines.tables import read_tables
from pipelines.tables.confirmation import confirm, confirm_stated
from pipelines.tables.second import compare

_NO_REPORT = Problem(kind="no_report", detail="nothing in this document says that it is an annual report; leave it out")
_NO_TABLES = Problem(
    kind="no_tables",
    detail="the report has none of the form's tables; they may be images or attachments, or it is in prose",
    where=("t2", "t3", "t4"),
)


def assemble(document: Document, context: ReportContext) -> tuple[Report, ...]:
    """Return the reports in one document, at least one. A document that is no report says why and has no figures."""
    parts = split_parts(document)
    if len(parts) == 1:
        return (_report(document, context, 0),)
    own = replace(context, listed_title=None, listed_date=None, body=None)  # said of the page, not of each report
    return tuple(_report(part, own, number) for number, part in enumerate(parts))


def _report(document: Document, context: ReportContext, part: int) -> Report:
    evidence = Evidence(document, context)
    about = read_about(evidence)
    reading = read_tables(document)
    reading = replace(reading, figures=confirm(document, reading.figures, reading.form))
    about = replace(about, scope=confirm_scope(about.scope, _requests(reading.figures)))
    has_figures = any(figure.value is not None for figure in reading.figures)
    accepted, reasons = is_report(document, about, reading.form, has_figures=has_figures)
    report = Report(digest=document.digest, part=part, is_report=accepted, form=None, form_variant=None, about=about)
    if not accepted:
        return replace(report, problems=(*document.problems, *reasons) or (_NO_REPORT,))
    sections = read_sections(document)
    report = replace(
        report,
        members=document.members,
        form=reading.form,
        form_variant=reading.form_variant,
        figures=reading.figures,
        printed=reading.printed,
        unknown=reading.unknown,
        sections=sections,
        narrative=_narrative(document, sections, about),
        problems=_once(
            (
                *document.problems,
                *reasons,
                *(() if reading.form is not None else (_NO_TABLES,)),
                *reading.problems,
                *about_problems(about),
                *damage_problems(evidence),
            )
        ),
    )
    figures, findings = compare(document, report.figures, check_report(report, _facts(about)), report.form)
    return replace(report, figures=figures, findings=findings)


def _narrative(document: Document, sections: tuple[Section, ...], about: About) -> tuple[Stated, ...]:
    year = about.year.value
    stated = read_narrative(document, sections, year if isinstance(year, int) else None, str(about.body.value or ""))
    return confirm_stated(document, stated)


def _requests(figures: tuple[Figure, ...]) -> list[int | float]:
    """Return the counts of requests a text may mean: new, new and carried in, closed."""
    totals = {figure.code: figure.value for figure in figures if figure.code.endswith(".total")}
    new, carried, closed = (totals.get(f"{code}.total") for code in ("req_new", "req_carried_in", "res_total"))
    both = new + carried if new is not None and carried is not None else None
    return [count for count in (new, both, closed) if count is not None]


@lru_cache(maxsize=4096)
def _body_facts(name: str, year: int | None) -> BodyFacts | None:
    body = resolve(name, None, year)
    return BodyFacts(body.level, body.kind) if body is not None else None


def _facts(about: About) -> BodyFacts | None:
    year = about.year.value
    name = about.body.value
    return _body_facts(name, year if isinstance(year, int) else None) if isinstance(name, str) else None


def _once(problems: tuple[Problem, ...]) -> tuple[Problem, ...]:
    return tuple(dict.fromkeys(problems))

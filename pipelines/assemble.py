"""From a document as read to the reports in it: figures, statements, sections, findings, problems."""

from dataclasses import replace

from pipelines.about import ReportContext, about_problems, read_about
from pipelines.checks import check_report
from pipelines.document import Document, Problem
from pipelines.recognise import is_report
from pipelines.report import Report
from pipelines.sections import read_sections
from pipelines.tables import read_tables

_NO_TABLES = Problem(
    kind="no_tables",
    detail="the report has none of the form's tables; they may be images or attachments, or it is in prose",
    where=("t2", "t3", "t4"),
)


def assemble(document: Document, context: ReportContext) -> tuple[Report, ...]:
    """Return the reports in one document, at least one. A document that is no report says why and has no figures."""
    about = read_about(document, context)
    reading = read_tables(document)
    has_figures = any(figure.value is not None for figure in reading.figures)
    accepted, reasons = is_report(document, about, reading.form, has_figures=has_figures)
    problems = (*document.problems, *reasons)
    if not accepted:
        none = Problem(kind="no_report", detail="nothing in this document says that it is an annual report; leave it")
        return (
            Report(
                digest=document.digest,
                part=0,
                is_report=False,
                form=None,
                form_variant=None,
                about=about,
                problems=problems or (none,),
            ),
        )
    if reading.form is None:
        problems = (*problems, _NO_TABLES)
    report = Report(
        digest=document.digest,
        part=0,
        is_report=True,
        form=reading.form,
        form_variant=reading.form_variant,
        about=about,
        figures=reading.figures,
        printed=reading.printed,
        unknown=reading.unknown,
        sections=read_sections(document),
        problems=_once((*problems, *reading.problems, *about_problems(about))),
    )
    return (replace(report, findings=check_report(report)),)


def _once(problems: tuple[Problem, ...]) -> tuple[Problem, ...]:
    return tuple(dict.fromkeys(problems))

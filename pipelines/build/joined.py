"""Makes one report of a page and what it carries: the tables that one lacks stand in the other.

A page often prints the text and some tables, and gives table 3 as a file. Each is read as a report of its own; here
the report that is shown gets the tables and the text that it lacks from its page or attachments.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from archive.records import CARRIED
from pipelines.build.revisions import Candidate, Revision
from pipelines.document import Member, Problem
from pipelines.report import Figure, Place, Printed, Report, Section

_GAPS = frozenset({"table_missing", "no_tables"})
_FORM_TABLES = frozenset({"t2", "t3", "t4"})


def complete(revisions: Sequence[Revision]) -> None:
    """Complete what each revision of a report shows, oldest first. What it takes from joins its sources.

    A page that stays as it was while its attachment changes goes on with the newer revision, too.
    """
    for number, revision in enumerate(revisions):
        shown = revision.primary
        completed = shown
        for other in _kin(revisions[: number + 1], shown):
            taken = _complete(completed, other)
            if taken is not None:
                completed = taken
                if other not in revision.candidates:
                    revision.carried.append(other)
        present = {printed.form_table for printed in completed.report.printed}
        revision.candidates[:] = [
            completed if one is shown else _without_gaps(one, present) if _linked(shown, one) else one
            for one in revision.candidates
        ]


def _kin(revisions: Sequence[Revision], shown: Candidate) -> Iterator[Candidate]:
    """Yield the page and attachments of a candidate, those of the same revision first, each address's latest."""
    met = {shown.lineage}
    for revision in reversed(revisions):
        for other in sorted(revision.candidates, key=lambda item: item.order, reverse=True):
            if other.lineage not in met and _linked(shown, other):
                met.add(other.lineage)
                yield other


def _linked(one: Candidate, other: Candidate) -> bool:
    """Say whether one is the page of the other, or both hang on one page."""
    parents, others = _parents(one), _parents(other)
    return one.url in others or other.url in parents or bool(parents & others)


def _parents(candidate: Candidate) -> set[str]:
    return {seen.parent for seen in candidate.seen if seen.parent and seen.role in CARRIED}


def _complete(shown: Candidate, other: Candidate) -> Candidate | None:
    """Return the candidate with the tables and text that only the other has, or None where it has none."""
    report = _with_tables(shown, other)
    report = _with_text(report or shown.report, other.report) or report
    if report is None:
        return None
    gained = {figure.code for figure in report.figures} - {figure.code for figure in shown.report.figures}
    applied = (correction for correction in other.applied if correction.code in gained)
    return replace(shown, report=report, applied=(*shown.applied, *applied))


def _with_tables(shown: Candidate, other: Candidate) -> Report | None:
    report, more = shown.report, other.report
    if report.form is not None and more.form is not None and report.form != more.form:
        return None  # which of two forms a report is on, no union can say
    lacking = _FORM_TABLES - {printed.form_table for printed in report.printed}
    pieces = [printed for printed in more.printed if printed.form_table in lacking]
    known = {figure.code for figure in report.figures}
    figures = [figure for figure in more.figures if figure.code not in known and _stands_in(figure, pieces)]
    if not figures:
        return None
    first = _first_free(report)
    gained = {printed.form_table for printed in pieces}
    return replace(
        report,
        form=report.form or more.form,
        form_variant=report.form_variant if report.form else more.form_variant,
        figures=(*report.figures, *(replace(figure, place=_moved(figure.place, first)) for figure in figures)),
        printed=(*report.printed, *(replace(printed, table=printed.table + first) for printed in pieces)),
        unknown=(
            *report.unknown,
            *(replace(cell, table=cell.table + first) for cell in more.unknown if cell.form_table in gained),
        ),
        problems=_problems(report, more, gained, {figure.code for figure in figures}),
        members=(*(report.members or (_member(shown, 0, first),)), _member(other, first, _first_free(more))),
    )


def _stands_in(figure: Figure, pieces: Sequence[Printed]) -> bool:
    row = figure.code.partition(".")[0]
    return any(figure.code in piece.cells or row in piece.rows for piece in pieces)


def _first_free(report: Report) -> int:
    """Return a number above the index of every table that a report's figures stand in."""
    tables = [printed.table for printed in report.printed]
    tables += [figure.place.table for figure in report.figures if figure.place]
    tables += [cell.table for cell in report.unknown] + [member.tables[1] - 1 for member in report.members]
    return max(tables, default=-1) + 1


def _moved(place: Place | None, first: int) -> Place | None:
    return replace(place, table=place.table + first) if place else None


def _member(candidate: Candidate, first: int, tables: int) -> Member:
    """Return where the tables of a candidate stand in the completed report; its pages keep their numbers."""
    return Member(name=candidate.url, format="", digest=candidate.digest, tables=(first, first + tables), pages=(1, 1))


def _without_gaps(candidate: Candidate, present: set[str]) -> Candidate:
    """Return a page or attachment without the problems that it lacks tables which the report shows from another."""
    kept = _still_missing(candidate.report.problems, present)
    if kept == candidate.report.problems:
        return candidate
    return replace(candidate, report=replace(candidate.report, problems=kept))


def _still_missing(problems: Sequence[Problem], present: set[str]) -> tuple[Problem, ...]:
    """Return the problems, those of missing tables only as far as tables are missing."""
    kept = []
    for problem in problems:
        if problem.kind not in _GAPS:
            kept.append(problem)
        elif where := tuple(place for place in problem.where if place not in present):
            kept.append(replace(problem, where=where))
    return tuple(kept)


def _problems(report: Report, more: Report, gained: set[str], codes: set[str]) -> tuple[Problem, ...]:
    """Return the problems of both that still hold: no table is missing that the other has."""
    own = _still_missing(report.problems, gained)
    named = gained | codes | {code.partition(".")[0] for code in codes}
    others = [problem for problem in more.problems if named.intersection(problem.where) and problem.kind not in _GAPS]
    return tuple(dict.fromkeys((*own, *others)))


def _with_text(report: Report, more: Report) -> Report | None:
    """Return the report with the other's text where it has none of its own, else None."""
    if report.narrative or _has_text(report.sections) or not _has_text(more.sections):
        return None
    return replace(report, sections=more.sections, narrative=more.narrative)


def _has_text(sections: Sequence[Section]) -> bool:
    return any(section.number and len(section.text) > 20 for section in sections)

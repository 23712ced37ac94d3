"""One revision of a report as rows of the archive."""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from archive.bodies import Body, region_in
from archive.corrections import Correction
from archive.masking import mask
from pipelines.build.changes import ChangeRow
from pipelines.build.revisions import (
    Candidate,
    Revision,
    differing_codes,
    disagreements,
    flag_differing,
    roles_of,
)
from pipelines.checks import form_expected, units
from pipelines.document import Problem
from pipelines.narrative.rows import NarrativeRow, narrative_rows
from pipelines.report import About, Figure, Finding, Report, Sourced
from pipelines.wide import NoteRow, WideRows, wide_rows
from pipelines.wide.rows import UnknownRow

_NAMED = 3  # documents, and figures of each, that a disagreement names
_FACTS = ("title", "body", "year", "published", "period_from", "period_to", "scope")


class ReportRow(NamedTuple):
    """A row of `reports`, save what depends on other reports (superseded_by, previous_report)."""

    report: int
    body: str
    year: int
    scope: str
    revision: str
    current: int
    superseded_by: int | None
    previous_report: int | None
    title: str | None
    body_printed: str | None
    form: str | None
    form_variant: str | None
    form_expected: str | None
    published: str | None
    published_source: str | None
    period_from: str | None
    period_to: str | None
    year_source: str | None
    body_source: str | None
    scope_source: str | None
    sources_differ: str | None
    document: str
    first_captured: str
    last_captured: str
    url: str
    gone: int
    demonstration: int
    region: str
    missing_since: str | None


class SourceRow(NamedTuple):
    """A row of `report_sources`."""

    report: int
    document: str
    capture: str
    part: int
    role: str


class SectionRow(NamedTuple):
    """A row of `sections`."""

    report: int
    position: int
    number: int
    heading: str
    text: str
    page: int | None


class ProblemRow(NamedTuple):
    """A row of `problems`."""

    problem: int
    document: str | None
    report: int | None
    capture: str | None
    kind: str
    detail: str
    where_codes: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportRows:
    """All rows of one revision, with the report they were made from."""

    shown: Report
    report: ReportRow
    wide: WideRows
    sections: tuple[SectionRow, ...]
    narrative: tuple[NarrativeRow, ...]
    sources: tuple[SourceRow, ...]
    problems: tuple[ProblemRow, ...]
    changes: tuple[ChangeRow, ...]
    judged: tuple[Finding, ...]  # findings that were read again, see `run_checks`

    def by_table(self) -> Iterator[tuple[str, Sequence[tuple[object, ...]]]]:
        """Yield (table, rows); each row is in the order of the table's columns."""
        yield "reports", (self.report,)
        yield from self.wide.by_table()
        yield "sections", self.sections
        yield "narrative", self.narrative
        yield "report_sources", self.sources
        yield "problems", self.problems
        yield "revision_changes", self.changes

    @property
    def fingerprint(self) -> str:
        """Changes when what a reader sees of the report changes, not when it is merely captured again."""
        seen = self.report._replace(last_captured="", current=0, superseded_by=None, gone=0, missing_since=None)
        text = repr((seen, list(self.wide.by_table()), self.sections, self.narrative, self.problems, self.changes))
        return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def report_number(body: str, year: int, scope: str, revision: str) -> int:
    """Return the report's number: the first 52 bits of the SHA-256 of what identifies it."""
    return _number(f"{body}|{year}|{scope}|{revision}")


def problem_row(
    problem: Problem, *, document: str | None = None, report: int | None = None, capture: str | None = None
) -> ProblemRow:
    """Return the row of a problem; its number follows from its content."""
    detail, where = mask(problem.detail), "; ".join(problem.where)
    number = _number(f"{document}|{report}|{capture}|{problem.kind}|{detail}|{where}")
    return ProblemRow(number, document, report, capture, problem.kind, detail, where)


def _number(text: str) -> int:
    return int(hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:13], 16)


def rows_of(revision: Revision, body: Body, following: int | None, changes: tuple[ChangeRow, ...] = ()) -> ReportRows:
    """Make the rows of one revision; `following` is the number of the revision that supersedes it.

    `changes` say how it differs from the one that it supersedes.
    """
    primary = revision.primary
    number = number_of(revision, body)
    differing = differing_codes(revision)
    shown = replace(primary.report, figures=flag_differing(primary.report.figures, differing))
    wide = wide_rows(shown, number, units())
    return ReportRows(
        shown=shown,
        report=_report_row(revision, body, number, following, differing),
        wide=replace(
            wide,
            cell_notes=_notes(wide.cell_notes, shown, number, primary.applied),
            unknown_cells=tuple(map(_masked_cell, wide.unknown_cells)),
        ),
        sections=_section_rows(shown, number),
        narrative=tuple(narrative_rows(shown.narrative, number)),
        sources=tuple(_source_rows(revision, number)),
        problems=tuple(_problem_rows(revision, number, differing)),
        changes=changes,
        judged=_judged(revision),
    )


def _judged(revision: Revision) -> tuple[Finding, ...]:
    """Return the read-again findings of a revision's documents; the shown one's stand last."""
    others = [one.report for one in revision.candidates if one is not revision.primary]
    reports = [*others, revision.primary.report]
    return tuple(finding for report in reports for finding in report.findings if finding.second_reading is not None)


def number_of(revision: Revision, body: Body) -> int:
    """Return the number of a revision's report."""
    return report_number(body.id, revision.year, revision.scope, revision.name)


def _report_row(revision: Revision, body: Body, number: int, following: int | None, differing: set[str]) -> ReportRow:
    primary = revision.primary
    about = _merged([primary, *sorted(revision.candidates, key=lambda item: item.order)])
    doubts = [name for name in _FACTS if getattr(about, name).differs] + (["figures"] if differing else [])
    return ReportRow(
        report=number,
        body=body.id,
        year=revision.year,
        scope=revision.scope,
        revision=revision.name,
        current=int(following is None),
        superseded_by=following,
        previous_report=None,
        title=_text(about.title, masked=True),
        body_printed=_text(about.body, masked=True),
        form=primary.report.form,
        form_variant=primary.report.form_variant,
        form_expected=form_expected(revision.year),
        published=_text(about.published),
        published_source=about.published.source,
        period_from=_text(about.period_from),
        period_to=_text(about.period_to),
        year_source=about.year.source,
        body_source=_body_source(about.body.source, primary.whose),
        scope_source=about.scope.source,
        sources_differ=" ".join(doubts) or None,
        document=primary.digest,
        first_captured=revision.first_captured,
        last_captured=revision.last_captured,
        url=revision.address,
        gone=int(revision.gone),
        demonstration=int(body.demonstration),
        region=region_in(body.region, revision.year),
        missing_since=revision.missing_since,
    )


def _merged(candidates: Sequence[Candidate]) -> About:
    """Return what the first candidate states, with gaps filled from the others (a PDF rarely says its date)."""
    merged = candidates[0].report.about
    for candidate in candidates[1:]:
        gaps = {name: getattr(candidate.report.about, name) for name in _FACTS if getattr(merged, name).value is None}
        merged = replace(merged, **gaps)
    return merged


def _body_source(source: str | None, whose: Body | None) -> str | None:
    """Return where the body was read, with what else told its region."""
    told = f"region by {whose.told}" if whose and whose.told else None
    return "; ".join(part for part in (source, told) if part) or None


def _body_doubt(revision: Revision) -> Body | None:
    """Return the body as the shown document tells it, if that is doubtful and no other address tells it better."""
    known = [candidate.whose for candidate in revision.candidates if candidate.whose]
    shown = revision.primary.whose
    return shown if shown and shown.doubt and all(body.doubt for body in known) else None


def _text(fact: Sourced, *, masked: bool = False) -> str | None:
    if fact.value is None:
        return None
    return mask(str(fact.value)) if masked else str(fact.value)


def _section_rows(report: Report, number: int) -> tuple[SectionRow, ...]:
    return tuple(
        SectionRow(number, position, section.number, mask(section.heading), mask(section.text), section.page)
        for position, section in enumerate(report.sections)
    )


def _source_rows(revision: Revision, number: int) -> Iterator[SourceRow]:
    met: set[str] = set()
    for candidate, role in roles_of(revision):
        for seen in candidate.seen:
            if seen.id not in met:
                met.add(seen.id)
                yield SourceRow(number, candidate.digest, seen.id, candidate.part, role)
        for part in candidate.others:
            for seen in part.seen:
                if seen.id not in met:
                    met.add(seen.id)
                    yield SourceRow(number, part.digest, seen.id, candidate.part, role)
    for page in revision.pages:
        yield from (SourceRow(number, page.digest, seen.id, 0, "page") for seen in page.seen if seen.id not in met)


def _problem_rows(revision: Revision, number: int, differing: set[str]) -> Iterator[ProblemRow]:
    rows: dict[int, ProblemRow] = {}
    primary = revision.primary
    if body := _body_doubt(revision):
        detail = f"the body is taken for {body.name} in region {body.region}: {body.doubt}"
        row = problem_row(Problem(kind="body_doubtful", detail=detail), document=primary.digest, report=number)
        rows[row.problem] = row
    for candidate in revision.candidates:
        # What a page without figures lacks is no problem where its attachment has it.
        if candidate is primary or candidate.report.figures:
            for problem in candidate.report.problems:
                row = problem_row(problem, document=candidate.digest, report=number)
                rows[row.problem] = row
    if differing:
        detail = _disagreement(revision)
        problem = Problem(kind="sources_differ", detail=detail, where=tuple(sorted(differing)))
        row = problem_row(problem, document=primary.digest, report=number)
        rows[row.problem] = row
    yield from (rows[key] for key in sorted(rows))


def _disagreement(revision: Revision) -> str:
    """Name the document that is shown, and those that print other figures, with the first of these."""
    primary = revision.primary
    others = []
    for candidate, codes in disagreements(revision)[:_NAMED]:
        values = [f"{code} {_printed(other)} for {_printed(shown)}" for code, (other, shown) in codes.items()]
        more = f" and {len(values) - _NAMED} more" if len(values) > _NAMED else ""
        others.append(f"{candidate.url} (document {candidate.digest[:12]}) prints {', '.join(values[:_NAMED])}{more}")
    return (
        f"documents of this report disagree; {primary.url} (document {primary.digest[:12]}) is shown, but "
        f"{'; '.join(others)}; compare the originals"
    )


def _printed(value: float | None) -> str:
    return "a blank" if value is None else f"{value:g}" if isinstance(value, float) else str(value)


def _notes(
    notes: Iterable[NoteRow], report: Report, number: int, corrections: Sequence[Correction]
) -> tuple[NoteRow, ...]:
    """Return the notes with corrections entered beside the value that was read."""
    by_code = {note.code: _masked_note(note, report) for note in notes}
    printed = {figure.code: figure for figure in report.figures}
    for correction in corrections:
        figure = printed[correction.code]
        note = by_code.get(correction.code, NoteRow(number, correction.code))
        by_code[correction.code] = note._replace(
            text=_masked_text(figure, figure.text),
            read_value=correction.read,
            correction=correction.wording,
        )
    return tuple(by_code.values())


def _masked_note(note: NoteRow, report: Report) -> NoteRow:
    text = note.text
    for figure in report.figures if text else ():
        text = _masked_text(figure, text or "") if figure.code == note.code else text
    return note._replace(text=text, note=mask(note.note) if note.note else note.note)


def _masked_text(figure: Figure, text: str) -> str:
    """Mask the words of a cell; a bare number stays, for it may be as long as a telephone's."""
    return mask(text) if figure.note or figure.value is None else text


def _masked_cell(cell: UnknownRow) -> UnknownRow:
    return cell._replace(label=mask(cell.label), text=mask(cell.text))

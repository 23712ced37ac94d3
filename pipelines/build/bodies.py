"""Makes all rows of one body from the units that claim it."""

from collections.abc import Sequence

from archive.bodies import Body
from pipelines import codec
from pipelines.build.articles import page_of
from pipelines.build.changes import ChangeRow, change_rows
from pipelines.build.inputs import Inputs
from pipelines.build.joined import complete
from pipelines.build.people import People
from pipelines.build.revisions import Candidate, Revision, add_pages, revisions_of
from pipelines.build.rows import number_of, rows_of
from pipelines.build.staging import BuildError, Staging
from pipelines.build.units import State
from pipelines.document import Document
from pipelines.reading import Readings
from pipelines.report import Report


def write_body(staging: Staging, inputs: Inputs, readings: Readings, body: str, people: People) -> dict[int, str]:
    """Replace a body's rows in the staging databases; return its report numbers with their fingerprints.

    Raises BuildError for a figure lost on the way, or a reading that is not in the cache.
    """
    staging.forget(body)
    candidates, facts, charsets = _candidates(inputs, readings, body, people)
    staging.keep_body(facts if candidates else None, body)
    if not candidates or facts is None:
        return {}
    fingerprints = {}
    for revisions in revisions_of(candidates):
        complete(revisions)
        add_pages(revisions, _pages(inputs, revisions, people))
        following: int | None = None
        for revision, before in zip(reversed(revisions), [*reversed(revisions[:-1]), None], strict=True):
            rows = rows_of(revision, facts, following, _changes(before, revision, facts))
            staging.write(rows)
            fingerprints[rows.report.report] = rows.fingerprint
            following = number_of(revision, facts)
    for digest in staging.missing_originals(body, charsets):
        kept = readings.reading(digest, charsets[digest])
        if kept is None and inputs.is_unfinished(digest):
            continue  # what was read of it is not for keeping; the next build tries again
        if kept is None:
            raise BuildError(f"the reading of document {digest} left the cache during the build; run it again")
        staging.keep_original(codec.load(Document, kept.document))
    return fingerprints


def _changes(before: Revision | None, revision: Revision, body: Body) -> tuple[ChangeRow, ...]:
    if before is None:
        return ()
    return change_rows(before, revision, number_of(revision, body), number_of(before, body))


def _pages(inputs: Inputs, revisions: Sequence[Revision], people: People) -> list[State]:
    """Return the states of the pages that carried the attachments of a report, each once."""
    urls = sorted({candidate.url for revision in revisions for candidate in revision.candidates})
    pages = {(state.url, state.position): state for url in urls for state in inputs.pages_of(url)}
    return [pages[key] for key in sorted(pages) if pages[key].digest not in people.withheld]


def _candidates(
    inputs: Inputs, readings: Readings, body: str, people: People
) -> tuple[list[Candidate], Body | None, dict[str, str | None]]:
    """Return the body's candidates, what is known of it (in its newest report's year), and documents' charsets."""
    candidates: list[Candidate] = []
    charsets: dict[str, str | None] = {}
    facts: Body | None = None
    newest = -1
    for state, claim, gone, missing in inputs.claims_of(body):
        parts = state.pictures.parts if state.pictures is not None else ()
        if any(digest in people.withheld for digest in (state.digest, *(part.digest for part in parts))):
            continue
        report, applied = people.correct(_report(readings, state.unit, claim.part), [part.digest for part in parts])
        candidates.append(
            Candidate(
                url=page_of(state.url),
                digest=state.digest,
                part=claim.part,
                year=claim.year,
                scope=claim.scope,
                report=report,
                seen=state.seen,
                gone=gone,
                missing=missing,
                applied=applied,
                others=parts[1:],
                whose=claim.body,
            )
        )
        charsets |= {part.digest: part.charset for part in parts} or {state.digest: state.context.charset}
        if claim.year > newest:
            facts, newest = claim.body, claim.year
    return candidates, facts, charsets


def _report(readings: Readings, unit: str, part: int) -> Report:
    blob = readings.reports(unit)
    if blob is None:
        raise BuildError(f"the reports of unit {unit} left the cache during the build; run it again")
    return next(report for report in codec.load(tuple[Report, ...], blob) if report.part == part)

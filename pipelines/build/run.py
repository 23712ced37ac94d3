"""The build: captures in, one checked and promoted archive out."""

import contextlib
import hashlib
import json
import shutil
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import TextIO

from archive import builds
from archive.articles import part_number
from archive.builds import Build
from archive.cli import language
from archive.corrections import load_corrections
from archive.datadir import DataDir
from archive.progress import Progress
from archive.records import CARRIED, Capture, Outcome, Role
from archive.store.index import CaptureIndex
from archive.texts import text
from archive.withheld import load_withheld
from pipelines import stage
from pipelines.build import coverage, derived, inspection, key_figures
from pipelines.build.articles import Wanted
from pipelines.build.bodies import write_body
from pipelines.build.claims import settle
from pipelines.build.inputs import Inputs
from pipelines.build.people import People
from pipelines.build.staging import BuildError, Staging
from pipelines.build.summary import Summary
from pipelines.build.units import REPORT_ROLES, State, holds_document, url_of
from pipelines.build.work import Done, Task, finish, load
from pipelines.checks import refresh_findings
from pipelines.document import Problem
from pipelines.office.program import version as libreoffice_version
from pipelines.reading import Kept, Readings, program_of
from pipelines.sandbox import Limits
from pipelines.stage import Settings, Work
from pipelines.versions import build_version

LIMITS = Limits(seconds=120.0, memory=3 << 30)
_COMMIT_EVERY = 500  # bodies
_ELSEWHERE = frozenset({"no_report", "no_tables", "table_missing"})


@dataclass(slots=True, kw_only=True)
class Job:
    """One run of the build and everything it works with."""

    data: DataDir
    workers: int
    full: bool
    stream: TextIO | None = None  # where progress goes; standard error without it
    limits: Limits = LIMITS
    summary: Summary = field(default_factory=Summary)
    people: People = field(default_factory=People)

    def say(self, message: str) -> None:
        """Write a line about the run's course."""
        with Progress("", stream=self.stream) as progress:
            progress.say(message)


@dataclass(frozen=True, slots=True)
class _Sources:
    """What reports are made from."""

    inputs: Inputs
    readings: Readings
    index: CaptureIndex
    tried: set[str] = field(default_factory=set)  # units that were read in vain


def build(job: Job) -> Summary:
    """Make and promote a build of all captures; a build that fails leaves the promoted one as it is.

    Raises BuildError where a figure would be lost or the databases are inconsistent, BuildRunning where another
    process builds here, InputError for a malformed corrections.csv or withheld.csv.
    """
    job.people = People(load_corrections(job.data), load_withheld(job.data))
    with builds.building(job.data):
        for name in builds.clean(job.data):
            job.say(text("build.left", language(), build=name))
        base = builds.current_build(job.data)
        staging_folder = builds.staging_folder(job.data, _name(job.data))
        try:
            if base and not job.full and _usable(base):
                _copy(base, staging_folder)
            _make(job, staging_folder, base)
        except BaseException:
            shutil.rmtree(staging_folder)
            raise
        job.summary.build = builds.promote(job.data, staging_folder).id
    return job.summary


def _name(data: DataDir) -> str:
    """Return the build's name: when it was made; nothing inside depends on it."""
    stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%S%fZ")
    return f"{stamp}-{hashlib.sha256(f'{data.root}{stamp}'.encode()).hexdigest()[:6]}"


def _usable(base: Build) -> bool:
    """Say whether a build may be the start of the next: it was made by the very same code."""
    if not all(path.exists() for path in (base.inputs, base.archive, base.search, base.originals)):
        return False
    try:
        with Inputs(base.inputs) as inputs:
            program = inputs.get("program")  # of the documents that needed one
            return inputs.get("version") == build_version() and program in {None, program and libreoffice_version()}
    except sqlite3.DatabaseError:  # damaged, or of code so old that its tables differ
        return False


def _copy(base: Build, folder: Path) -> None:
    for path in (base.archive, base.search, base.originals, base.inputs):
        shutil.copyfile(path, folder / path.name)


def _make(job: Job, folder: Path, base: Build | None) -> None:
    with Staging(folder) as staging, Inputs(folder / "inputs.db") as inputs, Readings(job.data) as readings:
        fresh = inputs.get("version") is None
        inputs.set("version", build_version())
        if fresh and base and base.inputs.exists():
            with contextlib.suppress(sqlite3.DatabaseError):  # without it all reports count as new
                inputs.remember_reports(base.inputs)
        with CaptureIndex(job.data) as index:
            _sync(job, index)
            sites = _take_captures(job, staging, inputs, index)
            _assemble(job, _Sources(inputs, readings, index))
        affected = inputs.affected()
        above = staging.parents(affected)  # before a body without reports is forgotten
        numbers = _write(job, staging, inputs, readings, affected)
        extra = job.people.problems()
        derive(staging, inputs, Derived(affected, above, None if fresh else numbers, job.people.withheld, extra, sites))
        inputs.close()
        staging.commit()
        inspection.prove(staging)
        _count(job, staging)
        readings.forget_old()
    inspection.write_inspect(Build(folder))


@dataclass(frozen=True, slots=True)
class Derived:
    """What the steps after the reports' own rows go by: `numbers` are the reports made anew, None for all."""

    bodies: Sequence[str]
    above: Sequence[str]  # governments above these bodies
    numbers: Sequence[int] | None
    withheld: Mapping[str, str]
    problems: Iterable[tuple[str, Problem]]
    sites: derived.Sites


def derive(staging: Staging, inputs: Inputs, by: Derived) -> None:
    """Make everything that follows from the reports' rows, and drop what they no longer use."""
    derived.link_years(staging, by.bodies)
    derived.fill(staging, inputs, by.withheld, by.problems, by.sites)
    refresh_findings(staging.archive, by.numbers, [*by.bodies, *by.above], staging.judged)
    key_figures.fill(staging)
    coverage.fill(staging)
    staging.drop_unused_originals()
    staging.drop_unused_layouts()
    if by.numbers is None:
        staging.optimize()


def _sync(job: Job, index: CaptureIndex) -> None:
    """Index what is new, and say which captures the store cannot give: no later build would meet them again."""
    done = index.sync()
    for path in done.torn:
        job.say(text("store.torn", language(), name=path.name, size=path.stat().st_size))
    for loss in done.losses():
        job.say(loss)


def _take_captures(job: Job, staging: Staging, inputs: Inputs, index: CaptureIndex) -> derived.Sites:
    """Enter all captures and what they change; return what they tell of the sites."""
    rows = derived.CaptureRows(staging.archive, job.people.withheld)
    for captures in _by_url(index):
        for capture in captures:
            rows.add(capture)
        if any(capture.context.role in REPORT_ROLES for capture in captures):
            url = url_of(captures, _parents(index, captures))
            for again in inputs.replace_url(url) if url else ():
                staging.recapture(again)
            for capture in captures:
                _note_missing_page(inputs, capture)
    rows.close()
    inputs.drop_dead()
    job.summary.captures = rows.count
    return rows.sites


def _note_missing_page(inputs: Inputs, capture: Capture) -> None:
    """Note a further page of an article that a crawl asked for and did not get."""
    context = capture.context
    asked = part_number(context.link_text) if context.role == Role.IFRAME and context.parent else None
    if asked and context.parent and not holds_document(capture) and context.outcome != Outcome.REDIRECT:
        inputs.want_page(context.parent, Wanted(context.crawl, asked[1], capture.time))


def _by_url(index: CaptureIndex) -> Iterator[list[Capture]]:
    """Yield the captures of each address by time; only one address's are in memory."""
    group: list[Capture] = []
    for capture in index.by_url():
        if group and group[-1].url != capture.url:
            yield group
            group = []
        group.append(capture)
    if group:
        yield group


def _parents(index: CaptureIndex, captures: Sequence[Capture]) -> list[Capture]:
    """Return the latest document of the page that an attachment was linked from."""
    urls = {item.context.parent for item in captures if item.context.role in CARRIED and item.context.parent}
    found = [index.latest(url) for url in sorted(urls)]
    return [capture for capture in found if capture and capture.context.role not in {Role.LIST, Role.VISIT}]


def _assemble(job: Job, sources: _Sources) -> None:
    """Assemble what is new, and whatever of the affected bodies is no longer in the cache."""
    total = sources.inputs.count_new_units() or None
    with Progress(text("build.reading", language()), total, stream=job.stream) as progress:
        _assemble_states(job, sources, sources.inputs.new_units(), progress)
        _assemble_sets(job, sources, sources.inputs.new_sets(), progress)
        _affect_by_people(job, sources.inputs)
        missing = _uncached(sources, sources.inputs.units_of_affected())
        _assemble_states(job, sources, missing, progress)
        _assemble_sets(job, sources, _uncached(sources, sources.inputs.sets_of_affected()), progress)


def _uncached(sources: _Sources, states: Iterator[State]) -> Iterator[State]:
    return (state for state in states if sources.readings.reports(state.unit) is None)


def _assemble_sets(job: Job, sources: _Sources, states: Iterator[State], progress: Progress) -> None:
    """Assemble sets of pictures, whose pictures are read first where they are not in the cache."""
    for some in _some(states):
        unread = {}
        for part in (part for state in some if state.pictures for part in state.pictures.parts):
            if sources.readings.reading(part.digest, part.charset) is None:
                state = sources.inputs.state_of(part.url, part.digest)
                if state is not None and state.unit not in sources.tried:
                    unread[state.unit] = state
        _assemble_states(job, sources, iter(unread.values()), progress)
        _assemble_states(job, sources, iter(some), progress)


def _some(states: Iterator[State]) -> Iterator[list[State]]:
    """Yield the states some at a time, so that not all are in memory."""
    while some := list(islice(states, _COMMIT_EVERY)):
        yield some


def _assemble_states(job: Job, sources: _Sources, states: Iterator[State], progress: Progress) -> None:
    """Read (or take from the cache) and assemble these units; note what each claims."""
    tasks = (_task(job, sources, state) for state in states)
    settings = Settings(workers=job.workers, limits=job.limits)
    for task, outcome in stage.run(Work(load, finish), tasks, settings):
        _keep(job, sources.readings, task, outcome)
        if isinstance(outcome, Problem) or not outcome.whole:
            sources.tried.add(task.state.unit)
        if isinstance(outcome, Done) and (program := program_of(outcome.format)):
            sources.inputs.set("program", program)
        problems = settle(sources.inputs, task.state, outcome)
        for problem in () if task.state.is_part and isinstance(outcome, Done) else problems:
            if problem.kind in _ELSEWHERE and _is_one_of_several(sources.inputs, task.state):
                continue  # what one lacks the others may hold; what is missing in the end is a problem of the report
            where = f" [{' '.join(problem.where[:8])}]" if problem.where else ""
            progress.say(f"{_place(task)}: {problem.kind}{where}: {problem.detail}")
        progress.advance(note=task.state.url)


def _is_one_of_several(inputs: Inputs, state: State) -> bool:
    """Say whether a document has attachments, or hangs itself on a page that is kept as a document (no list)."""
    pages = {seen.parent for seen in state.seen if seen.parent and seen.role in CARRIED}
    return inputs.has_attachments(state.url) or any(inputs.has_documents(page) for page in sorted(pages))


def _place(task: Task) -> str:
    """Return the address of a document, or the file name under which it was given by hand."""
    given = task.capture.context.role == Role.FILE and task.capture.context.link_text
    return f"{given} ({task.state.url})" if given else task.state.url


def _keep(job: Job, readings: Readings, task: Task, outcome: Done | Problem) -> None:
    """Cache what a worker made."""
    if isinstance(outcome, Problem):
        job.summary.failed += 1
        return
    if task.state.pictures is not None:
        pass  # its pictures are kept each by itself
    elif task.reading is None:
        job.summary.documents_read += 1
        if outcome.whole:
            kept = Kept(outcome.size, outcome.document, program_of(outcome.format))
            readings.keep_reading(task.state.digest, task.state.context.charset, kept)
    else:
        job.summary.documents_cached += 1
    readings.keep_reports(task.state.unit, outcome.reports)


def _task(job: Job, sources: _Sources, state: State) -> Task:
    capture = sources.index.by_id(state.bytes_of)
    if capture is None:
        raise BuildError(f"capture {state.bytes_of} of {state.url} vanished during the build; run it again")
    if state.pictures is not None:
        kept = {part.number: sources.readings.reading(part.digest, part.charset) for part in state.pictures.parts}
        parts = {number: one for number, one in kept.items() if one is not None}
        return Task(root=job.data.root, state=state, capture=capture, reading=None, parts=parts)
    return Task(
        root=job.data.root,
        state=state,
        capture=capture,
        reading=sources.readings.reading(state.digest, state.context.charset),
    )


def _affect_by_people(job: Job, inputs: Inputs) -> None:
    """Mark the bodies whose documents have corrections, or are (or are no longer) withheld."""
    before = json.loads(inputs.get("people") or "[]")
    now = sorted({*job.people.corrections, *job.people.withheld})
    inputs.affect_documents(sorted({*before, *now}))
    inputs.set("people", json.dumps(now))


def _write(job: Job, staging: Staging, inputs: Inputs, readings: Readings, affected: Sequence[str]) -> list[int]:
    """Make the rows of the affected bodies anew; return the numbers of their reports."""
    numbers: list[int] = []
    with Progress(text("build.writing", language()), len(affected), stream=job.stream) as progress:
        for count, body in enumerate(affected, start=1):
            fingerprints = write_body(staging, inputs, readings, body, job.people)
            before = inputs.set_reports(body, fingerprints)
            _compare(job.summary, before, fingerprints)
            numbers += fingerprints
            if count % _COMMIT_EVERY == 0:
                staging.commit()
            progress.advance(note=body)
    gone = inputs.drop_lost_reports()
    job.summary.reports_removed += gone
    job.summary.reports_unchanged += inputs.count_reports() - len(numbers)
    return numbers


def _compare(summary: Summary, before: Mapping[int, str], now: Mapping[int, str]) -> None:
    summary.reports_new += len(now.keys() - before.keys())
    summary.reports_removed += len(before.keys() - now.keys())
    same = sum(before[number] == now[number] for number in before.keys() & now.keys())
    summary.reports_unchanged += same
    summary.reports_changed += len(before.keys() & now.keys()) - same


def _count(job: Job, staging: Staging) -> None:
    for kind, count in staging.archive.execute("SELECT kind, count(*) FROM problems GROUP BY kind"):
        job.summary.problems[kind] = count
    job.summary.findings = staging.archive.execute("SELECT count(*) FROM findings").fetchone()[0]

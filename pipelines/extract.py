"""Reads local documents and tells what is in them, touching no archive: the work behind `nianbao extract`."""

import hashlib
import json
import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from archive.texts import Language, text
from pipelines import stage
from pipelines.about import ReportContext
from pipelines.assemble import assemble
from pipelines.document import Problem, Unreadable
from pipelines.formats import MAX_BYTES
from pipelines.report import Figure, Finding, Report, Stated
from pipelines.sandbox import Limits

MEMORY = 1500 << 20  # bytes; a report of hundreds of pages needs a fifth of it
SECONDS = 15.0
_FILES_PER_WORKER = 8  # fewer are read sooner than a second process starts
_MOST_WORKERS = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Extracted:
    """One answer: a report read from a file, or that the file holds none. `line` is its JSON."""

    file: str
    is_report: bool
    line: str
    summary: str
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class _Task:
    path: str
    language: Language | None  # of the summary; None where none is wanted


def files_in(paths: Iterable[Path]) -> Iterator[Path]:
    """Yield the files; folders are walked in sorted order, hidden entries left out."""
    for path in paths:
        if not path.is_dir():
            yield path
            continue
        for folder, folders, names in os.walk(path):
            folders[:] = sorted(name for name in folders if not name.startswith("."))
            yield from (Path(folder) / name for name in sorted(names) if not name.startswith("."))


def extract(paths: Iterable[Path], language: Language | None, seconds: float = SECONDS) -> Iterator[Extracted]:
    """Yield the answers of every file in order, at least one each.

    Every file is read in a worker process, so that one which crashes the reader, hangs it or eats its memory
    gives a problem and never stops the others. Summaries are in `language`; None leaves them out.
    """
    tasks = [_Task(str(path), language) for path in files_in(paths)]
    workers = max(1, min(_MOST_WORKERS, os.cpu_count() or 1, len(tasks) // _FILES_PER_WORKER))
    settings = stage.Settings(workers=workers, limits=Limits(seconds=seconds, memory=MEMORY))
    for task, outcome in stage.run(stage.Work(_load, _finish), tasks, settings):
        if isinstance(outcome, Problem):
            yield _failed(task, outcome, _digest(task.path))
        else:
            yield from outcome


def _digest(path: str) -> str | None:
    try:
        with Path(path).open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return None


def _load(task: _Task) -> stage.Source:
    """Return a file's bytes, in a worker."""
    path = Path(task.path)
    try:
        size = path.stat().st_size
        if size > MAX_BYTES:
            raise Unreadable("too_large", f"the file has {size} bytes, more than {MAX_BYTES}; split it or leave it out")
        return stage.Source(path.read_bytes())
    except OSError as error:
        raise Unreadable(
            "unreadable", f"the file cannot be opened ({error.strerror}); check path and permissions"
        ) from None


def _finish(task: _Task, reading: stage.Reading) -> tuple[Extracted, ...]:
    """Return the answers of a file that was read, in a worker."""
    return tuple(_answer(task, report) for report in assemble(reading.document, ReportContext()))


def _answer(task: _Task, report: Report) -> Extracted:
    about = report.about
    record = {
        "file": _printable(task.path),
        "part": report.part,
        "digest": report.digest,
        "is_report": report.is_report,
        "form": report.form,
        "form_variant": report.form_variant,
        "title": about.title.value,
        "body": about.body.value,
        "year": about.year.value,
        "period": [about.period_from.value, about.period_to.value],
        "published": about.published.value,
        "scope": about.scope.value,
        "figures": [
            *(_figure(figure) | _member(report, figure) for figure in report.figures),
            *(_stated(report, stated) for stated in report.narrative if stated.code),
        ],
        "findings": [_finding(finding) for finding in report.findings],
        "problems": [_problem(problem) for problem in report.problems],
    }
    return Extracted(
        file=_printable(task.path),
        is_report=report.is_report,
        line=json.dumps(record, ensure_ascii=False),
        summary=_summary(task.path, report, task.language) if task.language else "",
        problems=report.problems,
    )


def _failed(task: _Task, problem: Problem, digest: str | None) -> Extracted:
    record = {
        "file": _printable(task.path),
        "part": 0,
        "digest": digest,
        "is_report": False,
        **dict.fromkeys(("form", "form_variant", "title", "body", "year")),
        "period": [None, None],
        "published": None,
        "scope": "unknown",
        "figures": [],
        "findings": [],
        "problems": [_problem(problem)],
    }
    line = json.dumps(record, ensure_ascii=False)
    file = _printable(task.path)
    summary = "\n  ".join((file, *_problem_lines((problem,), task.language))) if task.language else ""
    return Extracted(file=file, is_report=False, line=line, summary=summary, problems=(problem,))


def _printable(path: str) -> str:
    """Return a path as text; bytes of a file name that are no UTF-8 become replacement characters."""
    return os.fsencode(path).decode("utf-8", "replace")


def _figure(figure: Figure) -> dict[str, object]:
    place = figure.place
    return {
        "code": figure.code,
        "value": figure.value,
        "text": figure.text,
        "unit": figure.unit,
        "approx": figure.approx,
        "note": figure.note,
        "sentence": figure.sentence,
        "page": place.page if place else None,
        "bbox": [round(edge, 2) for edge in place.box] if place and place.box else None,
        "table": place.table if place else None,
        "row": place.row if place else None,
        "column": place.column if place else None,
        "flags": [str(flag) for flag in figure.flags],
        **({} if figure.confidence is None else {"confidence": figure.confidence}),
    }


def _stated(report: Report, stated: Stated) -> dict[str, object]:
    """Return a figure stated in the text: it stands in a sentence and in no table."""
    return {
        "code": stated.code,
        "value": stated.value,
        "text": stated.text,
        "unit": stated.unit,
        "approx": stated.approx,
        "note": stated.note,
        "sentence": stated.sentence,
        "page": stated.page,
        **dict.fromkeys(("bbox", "table", "row", "column")),
        "flags": [str(flag) for flag in stated.flags],
    } | ({"member": None} if report.members else {})


def _member(report: Report, figure: Figure) -> dict[str, object]:
    """Return which file of a ZIP a figure stands in; nothing for other documents."""
    place = figure.place
    return {"member": report.member(place.table if place else None)} if report.members else {}


def _finding(finding: Finding) -> dict[str, object]:
    return {
        "check": finding.check,
        "severity": finding.severity,
        "where": list(finding.where),
        "found": finding.found,
        "expected": finding.expected,
        "second_reading": finding.second_reading,
    }


def _problem(problem: Problem) -> dict[str, object]:
    return {"kind": problem.kind, "detail": problem.detail, "where": list(problem.where)}


def _summary(path: str, report: Report, language: Language) -> str:
    """Return a report in a few lines for people, in their language."""
    lines = [_printable(path)]
    if report.is_report:
        about = report.about
        unknown = text("extract.unknown", language)
        lines.append(
            text(
                "extract.report",
                language,
                body=about.body.value or unknown,
                year=about.year.value or unknown,
                form=report.form or text("extract.no_form", language),
            )
        )
        flagged = sum(1 for figure in report.figures if figure.flags)
        blank = sum(1 for figure in report.figures if figure.value is None)
        counts = {"figures": len(report.figures), "blank": blank, "flagged": flagged}
        lines.append(text("extract.counts", language, **counts, findings=len(report.findings)))
    lines.extend(_problem_lines(report.problems, language))
    return "\n  ".join(lines)


def _problem_lines(problems: Sequence[Problem], language: Language) -> Iterator[str]:
    for problem in problems:
        yield text(
            "extract.problem",
            language,
            kind=text(f"problems.{problem.kind}", language),
            where=" ".join(problem.where[:6]),
        ).rstrip(" ：:")

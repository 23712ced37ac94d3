"""Compares what the readers make of a made document with its truth, figure by figure."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from pipelines.about import ReportContext
from pipelines.assemble import assemble
from pipelines.document import Document
from pipelines.formats import read_document
from pipelines.ocr import recognise
from pipelines.report import Figure, Flag, Report, Stated
from tests.generators.documents import Generated

Numbers = Mapping[str, int | float | None]
_DISPUTES = re.compile(r"(rev|litd|lita)_")
UNFORGIVABLE = ("missing_silent", "wrong_silent", "invented")
COLUMNS = (
    "right", "flagged", "unconfirmed", "blank", "missing_flagged", "missing_silent", "wrong_flagged", "wrong_silent",
    "invented_flagged", "invented", "error_found", "error_missed", "false_finding", "form_wrong", "body_wrong",
    "year_wrong",
)  # fmt: skip


@dataclass(slots=True)
class Score:
    """Counts by kind of outcome, the figures that were not right, and the class the document belongs to."""

    counts: Counter[str] = field(default_factory=Counter)
    details: list[str] = field(default_factory=list)
    grade: str = ""

    def bad(self) -> bool:
        """Whether anything happened that may never happen."""
        return any(self.counts[kind] for kind in UNFORGIVABLE)

    def note(self, kind: str, line: str) -> None:
        """Count an outcome that was not right."""
        self.counts[kind] += 1
        self.details.append(f"{kind} {line}")


def score(made: Generated, document: Document | None = None) -> Score:
    """Read a document, unless it is given as read, and compare.

    The best of its reports counts; what others in it state is invented.
    """
    reports = assemble(document or read_wholly(made.data), ReportContext())
    compared = [(_compare(made.truth, report), report) for report in reports]
    best, chosen = min(compared, key=lambda pair: -pair[0].counts["right"])
    best.grade = made.plan.grade
    for report in reports:
        if report is not chosen and report.is_report:
            for figure in report.figures:
                if figure.value is not None and not figure.flags:
                    best.note("invented", f"{figure.code} -> {figure.value} in part {report.part}")
    return best


def read_wholly(data: bytes) -> Document:
    """Return what a document's bytes hold, its pictures read as well."""
    return recognise(data, read_document(data))


def _compare(truth: Mapping[str, object], report: Report) -> Score:
    result = Score()
    figures, optional = _numbers(truth["figures"]), _numbers(truth["optional_figures"])
    found = {figure.code: figure for figure in report.figures}
    said = {code: value for code, value in figures.items() if code.startswith("nar_")}
    figures = {code: value for code, value in figures.items() if code not in said}
    flagged = {code for code, figure in found.items() if figure.flags}
    hard = {code for finding in report.findings if finding.severity == "hard" for code in finding.where}
    named = {where for problem in report.problems for where in problem.where}
    for code, value in figures.items():
        figure = found.get(code)
        excused = bool({code, _table(code, report.form)} & named) or code in flagged
        read = figure.value if figure is not None else None
        kind = _kind(figure, value, excused=excused, doubted=excused or code in hard)
        result.counts[kind] += 1
        if kind == "right" and figure is not None and figure.flags:
            in_sums = _in_sums(code, report.form) and not truth["tolerated_errors"]
            result.counts[_doubt(figure.flags, in_sums=in_sums)] += 1
        if kind not in ("right", "blank"):
            result.details.append(f"{kind} {code} {value} -> {read}")
    _stated(report, said, optional, named, result)
    for code in found.keys() - figures.keys():
        _extra(found[code], optional.get(code), result)
    _about(truth, report, result)
    return result


def _stated(report: Report, said: Numbers, optional: Numbers, named: set[str], result: Score) -> None:
    """Compare the figures stated in the text: each must be found, and whatever else has a code must be allowed."""
    found: dict[str, list[Stated]] = {}
    for stated in report.narrative:
        if stated.code is not None and stated.role != "member":
            found.setdefault(stated.code, []).append(stated)
    for code, value in said.items():
        same = [stated for stated in found.get(code, []) if value is not None and _same(value, stated.scaled)]
        if same:
            result.counts["right"] += 1
            if all(stated.flags for stated in same):
                result.counts[_doubt(same[0].flags, in_sums=False)] += 1
        else:
            result.note("missing_flagged" if code in named else "missing_silent", f"{code} {value} in the text")
    for code, several in found.items():
        allowed = [value for value in (said.get(code), optional.get(code)) if value is not None]
        for stated in several:
            if not any(_same(value, stated.scaled) for value in allowed):
                result.note("invented", f"{code} -> {stated.scaled} {stated.sentence}")


def _in_sums(code: str, form: str | None) -> bool:
    """Whether the form adds a figure up with others, so that a recognised one can be confirmed."""
    return form not in ("F2014", "F2008") and ("." in code or bool(_DISPUTES.match(code)))


def _doubt(flags: Sequence[Flag], *, in_sums: bool) -> str:
    """Return how a right figure's flags count: one read from a picture must carry one where no sum can confirm it."""
    return "unconfirmed" if tuple(flags) == (Flag.OCR_UNCONFIRMED,) and not in_sums else "flagged"


def _extra(figure: Figure, allowed: float | None, result: Score) -> None:
    """Judge a figure that the truth does not ask for."""
    value = figure.value
    if value is None or Flag.DERIVED in figure.flags or (allowed is not None and _same(allowed, value)):
        return
    kind = "invented_flagged" if figure.flags else "invented"  # a doubted figure is not silent
    result.note(kind, f"{figure.code} -> {value} {figure.sentence or ''}".rstrip())


def _about(truth: Mapping[str, object], report: Report, result: Score) -> None:
    alternatives = truth["body_alts"]
    bodies = {truth["body"], *(alternatives if isinstance(alternatives, list) else ())}
    read = {"form": report.form, "year": report.about.year.value}
    wrong = [name for name, value in read.items() if value != truth[name]]
    wrong += [] if report.about.body.value in bodies else ["body"]
    fired = {finding.check for finding in report.findings if finding.severity == "hard"}
    printed, allowed = _names(truth["printed_errors"]), _names(truth["tolerated_errors"])
    result.counts["false_finding"] += len(fired - allowed)
    result.counts["error_found"] += len(printed & fired)
    result.counts["error_missed"] += len(printed - fired)
    for name in wrong:
        result.counts[f"{name}_wrong"] += 1
        result.details.append(f"{name} {truth[name]} -> {read.get(name, report.about.body.value)}")
    result.details += [f"false finding {name}" for name in sorted(fired - allowed)]
    result.details += [f"error not found {name}" for name in sorted(printed - fired)]


def _numbers(value: object) -> Numbers:
    if not isinstance(value, Mapping):
        raise TypeError("a truth maps codes to numbers")
    return value


def _names(value: object) -> set[str]:
    return set(value) if isinstance(value, list) else set()


def _table(code: str, form: str | None) -> str:
    """Return the name of the form table a code stands in: a problem that names it speaks of all its codes."""
    if form in ("F2014", "F2008"):
        return "t14"
    return "t4" if _DISPUTES.match(code) else "t3" if "." in code else "t2"


def _kind(figure: Figure | None, value: float | None, *, excused: bool, doubted: bool) -> str:
    read = figure.value if figure is not None else None
    if value is None:
        derived = figure is not None and Flag.DERIVED in figure.flags
        return "blank" if read is None or derived else "invented"
    if read is None:
        return "missing_flagged" if excused else "missing_silent"
    if _same(value, read):
        return "right"
    return "wrong_flagged" if doubted else "wrong_silent"


def _same(first: float, second: float) -> bool:
    return abs(first - second) <= 1e-6 * max(1, abs(first))

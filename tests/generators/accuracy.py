"""Measures how right the readers are on made documents: `python -m tests.generators.accuracy --count 200 --seed 1`.

Writes a table by format and every document that was not read wholly right; exit 1 if a figure was silently wrong,
silently missing or invented.
"""

import argparse
import re
import sys
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from pipelines.about import ReportContext
from pipelines.assemble import assemble
from pipelines.formats import read_document
from pipelines.report import Flag, Report
from tests.generators.documents import Generated, generate

_TABLES = (("t4", re.compile(r"(rev|litd|lita)_")), ("t3", re.compile(r".*\.")), ("t2", re.compile(r"")))
FORGIVABLE = ("right", "blank", "missing_flagged", "wrong_flagged", "flagged", "error_found")
UNFORGIVABLE = ("missing_silent", "wrong_silent", "invented")


@dataclass(slots=True)
class Score:
    """Counts by kind of outcome, and the figures that were not right."""

    counts: Counter[str] = field(default_factory=Counter)
    details: list[str] = field(default_factory=list)

    def bad(self) -> bool:
        """Whether anything happened that may never happen."""
        return any(self.counts[kind] for kind in UNFORGIVABLE)


def score(made: Generated) -> Score:
    """Read a document and compare: the best of its reports counts."""
    reports = assemble(read_document(made.data), ReportContext())
    return min((_compare(made.truth, report) for report in reports), key=lambda found: -found.counts["right"])


def _compare(truth: Mapping[str, object], report: Report) -> Score:
    result = Score()
    figures, optional = _numbers(truth["figures"]), _numbers(truth["optional_figures"])
    found = {figure.code: figure for figure in report.figures}
    doubted = {code for figure in report.figures if figure.flags for code in [figure.code]}
    doubted |= {code for finding in report.findings if finding.severity == "hard" for code in finding.where}
    named = {where for problem in report.problems for where in problem.where}
    for code, value in figures.items():
        figure = found.get(code)
        read = figure.value if figure is not None else None
        warned = code in doubted or code in named or _table(code) in named
        kind = _kind(value, read, warned=warned, derived=figure is not None and Flag.DERIVED in figure.flags)
        result.counts[kind] += 1
        if kind == "right" and figure is not None and figure.flags:
            result.counts["flagged"] += 1
        if kind not in ("right", "blank"):
            result.details.append(f"{kind} {code} {value} -> {read}")
    for code, figure in found.items():
        if (
            code in figures
            or figure.value is None
            or optional.get(code) == figure.value
            or Flag.DERIVED in figure.flags
        ):
            continue
        result.counts["invented"] += 1
        result.details.append(f"invented {code} -> {figure.value}")
    _about(truth, report, result)
    return result


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


def _numbers(value: object) -> Mapping[str, int | float | None]:
    if not isinstance(value, Mapping):
        raise TypeError("a truth maps codes to numbers")
    return value


def _names(value: object) -> set[str]:
    return set(value) if isinstance(value, list) else set()


def _table(code: str) -> str:
    return next(name for name, pattern in _TABLES if pattern.match(code))


def _kind(value: float | None, read: float | None, *, warned: bool, derived: bool) -> str:
    if value is None:
        return "blank" if read is None or derived else "invented"
    if read is None:
        return "missing_flagged" if warned else "missing_silent"
    if abs(value - read) <= 1e-6 * max(1, abs(value)):
        return "right"
    return "wrong_flagged" if warned else "wrong_silent"


COLUMNS = (
    "right", "flagged", "blank", "missing_flagged", "missing_silent", "wrong_flagged", "wrong_silent", "invented",
    "error_found", "error_missed", "false_finding", "form_wrong", "body_wrong", "year_wrong",
)  # fmt: skip


def measure(documents: Iterable[Generated], *, details: int) -> tuple[dict[str, Counter[str]], bool]:
    """Return counts by format and whether anything unforgivable happened; say what went wrong."""
    table: dict[str, Counter[str]] = {}
    bad = False
    for made in documents:
        result = score(made)
        table.setdefault(made.plan.format, Counter(documents=0)).update(result.counts)
        table[made.plan.format]["documents"] += 1
        bad = bad or result.bad()
        if details and result.details:
            _say(f"{made.file} {made.plan.form} {' '.join(sorted(made.plan.quirks))}")
            kinds: Counter[str] = Counter(line.split()[0] for line in result.details)
            _say(f"    {dict(kinds)} {'; '.join(result.details[:details])}")
    return table, bad


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")


def main() -> None:
    """Make, read, compare, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--details", type=int, default=4, help="lines of detail for a document, 0 for none")
    chosen = parser.parse_args()
    table, bad = measure(generate(chosen.seed, chosen.count), details=chosen.details)
    _say("| format | documents | " + " | ".join(column.replace("_", " ") for column in COLUMNS) + " |")
    _say("|---|" + "---:|" * (len(COLUMNS) + 1))
    for name, counts in sorted(table.items()):
        _say(f"| {name} | {counts['documents']} | " + " | ".join(str(counts[column]) for column in COLUMNS) + " |")
    sys.exit(1 if bad else 0)


if __name__ == "__main__":
    main()

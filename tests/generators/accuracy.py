"""Measures how right the readers are on made documents: `python -m tests.generators.accuracy --count 200 --seed 1`.

Writes a table by class and one by format, the documents that were not read wholly right, and the goals; exit 1 where
a goal is missed. Formats whose reader or program is not there are left out, with a line that says so.
"""

import argparse
import multiprocessing
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import partial

from pipelines.formats import read_batch
from tests.generators.comparison import COLUMNS, UNFORGIVABLE, Score, score
from tests.generators.documents import generate_some
from tests.generators.documents.plan import OFFICE
from tests.generators.reach import left_out

__all__ = ["UNFORGIVABLE", "score"]
_CHUNK = 40  # documents: LibreOffice takes longer to start than to convert those among them
_SECONDS = 60.0  # that one document may take in LibreOffice
_SHARES = {"clean": (1.0, 0.005), "quirky": (0.999, 0.01), "scan": (0.995, 0.05)}  # right at least, flagged at most
_FALSE_PER_THOUSAND = 1


@dataclass(slots=True)
class Run:
    """What a run measured: counts by class and by format, and the documents that were not read wholly right."""

    classes: dict[str, Counter[str]] = field(default_factory=dict)
    formats: dict[str, Counter[str]] = field(default_factory=dict)
    worst: list[tuple[str, dict[str, int], list[str]]] = field(default_factory=list)

    def add(self, name: str, format_: str, result: Score) -> None:
        """Count one document."""
        for table, key in ((self.classes, result.grade), (self.formats, format_)):
            table.setdefault(key, Counter()).update({**result.counts, "documents": 1})
        if result.details:
            kinds = Counter(line.split()[0] for line in result.details)
            self.worst.append((name, dict(kinds), result.details))

    def missed(self) -> list[str]:
        """Return a line for every goal that is missed."""
        return [line for grade, counts in sorted(self.classes.items()) for line in _missed(grade, counts)]


def _missed(grade: str, counts: Counter[str]) -> Iterator[str]:
    for kind in UNFORGIVABLE:
        if counts[kind]:
            yield f"{grade}: {counts[kind]} figures {kind.replace('_', ' ')}, none allowed"
    false = counts["false_finding"] * 1000 / counts["documents"]
    if false > _FALSE_PER_THOUSAND and grade != "damaged":
        yield f"{grade}: {false:.1f} false hard findings per 1,000 documents, {_FALSE_PER_THOUSAND} allowed"
    if grade not in _SHARES:
        return
    if counts["error_missed"] and grade != "scan":
        yield f"{grade}: {counts['error_missed']} wrong sums printed on purpose were not found"
    least, most = _SHARES[grade]
    printed = sum(counts[kind] for kind in ("right", "missing_flagged", "missing_silent", "wrong_flagged",
                                            "wrong_silent"))  # fmt: skip
    if counts["right"] < least * printed:
        yield f"{grade}: {counts['right']} of {printed} figures right, {least:.1%} wanted"
    if counts["flagged"] > most * counts["right"]:
        yield f"{grade}: {counts['flagged']} of {counts['right']} right figures flagged, {most:.1%} allowed"


def measure(seed: int, numbers: Iterable[int], without: frozenset[str]) -> list[tuple[str, str, Score]]:
    """Make, read and compare documents; return each one's description, format and score."""
    found = []
    everything = list(generate_some(seed, numbers, without))
    legacy = [made for made in everything if made.plan.format in OFFICE]
    read = dict(zip((made.file for made in legacy), read_batch("doc", [made.data for made in legacy], _SECONDS),
                    strict=True)) if legacy else {}  # fmt: skip
    for made in everything:
        form = f"{made.plan.form}{'-' + made.plan.variant if made.plan.variant else ''}"
        name = f"{made.file} {form}{' hybrid' if made.plan.hybrid else ''} {' '.join(sorted(made.plan.quirks))}"
        found.append((name, made.plan.format, score(made, read.get(made.file))))
    return found


def run(seed: int, count: int, *, processes: int, without: frozenset[str]) -> Run:
    """Measure documents 0 to `count`; the result does not depend on the number of processes."""
    chunks = [range(start, min(start + _CHUNK, count)) for start in range(0, count, _CHUNK)]
    work = partial(measure, seed, without=without)
    found: list[tuple[str, str, Score]] = []
    if processes > 1:
        with multiprocessing.get_context("spawn").Pool(processes) as pool:
            for number, part in enumerate(pool.imap(work, chunks)):
                found += part
                _progress(number, len(chunks))
    else:
        found = [each for chunk in chunks for each in work(chunk)]
    result = Run()
    for name, format_, compared in sorted(found, key=lambda item: item[0]):
        result.add(name, format_, compared)
    return result


def _progress(number: int, chunks: int) -> None:
    if sys.stderr.isatty() or (number + 1) % 5 == 0:
        sys.stderr.write(f"\r{(number + 1) * 100 // chunks} %  ")
        sys.stderr.flush()


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")


def _table(first: str, rows: dict[str, Counter[str]]) -> None:
    names = ("documents", *COLUMNS)
    _say(f"| {first} | " + " | ".join(name.replace("_", " ") for name in names) + " |")
    _say("|---|" + "---:|" * len(names))
    for key, counts in sorted(rows.items()):
        _say(f"| {key} | " + " | ".join(str(counts[name]) for name in names) + " |")


def main() -> None:
    """Make, read, compare, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--details", type=int, default=4, help="lines of detail for a document, 0 for none")
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--without", nargs="*", default=[], help="formats or forms to leave out")
    chosen = parser.parse_args()
    reasons = left_out()
    for name, reason in reasons.items():
        _say(f"left out: {name}, {reason}")
    without = frozenset({*reasons, *chosen.without})
    result = run(chosen.seed, chosen.count, processes=chosen.processes, without=without)
    for name, kinds, details in result.worst if chosen.details else ():
        _say(f"{name}\n    {kinds} {'; '.join(details[: chosen.details])}")
    _table("class", result.classes)
    _say("")
    _table("format", result.formats)
    missed = result.missed()
    for line in missed:
        _say(f"GOAL MISSED: {line}")
    sys.exit(1 if missed else 0)


if __name__ == "__main__":
    main()

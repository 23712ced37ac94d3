"""The reading stage: two workers against one, and the memory of a worker over many documents.

How much two processes can do at all on a machine that others use is measured in the same rounds, by processes that
share nothing and only count. Where these come to less than 1.6 times one, nothing can be said of the stage.

`python -m tests.bench.stage 10000` reads that many in the second part.
"""

import multiprocessing
import os
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from statistics import median

from pipelines import stage
from pipelines.about import ReportContext
from pipelines.assemble import assemble
from pipelines.sandbox import Limits
from tests.bench.timing import verdict
from tests.generators.reports import report_html

RATIO = 1.7
LARGEST = 400.0  # MB resident
GROWTH = 1.1  # of what it is after a tenth of the documents
DOCUMENTS = 400
MANY = 2_000
ROUNDS = 5
POSSIBLE = 1.6
COUNTED = 30_000_000  # takes about as long as the pages


def run(many: int = MANY) -> Iterator[str]:
    """Yield the ratio by the clock, and the largest resident memory of a worker early and late."""
    ratios, possible = [], []
    for _ in range(ROUNDS):
        one, two = _seconds(1), _seconds(2)
        ratios.append(one / two)
        possible.append(2 * _counting(1) / _counting(2))
        yield (
            f"{DOCUMENTS} pages: one worker {one:.1f} s, two {two:.1f} s, {ratios[-1]:.2f} times; "
            f"two processes that only count {possible[-1]:.2f} times one"
        )
    if median(possible) < POSSIBLE:
        yield f"not judged: two processes that only count came to {median(possible):.2f} times one on this busy machine"
    else:
        yield verdict(f"two workers, median of {ROUNDS}", median(ratios), RATIO, "times one")
    early, late = _memory(many)
    yield f"a worker's memory after {many // 10} documents {early:.0f} MB, after {many} {late:.0f} MB"
    good = late <= LARGEST and late <= GROWTH * early
    yield f"{'reached' if good else 'MISSED'}: resident memory at most {LARGEST:g} MB, and flat"


def load(number: int) -> stage.Source:
    """Return one page; in a worker."""
    return stage.Source(report_html("示例省甲州市人民政府", 2021 + number % 5, seed=number))


def finish(_: int, reading: stage.Reading) -> tuple[int, int]:
    """Return how many figures a reading holds, and the worker's largest resident memory in KB."""
    status = Path("/proc/self/status").read_text()
    peak = int(status.partition("VmHWM:")[2].split()[0])
    (report,) = assemble(reading.document, ReportContext())
    return len(report.figures), peak


def _seconds(workers: int) -> float:
    settings = stage.Settings(workers=workers, limits=Limits(memory=1500 << 20))
    results = stage.run(stage.Work(load, finish), range(-workers, DOCUMENTS), settings)
    for _ in range(workers):
        next(results)  # the workers' start is no part of it
    start = time.perf_counter()
    for _ in results:
        pass
    return time.perf_counter() - start


def _counting(processes: int) -> float:
    """Return the seconds in which so many processes that share nothing each count to the same number."""
    spawn = multiprocessing.get_context("spawn")
    with spawn.Pool(processes) as pool:
        pool.map(_count, [1] * processes, chunksize=1)  # started
        start = time.perf_counter()
        pool.map(_count, [COUNTED] * processes, chunksize=1)
        return time.perf_counter() - start


def _count(to: int) -> int:
    total = 0
    for number in range(to):
        total += number & 7
    return total


def _memory(many: int) -> tuple[float, float]:
    settings = stage.Settings(workers=min(2, os.cpu_count() or 1), limits=Limits(memory=1500 << 20))
    peaks = [
        outcome[1]
        for _, outcome in stage.run(stage.Work(load, finish), range(many), settings)
        if isinstance(outcome, tuple)
    ]
    return max(peaks[: many // 10]) / 1024, max(peaks) / 1024


if __name__ == "__main__":
    for line in run(int(sys.argv[1]) if len(sys.argv) > 1 else MANY):
        sys.stdout.write(f"{line}\n")

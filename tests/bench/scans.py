"""Scans to figures: seconds a page on one thread, and how much of them the recognition model takes."""

import time
from collections.abc import Iterator, Sequence
from statistics import median

import pytest

from pipelines.about import ReportContext
from pipelines.assemble import assemble
from pipelines.formats import read_document
from pipelines.ocr import engine, page, recognise
from tests.generators.documents import make
from tests.generators.documents.plan import plan_with
from tests.pipelines.ocr.sheets import Pixels, degraded, pages_of, scan_of

OVERHEAD = 0.10  # of the whole, the most that everything but the model may take
SECONDS = 3.0  # a page
ROUNDS = 3


def run() -> Iterator[str]:
    """Yield one line per kind of scan and the verdicts; times are CPU seconds of this process."""
    made = make(plan_with("no_corner", format_="pdf", seed=3), "bench").data
    scans = {
        "200 dpi": scan_of(pages_of(made, 200)),
        "150 dpi, aslant, noise": scan_of([degraded(sheet) for sheet in pages_of(made, 150)], 150),
    }
    engine.read_lines([])
    worst = slowest = 0.0
    for name, data in scans.items():
        whole, model, pages = _measure(data)
        worst, slowest = max(worst, 1 - model / whole), max(slowest, whole / pages)
        yield f"{name}: {pages} pages, {whole / pages:.2f} s a page, {100 * (1 - model / whole):.1f}% outside the model"
    yield f"{'reached' if worst <= OVERHEAD else 'MISSED'}: overhead {100 * worst:.1f}% (at most {100 * OVERHEAD:.0f}%)"
    yield f"{'reached' if slowest <= SECONDS else 'MISSED'}: {slowest:.2f} s a page (at most {SECONDS:g})"


def _measure(data: bytes) -> tuple[float, float, int]:
    """Return the median seconds from bytes to figures, those of the model among them, and the number of pages."""
    spent = [0.0]

    def timed(crops: Sequence[Pixels]) -> list[engine.Read]:
        start = time.process_time()
        reads = engine.read_lines(crops)
        spent[0] += time.process_time() - start
        return reads

    rounds = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(page.read_page, "__defaults__", (timed,))
        for _ in range(ROUNDS + 1):
            spent[0] = 0.0
            start = time.process_time()
            document = recognise(data, read_document(data))
            assemble(document, ReportContext())
            rounds.append((time.process_time() - start, spent[0]))
    measured = rounds[1:]  # the first one loads the model
    return median(a for a, _ in measured), median(b for _, b in measured), document.pages or 1

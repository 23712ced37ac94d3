"""HTML report of 60 to 100 KB: from bytes to cells, and all the way to checked figures."""

import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any
from unittest.mock import patch

from pipelines import assemble as stages
from pipelines.about import ReportContext
from pipelines.formats import read_document
from tests.bench.timing import interleaved, verdict
from tests.generators.pdfs import html

CELLS_BOUND, FIGURES_BOUND = 200.0, 150.0
REPORTS = 40
# what Word and WPS put into every cell, paragraph and run
STYLE = "margin:0;padding:0 5px;border:solid 1px;font-family:仿宋_GB2312;font-size:12px"
# functions of `pipelines.assemble` by the stage that they are; none of them calls another
_STAGES = {
    "read_about": "about",
    "read_tables": "tables",
    "compare": "tables again",
    "_narrative": "narrative",
    "check_report": "checks",
}


def run() -> Iterator[str]:
    """Yield the pages' sizes, how many are read in a second of one core, and each stage's share of that time."""
    pages = [html.page(cell_style=STYLE, shift=shift).encode() for shift in range(REPORTS)]
    sizes = sorted(len(page) for page in pages)
    yield f"{REPORTS} pages of {sizes[0] / 1000:.0f} to {sizes[-1] / 1000:.0f} KB, {_figures(pages[0])} figures each"
    ways = {
        "cells": lambda: [read_document(page) for page in pages],
        "figures": lambda: [_figures(page) for page in pages],
    }
    seconds = interleaved(ways)
    yield verdict("HTML to cells", REPORTS / seconds["cells"], CELLS_BOUND, "reports a second")
    yield verdict("HTML to figures", REPORTS / seconds["figures"], FIGURES_BOUND, "reports a second")
    yield "shares of that time: " + ", ".join(f"{stage} {share:.0%}" for stage, share in _shares(pages))


def _figures(page: bytes) -> int:
    reports = stages.assemble(read_document(page), ReportContext())
    return sum(len(report.figures) for report in reports)


def _shares(pages: list[bytes]) -> list[tuple[str, float]]:
    """Return the share of CPU time of reading the page, of each stage, and of what is left, the largest first."""
    spent: Counter[str] = Counter()

    def timed(stage: str, call: Callable[..., Any]) -> Callable[..., Any]:
        def run_timed(*arguments: object, **named: object) -> object:
            start = time.process_time_ns()
            try:
                return call(*arguments, **named)
            finally:
                spent[stage] += time.process_time_ns() - start

        return run_timed

    read = timed("page", read_document)
    with ExitStack() as changed:
        for name, stage in _STAGES.items():
            changed.enter_context(patch.object(stages, name, timed(stage, getattr(stages, name))))
        whole = timed("rest", lambda page: stages.assemble(read(page), ReportContext()))
        for page in pages:
            whole(page)
    total = spent["rest"]
    spent["rest"] = 2 * total - spent.total()
    return [(stage, nanoseconds / total) for stage, nanoseconds in spent.most_common()]

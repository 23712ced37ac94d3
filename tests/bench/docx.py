"""DOCX report with the form's three tables, all the way from bytes to checked figures."""

from collections.abc import Iterator
from dataclasses import replace

from pipelines.about import ReportContext
from pipelines.assemble import assemble
from pipelines.formats import read_document
from tests.bench.timing import interleaved, verdict
from tests.generators.documents import make
from tests.generators.documents.plan import make_plan

BOUND = 40.0
REPORTS = 20
_SEED = 5


def run() -> Iterator[str]:
    """Yield the files' sizes and how many are read in a second of one core."""
    plans = (
        replace(make_plan(_SEED, number), format="docx", form="F2021", quirks=frozenset()) for number in range(REPORTS)
    )
    files = [make(plan, "made").data for plan in plans]
    sizes = sorted(len(data) for data in files)
    yield f"{REPORTS} files of {sizes[0] / 1000:.0f} to {sizes[-1] / 1000:.0f} KB, {_figures(files[0])} figures each"
    seconds = interleaved({"figures": lambda: [_figures(data) for data in files]})
    yield verdict("DOCX to figures", REPORTS / seconds["figures"], BOUND, "reports a second")


def _figures(data: bytes) -> int:
    reports = assemble(read_document(data), ReportContext())
    return sum(len(report.figures) for report in reports)

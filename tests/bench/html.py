"""HTML report of 60 to 100 KB, all the way from bytes to checked figures."""

from collections.abc import Iterator

from pipelines.about import ReportContext
from pipelines.assemble import assemble
from pipelines.formats import read_document
from tests.bench.timing import interleaved, verdict
from tests.generators.pdfs import html

BOUND = 200.0
REPORTS = 40
# what Word and WPS put into every cell, paragraph and run
STYLE = "margin:0;padding:0 5px;border:solid 1px;font-family:仿宋_GB2312;font-size:12px"


def run() -> Iterator[str]:
    """Yield the pages' sizes and how many are read in a second of one core."""
    pages = [html.page(cell_style=STYLE, shift=shift).encode() for shift in range(REPORTS)]
    sizes = sorted(len(page) for page in pages)
    yield f"{REPORTS} pages of {sizes[0] / 1000:.0f} to {sizes[-1] / 1000:.0f} KB, {_figures(pages[0])} figures each"
    seconds = interleaved({"figures": lambda: [_figures(page) for page in pages]})
    yield verdict("HTML to figures", REPORTS / seconds["figures"], BOUND, "reports a second")


def _figures(page: bytes) -> int:
    reports = assemble(read_document(page), ReportContext())
    return sum(len(report.figures) for report in reports)

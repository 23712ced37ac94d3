"""PDF to cells: our reader against plain pdfplumber on the same files, with the same cells."""

import logging
import tempfile
import unicodedata
from collections import Counter
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

import pdfplumber

from pipelines.document import Document
from pipelines.formats import pdf
from tests.bench.timing import interleaved, verdict
from tests.generators.pdfs.producers import PRODUCERS

BOUND = 7.0
SHARED = Path(__file__).parents[2] / ".." / "shared" / "corpus" / "documents"


def run() -> Iterator[str]:
    """Yield the ratio per producer and overall, and every cell that differs."""
    logging.getLogger("pdfminer").setLevel(logging.ERROR)  # it warns of every font without a box
    with tempfile.TemporaryDirectory() as folder:
        files: list[tuple[str, Path]] = []
        for name, produce in PRODUCERS.items():
            try:
                files += [(name, path) for path in produce(Path(folder))]
            except FileNotFoundError as error:
                yield f"skipped {name}: {error}"
        files += [("real (WPS)", path) for path in sorted(SHARED.glob("*.pdf"))]
        yield from _compare(files)


def _compare(files: list[tuple[str, Path]]) -> Iterator[str]:
    total = Counter[str]()
    for name, group in groupby(files, key=lambda item: item[0]):
        paths = [path for _, path in group]
        seconds = interleaved({"ours": lambda p=paths: _ours(p), "pdfplumber": lambda p=paths: _plain(p)})
        total.update(seconds)
        yield (
            f"{name}: {len(paths)} files, pdfplumber {seconds['pdfplumber']:.2f} s, ours {seconds['ours']:.2f} s, "
            f"{seconds['pdfplumber'] / seconds['ours']:.1f} times as fast"
        )
        for path in paths:
            missing = lost_cells(path)
            if missing:
                yield f"MISSED: {path.name} lacks cells that pdfplumber finds: {sorted(missing)[:5]}"
    yield verdict(f"{len(files)} files, all producers", total["pdfplumber"] / total["ours"], BOUND, "times as fast")


def _ours(paths: list[Path]) -> list[Document]:
    return [pdf.read(path.read_bytes(), "") for path in paths]


def _plain(paths: list[Path]) -> list[list[list[list[str | None]]]]:
    found = []
    for path in paths:
        with pdfplumber.open(path) as document:
            for page in document.pages:
                page.extract_text()
                found.append(page.extract_tables())
    return found


def lost_cells(path: Path) -> Counter[tuple[int, str]]:
    """Return the cells (page, text without blanks) that pdfplumber finds in its tables and our reader does not.

    Its rows of one cell are left out: most are backgrounds of paragraphs. Its Kangxi radicals count as the
    characters they look like.
    """
    theirs: Counter[tuple[int, str]] = Counter()
    with pdfplumber.open(path) as document:
        for page in document.pages:
            for table in page.extract_tables():
                rows = [row for row in table if sum(text is not None for text in row) > 1]
                theirs.update((page.page_number, _bare(text)) for row in rows for text in row if text)
    tables = pdf.read(path.read_bytes(), "").tables()
    ours = Counter((table.page or 0, _bare(cell.text)) for table in tables for cell in table.cells)
    return theirs - ours


def _bare(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).replace("⺠", "民").split())

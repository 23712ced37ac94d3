"""Legacy DOC in batches: bytes to a Document through LibreOffice, by processor time of both programs."""

import os
import shutil
from collections.abc import Iterator
from dataclasses import replace
from statistics import median

from pipelines.formats import batch_size, read_batch
from tests.bench.timing import verdict
from tests.generators.documents import make
from tests.generators.documents.plan import make_plan
from tests.libreoffice import converted

BOUND = 8.0
ROUNDS = 3


def run() -> Iterator[str]:
    """Yield how many are read in a second of one core."""
    if not shutil.which("soffice"):
        yield "skipped: no LibreOffice is installed"
        return
    size = batch_size("doc")
    made = [make(replace(make_plan(5, number), format="docx"), "made").data for number in range(size)]
    files = converted(made, "docx", "doc:MS Word 97")
    times = []
    for _ in range(ROUNDS):
        start = _spent()
        documents = read_batch("doc", files, 60)
        times.append(_spent() - start)
        if any(not document.blocks for document in documents):
            yield "MISSED: not every file was read"
    yield verdict(f"{size} files in one call", size / median(times), BOUND, "reports a second")


def _spent() -> float:
    """Return the seconds of processor time that this process and those it waited for have used."""
    return sum(os.times()[:4])

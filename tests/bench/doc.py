"""Legacy DOC in batches: bytes to a Document through LibreOffice, by processor time of both programs.

Processor time, since a busy machine lets a call wait; the part of LibreOffice and that of our reader are told apart.
"""

import os
import shutil
import time
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
    """Yield how many are read in a second of one core, and where the time goes."""
    if not shutil.which("soffice"):
        yield "skipped: no LibreOffice is installed"
        return
    size = batch_size("doc")
    made = [make(replace(make_plan(5, number), format="docx"), "made").data for number in range(size)]
    files = converted(made, "docx", "doc:MS Word 97")
    spent: dict[str, list[float]] = {"own": [], "theirs": [], "one": []}
    for _ in range(ROUNDS):
        _spend(files[:1], spent["one"], spent["one"])
        if _spend(files, spent["own"], spent["theirs"]) < size:
            yield "MISSED: not every file was read"
    own, theirs = median(spent["own"]), median(spent["theirs"])
    yield (
        f"{size} files: LibreOffice {theirs:.2f} s, our reader {own:.2f} s of processor time; "
        f"LibreOffice for one file {median(spent['one'][1::2]):.2f} s"
    )
    yield verdict(f"{size} files in one call", size / (own + theirs), BOUND, "reports a second")


def _spend(files: list[bytes], own: list[float], theirs: list[float]) -> int:
    """Read files in one call, note the processor time of this process and of LibreOffice, return how many it read."""
    before, start = os.times(), time.process_time()
    documents = read_batch("doc", files, 60)
    after = os.times()
    own.append(time.process_time() - start)
    theirs.append(after.children_user + after.children_system - before.children_user - before.children_system)
    return sum(1 for document in documents if document.blocks)

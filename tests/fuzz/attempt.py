"""Reads one batch of mutated documents in a worker and tells what came of it."""

import os
import random
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipelines.about import ReportContext
from pipelines.assemble import assemble
from pipelines.document import Document, Unreadable
from pipelines.formats import read_batch, read_document
from tests.fuzz.targets import BY_NAME, mutated

_ASSEMBLED = 10  # every so many documents the tables are read as well
_PAGE_SIDE = 420  # pixels: what a made page measures at most


@dataclass(frozen=True, slots=True)
class Task:
    """A batch of mutated documents of one target."""

    target: str
    seed: int
    numbers: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a batch: a word for each document, the slowest's seconds, and the worker's memory in bytes."""

    words: tuple[str, ...]
    seconds: float
    worker: int
    memory: int


def attempt(task: Task) -> Outcome:
    """Read a batch; a reader's exception is the worker's failure, which the sandbox reports."""
    started = time.monotonic()
    words = tuple(_WAYS.get(task.target, _read)(task))
    pages = int(Path("/proc/self/statm").read_text("ascii").split()[1])
    each = (time.monotonic() - started) / len(task.numbers)
    return Outcome(words, each, os.getpid(), pages * os.sysconf("SC_PAGE_SIZE"))


def _read(task: Task) -> list[str]:
    words = []
    for number in task.numbers:
        document = read_document(mutated(task.target, task.seed, number))
        if number % _ASSEMBLED == 0:
            assemble(document, ReportContext())
        words.append(word_of(document))
    return words


def _read_batch(task: Task) -> list[str]:
    data = [mutated(task.target, task.seed, number) for number in task.numbers]
    return [word_of(document) for document in read_batch(task.target, data, BY_NAME[task.target].seconds)]


def word_of(document: Document) -> str:
    """Return what came of a document: read, or the kinds of its problems; "crashed" is a fault of the reader."""
    kinds = sorted({problem.kind for problem in document.problems})
    if "crashed" in kinds:
        detail = next(problem.detail for problem in document.problems if problem.kind == "crashed")
        return f"crashed: {detail}"
    return "read" if document.blocks or not kinds else "+".join(kinds)


def _read_image(task: Task) -> list[str]:
    from pipelines.ocr.images import decode  # noqa: PLC0415 (heavy libraries)
    from pipelines.ocr.page import read_page  # noqa: PLC0415

    words = []
    for number in task.numbers:
        data = mutated("image", task.seed, number)
        word = word_of(read_document(data))
        try:
            for pixels, scale in decode(data):
                read_page(pixels, scale, 1, _no_engine)
                word = "read"
        except Unreadable as error:
            word = error.problem.kind
        words.append(word)
    return words


def _no_engine(crops: Sequence[Any]) -> list[Any]:
    """Stand for the engine: every line of ink says something else."""
    from pipelines.ocr.engine import Read  # noqa: PLC0415

    return [Read(("12", "总计", "", "行政复议", "（三）不予公开")[crop.shape[1] % 5], 0.98) for crop in crops]


def _read_grid(task: Task) -> list[str]:
    from pipelines.ocr.page import read_page  # noqa: PLC0415
    from pipelines.pdf.pages import Piece  # noqa: PLC0415

    words = []
    for number in task.numbers:
        dice = random.Random(f"{task.seed}/grid/{number}")  # noqa: S311 (must repeat by seed)
        found = read_page(_page(dice), dice.choice((0.1, 0.36, 0.48, 2.0)), 1, _no_engine)
        words.append("table" if any(isinstance(item, Piece) for item in found.items) else "no table")
    return words


def _page(dice: random.Random) -> Any:
    """Return a page of pixels: rules that nearly make tables, boxes, blots, letters and noise."""
    import numpy as np  # noqa: PLC0415

    height, width = (dice.choice((1, 17, 200, _PAGE_SIDE, _PAGE_SIDE, _PAGE_SIDE)) for _ in range(2))
    page = np.full((height, width, 3), dice.choice((255, 255, 250, 128, 0)), np.uint8)
    xs = sorted(dice.randrange(width) for _ in range(dice.choice((2, 5, 16))))
    for _ in range(dice.choice((0, 3, 12, 60))):
        y, thick, ink = dice.randrange(height), dice.choice((1, 1, 2, 9)), dice.choice((0, 0, 90, 200))
        page[y : y + thick, dice.choice(xs) : dice.choice(xs) + 1 + dice.randrange(width)] = ink
        x = dice.choice(xs)
        page[dice.randrange(height) :, x : x + thick] = ink
    if dice.random() < 0.6 and min(height, width) > 60:
        _draw_table(page, dice)
    for _ in range(dice.choice((0, 10, 200))):
        y, x = dice.randrange(height), dice.randrange(width)
        page[y : y + dice.randrange(1, 9), x : x + dice.randrange(1, 9)] = dice.randrange(256)
    if dice.random() < 0.2:
        noise = np.frombuffer(dice.randbytes(page.size), np.uint8).reshape(page.shape)
        page = np.minimum(page, noise)
    return page


def _draw_table(page: Any, dice: random.Random) -> None:
    """Draw the rules of a table, now and then one short, thick or missing."""
    height, width = page.shape[:2]
    levels = range(10, height - 10, dice.choice((14, 22, 45)))
    uprights = range(10, width - 10, dice.choice((20, 40, 90)))
    top, bottom, left, right = levels[0], levels[-1], uprights[0], uprights[-1]
    for y in levels:
        if dice.random() < 0.9:
            page[y : y + dice.choice((1, 2, 2, 4)), left : right - dice.choice((0, 0, 0, 15))] = dice.choice((0, 60))
    for x in uprights:
        if dice.random() < 0.9:
            page[top : bottom - dice.choice((0, 0, 0, 15)), x : x + dice.choice((1, 2, 2, 4))] = dice.choice((0, 60))


def _recognised(task: Task) -> list[str]:
    from pipelines.ocr import recognise  # noqa: PLC0415

    words = []
    for number in task.numbers:
        data = mutated("ocr", task.seed, number)
        words.append(word_of(recognise(data, read_document(data))))
    return words


_WAYS = {"image": _read_image, "grid": _read_grid, "ocr": _recognised, "doc": _read_batch, "wordxml": _read_batch}

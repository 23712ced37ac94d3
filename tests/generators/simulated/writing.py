"""The build's staging layer for very many reports: a process of its own indexes the text, few reports are proven."""

import multiprocessing
from pathlib import Path
from typing import TYPE_CHECKING

from archive import search
from pipelines.build.inputs import Inputs
from pipelines.build.rows import ReportRows
from pipelines.build.staging import Staging, _open
from tests.generators.simulated.making import Made

if TYPE_CHECKING:
    from multiprocessing.process import BaseProcess
    from multiprocessing.queues import Queue

_WAITING = 200  # reports between the two processes


class Writer(Staging):
    """A staging folder; `apart` says whether to index in a process of its own."""

    def __init__(self, folder: Path, *, apart: bool) -> None:
        super().__init__(folder)
        self._proving = True
        self.commit()
        self._queue: Queue[search.Entry | None] | None = None
        self._process: BaseProcess | None = None
        if apart:
            context = multiprocessing.get_context("spawn")
            self._queue = context.Queue(_WAITING)
            self._process = context.Process(target=_index, args=(self.build.search, self._queue), daemon=True)
            self._process.start()

    def take(self, made: Made, inputs: Inputs) -> None:
        """Write a report, its printed tables and what is known of its document."""
        self._proving = made.proven
        self.write(made.rows)
        self.originals.executemany("INSERT INTO printed_grids VALUES (?, ?, ?, ?)", made.grids)
        shape = made.layout
        sizes = [(made.digest, page, *size) for page, size in enumerate(shape.pages, start=1)]
        self.originals.executemany("INSERT INTO pages VALUES (?, ?, ?, ?, ?)", sizes)
        encoding = "utf-8" if shape.format == "html" else None
        inputs.keep_document((made.digest, shape.format, made.size, len(sizes) or None, encoding))

    def finish_index(self) -> None:
        """Wait until all texts are indexed. Raises RuntimeError if the other process failed."""
        if self._queue is None or self._process is None:
            return
        self._queue.put(None)
        self._process.join()
        if self._process.exitcode:
            raise RuntimeError("the process that indexes the texts failed; see its message above")

    def _indexed(self, number: int) -> search.Entry | None:
        entry = super()._indexed(number)
        if self._queue is None or entry is None:
            return entry
        if self._process is not None and not self._process.is_alive():
            raise RuntimeError("the process that indexes the texts ended; see its message above")
        self._queue.put(entry)
        return None

    def _prove(self, rows: ReportRows) -> None:
        if self._proving:
            super()._prove(rows)


def _index(path: Path, queue: "Queue[search.Entry | None]") -> None:
    db = _open(path)
    count = 0
    while (entry := queue.get()) is not None:
        search.add(db, entry)
        count += 1
        if count % 5000 == 0:
            db.commit()
    db.commit()
    db.close()

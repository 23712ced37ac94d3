"""What a worker does with one unit: read the document unless it is cached, and assemble its reports."""

from dataclasses import dataclass, replace
from pathlib import Path

from archive.datadir import DataDir
from archive.records import Capture
from archive.store.errors import StoreError
from archive.store.reader import read_document_bytes
from pipelines import codec
from pipelines.about import ReportContext
from pipelines.assemble import assemble
from pipelines.build.units import State
from pipelines.document import Document, Problem
from pipelines.formats import read_document
from pipelines.reading import Kept
from pipelines.report import Report


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """One unit to assemble; `reading` is the cached one, if any."""

    root: Path
    state: State
    capture: Capture  # one that has the document's bytes
    reading: Kept | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """What became of a unit; records as `codec.dump` writes them.

    `found` are the reports without their contents: what decides whose they are.
    """

    size: int
    document: bytes
    reports: bytes
    found: tuple[Report, ...]
    format: str
    pages: int | None
    encoding: str | None


def work(task: Task) -> Done | Problem:
    """Read and assemble one unit. A document that the store cannot give back is a Problem."""
    if task.reading is None:
        try:
            data = read_document_bytes(DataDir(task.root), task.capture)
        except StoreError as error:
            return Problem(kind="unreadable", detail=str(error))
        document = read_document(data, task.state.context.charset)
        size, kept = len(data), codec.dump(document)
    else:
        document = codec.load(Document, task.reading.document)
        size, kept = task.reading.size, task.reading.document
    known = task.state.context
    context = ReportContext(
        url=known.url, listed_title=known.listed_title, listed_date=known.listed_date, body=known.body
    )
    reports = assemble(document, context)
    return Done(
        size=size,
        document=kept,
        reports=codec.dump(reports),
        found=tuple(replace(one, figures=(), printed=(), unknown=(), sections=(), findings=()) for one in reports),
        format=document.format,
        pages=document.pages,
        encoding=document.encoding,
    )

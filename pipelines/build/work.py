"""What a worker does with one unit: get the document's bytes or its cached reading, and assemble its reports."""

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
from pipelines.document import Document, Unreadable
from pipelines.reading import Kept
from pipelines.report import Report
from pipelines.stage import Reading, Source


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

    `found` are the reports without their contents: what decides whose they are. `whole` is False where another try
    may read more of the same bytes.
    """

    size: int
    document: bytes
    reports: bytes
    found: tuple[Report, ...]
    format: str
    pages: int | None
    encoding: str | None
    whole: bool = True


def load(task: Task) -> Source | Reading:
    """Return the cached reading, else the bytes. Raises Unreadable where the store cannot give them back."""
    if task.reading is not None:
        return Reading(codec.load(Document, task.reading.document), task.reading.size)
    try:
        return Source(read_document_bytes(DataDir(task.root), task.capture), task.state.context.charset)
    except StoreError as error:
        raise Unreadable("unreadable", str(error)) from None


def finish(task: Task, reading: Reading) -> Done:
    """Assemble the reports of a document that was read."""
    document = reading.document
    known = task.state.context
    context = ReportContext(
        url=known.url, listed_title=known.listed_title, listed_date=known.listed_date, body=known.body
    )
    reports = assemble(document, context)
    return Done(
        size=reading.size,
        document=task.reading.document if task.reading is not None else codec.dump(document),
        reports=codec.dump(reports),
        found=tuple(replace(one, figures=(), printed=(), unknown=(), sections=(), findings=()) for one in reports),
        format=document.format,
        pages=document.pages,
        encoding=document.encoding,
        whole=reading.whole,
    )

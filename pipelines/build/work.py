"""What a worker does with one unit: get the document's bytes or its cached reading, and assemble its reports."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from archive.datadir import DataDir
from archive.records import Capture
from archive.store.errors import StoreError
from archive.store.reader import read_document_bytes
from pipelines import codec
from pipelines.about import ReportContext
from pipelines.assemble import assemble
from pipelines.build.articles import is_article, missing_pages
from pipelines.build.pictures import missing_pictures
from pipelines.build.units import Pictures, State
from pipelines.document import Document, Unreadable
from pipelines.formats._parts import join_parts
from pipelines.formats._pictures import PictureRead, join_pictures
from pipelines.reading import Kept
from pipelines.report import Report
from pipelines.stage import Reading, Source


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """One unit to assemble; `reading` is the cached one, if any. `parts` are those of its pictures, by number."""

    root: Path
    state: State
    capture: Capture  # one that has the document's bytes
    reading: Kept | None
    parts: Mapping[int, Kept] = field(default_factory=dict)


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
    if task.state.pictures is not None:
        return _put_together(task.state.pictures, task)
    if task.reading is not None:
        return Reading(codec.load(Document, task.reading.document), task.reading.size)
    try:
        return Source(read_document_bytes(DataDir(task.root), task.capture), task.state.context.charset)
    except StoreError as error:
        raise Unreadable("unreadable", str(error)) from None


def _put_together(pictures: Pictures, task: Task) -> Reading:
    """Return the pictures of a page, or the pages of an article, each read before, as one document."""
    together, missing_of = (join_parts, missing_pages) if is_article(task.state) else (join_pictures, missing_pictures)
    there = [part for part in pictures.parts if part.number in task.parts]
    pages = [PictureRead(part.url, codec.load(Document, task.parts[part.number].document)) for part in there]
    document = together(pages, task.state.digest)
    missing = missing_of(pictures, [part.number for part in pictures.parts if part not in there])
    document = replace(document, problems=(*document.problems, *missing))
    return Reading(document, sum(kept.size for kept in task.parts.values()), len(there) == len(pictures.parts))


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

"""What the workers of each lane do."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Generic, NamedTuple, TypeVar

from archive.content import sniff
from pipelines.document import Document, Problem
from pipelines.formats import batch_size, read_batch, read_document
from pipelines.ocr import recognise, wanted
from pipelines.sandbox import guarded

Task = TypeVar("Task")
Result = TypeVar("Result")

# Another try may find these gone, since they depend on the machine and its moment: such a reading is not for keeping.
_PASSING = frozenset({"needs_libreoffice", "timeout", "crashed"})


@dataclass(frozen=True, slots=True)
class Source:
    """A document's bytes, and the charset that was declared for them."""

    data: bytes
    charset: str | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """A document as read from so many bytes; `whole` unless another try might read more of the same bytes."""

    document: Document
    size: int
    whole: bool = True


@dataclass(frozen=True, slots=True)
class Work(Generic[Task, Result]):
    """What is done with a task: get its bytes (or a reading that is known already), and make the result of a reading.

    Both run in worker processes and must be importable there. `load` may raise Unreadable, whose problem is then the
    task's outcome; it may be called once for every lane.
    """

    load: Callable[[Task], Source | Reading]
    finish: Callable[[Task, Reading], Result]


class Office(NamedTuple):
    """The document of this format and size is for the office lane."""

    format: str
    size: int


class Pictures(NamedTuple):
    """The document, so far as it is read, shows pictures that are to be recognised."""

    reading: Reading
    number: int


class Ask(NamedTuple, Generic[Task]):
    """A task, with the reading that it has so far."""

    task: Task
    reading: Reading | None = None


@dataclass(frozen=True, slots=True)
class Lanes(Generic[Task, Result]):
    """The functions of the lanes, for workers; `seconds` is what LibreOffice may take for one document."""

    work: Work[Task, Result]
    seconds: float

    def quick(self, ask: Ask[Task]) -> Result | Office | Pictures:
        """Read a document, or say which other lane is to; finish a reading that has nothing more to come."""
        loaded = ask.reading or self.work.load(ask.task)
        if isinstance(loaded, Reading):
            return self.work.finish(ask.task, loaded)
        name = sniff(loaded.data)
        if name is not None and batch_size(name) > 1:
            return Office(name, len(loaded.data))
        return self._settled(ask.task, read_document(loaded.data, loaded.charset), len(loaded.data))

    def office(self, batch: tuple[str, Sequence[Task]]) -> list[Result | Pictures | Problem]:
        """Read documents of one format that LibreOffice takes together; each has an outcome of its own."""
        name, tasks = batch
        loaded = [guarded(self.work.load, task) for task in tasks]
        given = [one.data for one in loaded if isinstance(one, Source)]
        documents = iter(read_batch(name, given, self.seconds))
        outcomes: list[Result | Pictures | Problem] = []
        for task, one in zip(tasks, loaded, strict=True):
            if isinstance(one, Problem):
                outcomes.append(one)
                continue
            reading = one if isinstance(one, Reading) else Reading(next(documents), len(one.data))
            outcomes.append(guarded(self._office_one, (task, reading)))
        return outcomes

    def _office_one(self, item: tuple[Task, Reading]) -> Result | Pictures:
        task, reading = item
        return self._settled(task, reading.document, reading.size)

    def recognition(self, ask: Ask[Task]) -> Result:
        """Recognise the pictures of a document that was read."""
        loaded = self.work.load(ask.task)
        if isinstance(loaded, Reading) or ask.reading is None:
            raise TypeError("only documents that were read come here")
        document = recognise(loaded.data, ask.reading.document)
        return self.work.finish(ask.task, Reading(document, len(loaded.data), _whole(document)))

    def alone(self, task: Task) -> Result:
        """Do everything for one task, in this process."""
        loaded = self.work.load(task)
        if isinstance(loaded, Reading):
            return self.work.finish(task, loaded)
        document = read_document(loaded.data, loaded.charset)
        if wanted(document):
            document = recognise(loaded.data, document)
        return self.work.finish(task, Reading(document, len(loaded.data), _whole(document)))

    def _settled(self, task: Task, document: Document, size: int) -> Result | Pictures:
        reading = Reading(document, size, _whole(document))
        number = wanted(document)
        return Pictures(reading, number) if number else self.work.finish(task, reading)


def _whole(document: Document) -> bool:
    return not any(problem.kind in _PASSING for problem in document.problems)


def unrecognised(reading: Reading, problem: Problem) -> Reading:
    """Return a reading whose pictures could not be recognised because of a problem."""
    named = replace(problem, detail=f"text recognition: {problem.detail}")
    document = replace(reading.document, problems=(*reading.document.problems, named))
    return Reading(document, reading.size, whole=False)

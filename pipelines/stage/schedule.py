"""Which task goes to which lane when."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, Generic

from pipelines.document import Problem
from pipelines.formats import batch_size
from pipelines.office.convert import sweep
from pipelines.sandbox import Job, Limits, Pool, collect, guarded
from pipelines.stage.lanes import Ask, Lanes, Office, Pictures, Reading, Result, Task, Work, unrecognised

LOOK_AHEAD = 100  # tasks per worker that may wait for an earlier, slower one
_SMALL_BATCH = 8  # fewer documents are not shared among workers: LibreOffice's start costs more
_BATCH_BYTES = 64 << 20
_OFFICE_START = 60.0  # seconds for every call of LibreOffice, of which each document may need two
_PICTURE_SECONDS = 60.0  # for each picture, and as much for loading the models; one takes 4 to 8 on a free processor
_RECOGNITION_MEMORY = 4 << 30  # bytes of address space, a third of which is ever used

_End = Callable[[Any, Any], None]  # what a lane's job was about, and its outcome


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """`workers` is how many processes each lane may have; 0 reads in this process, without protection.

    `limits` are those of the quick lane; LibreOffice gets their seconds for each document.
    """

    workers: int
    limits: Limits


def run(work: Work[Task, Result], tasks: Iterable[Task], settings: Settings) -> Iterator[tuple[Task, Result | Problem]]:
    """Yield (task, result) in the order of the tasks; a Problem where it failed for good.

    A document whose pictures cannot be recognised keeps what was read of it, with a problem.
    """
    return run_lanes(Lanes(work, settings.limits.seconds), tasks, settings)


def run_lanes(
    lanes: Lanes[Task, Result], tasks: Iterable[Task], settings: Settings
) -> Iterator[tuple[Task, Result | Problem]]:
    """Yield as `run` does, with the functions of these lanes."""
    if settings.workers < 1:
        for task in tasks:
            yield task, guarded(lanes.alone, task)
        return
    stage = _Stage(lanes, settings)
    try:
        yield from stage.run(iter(tasks))
    finally:
        stage.close()


@dataclass(slots=True, eq=False)
class _Entry(Generic[Task, Result]):
    task: Task
    size: int = 0
    outcome: Result | Problem | None = None
    done: bool = False

    def end(self, outcome: Result | Problem) -> None:
        self.outcome, self.done = outcome, True


@dataclass(slots=True)
class _Lane:
    """A pool, and what its jobs are about: one entry each, or a batch."""

    pool: Pool[Any, Any]
    running: dict[int, Any] = field(default_factory=dict)

    def start(self, about: Any, task: object, seconds: float | None = None) -> None:
        job: Job[Any, Any] = Job(task)
        self.running[id(job)] = about
        self.pool.give(job, seconds)


class _Stage(Generic[Task, Result]):
    def __init__(self, lanes: Lanes[Task, Result], settings: Settings) -> None:
        limits, workers = settings.limits, settings.workers
        large = Limits(seconds=_PICTURE_SECONDS, memory=max(limits.memory, _RECOGNITION_MEMORY))
        self.seconds = limits.seconds
        self.quick = _Lane(Pool(lanes.quick, workers, limits, sweep=sweep))
        self.office = _Lane(Pool(lanes.office, workers, limits, tidy=True, sweep=sweep))
        self.recognition = _Lane(Pool(lanes.recognition, workers, large, tidy=True, sweep=sweep))
        self.look_ahead = workers * LOOK_AHEAD
        self.window: deque[_Entry[Task, Result]] = deque()
        self.more = True
        self.again: deque[tuple[_Entry[Task, Result], Reading]] = deque()  # to be finished with the reading they have
        self.legacy: dict[str, deque[_Entry[Task, Result]]] = {}
        self.batches: deque[tuple[str, list[_Entry[Task, Result]]]] = deque()  # whose larger batch failed as a whole
        self.pictures: deque[tuple[_Entry[Task, Result], Pictures]] = deque()

    def run(self, tasks: Iterator[Task]) -> Iterator[tuple[Task, Result | Problem]]:
        while True:
            self.start_quick(tasks)
            self.start_office()
            self.start_recognition()
            while self.window and self.window[0].done:
                first = self.window.popleft()
                assert first.outcome is not None  # noqa: S101 (done; tells the type checker)
                yield first.task, first.outcome
            if not self.more and not self.window:
                return
            self.collect()

    def close(self) -> None:
        for lane in (self.quick, self.office, self.recognition):
            lane.pool.close()

    # --- starting ---

    def start_quick(self, tasks: Iterator[Task]) -> None:
        while self.quick.pool.free and self.again:
            entry, reading = self.again.popleft()
            self.quick.start(entry, Ask(entry.task, reading))
        while self.quick.pool.free and self.more and len(self.window) < self.look_ahead:
            try:
                entry = _Entry(next(tasks))
            except StopIteration:
                self.more = False
                return
            self.window.append(entry)
            self.quick.start(entry, Ask(entry.task))

    def start_office(self) -> None:
        while self.office.pool.free and (batch := self.next_batch()):
            name, entries = batch
            seconds = 2 * len(entries) * (self.seconds + _OFFICE_START)
            self.office.start(batch, (name, [entry.task for entry in entries]), seconds)

    def next_batch(self) -> tuple[str, list[_Entry[Task, Result]]] | None:
        """Return documents to be given together: a full batch, or what there is when no more will come for now."""
        if self.batches:
            return self.batches.popleft()
        for name, waiting in self.legacy.items():
            most = batch_size(name)
            if not waiting or (len(waiting) < most and self.may_grow()):
                continue
            share = -(-len(waiting) // self.office.pool.free)
            return name, _taken(waiting, min(most, max(share, _SMALL_BATCH)))
        return None

    def may_grow(self) -> bool:
        """Whether more documents may soon join a batch. Those that a slow one keeps out of the window are not soon."""
        if self.more:
            return len(self.window) < self.look_ahead
        return bool(self.quick.pool.busy)

    def start_recognition(self) -> None:
        while self.recognition.pool.free and self.pictures:
            entry, found = self.pictures.popleft()
            seconds = (found.number + 1) * _PICTURE_SECONDS
            self.recognition.start((entry, found), Ask(entry.task, found.reading), seconds)

    # --- ending ---

    def collect(self) -> None:
        """Wait for a worker of any lane, and see what becomes of its task."""
        lanes = (self.quick, self.office, self.recognition)
        ends: tuple[_End, ...] = (self.end_quick, self.end_office, self.end_recognition)
        for lane, end, jobs in zip(lanes, ends, collect([lane.pool for lane in lanes]), strict=True):
            for job in jobs:
                end(lane.running.pop(id(job)), job.result())

    def end_quick(self, entry: _Entry[Task, Result], outcome: Any) -> None:
        if isinstance(outcome, Office):
            entry.size = outcome.size
            self.legacy.setdefault(outcome.format, deque()).append(entry)
        else:
            self.end_reading(entry, outcome)

    def end_reading(self, entry: _Entry[Task, Result], outcome: Any) -> None:
        if isinstance(outcome, Pictures):
            self.pictures.append((entry, outcome))
        else:
            entry.end(outcome)

    def end_office(self, batch: tuple[str, list[_Entry[Task, Result]]], outcome: Any) -> None:
        name, entries = batch
        if not isinstance(outcome, Problem):
            for entry, one in zip(entries, outcome, strict=True):
                self.end_reading(entry, one)
        elif len(entries) == 1:
            entries[0].end(outcome)
        else:
            middle = len(entries) // 2
            self.batches += [(name, entries[:middle]), (name, entries[middle:])]

    def end_recognition(self, about: tuple[_Entry[Task, Result], Pictures], outcome: Any) -> None:
        entry, found = about
        if isinstance(outcome, Problem):
            self.again.append((entry, unrecognised(found.reading, outcome)))
        else:
            entry.end(outcome)


def _taken(waiting: deque[_Entry[Task, Result]], most: int) -> list[_Entry[Task, Result]]:
    """Take the first documents off a queue, at least one, within the bounds of a batch."""
    taken = [waiting.popleft()]
    size = taken[0].size
    while waiting and len(taken) < most and size + waiting[0].size <= _BATCH_BYTES:
        taken.append(waiting.popleft())
        size += taken[-1].size
    return taken

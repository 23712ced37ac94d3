"""Runs one function over many tasks in worker processes that may crash, hang or eat memory without harm to others.

Used by `extract` and `build` alike. A worker that dies, exceeds its time or its memory is replaced, and its task
gives a `Problem` in place of a result.
"""

import contextlib
import multiprocessing
import os
import resource
import signal
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from typing import Generic, TypeVar

from pipelines.document import Problem

Task = TypeVar("Task")
Result = TypeVar("Result")

_SPAWN = multiprocessing.get_context("spawn")  # a forked worker would keep the parent's files and locks open
_LOOK_AHEAD = 8  # tasks per worker that may wait for an earlier, slower one
_RECYCLE = 500  # tasks after which a worker is replaced, so that leaks in libraries do not add up


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What one task may use."""

    seconds: float = 120.0
    memory: int = 3 << 30  # bytes of address space of the worker


@dataclass(slots=True)
class _Job(Generic[Task, Result]):
    task: Task
    outcome: Result | Problem | None = None
    done: bool = False


def run(
    function: Callable[[Task], Result],
    tasks: Iterable[Task],
    *,
    workers: int,
    limits: Limits | None = None,
) -> Iterator[tuple[Task, Result | Problem]]:
    """Yield (task, result) in the order of the tasks; a `Problem` (crashed, timeout, too_large) where it failed.

    `function` must be importable by the workers, tasks and results must pickle. Workers start with the first
    task. `workers` 0 runs in this process, without protection against crashes, hangs and memory.
    """
    if workers < 1:
        for task in tasks:
            yield task, _guarded(function, task)
        return
    pool = _Pool(function, workers, limits or Limits())
    try:
        yield from pool.run(iter(tasks))
    finally:
        pool.close()


class _Pool(Generic[Task, Result]):
    def __init__(self, function: Callable[[Task], Result], workers: int, limits: Limits) -> None:
        self.function = function
        self.limits = limits
        self.workers = workers
        self.idle: list[_Worker[Task, Result]] = []
        self.busy: list[_Worker[Task, Result]] = []

    def run(self, tasks: Iterator[Task]) -> Iterator[tuple[Task, Result | Problem]]:
        waiting: deque[_Job[Task, Result]] = deque()
        more = True
        while more or waiting:
            while more and len(self.busy) < self.workers and len(waiting) < self.workers * _LOOK_AHEAD:
                try:
                    job: _Job[Task, Result] = _Job(next(tasks))
                except StopIteration:
                    more = False
                    break
                waiting.append(job)
                self._give(job)
            while waiting and waiting[0].done:
                first = waiting.popleft()
                assert first.outcome is not None  # noqa: S101 (a finished job has an outcome; tells the type checker)
                yield first.task, first.outcome
            if self.busy:
                self._collect()

    def _give(self, job: _Job[Task, Result]) -> None:
        worker = self.idle.pop() if self.idle else _Worker(self.function, self.limits)
        worker.start(job)
        self.busy.append(worker)

    def _collect(self) -> None:
        """Wait until a worker ends its task or must be ended."""
        left = min(worker.deadline for worker in self.busy) - time.monotonic()
        ready = set(wait([worker.connection for worker in self.busy], max(0.0, left)))
        for worker in list(self.busy):
            if worker.connection in ready:
                worker.finish()
            elif worker.deadline <= time.monotonic():
                worker.give_up()
            else:
                continue
            self.busy.remove(worker)
            if worker.usable:
                self.idle.append(worker)
            else:
                worker.close()

    def close(self) -> None:
        for worker in [*self.idle, *self.busy]:
            worker.close()


class _Worker(Generic[Task, Result]):
    def __init__(self, function: Callable[[Task], Result], limits: Limits) -> None:
        self.limits = limits
        self.connection, theirs = _SPAWN.Pipe()
        self.process = _SPAWN.Process(target=_serve, args=(theirs, function, limits.memory), daemon=True)
        self.process.start()
        theirs.close()
        self.usable = True
        self.given = 0
        self.deadline = 0.0
        self.job: _Job[Task, Result] | None = None
        self.connection.recv()  # started: imports do not count against the first task's time

    def start(self, job: _Job[Task, Result]) -> None:
        self.job = job
        self.given += 1
        self.deadline = time.monotonic() + self.limits.seconds
        self.connection.send(job.task)

    def finish(self) -> None:
        try:
            outcome: Result | Problem = self.connection.recv()
        except (EOFError, ConnectionError):
            self.process.join()
            outcome = Problem(
                kind="crashed",
                detail=f"the reader's process died ({_ending(self.process.exitcode)}); keep the file for a bug report",
            )
            self.usable = False
        self._end(outcome)
        self.usable = self.usable and self.given < _RECYCLE

    def give_up(self) -> None:
        self.usable = False
        detail = (
            f"reading took longer than {self.limits.seconds:g} seconds and was stopped; keep the file for a bug report"
        )
        self._end(Problem(kind="timeout", detail=detail))

    def _end(self, outcome: Result | Problem) -> None:
        if self.job is not None:
            self.job.outcome, self.job.done = outcome, True
        self.job = None

    def close(self) -> None:
        self.connection.close()
        self.process.kill()
        self.process.join()
        self.process.close()


def _ending(code: int | None) -> str:
    if code is not None and code < 0:
        with contextlib.suppress(ValueError):
            return signal.Signals(-code).name
    return f"exit code {code}"


def _serve(connection: Connection, function: Callable[[Task], Result], memory: int) -> None:
    """Answer tasks until the parent goes away."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent decides when to stop
    os.dup2(2, 1)  # what a library prints must not mix with the command's output
    hard = resource.getrlimit(resource.RLIMIT_AS)[1]
    resource.setrlimit(resource.RLIMIT_AS, (memory, hard))  # a program that it starts may have other limits
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    with contextlib.suppress(EOFError, ConnectionError):
        connection.send("started")
        while True:
            task: Task = connection.recv()
            connection.send(_guarded(function, task))


def _guarded(function: Callable[[Task], Result], task: Task) -> Result | Problem:
    try:
        return function(task)
    except MemoryError:
        return Problem(
            kind="too_large", detail="reading needs more memory than a document may use; keep it for a bug report"
        )
    except Exception as error:
        place = _place(error)
        return Problem(
            kind="crashed", detail=f"{type(error).__name__}: {error} ({place}); keep the file for a bug report"
        )


def _place(error: BaseException) -> str:
    """Return module and line of the innermost frame, without paths of this machine."""
    trace = error.__traceback__
    while trace and trace.tb_next:
        trace = trace.tb_next
    return f"{trace.tb_frame.f_globals.get('__name__')}:{trace.tb_lineno}" if trace else "unknown place"

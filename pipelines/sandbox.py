"""Runs functions over many tasks in worker processes that may crash, hang or eat memory without harm to others.

A worker that dies, exceeds its time or its memory is replaced, and its task gives a `Problem` in place of a result.
"""

import contextlib
import ctypes
import multiprocessing
import os
import resource
import signal
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from typing import Any, Generic, TypeVar

from pipelines.document import Problem, Unreadable

Task = TypeVar("Task")
Result = TypeVar("Result")

_SPAWN = multiprocessing.get_context("spawn")  # a forked worker would keep the parent's files and locks open
_LOOK_AHEAD = 8  # tasks per worker that may wait for an earlier, slower one
_RECYCLE = 500  # tasks after which a worker is replaced, so that leaks in libraries do not add up
_PR_SET_PDEATHSIG = 1  # prctl(2)


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What one task may use."""

    seconds: float = 120.0
    memory: int = 3 << 30  # bytes of address space of the worker


@dataclass(slots=True)
class Job(Generic[Task, Result]):
    """A task given to a pool; `done` with its outcome once the pool collected it."""

    task: Task
    outcome: Result | Problem | None = None
    done: bool = False

    def result(self) -> Result | Problem:
        """Return the outcome of a job that is done."""
        assert self.outcome is not None  # noqa: S101 (tells the type checker)
        return self.outcome


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
            yield task, guarded(function, task)
        return
    pool = Pool(function, workers, limits or Limits())
    try:
        yield from _in_order(pool, iter(tasks))
    finally:
        pool.close()


def _in_order(pool: "Pool[Task, Result]", tasks: Iterator[Task]) -> Iterator[tuple[Task, Result | Problem]]:
    waiting: deque[Job[Task, Result]] = deque()
    more = True
    while more or waiting:
        while more and pool.free and len(waiting) < pool.workers * _LOOK_AHEAD:
            try:
                job: Job[Task, Result] = Job(next(tasks))
            except StopIteration:
                more = False
                break
            waiting.append(job)
            pool.give(job)
        while waiting and waiting[0].done:
            first = waiting.popleft()
            yield first.task, first.result()
        collect([pool])


class Pool(Generic[Task, Result]):
    """Worker processes for one function; they start when they are needed.

    `tidy` lets a worker clean up behind itself when this process dies; `sweep` is called here with the process id
    of every worker that was ended, to do so in its place.
    """

    def __init__(
        self,
        function: Callable[[Task], Result],
        workers: int,
        limits: Limits,
        *,
        tidy: bool = False,
        sweep: Callable[[int], None] | None = None,
    ) -> None:
        self.function = function
        self.limits = limits
        self.workers = workers
        self.tidy = tidy
        self.sweep = sweep
        self.idle: list[_Worker[Task, Result]] = []
        self.busy: list[_Worker[Task, Result]] = []

    @property
    def free(self) -> int:
        """How many jobs more can be given now."""
        return self.workers - len(self.busy)

    def give(self, job: Job[Task, Result], seconds: float | None = None) -> None:
        """Start a job in a free worker; `seconds` overrule the pool's limit."""
        worker = self.idle.pop() if self.idle else _Worker(self.function, self.limits, tidy=self.tidy)
        worker.start(job, seconds or self.limits.seconds)
        self.busy.append(worker)

    def settle(self, ready: set[object]) -> list[Job[Task, Result]]:
        """End the jobs whose worker answered or must be ended; return them."""
        ended = []
        for worker in list(self.busy):
            if worker.connection in ready:
                ended.append(worker.finish())
            elif worker.deadline <= time.monotonic():
                ended.append(worker.give_up())
            else:
                continue
            self.busy.remove(worker)
            if worker.usable:
                self.idle.append(worker)
            else:
                self._end(worker)
        return ended

    def _end(self, worker: "_Worker[Task, Result]") -> None:
        pid = worker.process.pid
        worker.close()
        if self.sweep is not None and pid is not None:
            self.sweep(pid)

    def close(self) -> None:
        """End every worker."""
        for worker in [*self.idle, *self.busy]:
            self._end(worker)
        self.idle, self.busy = [], []


def collect(pools: Sequence[Pool[Any, Any]]) -> list[list[Job[Any, Any]]]:
    """Wait until a worker of these pools ends its job or must be ended; return the ended jobs of each pool.

    Where no worker has a job, it does not wait.
    """
    busy = [worker for pool in pools for worker in pool.busy]
    if not busy:
        return [[] for _ in pools]
    left = min(worker.deadline for worker in busy) - time.monotonic()
    ready = set(wait([worker.connection for worker in busy], max(0.0, left)))
    return [pool.settle(set(ready)) for pool in pools]


class _Worker(Generic[Task, Result]):
    def __init__(self, function: Callable[[Task], Result], limits: Limits, *, tidy: bool) -> None:
        self.connection, theirs = _SPAWN.Pipe()
        arguments = (theirs, function, limits.memory, tidy)
        self.process = _SPAWN.Process(target=_serve, args=arguments, daemon=True)
        self.process.start()
        theirs.close()
        self.usable = True
        self.given = 0
        self.seconds = self.deadline = 0.0
        self.job: Job[Task, Result] | None = None
        self.connection.recv()  # started: imports do not count against the first task's time

    def start(self, job: Job[Task, Result], seconds: float) -> None:
        self.job = job
        self.given += 1
        self.seconds = seconds
        self.deadline = time.monotonic() + seconds
        self.connection.send(job.task)

    def finish(self) -> Job[Task, Result]:
        try:
            outcome: Result | Problem = self.connection.recv()
        except (EOFError, ConnectionError):
            self.process.join()
            outcome = Problem(
                kind="crashed",
                detail=f"the reader's process died ({_ending(self.process.exitcode)}); keep the file for a bug report",
            )
            self.usable = False
        self.usable = self.usable and self.given < _RECYCLE
        return self._end(outcome)

    def give_up(self) -> Job[Task, Result]:
        self.usable = False
        detail = f"reading took longer than {self.seconds:g} seconds and was stopped; keep the file for a bug report"
        return self._end(Problem(kind="timeout", detail=detail))

    def _end(self, outcome: Result | Problem) -> Job[Task, Result]:
        job, self.job = self.job, None
        assert job is not None  # noqa: S101 (a busy worker has a job; tells the type checker)
        job.outcome, job.done = outcome, True
        return job

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


def _serve(connection: Connection, function: Callable[[Task], Result], memory: int, tidy: bool) -> None:
    """Answer tasks until the parent goes away."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent decides when to stop
    if tidy:
        signal.signal(signal.SIGTERM, _leave)
    with contextlib.suppress(OSError, AttributeError):  # not on Linux: a busy worker outlives a killed parent
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
    os.dup2(2, 1)  # what a library prints must not mix with the command's output
    hard = resource.getrlimit(resource.RLIMIT_AS)[1]
    resource.setrlimit(resource.RLIMIT_AS, (memory, hard))  # a program that it starts may have other limits
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    with contextlib.suppress(EOFError, ConnectionError):
        connection.send("started")
        while True:
            task: Task = connection.recv()
            connection.send(guarded(function, task))


def _leave(*_: object) -> None:
    raise SystemExit(1)


def guarded(function: Callable[[Task], Result], task: Task) -> Result | Problem:
    """Return the function's result, or what it raised as a Problem; that of Unreadable is its own."""
    try:
        return function(task)
    except Unreadable as error:
        return error.problem
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

"""Keeps a server running on one socket and changes to a newer build without refusing anybody.

The socket belongs to this process; a worker inherits it. When another build has been promoted (or on SIGHUP) a
second worker starts on the same socket, and only when it answers is the first told to finish: readers who wait in
the socket's queue meanwhile are taken by the new one.
"""

import contextlib
import select
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from types import FrameType

from archive.builds import current_build
from archive.datadir import DataDir

DRAIN_SECONDS = 30
_LOOK_EVERY = 2.0  # seconds between two looks for a newer build
_START = 300.0  # seconds that a worker has to answer; a cold disk and 60,000 reports take it some ten
_SETTLED = 60.0  # a worker that ends sooner than this after its start would end again


class Stopped(BaseException):
    """The server was told to end."""


class CannotStart(Exception):
    """A worker ended before it could answer; it has said why on standard error."""


@dataclass(slots=True)
class Worker:
    """One server process and the build it publishes."""

    process: subprocess.Popen[str]
    build: str
    since: float = field(default_factory=time.monotonic)

    def end(self) -> None:
        """Tell it to finish what it is sending."""
        with contextlib.suppress(ProcessLookupError):
            self.process.terminate()

    def wait(self, seconds: float) -> int:
        """Wait for its end, by force after some time, and return its exit code."""
        try:
            return self.process.wait(seconds)
        except subprocess.TimeoutExpired:
            self.process.kill()
            return self.process.wait()


@dataclass(slots=True, kw_only=True)
class Supervisor:
    """Runs workers on a listening socket until it is told to end; `say` gets each build that is published."""

    data: DataDir
    listening: socket.socket
    say: Callable[[str], None]
    look_every: float = _LOOK_EVERY
    start_within: float = _START
    _current: Worker | None = None
    _leaving: list[Worker] = field(default_factory=list)
    _again: bool = False  # SIGHUP: start anew although the build is the same
    _refused: str | None = None  # a build whose worker could not start

    def run(self) -> int:
        """Serve until SIGTERM or SIGINT and return the exit code. Raises CannotStart for the first worker."""
        with self._signals():
            try:
                self._current = self._start()
                while True:
                    time.sleep(self.look_every)
                    self._look()
            except Stopped:
                return 0
            finally:
                self._end_all()

    def _look(self) -> None:
        """Change to a newer build, replace a worker that ended by itself, forget those that have finished."""
        self._leaving = [worker for worker in self._leaving if worker.process.poll() is None]
        now = self._current
        if now is not None and now.process.poll() is not None:
            if time.monotonic() - now.since < _SETTLED:
                raise CannotStart(f"the server ended with code {now.process.returncode} soon after its start")
            self._current = self._start()
            return
        promoted = current_build(self.data)
        newer = promoted is not None and now is not None and promoted.id not in {now.build, self._refused}
        if newer or self._again:
            self._again = False
            self._change(promoted.id if promoted else None)

    def _change(self, build: str | None) -> None:
        try:
            fresh = self._start()
        except CannotStart as error:  # what is served stays, and this build is not tried again by itself
            self._refused = build  # not the one promoted since, which nobody has tried
            said = f"Nianbao: build {build} is not published ({error}); the one before stays. SIGHUP tries again."
            sys.stderr.write(f"{said}\n")
            return
        if self._current is not None:
            self._current.end()
            self._leaving.append(self._current)
        self._current = fresh

    def _start(self) -> Worker:
        """Start a worker and wait until it answers. Raises CannotStart."""
        handle = self.listening.fileno()
        command = [sys.executable, "-m", "archive.publication.worker", str(self.data.root), str(handle)]
        # its standard input ends when this process does, however that ends; then the worker ends, too
        process = subprocess.Popen(  # noqa: S603 (our own module)
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, pass_fds=(handle,)
        )
        try:
            build = self._first_line(process)
        except (Stopped, CannotStart):
            process.kill()  # it has served nothing yet
            process.communicate()  # waits for its end and closes its pipes
            raise
        self._refused = None
        self.say(build)
        return Worker(process, build)

    def _first_line(self, process: subprocess.Popen[str]) -> str:
        """Return the build that a worker says it publishes. Raises CannotStart if it ends or hangs instead."""
        assert process.stdout is not None  # noqa: S101 (tells the type checker)
        if not select.select([process.stdout], [], [], self.start_within)[0]:
            raise CannotStart(f"the server did not answer within {self.start_within:g} s of its start")
        if build := process.stdout.readline().strip():
            return build
        raise CannotStart(f"the server could not start (exit code {process.wait()})")

    def _end_all(self) -> None:
        workers = [*self._leaving, *([self._current] if self._current else [])]
        for worker in workers:
            worker.end()
        until = time.monotonic() + DRAIN_SECONDS + 5
        for worker in workers:
            worker.wait(max(0.0, until - time.monotonic()))

    @contextlib.contextmanager
    def _signals(self) -> Iterator[None]:
        def stop(_number: int, _frame: FrameType | None) -> None:
            for each in (signal.SIGTERM, signal.SIGINT):
                signal.signal(each, signal.SIG_IGN)  # once is enough; what follows must not be interrupted
            raise Stopped

        def again(_number: int, _frame: FrameType | None) -> None:
            self._again = True

        before = {
            signal.SIGTERM: signal.signal(signal.SIGTERM, stop),
            signal.SIGINT: signal.signal(signal.SIGINT, stop),
            signal.SIGHUP: signal.signal(signal.SIGHUP, again),
        }
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)

"""Many legacy documents to DOCX in few calls of LibreOffice; a hostile one costs only itself."""

import contextlib
import os
import shutil
import tempfile
import time
import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Protocol

from pipelines.document import Problem
from pipelines.office.program import Ending, Soffice, end_group, find

SECONDS = 60.0  # for one file, unless the caller says otherwise
_PREFIX = "nianbao-office-"
_TRIES, _PAUSE = 40, 0.05  # seconds
_MISSING = Problem(
    kind="needs_libreoffice",
    detail="reading legacy Word and WPS documents needs LibreOffice, which is not installed; install it "
    "(Debian and Ubuntu: apt-get install libreoffice-writer-nogui) and read the file again",
)
_REFUSED = Problem(
    kind="unreadable",
    detail="LibreOffice cannot open the file: it is damaged or of a version it does not know; "
    "save it as .docx or PDF and import again",
)
_CRASHED = Problem(kind="crashed", detail="LibreOffice crashed on this file; keep it for a bug report")


class Runner(Protocol):
    """One call of a converter, as `Soffice.convert` describes it."""

    def convert(self, files: Sequence[Path], out: Path, scratch: Path, seconds: float) -> Ending:
        """Convert the files in their order into `out`; say how it ended."""


def to_docx(
    files: Sequence[bytes], suffix: str, seconds: float = SECONDS, runner: Runner | None = None
) -> list[bytes | Problem]:
    """Return for each file its DOCX, or the problem that keeps it from being one. Never raises for bad input.

    `suffix` is the extension of the files' format. `seconds` is what one file may take. Without a `runner` the
    LibreOffice found on PATH is used.
    """
    if runner is None:
        program = find()
        if program is None:
            return [_MISSING] * len(files)
        runner = Soffice(program)
    _sweep_old()
    name = tempfile.mkdtemp(prefix=f"{_PREFIX}{os.getpid()}-")
    try:
        return _Batch(Path(name), seconds, runner).convert(files, suffix)
    finally:
        _remove(Path(name))


def sweep(pid: int) -> None:
    """Remove what a process that was killed left behind: its LibreOffice and its temporary folders."""
    for folder in Path(tempfile.gettempdir()).glob(f"{_PREFIX}{pid}-*"):
        for program in _started_for(folder):
            end_group(program)
        _remove(folder)


def _started_for(folder: Path) -> Iterator[int]:
    """Yield the processes that were given a path in a folder, as their arguments say."""
    inside = b"\0" + os.fsencode(folder) + b"/"
    for process in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):  # it has ended
            if inside in (process / "cmdline").read_bytes():
                yield int(process.name)


def _sweep_old() -> None:
    """Remove what processes left that were killed together with the one that would have swept up behind them."""
    for folder in Path(tempfile.gettempdir()).glob(f"{_PREFIX}*-*"):
        owner = folder.name.removeprefix(_PREFIX).partition("-")[0]
        if owner.isdecimal() and not _runs(int(owner)):
            sweep(int(owner))


def _runs(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except (PermissionError, OverflowError):
        return True  # another user's
    return True


def _remove(folder: Path) -> None:
    """Remove a folder in which a program that was just killed may still write for a moment."""
    for _ in range(_TRIES):
        shutil.rmtree(folder, ignore_errors=True)
        if not folder.exists():
            return
        time.sleep(_PAUSE)


class _Batch:
    def __init__(self, folder: Path, seconds: float, runner: Runner) -> None:
        self.folder = folder
        self.seconds = seconds
        self.runner = runner
        self.calls = 0
        self.found: dict[Path, bytes | Problem] = {}

    def convert(self, files: Sequence[bytes], suffix: str) -> list[bytes | Problem]:
        paths = []
        (self.folder / "in").mkdir()
        for number, data in enumerate(files):
            path = self.folder / "in" / f"{number:05}{suffix}"  # names of ours: theirs could be options
            path.write_bytes(data)
            paths.append(path)
        waiting = [paths]
        while waiting:
            together = waiting.pop(0)
            waiting += self.call(together) if together else ()
        return [self.found[path] for path in paths]

    def call(self, paths: list[Path]) -> tuple[list[Path], ...]:
        """Convert as many as one call gives; return those to be tried again, each list in a call of its own."""
        self.calls += 1
        out, scratch = (self.folder / f"{kind}{self.calls}" for kind in ("out", "scratch"))
        out.mkdir()
        scratch.mkdir()
        ending = self.runner.convert(paths, out, scratch, self.seconds)
        last = self.collect(paths, out)
        shutil.rmtree(scratch, ignore_errors=True)
        shutil.rmtree(out, ignore_errors=True)
        left = paths[last + 1 :]
        if ending is Ending.FINISHED or not left:
            return ()
        # they are taken in order: it did not survive the first one that is not there, or one behind it where
        # that one was merely refused; alone, it shows which
        culprit, others = left[0], left[1:]
        if len(paths) > 1:
            return [culprit], others
        if ending is Ending.STALLED:
            detail = f"LibreOffice took longer than {self.seconds:g} seconds on this file and was stopped"
            self.found[culprit] = Problem(kind="timeout", detail=f"{detail}; keep it for a bug report")
        else:
            self.found[culprit] = _CRASHED
        return ()

    def collect(self, paths: Sequence[Path], out: Path) -> int:
        """Note what became of each file; return the position of the last finished one, -1 without any."""
        last = -1
        for position, path in enumerate(paths):
            made = out / f"{path.stem}.docx"
            if made.is_file() and zipfile.is_zipfile(made):  # a half-written one has no end
                self.found[path] = made.read_bytes()
                last = position
            else:
                self.found[path] = _REFUSED
        return last

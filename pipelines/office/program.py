"""LibreOffice as a program: where it is, which version, and one call of it that is ended when it hangs."""

import contextlib
import os
import resource
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from enum import Enum
from functools import cache
from pathlib import Path

from pipelines.office.profile import make_profile

_NAMES = ("soffice", "libreoffice")
_MEMORY = 4 << 30  # bytes of address space; a usual report needs an eighth of it
_LARGEST = 1 << 30  # bytes of a file it may write
_LOOK_EVERY = 0.1  # seconds
_START = 30.0  # seconds that its start may take beside the first file
# What it needs not do: look for printers, and give memory back after every document to ask for it again (a quarter of
# its time).
_SPARED = {
    "SAL_DISABLE_PRINTERLIST": "1",
    "SAL_DISABLE_DEFAULTPRINTER": "1",
    "MALLOC_TRIM_THRESHOLD_": str(2_000_000_000),
    "MALLOC_MMAP_THRESHOLD_": str(1_000_000_000),
    "MALLOC_TOP_PAD_": str(64 << 20),
}


def find() -> str | None:
    """Return the path of LibreOffice, or None where it is not installed."""
    return next(filter(None, map(shutil.which, _NAMES)), None)


def version() -> str:
    """Return LibreOffice's own statement of its version, "none" where it is not installed or does not run."""
    program = find()
    return _version(program) if program else "none"


@cache
def _version(program: str) -> str:
    try:
        told = subprocess.run(  # noqa: S603 (a program found on PATH, no shell)
            [program, "--version"], stdin=subprocess.DEVNULL, capture_output=True, timeout=20, check=True
        )
    except (OSError, subprocess.SubprocessError):
        return "none"
    return " ".join(told.stdout.decode("utf-8", "replace").split()) or "none"


class Ending(Enum):
    """How a call of LibreOffice came to its end. Files that it cannot open are passed over and end nothing."""

    FINISHED = "finished"
    DIED = "died"
    STALLED = "stalled"


class Soffice:
    """Converts files with the LibreOffice at `program`."""

    def __init__(self, program: str) -> None:
        self.program = program

    def convert(self, files: Sequence[Path], out: Path, scratch: Path, seconds: float) -> Ending:
        """Convert files in their order to DOCX into the folder `out`, under the same stems; say how it ended.

        It is ended, with every process it started, when no file was finished for `seconds` (for the first one:
        and the time of its start). `scratch` is an empty folder for its profile; the caller removes it.
        """
        command = [
            self.program,
            *("--headless", "--norestore", "--nologo", "--nodefault", "--nolockcheck"),
            make_profile(scratch / "profile"),
            *("--convert-to", "docx:MS Word 2007 XML", "--outdir", str(out)),
            *map(str, files),
        ]
        with _limits():
            process = subprocess.Popen(  # noqa: S603 (a program found on PATH, no shell)
                command,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                env=_environment(scratch),
                cwd=scratch,
                start_new_session=True,
            )
        try:
            return _watch(process, out, seconds)
        finally:
            end_group(process.pid)
            process.wait()


def _watch(process: subprocess.Popen[bytes], out: Path, seconds: float) -> Ending:
    """Wait for the process to end, or to stand still for too long."""
    finished, deadline = 0, time.monotonic() + _START + seconds
    while time.monotonic() < deadline:
        with contextlib.suppress(subprocess.TimeoutExpired):
            return Ending.FINISHED if process.wait(_LOOK_EVERY) == 0 else Ending.DIED
        now = sum(1 for _ in out.iterdir())
        if now > finished:
            finished, deadline = now, time.monotonic() + seconds
    return Ending.STALLED


def end_group(pid: int) -> None:
    """Kill a process that leads its own group, and the group."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(pid, signal.SIGKILL)


def _environment(scratch: Path) -> Mapping[str, str]:
    """Return what LibreOffice may know of the surroundings: neither a home nor a display nor settings."""
    kept = {name: os.environ[name] for name in ("PATH", "LD_LIBRARY_PATH") if name in os.environ}
    place = str(scratch)
    return {**kept, **_SPARED, "HOME": place, "TMPDIR": place, "LANG": "C.UTF-8", "SAL_USE_VCLPLUGIN": "svp"}


@contextlib.contextmanager
def _limits() -> Iterator[None]:
    """Let a child process that is started meanwhile have limits of its own, not those of this worker."""
    wanted = {resource.RLIMIT_AS: _MEMORY, resource.RLIMIT_FSIZE: _LARGEST}
    before = {kind: resource.getrlimit(kind) for kind in wanted}
    for kind, most in wanted.items():
        hard = before[kind][1]
        resource.setrlimit(kind, (most if hard == resource.RLIM_INFINITY else min(most, hard), hard))
    try:
        yield
    finally:
        for kind, limits in before.items():
            resource.setrlimit(kind, limits)

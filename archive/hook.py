"""Tells a command of the operator's what a crawl found: it gets the report's JSON on standard input."""

import os
import shlex
import signal
import subprocess
from contextlib import suppress

SECONDS = 60.0


def run_hook(command: str, report: str, seconds: float = SECONDS) -> str | None:
    """Run a command (words as a shell would split them, no shell) with a report; return what went wrong, if anything.

    It is ended with all that it started when it takes longer. Its output goes where ours goes.
    """
    try:
        words = shlex.split(command)
        started = subprocess.Popen(words, stdin=subprocess.PIPE, start_new_session=True)  # noqa: S603 (the operator's own)
    except (OSError, ValueError, IndexError) as error:
        return f"{command}: cannot be run ({error})"
    try:
        started.communicate(report.encode(), timeout=seconds)
    except subprocess.TimeoutExpired:
        with suppress(ProcessLookupError):
            os.killpg(started.pid, signal.SIGKILL)
        started.wait()
        return f"{command}: took longer than {seconds:g} seconds and was ended"
    return f"{command}: exit code {started.returncode}" if started.returncode else None

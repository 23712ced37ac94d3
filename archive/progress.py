"""Shows how far a long command is: a bar on a terminal, plain lines elsewhere, always on standard error."""

import sys
import time
from typing import Self, TextIO

_WIDTH = 24
_REDRAW = 0.1  # seconds between two drawings of the bar
_REPORT = 30.0  # seconds between two plain lines


class Progress:
    """Counts steps of a task named `label`, towards `total` where it is known; use it as a context manager.

    Elsewhere than on a terminal it writes a line at most every 30 seconds and one at the end, so that a log stays
    readable.
    """

    def __init__(self, label: str, total: int | None = None, *, stream: TextIO | None = None) -> None:
        self.label = label
        self.total = total
        self.done = 0
        self._stream = sys.stderr if stream is None else stream
        self._bar = self._stream.isatty()
        self._shown = time.monotonic()

    def __enter__(self) -> Self:
        if self._bar:
            self._draw("")
        return self

    def __exit__(self, *_: object) -> None:
        if self._bar:
            self._draw("")
            self._stream.write("\n")
        else:
            self._line()
        self._stream.flush()

    def advance(self, steps: int = 1, note: str = "") -> None:
        """Count steps as done; `note` names what is at work, on a terminal only."""
        self.done += steps
        now = time.monotonic()
        if now - self._shown < (_REDRAW if self._bar else _REPORT):
            return
        self._shown = now
        if self._bar:
            self._draw(note)
        else:
            self._line()
            self._stream.flush()

    def say(self, message: str) -> None:
        """Write a line of its own, above the bar where there is one."""
        self._stream.write(f"\r\x1b[K{message}\n" if self._bar else f"{message}\n")
        if self._bar:
            self._draw("")
        self._stream.flush()

    def _count(self) -> str:
        return f"{self.done}" if self.total is None else f"{self.done}/{self.total}"

    def _line(self) -> None:
        self._stream.write(f"{self.label}: {self._count()}\n")

    def _draw(self, note: str) -> None:
        bar = ""
        if self.total:
            full = min(_WIDTH, self.done * _WIDTH // self.total)
            bar = f" [{'#' * full}{'.' * (_WIDTH - full)}]"
        self._stream.write(f"\r\x1b[K{self.label}{bar} {self._count()} {note}"[:200])
        self._stream.flush()

"""Writers that are killed at a given moment: `python -m tests.archive.store.killing FOLDER MOMENT…`.

A moment is `byte:N` (the N-th byte of a WARC file is the last to reach the system) or `CALL:N` (the N-th call of
`os.fsync`, of the renaming of a finished file, or of the index's flush never begins). Each writer is a child of its own
and keeps the same captures in the folder FOLDER/MOMENT. Prints, for each, how many calls and bytes it came to.
"""

import json
import os
import random
import signal
import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from archive.datadir import DataDir
from archive.store import files, writer
from archive.store.index import CaptureIndex
from archive.store.writer import WarcWriter
from tests.archive.store.exchanges import DETAIL, URL, ids, keep

CAPTURES = 16
ROTATE_AT = 9_000


def bodies() -> list[bytes]:
    """Return the same bodies in every run; they do not pack, so that bytes of the file are bytes of a body."""
    dice = random.Random(4)  # noqa: S311 (reproducible)
    return [dice.randbytes(dice.randrange(200, 3000)) for _ in range(CAPTURES)]


def crawl(data: DataDir, **given: Callable[[], str]) -> None:
    """Keep every page and a refused request; `given` are the writer's ids and clock."""
    with WarcWriter(data, crawl="c", rotate_at=ROTATE_AT, **given) as keeper:
        for number, body in enumerate(bodies()):
            keep(keeper, url=f"{URL}?{number}", body=body, day=1 + number)
        keeper.event(f"{URL}?refused", DETAIL, time="2026-01-30T00:00:00Z")


def _die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def _counted(name: str, moment: str, calls: Counter[str]) -> None:
    """Make one function count its calls, and the process die instead of the call that the moment names."""
    owner, attribute = {
        "fsync": (writer.os, "fsync"),
        "rename": (files, "_rename"),
        "flush": (CaptureIndex, "flush"),
    }[name]
    plain = getattr(owner, attribute)

    def call(*arguments: object) -> object:
        calls[name] += 1
        if moment == f"{name}:{calls[name]}":
            _die()
        return None if name == "fsync" else plain(*arguments)  # a kill, unlike a power cut, loses no bytes given away

    setattr(owner, attribute, call)


def _write(moment: str, calls: Counter[str]) -> None:
    plain = os.write
    last = int(moment.removeprefix("byte:")) if moment.startswith("byte:") else None

    def write(handle: int, view: memoryview) -> int:
        if last is not None and calls["byte"] + len(view) > last:
            plain(handle, view[: last - calls["byte"]])
            _die()
        calls["byte"] += len(view)
        return plain(handle, view)

    writer.os.write = write


def _run(folder: Path, moment: str) -> None:
    calls: Counter[str] = Counter()
    for name in ("fsync", "rename", "flush"):
        _counted(name, moment, calls)
    _write(moment, calls)
    writer.SYNC_CAPTURES, writer.SYNC_SECONDS = 5, float("inf")
    crawl(DataDir(folder / moment), ids=ids(), clock=lambda: "2026-01-01T00:00:00Z")
    sys.stdout.write(json.dumps({"moment": moment, **calls}) + "\n")


def main(folder: Path, moments: list[str]) -> None:
    for moment in moments:
        child = os.fork()
        if child == 0:
            _run(folder, moment)
            sys.stdout.flush()
            os._exit(0)
        os.waitpid(child, 0)


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2:])

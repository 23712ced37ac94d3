"""Builds until the first body is to be written, then says so and waits to be killed."""

import sys
import threading
from pathlib import Path

from archive.datadir import DataDir
from pipelines.build import Job, build, run


def main(root: str) -> None:
    """Run a build that never ends."""

    def stall(*_: object) -> None:
        sys.stdout.write("writing\n")
        sys.stdout.flush()
        threading.Event().wait()

    run.write_body = stall  # type: ignore[assignment]
    build(Job(data=DataDir(Path(root)), workers=1, full=False))


if __name__ == "__main__":
    main(sys.argv[1])

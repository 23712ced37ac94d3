"""Build a simulated archive: `python -m tests.generators.simulated FOLDER [REPORTS [SEED]]`."""

import sys
import time
from pathlib import Path

from archive.datadir import DataDir
from tests.generators.simulated import REPORTS, simulate


def main(arguments: list[str]) -> int:
    """Build it and say how long that took."""
    if not 1 <= len(arguments) <= 3:
        sys.stderr.write(f"{__doc__}\n")
        return 2
    reports = int(arguments[1]) if len(arguments) > 1 else REPORTS
    seed = int(arguments[2]) if len(arguments) > 2 else 1
    data = DataDir(Path(arguments[0]))
    data.root.mkdir(parents=True, exist_ok=True)
    start = time.monotonic()
    build = simulate(
        data, reports, seed, say=lambda line: sys.stdout.write(f"{time.monotonic() - start:6.0f} s {line}\n")
    )
    sys.stdout.write(f"{build.folder} in {(time.monotonic() - start) / 60:.1f} minutes\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

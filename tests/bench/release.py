"""A full release of the simulated archive: how long it takes, and the most memory its processes had at once."""

import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from tests.bench._server import family, resident
from tests.bench._simulated import ensure, folder

MINUTES, MEGABYTES = 10.0, 500.0
OFTEN = 0.1  # seconds between two looks at the memory


def run() -> Iterator[str]:
    """Yield time and memory."""
    yield from ensure()
    target = Path(tempfile.mkdtemp(prefix="nianbao-release-"))
    command = [sys.executable, "-c", "from archive.cli import main; main()", "export", str(target), "--data"]
    start = time.monotonic()
    most = 0.0
    with (
        tempfile.TemporaryFile("w+") as said,
        subprocess.Popen([*command, str(folder().root)], stdout=said, stderr=subprocess.STDOUT) as process,
    ):
        while process.poll() is None:
            most = max(most, sum(resident(one) for one in family(process.pid)))
            time.sleep(OFTEN)
        said.seek(0)
        last = said.read().strip().rpartition("\n")[2]
    minutes = (time.monotonic() - start) / 60
    files = [path for path in (target / "latest").resolve().rglob("*") if path.is_file()]
    size = sum(path.stat().st_size for path in files) / 1e9
    shutil.rmtree(target)
    if process.returncode:
        yield f"MISSED: the release failed: {last}"
    yield f"{'reached' if minutes <= MINUTES else 'MISSED'}: {minutes:.1f} minutes (at most {MINUTES:g})"
    yield f"{'reached' if most <= MEGABYTES else 'MISSED'}: {most:.0f} MB resident (at most {MEGABYTES:g})"
    yield f"{len(files)} files, {size:.2f} GB"

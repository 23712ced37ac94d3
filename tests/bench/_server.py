"""`nianbao serve` as a process, and what the system says of it: memory, processor time, bytes read from the disk."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from archive.builds import current_build
from archive.datadir import DataDir

_TICKS = os.sysconf("SC_CLK_TCK")
_ADDRESS = re.compile(r"http://[0-9.]+:(\d+)/")


@dataclass(frozen=True, slots=True)
class Server:
    """A running server with its processes."""

    port: int
    process: int

    @property
    def resident(self) -> float:
        """Memory of all its processes in MB, shared pages counted in each."""
        return sum(resident(process) for process in family(self.process))

    @property
    def busy(self) -> float:
        """Processor time of all its processes so far, in seconds."""
        return sum(_ticks(process) for process in family(self.process)) / _TICKS

    @property
    def fetched(self) -> float:
        """MB that its processes had to read from the disk so far."""
        return sum(_fetched(process) for process in family(self.process)) / 1e6


@contextmanager
def serving(data: DataDir) -> Iterator[Server]:
    """Start a server on a free port and end it afterwards."""
    command = [sys.executable, "-c", "from archive.cli import main; main()", "serve", "--data", str(data.root)]
    with subprocess.Popen([*command, "--port", "0"], stdout=subprocess.PIPE, text=True) as process:
        try:
            said = process.stdout.readline() if process.stdout else ""
            found = _ADDRESS.search(said)
            if found is None:
                raise RuntimeError(f"the server did not start: {said}")
            yield Server(int(found[1]), process.pid)
        finally:
            process.terminate()


def forget_files(data: DataDir) -> None:
    """Ask the system to drop what it holds of the archive's files in memory (posix_fadvise), so that reads are cold."""
    build = current_build(data)
    files = [*build.folder.resolve().iterdir(), data.captures] if build else []
    for path in (*files, *data.warc.glob("*")):
        handle = os.open(path, os.O_RDONLY)
        try:
            os.posix_fadvise(handle, 0, 0, os.POSIX_FADV_DONTNEED)
        finally:
            os.close(handle)


def family(process: int) -> list[int]:
    """Return a process and all that it started."""
    found = [process]
    for one in found:
        try:
            threads = [path / "children" for path in Path(f"/proc/{one}/task").iterdir()]
            found += [int(child) for path in threads for child in path.read_text().split()]
        except OSError:  # it ended meanwhile
            continue
    return found


def resident(process: int) -> float:
    """Return a process's resident memory in MB; 0 where it ended."""
    try:
        return int(Path(f"/proc/{process}/statm").read_text().split()[1]) * os.sysconf("SC_PAGESIZE") / 1e6
    except OSError:
        return 0.0


def _ticks(process: int) -> int:
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return int(fields[11]) + int(fields[12])


def _fetched(process: int) -> int:
    lines = dict(line.split(": ") for line in Path(f"/proc/{process}/io").read_text().splitlines())
    return int(lines["read_bytes"])

"""Fifty readers of the simulated archive, each pausing five seconds between pages, none asking what another asked."""

import json
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator
from statistics import median

from archive.builds import current_build
from tests.bench._addresses import Addresses
from tests.bench._server import Server, forget_files, serving
from tests.bench._simulated import ensure, folder
from tests.bench.pages import high

READERS, PAUSE = 50, 5.0
ADDRESSES = 2_000
WITHIN = 500.0  # milliseconds, 95th percentile
GROWTH = 1.25  # of memory from the first quarter to the end


def run() -> Iterator[str]:
    """Yield what the readers met with."""
    yield from ensure()
    data = folder()
    build = current_build(data)
    if build is None:
        return
    asked = Addresses(build.archive, seed=2).mixed(ADDRESSES)
    forget_files(data)
    with serving(data) as server:
        forget_files(data)  # what starting has read
        busy, start = server.busy, time.monotonic()
        met, memory = _read(server, [address for _, address in asked])
        lasted = time.monotonic() - start
        cpu, fetched = server.busy - busy, server.fetched
    yield from _told(asked, met)
    yield f"{len(met) / lasted:.1f} pages a second for {lasted:.0f} s; {cpu / len(met) * 1000:.0f} ms of CPU a page"
    yield f"{fetched:.0f} MB read from the disk (its files were dropped from memory with posix_fadvise)"
    early, late = max(memory[: len(memory) // 4 + 1]), max(memory[-3:])
    word = "reached" if late <= GROWTH * early else "MISSED"
    yield f"{word}: {late:.0f} MB resident at the end, {early:.0f} MB in the first quarter (at most {GROWTH:g} times)"


def _read(server: Server, asked: list[str]) -> tuple[dict[str, tuple[int, float]], list[float]]:
    """Let the readers read; return what each address answered, and the server's memory second by second."""
    memory = []
    command = [sys.executable, "-m", "tests.bench._readers", str(server.port), str(READERS), str(PAUSE)]
    with tempfile.TemporaryFile("w+") as given, tempfile.TemporaryFile("w+") as told:
        json.dump(asked, given)
        given.seek(0)
        with subprocess.Popen(command, stdin=given, stdout=told) as readers:
            while readers.poll() is None:
                memory.append(server.resident)
                time.sleep(1)
        told.seek(0)
        return json.load(told), memory


def _told(asked: list[tuple[str, str]], met: dict[str, tuple[int, float]]) -> Iterator[str]:
    kinds = defaultdict(list)
    for kind, address in asked:
        kinds[kind].append(met[address][1])
    failed = [(address, int(status)) for address, (status, _) in met.items() if status != 200]
    times = [taken for _, taken in met.values()]
    yield f"{'MISSED' if failed else 'reached'}: {len(failed)} errors on {len(met):,} distinct addresses (none allowed)"
    yield from (f"  {status}: {address}" for address, status in failed[:5])
    word = "reached" if high(times) <= WITHIN else "MISSED"
    others = f"median {median(times):.0f}, longest {max(times):.0f} ms"
    yield f"{word}: p95 {high(times):.0f} ms (at most {WITHIN:g}); {others}"
    for kind, taken in sorted(kinds.items(), key=lambda item: -high(item[1])):
        yield f"  {kind}: {len(taken)} pages, median {median(taken):.0f}, p95 {high(taken):.0f} ms"

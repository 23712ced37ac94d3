"""Each kind of page alone on the simulated archive: cold (nothing of its files in memory) and warm, by the clock."""

import http.client
import time
from collections.abc import Iterator
from statistics import mean, median, quantiles

from archive.builds import current_build
from archive.datadir import DataDir
from tests.bench._addresses import Addresses
from tests.bench._server import Server, forget_files, serving
from tests.bench._simulated import ensure, folder

EACH = 8  # addresses of a kind
WITHIN = 100.0  # milliseconds


def run() -> Iterator[str]:
    """Yield one line for each kind of page."""
    yield from ensure()
    data = folder()
    build = current_build(data)
    if build is None:
        return
    addresses = Addresses(build.archive)
    start = time.monotonic()
    with serving(data) as server:
        yield f"{time.monotonic() - start:.1f} s until the server answers, {server.resident:.0f} MB resident"
        for kind in addresses.kinds:
            asked = list(dict.fromkeys(addresses.of(kind) for _ in range(EACH)))
            yield from _measured(data, server, kind, asked)
        yield f"{server.resident:.0f} MB resident at the end, {server.fetched:.0f} MB read from the disk"


def _measured(data: DataDir, server: Server, kind: str, asked: list[str]) -> Iterator[str]:
    cold = []
    for address in asked:
        forget_files(data)
        cold.append(fetch(server.port, address))
    busy = server.busy
    warm = [fetch(server.port, address) for address in asked * 3]
    cpu = (server.busy - busy) / len(warm) * 1000
    failed = [f"{address} ({status})" for address, (status, _) in zip(asked, cold, strict=True) if status != 200]
    times = {name: [ms for _, ms in found] for name, found in (("cold", cold), ("warm", warm))}
    worst = max(high(taken) for taken in times.values())
    words = "; ".join(f"{name} median {median(taken):.0f}, p95 {high(taken):.0f}" for name, taken in times.items())
    kept = worst <= WITHIN and not failed
    yield (
        f"{'reached' if kept else 'MISSED'}: {kind}: {words} ms, {cpu:.0f} ms of CPU when warm, mean cold"
        f" {mean(times['cold']):.0f} (p95 at most {WITHIN:g})"
    )
    yield from (f"  failed: {address}" for address in failed[:3])


def fetch(port: int, address: str) -> tuple[int, float]:
    """Ask for a page; return its status (0 for none) and the milliseconds until all of it was there."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    start = time.perf_counter()
    try:
        connection.request("GET", address, headers={"Accept-Encoding": "gzip"})
        answer = connection.getresponse()
        answer.read()
        status = answer.status
    except (OSError, http.client.HTTPException):
        status = 0
    finally:
        connection.close()
    return status, (time.perf_counter() - start) * 1000


def high(taken: list[float]) -> float:
    """Return the 95th percentile."""
    return quantiles(taken, n=20, method="inclusive")[-1] if len(taken) > 1 else taken[0]

"""Readers as a process of their own: `python -m tests.bench._readers PORT READERS PAUSE`, addresses on standard input.

Writes {address: [status, milliseconds]} to standard output; status 0 stands for a connection that broke.
"""

import asyncio
import json
import sys
import time
from itertools import islice

import httpx


async def _read(
    client: httpx.AsyncClient, addresses: list[str], pause: float, wait: float, met: dict[str, tuple[int, float]]
) -> None:
    await asyncio.sleep(wait)  # readers do not come all at once
    for address in addresses:
        start = time.perf_counter()
        try:
            status = (await client.get(address)).status_code
        except httpx.HTTPError:
            status = 0
        met[address] = (status, (time.perf_counter() - start) * 1000)
        await asyncio.sleep(pause)


async def _main(port: int, readers: int, pause: float, addresses: list[str]) -> dict[str, tuple[int, float]]:
    met: dict[str, tuple[int, float]] = {}
    limits = httpx.Limits(max_connections=readers, max_keepalive_connections=readers)
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", limits=limits, timeout=60) as client:
        shares = [list(islice(addresses, number, None, readers)) for number in range(readers)]
        await asyncio.gather(
            *(_read(client, share, pause, pause * number / readers, met) for number, share in enumerate(shares))
        )
    return met


if __name__ == "__main__":
    port, readers, pause = int(sys.argv[1]), int(sys.argv[2]), float(sys.argv[3])
    sys.stdout.write(json.dumps(asyncio.run(_main(port, readers, pause, json.load(sys.stdin)))))

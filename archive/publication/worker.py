"""One server process on a socket that it inherits: `python -m archive.publication.worker DATA HANDLE`.

It writes the build it publishes as a line on standard output as soon as it answers, and ends when told (SIGTERM)
or when its standard input ends, which is when the process that started it does.
"""

import asyncio
import contextlib
import os
import signal
import socket
import sys
from pathlib import Path
from typing import Any

import uvicorn

from archive.builds import current_build
from archive.corrections import InputError
from archive.datadir import DataDir
from archive.population import load_population
from archive.publication.serving import make_datasette
from archive.publication.site import Site
from archive.publication.supervising import DRAIN_SECONDS
from archive.publication.warming import warm
from archive.withheld import load_withheld

_GRACE = 2.0  # seconds in which connections that were accepted, or are kept alive, still bring their request


class _Server(uvicorn.Server):
    """Says when it answers, refuses nobody who was let in, and ends with the process that started it."""

    def __init__(self, config: uvicorn.Config, build: str) -> None:
        super().__init__(config)
        self._build = build

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start, then say so."""
        await super().startup(sockets=sockets)
        if self.started:
            sys.stdout.write(f"{self._build}\n")
            sys.stdout.flush()
            # nobody reads on: what a library prints would fill the pipe and then hold up every reader
            os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
            asyncio.get_running_loop().add_reader(sys.stdin.fileno(), self._read)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Take no new connections, answer those there are with a word to come anew, then end."""
        for server in self.servers:
            server.close()
        farewell = (b"connection", b"close")
        self.config.encoded_headers.append(farewell)
        self.server_state.default_headers.append(farewell)
        await asyncio.sleep(_GRACE)
        await super().shutdown(sockets=sockets)

    def _read(self) -> None:
        if not os.read(sys.stdin.fileno(), 1):
            asyncio.get_running_loop().remove_reader(sys.stdin.fileno())
            self.should_exit = True


def main(root: str, handle: str) -> int:
    """Serve the promoted build of a data directory until told to end; return the exit code."""
    signal.signal(signal.SIGHUP, signal.SIG_IGN)  # a closed terminal is for the process that started this one
    data = DataDir(Path(root))
    build = current_build(data)
    if build is None:
        sys.stderr.write(f"Error: no build in {data.root}: run `nianbao build` first\n")
        return 1
    try:
        site = Site(
            data=data,
            build=build.id,
            archive=build.archive,
            search=build.search,
            originals=build.originals,
            withheld=load_withheld(data),
            population=load_population(data),
        )
    except InputError as error:
        sys.stderr.write(f"Error: {error}\n")
        return 1
    with contextlib.closing(site), socket.socket(fileno=int(handle)) as listening:
        warm(site)
        server = _Server(_config(make_datasette(site).app()), build.id)
        asyncio.run(server.serve(sockets=[listening]))
        return 0 if server.started else 1


def _config(app: Any) -> uvicorn.Config:
    return uvicorn.Config(
        app, log_level="warning", lifespan="on", server_header=False, timeout_graceful_shutdown=DRAIN_SECONDS
    )


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))

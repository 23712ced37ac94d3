"""`nianbao serve`: the promoted archive with its pages, on one address."""

import asyncio
import socket
import sys
from typing import Any

import click
import uvicorn

from archive.builds import current_build
from archive.cli import data_option
from archive.corrections import InputError
from archive.datadir import DataDir
from archive.publication.serving import make_datasette
from archive.publication.site import Site
from archive.withheld import load_withheld

DRAIN_SECONDS = 30
BACKLOG = 512


@click.command()
@data_option
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option(
    "--port", default=8001, show_default=True, type=click.IntRange(0, 65535), help="Port; 0 takes a free one."
)
def serve(data: DataDir, host: str, port: int) -> None:
    """Serve the promoted archive with Datasette and the archive's pages.

    The build is chosen once, at the start. To publish a newer one without a gap, start a second server on the same
    address and end the first with SIGTERM: it finishes what it is sending.
    """
    build = current_build(data)
    if build is None:
        raise click.ClickException(f"no build in {data.root}: run `nianbao build` (or `nianbao demo`) first")
    try:
        site = Site(
            data=data,
            build=build.id,
            archive=build.archive,
            search=build.search,
            originals=build.originals,
            withheld=load_withheld(data),
        )
        listening = _listen(host, port)
    except InputError as error:
        raise click.ClickException(str(error)) from error
    except OSError as error:
        raise click.ClickException(f"cannot listen on {host} port {port}: {error}; choose another --port") from error
    address = f"http://{f'[{host}]' if ':' in host else host}:{listening.getsockname()[1]}/"
    click.echo(f"Nianbao {build.id}: {address}")
    sys.stdout.flush()
    try:
        asyncio.run(_run(make_datasette(site).app(), listening))
    finally:
        listening.close()
        site.close()


def _listen(host: str, port: int) -> socket.socket:
    """Return a listening socket that a second server may share, so that a newer build can take over."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listening = socket.socket(family, socket.SOCK_STREAM)
    try:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if hasattr(socket, "SO_REUSEPORT"):
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        listening.bind((host, port))
        listening.listen(BACKLOG)  # from here on readers wait instead of being refused
    except OSError:
        listening.close()
        raise
    return listening


async def _run(app: Any, listening: socket.socket) -> None:
    config = uvicorn.Config(
        app, log_level="warning", lifespan="on", server_header=False, timeout_graceful_shutdown=DRAIN_SECONDS
    )
    await uvicorn.Server(config).serve(sockets=[listening])

"""`nianbao serve`: the promoted archive with its pages, on one address."""

import socket
import sys

import click

from archive.builds import current_build
from archive.cli import data_option
from archive.datadir import DataDir
from archive.publication.supervising import CannotStart, Supervisor

BACKLOG = 512


@click.command()
@data_option
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option(
    "--port", default=8001, show_default=True, type=click.IntRange(0, 65535), help="Port; 0 takes a free one."
)
@click.pass_context
def serve(ctx: click.Context, data: DataDir, host: str, port: int) -> None:
    """Serve the promoted archive with Datasette and the archive's pages.

    A newer build is published as soon as it is promoted, without refusing a reader: a second server starts on the
    same socket, then the first finishes what it is sending. SIGHUP does the same for changed input files of the
    data folder (such as withheld.csv). SIGTERM ends it.
    """
    if current_build(data) is None:
        raise click.ClickException(f"no build in {data.root}: run `nianbao build` (or `nianbao demo`) first")
    try:
        listening = _listen(host, port)
    except OSError as error:
        raise click.ClickException(f"cannot listen on {host} port {port}: {error}; choose another --port") from error
    address = f"http://{f'[{host}]' if ':' in host else host}:{listening.getsockname()[1]}/"

    def say(build: str) -> None:
        click.echo(f"Nianbao {build}: {address}")
        sys.stdout.flush()

    with listening:
        try:
            ctx.exit(Supervisor(data=data, listening=listening, say=say).run())
        except CannotStart as error:
            raise click.ClickException(str(error)) from error


def _listen(host: str, port: int) -> socket.socket:
    """Return a listening socket. Another server may be given the same address, to take over by hand."""
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

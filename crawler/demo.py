"""`nianbao demo`: the whole job against the bundled sample web."""

import sqlite3
from contextlib import closing

import click

from archive.builds import current_build
from archive.cli import data_option, language
from archive.datadir import DataDir
from archive.export.release import finished
from archive.texts import text
from archive.update import run_command, run_steps
from crawler.sampleweb.server import FIRST_PORT, SampleWeb


@click.command()
@click.option("--serve/--no-serve", default=True, help="Serve the archive at the end, or stop with a summary.")
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to serve on.")
@click.option("--port", default=8001, show_default=True, help="Port to serve on.")
@data_option
@click.pass_context
def demo(ctx: click.Context, serve: bool, host: str, port: int, data: DataDir) -> None:
    """Run the whole job against the bundled sample web, then serve the archive.

    Crawls the sample web on loopback ports, keeps the captures, builds and checks the archive and exports a
    release. Everything made this way is demonstration data and says so.
    """
    registry = data.root / "sampleweb.toml"
    if not registry.exists() and any(data.warc.glob("*.warc.gz*")):
        raise click.UsageError(text("demo.other_captures", language(), folder=data.root))
    with SampleWeb(first_port=FIRST_PORT) as web:
        click.echo(text("demo.web_started", language(), addresses=" ".join(web.addresses)), err=True)
        web.write_registry(registry)
        code = run_steps(ctx, data, crawl=["--sites", str(registry)])
        if code == 0:
            click.echo(_summary(data))
            if serve:  # the sample web stays up, so that links to the live pages work
                click.echo(text("demo.serving", language()), err=True)
                code = run_command(ctx, "serve", "--host", host, "--port", str(port), "--data", str(data.root))
    ctx.exit(code)


def _summary(data: DataDir) -> str:
    build = current_build(data)
    if build is None:
        raise click.ClickException(f"no build was promoted below {data.root}; run `nianbao build`")
    with closing(sqlite3.connect(f"file:{build.archive}?mode=ro", uri=True)) as db:
        counts = {
            name: db.execute(f"SELECT count(*) FROM {name}").fetchone()[0]  # noqa: S608 (fixed names)
            for name in ("reports", "bodies", "findings", "problems")
        }
    return text("demo.summary", language(), release=finished(data.releases)[-1], **counts)

"""The commands of the pipelines; thin, each hands over to the module that does the work."""

import os
from pathlib import Path

import click

from archive.builds import BuildRunning
from archive.cli import data_option, language, no_data_option
from archive.corrections import InputError
from archive.datadir import DataDir
from archive.store.errors import StoreError
from pipelines.build import BuildError, Job
from pipelines.build import build as make_build
from pipelines.extract import SECONDS
from pipelines.extract import extract as extract_files


@click.command(short_help="Read local documents and print their figures.")
@click.argument("paths", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print JSON Lines, one object per report.")
@click.option(
    "--timeout",
    type=click.FloatRange(min=0.1),
    default=SECONDS,
    show_default=True,
    help="Seconds after which reading one file is given up; each picture that is recognised has 60 of its own.",
)
@no_data_option
@click.pass_context
def extract(ctx: click.Context, paths: tuple[Path, ...], as_json: bool, timeout: float) -> None:
    """Read documents and print their figures; touch no archive.

    Folders are read whole. Exit code 0 if every file gave a report, 1 if any did not.
    """
    every = True
    for answer in extract_files(paths, None if as_json else language(), timeout):
        every = every and answer.is_report
        click.echo((answer.line if as_json else answer.summary).encode("utf-8") + b"\n", nl=False)
        for problem in answer.problems:
            place = f" [{' '.join(problem.where[:8])}]" if problem.where else ""
            click.echo(f"{answer.file}: {problem.kind}{place}: {problem.detail}", err=True)
    ctx.exit(0 if every else 1)


@click.command(short_help="Turn the kept captures into a checked, promoted archive.")
@click.option("--full", is_flag=True, help="Start from nothing instead of the current build.")
@click.option(
    "--workers",
    type=click.IntRange(min=1),
    default=lambda: max(1, (os.cpu_count() or 2) - 1),
    show_default="processors less one",
    help="Processes that read documents.",
)
@data_option
@click.pass_context
def build(ctx: click.Context, full: bool, workers: int, data: DataDir) -> None:
    """Turn the kept captures into a checked archive and promote it.

    Exit code 0 if the build was promoted and every document could be tried, 1 if it was promoted but a document
    crashed its reader, hung it or could not be read back (each is named), or if no build could be made.
    """
    try:
        summary = make_build(Job(data=data, workers=workers, full=full))
    except (BuildError, BuildRunning, InputError, StoreError) as error:
        raise click.ClickException(str(error)) from error
    for line in summary.lines(language()):
        click.echo(line)
    ctx.exit(1 if summary.failed else 0)

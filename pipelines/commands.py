"""The commands of the pipelines; thin, each hands over to the module that does the work."""

from pathlib import Path

import click

from archive.cli import language
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
    help="Seconds after which reading one file is given up.",
)
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

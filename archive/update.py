"""`nianbao update`, the scheduled job, and running other commands by name through the group."""

from datetime import UTC, datetime

import click

from archive.cli import data_option, language
from archive.datadir import DataDir
from archive.texts import text


def run_command(ctx: click.Context, name: str, *args: str) -> int:
    """Run one command of the group as the shell would and return its exit code."""
    group = ctx.find_root().command
    if not isinstance(group, click.Group) or (command := group.get_command(ctx, name)) is None:
        raise click.UsageError(f"there is no command {name!r}; is the project installed whole?")
    try:
        result = command.main(list(args), prog_name=f"nianbao {name}", standalone_mode=False)
    except click.ClickException as error:
        error.show()
        return error.exit_code
    return result if isinstance(result, int) else 0


def run_steps(ctx: click.Context, data: DataDir, *, crawl: list[str]) -> int:
    """Crawl, build and export in turn, the last only if something changed; return the worst exit code.

    A crawl that could not collect everything (exit 1) does not keep what was collected from being built;
    a failing build or export ends the run.
    """
    worst = 0
    release = ["--if-changed", str(data.releases)]  # a job of every night would fill the disk with equal releases
    steps: tuple[tuple[str, list[str]], ...] = (("crawl", crawl), ("build", []), ("export", release))
    for number, (name, args) in enumerate(steps, start=1):
        label = text(f"demo.{name}", language())
        click.echo(text("demo.step", language(), number=number, total=len(steps), name=label), err=True)
        code = run_command(ctx, name, *args, "--data", str(data.root))
        worst = max(worst, code)
        if code:
            click.echo(text("demo.step_failed", language(), name=label, code=code), err=True)
        if code > (name == "crawl"):
            break
    return worst


@click.command()
@click.option(
    "--sites",
    "sites",
    type=click.Path(exists=True, dir_okay=False),
    help="Registry to crawl instead of the bundled one.",
)
@data_option
@click.pass_context
def update(ctx: click.Context, sites: str | None, data: DataDir) -> None:
    """Crawl what is due, build and export: the scheduled job.

    Exits with the worst code of its steps: 0 when nothing failed, 1 when something could not be collected or
    read (it is named), 2 for wrong usage, 3 when the crawl could not begin or broke off; nothing is built then.
    """
    started = datetime.now(UTC)
    code = run_steps(ctx, data, crawl=["--due", *(["--sites", sites] if sites else [])])
    click.echo(text("demo.took", language(), seconds=round((datetime.now(UTC) - started).total_seconds())), err=True)
    ctx.exit(code)

"""The `nianbao` command: an empty group to which each package adds its commands through entry points."""

import os
from importlib.metadata import entry_points
from pathlib import Path

import click

from archive.datadir import DataDir
from archive.texts import Language

GROUP = "nianbao.commands"


class Commands(click.Group):
    """Finds subcommands by entry point, so that this package imports neither sibling."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of all installed commands."""
        return sorted({point.name for point in entry_points(group=GROUP)} | set(super().list_commands(ctx)))

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import and return one command, or None when no package offers it."""
        for point in entry_points(group=GROUP, name=cmd_name):
            command = point.load()
            if not isinstance(command, click.Command):
                raise TypeError(f"entry point {cmd_name} of {GROUP} is not a click command: {point.value}")
            return command
        return super().get_command(ctx, cmd_name)


@click.group(cls=Commands)
@click.version_option(package_name="nianbao", prog_name="nianbao")
def main() -> None:
    """Nianbao (年报): the archive of open-government-information annual reports."""


def language() -> Language:
    """Return the language of the command line: NIANBAO_LANG (zh or en), else the locale's, else English."""
    names = (os.environ.get(name) for name in ("NIANBAO_LANG", "LC_ALL", "LC_MESSAGES", "LANG"))
    chosen = next((name for name in names if name), "en")
    return "zh" if chosen.lower().startswith("zh") else "en"


def _to_data_dir(ctx: click.Context, param: click.Parameter, value: Path) -> DataDir:  # noqa: ARG001 (click's signature)
    return DataDir(value.resolve())


data_option = click.option(
    "--data",
    "data",
    type=click.Path(file_okay=False, path_type=Path),
    envvar="NIANBAO_DATA",
    default=Path("data"),
    show_default=True,
    callback=_to_data_dir,
    help="Data directory (environment: NIANBAO_DATA).",
)

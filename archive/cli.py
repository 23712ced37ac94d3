"""The `nianbao` command: an empty group to which each package adds its commands through entry points."""

import errno
import os
import sqlite3
from importlib.metadata import entry_points
from pathlib import Path

import click

from archive.datadir import DataDir
from archive.texts import Language

GROUP = "nianbao.commands"
_DATA = "nianbao.data"  # where a command's context keeps its data directory
# Faults of the disk or its rights, not of the program: they are told in a sentence, every other error keeps its trace.
_DISK = {errno.EACCES, errno.EPERM, errno.EROFS, errno.ENOSPC, errno.EDQUOT, errno.ENOTDIR, errno.EIO, errno.EFBIG}
_DISK_WORDS = ("disk is full", "unable to open database", "readonly database", "disk I/O error")

_DAMAGE_WORDS = ("malformed", "not a database")


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

    def invoke(self, ctx: click.Context) -> object:
        """Run a command; a full, read-only or unreachable disk ends it with one sentence and exit code 1."""
        try:
            return super().invoke(ctx)
        except OSError as error:
            if error.errno not in _DISK:
                raise
            raise _disk_fault(ctx, error.filename, error.strerror or str(error)) from error
        except sqlite3.OperationalError as error:
            if not any(words in str(error) for words in _DISK_WORDS):
                raise
            raise _disk_fault(ctx, None, str(error)) from error
        except sqlite3.DatabaseError as error:
            if not any(words in str(error) for words in _DAMAGE_WORDS):
                raise
            raise click.ClickException(_damage(ctx, str(error))) from error


def _disk_fault(ctx: click.Context, place: object, reason: str) -> click.ClickException:
    data = ctx.meta.get(_DATA)
    where = place if isinstance(place, str) else data or "the data directory"
    return click.ClickException(f"{where}: {reason}; make room, correct its rights or choose another --data")


def _damage(ctx: click.Context, reason: str) -> str:
    if "verify --rebuild" in reason:  # said by the index itself
        return reason
    return (
        f"{ctx.meta.get(_DATA) or 'the data directory'}: a database is damaged ({reason}); no capture is lost: "
        "`nianbao verify --rebuild` makes captures.db anew, readings.db may be deleted, `nianbao build --full` "
        "makes a new build"
    )


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
    root = value.resolve()
    ctx.meta[_DATA] = root
    return DataDir(root)


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

# For commands that touch no data directory: scripts may give --data to every command.
no_data_option = click.option(
    "--data",
    type=click.Path(file_okay=False, path_type=Path),
    envvar="NIANBAO_DATA",
    expose_value=False,
    help="Accepted as everywhere; this command touches no data directory.",
)

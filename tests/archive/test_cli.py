"""The command group: faults of the disk in one sentence, and --data everywhere."""

import errno
import sqlite3
from importlib.metadata import entry_points
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from archive.cli import GROUP, Commands, data_option, main
from archive.datadir import DataDir


def run(error: Exception, folder: Path) -> tuple[int, str, BaseException | None]:
    """Run a command of a group of ours that fails with `error`."""

    @click.group(cls=Commands)
    def group() -> None: ...

    @group.command("failing")
    @data_option
    def failing(data: DataDir) -> None:  # noqa: ARG001 (the option under test)
        raise error

    result = CliRunner().invoke(group, ["failing", "--data", str(folder)])
    return result.exit_code, result.output, result.exception


@pytest.mark.parametrize(
    "error",
    [
        OSError(errno.EROFS, "Read-only file system"),
        OSError(errno.ENOSPC, "No space left on device"),
        sqlite3.OperationalError("database or disk is full"),
        sqlite3.OperationalError("unable to open database file"),
        sqlite3.OperationalError("attempt to write a readonly database"),
    ],
)
def test_fault_of_the_disk_is_one_sentence(error: Exception, tmp_path: Path) -> None:
    code, output, _ = run(error, tmp_path)
    assert code == 1
    assert output.count("\n") == 1
    assert str(tmp_path) in output
    assert "--data" in output


def test_fault_names_the_file_where_the_system_does(tmp_path: Path) -> None:
    _, output, _ = run(PermissionError(errno.EACCES, "Permission denied", "builds/x"), tmp_path)
    assert "builds/x: Permission denied" in output


@pytest.mark.parametrize("error", [OSError(errno.EINVAL, "Invalid"), sqlite3.OperationalError("no such table: x")])
def test_other_errors_keep_their_trace(error: Exception, tmp_path: Path) -> None:
    assert run(error, tmp_path)[2] is error


def test_data_directory_that_cannot_be_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    for command in ("build", "status"):
        result = CliRunner().invoke(main, [command, "--data", str(tmp_path / "file" / "data")])
        assert result.exit_code == 1
        assert result.output.startswith("Error: ")
        assert result.output.count("\n") == 1


def test_every_command_takes_data() -> None:
    def leaves(command: click.Command) -> list[click.Command]:
        return [leaf for one in command.commands.values() for leaf in leaves(one)] if isinstance(
            command, click.Group
        ) else [command]  # fmt: skip

    found = [leaf for point in entry_points(group=GROUP) for leaf in leaves(point.load())]
    assert len(found) > 10
    without = [leaf.name for leaf in found if not any("--data" in option.opts for option in leaf.params)]
    assert without == []

"""One call of the program, with a stand-in for LibreOffice: what it is given, and how it is ended."""

import os
import resource
import select
from pathlib import Path

import pytest

from pipelines.office import program
from pipelines.office.program import Ending, Soffice, find, version


def stand_in(folder: Path, script: str) -> str:
    path = folder / "soffice"
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)
    return str(path)


def call(tmp_path: Path, script: str, seconds: float = 60.0) -> tuple[Ending, Path]:
    out, scratch = tmp_path / "out", tmp_path / "scratch"
    out.mkdir()
    scratch.mkdir()
    ending = Soffice(stand_in(tmp_path, script)).convert([tmp_path / "a.doc"], out, scratch, seconds)
    return ending, out


def test_it_says_how_the_program_ended(tmp_path: Path) -> None:
    (tmp_path / "well").mkdir()
    assert call(tmp_path / "well", "exit 0")[0] is Ending.FINISHED
    (tmp_path / "ill").mkdir()
    assert call(tmp_path / "ill", "kill -SEGV $$")[0] is Ending.DIED


def test_a_program_that_hangs_is_ended_with_its_children(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(program, "_START", 0.3)
    pids = tmp_path / "pids"
    ending, _ = call(tmp_path, f"echo $$ > {pids}; sleep 1000 & echo $! >> {pids}; wait", seconds=0.1)
    assert ending is Ending.STALLED
    numbers = [int(line) for line in pids.read_text().split()]
    assert len(numbers) == 2
    assert all(_ended(number) for number in numbers)


def _ended(pid: int) -> bool:
    """Wait for a process that was killed to be gone: the signal arrives a moment later than it is sent."""
    try:
        handle = os.pidfd_open(pid)
    except ProcessLookupError:
        return True
    try:
        return bool(select.select([handle], [], [], 30)[0])
    finally:
        os.close(handle)


def test_children_that_outlive_the_program_are_ended(tmp_path: Path) -> None:
    pids = tmp_path / "pids"
    assert call(tmp_path, f"sleep 1000 & echo $! > {pids}; exit 0")[0] is Ending.FINISHED
    assert _ended(int(pids.read_text()))


def test_it_knows_nothing_of_the_surroundings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET", "x")
    _, out = call(tmp_path, 'env > "$TMPDIR/../out/env"; echo "$@" > "$TMPDIR/../out/arguments"')
    said = (out / "env").read_text()
    assert "SECRET" not in said
    assert f"HOME={tmp_path / 'scratch'}" in said
    assert f"-env:UserInstallation={(tmp_path / 'scratch' / 'profile').as_uri()}" in (out / "arguments").read_text()
    profile = (tmp_path / "scratch" / "profile" / "user" / "registrymodifications.xcu").read_text()
    assert "DisableMacrosExecution" in profile


def test_it_has_limits_of_its_own_and_leaves_ours(tmp_path: Path) -> None:
    before = resource.getrlimit(resource.RLIMIT_AS)
    _, out = call(tmp_path, 'ulimit -v > "$TMPDIR/../out/memory"')
    told = (out / "memory").read_text().strip()
    assert told == str(program._MEMORY // 1024)
    assert resource.getrlimit(resource.RLIMIT_AS) == before


def test_the_program_is_found_on_the_path_and_asked_for_its_version(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert (find(), version()) == (None, "none")
    path = stand_in(tmp_path, "echo 'Office  1.2.3'")
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.defpath}")
    assert (find(), version()) == (path, "Office 1.2.3")
    (tmp_path / "broken").mkdir()
    stand_in(tmp_path / "broken", "exit 1")
    monkeypatch.setenv("PATH", f"{tmp_path / 'broken'}:{os.defpath}")
    assert version() == "none"

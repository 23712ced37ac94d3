"""Batches of conversions: what one bad file costs, and what is left behind. No LibreOffice is needed."""

import io
import os
import select
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Sequence
from pathlib import Path

import pytest

from pipelines.document import Problem
from pipelines.formats import read_document
from pipelines.office.convert import sweep, to_docx
from pipelines.office.program import Ending


def package(content: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(zipfile.ZipInfo("content"), content)
    return out.getvalue()


class Scripted:
    """Converts in order; what a file holds says what becomes of it and of the call."""

    def __init__(self) -> None:
        self.calls: list[list[bytes]] = []

    def convert(self, files: Sequence[Path], out: Path, scratch: Path, seconds: float) -> Ending:
        assert (seconds, list(scratch.iterdir()), list(out.iterdir())) == (5.0, [], [])
        contents = [path.read_bytes() for path in files]
        self.calls.append(contents)
        for path, content in zip(files, contents, strict=True):
            made = package(content)
            match content.split()[0]:
                case b"stall":
                    return Ending.STALLED
                case b"crash":
                    return Ending.DIED
                case b"crash-in-company" if len(files) > 1:
                    return Ending.DIED
                case b"half":
                    (out / f"{path.stem}.docx").write_bytes(made[: len(made) // 2])
                    return Ending.STALLED
                case b"refuse":
                    continue
            (out / f"{path.stem}.docx").write_bytes(made)
        return Ending.FINISHED


def outcomes(files: Sequence[bytes], runner: Scripted) -> list[str]:
    results = to_docx(files, ".doc", 5.0, runner)
    expected = [package(data) for data in files]
    return [
        result.kind if isinstance(result, Problem) else ("ok" if result == right else "MIXED UP")
        for result, right in zip(results, expected, strict=True)
    ]


def test_all_files_go_in_one_call() -> None:
    runner = Scripted()
    assert outcomes([b"a", b"b", b"c"], runner) == ["ok"] * 3
    assert len(runner.calls) == 1


def test_a_file_that_is_refused_stops_nothing() -> None:
    runner = Scripted()
    assert outcomes([b"a", b"refuse", b"c"], runner) == ["ok", "unreadable", "ok"]
    assert len(runner.calls) == 1


@pytest.mark.parametrize("way", [b"stall", b"half"])
def test_a_file_that_hangs_costs_only_itself(way: bytes) -> None:
    runner = Scripted()
    assert outcomes([b"a", b"refuse", way, b"d", b"e"], runner) == ["ok", "unreadable", "timeout", "ok", "ok"]


def test_a_file_that_crashes_the_program_is_tried_alone() -> None:
    runner = Scripted()
    files = [b"a", b"crash 1", b"c", b"crash 2", b"crash-in-company", b"f"]
    assert outcomes(files, runner) == ["ok", "crashed", "ok", "crashed", "ok", "ok"]


@pytest.mark.parametrize("way", [b"stall", b"crash", b"refuse"])
def test_nothing_but_bad_files_comes_to_an_end(way: bytes) -> None:
    runner = Scripted()
    assert "ok" not in outcomes([way + b" %d" % number for number in range(12)], runner)
    assert len(runner.calls) < 24


def test_no_files_need_no_call() -> None:
    assert outcomes([], Scripted()) == []


def test_nothing_is_left_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Failing(Scripted):
        def convert(self, files: Sequence[Path], out: Path, scratch: Path, seconds: float) -> Ending:
            (scratch / "left").write_text(f"{len(files)} {out} {seconds}")
            raise KeyboardInterrupt

    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    outcomes([b"a", b"stall", b"c"], Scripted())
    assert list(tmp_path.iterdir()) == []
    with pytest.raises(KeyboardInterrupt):
        to_docx([b"a"], ".doc", 5.0, Failing())
    assert list(tmp_path.iterdir()) == []


def test_what_a_killed_process_left_is_swept_away(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    for pid in (12, 123):
        (tmp_path / f"nianbao-office-{pid}-abc" / "scratch1").mkdir(parents=True)
    sweep(12)
    assert [path.name for path in tmp_path.iterdir()] == ["nianbao-office-123-abc"]


_KILLED = """
import tempfile
from pipelines.office.convert import to_docx
tempfile.tempdir = {folder!r}
to_docx([b"a"], ".doc")
"""


def test_what_was_killed_with_its_whole_family_is_swept_away_by_the_next_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program, started, temporary = tmp_path / "soffice", tmp_path / "started", tmp_path / "temporary"
    program.write_text(f"#!/bin/sh\necho $$ > '{started}'\nsleep 1000\n")
    program.chmod(0o755)
    os.mkfifo(started)
    temporary.mkdir()
    environment = {**os.environ, "PATH": f"{tmp_path}:{os.environ['PATH']}"}
    code = _KILLED.format(folder=str(temporary))
    with subprocess.Popen([sys.executable, "-c", code], env=environment) as process:
        office = int(started.read_text())  # waits until it runs
        process.kill()
    (left,) = temporary.iterdir()
    (other := temporary / f"nianbao-office-{os.getpid()}-abc").mkdir()  # of a process that still runs
    handle = os.pidfd_open(office)
    monkeypatch.setattr(tempfile, "tempdir", str(temporary))
    assert outcomes([b"a"], Scripted()) == ["ok"]
    assert list(temporary.iterdir()) == [other]
    assert not left.exists()
    assert select.select([handle], [], [], 30)[0]  # it has ended
    os.close(handle)


def test_without_libreoffice_a_problem_says_how_to_install_it(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    (problem,) = to_docx([b"a"], ".doc")
    assert isinstance(problem, Problem)
    assert problem.kind == "needs_libreoffice"
    assert "apt-get install libreoffice-writer-nogui" in problem.detail
    data = b'<?xml version="1.0"?><w:wordDocument xmlns:w="x"/>'
    assert [problem.kind for problem in read_document(data).problems] == ["needs_libreoffice"]

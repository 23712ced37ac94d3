"""A short fuzz of every reader, and every input that once failed."""

import json
import warnings
from dataclasses import replace
from pathlib import Path

import pytest

from pipelines.about import ReportContext
from pipelines.assemble import assemble
from pipelines.document import Problem
from tests.fuzz.attempt import Outcome, Task, attempt, word_of
from tests.fuzz.run import Tally, faults, fuzz, go_on
from tests.fuzz.targets import BY_NAME, TARGETS, mutated
from tests.generators.comparison import read_wholly

SEED = 20
FOUND = sorted((Path(__file__).parent / "found").iterdir())


@pytest.mark.parametrize("name", [target.name for target in TARGETS if target.short])
def test_mutated_documents_never_make_a_reader_fall_over(name: str) -> None:
    target = BY_NAME[name]
    tally = Tally()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # a warning is no failure outside the tests
        for task, outcome in fuzz(replace(target, seconds=60), SEED, 0, target.short, workers=0):
            tally.add(task, outcome)
    assert tally.done == target.short
    assert faults({name: tally}) == []
    assert len(tally.outcomes) > 1 or name in ("grid", "text", "html")  # the mutations reach the reader and break some


@pytest.mark.parametrize("path", FOUND, ids=lambda path: path.name)
def test_what_once_failed_is_read_or_refused(path: Path) -> None:
    document = read_wholly(path.read_bytes())
    assert not word_of(document).startswith("crashed")
    assemble(document, ReportContext())


def test_the_same_seed_gives_the_same_bytes() -> None:
    for name in ("html", "docx", "xls", "image"):
        assert [mutated(name, 1, number) for number in range(5)] == [mutated(name, 1, number) for number in range(5)]
        assert mutated(name, 1, 0) != mutated(name, 2, 0)


def test_a_run_goes_on_where_it_stopped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(BY_NAME, "text", replace(BY_NAME["text"], count=4))
    said: list[str] = []
    first = go_on(tmp_path, 1, ["text"], workers=0, say=said.append)
    assert first["text"].done == 4
    monkeypatch.setitem(BY_NAME, "text", replace(BY_NAME["text"], count=6))
    second = go_on(tmp_path, 1, ["text"], workers=0, say=said.append)
    assert second["text"].done == 6
    assert sum(second["text"].outcomes.values()) == 6
    with pytest.raises(SystemExit, match="seed 1"):
        go_on(tmp_path, 2, ["text"], workers=0, say=said.append)


def test_a_stopped_run_keeps_what_it_did(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(_line: str) -> None:
        raise KeyboardInterrupt

    monkeypatch.setitem(BY_NAME, "text", replace(BY_NAME["text"], count=4))
    with pytest.raises(KeyboardInterrupt):
        go_on(tmp_path, 1, ["text"], workers=0, say=interrupted)
    assert json.loads((tmp_path / "state.json").read_text("utf-8"))["targets"]["text"]["done"] == 1


def test_failures_are_told_and_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(BY_NAME, "text", replace(BY_NAME["text"], count=2))

    def broken(_data: bytes) -> None:
        raise LookupError("a fault of the reader")

    monkeypatch.setattr("tests.fuzz.attempt.read_document", broken)
    tallies = go_on(tmp_path, 1, ["text"], workers=0, say=lambda _line: None)
    assert len(faults(tallies)) == 2
    assert "LookupError" in faults(tallies)[0]
    assert (tmp_path / "text-1-0.bin").read_bytes() == mutated("text", 1, 0)


def test_growth_is_a_fault() -> None:
    tally = Tally(growth=500 << 20)
    assert faults({"pdf": tally}) == ["pdf a worker grew by 500 MB"]
    tally.add(Task("pdf", 1, (0,)), Problem(kind="timeout", detail="too slow"))
    tally.add(Task("pdf", 1, (1,)), Outcome(("read",), 0.5, 1, 1))
    assert (tally.outcomes, tally.slowest_number, tally.done) == ({"read": 1, "timeout": 1}, 1, 2)
    assert attempt(Task("text", 1, (0,))).memory > 1 << 20

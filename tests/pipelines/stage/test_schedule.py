"""Which lane a task takes, what happens when a lane fails it, and that the order stays: with stand-ins for readers."""

import ctypes
import os
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from pipelines.document import Document, Problem
from pipelines.sandbox import Limits
from pipelines.stage import Reading, Settings, Source, Work
from pipelines.stage.lanes import Ask, Lanes, Office, Pictures
from pipelines.stage.schedule import run_lanes


def load(task: str) -> Source:
    return Source(task.encode())


def finish(task: str, reading: Reading) -> str:
    kinds = " ".join(problem.kind for problem in reading.document.problems)
    return f"{task} {reading.document.format} {kinds}{'' if reading.whole else ' in part'}".strip()


class Acting(Lanes[str, str]):
    """Lanes whose readers do what a task's words say: first the lane, then how it goes there."""

    def quick(self, ask: Ask[str]) -> str | Office | Pictures:
        if ask.reading is not None:
            return finish(ask.task, ask.reading)
        lane, _, way = ask.task.partition(" ")
        if lane.startswith("doc"):
            return Office("doc", 100)
        if lane.startswith("scan"):
            return Pictures(reading("scan"), 2)
        act(way)
        return finish(ask.task, reading("quick"))

    def office(self, batch: tuple[str, Sequence[str]]) -> list[str | Pictures | Problem]:
        name, tasks = batch
        for task in tasks:
            act(task.partition(" ")[2])
        outcomes: list[str | Pictures | Problem] = []
        for task in tasks:
            if task.endswith("bad"):
                outcomes.append(Problem(kind="unreadable", detail=""))
            elif task.endswith("picture"):
                outcomes.append(Pictures(reading("docscan"), 1))
            else:
                outcomes.append(finish(task, reading(f"{name}/{len(tasks)}")))
        return outcomes

    def recognition(self, ask: Ask[str]) -> str:
        act(ask.task.partition(" ")[2])
        return finish(ask.task, reading("recognised"))


def reading(format_: str) -> Reading:
    return Reading(Document(format=format_, digest="", blocks=()), 100)


def act(way: str) -> None:
    match way.split():
        case ["die"]:
            ctypes.string_at(0)
        case ["hang"]:
            threading.Event().wait()
        case ["wait", path]:
            Path(path).read_bytes()  # a FIFO: until someone writes
        case ["release", path]:
            Path(path).write_bytes(b"go")


def results(tasks: Iterator[str] | Sequence[str], workers: int = 2, seconds: float = 60.0) -> dict[str, str]:
    """Return the outcomes; checks that they come in the order of the tasks."""
    given = list(tasks) if isinstance(tasks, list) else None
    lanes: Lanes[str, str] = Acting(Work(load, finish), seconds)
    settings = Settings(workers=workers, limits=Limits(seconds=seconds))
    stage = run_lanes(lanes, iter(tasks), settings)
    out = list(stage)
    assert given is None or [task for task, _ in out] == given
    return {task: outcome.kind if isinstance(outcome, Problem) else outcome for task, outcome in out}


def test_every_task_takes_its_lane_and_the_order_stays() -> None:
    tasks = ["a", "doc1", "scan1", "b", "doc2 bad", "doc3 picture", "c", "scan2", "doc4"]
    assert results(tasks) == {
        "a": "a quick",
        "doc1": "doc1 doc/4",
        "scan1": "scan1 recognised",
        "b": "b quick",
        "doc2 bad": "unreadable",
        "doc3 picture": "doc3 picture recognised",
        "c": "c quick",
        "scan2": "scan2 recognised",
        "doc4": "doc4 doc/4",
    }


def test_documents_for_libreoffice_are_gathered_from_among_the_others() -> None:
    tasks = [word for number in range(90) for word in (f"doc{number}", f"a{number}")]
    found = results(tasks, workers=1)
    sizes = [int(outcome.rpartition("/")[2]) for task, outcome in found.items() if task.startswith("doc")]
    assert max(sizes) >= 40
    assert min(sizes) >= 8


def test_without_recognition_a_document_stays_as_it_was_read() -> None:
    found = results(["scan1 die", "scan2", "a"])
    assert found["scan1 die"] == "scan1 die scan crashed in part"
    assert found["scan2"] == "scan2 recognised"


def test_recognition_that_hangs_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipelines.stage.schedule._PICTURE_SECONDS", 0.2)
    assert results(["scan1 hang", "a"]) == {"scan1 hang": "scan1 hang scan timeout in part", "a": "a quick"}


def test_one_document_that_kills_the_office_lane_costs_only_itself() -> None:
    tasks = [f"doc{number}" for number in range(20)]
    tasks[7] = "doc7 die"
    found = results(tasks)
    assert found.pop("doc7 die") == "crashed"
    assert all(outcome.startswith(f"{task} doc/") for task, outcome in found.items())


def test_a_slow_document_blocks_no_other_lane_and_not_its_own(tmp_path: Path) -> None:
    """The slow ones end only after documents behind them have passed them by."""
    one, two = (str(tmp_path / name) for name in ("one", "two"))
    for name in (one, two):
        os.mkfifo(name)
    tasks = [f"scan1 wait {one}", f"a wait {two}", *(f"b{number}" for number in range(50)), "scan2"]
    tasks += [f"c release {one}", f"d release {two}"]
    found = results(tasks)
    assert found[tasks[0]].endswith("recognised")
    assert found[tasks[1]].endswith("quick")


def test_only_so_many_wait_behind_a_slow_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipelines.stage.schedule.LOOK_AHEAD", 10)
    gate = str(tmp_path / "gate")
    os.mkfifo(gate)
    taken: list[int] = []

    def tasks() -> Iterator[str]:
        for number in range(60):
            taken.append(number)
            yield {0: f"scan wait {gate}", 9: f"a release {gate}"}.get(number, f"b{number}")

    lanes = Acting(Work(load, finish), 60.0)
    stage = run_lanes(lanes, tasks(), Settings(workers=1, limits=Limits()))
    next(stage)
    assert len(taken) == 10
    assert len(list(stage)) == 59


def test_no_worker_starts_without_a_task(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr("pipelines.sandbox._Worker")
    assert results([], workers=2) == {}

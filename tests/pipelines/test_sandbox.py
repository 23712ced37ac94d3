import ctypes
import os
import threading

import pytest

from pipelines import sandbox
from pipelines.document import Problem
from pipelines.sandbox import Limits, run


def behave(task: str) -> str:
    match task.split(":", maxsplit=1)[0]:
        case "crash":
            ctypes.string_at(0)
        case "exit":
            os._exit(3)
        case "hang":
            threading.Event().wait()
        case "eat":
            return str(len(bytearray(1 << 40)))
        case "raise":
            raise ValueError("a bad document")
        case "print":
            print("noise")  # noqa: T201 (the point of the test)
    return task.upper()


TASKS = ["a", "crash", "b", "hang", "c", "eat", "raise", "exit", "print", "d"]


def test_one_bad_task_never_harms_the_others(capfd: pytest.CaptureFixture[str]) -> None:
    results = dict(run(behave, TASKS, workers=2, limits=Limits(seconds=1.5)))
    assert list(results) == TASKS
    kinds = {task: outcome.kind for task, outcome in results.items() if isinstance(outcome, Problem)}
    assert kinds == {"crash": "crashed", "hang": "timeout", "eat": "too_large", "raise": "crashed", "exit": "crashed"}
    assert [results[name] for name in "abcd"] == ["A", "B", "C", "D"]
    assert capfd.readouterr().out == ""


def test_failures_say_what_happened() -> None:
    results = dict(run(behave, ["crash", "raise"], workers=1))
    crash, raised = results["crash"], results["raise"]
    assert isinstance(crash, Problem)
    assert isinstance(raised, Problem)
    assert "SIGSEGV" in crash.detail
    assert "ValueError: a bad document (test_sandbox:" in raised.detail or "test_sandbox:" in raised.detail


def test_in_process_without_workers() -> None:
    assert [outcome for _, outcome in run(behave, ["a", "b"], workers=0)] == ["A", "B"]


def test_no_worker_starts_without_a_task(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(sandbox, "_Worker")  # a NameError for the first that starts
    assert list(run(behave, [], workers=8)) == []
    with pytest.raises(NameError):
        list(run(behave, ["a"], workers=8))


def test_many_tasks_keep_their_order() -> None:
    tasks = [f"t{number}" for number in range(300)]
    assert [outcome for _, outcome in run(behave, tasks, workers=2)] == [task.upper() for task in tasks]

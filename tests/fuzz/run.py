"""Runs the fuzzing, goes on where it stopped, and keeps what failed."""

import json
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path

from pipelines.document import Problem
from pipelines.sandbox import Limits, run
from tests.fuzz.attempt import Outcome, Task, attempt
from tests.fuzz.targets import BY_NAME, TARGETS, Target, mutated

_MEMORY = 3 << 30
_STATE = "state.json"
_GROWTH = 100 << 20  # bytes that a worker may gain between its first and its last documents
_WARM = 60  # documents after which a worker's libraries are loaded
_SAVE = 25  # batches between two saves


@dataclass(slots=True)
class Tally:
    """What is known of one target: documents done, outcomes by word, the slowest, failures and growth of memory."""

    done: int = 0
    outcomes: dict[str, int] = field(default_factory=dict)
    slowest: float = 0.0
    slowest_number: int = -1
    failures: list[str] = field(default_factory=list)
    growth: int = 0

    def add(self, task: Task, outcome: Outcome | Problem) -> None:
        """Count a batch."""
        self.done = task.numbers[-1] + 1
        words = Counter(self.outcomes)
        if isinstance(outcome, Problem):
            words[outcome.kind] += 1
            self.failures += [f"{number} {outcome.kind}: {outcome.detail}" for number in task.numbers]
        else:
            words.update(word.partition(":")[0] for word in outcome.words)
            self.failures += [f"{number} {word}" for number, word in zip(task.numbers, outcome.words, strict=True)
                              if word.startswith("crashed")]  # fmt: skip
            if outcome.seconds > self.slowest:
                self.slowest, self.slowest_number = outcome.seconds, task.numbers[0]
        self.outcomes = dict(sorted(words.items()))


@dataclass(slots=True)
class _Memory:
    """The memory of each worker once warm and at its latest document."""

    first: dict[int, int] = field(default_factory=dict)
    seen: Counter[int] = field(default_factory=Counter)

    def growth(self, outcome: Outcome, documents: int) -> int:
        self.seen[outcome.worker] += documents
        if self.seen[outcome.worker] >= _WARM:
            self.first.setdefault(outcome.worker, outcome.memory)
        return outcome.memory - self.first.get(outcome.worker, outcome.memory)


def fuzz(
    target: Target, seed: int, first: int, count: int, *, workers: int
) -> Iterator[tuple[Task, Outcome | Problem]]:
    """Yield what came of documents `first` to `count` of a target, in order."""
    tasks = (
        Task(target.name, seed, tuple(range(start, min(start + target.batch, count))))
        for start in range(first, count, target.batch)
    )
    limits = Limits(seconds=target.seconds * target.batch, memory=_MEMORY)
    return run(attempt, tasks, workers=workers, limits=limits)


def go_on(folder: Path, seed: int, names: list[str], *, workers: int, say: Callable[[str], None]) -> dict[str, Tally]:
    """Fuzz the named targets, each from where its last run stopped; state and failing inputs are kept in `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    tallies = _load(folder, seed)
    try:
        for target in (BY_NAME[name] for name in names):
            tally = tallies.setdefault(target.name, Tally())
            memory = _Memory()
            for number, (task, outcome) in enumerate(fuzz(target, seed, tally.done, target.count, workers=workers)):
                before = len(tally.failures)
                tally.add(task, outcome)
                if isinstance(outcome, Outcome):
                    tally.growth = max(tally.growth, memory.growth(outcome, len(task.numbers)))
                for line in tally.failures[before:]:
                    _keep(folder, target.name, seed, line)
                    say(f"{target.name} {line}")
                if number % _SAVE == 0:
                    _save(folder, seed, tallies)
                    say(f"{target.name} {tally.done} of {target.count}")
            say(f"{target.name} done: {tally.outcomes}")
    finally:
        _save(folder, seed, tallies)
    return tallies


def faults(tallies: dict[str, Tally]) -> list[str]:
    """Return a line for every crash, hang, death and growth."""
    found = [f"{name} {line}" for name, tally in tallies.items() for line in tally.failures]
    return found + [f"{name} a worker grew by {tally.growth >> 20} MB" for name, tally in tallies.items()
                    if tally.growth > _GROWTH]  # fmt: skip


def _keep(folder: Path, name: str, seed: int, line: str) -> None:
    number = int(line.partition(" ")[0])
    if name != "grid":
        (folder / f"{name}-{seed}-{number}.bin").write_bytes(mutated(name, seed, number))


def _load(folder: Path, seed: int) -> dict[str, Tally]:
    path = folder / _STATE
    if not path.exists():
        return {}
    state = json.loads(path.read_text("utf-8"))
    if state["seed"] != seed:
        raise SystemExit(f"{folder} holds a run with seed {state['seed']}; name another folder or that seed")
    return {name: Tally(**tally) for name, tally in state["targets"].items()}


def _save(folder: Path, seed: int, tallies: dict[str, Tally]) -> None:
    state = {"seed": seed, "targets": {name: asdict(tally) for name, tally in tallies.items()}}
    path = folder / _STATE
    path.with_suffix(".new").write_text(json.dumps(state, ensure_ascii=False, indent=1), encoding="utf-8")
    path.with_suffix(".new").replace(path)


NAMES = [target.name for target in TARGETS]

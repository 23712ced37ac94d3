"""CPU time of rivals, measured in turns, so that a slow moment of the machine hits all of them."""

import time
from collections.abc import Callable
from statistics import median


def interleaved(rivals: dict[str, Callable[[], object]], repeats: int = 5) -> dict[str, float]:
    """Return each rival's median CPU seconds of this process over `repeats` rounds, after one unmeasured round."""
    times: dict[str, list[float]] = {name: [] for name in rivals}
    for round_number in range(repeats + 1):
        for name, call in rivals.items():
            start = time.process_time()
            call()
            if round_number:
                times[name].append(time.process_time() - start)
    return {name: median(taken) for name, taken in times.items()}


def verdict(what: str, value: float, bound: float, unit: str) -> str:
    """Return a line that says whether a value reaches its lower bound."""
    word = "reached" if value >= bound else "MISSED"
    return f"{word}: {what} {value:.1f} {unit} (at least {bound:g})"

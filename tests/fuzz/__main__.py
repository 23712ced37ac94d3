"""Fuzzes the readers with mutated documents: `python -m tests.fuzz --folder fuzz --seed 1`.

Stop it with Ctrl-C; the same command goes on where it stopped. Exit 1 if a document made a reader crash, hang or grow.
"""

import argparse
import sys
import time
from pathlib import Path

from tests.fuzz.run import NAMES, Tally, faults, go_on
from tests.generators.reach import left_out


def _say(line: str) -> None:
    sys.stdout.write(f"{time.strftime('%H:%M:%S')} {line}\n")
    sys.stdout.flush()


def _table(tallies: dict[str, Tally]) -> None:
    sys.stdout.write("| reader | documents | read | refused | crash, hang or death | slowest, s | growth, MB |\n")
    sys.stdout.write("|---|---:|---:|---:|---:|---:|---:|\n")
    for name, tally in sorted(tallies.items()):
        good = sum(count for word, count in tally.outcomes.items() if word in ("read", "table", "no table"))
        refused = tally.done - good - len(tally.failures)
        numbers = (tally.done, good, refused, len(tally.failures), f"{tally.slowest:.2f}", tally.growth >> 20)
        sys.stdout.write(f"| {name} | {' | '.join(map(str, numbers))} |\n")


def main() -> None:
    """Fuzz, print a table, say what failed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--folder", type=Path, default=Path("fuzz"), help="state and failing inputs")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("targets", nargs="*", help=f"of {', '.join(NAMES)}; all unless named")
    chosen = parser.parse_args()
    missing = {"doc": "doc", "wordxml": "doc", "ocr": "png"}
    names = [name for name in chosen.targets or NAMES if missing.get(name, "") not in left_out()]
    for name in set(chosen.targets or NAMES) - set(names):
        _say(f"left out: {name}, {left_out()[missing[name]]}")
    try:
        tallies = go_on(chosen.folder, chosen.seed, names, workers=chosen.workers, say=_say)
    except KeyboardInterrupt:
        _say("stopped; the same command goes on from here")
        sys.exit(130)
    _table(tallies)
    found = faults(tallies)
    for line in found:
        _say(f"FAULT {line}")
    sys.exit(1 if found else 0)


if __name__ == "__main__":
    main()

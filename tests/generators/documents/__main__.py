"""Writes made documents and their truths: `python -m tests.generators.documents --seed S --count N --out DIR`."""

import argparse
import json
from collections.abc import Iterator
from pathlib import Path

from tests.generators.documents import Generated, generate, make
from tests.generators.documents.plan import FORMATS, plan_with, quirks_of


def main() -> None:
    """Write DIR/documents and DIR/truth."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--count", type=int, default=100)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--each", action="store_true", help="one document for every oddity alone instead")
    chosen = parser.parse_args()
    documents, truths = chosen.out / "documents", chosen.out / "truth"
    for folder in (documents, truths):
        folder.mkdir(parents=True, exist_ok=True)
    for made in _each(chosen.seed) if chosen.each else generate(chosen.seed, chosen.count):
        (documents / made.file).write_bytes(made.data)
        text = json.dumps(made.truth, ensure_ascii=False, indent=1)
        (truths / f"{made.truth['id']}.json").write_text(text, encoding="utf-8")


def _each(seed: int) -> Iterator[Generated]:
    for format_ in FORMATS:
        for names in quirks_of(format_).values():
            for name in names:
                for form in ("F2021", "F2019"):
                    plan = plan_with(name, seed=seed, format_=format_, form=form)
                    yield make(plan, f"{format_}-{name}-{form}")


if __name__ == "__main__":
    main()

"""Every kind of problem that the code names has words in both languages, and no words are left over."""

import ast
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TypeGuard

from archive.texts import catalogue

ROOT = Path(__file__).parents[2]
# Calls whose `kind`, or else first argument, names a kind.
_NAMING = {"Problem", "Unreadable", "problem", "missing_parts"}


def _named() -> Iterator[tuple[str, str]]:
    """Yield (kind, place) for each call that names one; a kind chosen by a condition counts both ways."""
    for package in ("archive", "pipelines"):
        for path in sorted((ROOT / package).rglob("*.py")):
            tree = ast.parse(path.read_text("utf-8"))
            chosen = {node.targets[0].id: node.value for node in ast.walk(tree) if _is_plain_assignment(node)}
            for node in ast.walk(tree):
                if isinstance(node, ast.Call) and _called(node) in _NAMING:
                    given = [word.value for word in node.keywords if word.arg == "kind"] or node.args[:1]
                    yield from (
                        (kind, f"{path.name}:{node.lineno}") for value in given for kind in _texts(value, chosen)
                    )


def _called(node: ast.Call) -> str:
    return node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")


def _is_plain_assignment(node: ast.AST) -> TypeGuard[ast.Assign]:
    return isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name)


def _texts(value: ast.expr, chosen: Mapping[str, ast.expr]) -> Iterator[str]:
    if isinstance(value, ast.Name):
        value = chosen.get(value.id, value)
    yield from (
        part.value for part in ast.walk(value) if isinstance(part, ast.Constant) and isinstance(part.value, str)
    )


def test_kinds_and_their_words_are_the_same() -> None:
    named: dict[str, str] = dict(_named())
    worded = {key.removeprefix("problems.") for key in catalogue() if key.startswith("problems.")}
    assert {kind: place for kind, place in named.items() if kind not in worded} == {}
    assert worded - set(named) == set()

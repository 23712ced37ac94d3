"""Versions of readings and reports, computed from the files and libraries that make them, never bumped by hand."""

import ast
import hashlib
import platform
import sys
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.metadata import packages_distributions, version
from importlib.util import find_spec
from pathlib import Path

_OURS = ("archive", "pipelines")
_DATA = {".toml", ".csv", ".sql", ".txt"}
_READING = ("pipelines.formats", "pipelines.stage")  # the stage adds text recognition


@cache
def reader_version() -> str:
    """Return the version of reading: bytes to text and tables."""
    return _digest(*_READING)


@cache
def assemble_version() -> str:
    """Return the version of assembling: readings to reports, reading included."""
    return _digest(*_READING, "pipelines.assemble")


@cache
def build_version() -> str:
    """Return the version of everything that decides an archive's rows."""
    return _digest(*_READING, "pipelines.assemble", "pipelines.build")


def _digest(*roots: str) -> str:
    files, libraries = sources(*roots)
    digest = hashlib.sha256(f"python {platform.python_version()}\n".encode())
    for name, path in files.items():
        digest.update(f"{name} {hashlib.sha256(path.read_bytes()).hexdigest()}\n".encode())
    for library, number in libraries.items():
        digest.update(f"{library} {number}\n".encode())
    return digest.hexdigest()[:16]


def sources(*roots: str) -> tuple[dict[str, Path], dict[str, str]]:
    """Return the files, by name, that these modules import (directly or not), and their libraries with versions.

    A package below `archive` or `pipelines` counts whole, its data files included, because several find their
    modules and data by walking their folder; a single module counts with the data files it names.
    """
    files: dict[str, Path] = {}
    libraries: set[str] = set()
    waiting = list(roots)
    seen: set[str] = set()
    while waiting:
        module = waiting.pop()
        if module in seen:
            continue
        seen.add(module)
        for name, path in _files(module):
            files[name] = path
            if path.suffix == ".py":
                inside, outside = _imports(path)
                waiting += inside
                libraries |= outside
    return dict(sorted(files.items())), _versions(libraries)


def _files(module: str) -> Iterator[tuple[str, Path]]:
    """Yield the module's file and the data files it names; for a package below the top level all its folder's."""
    spec = find_spec(module)
    if spec is None or spec.origin is None:
        return
    origin = Path(spec.origin)
    if "." not in module or spec.submodule_search_locations is None:
        yield module + ("/__init__" if origin.name == "__init__.py" else ""), origin
        yield from _named_beside(module, origin)
        return
    for path in sorted(origin.parent.rglob("*")):
        if path.suffix == ".py" or path.suffix in _DATA:
            inner = path.relative_to(origin.parent).with_suffix("" if path.suffix == ".py" else path.suffix)
            yield f"{module.replace('.', '/')}/{inner.as_posix()}", path


def _named_beside(module: str, origin: Path) -> Iterator[tuple[str, Path]]:
    """Yield the data files beside a module that one of its strings names (regions.csv of archive.regions)."""
    for node in _nodes(origin):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and Path(node.value).suffix in _DATA:
            path = origin.parent / node.value
            if path.is_file():
                yield f"{module}:{node.value}", path


@cache
def _nodes(path: Path) -> tuple[ast.AST, ...]:
    return tuple(ast.walk(ast.parse(path.read_text("utf-8"), filename=path.name)))


@cache
def _imports(path: Path) -> tuple[frozenset[str], frozenset[str]]:
    """Return (modules of ours, top names of libraries) that a file imports, also inside functions."""
    inside: set[str] = set()
    outside: set[str] = set()
    for node in _nodes(path):
        names: list[str] = []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names = [node.module, *[f"{node.module}.{alias.name}" for alias in node.names]]
        for imported in names:
            top = imported.partition(".")[0]
            if top not in _OURS:
                outside.add(top)
            elif _exists(imported):
                inside.add(imported)
                inside |= _packages(imported)
    return frozenset(inside), frozenset(outside)


def _packages(module: str) -> set[str]:
    """Return the packages above a module: importing it runs them too."""
    parts = module.split(".")
    return {".".join(parts[:depth]) for depth in range(1, len(parts))}


@cache
def _exists(module: str) -> bool:
    """Say whether a dotted name is a module (it may be a name inside one)."""
    try:
        return find_spec(module) is not None
    except ModuleNotFoundError:
        return False


@cache
def _owners() -> Mapping[str, list[str]]:
    return packages_distributions()


def _versions(libraries: set[str]) -> dict[str, str]:
    owners = _owners()
    found = {owner for library in libraries - sys.stdlib_module_names for owner in owners.get(library, ())}
    return {owner: version(owner) for owner in sorted(found)}

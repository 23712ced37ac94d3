"""Imports go one way, and every data file has its place: the structure that docs/architecture.md promises."""

import ast
import re
import sys
import tomllib
from collections.abc import Iterator
from importlib.metadata import metadata, packages_distributions
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
CHOSEN = {"text-unidecode": "Artistic License"}  # ours to choose: offered under this or the GPL, and only tests need it
FORBIDDEN = {"archive": {"crawler", "pipelines"}, "crawler": {"pipelines"}, "pipelines": {"crawler"}}


def _imported(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module


@pytest.mark.parametrize("package", sorted(FORBIDDEN))
def test_imports_go_one_way(package: str) -> None:
    wrong = {
        f"{path.relative_to(ROOT)} imports {name}"
        for path in (ROOT / package).rglob("*.py")
        for name in _imported(path)
        if name.split(".")[0] in FORBIDDEN[package]
    }
    assert not wrong


def test_no_file_has_outgrown_its_purpose() -> None:
    long = {
        str(path.relative_to(ROOT)): lines
        for package in FORBIDDEN
        for path in (ROOT / package).rglob("*.py")
        if (lines := len(path.read_text("utf-8").splitlines())) > 500
    }
    assert not long


def test_lock_names_hashes_and_no_index() -> None:
    lock = (ROOT / "requirements.lock").read_text("utf-8")
    assert "--hash=sha256:" in lock
    assert "://" not in lock


def _declared() -> dict[str, str]:
    """Return what pyproject.toml asks for: name of the distribution → versions."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    wanted = [*project["dependencies"], *project["optional-dependencies"]["dev"]]
    return {_plain(found[1]): found[2] for line in wanted if (found := re.fullmatch(r"([\w.-]+)(.*)", line))}


def _plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def test_every_library_that_is_imported_is_declared_with_its_versions() -> None:
    owners = packages_distributions()
    ours = {*FORBIDDEN, "tests", *sys.stdlib_module_names}
    imported = {
        name.split(".")[0]: str(path.relative_to(ROOT))
        for folder in (*FORBIDDEN, "tests")
        for path in (ROOT / folder).rglob("*.py")
        for name in _imported(path)
    }
    declared = _declared()
    assert {
        name: path
        for name, path in imported.items()
        if name not in ours and not {_plain(owner) for owner in owners[name]} & declared.keys()
    } == {}
    assert {name for name, versions in declared.items() if not re.match(r"~=|==|>=.+,<", versions)} == set()


def test_no_library_is_under_a_licence_that_binds_our_code() -> None:
    locked = re.findall(r"^([\w.-]+)==\S+( ;.*)?", (ROOT / "requirements.lock").read_text("utf-8"), re.MULTILINE)
    installed = {_plain(owner) for owners in packages_distributions().values() for owner in owners}
    names = sorted({_plain(name) for name, _ in locked} & installed)
    assert len(names) > 50  # or nothing was looked at
    bound = {}
    for name in names:
        about = metadata(name)
        said = [about.get("License-Expression"), about.get("License"), *(about.get_all("Classifier") or ())]
        licences = " ".join(filter(None, said))
        if re.search(r"\bA?GPL|General Public", licences) and CHOSEN.get(name, "none chosen") not in licences:
            bound[name] = licences
    assert bound == {}

"""What README and docs tell people to type exists: commands, options, sites, make targets, files."""

import re
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from archive.cli import main
from crawler.platforms import platforms
from crawler.registry import load_registry
from tests.generators.documents.plan import FORMATS, quirks_of

ROOT = Path(__file__).parents[1]
PAGES = sorted([*ROOT.glob("README*.md"), *(ROOT / "docs").glob("*.md")])
_COMMAND = re.compile(r"(?:^|[`\s(])nianbao ([a-z]+(?: (?:list|check|add)\b)?)((?:[ \t]+(?![&#|])[^\s`&#|;,]+)*)")
_LINK = re.compile(r"\]\(([^)#:]+)(?:#[^)]*)?\)")


def _commands(text: str) -> Iterator[tuple[str, list[str]]]:
    for found in _COMMAND.finditer(text):
        yield found[1], re.findall(r"--[a-z][a-z-]*", found[2])


def _command(name: str) -> click.Command | None:
    context = click.Context(main)
    group: click.Command | None = main
    for word in name.split():
        if not isinstance(group, click.Group):
            return group  # the word is an argument
        group = group.get_command(context, word)
    return group


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_command_and_option_that_is_named_exists(page: Path) -> None:
    for name, options in _commands(page.read_text("utf-8")):
        command = _command(name)
        assert command is not None, f"{page.name} names `nianbao {name}`"
        known = {option for parameter in command.params for option in (*parameter.opts, *parameter.secondary_opts)}
        assert set(options) <= known | {"--help"}, f"{page.name}: nianbao {name} {options}"


@pytest.mark.parametrize("page", sorted(ROOT.glob("README*.md")), ids=lambda page: page.name)
def test_readme_names_every_kind_of_thing_by_its_right_name(page: Path) -> None:
    text = page.read_text("utf-8")
    assert len(list(_commands(text))) >= 7  # or the pattern above sees nothing
    assert set(re.findall(r"--site ([a-z0-9-]+)", text)) <= {site.id for site in load_registry()}
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    assert set(re.findall(r"(?:^|`)make ([a-z]+)", text, re.MULTILINE)) <= targets
    (families,) = re.findall(r"^\| (?:Sites|网站系统) \| (.*) \|$", text, re.MULTILINE)
    assert set(re.findall(r"`(\w+)`", families)) == set(platforms())


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_to_files(page: Path) -> None:
    lost = [target for target in _LINK.findall(page.read_text("utf-8")) if not (page.parent / target).exists()]
    assert not lost


def test_both_readmes_name_the_same_commands() -> None:
    english, chinese = (sorted(_commands((ROOT / name).read_text("utf-8"))) for name in ("README.md", "README.zh.md"))
    assert english == chinese


def test_every_test_and_oddity_that_the_page_on_variants_names_exists() -> None:
    text = (ROOT / "docs" / "variants.md").read_text("utf-8")
    named = set(re.findall(r"`([\w/]+\.py)::(\w+)`", text))
    lost = {
        (file, test)
        for file, test in named
        if not re.search(rf"^def {test}\(", (ROOT / "tests" / file).read_text("utf-8"), re.MULTILINE)
    }
    assert lost == set()
    forms = ("F2021", "F2019", "F2014", "F2008", "prose")
    carried = {
        name for format_ in FORMATS for form in forms for names in quirks_of(format_, form).values() for name in names
    }
    assert set(re.findall(r"`quirk:(\w+)`", text)) - carried == set()
    rows = [line for line in text.splitlines() if line.startswith("| ") and not line.startswith("| variation")]
    assert len(named) > 80
    assert [row for row in rows if "::" not in row and "quirk:" not in row] == []

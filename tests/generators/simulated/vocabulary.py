"""The lists of words in vocabulary.toml."""

import tomllib
from functools import cache
from importlib.resources import files


@cache
def words(name: str) -> tuple[str, ...]:
    """Return one list, the commonest word first."""
    found = _lists()[name]
    return tuple(found.split() if isinstance(found, str) else found)


@cache
def _lists() -> dict[str, str | list[str]]:
    return tomllib.loads(files(__package__).joinpath("vocabulary.toml").read_text("utf-8"))

"""Examples of how to read a release, from reading.toml."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """One way of reading; `file` names the language by its ending, `code` runs in the folder of the release."""

    title: Mapping[str, str]
    file: str
    code: str

    @property
    def language(self) -> str:
        """Return the name of its language as Markdown marks code."""
        return {"py": "python", "R": "r", "sql": "sql", "sh": "sh"}.get(self.file.rpartition(".")[2], "text")


@cache
def examples() -> Mapping[str, Example]:
    """Return the examples by name."""
    return read_examples(files("archive.export").joinpath("reading.toml").read_text("utf-8"))


def read_examples(words: str) -> Mapping[str, Example]:
    """Return the examples of a TOML file by name."""
    rows = tomllib.loads(words)
    return {name: Example(**{**row, "code": row["code"].strip("\n")}) for name, row in rows.items()}

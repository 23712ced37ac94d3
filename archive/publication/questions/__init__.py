"""The questions readers ask, one TOML file each; the file's name is the question's address.

A file has `number` (its place in the list), `title`, `can` and `cannot` (what the answer says and what it does
not), each with zh and en, and either `sql` with `[parameters.<name>]` or `not_yet` with the reason.
"""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from archive.texts import LANGUAGES, Language

Words = Mapping[Language, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter:
    """A field of the question's form. `kind`: year, scope or number; an empty value means no limit."""

    name: str
    kind: str
    label: Words
    default: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One question. Either `sql` or `not_yet` is given."""

    name: str
    number: int
    title: Words
    can: Words
    cannot: Words
    sql: str | None
    not_yet: Words | None
    parameters: tuple[Parameter, ...]


@cache
def questions() -> tuple[Question, ...]:
    """Return every question by number. Raises ValueError for a file of wrong shape."""
    found = [
        _question(resource.name.removesuffix(".toml"), tomllib.loads(resource.read_text("utf-8")))
        for resource in files(__package__).iterdir()
        if resource.name.endswith(".toml")
    ]
    numbers = [question.number for question in found]
    if len(set(numbers)) != len(numbers):
        raise ValueError(f"two questions have the same number: {sorted(numbers)}")
    return tuple(sorted(found, key=lambda question: question.number))


def _question(name: str, raw: dict[str, Any]) -> Question:
    sql = raw.get("sql")
    if (sql is None) == ("not_yet" not in raw):
        raise ValueError(f"question {name} needs either sql or not_yet")
    parameters = tuple(
        Parameter(name=key, kind=entry["kind"], label=_words(name, entry, key), default=str(entry.get("default", "")))
        for key, entry in raw.get("parameters", {}).items()
    )
    used = set(re.findall(r"(?<![:\w]):([a-z_]+)", sql or ""))
    if used != {parameter.name for parameter in parameters}:
        raise ValueError(f"question {name}: its SQL and its parameters differ: {sorted(used)}")
    return Question(
        name=name,
        number=raw["number"],
        title=_words(name, raw, "title"),
        can=_words(name, raw, "can"),
        cannot=_words(name, raw, "cannot"),
        sql=None if sql is None else sql.strip(),
        not_yet=_words(name, raw, "not_yet") if "not_yet" in raw else None,
        parameters=parameters,
    )


# Fields that many questions share; a file may name them without a label.
COMMON: Mapping[str, Words] = {
    "year": {"zh": "年度", "en": "Year"},
    "scope": {"zh": "范围", "en": "Scope"},
}


def _words(name: str, raw: dict[str, Any], key: str) -> Words:
    entry = raw.get("label", COMMON.get(key)) if "kind" in raw else raw.get(key)
    if not isinstance(entry, Mapping) or set(entry) != set(LANGUAGES):
        raise ValueError(f"question {name}: {key} needs the languages {', '.join(LANGUAGES)}")
    return {language: str(entry[language]).strip() for language in LANGUAGES}

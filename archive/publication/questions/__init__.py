"""The questions readers ask, one TOML file each; the file's name is the question's address.

A file has `number` (its place in the list), `title`, `can` and `cannot` (what the answer says and what it does not),
each with zh and en, and `sql` (see sql.py for its parts in braces). It may have:

- `residents`: another `sql`, used where the operator supplies numbers of residents, with a table `population`;
- `doubt`: the figures used, as `k.res_total`, so that rows with a doubtful one are marked or left out;
- `figures`: which column shows which figure, by its code, so that it leads to its proof (`prev.` for the year before);
- `apart`: columns whose values are never ranked together, beside the scope;
- `one_year`: the answer is given for one year at a time; `defaults` of fields; `[parameters.<name>]` of its own;
- `chart`: `kind` (ranked, stacked, shares or lines), `x` and `y` (columns), and `sql` where it has rows of its
  own; `unit` of its figures.
"""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any

from archive.publication.questions.sql import expanded
from archive.texts import LANGUAGES, Language

Words = Mapping[Language, str]
# Fields that many questions share, in the order of the form, with their kind. An empty value sets no limit in the SQL.
COMMON: Mapping[str, Words] = {
    "year": {"zh": "年度", "en": "Year"},
    "scope": {"zh": "统计范围", "en": "Scope"},
    "province": {"zh": "省份", "en": "Province"},
    "level": {"zh": "层级", "en": "Level"},
    "kind": {"zh": "机关类别", "en": "Kind of body"},
    "minimum": {"zh": "最少件数", "en": "At least (cases)"},
    "sort": {"zh": "排序", "en": "Order"},
    "doubts": {"zh": "存疑或不符的报告", "en": "Reports in doubt"},
}
NUMBERS = {"minimum"}
DEFAULTS = {"sort": "desc", "doubts": "mark"}
CHARTS = {"ranked", "stacked", "shares", "lines"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter:
    """A field of the question's form. `kind`: a name of COMMON, number, or choice with `options`."""

    name: str
    kind: str
    label: Words
    default: str = ""
    options: Mapping[str, Words] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class ChartOf:
    """How an answer is drawn: `y` are columns of the answer, or of `sql` where it has rows of its own."""

    kind: str
    x: str
    y: tuple[str, ...]
    unit: str
    sql: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One question."""

    name: str
    number: int
    title: Words
    can: Words
    cannot: Words
    sql: str
    parameters: tuple[Parameter, ...]
    figures: Mapping[str, str]
    apart: tuple[str, ...]
    one_year: bool
    chart: ChartOf

    @property
    def unordered(self) -> str:
        """The SQL without its order, for counting."""
        return self.sql.rpartition("ORDER BY")[0]

    @property
    def summed(self) -> bool:
        """Whether a row sums several reports, and counts those in doubt, instead of marking them."""
        return "doubtful_reports" in self.sql


@cache
def questions(*, residents: bool = False) -> tuple[Question, ...]:
    """Return every question by number; `residents` says whether numbers of residents are supplied.

    Raises ValueError for a file of wrong shape.
    """
    found = [
        _question(resource.name.removesuffix(".toml"), tomllib.loads(resource.read_text("utf-8")), residents)
        for resource in files(__package__).iterdir()
        if resource.name.endswith(".toml")
    ]
    numbers = [question.number for question in found]
    if len(set(numbers)) != len(numbers):
        raise ValueError(f"two questions have the same number: {sorted(numbers)}")
    return tuple(sorted(found, key=lambda question: question.number))


def _question(name: str, raw: dict[str, Any], residents: bool) -> Question:
    if residents and "residents" in raw:
        raw = {**raw, **raw["residents"]}
    doubt = raw.get("doubt", ())
    sql = expanded(raw["sql"], doubt, one_year=raw.get("one_year", False))
    if "ORDER BY" not in sql or re.search(r"ORDER BY[^)]*LIMIT[^)]*$", sql):
        raise ValueError(f"question {name}: its SQL must end with an order, and no limit")
    return Question(
        name=name,
        number=raw["number"],
        title=_words(name, raw, "title"),
        can=_words(name, raw, "can"),
        cannot=_words(name, raw, "cannot"),
        sql=sql,
        parameters=tuple(_parameters(name, raw, sql)),
        figures=raw.get("figures", {}),
        apart=("scope", *raw.get("apart", ())),
        one_year=raw.get("one_year", False),
        chart=_chart(name, raw["chart"], doubt),
    )


def _parameters(name: str, raw: dict[str, Any], sql: str) -> list[Parameter]:
    own = raw.get("parameters", {})
    defaults = raw.get("defaults", {})
    used = set(re.findall(r"(?<![:\w]):([a-z_]+)", sql))
    if used - set(own) - set(COMMON) or set(own) - used or set(defaults) - used:
        raise ValueError(f"question {name}: its SQL and its parameters differ: {sorted(used)}")
    found = {
        key: Parameter(
            name=key,
            kind="number" if key in NUMBERS else key,
            label=label,
            default=str(defaults.get(key, DEFAULTS.get(key, ""))),
        )
        for key, label in COMMON.items()
        if key in used
    }
    for key, entry in own.items():
        found[key] = Parameter(
            name=key,
            kind=entry["kind"],
            label=_words(name, entry, "label"),
            default=str(entry.get("default", "")),
            options={value: _words(name, entry["options"], value) for value in entry.get("options", {})},
        )
    return list(found.values())


def _chart(name: str, raw: dict[str, Any], doubt: tuple[str, ...]) -> ChartOf:
    if raw["kind"] not in CHARTS:
        raise ValueError(f"question {name}: no chart of kind {raw['kind']!r}")
    y = (raw["y"],) if isinstance(raw["y"], str) else tuple(raw["y"])
    sql = expanded(raw["sql"], doubt) if "sql" in raw else None
    return ChartOf(kind=raw["kind"], x=raw["x"], y=y, unit=raw.get("unit", ""), sql=sql)


def _words(name: str, raw: dict[str, Any], key: str) -> Words:
    entry = raw.get(key)
    if not isinstance(entry, Mapping) or set(entry) != set(LANGUAGES):
        raise ValueError(f"question {name}: {key} needs the languages {', '.join(LANGUAGES)}")
    return {language: str(entry[language]).strip() for language in LANGUAGES}

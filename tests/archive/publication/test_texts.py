"""The pages' texts: each that templates and code name exists in both languages, and none is left that nothing names."""

import re
from functools import cache
from pathlib import Path

from archive.publication.reports import SCOPES
from archive.records import Outcome
from archive.texts import LANGUAGES, catalogue
from pipelines.report import Flag

PACKAGE = Path(__file__).parents[3] / "archive" / "publication"
_KEY = r"[a-z0-9_]+(?:\.[a-z0-9_]+)+"
_IN_TEMPLATE = re.compile(rf"\bt\(\s*[\"']({_KEY})[\"']\s*[,)]")
_IN_CODE = re.compile(rf"(?:\bsay\(|\bMissing\(|\btext\()\s*[\"'](?:pages\.)?({_KEY})[\"']")
# built keys: "level." ~ one, "findings." ~ one ~ "_means", f"body.chart_{what}"
_BUILT_IN_TEMPLATE = re.compile(r"\bt\(\s*\"([a-z0-9_.]+)\" ~ (?:[^\"]*? ~ \"(_[a-z0-9_]+)\")?")
_BUILT_IN_CODE = re.compile(
    r"\b(?:say|text)\(\s*f[\"'](?:pages\.)?([a-z0-9_]+\.[a-z0-9_.]*)\{[^}\"']*(?:[\"']\w+[\"'])?[^}]*\}([a-z0-9_.]*)[\"']"
)
# the status of a question's rows, the first part of a citation, the kinds of bodies to choose from
_BUILT_ELSEWHERE = (("status.", ""), ("cite.report_", ""), ("body_kind.", ""))
_QUOTED = re.compile(rf"[\"'](?:pages\.)?({_KEY})[\"']")


@cache
def sources() -> dict[str, str]:
    """Return the templates and the code by path, and the questions, whose columns have names among the texts."""
    found = [path for kind in ("html", "py", "toml") for path in sorted(PACKAGE.rglob(f"*.{kind}"))]
    return {path.relative_to(PACKAGE).as_posix(): path.read_text("utf-8") for path in found}


@cache
def keys() -> frozenset[str]:
    return frozenset(key.removeprefix("pages.") for key in catalogue() if key.startswith("pages."))


def named() -> dict[str, str]:
    """Return the keys that are written out where a text is asked for, with the file."""
    found: dict[str, str] = {}
    for path, words in sources().items():
        asked = _IN_TEMPLATE if path.endswith(".html") else _IN_CODE
        found |= dict.fromkeys(asked.findall(words), path)
    return found


def built() -> dict[tuple[str, str], str]:
    """Return what the keys that are made from a name start and end with, with the file."""
    found: dict[tuple[str, str], str] = {}
    for path, words in sources().items():
        made = _BUILT_IN_TEMPLATE if path.endswith(".html") else _BUILT_IN_CODE
        found |= dict.fromkeys(made.findall(words), path)
    others = (("pages.", ""), ("problems.", ""))  # any text at all; texts of another area
    return {parts: path for parts, path in found.items() if parts not in others}


def fits(key: str, parts: tuple[str, str]) -> bool:
    """Tell whether a key may be one that is built so."""
    start, end = parts
    return key.startswith(start) and key.endswith(end) and len(key) > len(start) + len(end)


def test_every_text_that_is_named_exists() -> None:
    assert len(named()) > 400
    assert {key: path for key, path in named().items() if key not in keys()} == {}


def test_every_text_that_is_built_from_a_name_exists() -> None:
    known = {
        *(f"flag.{flag}" for flag in Flag),
        *(f"outcome.{outcome}" for outcome in Outcome),
        *(f"scope.{scope}" for scope in SCOPES),
        *(f"severity.{one}" for one in ("hard", "soft", "heuristic")),
        *(f"level.{one}" for one in ("national", "province", "prefecture", "county", "township", "unknown")),
        *(f"source_role.{one}" for one in ("page", "attachment", "iframe", "mirror", "copy", "file")),
        *(f"comparability.{one}" for one in ("exact", "near", "partial", "none")),
        *(f"status.{one}" for one in ("late", "gap", "ended")),
        *(f"dates.month_{month}" for month in range(1, 13)),
    }
    assert known - keys() == set()
    families = built()
    assert ("scope.", "") in families
    assert ("findings.", "_means") in families
    assert ("body.chart_", "") in families
    assert {parts: path for parts, path in families.items() if not any(fits(key, parts) for key in keys())} == {}


def test_no_text_is_empty() -> None:
    for key in keys():
        assert all(catalogue()[f"pages.{key}"][language].strip() for language in LANGUAGES), key


def test_every_text_is_used() -> None:
    """A key is used where it is written out, and where one is built that it may be."""
    written = {key for words in sources().values() for key in _QUOTED.findall(words)}
    made = [*built(), *_BUILT_ELSEWHERE]
    assert {key for key in keys() - written if not any(fits(key, parts) for parts in made)} == set()


def test_every_column_that_has_a_name_is_a_question_s() -> None:
    words = {word for text in sources().values() for word in re.findall(r"\w+", text)}
    columns = {key.removeprefix("column.") for key in keys() if key.startswith("column.")}
    assert len(columns) > 50
    assert columns - words == set()

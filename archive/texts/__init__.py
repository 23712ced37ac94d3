"""Every text shown to people, in Chinese and English, from the TOML files beside this module.

A file `<area>.toml` holds entries `key = { zh = "…", en = "…" }` (or tables of them); the entry is addressed as
`area.key`. Placeholders are written `{name}`.
"""

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Literal

Language = Literal["zh", "en"]
LANGUAGES: tuple[Language, ...] = ("zh", "en")


@cache
def catalogue() -> Mapping[str, Mapping[str, str]]:
    """Return every entry by its full key. Raises ValueError for an entry that lacks a language."""
    entries: dict[str, Mapping[str, str]] = {}
    for resource in sorted(files(__package__).iterdir(), key=lambda item: item.name):
        if resource.name.endswith(".toml"):
            _collect(resource.name.removesuffix(".toml"), tomllib.loads(resource.read_text("utf-8")), entries)
    return entries


def _collect(prefix: str, node: Mapping[str, object], entries: dict[str, Mapping[str, str]]) -> None:
    for key, value in node.items():
        full = f"{prefix}.{key}"
        if not isinstance(value, Mapping):
            raise ValueError(f"text {full} is not a table with zh and en")
        if set(value) == set(LANGUAGES) and all(isinstance(text, str) for text in value.values()):
            entries[full] = {language: str(value[language]) for language in LANGUAGES}
        elif any(isinstance(value.get(language), str) for language in LANGUAGES):
            raise ValueError(f"text {full} needs exactly the languages {', '.join(LANGUAGES)}")
        else:
            _collect(full, value, entries)


def text(key: str, language: Language, **values: object) -> str:
    """Return one text with its placeholders filled. Raises KeyError naming a key that does not exist."""
    try:
        entry = catalogue()[key]
    except KeyError:
        raise KeyError(f"no text {key!r} in archive/texts") from None
    return entry[language].format(**values) if values else entry[language]

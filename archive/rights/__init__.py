"""Licences and attributions of the data, for releases and pages."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from archive.texts import LANGUAGES, Language

OUR_LICENCE = "CC-BY-4.0"
OUR_LICENCE_URL = "https://creativecommons.org/licenses/by/4.0/"
AUTHORS = "The Nianbao authors"


@dataclass(frozen=True, slots=True, kw_only=True)
class Attribution:
    """One source of the data; `licence` None where it is only quoted, `text` names the file of the licence's words."""

    name: str
    what: Mapping[str, str]
    licence: str | None = None
    text: str | None = None

    def told(self, language: Language) -> str:
        """Return it as a line of a notice."""
        words = f"{self.name}: {self.what[language]}" if language == "en" else f"{self.name}：{self.what[language]}"
        return f"{words} ({self.licence})" if self.licence else words


@cache
def attributions() -> tuple[Attribution, ...]:
    """Return all sources, as attributions.toml has them."""
    rows = tomllib.loads(files(__package__).joinpath("attributions.toml").read_text("utf-8"))
    return tuple(Attribution(**row) for row in rows.values())


def licence_texts() -> dict[str, str]:
    """Return the words of the licences by file name."""
    names = sorted({one.text for one in attributions() if one.text})
    return {name: files(__package__).joinpath(name).read_text("utf-8") for name in names}


def notice() -> str:
    """Return whom to name when passing the data on, in both languages."""
    return "\n".join(f"{one.told(language)}" for language in LANGUAGES for one in attributions()) + "\n"

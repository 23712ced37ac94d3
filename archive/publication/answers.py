"""What a page is asked and what it answers, free of any web framework."""

import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from archive.publication.site import Site
from archive.publication.tabular import Spooled
from archive.texts import Language, text


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """One request. `prefix` is "", "/zh" or "/en" and is kept by every link; `path` comes without it."""

    db: sqlite3.Connection
    site: Site
    language: Language
    prefix: str
    path: str
    values: Mapping[str, str | None] = field(default_factory=dict)  # named groups of the page's PATH
    query: Mapping[str, str] = field(default_factory=dict)
    origin: str = ""  # "https://host" as readers know it, or empty

    def value(self, name: str) -> str:
        """Return a part of the address that PATH requires."""
        return self.values[name] or ""

    def say(self, key: str, **values: object) -> str:
        """Return a text of archive/texts/pages.toml in the page's language."""
        return text(f"pages.{key}", self.language, **values)

    def unit(self, unit: str) -> str:
        """Return a form's unit in the page's language; one that is no form's stays as the document prints it."""
        try:
            return self.say(f"unit.{unit}")
        except KeyError:
            return unit

    def link(self, path: str, **query: object) -> str:
        """Return the address of another page in the same language."""
        kept = {key: value for key, value in query.items() if value not in (None, "")}
        return f"{self.prefix}{path}" + (f"?{urlencode(kept)}" if kept else "")

    def years(self) -> list[int]:
        """Return the years the archive has reports of, the latest first."""
        query = "SELECT DISTINCT year FROM reports ORDER BY year DESC"
        return self.site.once("years", lambda: [row[0] for row in self.db.execute(query)])

    def number(self, name: str) -> int | None:
        """Return a whole number from the query string, or None where it is missing or no number."""
        given = self.query.get(name, "")
        return int(given) if given.isascii() and given.isdigit() and len(given) < 18 else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Html:
    """A page made from a template. `demonstration` says whether anything shown is demonstration data."""

    template: str
    title: str
    demonstration: bool
    context: Mapping[str, Any] = field(default_factory=dict)  # what the template shows; its own types
    status: int = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Raw:
    """Bytes that are no page of ours: an image, a style sheet, a capture as text or download."""

    body: bytes
    content_type: str
    filename: str | None = None  # given as an attachment under this name
    max_age: int = 0
    status: int = 200
    framed: bool = False  # a sanitised copy, which our own pages may frame, under the policy for such


@dataclass(frozen=True, slots=True, kw_only=True)
class File:
    """A file sent as a stream."""

    path: Path
    content_type: str
    attachment: bool
    digest: str | None = None  # SHA-256, for its entity tag
    immutable: bool = False  # its address will never mean other bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Redirect:
    """Another address; `permanent` for a body's new identifier."""

    to: str
    permanent: bool = False


Answer = Html | Raw | File | Spooled | Redirect


class Missing(Exception):
    """There is no such thing; `key` names the sentence of pages.toml that says so and where to look."""

    def __init__(self, key: str = "missing.page", status: int = 404, **values: object) -> None:
        super().__init__(key)
        self.key = key
        self.status = status
        self.values = values

"""What a platform of the sample web serves at an address, and where its sites begin."""

from dataclasses import dataclass
from datetime import UTC, datetime

HTML = "text/html; charset=utf-8"
PDF = "application/pdf"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A response body; `modified` is ISO 8601 (a date), from which Last-Modified follows."""

    content: bytes
    content_type: str = HTML
    modified: str = "2026-01-31"

    @property
    def modified_at(self) -> datetime:
        """The time of the last change, in UTC."""
        return datetime.fromisoformat(self.modified).replace(hour=9, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class SampleSite:
    """A registry entry without its host: `path` is the list's address on the platform's server."""

    id: str
    family: str
    path: str
    body: str
    region: str
    reports: int
    since: int
    many_bodies: bool = False


@dataclass(frozen=True, slots=True)
class Platform:
    """Everything one server of the sample web serves, by path with query, and the sites on it."""

    pages: dict[str, Page]
    sites: tuple[SampleSite, ...]

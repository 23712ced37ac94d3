"""How to cite a report or one of its figures: in words of both languages and as BibTeX.

A citation names the body, the title, where and when it was published, which bytes were read (SHA-256, time of capture),
which build or release of the archive says so, and an address that will go on meaning this very revision.
"""

from dataclasses import dataclass

from archive.publication.answers import Ask
from archive.publication.releases import releases
from archive.publication.reports import Report
from archive.texts import LANGUAGES, Language, text

_BIBTEX = {"\\": "", "{": "(", "}": ")", **{sign: f"\\{sign}" for sign in "%&#_$"}}


@dataclass(frozen=True, slots=True, kw_only=True)
class Citation:
    """Ready texts: `plain` by language, and an entry for BibTeX."""

    plain: tuple[tuple[Language, str], ...]
    bibtex: str


def citation(ask: Ask, report: Report, figure: str | None = None, path: str | None = None) -> Citation:
    """Return how to cite a report, or its figure (label with value) at its own path."""
    address = f"{ask.origin}{path or f'{report.path}?report={report.report}'}"
    newest = next((release.date for release in releases(ask.site.data)), None)
    facts = {
        "body": report.body_name,
        "title": report.title or str(report.year),
        "published": report.published or "",
        "url": report.url or "",
        "time": (report.first_captured or "")[:10],
        "digest": report.document or "",
        "build": ask.site.build,
        "release": newest or "",
        "address": address,
        "figure": figure or "",
    }
    return Citation(
        plain=tuple((language, _plain(language, facts)) for language in LANGUAGES), bibtex=_bibtex(report, facts)
    )


def _plain(language: Language, facts: dict[str, str]) -> str:
    parts = [
        f"cite.report_{'on' if facts['published'] else 'undated'}",
        *(["cite.figure"] if facts["figure"] else []),
        "cite.kept",
        "cite.release" if facts["release"] else "cite.build",
        "cite.address",
    ]
    said = [text(f"pages.{part}", language, **facts) for part in parts]
    return "".join(said) if language == "zh" else " ".join(said)


def _bibtex(report: Report, facts: dict[str, str]) -> str:
    note = _plain("en", facts)
    fields = {
        "author": f"{{{_escaped(facts['body'])}}}",
        "title": f"{{{_escaped(facts['title'])}}}",
        "year": facts["published"][:4],
        "url": "".join(sign for sign in facts["address"] if sign not in "{}\\ "),
        "note": _escaped(note),
    }
    lines = [f"  {name} = {{{value}}}," for name, value in fields.items() if value]
    return "\n".join([f"@misc{{nianbao-{report.body}-{report.year}-{report.scope},", *lines, "}"])


def _escaped(words: str) -> str:
    return "".join(_BIBTEX.get(sign, sign) for sign in " ".join(words.split()))

"""What a release says of itself, in both languages."""

from collections.abc import Iterator

from archive.export.reading import examples
from archive.export.visible import Contents
from archive.texts import LANGUAGES, Language, text

_ABOUT_DATA = ("figures", "doubts", "units", "comparable", "current")
_ABOUT_FILES = ("csv", "parquet", "excel", "sqlite", "others")


def notes(held: Contents, release: str, language: Language, *, files: bool) -> list[str]:
    """Return title and notes, a sentence or two each; with `files`, what lies where."""
    lines = [text("export.package.title", language)]
    if held.demonstration:
        lines.append(text("export.package.demonstration", language))
    counts = {"release": release, "build": held.build, "reports": held.reports, "bodies": held.bodies}
    lines.append(text("export.package.counts", language, **counts))
    if held.withheld:
        lines.append(text("export.package.withheld", language, count=held.withheld))
    keys = (*_ABOUT_DATA, *(_ABOUT_FILES if files else ()), "licence")
    return [*lines, *(text(f"export.package.{key}", language) for key in keys)]


def readme(held: Contents, release: str) -> str:
    """Return README.md, in both languages."""
    return "\n".join(part for language in LANGUAGES for part in _page(held, release, language))


def _page(held: Contents, release: str, language: Language) -> Iterator[str]:
    title, *about = notes(held, release, language, files=False)
    yield f"# {title}\n"
    yield "\n\n".join(about)
    yield f"\n## {text('export.readme.what', language)}\n"
    for key in _ABOUT_FILES:
        yield f"- {text(f'export.package.{key}', language)}"
    yield f"\n## {text('export.readme.reading', language)}\n\n{text('export.readme.reading_lead', language)}\n"
    for example in examples().values():
        yield f"### {example.title[language]}\n\n```{example.language}\n{example.code}\n```\n"
    how = text("export.readme.cite_how", language, release=release, build=held.build)
    yield f"## {text('export.readme.cite', language)}\n\n{how}\n"


def workbook_notes(held: Contents, release: str) -> list[str]:
    """Return the first sheet of a workbook."""
    return [line for language in LANGUAGES for line in notes(held, release, language, files=False)]

"""What a release says of itself, in both languages."""

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
    """Return README.txt."""
    return "\n".join(f"{line}\n" for language in LANGUAGES for line in notes(held, release, language, files=True))


def workbook_notes(held: Contents, release: str) -> list[str]:
    """Return the first sheet of a workbook."""
    return [line for language in LANGUAGES for line in notes(held, release, language, files=False)]

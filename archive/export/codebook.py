"""The codebook of a release: every indicator and every column, in both languages, for programs and for people."""

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from archive.export.resource import Resource, Value
from archive.export.sinks import line
from archive.texts import LANGUAGES, Language, text

_COLUMNS = (
    "kind", "table", "name", "zh", "en", "type", "unit", "block", "parent", "forms", "comparability", "counterpart",
    "why", "why_zh",
)  # fmt: skip
_INDICATORS = """SELECT form_table, code, zh, en, unit, block, parent, forms, comparability, counterpart, why, why_zh
FROM indicators ORDER BY form_table, position"""


def write_codebook(db: sqlite3.Connection, resources: Sequence[Resource], folder: Path) -> None:
    """Write codebook.csv and codebook.md."""
    with (folder / "codebook.csv").open("w", encoding="utf-8", newline="\n") as out:
        out.write(line(_COLUMNS))
        for row in _rows(db, resources):
            out.write(line(row))
    parts = [part for language in LANGUAGES for part in _markdown(db, resources, language)]
    (folder / "codebook.md").write_text("\n".join(parts) + "\n", "utf-8")


def _rows(db: sqlite3.Connection, resources: Iterable[Resource]) -> Iterator[tuple[Value, ...]]:
    for table, code, zh, en, unit, *compared in db.execute(_INDICATORS):
        yield ("indicator", table, code, zh, en, "number", unit, *compared)
    for resource in resources:
        yield ("table", resource.name, None, resource.zh, resource.en, *[None] * 9)
        for column in resource.columns:
            yield ("column", resource.name, column.name, column.zh, column.en, column.type, column.unit, *[None] * 7)


def _markdown(db: sqlite3.Connection, resources: Iterable[Resource], language: Language) -> Iterator[str]:
    def say(*keys: str) -> list[str]:
        return [text(f"export.codebook.{key}", language) for key in keys]

    yield f"# {say('title')[0]}\n\n## {say('indicators')[0]}\n"
    yield from _head(say("code", "name", "unit", "forms", "comparability", "counterpart", "why"))
    for _, code, zh, en, unit, _, _, forms, comparability, counterpart, why, why_zh in db.execute(_INDICATORS):
        name, reason = (zh, why_zh) if language == "zh" else (en, why)
        yield _line([f"`{code}`", name, unit, forms, comparability, counterpart, reason])
    yield f"\n## {say('columns')[0]}"
    for resource in resources:
        yield f"\n### {resource.name}\n\n{resource.zh if language == 'zh' else resource.en}\n"
        yield from _head(say("code", "name", "type", "unit"))
        for column in resource.columns:
            words = column.zh if language == "zh" else column.en
            yield _line([f"`{column.name}`", words, column.type, column.unit])
    yield ""


def _head(names: Sequence[str]) -> list[str]:
    return [_line(names), _line(["---"] * len(names))]


def _line(cells: Iterable[str | None]) -> str:
    return "| " + " | ".join((cell or "").replace("|", "\\|").replace("\n", " ") for cell in cells) + " |"

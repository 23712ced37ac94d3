"""What is read from a sentence, and what is not: the table of sentences.txt."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from pipelines.document import Document, Paragraph
from pipelines.narrative import read_narrative
from pipelines.report import Section, Stated

YEAR, BODY = 2023, "甲县人民政府"
Wanted = list[tuple[str, float | None, str, bool, str | None]]


def read(*paragraphs: str, year: int | None = YEAR, body: str = BODY, section: int = 1) -> tuple[Stated, ...]:
    """Read paragraphs as the given section of a report."""
    document = Document(format="text", digest="0" * 64, blocks=tuple(Paragraph(text=text) for text in paragraphs))
    return read_narrative(document, [Section(number=section, heading="", text="\n".join(paragraphs))], year, body)


def figures(*paragraphs: str, **about: object) -> Wanted:
    """Return the figures with a code as (code, value, unit, approximate, note)."""
    found = read(*paragraphs, **about)  # type: ignore[arg-type]
    return [(one.code, one.value, one.unit or "", one.approx, one.note) for one in found if one.code]


def table() -> Iterator[tuple[str, Wanted]]:
    """Yield each sentence of the table with the figures wanted; a line break inside a sentence is kept."""
    text: list[str] = []
    wanted: Wanted = []
    for line in Path(__file__).with_name("sentences.txt").read_text("utf-8").splitlines():
        if line.startswith("  "):
            code, value, unit, *rest = line.split()
            approx = "~" in rest
            wanted.append((code, float(value), unit, approx, next((word for word in rest if word != "~"), None)))
        elif line and not line.startswith("#"):
            if text and text[-1].endswith("。"):
                yield "\n".join(text), wanted
                text, wanted = [], []
            text.append(line)
    yield "\n".join(text), wanted


TABLE = list(table())


def test_the_table_is_long_enough() -> None:
    assert len(TABLE) >= 120
    assert sum(not wanted for _, wanted in TABLE) >= 40
    assert len({text for text, _ in TABLE}) == len(TABLE)


@pytest.mark.parametrize(("text", "wanted"), TABLE, ids=[text[:40] for text, _ in TABLE])
def test_a_sentence(text: str, wanted: Wanted) -> None:
    assert sorted(figures(text)) == sorted(wanted)

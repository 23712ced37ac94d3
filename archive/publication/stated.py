"""Figures stated in a report's text, and the text with their sentences marked."""

import re
import sqlite3
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from archive.masking import mask

Number = int | float


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a figure, with what the text calls it."""

    label: str | None
    value: Number
    unit: str | None
    approx: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """One figure of the text; `anchor` is where its sentence stands on the page."""

    code: str
    value: Number
    unit: str | None
    approx: bool
    note: str | None
    flags: tuple[str, ...]
    sentence: str
    anchor: str
    parts: list[Part] = field(default_factory=list)


def statements(db: sqlite3.Connection, report: int) -> list[Statement]:
    """Return the figures of a report's text in their order, each with its parts; none from a build of before."""
    if not db.execute("SELECT 1 FROM sqlite_master WHERE name = 'narrative'").fetchone():
        return []
    found: list[Statement] = []
    by_position: dict[int, Statement] = {}
    sentences: dict[int, str] = {}
    for row in db.execute("SELECT * FROM narrative WHERE report = ? ORDER BY position", (report,)):
        first = row["position"] if row["sentence_at"] is None else row["sentence_at"]
        sentences.setdefault(first, mask(row["sentence"] or ""))
        if not row["code"]:
            continue
        whole = by_position.get(row["whole"]) if row["note"] == "part" else None
        if whole is not None:
            whole.parts.append(Part(mask(row["label"] or ""), row["value"], row["unit"], bool(row["approx"])))
            continue
        statement = Statement(
            code=row["code"],
            value=row["value"],
            unit=row["unit"],
            approx=bool(row["approx"]),
            note=row["note"],
            flags=tuple((row["flags"] or "").split()),
            sentence=sentences[first],
            anchor=f"said-{first}",
        )
        by_position[row["position"]] = statement
        found.append(statement)
    return found


@dataclass(frozen=True, slots=True)
class Run:
    """A run of text; `anchor` names the sentence it is of, None for other text; `first` where that begins."""

    text: str
    anchor: str | None = None
    first: bool = False


def marked(texts: Iterable[str], found: Sequence[Statement]) -> list[list[list[Run]]]:
    """Return each text as paragraphs of runs; a sentence is marked where it first stands, whatever its spaces."""
    wanted = {statement.anchor: re.sub(r"\s", "", statement.sentence) for statement in found}
    out = []
    for text in texts:
        places = [place for place, character in enumerate(text) if not character.isspace()] if wanted else []
        compact = "".join([text[place] for place in places])
        spans = []
        for anchor, sentence in list(wanted.items()):
            start = compact.find(sentence) if sentence else -1
            if start >= 0:
                spans.append((places[start], places[start + len(sentence) - 1] + 1, anchor))
                del wanted[anchor]
        out.append(_paragraphs(text, sorted(spans)))
    return out


def _paragraphs(text: str, spans: list[tuple[int, int, str]]) -> list[list[Run]]:
    paragraphs, start = [], 0
    for line in text.split("\n"):
        if line.strip():
            paragraphs.append(_runs(text, start, start + len(line), spans))
        start += len(line) + 1
    return paragraphs


def _runs(text: str, start: int, end: int, spans: list[tuple[int, int, str]]) -> list[Run]:
    runs, place = [], start
    for first, last, anchor in spans[max(0, bisect_left(spans, (start,)) - 1) :]:
        if last <= place or first >= end:
            continue
        if first > place:
            runs.append(Run(text[place:first]))
        runs.append(Run(text[max(first, place) : min(last, end)], anchor, first=first >= start))
        place = min(last, end)
    if place < end:
        runs.append(Run(text[place:end]))
    return runs

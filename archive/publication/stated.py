"""Figures stated in a report's text, and the text with their sentences marked."""

import re
import sqlite3
from bisect import bisect_left
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from archive.masking import mask

Number = int | float


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """One figure of the text; `anchor` is where its sentence stands on the page.

    `role` is that of the table `narrative`; percentages and joint figures have no code.
    """

    position: int
    code: str | None
    role: str
    value: Number | None
    unit: str | None
    approx: bool
    note: str | None
    label: str | None
    flags: tuple[str, ...]
    whole: int | None
    sentence: str
    anchor: str
    read_value: Number | None = None
    correction: str | None = None
    parts: list["Statement"] = field(default_factory=list)


def told(db: sqlite3.Connection, report: int) -> dict[int, Statement]:
    """Return every figure of a report's text by its position; none from a build of before."""
    if not db.execute("SELECT 1 FROM sqlite_master WHERE name = 'narrative'").fetchone():
        return {}
    sentences: dict[int, str] = {}
    found = {}
    for row in db.execute("SELECT * FROM narrative WHERE report = ? ORDER BY position", (report,)):
        known = row.keys()  # builds of before lack the last columns
        first = row["position"] if row["sentence_at"] is None else row["sentence_at"]
        sentences.setdefault(first, mask(row["sentence"] or ""))
        found[row["position"]] = Statement(
            position=row["position"],
            code=row["code"],
            role=row["role"],
            value=row["value"],
            unit=row["unit"],
            approx=bool(row["approx"]),
            note=row["note"],
            label=mask(row["label"]) if row["label"] else None,
            flags=tuple((row["flags"] or "").split()),
            whole=row["whole"],
            sentence=sentences[first],
            anchor=f"said-{first}",
            read_value=row["read_value"] if "read_value" in known else None,
            correction=row["correction"] if "correction" in known else None,
        )
    return found


def statements(figures: Mapping[int, Statement]) -> list[Statement]:
    """Return the figures that have a code in their order, each with its parts."""
    found: list[Statement] = []
    for one in figures.values():
        whole = figures.get(one.whole) if one.note == "part" and one.whole is not None else None
        if one.code and whole is not None:
            whole.parts.append(one)
        elif one.code:
            found.append(one)
    return found


@dataclass(frozen=True, slots=True)
class Run:
    """A run of text; `anchor` names the sentence it is of, None for other text; `first` where that begins."""

    text: str
    anchor: str | None = None
    first: bool = False


def marked(texts: Iterable[str], found: Iterable[Statement]) -> list[list[list[Run]]]:
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

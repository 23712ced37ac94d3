"""Stated figures as rows of the table `narrative`."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from archive.masking import mask
from pipelines.report import Stated

TABLE = "narrative"


class NarrativeRow(NamedTuple):
    """A row of `narrative`; `whole` is the position of the figure this one is a part of."""

    report: int
    position: int
    code: str | None
    role: str
    whole: int | None
    complete: int
    value: int | float | None
    unit: str | None
    scaled: int | float | None
    text: str
    approx: int
    note: str | None
    label: str | None
    flags: str | None
    sentence: str | None
    sentence_at: int | None
    section: int
    paragraph: int
    start: int
    end: int
    page: int | None
    read_value: int | float | None
    correction: str | None


def narrative_rows(stated: Iterable[Stated], number: int) -> Sequence[NarrativeRow]:
    """Return the rows of one report in their order; sentences and labels are masked for publication.

    A sentence stands in the first of its rows only; `sentence_at` of the others names that one.
    """
    first: dict[str, int] = {}
    return [
        NarrativeRow(
            number,
            position,
            one.code,
            one.role,
            one.whole,
            int(one.complete),
            one.value,
            one.unit,
            one.scaled,
            one.text,
            int(one.approx),
            one.note,
            mask(one.label) if one.label else None,
            " ".join(one.flags) or None,
            mask(one.sentence) if first.setdefault(one.sentence, position) == position else None,
            first[one.sentence] if first[one.sentence] != position else None,
            one.section,
            one.paragraph,
            one.start,
            one.end,
            one.page,
            one.read,
            one.correction,
        )
        for position, one in enumerate(stated)
    ]

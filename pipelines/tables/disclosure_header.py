"""Recognises a header row of table 2 by its words, whichever form and block it belongs to."""

from dataclasses import dataclass
from functools import lru_cache

from pipelines.forms import newest_first
from pipelines.forms.model import DisclosureBlock, Form
from pipelines.spelling import bare, similarity
from pipelines.tables.vocabulary import words

_LIKELY = 0.45  # mean similarity of a damaged header row to a block's columns
_RELATED = 0.3  # below, a single heading is something else
_MISSING = 0.1  # what each column that the row lacks takes off


@dataclass(frozen=True, slots=True)
class Match:
    """The form of a header row, and which column (made, decisions …) each of its cells heads."""

    form: Form
    columns: tuple[str, ...]
    score: float
    votes: tuple[str, ...]  # every label that not all forms have names those that have it, this one among them


@lru_cache(maxsize=4096)
def match_header(labels: tuple[str, ...]) -> Match | None:
    """Return what a row of bare labels heads in table 2; of forms that fit equally well the newest."""
    best: Match | None = None
    for form in newest_first():
        for block in form.disclosure:
            found = _match(labels, block)
            if found is None:
                continue
            columns, score = found
            score -= _MISSING * (len(block.columns) - len(labels))
            if score >= _LIKELY and (best is None or score > best.score + 1e-9):
                best = Match(form, columns, score, _votes(labels, form))
    return best


def _votes(labels: tuple[str, ...], form: Form) -> tuple[str, ...]:
    votes: list[str] = []
    for label in labels:
        having = {name for name, _ in words().disclosure_columns.get(label, ())}
        if form.id in having and len(having) < len(newest_first()):
            votes += [one.id for one in newest_first() if one.id in having]
    return tuple(votes)


def _match(labels: tuple[str, ...], block: DisclosureBlock) -> tuple[tuple[str, ...], float] | None:
    """Give each label a column of the block: the column's own words first, what remains in order."""
    if not labels or len(labels) > len(block.columns):
        return None
    spellings = {column.column: [bare(text) for text in (column.label, *column.aliases)] for column in block.columns}
    chosen: dict[int, str] = {}
    for position, label in enumerate(labels):
        for name, known in spellings.items():
            if label in known and name not in chosen.values():
                chosen[position] = name
    free = [name for name in spellings if name not in chosen.values()]
    rest = [position for position in range(len(labels)) if position not in chosen]
    if rest and len(rest) != len(free):
        return None
    total = float(len(chosen))
    for position, name in zip(rest, free, strict=False):
        score = max(similarity(labels[position], spelling) for spelling in spellings[name])
        if score < _RELATED:
            return None
        chosen[position] = name
        total += score
    return tuple(chosen[position] for position in range(len(labels))), total / len(labels)

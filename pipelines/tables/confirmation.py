"""Confirms figures that were recognised in a picture by the form's own arithmetic, and flags those it cannot.

A figure is confirmed when it is a term of at least one exact relation of the form that holds, and of none that fails
for want of another explanation. A single misread term breaks every relation it is in: a row of table 3 has its total,
a column its results and its balance, a route of table 4 its total. Where a relation fails, all its terms are in doubt,
unless one of them is what two relations fail by: then that one is, and the others stand by their own relations. Figures
of table 2, and those of a statistics return that are in none of its sums, are never confirmed.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache
from typing import NamedTuple

from archive.form_columns import APPLICANTS
from pipelines.document import Document
from pipelines.forms import Form, load_forms, newest_first, statistics_forms
from pipelines.report import Figure, Flag, Stated

UNSURE = 0.6  # confidence below which one relation is not enough
_CLOSE = 1e-6


class Relation(NamedTuple):
    """The figures `left` add up to as much as the figures `right`."""

    left: tuple[str, ...]
    right: tuple[str, ...]


def confirm(document: Document, figures: Sequence[Figure], form_id: str | None) -> tuple[Figure, ...]:
    """Return the figures with their confidence, those flagged that were recognised and that nothing confirms."""
    sure = {
        (table.index, cell.row, cell.column): cell.confidence
        for table in document.tables()
        for cell in table.cells
        if cell.confidence is not None
    }
    if not sure:
        return tuple(figures)
    seen = {figure.code: _confidence(figure, sure) for figure in figures}
    if all(value is None for value in seen.values()):
        return tuple(figures)
    by_code = {figure.code: figure for figure in figures}
    confirmed = _confirmed(by_code, seen, _relations(form_id or "", single_other="res_other.total" in by_code))
    out = []
    for figure in figures:
        confidence = seen[figure.code]
        marked = replace(figure, confidence=confidence)
        if confidence is not None and figure.code not in confirmed and Flag.DERIVED not in figure.flags:
            marked = replace(marked, flags=(*figure.flags, Flag.OCR_UNCONFIRMED))
        out.append(marked)
    return tuple(out)


def confirm_stated(document: Document, stated: Sequence[Stated]) -> tuple[Stated, ...]:
    """Return the figures of the text, those flagged that stand in a paragraph recognised in a picture."""
    recognised = {i for i, paragraph in enumerate(document.paragraphs()) if paragraph.confidence is not None}
    return tuple(
        replace(one, flags=(*one.flags, Flag.OCR_UNCONFIRMED)) if one.paragraph in recognised else one for one in stated
    )


def _confidence(figure: Figure, sure: Mapping[tuple[int, int, int], float]) -> float | None:
    place = figure.place
    return sure.get((place.table, place.row, place.column)) if place is not None else None


def _confirmed(
    figures: Mapping[str, Figure], seen: Mapping[str, float | None], relations: Sequence[Relation]
) -> set[str]:
    held: dict[str, int] = {}
    failed: dict[str, list[Relation]] = {}
    for relation in relations:
        outcome = _holds(relation, figures)
        for code in (*relation.left, *relation.right):
            if outcome:
                held[code] = held.get(code, 0) + 1
            elif outcome is False:
                failed.setdefault(code, []).append(relation)
    out = set()
    for code, count in held.items():
        enough = count > 1 or (seen.get(code) or 0.0) >= UNSURE
        if enough and all(_explained(relation, code, failed, held) for relation in failed.get(code, ())):
            out.add(code)
    return out


def _explained(
    relation: Relation, code: str, failed: Mapping[str, Sequence[Relation]], held: Mapping[str, int]
) -> bool:
    """Whether another term of a failing relation fails in all its relations, at least two, and so is the wrong one."""
    others = (other for other in (*relation.left, *relation.right) if other != code)
    return any(len(failed.get(other, ())) > 1 and not held.get(other) for other in others)


def _holds(relation: Relation, figures: Mapping[str, Figure]) -> bool | None:
    """Return whether a relation holds; None where a term was not read or a sum is not printed."""
    if any(code not in figures for code in (*relation.left, *relation.right)):
        return None
    left = [figures[code].value for code in relation.left]
    right = [figures[code].value for code in relation.right]
    if right[0] is None and any(value is not None for value in left):
        return None  # a blank sum says nothing of its parts
    return abs(sum(value or 0 for value in left) - sum(value or 0 for value in right)) < _CLOSE


@cache
def _relations(form_id: str, *, single_other: bool) -> tuple[Relation, ...]:
    if form_id in statistics_forms():
        return tuple(Relation(item.parts, (item.total,)) for item in statistics_forms()[form_id].sums)
    return tuple(_of(load_forms().get(form_id, newest_first()[0]), single_other=single_other))


def _of(form: Form, *, single_other: bool) -> Iterator[Relation]:
    rows = [row.code for row in form.requests.rows]
    rows += ["res_other"] if single_other and "res_other" not in rows else []
    for row in rows:
        codes = [f"{row}.{column}" for column in APPLICANTS]
        yield Relation(tuple(codes[:-1]), (codes[-1],))
    for column in APPLICANTS:
        for item in form.requests.sums:
            parts = _parts(item.parts, single_other=single_other)
            yield Relation(tuple(f"{code}.{column}" for code in parts), (f"{item.total}.{column}",))
        for balance in form.requests.balances:
            yield Relation(
                tuple(f"{code}.{column}" for code in balance.left), tuple(f"{code}.{column}" for code in balance.right)
            )
    for route in form.disputes.routes:
        *parts, total = [f"{route.code}_{result.code}" for result in form.disputes.results]
        yield Relation(tuple(parts), (total,))


def _parts(parts: Sequence[str], *, single_other: bool) -> list[str]:
    """Return the rows of a sum as printed: a form's rows of other handling may be printed as one."""
    if not single_other or "res_other" in parts:
        return list(parts)
    return [*(code for code in parts if not code.startswith("res_other_")), "res_other"]

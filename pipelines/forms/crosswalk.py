"""What compares between the forms: one row per indicator and pair of forms, for the `crosswalk` table.

A statistics return says what each later form has for its figures. The way back follows: where one figure stands for
several, or several for one, a single one of them compares partly at most.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from pipelines.forms import form_ids, load_forms, statistics_forms
from pipelines.forms.model import Comparable, Form, StatisticsForm
from pipelines.forms.node import COMPARABILITIES
from pipelines.narrative import statings

_APART = Comparable(
    comparability="none",
    why="no comparison between these two forms has been worked out",
    why_zh="这两版之间尚未建立对照",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """One row of the crosswalk; the fields are the columns of the table."""

    code: str
    form: str
    other_form: str
    counterpart: str | None
    comparability: str
    why: str | None
    why_zh: str | None


@cache
def crosswalk() -> tuple[Comparison, ...]:
    """Return the comparability of every indicator with every other form, by form and in printed order."""
    rows = []
    for form in form_ids():
        for other in form_ids():
            if other != form:
                known = dict(_forward(form, other)) or _back(form, other)
                otherwise = _none(other) if known else _APART
                rows += [_row(code, form, other, known.get(code, otherwise)) for code in _codes(form)]
    return (*rows, *_stated())


def _stated() -> Iterator[Comparison]:
    """Yield what the figures stated in texts compare with; a text belongs to no form, so its form is `any`."""
    for stating in statings():
        for form, (codes, comparability) in stating.forms.items():
            yield Comparison(
                code=stating.code,
                form="any",
                other_form=form,
                counterpart=" ".join(codes),
                comparability=comparability,
                why="stated in the text in the body's own words; what is counted may differ from the form",
                why_zh="正文自述，口径可能与表格不同",
            )


def _none(other: str) -> Comparable:
    why, why_zh = f"the form {other} has no such figure", f"{other} 版没有此项"
    return Comparable(comparability="none", why=why, why_zh=why_zh)


def _row(code: str, form: str, other: str, compared: Comparable) -> Comparison:
    return Comparison(
        code=code,
        form=form,
        other_form=other,
        counterpart=" ".join(compared.counterpart) or None,
        comparability=compared.comparability,
        why=compared.why or None,
        why_zh=compared.why_zh or None,
    )


def _codes(name: str) -> list[str]:
    """Return the indicators of a form in printed order, those that follow from its figures included."""
    if name in statistics_forms():
        return list(statistics_forms()[name].codes())
    form = load_forms()[name]
    rows = (*form.request_codes(), *(row.code for row in form.requests.subtotals))
    return [*form.disclosure_codes(), *rows, *form.disputes.codes(), *(item.code for item in form.disputes.derived)]


def _forward(name: str, other: str) -> Iterator[tuple[str, Comparable]]:
    """Yield what a form's own file says about another form."""
    if name in statistics_forms():
        for row in statistics_forms()[name].figures():
            for later in row.later:
                if later.form == other:
                    yield row.code, later.compared
    elif other in load_forms():
        yield from _between(load_forms()[name])


def _between(form: Form) -> Iterator[tuple[str, Comparable]]:
    """Yield what a form with tables 2 to 4 says about the other one."""
    cells = (cell for block in form.disclosure for row in block.rows for cell in row.cells)
    yield from ((cell.code, cell.compared) for cell in cells)
    rows = (*form.requests.rows, *form.requests.subtotals)
    yield from ((row.code, row.compared) for row in rows)
    same = (*form.disputes.codes(), *(item.code for item in form.disputes.derived))
    yield from ((code, Comparable(comparability="exact", counterpart=(code,))) for code in same)


def _back(name: str, other: str) -> dict[str, Comparable]:
    """Return what the file of another form, a return, says about this one, the other way round."""
    if other not in statistics_forms():
        return {}
    said: dict[str, list[tuple[str, Comparable]]] = {}
    for code, compared in _forward(other, name):
        for counterpart in compared.counterpart:
            said.setdefault(counterpart.removesuffix(".total"), []).append((code, compared))
    known = {code: _reversed(items) for code, items in said.items()}
    return known | dict(_derived(name, statistics_forms()[other]))


def _reversed(items: list[tuple[str, Comparable]]) -> Comparable:
    levels = [compared.comparability for _, compared in items]
    if len(items) > 1 or any(len(compared.counterpart) > 1 for _, compared in items):
        levels.append("partial")
    return Comparable(
        comparability=max(levels, key=COMPARABILITIES.index),
        counterpart=tuple(code for code, _ in items),
        why="; ".join(dict.fromkeys(compared.why for _, compared in items if compared.why)),
        why_zh="；".join(dict.fromkeys(compared.why_zh for _, compared in items if compared.why_zh)),
    )


def _derived(name: str, other: StatisticsForm) -> Iterator[tuple[str, Comparable]]:
    """Yield the figures that follow from printed ones, where the return compares with all of these together."""
    for item in load_forms()[name].disputes.derived if name in load_forms() else ():
        for row in other.figures():
            for later in row.later:
                if later.form == name and set(later.compared.counterpart) == set(item.sum_of):
                    compared = later.compared
                    yield (
                        item.code,
                        Comparable(
                            comparability=compared.comparability,
                            counterpart=(row.code,),
                            why=compared.why,
                            why_zh=compared.why_zh,
                        ),
                    )

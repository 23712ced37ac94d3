"""The codebook: one row per indicator of any form version, for the `indicators` table."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache

from pipelines.forms import newest_first, statistics_forms
from pipelines.forms.model import (
    Comparable,
    DisclosureBlock,
    DisclosureRow,
    Disputes,
    Form,
    Name,
    RequestRow,
    StatisticsForm,
)
from pipelines.narrative import statings

_ONLY = "a figure of the statistics returns before 2019, which the forms since then do not have under this code"
_ONLY_ZH = "2018 年度及以前统计表的指标，2019 年起的表格没有同一代码的指标"
_AFTER = 1000  # rows of an older return come after all of the newer one


_FREE_WORDS = "stated in the text in the body's own words; what is counted differs between bodies and years"
_FREE_WORDS_ZH = "正文自述，口径因机关和年度而异"


@dataclass(frozen=True, slots=True, kw_only=True)
class Indicator:
    """One row of the codebook; the fields are the columns of the `indicators` table.

    Table 3 has one entry per row (its `form_table` is t3) and one per applicant column (t3.columns): a cell's
    code is row.column. Figures that the form does not print itself (subtotals of table 3, all litigation of
    table 4) carry no block number of their own and stand after the printed ones. What only statistics returns have is
    t14; `comparability` is between the forms since 2019, that with the returns stands in the table `crosswalk`.
    """

    code: str
    form_table: str
    position: int
    zh: str
    en: str
    unit: str | None
    block: str | None
    parent: str | None
    forms: str
    comparability: str
    counterpart: str | None
    why: str | None
    why_zh: str | None


@cache
def indicators() -> tuple[Indicator, ...]:
    """Return the codebook in table order; an indicator of several forms is described as the newest has it."""
    found: dict[str, Indicator] = {}
    returns = sorted(statistics_forms().values(), key=lambda form: -form.first_year)
    for items in (*map(_of, newest_first()), *map(_statistics, returns, range(len(returns)))):
        for item in items:
            known = found.get(item.code)
            if known is None:
                found[item.code] = item
            else:
                forms = " ".join(sorted({*known.forms.split(), item.forms}))
                found[item.code] = replace(known, forms=forms)
    order = {"t2": 0, "t3": 1, "t3.columns": 2, "t4": 3, "t14": 4}
    listed = sorted(found.values(), key=lambda item: (order[item.form_table], item.position, item.code))
    counts: dict[str, int] = {}
    numbered = []
    for item in listed:
        counts[item.form_table] = counts.get(item.form_table, 0) + 1
        numbered.append(replace(item, position=counts[item.form_table]))
    return (*numbered, *_narrative())


def _narrative() -> Iterator[Indicator]:
    """Yield the figures stated in the text of reports on any form."""
    for position, stating in enumerate(statings(), 1):
        yield Indicator(
            code=stating.code,
            form_table="narrative",
            position=position,
            zh=stating.zh,
            en=stating.en,
            unit=stating.unit,
            block=None,
            parent=None,
            forms="any",
            comparability="partial",
            counterpart=stating.code,
            why=_FREE_WORDS,
            why_zh=_FREE_WORDS_ZH,
        )


@dataclass(frozen=True, slots=True)
class _Spot:
    """Where an indicator stands before the tables of all forms are numbered through."""

    form: Form | StatisticsForm
    table: str
    position: int


def _entry(spot: _Spot, code: str, name: Name, compared: Comparable, **more: str | None) -> Indicator:
    return Indicator(
        code=code,
        form_table=spot.table,
        position=spot.position,
        zh=name.label,
        en=name.en,
        unit=more.get("unit"),
        block=more.get("block"),
        parent=more.get("parent"),
        forms=spot.form.id,
        comparability=compared.comparability,
        counterpart=" ".join(compared.counterpart) or None,
        why=compared.why or None,
        why_zh=compared.why_zh or None,
    )


def _of(form: Form) -> Iterator[Indicator]:
    position = 0
    for block in form.disclosure:
        for row in block.rows:
            yield from _disclosure(form, block, row, position)
            position += len(row.cells)
    rows: tuple[RequestRow, ...] = form.requests.rows
    children = {row.parent: place for place, row in reversed(list(enumerate(rows)))}
    for place, request in enumerate(rows):
        yield _request(form, request, 2 * place + 1)
    for subtotal in form.requests.subtotals:  # before the first of its parts
        yield _request(form, subtotal, 2 * children.get(subtotal.code, len(rows)))
    same = Comparable(comparability="exact")
    for place, column in enumerate(form.requests.columns):
        spot = _Spot(form, "t3.columns", place)
        yield _entry(spot, column.code, column.name, same, unit=form.requests.unit, block=column.group)
    yield from _disputes(form, form.disputes)


def _statistics(form: StatisticsForm, age: int) -> Iterator[Indicator]:
    compared = Comparable(comparability="none", why=_ONLY, why_zh=_ONLY_ZH)
    codes = set(form.codes())
    for position, row in enumerate(form.figures()):
        spot = _Spot(form, "t14", position + _AFTER * age)
        parent = row.parent if row.parent in codes else None
        yield _entry(spot, row.code, row.name, compared, unit=row.unit, block=row.block, parent=parent)


def _disclosure(form: Form, block: DisclosureBlock, row: DisclosureRow, position: int) -> Iterator[Indicator]:
    for place, (cell, column) in enumerate(zip(row.cells, block.columns, strict=True)):
        name = Name(label=f"{row.label}·{column.label}", en=cell.en)
        spot = _Spot(form, "t2", position + place)
        yield _entry(spot, cell.code, name, cell.compared, unit=cell.unit, block=block.head)


def _request(form: Form, row: RequestRow, position: int) -> Indicator:
    more = {"unit": form.requests.unit, "block": row.group, "parent": row.parent}
    return _entry(_Spot(form, "t3", position), row.code, row.name, row.compared, **more)


def _disputes(form: Form, table: Disputes) -> Iterator[Indicator]:
    position = 0
    for route in table.routes:
        head = f"{route.group}·{route.name.label}" if route.group else route.name.label
        for result in table.results:
            code = f"{route.code}_{result.code}"
            name = Name(label=f"{head}·{result.name.label}", en=f"{route.name.en}: {result.name.en}")
            parent = f"{route.code}_total" if result.code != "total" else None
            same = Comparable(comparability="exact", counterpart=(code,))
            spot = _Spot(form, "t4", position)
            yield _entry(spot, code, name, same, unit=table.unit, block=head, parent=parent)
            position += 1
    for place, item in enumerate(table.derived):
        same = Comparable(comparability="exact", counterpart=(item.code,))
        yield _entry(_Spot(form, "t4", position + place), item.code, item.name, same, unit=table.unit)

"""The printed layout of each form version, for the `form_layout` table: labels and order as that version has them.

The codebook describes an indicator once, as the newest form names it; a page that shows an older report as its own
form printed it needs that form's order and words.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from pipelines.forms import newest_first, statistics_forms
from pipelines.forms.model import Form, StatisticsForm


@dataclass(frozen=True, slots=True, kw_only=True)
class LayoutRow:
    """One cell of table 2, or a row of table 3 or of a return; the fields are the columns of the `form_layout` table.

    A heading of a return has no code.
    """

    form: str
    form_table: str
    position: int
    code: str | None
    block: str | None
    row_zh: str
    row_en: str
    column_zh: str | None
    column_en: str | None


@cache
def form_layout() -> tuple[LayoutRow, ...]:
    """Return the layout of every form version in printed order, the newest version first."""
    tables = (row for form in newest_first() for row in (*_disclosure(form), *_requests(form)))
    returns = sorted(statistics_forms().values(), key=lambda form: -form.first_year)
    return (*tables, *(row for form in returns for row in _statistics(form)))


def _statistics(form: StatisticsForm) -> Iterator[LayoutRow]:
    for position, row in enumerate(row for row in form.rows if not row.local):
        yield LayoutRow(
            form=form.id,
            form_table="t14",
            position=position,
            code=None if row.heading else row.code,
            block=row.block,
            row_zh=row.name.label,
            row_en=row.name.en,
            column_zh=None,
            column_en=None,
        )


def _disclosure(form: Form) -> Iterator[LayoutRow]:
    position = 0
    for block in form.disclosure:
        for row in block.rows:
            for cell, column in zip(row.cells, block.columns, strict=True):
                row_en, _, column_en = cell.en.partition(": ")
                yield LayoutRow(
                    form=form.id,
                    form_table="t2",
                    position=position,
                    code=cell.code,
                    block=block.head,
                    row_zh=row.label,
                    row_en=row_en,
                    column_zh=column.label,
                    column_en=column_en,
                )
                position += 1


def _requests(form: Form) -> Iterator[LayoutRow]:
    for position, row in enumerate(form.requests.rows):
        yield LayoutRow(
            form=form.id,
            form_table="t3",
            position=position,
            code=row.code,
            block=row.group,
            row_zh=row.name.label,
            row_en=row.name.en,
            column_zh=None,
            column_en=None,
        )

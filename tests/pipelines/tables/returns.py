"""Prints invented statistics returns as rows of texts, and documents of them that a test may disturb."""

import random
from collections.abc import Sequence

from pipelines.document import Cell, Document, Paragraph, Table
from pipelines.forms import statistics_forms

Rows = list[list[str]]
HEAD = {"F2014": ["统计指标", "单位", "统计数"], "F2008": ["指标名称", "计量单位", "2016年度"]}
TITLE = "甲县人民政府2016年政府信息公开工作年度报告"


def figures(form: str, seed: int = 1) -> dict[str, int]:
    """Return a value for every code of a form; every sum of the form holds."""
    dice = random.Random(seed)  # noqa: S311 (repeatable test data)
    spec = statistics_forms()[form]
    out = {code: dice.randrange(1, 900) for code in spec.codes()}
    for item in sorted(spec.sums, key=lambda item: item.total != "reply_denied"):
        out[item.total] = sum(out[part] for part in item.parts)
    return out


def printed(form: str, values: dict[str, int], *, local: bool = False) -> Rows:
    """Return the rows of a return: its header, then label, unit and number of each row."""
    rows = [list(HEAD[form])]
    for row in statistics_forms()[form].rows:
        if row.local and not local:
            continue
        number = "7" if row.local else "" if row.heading else str(values[row.code])
        rows.append([row.name.label, row.unit or "——", number])
    return rows


def table(rows: Sequence[Sequence[str]], index: int = 0, page: int | None = None) -> Table:
    """Return rows of texts as a table; None in place of a text is a cell that the row does not have."""
    cells = tuple(
        Cell(row=r, column=c, text=text) for r, row in enumerate(rows) for c, text in enumerate(row) if text is not None
    )
    return Table(index=index, rows=len(rows), columns=max(map(len, rows)), cells=cells, page=page)


def document(*pieces: Sequence[Sequence[str]], title: str = TITLE) -> Document:
    """Return a document that prints the pieces of a return one after another, page numbers between them."""
    blocks: list[Paragraph | Table] = [Paragraph(text=title)]
    for index, piece in enumerate(pieces):
        blocks += [table(piece, index, index + 1), Paragraph(text=f"— {index + 1} —")]
    return Document(format="html", digest="0" * 64, blocks=tuple(blocks))


def row_of(rows: Rows, form: str, code: str) -> list[str]:
    """Return the printed row of a code."""
    label = next(row.name.label for row in statistics_forms()[form].rows if row.code == code)
    parent = next(row.parent for row in statistics_forms()[form].rows if row.code == code)
    start = 0
    if parent is not None:
        above = next(row.name.label for row in statistics_forms()[form].rows if row.code == parent)
        start = next(place for place, row in enumerate(rows) if row[0] == above)
    return next(row for row in rows[start:] if row[0] == label)

"""Finds table 3 in text whose cells are parted by runs of spaces, where its own sums prove every row whole."""

import re
from collections.abc import Sequence

from pipelines.forms import load_forms
from pipelines.forms.model import RequestRow
from pipelines.spelling import bare, normalise

_GAP = re.compile(r"[ \u3000]{2,}")
_NUMBER = re.compile(r"\d{1,9}")
_HEADS = ("自然人", "商业", "总计")  # without the columns' names their order would be a guess
_VALUES = 7
_TELLING = 3  # rows that are not all zeros


def tabbed(lines: Sequence[str]) -> list[str]:
    """Return the lines, those of such a table with tabs between their cells.

    Lines without a blank one between them are judged together: below the named columns every row of a form must be
    there with seven numbers, the last the sum of the others. Else nothing is changed, for a cell may be lost.
    """
    out: list[str] = []
    run: list[str] = []
    for line in [*lines, ""]:
        if line.strip() and "\t" not in line and "|" not in line:
            run.append(line)
            continue
        out.extend(_judged(run))
        out.append(line)
        run = []
    return out[:-1]


def _judged(run: list[str]) -> list[str]:
    rows = [_GAP.split(line.strip()) for line in run]
    first = next((place for place, cells in enumerate(rows) if _HEADS[0] in cells), len(run))
    while first and first < len(run) and len(rows[first - 1]) > 1 and not _NUMBER.fullmatch(rows[first - 1][-1]):
        first -= 1
    begin = next((place for place in range(first, len(run)) if _NUMBER.fullmatch(rows[place][-1])), len(run))
    end = begin
    while end < len(run) and _NUMBER.fullmatch(rows[end][-1]):
        end += 1
    heads = "".join(run[first:begin])
    if not all(head in heads for head in _HEADS) or not _proved(rows[begin:end]):
        return run
    return [*run[:first], *("\t".join(cells) for cells in rows[first:end]), *run[end:]]


def _proved(rows: Sequence[Sequence[str]]) -> bool:
    """Whether the rows are all of a form's, in its order, and each ends in seven numbers that add up."""
    told = 0
    for cells in rows:
        numbers = [int(cell) for cell in cells if _NUMBER.fullmatch(cell)]
        heads = cells[:-_VALUES]
        if len(numbers) != _VALUES or not heads or any(map(_NUMBER.fullmatch, heads)):
            return False
        if sum(numbers[:-1]) != numbers[-1]:
            return False
        told += numbers[-1] > 0
    labels = [cells[-_VALUES - 1] for cells in rows]
    return told >= _TELLING and any(_is_form(labels, form.requests.rows) for form in load_forms().values())


def _is_form(labels: Sequence[str], rows: Sequence[RequestRow]) -> bool:
    """Whether labels are those of a form's rows, all of them: an empty cell leaves no trace between spaces."""
    return len(labels) == len(rows) and all(map(_names, labels, rows))


def _names(label: str, row: RequestRow) -> bool:
    whole = bare(label) in map(bare, row.name.spellings())
    return whole or (len(row.core) > 2 and normalise(row.core) in normalise(label))

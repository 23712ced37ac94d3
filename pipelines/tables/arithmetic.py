"""The form's own arithmetic over table 3, as referee between readings. It never changes a figure."""

from collections.abc import Iterator, Mapping, Sequence
from functools import cache

from pipelines.forms import newest_first
from pipelines.forms.model import Form

Number = int | float | None
Values = Mapping[str, Sequence[Number]]  # row code -> its seven columns, the total last
_CLOSE = 1e-6


def row_adds_up(cells: Sequence[Number]) -> bool | None:
    """Return whether the total is the sum of its parts; None if it cannot be told (blank or nothing but zeros)."""
    total = cells[-1]
    parts = [cell for cell in cells[:-1] if cell is not None]
    if total is None or not parts or (total == 0 and not any(parts)):
        return None
    return abs(sum(parts) - total) < _CLOSE


def failing_columns(values: Values, form: Form) -> tuple[list[int], int]:
    """Return the columns in which results or balance do not add up, and how many relations could be tested."""
    failing, tested = [], 0
    for column in range(7):
        outcomes = list(_column(values, form, column))
        tested += len(outcomes)
        if not all(outcomes):
            failing.append(column)
    return failing, tested


def _column(values: Values, form: Form, column: int) -> Iterator[bool]:
    def at(code: str) -> Number:
        cells = values.get(code)
        return cells[column] if cells is not None else None

    for item in form.requests.sums:
        total = at(item.total)
        parts = [at(code) for code in item.parts]
        if "res_other" in values and "res_other" not in item.parts:
            parts.append(at("res_other"))
        if total is not None and any(part is not None for part in parts):
            yield abs(sum(part or 0 for part in parts) - total) < _CLOSE
    for balance in form.requests.balances:
        left = [at(code) for code in balance.left]
        right = [at(code) for code in balance.right]
        if any(v is not None for v in left) and any(v is not None for v in right) and at(balance.right[0]) is not None:
            yield abs(sum(v or 0 for v in left) - sum(v or 0 for v in right)) < _CLOSE


def shifted_rows(values: Values, order: Sequence[str], form: Form) -> list[str]:
    """Return the rows whose numbers look shifted by one row: moving them back mends every relation that fails."""
    failing, tested = failing_columns(values, form)
    rows = [code for code in order if code in values]
    if len(failing) < 2 or len(rows) < 6:
        return []
    blank: Sequence[Number] = (None,) * 7
    for start in range(len(rows)):
        for end in range(start + 2, len(rows) + 1):
            part = rows[start:end]
            for moved in (
                [*(values[code] for code in part[1:]), blank],
                [blank, *(values[code] for code in part[:-1])],
            ):
                lost = values[part[0]] if moved[-1] is blank else values[part[-1]]
                if any(lost):
                    continue
                trial = dict(values) | dict(zip(part, moved, strict=True))
                if failing_columns(trial, form) == ([], tested) and any(any(cells) for cells in moved):
                    return part
    return []


def swapped_with_total(values: Values) -> int | None:
    """Return the column that looks swapped with the total: as printed rows fail, swapped all of them hold."""
    rows = list(values.values())
    told = [row_adds_up(cells) for cells in rows]
    if told.count(False) < 2 or told.count(True) >= told.count(False):
        return None
    for column in range(6):
        trial = [[*cells[:column], cells[6], *cells[column + 1 : 6], cells[column]] for cells in rows]
        outcomes = [row_adds_up(cells) for cells in trial]
        if not outcomes.count(False) and outcomes.count(True) >= 2:
            return column
    return None


def form_of(codes: set[str]) -> str | None:
    """Return the form that table 3's rows belong to, told by the rows that not all forms have; None without any.

    The form that has most of them; of several the one that lacks fewest of its own, then the newest.
    """
    telling = _telling_codes()
    best = max(newest_first(), key=lambda form: (len(codes & telling[form.id]), -len(telling[form.id] - codes)))
    return best.id if codes & telling[best.id] else None


@cache
def _telling_codes() -> dict[str, frozenset[str]]:
    """Return for each form its rows of table 3 that not every form has."""
    rows = {form.id: frozenset(form.request_codes()) for form in newest_first()}
    common = frozenset.intersection(*rows.values())
    return {name: own - common for name, own in rows.items()}

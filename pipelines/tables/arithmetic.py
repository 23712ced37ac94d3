"""The form's own arithmetic over table 3, as referee between readings. It never changes a figure."""

from collections.abc import Iterator, Mapping, Sequence
from functools import cache

from pipelines.forms import newest_first
from pipelines.forms.model import Form

Number = int | float | None
Values = Mapping[str, Sequence[Number]]  # row code -> its seven columns, the total last
Cells = tuple[Number, ...]
_CLOSE = 1e-6
_BLANK: Cells = (None,) * 7  # a row that is not there


def row_adds_up(cells: Sequence[Number]) -> bool | None:
    """Return whether the total is the sum of its parts; None if it cannot be told (blank or nothing but zeros)."""
    *parts, total = cells
    if total is None or (not any(parts) and (total == 0 or parts.count(None) == len(parts))):
        return None
    return abs(sum(filter(None, parts)) - total) < _CLOSE


def failing_columns(values: Values, form: Form) -> tuple[list[int], int]:
    """Return the columns in which results or balance do not add up, and how many relations could be tested."""
    failing: set[int] = set()
    tested = 0
    for left, right in _relations(values, form):
        for column, (parts, others) in enumerate(zip(left, right, strict=True)):
            if others[0] is None or parts.count(None) == len(parts):
                continue
            tested += 1
            if abs(sum(filter(None, parts)) - sum(filter(None, others))) >= _CLOSE:
                failing.add(column)
    return sorted(failing), tested


def _relations(values: Values, form: Form) -> Iterator[tuple[Iterator[Cells], Iterator[Cells]]]:
    """Yield for each relation the cells of its left side and of its right, column by column."""
    for item in form.requests.sums:
        other = ("res_other",) if "res_other" in values and "res_other" not in item.parts else ()
        yield _columns(values, (*item.parts, *other)), _columns(values, (item.total,))
    for balance in form.requests.balances:
        yield _columns(values, balance.left), _columns(values, balance.right)


def _columns(values: Values, rows: Sequence[str]) -> Iterator[Cells]:
    return zip(*[values.get(code, _BLANK) for code in rows], strict=True)


def shifted_rows(values: Values, order: Sequence[str], form: Form) -> list[str]:
    """Return the rows whose numbers look shifted by one row: moving them back mends every relation that fails."""
    failing, tested = failing_columns(values, form)
    rows = [code for code in order if code in values]
    if len(failing) < 2 or len(rows) < 6:
        return []
    for start in range(len(rows)):
        for end in range(start + 2, len(rows) + 1):
            part = rows[start:end]
            for moved in (
                [*(values[code] for code in part[1:]), _BLANK],
                [_BLANK, *(values[code] for code in part[:-1])],
            ):
                lost = values[part[0]] if moved[-1] is _BLANK else values[part[-1]]
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

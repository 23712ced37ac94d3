"""The sums of table 3, taken by whole columns, against the same said figure by figure."""

import random

import pytest

from pipelines.forms import load_forms
from pipelines.tables.align import sequence
from pipelines.tables.arithmetic import failing_columns, row_adds_up

Row = list[int | float | None]


def made(dice: random.Random, form_id: str) -> dict[str, Row]:
    """Return rows with blanks and zeros, some of them lost, whose results add up in most columns."""
    blanks, kept = dice.choice([0, 0.1, 0.6]), dice.choice([0.5, 0.95, 1])
    rows: dict[str, Row] = {
        row: [None if dice.random() < blanks else dice.choice([0, 0, 1, 2, 0.5]) for _ in range(7)]
        for row in sequence()
        if dice.random() < kept
    }
    for item in load_forms()[form_id].requests.sums:
        parts = [rows[code] for code in item.parts if code in rows]
        rows[item.total] = [sum(row[at] or 0 for row in parts) + (dice.random() < 0.2) for at in range(7)]
    return rows


def expected(rows: dict[str, Row], form_id: str) -> tuple[list[int], int]:
    """Return the failing columns and how many relations there are to test, by what the form says of one figure."""
    form, failing, tested = load_forms()[form_id].requests, set(), 0
    for at in range(7):
        sides = []
        for item in form.sums:
            other = ["res_other"] if "res_other" in rows and "res_other" not in item.parts else []
            sides.append(([*item.parts, *other], [item.total]))
        sides += [(list(balance.left), list(balance.right)) for balance in form.balances]
        for left, right in sides:
            parts, others = ([rows[code][at] if code in rows else None for code in side] for side in (left, right))
            if others[0] is not None and any(part is not None for part in parts):
                tested += 1
                if abs(sum(part or 0 for part in parts) - sum(other or 0 for other in others)) > 1e-9:
                    failing.add(at)
    return sorted(failing), tested


@pytest.mark.parametrize("form_id", ["F2019", "F2021"])
def test_the_columns_that_fail_are_those_in_which_a_figure_does(form_id: str) -> None:
    dice = random.Random(5)  # noqa: S311 (repeatable test data)
    seen = set()
    for _ in range(400):
        rows = made(dice, form_id)
        assert failing_columns(rows, load_forms()[form_id]) == expected(rows, form_id)
        seen.add(len(expected(rows, form_id)[0]))
    assert len(seen) > 3


@pytest.mark.parametrize(
    ("cells", "told"),
    [
        ([1, None, 0, 2, 3], True),
        ([1, None, 0, 2, 4], False),
        ([0, None, 0], None),
        ([0, None, 2], False),
        ([None, None, 2], None),
        ([None, None, 0], None),
        ([1, 2, None], None),
        ([0.5, 0.25, 0.75], True),
    ],
)
def test_a_row_adds_up_only_where_it_says_something(cells: Row, told: bool | None) -> None:
    assert row_adds_up(cells) is told

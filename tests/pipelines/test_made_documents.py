"""The documents that the tests make: oddities that meet in one document can be laid out together."""

from dataclasses import replace

import pytest

from tests.generators.documents.grids import Grid
from tests.generators.documents.layout import lay_out
from tests.generators.documents.plan import plan_with


@pytest.mark.parametrize("seed", range(12))
def test_a_row_that_lost_a_cell_may_be_one_with_a_merged_zero(seed: int) -> None:
    plan = replace(plan_with("short_row", seed=seed), quirks=frozenset({"short_row", "merged_zero"}))
    (table,) = (part for part in lay_out(plan).parts if isinstance(part, Grid) and part.kind == "t3")
    assert all(row for row in table.rows[table.heads :])

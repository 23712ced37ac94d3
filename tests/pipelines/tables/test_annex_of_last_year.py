"""Last year's tables behind a report's own that lack a column: nothing of them may fill it."""

from dataclasses import replace

import pytest

from tests.generators.comparison import score
from tests.generators.documents import make
from tests.pipelines.variants import plan


@pytest.mark.parametrize("seed", ["a", "b", "c", "d"])
@pytest.mark.parametrize("beside", ["page_breaks", "dropped_spans", "no_corner", ""])
@pytest.mark.parametrize("form", ["F2021", "F2019"])
@pytest.mark.parametrize("format_", ["text", "html", "docx"])
def test_no_figure_of_last_year_fills_a_column_that_is_not_printed(
    format_: str, form: str, beside: str, seed: str
) -> None:
    made = plan(form, format_, quirks=f"last_year_tables no_total_column {beside}")
    result = score(make(replace(made, seed=f"{made.seed} {seed}"), "annex"))
    assert not result.bad(), result.details
    assert result.counts["right"]

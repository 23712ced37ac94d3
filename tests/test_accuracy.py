"""Made documents are read without silent mistakes, and oddities once misread are read right."""

from collections import Counter
from dataclasses import replace
from subprocess import run
from sys import executable

import pytest

from tests.generators.accuracy import UNFORGIVABLE, Run, score
from tests.generators.comparison import Score
from tests.generators.documents import generate, make
from tests.generators.documents.plan import OFFICE, SCANS, make_plan, plan_with
from tests.generators.reach import left_out

SEED, COUNT = 1, 60
SLOW = frozenset({*left_out(), *OFFICE, *SCANS})


def test_nothing_is_silently_wrong_missing_or_invented() -> None:
    total: Counter[str] = Counter()
    for made in generate(SEED, COUNT, SLOW):
        result = score(made)
        assert not result.bad(), (made.file, sorted(made.plan.quirks), result.details[:5])
        total.update(result.counts)
    assert total["right"] > 40 * COUNT
    assert total["flagged"] < total["right"] / 100
    assert {kind: total[kind] for kind in UNFORGIVABLE} == dict.fromkeys(UNFORGIVABLE, 0)


@pytest.mark.parametrize(
    "quirk", ["columns_swapped", "missing_column", "no_total_column", "merged_zero", "extra_label_cell",
              "organ_in_signature", "last_rows_swapped", "tiny_pages", "broken_header", "no_rules"],
)  # fmt: skip
@pytest.mark.parametrize("form", ["F2021", "F2019"])
def test_columns_keep_their_meaning_over_the_pages_of_a_pdf(quirk: str, form: str) -> None:
    result = score(make(plan_with(quirk, seed=2, format_="pdf", form=form), "made"))
    assert result.details == []
    assert result.counts["right"] > 150


# Documents of the run that readers once took wrong, or left without need.
@pytest.mark.parametrize(
    "place", ["1/9", "1/19", "1/78", "1/649", "1/758", "1/857", "1/858", "2/391", "2/392", "2/457", "3/59", "3/660"]
)
def test_what_was_once_misread_is_right(place: str) -> None:
    seed, number = map(int, place.split("/"))
    result = score(make(make_plan(seed, number), "made"))
    assert result.details == []
    assert result.counts["right"] > 20
    assert not result.counts["flagged"]


def test_a_column_cut_off_is_not_made_up_from_its_neighbours() -> None:
    quirks = frozenset({"blank_result_totals", "dropped_spans", "empty_groups", "total_head_down"})
    plan = replace(plan_with("dropped_spans", format_="text"), quirks=quirks)
    assert not score(make(plan, "made")).bad()


def test_the_same_seed_gives_the_same_documents() -> None:
    for number in range(8):
        first, second = (make(make_plan(5, number), "made") for _ in range(2))
        assert first == second
    assert make(make_plan(5, 0), "made").data != make(make_plan(6, 0), "made").data


def test_a_document_is_the_same_whatever_was_drawn_before() -> None:
    """reportlab hands out one font for all names of a face: the sample web's may have come first."""
    script = """
import sys
from hashlib import sha256
from crawler.sampleweb.render_pdf import _styles
from tests.generators.documents import make
from tests.generators.documents.plan import plan_with
if sys.argv[1] == "after the sample web":
    _styles()
print(sha256(make(plan_with("kangxi", seed=4, format_="pdf", form="prose"), "made").data).hexdigest())
"""
    digests = {
        run([executable, "-c", script, when], capture_output=True, check=True).stdout
        for when in ("first", "after the sample web")
    }
    assert len(digests) == 1


def test_a_wrong_reading_would_be_noticed() -> None:
    made = make(replace(plan_with("none", format_="text"), quirks=frozenset()), "made")
    right = score(made)
    figures = made.truth["figures"]
    assert isinstance(figures, dict)
    assert right.counts["right"] == len([value for value in figures.values() if value is not None])
    figures["req_new.natural"] += 1
    del figures["rev_total"]
    wrong = score(made)
    assert (wrong.counts["wrong_silent"], wrong.counts["invented"]) == (1, 1)
    run = Run()
    run.add("made", "text", wrong)
    assert any("wrong silent" in line for line in run.missed())


def test_goals_are_held_for_every_class() -> None:
    run = Run()
    for grade, counts in (
        ("clean", {"right": 9999, "missing_flagged": 1}),
        ("quirky", {"right": 10_000, "flagged": 101}),
        ("scan", {"right": 10_000, "missing_flagged": 50, "flagged": 500}),
        ("damaged", {"right": 1, "missing_flagged": 9}),
    ):
        run.add(grade, "html", Score(Counter(counts), [], grade))
    assert [line.partition(":")[0] for line in run.missed()] == ["clean", "quirky"]

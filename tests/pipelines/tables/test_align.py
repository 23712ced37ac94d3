"""Aligning rows with the form: what is told at a glance is what comparing every path tells."""

import random

import pytest

from pipelines.tables import align as module
from pipelines.tables.align import Scores, align, fill_gaps, sequence

FITS = (0.6, 0.7, 0.9, 1.0)


@pytest.fixture
def told_at_a_glance(monkeypatch: pytest.MonkeyPatch) -> list[bool]:
    """Return a list that grows with each alignment: whether no path had to be compared."""
    told: list[bool] = []
    glance = module._in_order

    def watched(rows: list[Scores]) -> list[str | None] | None:
        found = glance(rows)
        told.append(found is not None)
        return found

    monkeypatch.setattr(module, "_in_order", watched)
    return told


def test_the_glance_gives_the_best_path(told_at_a_glance: list[bool]) -> None:
    choose = random.Random(7)  # noqa: S311 - a made-up table, no secret
    for _ in range(400):
        rows = _table(choose)
        chosen, strays = align(rows)
        if told_at_a_glance[-1]:
            assert (chosen, strays) == (module._best_path(rows), set())
    assert 100 < sum(told_at_a_glance) < 400  # both ways have been taken


def test_rows_out_of_order_and_ties_are_compared(told_at_a_glance: list[bool]) -> None:
    first, second, third = sequence()[:3]
    align([((second, 1.0),), ((first, 1.0),), ((third, 1.0),)])
    align([((first, 0.7), (second, 0.7)), ((third, 1.0),)])
    align([((first, 1.0),), ((first, 1.0),)])
    assert told_at_a_glance == [False, False, False]


def test_no_gap_is_filled_where_every_row_is_known() -> None:
    codes = sequence()[:4]
    assert fill_gaps(codes[:3], codes) == {}
    assert fill_gaps([codes[0], None, codes[2]], codes) == {1: codes[1]}


def _table(choose: random.Random) -> list[Scores]:
    """Return the scores of a printed table: rows left out, unknown, resembling several, now and then moved."""
    codes = [code for code in sequence() if choose.random() < 0.8]
    if choose.random() < 0.3:
        at = choose.randrange(len(codes))
        codes.insert(choose.randrange(len(codes)), codes.pop(at))
    return [_scores(code, choose) for code in codes]


def _scores(code: str, choose: random.Random) -> Scores:
    if choose.random() < 0.05:
        return ()
    scores = {code: choose.choice(FITS[2:])}
    for other in choose.sample(sequence(), choose.choice((0, 0, 1, 2))):
        scores.setdefault(other, choose.choice(FITS[:2] if choose.random() < 0.98 else FITS))
    return tuple(sorted(scores.items(), key=lambda item: -item[1]))

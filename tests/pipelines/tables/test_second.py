"""The referee: a second reading by the order of the text, where relations fail and where rows have moved."""

import random
from dataclasses import replace

import pytest

from archive.form_columns import APPLICANTS
from pipelines.about import ReportContext
from pipelines.assemble import assemble
from pipelines.document import Document
from pipelines.report import Figure, Finding, Flag, Place, Report
from pipelines.tables import read_tables
from pipelines.tables.second import AGREES, DIFFERS, NONE, compare
from tests.pipelines.tables import returns
from tests.pipelines.tables.printer import figures, report

HEAVY = figures("F2021", 4)


def hard(*codes: str, check: str = "t3_row_sum", severity: str = "hard") -> Finding:
    return Finding(check=check, severity=severity, where=codes, found=1, expected=2)


def row(code: str) -> list[str]:
    return [f"{code}.{column}" for column in APPLICANTS]


def judged(
    document: Document, read: list[Figure], finding: Finding, form: str = "F2021"
) -> tuple[set[str], str | None]:
    """Return the codes that the referee flags, and what it says of the finding."""
    out, (found,) = compare(document, read, [finding], form)
    assert [(one.code, one.value) for one in out] == [(one.code, one.value) for one in read]
    return {one.code for one in out if Flag.SECOND_READING_DIFFERS in one.flags}, found.second_reading


def page() -> tuple[Document, list[Figure]]:
    document = report("F2021", {**HEAVY}).document()
    return document, list(read_tables(document).figures)


def taken(read: list[Figure], moves: dict[str, str]) -> list[Figure]:
    """Return the reading with the cells of other codes under some codes: value and place."""
    by_code = {one.code: one for one in read}
    return [replace(by_code[moves.get(one.code, one.code)], code=one.code) for one in read]


def test_the_same_reading_twice_agrees() -> None:
    document, read = page()
    assert judged(document, read, hard(*row("res_granted"))) == (set(), AGREES)
    assert judged(document, read, hard("rev_upheld", "rev_total", check="t4_rev_sum")) == (set(), AGREES)


def test_swapped_columns_are_flagged_and_only_they() -> None:
    document, read = page()
    moves = {"req_new.natural": "req_new.total", "req_new.total": "req_new.natural"}
    assert HEAVY["req_new.natural"] != HEAVY["req_new.total"]
    assert judged(document, taken(read, moves), hard(*row("req_new"))) == (set(moves), DIFFERS)


@pytest.mark.parametrize("severity", ["soft", "heuristic"])
def test_only_relations_that_must_hold_call_the_referee(severity: str) -> None:
    document, read = page()
    moves = {"req_new.natural": "req_new.total", "req_new.total": "req_new.natural"}
    assert judged(document, taken(read, moves), hard(*row("req_new"), severity=severity)) == (set(), None)


@pytest.mark.parametrize("by", [1, -1])
def test_a_row_taken_for_its_neighbour_is_seen_although_no_relation_names_it(by: int) -> None:
    document, read = page()
    codes = ["res_granted", "res_partial", "res_denied_state_secret", "res_denied_law_prohibits"]
    moves = {
        old: new
        for code, other in zip(codes, codes[by:] + codes[:by], strict=True)
        for old, new in zip(row(code), row(other), strict=True)
    }
    changed = {code for code, other in moves.items() if HEAVY[code] != HEAVY[other]}
    assert len(changed) > 8
    assert judged(document, taken(read, moves), hard("rev_total")) == (changed, AGREES)


def test_the_second_reading_takes_no_place_from_the_first() -> None:
    """Even where the first reading gives a wrong number its right place."""
    document, read = page()
    wrong = [replace(one, value=99) if one.code == "res_partial.total" else one for one in read]
    assert judged(document, wrong, hard("res_partial.total")) == ({"res_partial.total"}, DIFFERS)


def test_table_4_is_read_again_by_its_order() -> None:
    document, read = page()
    moves = {"litd_total": "lita_total", "lita_total": "litd_total", "litd_upheld": "lita_upheld"}
    changed = {code for code, other in moves.items() if HEAVY[code] != HEAVY[other]}
    finding = hard(*moves, check="t4_litd_sum")
    assert judged(document, taken(read, moves), finding) == (changed, DIFFERS)


@pytest.mark.parametrize("spoil", ["label", "order of headings", "one number more"])
def test_what_has_no_certain_order_cannot_be_read_again(spoil: str) -> None:
    printed = report("F2021", {**HEAVY})
    lines = printed.blocks[6 if spoil == "order of headings" else 4]
    assert not isinstance(lines, str)
    if spoil == "label":
        lines[3][0] = lines[3][0]._replace(text="本年新收政府信息公开申请数量等")
    elif spoil == "order of headings":
        lines[1][-2:] = lines[1][:-3:-1]
    else:
        lines[3].append(lines[3][-1])
    document = printed.document()
    code = "lita_total" if spoil == "order of headings" else "req_new.total"
    read = [
        Figure(code=code, value=99, text="99", unit=None, place=Place(table=2 if "_t" in code else 1, row=3, column=3))
    ]
    assert judged(document, read, hard(code)) == (set(), NONE)


@pytest.mark.parametrize("form", ["F2014", "F2008"])
def test_a_return_is_read_again_where_one_of_its_sums_fails(form: str) -> None:
    values = returns.figures(form)
    document = returns.document(returns.printed(form, values))
    read = list(read_tables(document).figures)
    sums = {one.code for one in read if one.code.startswith("req_ch_")}
    first, second = sorted(sums)[:2]
    finding = hard(*sums, check="f14_channels_in", severity="soft")
    assert judged(document, read, finding, form)[0] == set()
    moves = {first: second, second: first}
    assert judged(document, taken(read, moves), finding, form) == (set(moves), DIFFERS)


def test_a_finding_across_years_is_not_read_again() -> None:
    document, read = page()
    finding = hard("prev.req_carried_out.total", "req_carried_in.total", check="xy_carry_total", severity="soft")
    assert judged(document, read, finding) == (set(), None)


def read_page(values: dict[str, object]) -> Report:
    (found,) = assemble(report("F2021", values).document(), ReportContext())
    return found


def test_a_wrong_sum_of_the_document_itself_agrees_with_the_second_reading() -> None:
    found = read_page({**HEAVY, "res_total.total": HEAVY["res_total.total"] + 1})
    failing = [one for one in found.findings if one.severity == "hard"]
    assert {one.second_reading for one in failing} == {AGREES}
    assert not any(one.flags for one in found.figures)
    assert {one.second_reading for one in found.findings if one.severity != "hard"} <= {None}


@pytest.mark.parametrize("seed", range(4))
def test_right_readings_are_never_doubted(seed: int) -> None:
    dice = random.Random(seed)  # noqa: S311 (repeatable test data)
    form = dice.choice(("F2019", "F2021"))
    (found,) = assemble(report(form, {**figures(form, seed)}).document(), ReportContext())
    assert not any(one.flags for one in found.figures)


def test_a_flag_is_set_once() -> None:
    document, read = page()
    wrong = [
        replace(one, value=99, flags=(Flag.SECOND_READING_DIFFERS,)) if one.code == "req_new.natural" else one
        for one in read
    ]
    assert compare(document, wrong, [hard("req_new.natural")], "F2021")[0] == tuple(wrong)

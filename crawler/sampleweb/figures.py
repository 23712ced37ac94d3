"""Figures of one report as it prints them, and the invented ones, consistent by construction."""

import random
from dataclasses import dataclass
from functools import cache

from crawler.sampleweb.bodies import FIRST_YEAR, SampleBody

APPLICANTS = 6  # natural persons and five kinds of organisation; the seventh column is their total

OUTCOMES_2019 = (
    "res_granted", "res_partial",
    "res_denied_state_secret", "res_denied_law_prohibits", "res_denied_security_stability", "res_denied_third_party",
    "res_denied_internal", "res_denied_process", "res_denied_enforcement_file", "res_denied_admin_query",
    "res_unavail_not_held", "res_unavail_needs_creation", "res_unavail_unclear",
    "res_notproc_petition", "res_notproc_repeat", "res_notproc_publication", "res_notproc_abusive",
    "res_notproc_reconfirm", "res_other",
)  # fmt: skip
OUTCOMES_2021 = (*OUTCOMES_2019[:-1], "res_other_no_correction", "res_other_fee_unpaid", "res_other_misc")
WEIGHTS = {"res_granted": 12, "res_partial": 4, "res_unavail_not_held": 7, "res_other_misc": 2, "res_other": 2}


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintedFigures:
    """The printed cell texts: table 2 by code, table 3 by row code (seven texts), table 4 (fifteen texts).

    `form` is F2019 or F2021 and decides table 2; table 3 has the single row 其他处理 where `single_other`.
    """

    form: str
    disclosure: dict[str, str]
    requests: dict[str, tuple[str, ...]]
    disputes: tuple[str, ...]
    single_other: bool


def form_of(body: SampleBody, year: int) -> tuple[str, bool]:
    """Return form and whether 其他处理 is one row; two bodies print what the year does not ask for."""
    if year <= 2020 or (body.key == "qh-qingxi" and year == 2022):
        return "F2019", True
    return "F2021", body.key == "bs-market" and year == 2023


def invent(body: SampleBody, year: int) -> PrintedFigures:
    """Return the figures of an invented report: the same for the same body and year, on any machine."""
    form, single_other = form_of(body, year)
    return PrintedFigures(
        form=form,
        disclosure=_disclosure(body, year, form),
        requests=_requests(body, year, single_other),
        disputes=_disputes(body, year),
        single_other=single_other,
    )


def _dice(body: SampleBody, year: int, what: str) -> random.Random:
    return random.Random(f"{body.key}|{year}|{what}")  # noqa: S311 (reproducible invention, no secret)


@cache
def _applicants(body: SampleBody, year: int, what: str) -> tuple[int, ...]:
    """Return the six applicant columns of new requests, or of those carried out of a year."""
    dice = _dice(body, year, what)
    if what == "carried":
        return tuple(dice.randint(0, max(0, count // 8)) for count in _applicants(body, year, "new"))
    growth = 1 + 0.09 * (year - FIRST_YEAR) + dice.uniform(-0.15, 0.15)
    natural = round(body.size * growth)
    return (natural, *(dice.randint(0, max(1, natural // share)) for share in (9, 60, 80, 25, 40)))


def _requests(body: SampleBody, year: int, single_other: bool) -> dict[str, tuple[str, ...]]:
    outcomes = OUTCOMES_2019 if single_other else OUTCOMES_2021
    new, carried_out = _applicants(body, year, "new"), _applicants(body, year, "carried")
    carried_in = _applicants(body, year - 1, "carried") if year > FIRST_YEAR else (0,) * APPLICANTS
    closed = [n + i - o for n, i, o in zip(new, carried_in, carried_out, strict=True)]
    dice = _dice(body, year, "outcomes")
    counts = {outcome: [0] * APPLICANTS for outcome in outcomes}
    for column, number in enumerate(closed):
        for outcome in dice.choices(outcomes, [WEIGHTS.get(o, 1) for o in outcomes], k=number):
            counts[outcome][column] += 1
    rows = {"req_new": new, "req_carried_in": carried_in, **counts, "res_total": closed, "req_carried_out": carried_out}
    return {code: (*map(str, row), str(sum(row))) for code, row in rows.items()}


def _disputes(body: SampleBody, year: int) -> tuple[str, ...]:
    """Return table 4; suits after review are fewer than reviews, for each needs one."""
    dice = _dice(body, year, "disputes")
    review = [dice.randint(0, body.size // 25 + (part == 0)) for part in range(4)]
    suits = [dice.randint(0, body.size // 70 + (part == 0)) for part in range(4)]
    after = [dice.randint(0, part // 2) for part in review]
    return tuple(str(number) for parts in (review, suits, after) for number in (*parts, sum(parts)))


@cache
def _texts(body: SampleBody, year: int) -> tuple[int, int, int]:
    """Return normative documents made, repealed and in force, as a chain over the years."""
    dice = _dice(body, year, "documents")
    made = dice.randint(0, 4 + body.size // 30)
    before = _texts(body, year - 1)[2] if year > FIRST_YEAR else 10 + body.size // 5
    repealed = dice.randint(0, before // 4) if year > 2020 else 0
    return made, repealed, before + made - repealed


@cache
def _items(body: SampleBody, year: int) -> dict[str, int]:
    """Return the item counts of the 2019 form, as a chain over the years."""
    dice = _dice(body, year, "items")
    before = _items(body, year - 1) if year > FIRST_YEAR else None
    out = {}
    for kind in ("licence", "service", "penalty", "coercion", "fee"):
        previous, change = f"{kind}_items_prev", f"{kind}_items_change"
        out[previous] = before[previous] + before[change] if before else dice.randint(5, 30 + body.size // 4)
        out[change] = dice.randint(-2, 12)
    return out


def _disclosure(body: SampleBody, year: int, form: str) -> dict[str, str]:
    dice = _dice(body, year, "decisions")
    rules = 12 if body.kind == "government" and body.region.endswith("00") else 0
    made, repealed, in_force = _texts(body, year)
    decisions = {
        "licence_decisions": dice.randint(20, 40) * (body.size + 1),
        "penalty_decisions": dice.randint(10, 20) * (body.size + 1),
        "coercion_decisions": dice.randint(0, body.size // 3 + 1),
    }
    if form == "F2021":
        values: dict[str, int | str] = {
            "rule_made": 0, "rule_repealed": 0, "rule_in_force": rules,
            "normdoc_made": made, "normdoc_repealed": repealed, "normdoc_in_force": in_force,
            **decisions, "admin_fee_wan": f"{dice.randint(3000, 9000) / 100 * body.size / 10:.2f}",
        }  # fmt: skip
    else:
        values = {
            "rule_made": 0, "rule_disclosed": 0, "rule_public_total": rules,
            "normdoc_made": made, "normdoc_disclosed": made, "normdoc_public_total": in_force,
            **_items(body, year), **decisions, "service_decisions": dice.randint(20, 60) * (body.size + 1),
            "procurement_count": dice.randint(1, 9), "procurement_amount": f"{dice.randint(20, 900)}.50万元",
        }  # fmt: skip
    return {code: str(value) for code, value in values.items()}

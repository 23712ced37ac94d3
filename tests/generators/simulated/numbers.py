"""The figures of a body's reports over its years: most of them add up and go on from year to year, some do not."""

import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from archive.form_columns import APPLICANTS, RESULTS, ROUTES
from tests.generators.simulated.layouts import Layout, Number

COLUMNS = APPLICANTS[:-1]
_ASKING = (0.82, 0.12, 0.008, 0.006, 0.02, 0.026)
_COUNTED = 80  # more requests than this are shared out by rounding, not drawn one by one
# How often each way of ending is taken, by the row's code; those not named are rare.
_ENDING = {
    "res_granted": 42.0, "res_partial": 8.0, "res_denied_state_secret": 0.4, "res_denied_law_prohibits": 1.0,
    "res_denied_third_party": 2.0, "res_denied_internal": 2.5, "res_denied_process": 2.0,
    "res_denied_enforcement_file": 1.5, "res_denied_admin_query": 2.0, "res_unavail_not_held": 24.0,
    "res_unavail_needs_creation": 1.5, "res_unavail_unclear": 2.0, "res_notproc_petition": 4.0,
    "res_notproc_repeat": 1.0, "res_notproc_publication": 0.8, "res_other": 4.0, "res_other_no_correction": 2.5,
    "res_other_misc": 2.0,
}  # fmt: skip
_RARE = 0.2
_CHAINED = ("licence", "service", "penalty", "coercion", "fee")
# Totals of the statistics return, each with its parts; the rest are drawn by themselves.
_SUMS = {
    "reply_denied": ("reply_denied_state_secret", "reply_denied_trade_secret", "reply_denied_privacy",
                     "reply_denied_security_stability", "reply_denied_not_gov_info", "reply_denied_law_other"),
    "reply_total": ("reply_already_public", "reply_granted", "reply_partial", "reply_denied", "reply_not_this_organ",
                    "reply_not_exist", "reply_told_to_amend", "reply_other_channel"),
    "rev_total": ("rev_upheld", "rev_corrected", "rev_other"),
    "lit_total": ("lit_upheld", "lit_corrected", "lit_other"),
    "req_received": ("req_ch_in_person", "req_ch_fax", "req_ch_online", "req_ch_letter"),
    "req_closed": ("req_closed_on_time", "req_closed_extended"), "org_staff": ("org_staff_full", "org_staff_part"),
}  # fmt: skip
_LARGE = ("pub_items", "pub_ch_website", "site_visits", "resp_other_way")


@dataclass(slots=True)
class Books:
    """What one body carries over the years; `size` is its requests in a year, `power` that it makes rules."""

    dice: random.Random
    size: float
    power: bool
    open: Counter[str] = field(default_factory=Counter)  # requests not yet closed, by column
    stock: dict[str, int] = field(default_factory=dict)
    bias: dict[str, float] = field(default_factory=dict)

    def year(self, layout: Layout) -> dict[str, Number | None]:
        """Return the figures of the next year by code, all cells of the layout."""
        dice = self.dice
        if layout.form == "F2014":
            return self._return(layout.codes)
        values: dict[str, Number | None] = self._table2(layout.codes)
        outcomes = [row.outcome for row in layout.rows.requests]
        values |= self._table3(outcomes)
        for route in ROUTES:
            cases = [_few(dice, self.size / 60) for _ in RESULTS[:-1]]
            values |= {f"{route}_{result}": value for result, value in zip(RESULTS, (*cases, sum(cases)), strict=True)}
        if dice.random() < 0.1:
            self._misprint(values, outcomes)
        return {code: values[code] for code in layout.codes}

    def _table3(self, outcomes: Sequence[str]) -> dict[str, Number | None]:
        dice, values = self.dice, dict[str, Number | None]()
        leaves = [code for code in outcomes if code.startswith("res_") and code != "res_total"]
        weights = [self._weight(code) for code in leaves]
        asked = _spread(dice, COLUMNS, _ASKING, round(self.size * dice.lognormvariate(0, 0.35)))
        left: Counter[str] = Counter()
        for column in COLUMNS:
            new, before = asked[column], self.open[column]
            left[column] = min(_few(dice, (new + before) / 18), new + before)
            ended = _spread(dice, leaves, weights, new + before - left[column])
            values[f"req_new.{column}"], values[f"req_carried_in.{column}"] = new, before
            values |= {f"{code}.{column}": ended[code] for code in leaves}
            values[f"res_total.{column}"] = new + before - left[column]
            values[f"req_carried_out.{column}"] = left[column]
        for code in outcomes:
            values[f"{code}.total"] = sum(int(values[f"{code}.{column}"] or 0) for column in COLUMNS)
        self.open = left
        return values

    def _weight(self, code: str) -> float:
        if code not in self.bias:
            self.bias[code] = _ENDING.get(code, _RARE) * self.dice.lognormvariate(0, 0.8)
        return self.bias[code]

    def _table2(self, codes: Sequence[str]) -> dict[str, Number | None]:
        dice, stock = self.dice, self.stock
        values: dict[str, Number | None] = {}
        for kind in ("rule", "normdoc"):
            made = _few(dice, (0.8 if self.power else 0) if kind == "rule" else 4 + self.size / 20)
            repealed = min(_few(dice, made / 2), stock.setdefault(kind, 6 * made))
            stock[kind] += made - repealed
            values |= {f"{kind}_made": made, f"{kind}_repealed": repealed, f"{kind}_in_force": stock[kind]}
            values |= {f"{kind}_disclosed": made, f"{kind}_public_total": stock[kind]}
        for kind in _CHAINED:
            items = stock.setdefault(kind, _few(dice, 30))
            change = dice.choice((-3, -1, 0, 0, 0, 1, 4))
            stock[kind] = max(0, items + change)
            values |= {f"{kind}_items_prev": items, f"{kind}_items_change": stock[kind] - items}
            values[f"{kind}_decisions"] = _few(dice, self.size * 12)
        values["admin_fee_wan"] = round(dice.expovariate(1 / 90), 2) if dice.random() < 0.6 else 0
        values["procurement_count"] = _few(dice, 9)
        values["procurement_amount"] = _whole(round(dice.expovariate(1 / 400), 1))
        values["admin_fee_wan"] = _whole(values["admin_fee_wan"])
        return {code: value for code, value in values.items() if code in codes}

    def _return(self, codes: Sequence[str]) -> dict[str, Number | None]:
        """Return the figures of a statistics return."""
        dice = self.dice
        values: dict[str, Number | None] = {
            code: _few(dice, self.size * (30 if code in _LARGE else 0.08)) for code in codes
        }
        for whole, parts in _SUMS.items():
            if whole in values:
                values[whole] = sum(int(values.get(part) or 0) for part in parts)
        if dice.random() < 0.8:  # each request closed by one reply
            values |= dict.fromkeys(("req_closed_on_time", "req_closed", "reply_total"), values["req_received"])
            values["req_closed_extended"] = 0
        return values

    def _misprint(self, values: dict[str, Number | None], outcomes: Sequence[str]) -> None:
        """Misprint one number, as one report in ten does."""
        dice = self.dice
        code = dice.choice(
            (
                f"{dice.choice(outcomes)}.total", f"res_total.{dice.choice(COLUMNS)}", "req_carried_in.total",
                f"req_carried_out.{dice.choice(COLUMNS)}", f"{dice.choice(ROUTES)}_total",
            )
        )  # fmt: skip
        values[code] = int(values[code] or 0) + dice.choice((1, 1, 2, 3, 9, 10, 90))


def _few(dice: random.Random, mean: float) -> int:
    """Return a count whose mean is this; most are small."""
    return int(dice.expovariate(1 / mean) + dice.random()) if mean > 0 else 0


def _spread(dice: random.Random, names: Sequence[str], weights: Sequence[float], count: int) -> Counter[str]:
    """Share a count out among names."""
    if count <= _COUNTED:
        return Counter(dice.choices(names, weights, k=count)) if count else Counter()
    whole = sum(weights)
    shared = Counter({name: int(count * weight / whole) for name, weight in zip(names, weights, strict=True)})
    shared[names[0]] += count - shared.total()
    return shared


def _whole(value: Number | None) -> Number | None:
    return int(value) if isinstance(value, float) and value.is_integer() else value

"""The true figures of a document: drawn from its seed, spoilt where its plan says so, and the text of every cell."""

import random
from dataclasses import dataclass, field

from tests.generators.documents.forms import COLUMNS, OUTCOMES, ROUTES, TABLE2, Row, table3_rows
from tests.generators.documents.plan import NEW_FORMS, Plan
from tests.generators.documents.values_old import old_figures

Number = int | float
_EMPTY = {
    "blank_empty": "", "blank_slash": "/", "blank_dash": "-", "blank_long_dash": "—", "blank_word": "无",
    "blank_nbsp": "\u00a0", "blank_everything": "", "blank_organisations": "", "only_totals": "",
    "blank_result_totals": "", "blank_wide": "\u3000", "blank_two_dashes": "--",
}  # fmt: skip
BLANKS = frozenset(_EMPTY)
_WIDE = str.maketrans("0123456789.-", "０１２３４５６７８９．－")


@dataclass(slots=True)
class Values:
    """`true` has the printed number of every printed cell, None for a blank; `texts` what the cell says."""

    true: dict[str, Number | None]
    texts: dict[str, str]
    rows: list[Row]
    columns: list[str]
    subtotals: dict[str, Number | None] = field(default_factory=dict)
    alternatives: dict[str, list[Number]] = field(default_factory=dict)


def draw_values(plan: Plan) -> Values:
    """Return the figures and texts of a plan's document."""
    if plan.form not in NEW_FORMS:
        return _old_values(plan)
    dice = plan.dice("values")
    rows = list(table3_rows(single_other=plan.single_other))
    true: dict[str, Number | None] = {**_disclosure(dice, plan.form), **_requests(dice, rows), **_disputes(dice)}
    values = Values(true, {}, rows, list(COLUMNS))
    _choose_rows_and_columns(plan, values)
    _spoil(plan, values)
    _blank(plan, values)
    if plan.has("subtotals"):
        _subtotals(values)
    _write(plan, values)
    return values


def _old_values(plan: Plan) -> Values:
    values = Values({} if plan.form == "prose" else dict(old_figures(plan)), {}, [], [])
    _blank(plan, values)
    _write(plan, values)
    return values


def _disclosure(dice: random.Random, form: str) -> dict[str, Number]:
    found: dict[str, Number] = {}
    big = dice.choice((5, 60, 3000, 200000))
    for block in TABLE2[form]:
        for code in (code for _, codes in block.rows for code in codes):
            found[code] = dice.randrange(big) if not code.startswith("rule") else dice.choice((0, 0, 0, 3))
            if code.endswith("_change"):
                found[code] = dice.randrange(-30, 40)
            if code in ("admin_fee_wan", "procurement_amount"):
                found[code] = dice.choice((0, 12.5, 7730.28, 96171.6, 59237.2449, 808, 4166.241619))
    return found


def _requests(dice: random.Random, rows: list[Row]) -> dict[str, Number]:
    found: dict[str, int] = {}
    most = dice.choice((1, 2, 4, 30, 900))
    density = dice.choice((0.02, 0.15, 0.6))
    results = [row.code for row in rows if row.code.startswith("res_") and row.code != "res_total"]
    for column in COLUMNS[:-1]:
        likely = density * (1 if column == "natural" else 0.4)
        for code in results:
            found[f"{code}.{column}"] = dice.randint(1, most) if dice.random() < likely else 0
        total = sum(found[f"{code}.{column}"] for code in results)
        carried_out = dice.randint(0, most) if dice.random() < likely else 0
        carried_in = min(total, dice.randint(0, most)) if dice.random() < likely else 0
        found |= {
            f"res_total.{column}": total, f"req_carried_out.{column}": carried_out,
            f"req_carried_in.{column}": carried_in, f"req_new.{column}": total + carried_out - carried_in,
        }  # fmt: skip
    for row in rows:
        found[f"{row.code}.total"] = sum(found[f"{row.code}.{column}"] for column in COLUMNS[:-1])
    return dict(found)


def _disputes(dice: random.Random) -> dict[str, Number]:
    found: dict[str, Number] = {}
    most = dice.choice((0, 1, 12, 60))
    for route in ROUTES:
        parts = {f"{route}_{outcome}": dice.randint(0, most) for outcome in list(OUTCOMES)[:-1]}
        found |= {**parts, f"{route}_total": sum(parts.values())}
    return found


def _choose_rows_and_columns(plan: Plan, values: Values) -> None:
    dice, rows, columns = plan.dice("rows"), values.rows, values.columns
    if plan.has("missing_row"):
        rows.remove(dice.choice(rows[:-2]))
    if plan.has("no_total_row"):
        rows.remove(next(row for row in rows if row.code == "res_total"))
    if plan.has("last_rows_swapped"):
        rows[-1], rows[-2] = rows[-2], rows[-1]
    if plan.has("rows_swapped"):
        spot = dice.randrange(4, 10)
        rows[spot], rows[spot + 1] = rows[spot + 1], rows[spot]
    if plan.has("columns_swapped"):
        spot = dice.randrange(1, 4)
        columns[spot], columns[spot + 1] = columns[spot + 1], columns[spot]
    if plan.has("missing_column"):
        columns.remove(dice.choice(columns[1:6]))
    if plan.has("no_total_column"):
        columns.remove("total")
    kept = {f"{row.code}.{column}" for row in rows for column in columns}
    for code in [code for code in values.true if "." in code and code not in kept]:
        del values.true[code]


def _spoil(plan: Plan, values: Values) -> None:
    dice, true = plan.dice("errors"), values.true

    def add(code: str) -> None:
        value = true.get(code)
        if value is not None:
            true[code] = value + dice.randint(1, 4)

    if plan.has("wrong_row_total"):
        add(f"{dice.choice(values.rows).code}.total")
    if plan.has("wrong_result_sum"):
        add(f"res_granted.{dice.choice(values.columns[:3])}")
    if plan.has("wrong_balance"):
        add(f"req_carried_out.{dice.choice(values.columns[:3])}")
    if plan.has("wrong_dispute_total"):
        add(f"{dice.choice(list(ROUTES))}_total")


def _blank(plan: Plan, values: Values) -> None:
    true, dice = values.true, plan.dice("blanks")
    if plan.has("blank_everything"):
        values.true = dict.fromkeys(true)
    elif plan.has("blank_organisations"):
        values.true = {c: None if c.partition(".")[2] in COLUMNS[1:6] and v == 0 else v for c, v in true.items()}
    elif plan.has("only_totals"):
        values.true = {c: None if "." in c and not c.endswith(".total") else v for c, v in true.items()}
    elif plan.has("blank_result_totals"):
        hit = {f"{row.code}.total" for row in values.rows if row.code.startswith("res_") and row.code != "res_total"}
        values.true = {c: None if c in hit else v for c, v in true.items()}
    elif plan.has(*_EMPTY):
        share = dice.choice((0.4, 1.0))
        values.true = {c: None if v == 0 and dice.random() < share else v for c, v in true.items()}


def _subtotals(values: Values) -> None:
    for group in ("res_denied", "res_unavail", "res_notproc", "res_other"):
        kids = [row.code for row in values.rows if row.group == group]
        for column in values.columns if kids else ():
            found = [value for kid in kids if (value := values.true[f"{kid}.{column}"]) is not None]
            values.subtotals[f"{group}.{column}"] = sum(found) if found else None


def _write(plan: Plan, values: Values) -> None:
    blank = next((text for quirk, text in _EMPTY.items() if plan.has(quirk)), "")
    for code, value in {**values.true, **values.subtotals}.items():
        values.texts[code] = blank if value is None else _written(plan, code, value)
    if plan.has("note_in_cell"):
        dice = plan.dice("note")
        code = dice.choice(["normdoc_made", "licence_decisions", "penalty_decisions"])
        if values.true.get(code) is not None:
            values.texts[code] += dice.choice(("（其中修订16件）", "（含自然失效 29 件）", "(含上年结转3件)"))
    if plan.form == "F2019":
        _write_changes(plan, values)


def _written(plan: Plan, code: str, value: Number) -> str:
    text = f"{value:,}" if plan.has("thousands") else str(value)
    if plan.has("units"):
        money = "" if code == "procurement_amount" else "万元" if code == "admin_fee_wan" else "件"
        text += "项" if "_items_" in code or code == "procurement_count" else money
    if plan.has("yuan_in_cell") and code == "procurement_amount":
        text += "元"
    if plan.has("spaced_cells"):
        text = f" \u3000{text}\u00a0 "
    return text.translate(_WIDE) if plan.has("fullwidth") else text


def _write_changes(plan: Plan, values: Values) -> None:
    """Write the signed column of the form of 2019 in one of the ways seen."""
    dice = plan.dice("signs")
    for code in [code for code in values.true if code.endswith("_change")]:
        value = values.true[code]
        if value and not plan.has("fullwidth", "units"):
            size = abs(value)
            signs = ("-", "减", "－", "↓") if value < 0 else ("+", "增", "", "↑")
            values.texts[code] = f"{dice.choice(signs)}{size}"

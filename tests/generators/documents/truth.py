"""The figures a reader must find in a document, and what may be said about them."""

from tests.generators.documents.forms import COLUMNS, OUTCOMES, ROUTES
from tests.generators.documents.grids import Grid, Line
from tests.generators.documents.layout import Sheet
from tests.generators.documents.values import BLANKS, Number, Values
from tests.generators.documents.wording import traditional

Truth = dict[str, object]
_SPOILT = ("wrong_row_total", "wrong_balance", "wrong_dispute_total", "wrong_result_sum")


def truth_of(sheet: Sheet, name: str, file: str) -> Truth:
    """Return the truth about a document: figures by code, with None for blanks, and the allowed findings."""
    plan, values = sheet.plan, sheet.values
    figures = _figures(sheet)
    broken = sorted(broken_relations(values, figures))
    printed = list(broken) if plan.has(*_SPOILT) else []
    if "t3_balance" in printed and plan.quirks & BLANKS:
        printed.remove("t3_balance")  # a blank side is not compared
    if plan.has("missing_row", "missing_column", "no_total_row", "image_table", "short_row", "no_total_column"):
        printed = []
    said = [line for line in sheet.parts if isinstance(line, Line)]
    figures |= {code: value for line in said for code, value in line.true.items()}
    optional: dict[str, Number | None] = {**values.subtotals}
    optional |= {code: value for line in said for code, value in line.maybe.items()}
    optional |= {code.removeprefix("?"): value for code, value in values.true.items() if code.startswith("?")}
    return {
        "id": name, "file": file, "kind": plan.format, "form": None if plan.form == "prose" else plan.form,
        "body": plan.body,
        "body_alts": [traditional(plan.body)], "year": plan.year, "figures": figures,
        "optional_figures": optional, "printed_errors": printed, "tolerated_errors": broken,
        "alternatives": [], "alt_values": {}, "soft_errors": [], "quirks": sorted(plan.quirks),
        "layout": "hybrid" if plan.hybrid else plan.variant or "form",
    }  # fmt: skip


def _figures(sheet: Sheet) -> dict[str, Number | None]:
    """Return the printed cells. Those of a table that is an image are kept: a reader must say that they are lost."""
    true = sheet.values.true
    printed = {cell.code for part in sheet.parts if isinstance(part, Grid) and not part.hidden
               for row in part.rows for cell in row if cell.code}  # fmt: skip
    if sheet.plan.has("merged_zero", "short_row"):
        printed |= {code for code in true if "." in code}
    assert all(isinstance(part, Grid | Line) for part in sheet.parts)
    return {code: value for code, value in true.items() if code in printed and not code.startswith("?")}


def broken_relations(values: Values, figures: dict[str, Number | None]) -> set[str]:
    """Return the hard relations of the form that do not hold on the printed figures; a blank part counts as 0."""
    found: set[str] = set()
    if not values.rows:
        return found
    for row in values.rows:
        if not _adds(figures, [f"{row.code}.{column}" for column in COLUMNS[:-1]], f"{row.code}.total"):
            found.add("t3_row_sum")
    results = [row.code for row in values.rows if row.code.startswith("res_") and row.code != "res_total"]
    year = "t3_result_sum_2021" if "rule_repealed" in values.true else "t3_result_sum_2019"
    for column in COLUMNS:
        if not _adds(figures, [f"{code}.{column}" for code in results], f"res_total.{column}"):
            found.add(year)
        sides = [figures.get(f"{code}.{column}") for code in ("req_new", "req_carried_in", "res_total",
                                                              "req_carried_out")]  # fmt: skip
        new, carried, total, left = (value or 0 for value in sides)
        if any(value is not None for value in sides) and new + carried != total + left:
            found.add("t3_balance")
    for route in ROUTES:
        if not _adds(figures, [f"{route}_{outcome}" for outcome in list(OUTCOMES)[:-1]], f"{route}_total"):
            found.add(f"t4_{route}_sum")
    return found


def _adds(figures: dict[str, Number | None], parts: list[str], total: str) -> bool:
    if figures.get(total) is None:
        return True
    found = [figures.get(code) for code in parts]
    return all(value is None for value in found) or sum(value or 0 for value in found) == figures[total]

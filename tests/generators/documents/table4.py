"""Prints table 4 in the ways seen: fifteen columns, a row for each route, or a table for each."""

from collections.abc import Callable

from tests.generators.documents.forms import OUTCOMES, ROUTES
from tests.generators.documents.grids import Cell, Grid
from tests.generators.documents.plan import Plan
from tests.generators.documents.values import Values
from tests.generators.documents.wording import wording

_HEADS = {"rev": "行政复议", "litd": "行政诉讼（未经复议直接起诉）", "lita": "行政诉讼（复议后起诉）"}


def table4(plan: Plan, values: Values) -> list[Grid]:
    """Return the grids of table 4."""
    write = _writing(plan)
    names = ["总 计" if code == "total" and plan.has("spaced_total") else write(n) for code, n in OUTCOMES.items()]
    if plan.has("three_dispute_tables"):
        return [
            Grid([[Cell(write(head), 5, head=True)], _heads(names), _numbers(values, [route])], "t4", 2)
            for route, head in _HEADS.items()
        ]  # fmt: skip
    if plan.has("route_rows"):
        rows = [[Cell("", 2, head=True), *_heads(names)]]
        rows.append([Cell(write("行政复议"), 2), *_numbers(values, ["rev"])])
        rows.append([Cell(write("行政诉讼"), 1, 2), Cell(write(ROUTES["litd"])), *_numbers(values, ["litd"])])
        rows.append([Cell(write(ROUTES["lita"])), *_numbers(values, ["lita"])])
        return [Grid(rows, "t4", 1)]
    if plan.has("no_lawsuit_head"):
        top = [Cell(write(name), 5, head=True) for name in ("行政复议", "未经复议直接起诉", "复议后起诉")]
        return [Grid([top, _heads(names * 3), _numbers(values, list(ROUTES))], "t4", 2)]
    top = [Cell(write("行政复议"), 5, head=True), Cell(write("行政诉讼"), 10, head=True)]
    second = [*(Cell(name, 1, 2, head=True) for name in names),
              *(Cell(write(ROUTES[route]), 5, head=True) for route in ("litd", "lita"))]  # fmt: skip
    return [Grid([top, second, _heads(names * 2), _numbers(values, list(ROUTES))], "t4", 3)]


def _writing(plan: Plan) -> Callable[[str], str]:
    write = wording(plan)
    if not plan.has("broken_outcomes"):
        return write
    return lambda text: f"{write(text)[:2]}\n{write(text)[2:]}" if len(text) == 4 else write(text)


def _heads(names: list[str]) -> list[Cell]:
    return [Cell(name, head=True) for name in names]


def _numbers(values: Values, routes: list[str]) -> list[Cell]:
    codes = [f"{route}_{outcome}" for route in routes for outcome in OUTCOMES]
    return [Cell(values.texts[code], code=code) for code in codes]

"""Prints table 3 in the ways seen: heads, groups, subtotals, merged cells, rows cut short."""

from tests.generators.documents.forms import COLUMNS, GROUPS, HEADS, RELATION, RESULTS_HEAD, SHORT_LABELS, Row
from tests.generators.documents.grids import Cell, Grid
from tests.generators.documents.plan import Plan
from tests.generators.documents.values import Values
from tests.generators.documents.wording import wording

_LABELS = 3  # columns of labels


def table3(plan: Plan, values: Values) -> Grid:
    """Return the grid of table 3."""
    heads = _heads(plan, values)
    return Grid([*heads, *_body(plan, values)], "t3", len(heads))


def _heads(plan: Plan, values: Values) -> list[list[Cell]]:
    write = wording(plan)
    names = {code: write(head) for code, head in zip(COLUMNS, HEADS, strict=True)}
    corner = "" if plan.has("no_corner") else RELATION if plan.has("relation_corner") else write(RELATION)
    if plan.has("bracketed_corner"):
        corner = "(本列)数据的勾稽关系为:第一项加第二项之和,等于第三项加第四项之和)"
    if plan.has("broken_business", "spaced_business"):
        names["business"] = "商业\n企业" if plan.has("broken_business") else "商业 企业"
    shown = [column for column in values.columns if column not in ("natural", "total")]
    total = "total" in values.columns
    if plan.has("flat_heads"):
        return [[Cell(corner, _LABELS, head=True), *(Cell(names[c], head=True) for c in values.columns)]]
    top = [Cell(corner, _LABELS, 3, head=True), Cell(write("申请人情况"), len(values.columns), head=True)]
    if plan.has("business_two_rows"):
        return _split_business(plan, values, top, names, shown)
    second = [Cell(names["natural"], 1, 2, head=True), Cell(write("法人或其他组织"), len(shown), head=True)]
    third = [Cell(names[column], head=True) for column in shown]
    if total and plan.has("total_head_down"):
        second.append(Cell("", head=True))
        third.append(Cell(names["total"], head=True))
    elif total:
        second.append(Cell(names["total"], 1, 2, head=True))
    return [top, second, third]


def _split_business(
    plan: Plan, values: Values, top: list[Cell], names: dict[str, str], shown: list[str]
) -> list[list[Cell]]:
    """Return heads in which 商业企业 lies over two rows of the table."""
    write = wording(plan)
    top[0].rows = 4
    second = [Cell(names["natural"], 1, 3, head=True), Cell(write("法人或其他组织"), len(shown), head=True)]
    if "total" in values.columns:
        second.append(Cell(names["total"], 1, 3, head=True))
    third = [
        Cell(write("商业"), head=True) if column == "business" else Cell(names[column], 1, 2, head=True)
        for column in shown
    ]
    return [top, second, third, [Cell(write("企业"), head=True)] if "business" in shown else []]


def _body(plan: Plan, values: Values) -> list[list[Cell]]:
    rows: list[list[Cell]] = []
    results = [row for row in values.rows if row.code.startswith("res_")]
    extra = len({row.group for row in results if row.group}) if plan.has("subtotals", "group_rows") else 0
    extra -= plan.has("last_rows_swapped")  # the group ends before 四 then, and （七） follows it
    seen: set[str] = set()
    bad = plan.dice("short").choice(values.rows[:12]).code if plan.has("short_row") else ""
    for row in values.rows:
        first = row.code.startswith("res_") and "results" not in seen
        if row.group and row.group not in seen and plan.has("subtotals", "group_rows"):
            rows.append(_group_row(plan, values, row.group))
        label = _label(plan, row, results, seen, len(results) + extra, first=first)
        numbers = _numbers(plan, values, row)
        if row.code == bad and len(numbers) > 1:  # a merged zero has no cell to lose
            del numbers[plan.dice("cut").randrange(1, 5)]
        rows.append([*label, *numbers])
        seen.add(row.group)
    return rows


def _group_row(plan: Plan, values: Values, group: str) -> list[Cell]:
    codes = [f"{group}.{column}" for column in values.columns]
    texts = [values.texts[code] for code in codes] if plan.has("subtotals") else [""] * len(codes)
    lead = [Cell("")] if plan.has("empty_groups", "repeated_groups") else []  # where 三 does not reach down here
    width = 3 if plan.has("no_results_head") else 2
    return [*lead, Cell(wording(plan)(GROUPS[group]), width), *(Cell(text) for text in texts)]


def _label(plan: Plan, row: Row, results: list[Row], seen: set[str], height: int, *, first: bool) -> list[Cell]:
    """Return the cells before the numbers; where they are merged downwards, later rows have fewer."""
    write = wording(plan)
    text = write(SHORT_LABELS.get(row.code, row.label) if plan.has("short_labels") else row.label)
    if not row.code.startswith("res_") or (row.code == "res_total" and plan.has("last_rows_swapped")):
        return [Cell(text, _LABELS)]
    seen.add("results")
    results_head = "\n".join(RESULTS_HEAD) if plan.has("rotated_label") else write(RESULTS_HEAD)
    if plan.has("no_results_head"):
        left = []
    elif plan.has("empty_groups"):
        left = [Cell(results_head if first else "")]
    elif plan.has("repeated_groups"):
        left = [Cell(results_head)]
    else:
        left = [Cell(results_head, 1, height)] if first else []
    wide = 3 if plan.has("no_results_head") else 2
    if not row.group or plan.has("subtotals", "group_rows"):
        if plan.has("extra_label_cell") and not row.group:
            return [*left, Cell(text), Cell("")]
        return [*left, Cell(text, wide)]
    head = write(GROUPS[row.group])
    if plan.has("broken_groups"):
        head = head.replace("）", "）\n", 1)
    size = sum(other.group == row.group for other in results)
    if plan.has("empty_groups"):
        return [*left, Cell(head if row.group not in seen else ""), Cell(text)]
    if plan.has("repeated_groups"):
        return [*left, Cell(head), Cell(text)]
    return [*left, *([Cell(head, 1, size)] if row.group not in seen else []), Cell(text, wide - 1)]


def _numbers(plan: Plan, values: Values, row: Row) -> list[Cell]:
    codes = [f"{row.code}.{column}" for column in values.columns]
    cells = [Cell(values.texts[code], code=code) for code in codes]
    printed = [values.true[code] for code in codes]
    if plan.has("merged_zero") and len(codes) == len(COLUMNS) and not any(printed) and None not in printed:
        return [Cell(cells[0].text, len(codes))]
    return cells

"""Prints the tables before 2019: the statistics return of 2014, and local tables with a column of earlier years."""

from tests.generators.documents.forms_old import LOCAL_F2014, OldRow, old_rows
from tests.generators.documents.grids import Cell, Grid
from tests.generators.documents.plan import Plan
from tests.generators.documents.values import Values
from tests.generators.documents.wording import wording


def old_tables(plan: Plan, values: Values) -> list[Grid]:
    """Return the grid of a form before 2019."""
    table = _return_of_2014 if plan.form == "F2014" else _local_table
    return [table(plan, values)]


def _label(plan: Plan, label: str, place: int) -> str:
    text = wording(plan)(label)
    if plan.has("broken_old_labels") and len(text) > 12:
        cut = plan.dice(f"break {place}").randrange(4, len(text) - 3)
        return f"{text[:cut]}\n{text[cut:]}"
    return text


def _return_of_2014(plan: Plan, values: Values) -> Grid:
    heads = ("统 计 指 标", "单位", "统计数") if plan.has("spaced_head") else ("统计指标", "单位", "统计数")
    serial = plan.has("serial_column")
    rows = [[*([Cell("序号", head=True)] if serial else []), *(Cell(wording(plan)(t), head=True) for t in heads)]]
    for place, (code, label, unit) in enumerate(_with_local_rows(plan, old_rows("F2014", ""))):
        shown = "" if not code and unit == "——" and plan.has("empty_heading_units") else unit
        number = values.texts.get(code, "7" if unit != "——" else "")
        cells = [Cell(_label(plan, label, place)), Cell(wording(plan)(shown)), Cell(number, code=code)]
        rows.append([*([Cell(str(place + 1))] if serial else []), *cells])
    if plan.has("annex_title"):
        rows.insert(0, [Cell(f"政府信息公开情况统计表（{plan.year}年度）", 4 if serial else 3, head=True)])
    if plan.has("footer_row"):
        rows.append([Cell("单位负责人：王某  审核人：李某  填报人：张某  联系电话：0517-80900000", 4 if serial else 3)])
    return Grid(rows, "t14", 2 if plan.has("annex_title") else 1)


def _with_local_rows(plan: Plan, rows: tuple[OldRow, ...]) -> list[OldRow]:
    if not plan.has("local_rows"):
        return list(rows)
    return [*rows[:4], *(("", label, unit) for label, unit in LOCAL_F2014), *rows[4:]]


def _local_table(plan: Plan, values: Values) -> Grid:
    coded = plan.variant == "coded"
    columns = ("本期实际", "本年累计") if coded else (f"{plan.year}年度", "历年累计")
    heads = ["指标名称", "计量单位", *(["代码"] if coded else []), *columns]
    if plan.has("spaced_head"):
        heads[0] = "指 标 名 称"
    rows = [[Cell(wording(plan)(head), head=True) for head in heads]]
    dice = plan.dice("earlier years")
    for place, (code, label, unit) in enumerate(old_rows(plan.form, plan.variant)):
        value = values.true[code]
        # what came in a year is part of what came in all years; a return for the whole year has one number twice
        earlier = values.texts[code] if coded or value is None else str(int(value) + dice.randrange(1, 99999))
        cells = [Cell(_label(plan, label, place)), Cell(unit), *([Cell(f"{place + 1:02d}")] if coded else [])]
        rows.append([*cells, Cell(values.texts[code], code=code), Cell(earlier)])
    if plan.has("annex_title"):
        rows.insert(0, [Cell("政府信息公开情况统计表", len(heads), head=True)])
    return Grid(rows, "t08", 2 if plan.has("annex_title") else 1)

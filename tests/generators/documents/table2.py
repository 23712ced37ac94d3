"""Prints table 2 in the ways seen: one table or several, uneven spans, rows of one's own, heads cut short."""

from tests.generators.documents.forms import TABLE2, Block
from tests.generators.documents.grids import Cell, Grid
from tests.generators.documents.plan import Plan
from tests.generators.documents.values import Values
from tests.generators.documents.wording import wording

_EXPLAINED = {
    "信息内容": "信息内容", "本年新制作数量": "本年新制作数量（指本年度内新制作的件数）",
    "本年制发件数": "本年制发件数（含与其他机关联合制发）", "规章": "规章（仅市州级以上填写）",
    "处理决定数量": "处理决定数量（件）", "行政许可": "行政许可（含备案事项）",
}  # fmt: skip
_SHORT = {"本年新制作数量": "本年新制作", "本年新公开数量": "本年新公开", "现行有效件数": "现行有效件"}
_BROKEN = {
    "本年新制作数量": "本年新\n制作数量",
    "本年处理决定数量": "本年处理\n决定数量",
    "现行有效件数": "现行有\n效件数",
}


def table2(plan: Plan, values: Values) -> list[Grid]:
    """Return the grids of table 2."""
    blocks = TABLE2[plan.form]
    if plan.has("table_per_block"):
        return [Grid(_block(plan, values, block, max(2, len(block.columns) + 1)), "t2", 2) for block in blocks]
    width = 5 if plan.has("uneven_spans") else 4
    return [Grid([row for block in blocks for row in _block(plan, values, block, width)], "t2", 2)]


def _block(plan: Plan, values: Values, block: Block, width: int) -> list[list[Cell]]:
    write = wording(plan)
    rows = [[Cell(write(_block_head(plan, block)), width, head=True)]]
    if plan.has("no_block_heads") or (plan.has("first_block_unnamed") and block is TABLE2[plan.form][0]):
        rows = []
    columns = list(block.columns)
    if plan.has("same_head_twice") and columns[:1] == ["本年新制作数量"]:
        columns[1] = columns[0]  # printed so by more than one body; the order tells which is which
    heads = [_head(plan, label) for label in ("信息内容", *columns)]
    rows.append(_spread([Cell(write(label), head=True) for label in heads], width, 1))
    for label, codes in block.rows:
        shown = "规范性文件" if plan.has("plain_norm_label") and "规范" in label else _head(plan, label)
        cells = [Cell(write(shown)), *(Cell(values.texts[code], code=code) for code in codes)]
        rows.append(_spread(cells, width, 2 if plan.has("uneven_spans") else 1))
    if (plan.has("extra_rows") or plan.variant == "hubei") and block is TABLE2[plan.form][0]:
        extra = [Cell(text) for text in ("其他主动公开文件（含通知、公告）", *["6"] * len(block.columns))]
        rows.append(_spread(extra, width, 1))
    return rows


def _block_head(plan: Plan, block: Block) -> str:
    return block.head.replace("条第", "条 \u3000第") if plan.has("spaced_block_heads") else block.head


def _head(plan: Plan, label: str) -> str:
    for quirk, other in (("explained_labels", _EXPLAINED), ("short_heads", _SHORT), ("broken_heads", _BROKEN)):
        if plan.has(quirk) or (quirk == "explained_labels" and plan.variant == "hubei"):
            return other.get(label, label)
    return label


def _spread(cells: list[Cell], width: int, at: int) -> list[Cell]:
    """Widen cells until they fill the width: the spare columns go to one cell, or from `at` on to several."""
    spare = width - len(cells)
    if at == 2 and len(cells) > 2:
        cells[1].columns += min(1, spare)
        spare -= min(1, spare)
    cells[-1].columns += spare
    return cells

"""Writes a laid-out document as plain text or Markdown, the ways tables survive copying."""

from tests.generators.documents.grids import Cell, Grid, Line
from tests.generators.documents.layout import Sheet
from tests.generators.documents.plan import Plan


def render_text(sheet: Sheet) -> bytes:
    """Return the text in the encoding of its plan."""
    plan = sheet.plan
    lines: list[str] = []
    for part in sheet.parts:
        lines += [_line(plan, part)] if isinstance(part, Line) else _table(plan, part)
        if not plan.has("cell_lines"):
            lines.append("")
    text = ("\r\n" if plan.has("crlf_tabs") else "\n").join(lines)
    return text.encode("gb18030" if plan.has("gbk_text") else "utf-8")


def _line(plan: Plan, line: Line) -> str:
    if plan.has("pipes") and line.role in ("title", "heading"):
        return f"{'#' if line.role == 'title' else '##'} {line.text}"
    return f"**{line.text}**" if plan.has("markdown_bold") and line.role in ("title", "heading") else line.text


def _table(plan: Plan, grid: Grid) -> list[str]:
    if grid.image:
        return ["![](table3.png)"] if plan.has("pipes") else ["[图片]"]
    if plan.has("cell_lines"):
        return [_flat(cell) for row in grid.rows for cell in row]
    if plan.has("dropped_spans"):
        return ["\t".join(_flat(cell) for cell in row) for row in grid.rows]
    lines = []
    rows = _filled(grid)
    if plan.has("glued_disputes") and grid.kind == "t4":
        rows[-1] = ["".join(rows[-1])]
    for number, row in enumerate(rows):
        lines.append(_row(plan, row))
        if plan.has("pipes", "markdown_bold") and number == 0:
            lines.append("|" + "---|" * len(row))
        if plan.has("page_breaks") and number % 9 == 8:
            lines += ["", f"- {number // 9 + 2} -", "\f"]
    return lines


def _row(plan: Plan, row: list[str]) -> str:
    if plan.has("pipes", "markdown_bold"):
        return "| " + " | ".join(row) + " |"
    return " | ".join(row) if plan.has("bare_pipes") else "\t".join(row)


def _filled(grid: Grid) -> list[list[str]]:
    """Return rows of equal length: a merged cell has its text once, the places it covers are empty."""
    rows = [[""] * grid.width() for _ in grid.rows]
    for row, column, cell in grid.placed():
        rows[row][column] = _flat(cell)
    return rows


def _flat(cell: Cell) -> str:
    return cell.text.replace("\n", "")

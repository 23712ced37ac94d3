"""Prints invented reports: the form's tables with figures that add up, as rows of cells that a test may disturb."""

import random
from dataclasses import dataclass, field
from html import escape

from pipelines.document import Document, Paragraph, Table
from pipelines.formats._grid import RawCell, lay_out
from pipelines.forms import load_forms

COLUMNS = ("natural", "business", "research", "welfare", "legal", "org_other", "total")
GROUPS = {
    "res_denied": "（三）不予公开",
    "res_unavail": "（四）无法提供",
    "res_notproc": "（五）不予处理",
    "res_other": "（六）其他处理",
}
Line = list[RawCell]


def figures(form_id: str, seed: int = 1, largest: int = 40, columns: tuple[str, ...] = COLUMNS[:6]) -> dict[str, int]:
    """Return a value for every code of a form such that every relation holds."""
    form, dice = load_forms()[form_id], random.Random(seed)  # noqa: S311 (repeatable test data)
    out: dict[str, int] = {}
    for code in form.disclosure_codes():
        out[code] = dice.randrange(5000)
    results = [code for code in form.request_codes() if code.startswith("res_") and code != "res_total"]
    for column in COLUMNS[:6]:
        for code in results:
            some = column in columns and dice.random() < 0.5
            out[f"{code}.{column}"] = dice.randrange(largest) if some else 0
        total = sum(out[f"{code}.{column}"] for code in results)
        out[f"res_total.{column}"] = total
        out[f"req_carried_out.{column}"] = dice.randrange(9) if total else 0
        carried = min(dice.randrange(7), total)
        out[f"req_carried_in.{column}"] = carried
        out[f"req_new.{column}"] = total + out[f"req_carried_out.{column}"] - carried
    for code in form.request_codes():
        out[f"{code}.total"] = sum(out[f"{code}.{column}"] for column in COLUMNS[:6])
    for route in form.disputes.routes:
        parts = [dice.randrange(largest) for _ in range(4)]
        for result, value in zip(form.disputes.results, [*parts, sum(parts)], strict=True):
            out[f"{route.code}_{result.code}"] = value
    return out


def cells(*texts: object) -> Line:
    return [RawCell(str(text)) for text in texts]


def table2(form_id: str, values: dict[str, object]) -> list[list[Line]]:
    """Return table 2, one list of lines per block."""
    width = max(len(block.columns) for block in load_forms()[form_id].disclosure) + 1
    blocks = []
    for block in load_forms()[form_id].disclosure:
        lines: list[Line] = [[RawCell(block.head, 1, width)]]
        span = width - len(block.columns)
        lines.append(cells("信息内容", *(column.label for column in block.columns)))
        lines.extend(cells(row.label, *(values[cell.code] for cell in row.cells)) for row in block.rows)
        for line in lines[1:]:
            line[-1] = RawCell(line[-1].text, 1, span)
        blocks.append(lines)
    return blocks


def header3() -> list[Line]:
    corner = "（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）"
    return [
        [RawCell(corner, 3, 3), RawCell("申请人情况", 1, 7)],
        [RawCell("自然人", 2, 1), RawCell("法人或其他组织", 1, 5), RawCell("总计", 2, 1)],
        cells("商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他"),
    ]


def rows3(form_id: str, values: dict[str, object]) -> list[Line]:
    """Return the data lines of table 3."""
    form = load_forms()[form_id]
    results = [row for row in form.requests.rows if row.code.startswith("res_")]
    seen: set[str] = set()
    lines: list[Line] = []
    for row in form.requests.rows:
        numbers = cells(*(values[f"{row.code}.{column}"] for column in COLUMNS))
        if not row.code.startswith("res_"):
            lines.append([RawCell(row.name.label, 1, 3), *numbers])
            continue
        line: Line = [] if "results" in seen else [RawCell("三、本年度办理结果", len(results), 1)]
        seen.add("results")
        if row.parent in GROUPS:
            if row.parent not in seen:
                size = sum(1 for other in results if other.parent == row.parent)
                line.append(RawCell(GROUPS[row.parent], size, 1))
                seen.add(row.parent)
            line.append(RawCell(row.name.label))
        else:
            line.append(RawCell(row.name.label, 1, 2))
        lines.append([*line, *numbers])
    return lines


def table4(values: dict[str, object]) -> list[Line]:
    results = ("结果维持", "结果纠正", "其他结果", "尚未审结", "总计")
    codes = load_forms()["F2021"].disputes.codes()
    return [
        [RawCell("行政复议", 1, 5), RawCell("行政诉讼", 1, 10)],
        [*(RawCell(name, 2, 1) for name in results), RawCell("未经复议直接起诉", 1, 5), RawCell("复议后起诉", 1, 5)],
        cells(*results, *results),
        cells(*(values[code] for code in codes)),
    ]


@dataclass
class Printed:
    """A report's blocks in order; each is a heading or the lines of one table."""

    blocks: list[str | list[Line]] = field(default_factory=list)

    def document(self) -> Document:
        """Return the report as a reader would hand it over."""
        out: list[Paragraph | Table] = []
        index = 0
        for block in self.blocks:
            if isinstance(block, str):
                out.append(Paragraph(text=block))
            else:
                out.append(lay_out(block, index))
                index += 1
        return Document(format="html", digest="0" * 64, blocks=tuple(out))

    def html(self) -> bytes:
        """Return the report as a page."""
        parts = ["<html><head><meta charset='utf-8'></head><body>"]
        for block in self.blocks:
            if isinstance(block, str):
                parts.append(f"<p>{escape(block)}</p>")
                continue
            parts.append("<table border='1'>")
            for line in block:
                spans = (f"<td rowspan='{c.rowspan}' colspan='{c.colspan}'>{escape(c.text)}</td>" for c in line)
                parts.append(f"<tr>{''.join(spans)}</tr>")
            parts.append("</table>")
        return "\n".join(parts).encode()


def report(form_id: str, values: dict[str, object]) -> Printed:
    """Return a whole report as the form prints it."""
    return Printed(
        [
            "示例县人民政府2022年政府信息公开工作年度报告",
            "二、主动公开政府信息情况",
            [line for block in table2(form_id, values) for line in block],
            "三、收到和处理政府信息公开申请情况",
            [*header3(), *rows3(form_id, values)],
            "四、政府信息公开行政复议、行政诉讼情况",
            table4(values),
        ]
    )

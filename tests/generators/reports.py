"""Synthetic reports on the form of 2021, as HTML pages: every cell is a number given or drawn from the seed."""

import random
from collections.abc import Mapping, Sequence

from pipelines.forms import load_forms

COLUMNS = ("natural", "business", "research", "welfare", "legal", "org_other")


def report_html(
    body: str, year: int, *, seed: int = 0, figures: Mapping[str, object] | None = None, note: str = ""
) -> bytes:
    """Return a page with the report of a body; `figures` replaces printed texts by code, `note` adds a sentence."""
    texts = {**printed(seed), **{code: str(value) for code, value in (figures or {}).items()}}
    title = f"{body}{year}年政府信息公开工作年度报告"
    words = f"本报告由{body}编制，所列数据的统计期限自{year}年1月1日起至{year}年12月31日止。{note}"
    parts = [
        f"<h1>{title}</h1><p>发布日期：{year + 1}-01-20</p>",
        f"<p>一、总体情况</p><p>{words}</p>",
        f"<p>二、主动公开政府信息情况</p>{_table2(texts)}",
        f"<p>三、收到和处理政府信息公开申请情况</p>{_table3(texts)}",
        f"<p>四、政府信息公开行政复议、行政诉讼情况</p>{_table4(texts)}",
        "<p>五、存在的主要问题及改进情况</p><p>主动公开的内容还不够全面，将继续改进。</p>",
        "<p>六、其他需要报告的事项</p><p>本年度没有收取信息处理费。</p>",
    ]
    page = f"<html><head><meta charset='utf-8'><title>{title}</title></head><body>{''.join(parts)}</body></html>"
    return page.encode()


def printed(seed: int) -> dict[str, str]:
    """Return texts for every cell of the form; the relations on the form hold."""
    dice = random.Random(seed)  # noqa: S311 (the same seed must give the same report)
    form = load_forms()["F2021"]
    values: dict[str, int] = {}
    for block in form.disclosure:
        for row in block.rows:
            values |= {cell.code: dice.randrange(0, 400) for cell in row.cells}
    parts = [row.code for row in form.requests.rows if row.code.startswith("res_") and row.code != "res_total"]
    for column in COLUMNS:
        results = {code: dice.randrange(0, 3) for code in parts}
        values |= {f"{code}.{column}": value for code, value in results.items()}
        values[f"res_total.{column}"] = sum(results.values())
        values[f"req_carried_out.{column}"] = dice.randrange(0, 2)
        values[f"req_carried_in.{column}"] = 0
        values[f"req_new.{column}"] = sum(results.values()) + values[f"req_carried_out.{column}"]
    for row in form.requests.rows:
        values[f"{row.code}.total"] = sum(values[f"{row.code}.{column}"] for column in COLUMNS)
    for route in ("rev", "litd", "lita"):
        cases = {f"{route}_{result}": dice.randrange(0, 3) for result in ("upheld", "corrected", "other", "pending")}
        values |= {**cases, f"{route}_total": sum(cases.values())}
    return {code: str(value) for code, value in values.items()}


def _row(*cells: str) -> str:
    return f"<tr>{''.join(cells)}</tr>"


def _cells(texts: Sequence[str], span: str = "") -> str:
    return "".join(f"<td{span}>{text}</td>" for text in texts)


def _table2(texts: Mapping[str, str]) -> str:
    rows = []
    for block in load_forms()["F2021"].disclosure:
        width = f" colspan='{4 - len(block.columns)}'"
        rows.append(_row(_cells([block.head], " colspan='4'")))
        heads = [column.label for column in block.columns]
        rows.append(_row(_cells(["信息内容", *heads[:-1]]), _cells(heads[-1:], width)))
        for row in block.rows:
            found = [texts[cell.code] for cell in row.cells]
            rows.append(_row(_cells([row.label, *found[:-1]]), _cells(found[-1:], width)))
    return f"<table>{''.join(rows)}</table>"


_GROUPS = (
    ("res_denied_", "（三）不予公开"), ("res_unavail_", "（四）无法提供"), ("res_notproc_", "（五）不予处理"),
    ("res_other_", "（六）其他处理"),
)  # fmt: skip


def _table3(texts: Mapping[str, str]) -> str:
    rows = [
        "<tr><td colspan='3' rowspan='3'></td><td colspan='7'>申请人情况</td></tr>",
        "<tr><td rowspan='2'>自然人</td><td colspan='5'>法人或其他组织</td><td rowspan='2'>总计</td></tr>",
        _row(_cells(["商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他"])),
    ]
    form = load_forms()["F2021"].requests.rows
    results = [row.code for row in form if row.code.startswith("res_")]
    started: set[str] = set()
    for row in form:
        first = f"<td rowspan='{len(results)}'>三、本年度办理结果</td>" if row.code == results[0] else ""
        values = _cells([texts[f"{row.code}.{column}"] for column in (*COLUMNS, "total")])
        group = next(((prefix, head) for prefix, head in _GROUPS if row.code.startswith(prefix)), None)
        if group is None:
            span = " colspan='2'" if row.code in results else " colspan='3'"
            rows.append(_row(first, _cells([row.name.label], span), values))
            continue
        head = ""
        if group[0] not in started:
            started.add(group[0])
            size = sum(code.startswith(group[0]) for code in results)
            head = f"<td rowspan='{size}'>{group[1]}</td>"
        rows.append(_row(head, _cells([row.name.label]), values))
    return f"<table>{''.join(rows)}</table>"


def _table4(texts: Mapping[str, str]) -> str:
    five = ("结果维持", "结果纠正", "其他结果", "尚未审结", "总计")
    codes = [f"{route}_{result}" for route in ("rev", "litd", "lita")
             for result in ("upheld", "corrected", "other", "pending", "total")]  # fmt: skip
    return (
        "<table><tr><td colspan='5'>行政复议</td><td colspan='10'>行政诉讼</td></tr>"
         "<tr>" + "".join(f"<td rowspan='2'>{name}</td>" for name in five)
        + "<td colspan='5'>未经复议直接起诉</td><td colspan='5'>复议后起诉</td></tr>"
        + _row(_cells([*five, *five])) + _row(_cells([texts[code] for code in codes])) + "</table>"
    )  # fmt: skip

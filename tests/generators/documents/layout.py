"""Lays a document out: title, sections, tables and what stands around them."""

from dataclasses import dataclass, replace

from tests.generators.documents.grids import Cell, Grid, Line, Part, scaled
from tests.generators.documents.narrative import Said, general, prose_requests, requests
from tests.generators.documents.plan import NEW_FORMS, Plan
from tests.generators.documents.table2 import table2
from tests.generators.documents.table3 import table3
from tests.generators.documents.table4 import table4
from tests.generators.documents.table_old import old_tables
from tests.generators.documents.values import Values, draw_values
from tests.generators.documents.wording import traditional

_HEADINGS = (
    "一、总体情况",
    "二、主动公开政府信息情况",
    "三、收到和处理政府信息公开申请情况",
    "四、政府信息公开行政复议、行政诉讼情况",
    "五、存在的主要问题及改进情况",
    "六、其他需要报告的事项",
)
_OLD_HEADINGS = (
    "一、概述",
    "二、主动公开政府信息情况",
    "三、依申请公开政府信息情况",
    "四、存在的主要问题及改进措施",
    "五、需要说明的事项与附表",
)
_SENTENCES = {
    2: "本年度行政处罚处理决定数量39件，不存在其他情况。",
    3: "该部分以表格形式报告。表格如下：",
    4: "本年度行政复议、行政诉讼的情况见下表。",
}
_CHINESE = str.maketrans("0123456789", "〇一二三四五六七八九")


@dataclass(frozen=True, slots=True)
class Sheet:
    """A laid-out document: `page_title` for the window, `metadata` for the head of a page."""

    plan: Plan
    values: Values
    parts: list[Part]
    page_title: str
    metadata: dict[str, str]


def lay_out(plan: Plan) -> Sheet:
    """Return the parts of a plan's document in order."""
    values = draw_values(plan)
    parts = _parts(plan, values) if plan.form in NEW_FORMS else _old_parts(plan, values)
    if plan.has("organ_in_signature"):
        parts += [Line(plan.body, "signature"), Line(f"{plan.year + 1}年1月18日", "signature")]
    return Sheet(plan, values, _written(plan, parts), _page_title(plan), _metadata(plan))


def _old_parts(plan: Plan, values: Values) -> list[Part]:
    """Return a report before 2019: sections of prose, and a table at the end where the form has one."""
    said = [line for line in _general(plan) if isinstance(line, Line)]
    rest = [line for line in _general(plan) if not isinstance(line, Line)]
    parts: list[Part] = [*_top(plan), Line(_OLD_HEADINGS[0], "heading"), said[0]]
    parts += [Line(_OLD_HEADINGS[1], "heading"), *said[1:], *rest, Line(_OLD_HEADINGS[2], "heading")]
    if plan.form == "prose":
        parts += [_line(each) for each in prose_requests(plan)]
    else:
        replies = values.true["reply_total"] if "req_received" in values.true else None
        parts.append(_line(requests(plan, values.true.get("req_received"), replies)))
    parts += [Line(_OLD_HEADINGS[3], "heading"), Line("一是公开的内容还不够细；二是业务培训不够。下一步将加强学习。")]
    parts += [Line(_OLD_HEADINGS[4], "heading"), *_last(plan)]
    return parts if plan.form == "prose" else [*parts, Line("附表：政府信息公开情况统计表"), *old_tables(plan, values)]


def _parts(plan: Plan, values: Values) -> list[Part]:
    second, third, fourth = table2(plan, values), [table3(plan, values)], table4(plan, values)
    if plan.has("image_table") or plan.format in ("html_image", "pdf_image"):
        for grid in third:
            grid.image = True
    parts: list[Part] = [*_top(plan), *_section(plan, 1, _general(plan))]
    if plan.has("all_in_one"):
        parts += [*_section(plan, 2, [_together([*second, *third, *fourth])])]
    else:
        parts += _section(plan, 2, [*_before(plan, 2), *second])
        asked, answered = (values.true.get(f"{code}.total") for code in ("req_new", "res_total"))
        parts += _section(plan, 3, [_line(requests(plan, asked, answered)), *_before(plan, 3), *third])
        parts += _section(plan, 4, [*_before(plan, 4), *fourth])
    if plan.has("footnote"):
        parts.append(Line("注：行政复议、行政诉讼数量含上年度结转数量。", "note"))
    parts += _section(plan, 5, [Line("一是主动公开的内容还不够细；二是业务培训不够。下一步将加强学习，规范流程。")])
    parts += _section(plan, 6, _last(plan))
    if plan.has("last_year_tables"):
        parts += _last_year(plan)
    return parts


def _title(plan: Plan) -> str:
    kind = "政府信息公开工作报告" if plan.has("work_report_title") else "政府信息公开工作年度报告"
    year = str(plan.year).translate(_CHINESE) if plan.has("chinese_year") else str(plan.year)
    if plan.has("year_first"):
        return f"{year}年度{plan.body}{kind}"
    if plan.has("bracketed_title"):
        return f"{plan.body}政府信息公开年度报告（{year}年度）"
    if plan.has("organ_in_signature", "organ_in_metadata"):
        return f"{year}年{kind}"
    return f"{plan.body}{year}年{kind}"


def _page_title(plan: Plan) -> str:
    return "信息公开年报" if plan.has("useless_page_title") else _title(plan)


def _metadata(plan: Plan) -> dict[str, str]:
    found = {"PubDate": f"{plan.year + 1}-01-22 10:30", "ColumnName": "政府信息公开年报"}
    if plan.has("organ_in_metadata"):
        found["ContentSource"] = plan.body
    return found


def _top(plan: Plan) -> list[Part]:
    parts: list[Part] = []
    if plan.has("metadata_table"):
        rows = (("索引号", "014319/2024-00012", "主题分类", "政务公开"),
                ("发布机构", plan.body, "发文日期", f"{plan.year + 1}-01-22"),
                ("名称", _title(plan), "文号", "无"))  # fmt: skip
        parts.append(Grid([[Cell(text) for text in row] for row in rows], "other"))
    if plan.has("two_part_title"):
        parts += [Line(plan.body, "title"), Line(_title(plan).removeprefix(plan.body), "title")]
    else:
        parts += [Line(_title(plan), "title")] * (2 if plan.has("repeated_title") else 1)
    parts.append(Line(f"发布日期：{plan.year + 1}-01-22  来源：本站  字号：大 中 小", "note"))
    return parts


def _general(plan: Plan) -> list[Part]:
    named = plan.body if not plan.has("organ_in_signature", "organ_in_metadata") else "本单位"
    period = f"自{plan.year}年1月1日起至{plan.year}年12月31日止"
    if plan.has("lost_digits"):  # a site's own conversion ate the digit before a character
        period = f"自{plan.year}11日至{plan.year}1231日"
    text = (
        f"根据《中华人民共和国政府信息公开条例》，{named}编制本报告。"
        f"本报告所列数据的统计期限{period}。"
        "如有疑问，请联系办公室，电话：0517-80900000。"
    )
    parts: list[Part] = [Line(text), *(_line(said) for said in general(plan))]
    if plan.has("other_year_in_text"):
        parts.append(Line(f"{plan.year - 1}年，我单位围绕中心工作推进公开，公开信息980条。"))
    if plan.has("other_organ_in_text"):
        parts.append(Line("按照《青石岭市人民政府办公室关于做好政府信息公开工作的通知》要求，完成了各项任务。"))
    if plan.has("yearly_table"):
        parts.append(_small([("月份", "公开条数", "点击量"), ("1月", "103", "2210"), ("2月", "96", "1804")]))
    return parts


def _line(said: Said) -> Line:
    return Line(said.text, true=dict(said.true), maybe=dict(said.maybe))


def _last_year(plan: Plan) -> list[Part]:
    """Return tables 2 and 3 of the year before, as an annex that says so."""
    other = _plan_of_other(plan)
    grids = [*table2(other, values := draw_values(other)), table3(other, values)]
    for grid in grids:
        for row in grid.rows:
            for cell in row:
                cell.code = ""
    return [Line(f"附：上年（{plan.year - 1}年）数据", "heading"), *grids]


def _section(plan: Plan, number: int, inside: list[Part]) -> list[Part]:
    if plan.has("no_section_headings") and number in (2, 3, 4):
        return inside
    return [Line(_HEADINGS[number - 1], "heading"), *inside]


def _before(plan: Plan, number: int) -> list[Part]:
    """Return what stands between a heading and its table."""
    year = plan.year
    if plan.has("sentences_between"):
        return [Line(_SENTENCES[number])]
    if plan.has("comparison_table") and number == 3:
        return [_small([("指标", f"{year - 1}年", f"{year}年"), ("新收申请", "31", "47"), ("予以公开", "12", "18"),
                        ("总计", "43", "65")])]  # fmt: skip
    if plan.has("hotline_table") and number == 3:
        return [_small([("渠道", "受理数", "办结数"), ("12345热线", "532", "530"), ("信箱", "41", "41"),
                        ("其他", "7", "7"), ("总计", "580", "578")])]  # fmt: skip
    if plan.has("hidden_duplicate") and number == 3:
        other = _plan_of_other(plan)
        grid = table3(other, draw_values(other))
        grid.hidden = True
        return [grid]
    return []


def _plan_of_other(plan: Plan) -> Plan:
    """Return the plan of a document with other figures on the same form."""
    return replace(plan, seed=f"{plan.seed}/other", quirks=frozenset())


def _last(plan: Plan) -> list[Part]:
    parts: list[Part] = [Line("本年度没有收取信息处理费。", maybe={"nar_fee_yuan": 0, "nar_fee_cases": 0})]
    if plan.has("fee_table"):
        parts.append(_small([("收费情况", "件数", "金额（元）"), ("信息处理费", "0", "0"), ("减免", "0", "0")]))
    return parts


def _small(rows: list[tuple[str, ...]]) -> Grid:
    return Grid([[Cell(text) for text in row] for row in rows], "other")


def _together(grids: list[Grid]) -> Grid:
    """Return all form tables as one table, each with its heading as a row; 60 fits 2 to 6, 10 and 15 columns."""
    titles = {"t2": _HEADINGS[1], "t3": _HEADINGS[2], "t4": _HEADINGS[3]}
    rows: list[list[Cell]] = []
    last = ""
    for grid in grids:
        if grid.kind != last:
            rows.append([Cell(titles[grid.kind], 60)])
            last = grid.kind
        wide = grid.width()
        scale = 60 // wide
        spare = 60 - scale * wide
        more = Grid(scaled(grid, scale), grid.kind)
        for _, column, cell in list(more.placed()):
            if column + cell.columns == scale * wide:
                cell.columns += spare  # what stands at the right edge becomes wider
        rows += more.rows
    return Grid(rows, "all", 2, image=any(grid.image for grid in grids))


def _written(plan: Plan, parts: list[Part]) -> list[Part]:
    """Return the parts in traditional characters where the document is a traditional copy."""
    if not plan.has("traditional", "ruby", "over_traditional", "taiwan_words"):
        return parts
    return [replace(part, text=traditional(part.text)) if isinstance(part, Line) else part for part in parts]

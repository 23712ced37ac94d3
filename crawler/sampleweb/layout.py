"""The official tables 2 to 4 as printed grids, for every renderer of the sample web."""

from collections.abc import Iterator
from dataclasses import dataclass

from crawler.sampleweb.figures import PrintedFigures


@dataclass(frozen=True, slots=True)
class GridCell:
    """A printed cell; a merged one spans `rows` x `columns` from its top left."""

    text: str
    columns: int = 1
    rows: int = 1


@dataclass(frozen=True, slots=True)
class Grid:
    """A printed table: rows of cells (covered positions left out) and relative column widths."""

    rows: tuple[tuple[GridCell, ...], ...]
    widths: tuple[int, ...]


Row = tuple[GridCell, ...]
_2021_BLOCKS = (
    ("（一）", ("本年制发件数", "本年废止件数", "现行有效件数"), (
        ("规章", ("rule_made", "rule_repealed", "rule_in_force")),
        ("行政规范性文件", ("normdoc_made", "normdoc_repealed", "normdoc_in_force")),
    )),
    ("（五）", ("本年处理决定数量",), (("行政许可", ("licence_decisions",)),)),
    ("（六）", ("本年处理决定数量",), (
        ("行政处罚", ("penalty_decisions",)), ("行政强制", ("coercion_decisions",)),
    )),
    ("（八）", ("本年收费金额（单位：万元）",), (("行政事业性收费", ("admin_fee_wan",)),)),
)  # fmt: skip
_ITEMS = ("上一年项目数量", "本年增/减", "处理决定数量")


def _items(label: str, kind: str) -> tuple[str, tuple[str, ...]]:
    return label, (f"{kind}_items_prev", f"{kind}_items_change", f"{kind}_decisions")


_2019_BLOCKS = (
    ("（一）", ("本年新制作数量", "本年新公开数量", "对外公开总数量"), (
        ("规章", ("rule_made", "rule_disclosed", "rule_public_total")),
        ("规范性文件", ("normdoc_made", "normdoc_disclosed", "normdoc_public_total")),
    )),
    ("（五）", _ITEMS, (_items("行政许可", "licence"), _items("其他对外管理服务事项", "service"))),
    ("（六）", _ITEMS, (_items("行政处罚", "penalty"), _items("行政强制", "coercion"))),
    ("（八）", _ITEMS[:2], (("行政事业性收费", ("fee_items_prev", "fee_items_change")),)),
    ("（九）", ("采购项目数量", "采购总金额"), (("政府集中采购", ("procurement_count", "procurement_amount")),)),
)  # fmt: skip

_GROUPS = (
    ("（三）不予公开", (
        ("1.属于国家秘密", "res_denied_state_secret"),
        ("2.其他法律行政法规禁止公开", "res_denied_law_prohibits"),
        ("3.危及“三安全一稳定”", "res_denied_security_stability"),
        ("4.保护第三方合法权益", "res_denied_third_party"),
        ("5.属于三类内部事务信息", "res_denied_internal"),
        ("6.属于四类过程性信息", "res_denied_process"),
        ("7.属于行政执法案卷", "res_denied_enforcement_file"),
        ("8.属于行政查询事项", "res_denied_admin_query"),
    )),
    ("（四）无法提供", (
        ("1.本机关不掌握相关政府信息", "res_unavail_not_held"),
        ("2.没有现成信息需要另行制作", "res_unavail_needs_creation"),
        ("3.补正后申请内容仍不明确", "res_unavail_unclear"),
    )),
    ("（五）不予处理", (
        ("1.信访举报投诉类申请", "res_notproc_petition"),
        ("2.重复申请", "res_notproc_repeat"),
        ("3.要求提供公开出版物", "res_notproc_publication"),
        ("4.无正当理由大量反复申请", "res_notproc_abusive"),
        ("5.要求行政机关确认或重新出具已获取信息", "res_notproc_reconfirm"),
    )),
)  # fmt: skip
_OTHER_2021 = ("（六）其他处理", (
    ("1.申请人无正当理由逾期不补正、行政机关不再处理其政府信息公开申请", "res_other_no_correction"),
    ("2.申请人逾期未按收费通知要求缴纳费用、行政机关不再处理其政府信息公开申请", "res_other_fee_unpaid"),
    ("3.其他", "res_other_misc"),
))  # fmt: skip


def disclosure_grid(figures: PrintedFigures) -> Grid:
    """Return table 2."""
    rows: list[Row] = []
    for item, heads, lines in _2021_BLOCKS if figures.form == "F2021" else _2019_BLOCKS:
        rows.append((GridCell(f"第二十条第{item}项", columns=4),))
        rows.append(_spread("信息内容", heads))
        rows.extend(_spread(label, [figures.disclosure[code] for code in codes]) for label, codes in lines)
    return Grid(tuple(rows), (6, 4, 4, 4))


def _spread(label: str, texts: tuple[str, ...] | list[str]) -> Row:
    last = GridCell(texts[-1], columns=4 - len(texts))
    return (GridCell(label), *(GridCell(text) for text in texts[:-1]), last)


def requests_grid(figures: PrintedFigures) -> Grid:
    """Return table 3 with its three label columns."""
    note = "（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）"
    rows: list[Row] = [
        (GridCell(note, columns=3, rows=3), GridCell("申请人情况", columns=7)),
        (GridCell("自然人", rows=2), GridCell("法人或其他组织", columns=5), GridCell("总计", rows=2)),
        tuple(map(GridCell, ("商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他"))),
        (GridCell("一、本年新收政府信息公开申请数量", columns=3), *_seven(figures, "req_new")),
        (GridCell("二、上年结转政府信息公开申请数量", columns=3), *_seven(figures, "req_carried_in")),
    ]
    outcomes = list(_outcome_rows(figures))
    rows.append((GridCell("三、本年度办理结果", rows=len(outcomes)), *outcomes[0]))
    rows.extend(outcomes[1:])
    rows.append((GridCell("四、结转下年度继续办理", columns=3), *_seven(figures, "req_carried_out")))
    return Grid(tuple(rows), (2, 3, 9, 3, 3, 3, 3, 3, 3, 3))


def _outcome_rows(figures: PrintedFigures) -> Iterator[Row]:
    yield (GridCell("（一）予以公开", columns=2), *_seven(figures, "res_granted"))
    partial = "（二）部分公开（区分处理的，只计这一情形，不计其他情形）"
    yield (GridCell(partial, columns=2), *_seven(figures, "res_partial"))
    for head, lines in _GROUPS if figures.single_other else (*_GROUPS, _OTHER_2021):
        for number, (label, code) in enumerate(lines):
            group = (GridCell(head, rows=len(lines)),) if number == 0 else ()
            yield (*group, GridCell(label), *_seven(figures, code))
    if figures.single_other:
        yield (GridCell("（六）其他处理", columns=2), *_seven(figures, "res_other"))
    yield (GridCell("（七）总计", columns=2), *_seven(figures, "res_total"))


def _seven(figures: PrintedFigures, code: str) -> Row:
    return tuple(GridCell(text) for text in figures.requests[code])


def disputes_grid(figures: PrintedFigures) -> Grid:
    """Return table 4 with its three header rows."""
    results = tuple(map(GridCell, ("结果维持", "结果纠正", "其他结果", "尚未审结", "总计")))
    lower = tuple(GridCell(cell.text, rows=2) for cell in results)
    rows: tuple[Row, ...] = (
        (GridCell("行政复议", columns=5), GridCell("行政诉讼", columns=10)),
        (*lower, GridCell("未经复议直接起诉", columns=5), GridCell("复议后起诉", columns=5)),
        (*results, *results),
        tuple(GridCell(text) for text in figures.disputes),
    )
    return Grid(rows, (1,) * 15)

"""The printed forms, written down independently of the readers: labels as printed and the code of every cell."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Block:
    """A block of table 2: its heading, column heads, and rows of (label, codes)."""

    head: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, tuple[str, ...]], ...]


@dataclass(frozen=True, slots=True)
class Row:
    """A row of table 3; `group` is the code of the subtotal it belongs to, "" for none."""

    code: str
    label: str
    group: str = ""


_ITEMS = ("上一年项目数量", "本年增/减", "处理决定数量")


def _items(code: str) -> tuple[str, ...]:
    return (f"{code}_items_prev", f"{code}_items_change", f"{code}_decisions")


TABLE2: dict[str, tuple[Block, ...]] = {
    "F2021": (
        Block(
            "第二十条第（一）项",
            ("本年制发件数", "本年废止件数", "现行有效件数"),
            (
                ("规章", ("rule_made", "rule_repealed", "rule_in_force")),
                ("行政规范性文件", ("normdoc_made", "normdoc_repealed", "normdoc_in_force")),
            ),
        ),
        Block("第二十条第（五）项", ("本年处理决定数量",), (("行政许可", ("licence_decisions",)),)),
        Block(
            "第二十条第（六）项",
            ("本年处理决定数量",),
            (("行政处罚", ("penalty_decisions",)), ("行政强制", ("coercion_decisions",))),
        ),
        Block("第二十条第（八）项", ("本年收费金额（单位：万元）",), (("行政事业性收费", ("admin_fee_wan",)),)),
    ),
    "F2019": (
        Block(
            "第二十条第（一）项",
            ("本年新制作数量", "本年新公开数量", "对外公开总数量"),
            (
                ("规章", ("rule_made", "rule_disclosed", "rule_public_total")),
                ("规范性文件", ("normdoc_made", "normdoc_disclosed", "normdoc_public_total")),
            ),
        ),
        Block(
            "第二十条第（五）项",
            _ITEMS,
            (("行政许可", _items("licence")), ("其他对外管理服务事项", _items("service"))),
        ),
        Block("第二十条第（六）项", _ITEMS, (("行政处罚", _items("penalty")), ("行政强制", _items("coercion")))),
        Block("第二十条第（八）项", _ITEMS[:2], (("行政事业性收费", _items("fee")[:2]),)),
        Block(
            "第二十条第（九）项",
            ("采购项目数量", "采购总金额"),
            (("政府集中采购", ("procurement_count", "procurement_amount")),),
        ),
    ),
}

COLUMNS = ("natural", "business", "research", "welfare", "legal", "org_other", "total")
HEADS = ("自然人", "商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他", "总计")
GROUPS = {
    "res_denied": "（三）不予公开",
    "res_unavail": "（四）无法提供",
    "res_notproc": "（五）不予处理",
    "res_other": "（六）其他处理",
}
RESULTS_HEAD = "三、本年度办理结果"
RELATION = "（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）"

_COMMON = (
    Row("req_new", "一、本年新收政府信息公开申请数量"),
    Row("req_carried_in", "二、上年结转政府信息公开申请数量"),
    Row("res_granted", "（一）予以公开"),
    Row("res_partial", "（二）部分公开（区分处理的，只计这一情形，不计其他情形）"),
    Row("res_denied_state_secret", "1.属于国家秘密", "res_denied"),
    Row("res_denied_law_prohibits", "2.其他法律行政法规禁止公开", "res_denied"),
    Row("res_denied_security_stability", "3.危及“三安全一稳定”", "res_denied"),
    Row("res_denied_third_party", "4.保护第三方合法权益", "res_denied"),
    Row("res_denied_internal", "5.属于三类内部事务信息", "res_denied"),
    Row("res_denied_process", "6.属于四类过程性信息", "res_denied"),
    Row("res_denied_enforcement_file", "7.属于行政执法案卷", "res_denied"),
    Row("res_denied_admin_query", "8.属于行政查询事项", "res_denied"),
    Row("res_unavail_not_held", "1.本机关不掌握相关政府信息", "res_unavail"),
    Row("res_unavail_needs_creation", "2.没有现成信息需要另行制作", "res_unavail"),
    Row("res_unavail_unclear", "3.补正后申请内容仍不明确", "res_unavail"),
    Row("res_notproc_petition", "1.信访举报投诉类申请", "res_notproc"),
    Row("res_notproc_repeat", "2.重复申请", "res_notproc"),
    Row("res_notproc_publication", "3.要求提供公开出版物", "res_notproc"),
    Row("res_notproc_abusive", "4.无正当理由大量反复申请", "res_notproc"),
    Row("res_notproc_reconfirm", "5.要求行政机关确认或重新出具已获取信息", "res_notproc"),
)
_THREE_OTHER = (
    Row("res_other_no_correction", "1.申请人无正当理由逾期不补正、行政机关不再处理其政府信息公开申请", "res_other"),
    Row(
        "res_other_fee_unpaid",
        "2.申请人逾期未按收费通知要求缴纳费用、行政机关不再处理其政府信息公开申请",
        "res_other",
    ),
    Row("res_other_misc", "3.其他", "res_other"),
)
_ONE_OTHER = (Row("res_other", "（六）其他处理"),)
_LAST = (Row("res_total", "（七）总计"), Row("req_carried_out", "四、结转下年度继续办理"))

SHORT_LABELS = {"res_other_no_correction": "1.逾期不补正", "res_other_fee_unpaid": "2.逾期不缴费"}


def table3_rows(*, single_other: bool) -> tuple[Row, ...]:
    """Return the rows of table 3: 25 with three kinds of other handling, or 23 with one row for it."""
    return (*_COMMON, *(_ONE_OTHER if single_other else _THREE_OTHER), *_LAST)


ROUTES = {"rev": "行政复议", "litd": "未经复议直接起诉", "lita": "复议后起诉"}
OUTCOMES = {
    "upheld": "结果维持", "corrected": "结果纠正", "other": "其他结果", "pending": "尚未审结", "total": "总计",
}  # fmt: skip

"""Table 3 of the 2021 form with figures that tell where they stand: row 7, column 4 prints 704 (invented)."""

from dataclasses import dataclass

HEADER_ROWS = 3
ROWS = 25
NUMBERS = 7

_DENIED = ("1.属于国家秘密", "2.其他法律行政法规禁止公开", "3.危及“三安全一稳定”", "4.保护第三方合法权益",
           "5.属于三类内部事务信息", "6.属于四类过程性信息", "7.属于行政执法案卷", "8.属于行政查询事项")  # fmt: skip
_UNAVAILABLE = ("1.本机关不掌握相关政府信息", "2.没有现成信息需要另行制作", "3.补正后申请内容仍不明确")
_NOT_PROCESSED = ("1.信访举报投诉类申请", "2.重复申请", "3.要求提供公开出版物", "4.无正当理由大量反复申请",
                  "5.要求行政机关确认或重新出具已获取信息")  # fmt: skip
_OTHER = ("1.申请人无正当理由逾期不补正", "2.申请人逾期未按收费通知要求缴纳费用", "3.其他")
_GROUPS = (("（三）不予公开", _DENIED), ("（四）无法提供", _UNAVAILABLE), ("（五）不予处理", _NOT_PROCESSED),
           ("（六）其他处理", _OTHER))  # fmt: skip


@dataclass(frozen=True, slots=True)
class Box:
    """A cell of the whole table, before it is cut into pages."""

    row: int
    column: int
    rowspan: int
    colspan: int
    text: str


def number(row: int, column: int) -> str:
    """Return the figure of a data row (from 1) and applicant column (from 1)."""
    return str(row * 100 + column) if row % 3 else str(column)


def numbers(row: int) -> list[str]:
    """Return a data row's seven figures."""
    return [number(row, column) for column in range(1, NUMBERS + 1)]


def header() -> list[Box]:
    """Return the cells of the three header rows."""
    leaves = ("商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他")
    return [
        Box(0, 0, 3, 3, "（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）"),
        Box(0, 3, 1, 7, "申请人情况"),
        Box(1, 3, 2, 1, "自然人"),
        Box(1, 4, 1, 5, "法人或其他组织"),
        Box(1, 9, 2, 1, "总计"),
        *(Box(2, 4 + i, 1, 1, text) for i, text in enumerate(leaves)),
    ]


def labels() -> list[Box]:
    """Return the label cells of the 25 data rows; rows count from 0 at the first data row."""
    boxes = [
        Box(0, 0, 1, 3, "一、本年新收政府信息公开申请数量"),
        Box(1, 0, 1, 3, "二、上年结转政府信息公开申请数量"),
        Box(2, 0, 22, 1, "三、本年度办理结果"),
        Box(2, 1, 1, 2, "（一）予以公开"),
        Box(3, 1, 1, 2, "（二）部分公开"),
    ]
    row = 4
    for group, items in _GROUPS:
        boxes.append(Box(row, 1, len(items), 1, group))
        boxes += [Box(row + i, 2, 1, 1, text) for i, text in enumerate(items)]
        row += len(items)
    return [*boxes, Box(23, 1, 1, 2, "（七）总计"), Box(24, 0, 1, 3, "四、结转下年度继续办理")]


def body() -> list[Box]:
    """Return all cells of the 25 data rows."""
    figures = [Box(r, 3 + c, 1, 1, number(r + 1, c + 1)) for r in range(ROWS) for c in range(NUMBERS)]
    return sorted([*labels(), *figures], key=lambda box: (box.row, box.column))


def leaf_labels() -> list[str]:
    """Return the label next to the figures of each data row."""
    out = [""] * ROWS
    for box in labels():
        if box.rowspan == 1 and box.column + box.colspan == 3:
            out[box.row] = box.text
    return out

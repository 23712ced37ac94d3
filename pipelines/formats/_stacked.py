"""Tables of the form in texts that print one cell to a line.

A converter that drops the grid leaves each cell on a line of its own. Such a table is put together again only where
it leaves no doubt: every header is known, and every row has exactly as many values as its header has columns. A
single missing cell, and the lines stay text (and are reported as a table that could not be read).
"""

import re
from dataclasses import dataclass

from pipelines.spelling import bare, normalise

_VALUE = re.compile(
    r"^(?:[减增+±-]?\d[\d,]*(?:\.\d+)?(?:亿|万)?(?:元|条|件|项|个|宗|次|起)?(?:\([^()]{1,24}\))?|/|-{1,2}|无)$"
)
_MAX_CELL = 130
_MAX_ROWS = 60  # no table of the form has more; looking further would cost the square of the text
_MAX_HEADERS = 6
_SENTENCE = re.compile(rf"[。；]|.{{{_MAX_CELL},}}")
_T2_START = re.compile(r"^第?二十条第?\(一\)项$")
_T2_BLOCK = re.compile(r"^第?二十条第?\([一五六八九]\)项$")
_T2_HEADERS = (
    "信息内容", "本年新制作数量", "本年新公开数量", "对外公开总数量", "上一年项目数量",
    "本年增/减", "处理决定数量", "采购项目数量", "采购总金额", "本年制发件数",
    "本年废止件数", "现行有效件数", "现行有效件", "本年处理决定数量", "本年收费金额(单位:万元)", "本年收费金额",
)  # fmt: skip
_CUT = "本年新"  # all that is left of 本年新制作数量 and of 本年新公开数量 where a cell was too narrow
_T2_ROWS = {
    "规章", "规范性文件", "行政规范性文件", "其他主动公开文件", "行政许可",
    "其他对外管理服务事项", "行政处罚", "行政强制", "行政事业性收费", "政府集中采购",
}  # fmt: skip
_T3_COLUMNS = ("自然人", "商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他", "总计")
_T3_HEAD = "申请人情况自然人法人或其他组织总计商业企业科研机构社会公益组织法律服务机构其他"
_T3_NUMBERS = (r"[一二三四]、", r"\([一二三四五六七]\)", r"\d[.、]")  # of the labels in its three label columns
_T4_ROUTE = ("结果维持", "结果纠正", "其他结果", "尚未审结", "总计")
_T4_HEAD = "行政复议行政诉讼" + "".join(_T4_ROUTE) + "未经复议直接起诉复议后起诉" + "".join(_T4_ROUTE) * 2


@dataclass(frozen=True, slots=True)
class Stack:
    """A table put together from the lines `start` to `end` (exclusive)."""

    start: int
    end: int
    rows: list[list[str]]


def stacked_tables(lines: list[str]) -> list[Stack]:
    """Return the tables that can be put together without doubt from lines with one cell each."""
    tokens = [(number, token) for number, line in enumerate(lines) if (token := line.strip().strip("|").strip())]
    found = []
    position = 0
    while position < len(tokens):
        short = len(tokens[position][1]) <= _MAX_CELL
        table = (_t2(tokens, position) or _t3(tokens, position) or _t4(tokens, position)) if short else None
        if table is None:
            position += 1
            continue
        rows, stop = table
        end = tokens[stop - 1][0] + 1
        found.append(Stack(tokens[position][0], end, rows))
        position = stop
    return found


_Tokens = list[tuple[int, str]]


def _values(tokens: _Tokens, position: int) -> list[str]:
    """Return the values that stand one after another from a position on."""
    out = []
    for _, token in tokens[position : position + 40]:
        if not _VALUE.match(normalise(token)):
            break
        out.append(token)
    return out


def _t2(tokens: _Tokens, position: int) -> tuple[list[list[str]], int] | None:
    if not _T2_START.match(normalise(tokens[position][1])):
        return None
    rows: list[list[str]] = []
    width = 0
    while position < len(tokens) and len(rows) < _MAX_ROWS:
        token = tokens[position][1]
        if _T2_BLOCK.match(normalise(token)):
            rows.append([token])
            position += 1
        elif normalise(token) == "信息内容":
            header, position = _header(tokens, position)
            width = len(header) - 1
            rows.append(header)
        elif bare(token) in _T2_ROWS and width:
            values = _values(tokens, position + 1)
            if len(values) != width:
                return None
            rows.append([token, *values])
            position += 1 + width
        else:
            break
    return (
        (rows, position) if len(rows) > 2 and len(rows[-1]) > 1 and not _VALUE.match(_next(tokens, position)) else None
    )


def _next(tokens: _Tokens, position: int) -> str:
    return normalise(tokens[position][1]) if position < len(tokens) else ""


def _header(tokens: _Tokens, position: int) -> tuple[list[str], int]:
    """Return the header cells from 信息内容 on; a header may be broken over several lines."""
    cells: list[str] = []
    while position < len(tokens) and len(cells) < _MAX_HEADERS:
        for count in (1, 2, 3):
            text = "\n".join(token for _, token in tokens[position : position + count])
            if _plain_header(text) in _T2_HEADERS:
                cells.append(text)
                position += count
                break
        else:
            if not _cut_short(tokens, position):
                break
            cells.append(tokens[position][1])
            position += 1
    return cells, position


def _cut_short(tokens: _Tokens, position: int) -> bool:
    """Say whether a cell is a head of which only the first words are left: its neighbours tell which one it is."""
    return _next(tokens, position) == _CUT and _next(tokens, position + 1) in (_CUT, "对外公开总数量")


def _plain_header(text: str) -> str:
    name = normalise(text)
    return name if name in _T2_HEADERS else bare(text)


def _t3(tokens: _Tokens, position: int) -> tuple[list[list[str]], int] | None:
    head = ""
    start = position
    while position < len(tokens) and position - start < 24 and not _next(tokens, position).startswith("一、本年新收"):
        name = _next(tokens, position)
        if not re.search("勾稽关系", name):
            head += name
        if not _T3_HEAD.startswith(head):
            return None
        position += 1
    if head != _T3_HEAD:
        return None
    rows: list[list[str]] = [["", "", "", *_T3_COLUMNS]]
    while position < len(tokens) and len(rows) < _MAX_ROWS:
        labels: list[str] = []
        while position < len(tokens) and not (values := _values(tokens, position)):
            if len(labels) > 8 or _SENTENCE.search(tokens[position][1]):
                return None
            labels.append(tokens[position][1])
            position += 1
        cells = _label_cells(labels)
        if len(values) != len(_T3_COLUMNS) or cells is None:
            return None
        rows.append([*cells, *values])
        position += len(values)
        if normalise("".join(labels)).startswith("四、结转下年度"):
            return rows, position
    return None


def _label_cells(labels: list[str]) -> list[str] | None:
    """Put labels into their three columns by their numbers; a label without one goes on with the one before it.

    None where a number follows one of its own column or of one further right: the row before lacks its values.
    """
    cells = ["", "", ""]
    column, first = 0, True
    for label in labels:
        name = normalise(label)
        numbered = next((place for place, number in enumerate(_T3_NUMBERS) if re.match(number, name)), None)
        if numbered is not None and not first and numbered <= column:
            return None
        column = column if numbered is None else numbered
        cells[column] = f"{cells[column]}\n{label}".strip()
        first = False
    return cells


def _t4(tokens: _Tokens, position: int) -> tuple[list[list[str]], int] | None:
    if _next(tokens, position) != "行政复议":
        return None
    head = ""
    while position < len(tokens) and len(head) < len(_T4_HEAD):
        head += _next(tokens, position)
        position += 1
    values = _values(tokens, position)
    if head != _T4_HEAD or len(values) != 15:
        return None
    routes = ["行政复议", *[""] * 4, "未经复议直接起诉", *[""] * 4, "复议后起诉", *[""] * 4]
    return [routes, list(_T4_ROUTE * 3), values], position + 15


def unstack(lines: list[str]) -> list[str]:
    """Return the lines with those of each stacked table replaced by its rows, cells parted by tabs."""
    out: list[str] = []
    position = 0
    for stack in stacked_tables(lines):
        out += lines[position : stack.start]
        out += ["", *("\t".join(cell.replace("\n", " ") for cell in row) for row in stack.rows), ""]
        position = stack.end
    return out + lines[position:] if position else lines

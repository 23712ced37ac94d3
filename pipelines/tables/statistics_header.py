"""Finds in a statistics return which column holds the year's figures, and which hold something else."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from itertools import pairwise

from pipelines.document import Cell
from pipelines.numbers import UNITS
from pipelines.spelling import normalise
from pipelines.tables.rows import Row

_LABEL = re.compile(r"指标|^(?:统计)?(?:项目|内容)(?:名称)?$|^名称$")
_UNIT = re.compile(r"^(?:计量|统计)?单位$")
_CODE = re.compile(r"^(?:指标)?代码$|^(?:序|编|行|项)(?:号|次)$")
_GROUP = re.compile(r"^(?:指标|项目)?(?:类别|分类|类型|大类)$")
_REMARK = re.compile(r"^(?:备注|说明|附注)")
_EARLIER = re.compile(r"上年|上一年|去年|往年|同期|同比|增[减长]|去年|比上")
_TO_DATE = re.compile(r"^(?:本年度?|当年|年度)(?:度)?累计")
_CUMULATIVE = re.compile(r"累计|历年")
_PERIOD = re.compile(r"^(?:本期|报告期)(?:实际|统计|完成|发生)?数?值?$")
_YEAR = re.compile(r"^(20\d\d)年?度?(?:统计)?(?:数|数据|数量|数值|情况)?$")
_THIS_YEAR = re.compile(r"^(?:本年度?|当年|年度|本年度年?)(?:统计)?(?:实际)?(?:数|数据|数量|数值)?$")
_WHOLE = re.compile(r"合计|总计|汇总|总数|^全(?:市|县|区|州|省|旗|盟|镇|乡|街道|系统)(?:统计)?(?:数|数据|数量)?$")
_PLAIN = re.compile(r"^(?:统计|填报|实际)?(?:数|数据|数量|数值|结果|数额)(?:量|值)?$")
_UNIT_NOTE = re.compile(r"\(单位.*?\)|\((?:" + "|".join(UNITS) + r")\)")
_RUN = 5  # rows from which numbers that count up are a column of codes
_LONGEST = 100  # characters of a heading, its spaces included
_STEP = 3  # rows left out between two of them and still counting
VALUE_ROLES = ("year", "this_year", "plain", "whole", "period", "to_date", "cumulative", "earlier", "tier")


@dataclass(frozen=True, slots=True)
class Column:
    """A column below one heading: grid columns from `start` up to `end`."""

    start: int
    end: int
    role: str
    text: str
    year: int | None = None

    def holds(self, cell: Cell) -> bool:
        """Say whether a cell reaches into this column."""
        return cell.column < self.end and cell.column + cell.colspan > self.start


@dataclass(frozen=True, slots=True)
class Header:
    """The columns of a table. `value` holds the year's figures; without it `problem` says why none is known.

    `to_date` stands beside `value` where only figures that are equal in both are the year's for certain.
    """

    width: int
    columns: tuple[Column, ...]
    value: Column | None = None
    to_date: Column | None = None
    problem: str = ""

    def role(self, name: str) -> Column | None:
        """Return the column of a role, if there is one."""
        return next((column for column in self.columns if column.role == name), None)

    def others(self) -> tuple[Column, ...]:
        """Return the columns that hold values, but not the year's."""
        return tuple(column for column in self.columns if column.role in VALUE_ROLES and column is not self.value)


@lru_cache(maxsize=1 << 14)
def role_of(text: str) -> tuple[str, int | None]:
    """Return what a heading says of its column, and the year that it names."""
    label = _UNIT_NOTE.sub("", normalise(text)).strip(":*") if len(text) <= _LONGEST else ""
    for role, pattern in _PATTERNS:
        found = pattern.search(label)
        if found:
            return role, int(found[1]) if role == "year" else None
    return ("tier" if label and re.search(r"[一-鿿]", label) else "none"), None


_PATTERNS = (
    ("unit", _UNIT),
    ("code", _CODE),
    ("group", _GROUP),
    ("label", _LABEL),
    ("remark", _REMARK),
    ("earlier", _EARLIER),
    ("to_date", _TO_DATE),
    ("cumulative", _CUMULATIVE),
    ("period", _PERIOD),
    ("year", _YEAR),
    ("this_year", _THIS_YEAR),
    ("whole", _WHOLE),
    ("plain", _PLAIN),
)
_TELLING = frozenset(name for name, _ in _PATTERNS) - {"group", "remark", "whole"}


def is_header(row: Row) -> bool:
    """Say whether a row is (the first row of) a header: it names the labels or units, and another column."""
    if row.numbers > 1:
        return False
    told = [role for cell in row.cells if (role := role_of(cell.text)[0]) in _TELLING]
    numbered = row.senses[0].number.state == "number"  # a column that counts the rows may count its header too
    named = not {"label", "unit"}.isdisjoint(told)
    return named and len(set(told)) > 1 and row.numbers == int(numbered)


def read_header(rows: Sequence[Row], year: int | None) -> Header:
    """Return the columns that header rows name; `year` is the report's, as far as known."""
    width = rows[0].table.columns
    leaves = _leaves(rows, width)
    columns: list[Column] = []
    for number, cell in sorted(leaves.items()):
        role, named = role_of(cell.text)
        if columns and columns[-1].text == cell.text and columns[-1].end == number and cell.column < number:
            columns[-1] = replace(columns[-1], end=number + 1)
        else:
            columns.append(Column(number, number + 1, role, cell.text, named))
    return _choose(Header(width, tuple(columns)), year)


def _leaves(rows: Sequence[Row], width: int) -> dict[int, Cell]:
    """Return the lowest heading over each grid column; titles over the whole table are none."""
    labels = [cell for row in rows for cell in row.cells if role_of(cell.text)[0] == "label" and cell.colspan < width]
    leaves: dict[int, Cell] = {}
    for row in rows:
        for cell in row.cells:
            over_label = any(
                cell.column < label.column + label.colspan and label.column < cell.column + cell.colspan
                for label in labels
                if label is not cell
            )
            if not cell.text.strip() or over_label:
                continue
            for number in range(cell.column, min(cell.column + cell.colspan, width)):
                leaves[number] = cell
    return leaves


def _choose(header: Header, year: int | None) -> Header:
    """Return the header with the column of the year's figures, or the reason why none can be told."""
    values = [column for column in header.columns if column.role in VALUE_ROLES]
    named = {role: [column for column in values if column.role == role] for role in VALUE_ROLES}
    if named["tier"]:
        if len(named["whole"]) == 1:
            return replace(header, value=named["whole"][0])
        return replace(header, problem=_several(values, "none of them is named as the whole"))
    years = _this_year(named["year"], year) + named["this_year"]
    wholes = named["whole"] and named["whole"] + named["plain"]  # 统计数 beside 全市数: either may be the body's own
    for candidates in (years, wholes, named["plain"], named["period"]):
        if len(candidates) == 1:
            to_date = named["to_date"] if candidates is named["period"] else []
            return replace(header, value=candidates[0], to_date=to_date[0] if to_date else None)
        if candidates:
            return replace(header, problem=_several(values, "more than one may be the year's"))
    if not values:
        return replace(header, problem="no heading names the column of the figures")
    return replace(header, problem=_several(values, "none of them is the year's own"))


def _this_year(columns: list[Column], year: int | None) -> list[Column]:
    if len(columns) < 2:
        return columns
    return [column for column in columns if column.year == year] or columns


def _several(columns: Sequence[Column], why: str) -> str:
    names = ", ".join(repr("".join(column.text.split())[:20]) for column in columns)
    return f"its columns are {names} and {why}"


@dataclass(slots=True)
class _Seen:
    units: int = 0
    numbers: list[int | float] = field(default_factory=list)
    filled: int = 0


def infer_header(rows: Sequence[tuple[Row, Cell]]) -> Header:
    """Return the columns of rows without a header, told by what their cells hold; each comes with its label cell."""
    seen: dict[int, _Seen] = {}
    width = rows[0][0].table.columns if rows else 0
    for row, label in rows:
        for cell, item in zip(row.cells, row.senses, strict=True):
            if cell is label:
                continue
            what = seen.setdefault(cell.column, _Seen())
            what.units += is_unit(cell.text)
            what.filled += bool(cell.text.strip())
            if item.number.state == "number" and item.number.value is not None:
                what.numbers.append(item.number.value)
    columns = tuple(Column(number, number + 1, _inferred(what), "") for number, what in sorted(seen.items()))
    values = [column for column in columns if column.role == "plain"]
    empty = [column for column in columns if column.role == "none"]
    header = Header(width, columns)
    if len(values) == 1:
        return replace(header, value=values[0])
    if not values and len(empty) == 1:
        return replace(header, value=empty[0])
    return replace(header, problem="no header says which of its columns holds the year's figures")


def _inferred(what: _Seen) -> str:
    counting = all(0 < b - a <= _STEP for a, b in pairwise(what.numbers))
    if what.units:
        return "unit"
    if len(what.numbers) >= _RUN and counting:
        return "code"
    return "plain" if what.numbers or what.filled else "none"


def is_unit(text: str) -> bool:
    """Say whether a cell holds nothing but a unit."""
    return normalise(text).strip("()") in UNITS

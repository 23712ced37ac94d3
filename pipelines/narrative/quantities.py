"""Finds numbers with their units in running text."""

import re
from typing import NamedTuple

_UNITS = (
    "场次|期次|篇次|件次|条次|人次|次|条(?!例|款|规定)|件|篇|场|期(?![间刊限货])|个(?!月|工作日|自然日|百分点|小时|季度|方面|百分)"
    "|项|份|起|宗|人(?![民员大社均])|名(?!单|称)|册|家|元(?!旦)|则|例|封|户|批|部(?!门|分|委)|幅|套|本|笔|%"
)
# Begins with a digit, so that the search leaps from digit to digit; what stands before is looked at afterwards.
_QUANTITY = re.compile(
    r"(?P<digits>[0-9零〇一二两三四五六七八九十百千](?:(?<=[0-9])[0-9]{0,11}(?:(?<=[0-9]),[0-9]{3}){0,4}(?:\.[0-9]{1,4})?"
    r"|(?<=[零〇一二两三四五六七八九十百千])[零〇一二两三四五六七八九十百千]{0,6}))"
    rf"(?P<more>[余多])?(?P<scale>万|亿|千)?(?P<much>[余多])?(?P<unit>{_UNITS})(?P<after>左右|以上)?"
)
_RANGE = re.compile(r"(?:\d|[件条次个万])[-~至到/]$")
_RANGE_ENDS = frozenset("-~至到/")
_NO_DIGITS = frozenset(
    "0123456789.,第〔零〇一二两三四五六七八九十百千ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
)
_DIGITS = frozenset("0123456789")
_NO_CHINESE = _NO_DIGITS | frozenset("万统唯之进同每任某另逐单")
_ABOUT = re.compile(r"(?:接近|将近|超过|大约|约|近|超|逾)$")
_ABOUT_ENDS = frozenset("近过约超逾")
_BOUND = re.compile(r"(?:以下|以内|以上的?(?:罚|不|单位|部门|乡镇)|\(含\)|[-~至到]\d)")
_CHINESE = {character: value for value, character in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_CHINESE_DIGITS = frozenset("零〇一二两三四五六七八九十百千")
_TENS = {"十": 10, "百": 100, "千": 1000}
_SCALES = {"万": 10_000, "亿": 100_000_000, "千": 1000}


class Quantity(NamedTuple):
    """A number with its unit; `start` and `end` are offsets of the whole expression."""

    start: int
    end: int
    value: int | float
    unit: str  # as printed: 万条
    base: str  # without the scale: 条
    scaled: int | float
    approx: bool


def quantities(text: str) -> list[Quantity]:
    """Return the quantities of a folded text without spaces, in order; ranges and ordinals are none."""
    if len(text) < 2:
        return []
    found = (_quantity(match, text) for match in _QUANTITY.finditer(text))
    return [quantity for quantity in found if quantity is not None]


def _quantity(match: re.Match[str], text: str) -> Quantity | None:
    start, end = match.span()
    before = text[max(0, start - 2) : start]
    last = before[-1:] if before[-1:] != "," or before[0] in _DIGITS else ""  # a comma of the sentence, not of a number
    digits, more, scale, much, unit, after = match.groups()
    if (
        last in (_NO_CHINESE if digits[0] in _CHINESE_DIGITS else _NO_DIGITS)
        or (last in _RANGE_ENDS and _RANGE.search(before))
        or _BOUND.match(text, end - len(after) if after else end)
    ):
        return None
    value = _value(digits)
    if value is None:
        return None
    about = _ABOUT.search(before) if last in _ABOUT_ENDS else None
    scaled = value * _SCALES[scale] if scale else value
    return Quantity(
        start - len(about[0]) if about else start,
        end,
        value,
        (scale or "") + unit,
        unit,
        round(scaled, 4) if isinstance(scaled, float) else scaled,
        bool(about or more or much or after),
    )


def _value(digits: str) -> int | float | None:
    """Return the number, None for what is none (007, 一二三, 百 alone)."""
    if digits[0] not in _CHINESE_DIGITS:
        plain = digits.replace(",", "")
        if len(plain) > 1 and plain[0] == "0" and plain[1] != ".":
            return None
        return float(plain) if "." in plain else int(plain)
    return _chinese(digits)


def _chinese(digits: str) -> int | None:
    total, pending, last = 0, None, 10_000
    for character in digits:
        if character in _TENS:
            unit = _TENS[character]
            if unit >= last or (pending is None and character != "十"):
                return None
            total, pending, last = total + (1 if pending is None else pending) * unit, None, unit
        elif pending not in (None, 0):
            return None
        else:
            pending = _CHINESE[character]
    if pending is None:
        return total
    return total + pending

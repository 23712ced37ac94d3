"""Reads the number in a cell: value, unit and note, or the certainty that it cannot be read."""

import re
from dataclasses import dataclass, replace
from functools import lru_cache

from pipelines.spelling import fold

BLANKS = frozenset(
    ("", "-", "--", "---", "----", "/", "//", "\\", "无", "空", "·", ".", "*", "|", "_", "未填", "暂无", "/-")
)
UNITS = (
    "万元",
    "亿元",
    "千元",
    "人次",
    "万",
    "亿",
    "元",
    "件",
    "条",
    "次",
    "个",
    "项",
    "宗",
    "人",
    "份",
    "篇",
    "户",
    "起",
)
_UNIT = "|".join(UNITS)
_DIGITS = r"(?:\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)"
_NUMBER = re.compile(
    rf"^(?P<approx>约|大约|近)?(?P<word>增加|减少|新增|增|减|上升|下降|↑|↓)?(?P<sign>[+\-±])?"
    rf"(?P<digits>{_DIGITS})(?![\d])(?P<after>余|多|左右)?(?P<percent>%)?(?P<unit>{_UNIT})?(?P<last>余|左右)?"
    r"(?P<note>\(.*|[,;]?其中.*)?[.;,]*$",
    re.DOTALL,
)
_MARKED = re.compile(r"^\((增加|减少|增|减|\+|-|↑|↓)\)(?=\d)")
_UNIT_NOTE = re.compile(rf"^\((?:单位:)?({_UNIT})\)$")
_WRAPPED = re.compile(r"^\d[\d,]*(?:\.\d+)?(?:\s+[\d,.]+)+$")
_HAS_DIGIT = re.compile(r"\d")
_SPACES = re.compile(r"\s+")
_MOST_DIGITS = 13  # before the point: no count or sum of money is longer, a row run together into one cell is
_LONGEST = 200  # characters of a number with its note
# Marks of footnotes behind a number. Folding would make digits of them (12① and 12² become 121 and 122).
_FOLDING = r"\u00b2\u00b3\u00b9\u2070-\u209c\u2460-\u249b\u24ea"
_FOLDING_MARK = re.compile(rf"[{_FOLDING}]")
_MARKS = re.compile(rf"(?<=[\d０-９])\s*[{_FOLDING}\u2776-\u2793*＊※#＃†‡]{{1,3}}\s*$")
_NEGATIVE = frozenset(("减少", "减", "下降", "↓", "-"))
_ZEROES = frozenset(("零", "〇", "零件", "○"))


@dataclass(frozen=True, slots=True)
class Reading:
    """What a cell says. `state` is number, blank, text (no number in it) or unreadable.

    `wrapped` is set where the number was put together from pieces (123⏎45): it is what the cell says only if the
    form's arithmetic agrees.
    """

    state: str
    value: int | float | None = None
    unit: str | None = None
    note: str | None = None
    approx: bool = False
    wrapped: bool = False

    @property
    def valued(self) -> bool:
        """Whether this can stand in a value cell: a number or a printed blank."""
        return self.state in ("number", "blank")


_BLANK = Reading("blank")
_TEXT = Reading("text")
_UNREADABLE = Reading("unreadable")


@lru_cache(maxsize=1 << 16)
def read_number(text: str) -> Reading:
    """Return what one cell's raw text says as a number."""
    if text.isdecimal() and text.isascii() and len(text) <= _MOST_DIGITS and (text[0] != "0" or len(text) == 1):
        return Reading("number", int(text))  # nothing but digits, as most cells: what follows says the same
    marks = _MARKS.search(text)
    if marks is not None:
        reading = read_number(text[: marks.start()])
        plain = reading.state == "number" and reading.note is None
        return replace(reading, note=marks[0].strip()) if plain else _UNREADABLE
    if not text.isascii() and _FOLDING_MARK.search(text):
        return _marked(text)
    return _read(text)


def _marked(text: str) -> Reading:
    """Read a text with marks that folding makes digits of: words at most, never a number."""
    reading = _read(_FOLDING_MARK.sub("", text))
    return reading if reading.state == "text" or reading.note is not None else _UNREADABLE


def _read(text: str) -> Reading:
    folded = fold(text).replace("&nbsp;", " ").strip()
    compact = _SPACES.sub("", folded)
    if compact in BLANKS:
        return _BLANK
    if compact in _ZEROES:
        return Reading("number", 0)
    if not _HAS_DIGIT.search(compact):
        return _TEXT
    if len(compact) > _LONGEST:
        return _UNREADABLE if compact[0].isdigit() else _TEXT
    if _WRAPPED.match(folded):
        return _wrapped(folded)
    found = _NUMBER.match(_MARKED.sub(r"\1", compact))
    return _number(found, text) if found is not None else _UNREADABLE


def _number(found: re.Match[str], raw: str) -> Reading:
    digits = found["digits"].replace(",", "")
    word, sign = found["word"], found["sign"]
    too_long = len(digits) > 18 or len(digits.partition(".")[0]) > _MOST_DIGITS
    if found["percent"] or (word in _NEGATIVE and sign == "+") or too_long or _leading_zero(digits):
        return _UNREADABLE
    value: int | float = float(digits) if "." in digits else int(digits)
    if sign == "±" and value:
        return _UNREADABLE  # both at once is no figure
    if word in _NEGATIVE or sign == "-":
        value = -value
    note, unit = found["note"], found["unit"]
    if note:
        as_unit = _UNIT_NOTE.match(note)
        if as_unit and unit is None:
            note, unit = None, as_unit[1]
        else:
            note = _note(raw, note)
    approx = bool(found["approx"] or found["after"] or found["last"])
    return Reading("number", value or 0, unit, note, approx)


def _note(raw: str, folded: str) -> str:
    """Return the note as printed, without the brackets around it."""
    compact = _SPACES.sub("", raw)
    printed = compact[-len(folded) :] if len(compact) >= len(folded) else folded
    return printed.strip("(（)）,，;；、. 。")


def _leading_zero(digits: str) -> bool:
    return len(digits) > 1 and digits[0] == "0" and digits[1] != "."


def _wrapped(folded: str) -> Reading:
    """Digits in several pieces: one number broken over lines, or several numbers run together."""
    pieces = folded.split()
    joined = "".join(pieces)
    plain = joined.replace(",", "")
    good = re.fullmatch(_DIGITS, joined) and not _leading_zero(plain) and len(plain) < 16
    if not good or any(_leading_zero(piece) and piece is pieces[0] for piece in pieces) or pieces[0] == "0":
        return _UNREADABLE
    return Reading("number", float(plain) if "." in plain else int(plain), wrapped=True)

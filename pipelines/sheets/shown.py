"""Numbers as a spreadsheet shows them: the value in its number format."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

_BUILT_IN = {
    0: "General", 1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 5: '"¥"#,##0;-"¥"#,##0', 6: '"¥"#,##0;-"¥"#,##0',
    7: '"¥"#,##0.00;-"¥"#,##0.00', 8: '"¥"#,##0.00;-"¥"#,##0.00', 9: "0%", 10: "0.00%", 11: "0.00E+00", 12: "# ?/?",
    13: "# ??/??", 37: "#,##0 ;(#,##0)", 38: "#,##0 ;(#,##0)", 39: "#,##0.00;(#,##0.00)", 40: "#,##0.00;(#,##0.00)",
    41: '#,##0;-#,##0;"-"', 42: '#,##0;-#,##0;"-"', 43: '#,##0.00;-#,##0.00;"-"', 44: '#,##0.00;-#,##0.00;"-"',
    48: "##0.0E+0", 49: "@",
}  # fmt: skip
_BUILT_IN_DATES = {*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)}
_PIECE = re.compile(r'"([^"]*)"|\\(.)|_.|\*.|\[([^\]]*)\]|([#0?][#0?,]*(?:\.[#0?]*)?|\.[0#?]+)|(.)', re.DOTALL)
_DATE = re.compile(r"[ymdhs]|年|月|日", re.IGNORECASE)
_SECTIONS = re.compile(r'((?:"[^"]*"|\\.|[^;"\\])*)(;|$)', re.DOTALL)
_LONGEST = 11  # digits that the general format shows


@dataclass(frozen=True, slots=True)
class Shown:
    """A cell's text; not `sure` where the format is beyond what is rendered here and the plain number stands in."""

    text: str
    sure: bool = True


def format_code(identity: int, custom: dict[int, str]) -> str:
    """Return the code of a number format by its number."""
    if identity in custom:
        return custom[identity]
    return "yyyy-mm-dd" if identity in _BUILT_IN_DATES else _BUILT_IN.get(identity, "General")


def plain(number: Decimal) -> str:
    """Return a number as the general format shows it: 12.0 is 12."""
    if number == number.to_integral_value() and number.adjusted() < 20:
        return f"{number.to_integral_value():f}"
    places = max(_LONGEST - 2 - max(number.adjusted(), 0), 0)
    if not -20 < number.adjusted() < 20:
        return str(number)
    return f"{number.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP):f}".rstrip("0").rstrip(".")


def shown(raw: str, code: str, *, from_1904: bool = False) -> Shown:
    """Return a numeric cell's text in a number format."""
    try:
        number = Decimal(raw)
    except InvalidOperation:
        return Shown(raw)
    if not number.is_finite():
        return Shown(raw)
    if code.strip().lower() in {"general", "@", ""}:
        return Shown(plain(number))
    sections = _sections(code)
    section, number = _choose(sections, number)
    if section.strip().lower() == "general":
        return Shown(plain(number))
    return _rendered(section, number, from_1904=from_1904)


def _sections(code: str) -> list[str]:
    found = []
    for match in _SECTIONS.finditer(code):
        found.append(match[1])
        if not match[2]:
            break
    return found or [code]


def _choose(sections: list[str], number: Decimal) -> tuple[str, Decimal]:
    """Return the section for a number's sign, and the number as that section shows it."""
    if number == 0 and len(sections) > 2:
        return sections[2], number
    if number < 0 and len(sections) > 1:
        return sections[1], -number
    return sections[0], number


def _rendered(section: str, number: Decimal, *, from_1904: bool) -> Shown:
    parts: list[str] = []
    digits = ""
    for match in _PIECE.finditer(section):
        literal, escaped, bracket, pattern, other = match.groups()
        if bracket is not None:
            if bracket[:1] in "<>=":
                return Shown(plain(number), sure=False)
            parts.append(bracket[1:].partition("-")[0] if bracket.startswith("$") else "")
        elif pattern:
            if digits:
                return Shown(plain(number), sure=False)
            digits = pattern
            parts.append("\0")
        elif other is not None and (_DATE.fullmatch(other) or other in "eEgG/@"):
            return _date(number, from_1904=from_1904) if _DATE.fullmatch(other) else Shown(plain(number), sure=False)
        else:
            parts.append(literal or escaped or other or "")
    text = "".join(parts)
    if not digits:
        return Shown(text.strip())
    if digits.endswith(","):
        return Shown(plain(number), sure=False)  # shown in thousands
    value = number * 100 if "%" in text else number
    return Shown(text.replace("\0", _digits(digits, value)).strip())


def _digits(pattern: str, number: Decimal) -> str:
    whole, _, fraction = pattern.partition(".")
    if number.adjusted() > 20:
        return str(number)
    rounded = number.quantize(Decimal(1).scaleb(-len(fraction)), ROUND_HALF_UP)
    text = f"{rounded:,f}" if "," in whole else f"{rounded:f}"
    optional = len(fraction) - len(fraction.rstrip("#?"))
    while optional and text.endswith("0") and "." in text:
        text, optional = text[:-1], optional - 1
    least = whole.count("0")
    before, dot, after = text.rstrip(".").partition(".")
    sign, before = ("-", before[1:]) if before.startswith("-") else ("", before)
    if not least and before == "0":
        before = ""  # a format without a compulsory digit shows nothing for 0
    return sign + before.rjust(least, "0") + dot + after


def _date(number: Decimal, *, from_1904: bool) -> Shown:
    start = datetime(1904, 1, 1) if from_1904 else datetime(1899, 12, 30)
    if not 0 <= number < 200_000:
        return Shown(plain(number), sure=False)
    return Shown((start + timedelta(days=int(number))).date().isoformat())

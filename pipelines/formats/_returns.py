"""Finds statistics returns in text whose cells are parted by spaces, or stand one to a line.

The unit that every row prints tells where its label ends.
"""

import re
from collections.abc import Sequence
from itertools import takewhile

from pipelines.spelling import normalise
from pipelines.tables.statistics_header import VALUE_ROLES, is_unit, role_of
from pipelines.tables.vocabulary import sense

_GAP = re.compile(r"[ \u3000]{2,}")
_NO_UNIT = re.compile(r"-{1,6}")  # what headings of the form print instead of a unit
_DIGITS = re.compile(r"\d[\d\s,.]*")  # 01 is no number of the year's, but the code of a row; 5 7 may be two numbers
_BEYOND = 2  # numbers more than a row has room for that it is given all the same, for its reader to doubt
_BETWEEN = 2  # lines without a unit that may stand between two rows: headings, or labels broken over lines
_LONGEST = 200
_FEWEST = 3  # rows, the header not counted
_MOST_LINES = 1_000  # of a return with one cell to a line
_MOST_HEADS = 8
_AFTER = 6  # lines after a return in which no unit may stand alone: it would be a row that was not understood
_LONGEST_HEAD = 12


def tabbed_returns(lines: Sequence[str]) -> list[str]:
    """Return the lines, those of a return with tabs between their cells.

    Where a row has not as many values as the header names, nothing is changed: which one is missing cannot be told.
    """
    out: list[str] = []
    at = 0
    while at < len(lines):
        width = _header(lines[at])
        rows, end = _rows(lines, at + 1, width) if width else ([], at)
        if width:
            rows.insert(0, "\t".join(_cells(lines[at])))
        else:
            rows, end = _stacked(lines, at)
        if len(rows) > _FEWEST:
            out += rows
            at = end
        else:
            out.append(lines[at])
            at += 1
    return out


def _cells(line: str) -> list[str]:
    cells = _GAP.split(line.strip())
    return cells if len(cells) > 2 else line.split()


def _header(line: str) -> int:
    """Return how many columns a header line names behind label and unit; 0 for any other line."""
    if "\t" in line or "|" in line or not ("单" in line and "位" in line) or len(line) > _LONGEST:
        return 0
    return _width(_cells(line))


def _width(heads: Sequence[str]) -> int:
    """Return how many values stand behind label and unit below these headings; 0 if they are those of no return."""
    roles = [role_of(cell)[0] for cell in heads]
    plain = roles[:2] == ["label", "unit"] and all(role in (*VALUE_ROLES, "code") for role in roles[2:])
    return len(roles) - 2 if plain and roles[-1] != "code" else 0


def _rows(lines: Sequence[str], at: int, width: int) -> tuple[list[str], int]:
    """Return the rows below a header with tabs, and the number of the line after them."""
    rows: list[str] = []
    between: list[str] = []
    end = at
    for number in range(at, len(lines)):
        line = lines[number]
        if not line.strip():
            continue
        row = _row(line, width)
        if row is not None:
            rows += [*between, row]
            between, end = [], number + 1
            continue
        if len(between) == _BETWEEN or len(line) > _LONGEST or "\t" in line or "|" in line or _numbered(line):
            break
        between.append(line.strip() + "\t" * (width + 1))
    after = [line for line in lines[end : end + _AFTER] if line.strip()]
    following = any(_is_unit(word) for line in after for word in line.split() if len(line.split()) > 1)
    return ([], at) if following or (after and _unitless(after[0], width)) else (rows, end)


def _unitless(line: str, width: int) -> bool:
    """Say whether a line is a row that lost its unit: a label and the values below the header's columns."""
    words = line.split() if len(line) <= _LONGEST else []
    return width < len(words) and all(map(_is_value, words[-width:])) and not _is_value(words[0])


def _stacked(lines: Sequence[str], at: int) -> tuple[list[str], int]:
    """Return the rows, header included, of a return with one cell to a line, and the number of the line after it."""
    if role_of(_bare(lines[at]))[0] != "label":
        return [], at
    cells = ((n, cell) for n in range(at, min(len(lines), at + _MOST_LINES)) if (cell := _bare(lines[n])))
    tokens = list(cells)
    heads: list[str] = []
    for _, token in tokens[:_MOST_HEADS]:
        role = role_of(token)[0]
        if len(heads) > 2 and (role == "tier" or len(token) > _LONGEST_HEAD):
            break
        heads.append(token)
    width = _width(heads)
    return _stacked_rows(tokens, heads, width) if width else ([], at)


def _stacked_rows(tokens: Sequence[tuple[int, str]], heads: list[str], width: int) -> tuple[list[str], int]:
    rows = ["\t".join(heads)]
    coded = sum(role_of(head)[0] == "code" for head in heads)  # then a row of blanks still has its number
    at = last = len(heads)
    while at < len(tokens):
        label = [token for _, token in tokens[at : at + 2]]
        parts = 1 if len(label) > 1 and _is_unit(label[1]) else 2
        unit = at + parts
        if unit >= len(tokens) or not _is_unit(tokens[unit][1]) or _is_value(label[0]):
            break
        values = [*takewhile(_is_value, (token for _, token in tokens[unit + 1 : unit + 1 + width + _BEYOND]))]
        some = 0 < len(values) < width and len(values) != coded
        if some or (not values and width > 1 and is_unit(tokens[unit][1])):
            break
        rows.append("\t".join(["".join(label[:parts]), tokens[unit][1], *values, *[""] * (width - len(values))]))
        at = last = unit + 1 + len(values)
    if any(all(map(_is_unit, token.split())) for _, token in tokens[last : last + 2 * _AFTER]):
        return [], 0
    if _unitless(" ".join("".join(token.split()) for _, token in tokens[last : last + 1 + width]), width):
        return [], 0
    return rows, tokens[last - 1][0] + 1


def _bare(line: str) -> str:
    return line.strip().strip("|").strip()


def _is_value(token: str) -> bool:
    return sense(token).number.valued or bool(_DIGITS.fullmatch(token))


def _is_unit(token: str) -> bool:
    return is_unit(token) or bool(_NO_UNIT.fullmatch(normalise(token)))


def _row(line: str, width: int) -> str | None:
    """Return label, unit and values of a line with tabs between them; None if it has no unit or other values."""
    words = line.split() if len(line) <= _LONGEST else []
    for place in range(len(words) - 1, 0, -1):
        word, values = words[place], words[place + 1 :]
        heading = bool(_NO_UNIT.fullmatch(normalise(word))) and not values
        if is_unit(word) or heading:
            if len(values) not in (0, width):
                return None
            return "\t".join(["".join(words[:place]), word, *(values or [""] * width)])
        if not _is_value(word):
            return None
    return None


def _numbered(line: str) -> bool:
    """Say whether a line ends in a number: a row that lacks its unit, so that its label's end is not certain."""
    words = line.split()
    return len(words) > 1 and sense(words[-1]).number.state == "number"

"""Finds statistics returns in text whose cells are parted by spaces: a row's unit tells where its label ends."""

import re
from collections.abc import Sequence

from pipelines.spelling import normalise
from pipelines.tables.statistics_header import VALUE_ROLES, is_unit, role_of
from pipelines.tables.vocabulary import sense

_GAP = re.compile(r"[ \u3000]{2,}")
_NO_UNIT = re.compile(r"-{1,6}")  # what headings of the form print instead of a unit
_BETWEEN = 2  # lines without a unit that may stand between two rows: headings, or labels broken over lines
_LONGEST = 200
_FEWEST = 3  # rows


def tabbed_returns(lines: Sequence[str]) -> list[str]:
    """Return the lines, those of a return with tabs between their cells.

    A row whose values are not as many as the header names ends the return: which one is missing cannot be told.
    """
    out: list[str] = []
    at = 0
    while at < len(lines):
        width = _header(lines[at])
        rows, end = _rows(lines, at + 1, width) if width else ([], at)
        if len(rows) >= _FEWEST:
            out += ["\t".join(_cells(lines[at])), *rows]
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
    roles = [role_of(cell)[0] for cell in _cells(line)]
    plain = roles[:2] == ["label", "unit"] and all(role in VALUE_ROLES for role in roles[2:])
    return len(roles) - 2 if plain else 0


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
    return rows, end


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
        if not sense(word).number.valued:
            return None
    return None


def _numbered(line: str) -> bool:
    """Say whether a line ends in a number: a row that lacks its unit, so that its label's end is not certain."""
    words = line.split()
    return len(words) > 1 and sense(words[-1]).number.state == "number"

"""From characters to lines of text."""

from dataclasses import dataclass
from operator import attrgetter
from statistics import median_low

from pipelines.pdf.characters import ASLANT, Char
from pipelines.pdf.rules import Rectangle


@dataclass(slots=True)
class Line:
    """One line of text as seen, with its box and the size of its letters."""

    text: str
    x0: float
    top: float
    x1: float
    bottom: float
    size: float
    aslant: bool = False  # a watermark, which belongs to no place in the text
    letters: tuple[Char, ...] = ()  # those of an upright line, from left to right
    confidence: float | None = None  # of its least certain character, where it was recognised in a picture

    @property
    def middle(self) -> float:
        """The height of the line's middle."""
        return (self.top + self.bottom) / 2


@dataclass(slots=True)
class _Placed:
    """A character in reading direction: where it begins and ends along its line, and how far down the line is."""

    char: Char
    start: float
    end: float
    level: float
    size: float


_TOUCHING = 0.05  # points between letters of one size that are never a gap
_level, _start = attrgetter("level"), attrgetter("start")


def text_lines(chars: list[Char]) -> list[Line]:
    """Return the lines that characters form, from the top; turned text follows in its own direction."""
    if len(chars) == 1 and chars[0].turn == 0:  # most cells of a table hold one digit
        (char,) = chars
        text = char.text.strip()
        return [Line(text, *char[1:5], char.bottom - char.top, letters=(char,))] if text else []
    lines: list[Line] = []
    for turn in sorted({char.turn for char in chars}, key=_order):
        if turn == ASLANT:  # a watermark; its letters are left in the order they were written in
            slanting = [char for char in chars if char.turn == ASLANT]
            lines.append(
                Line("".join(c.text for c in slanting).strip(), *_hull(slanting), _place(slanting[0]).size, aslant=True)
            )
            continue
        lines += (_line(row) for row in _rows([_place(char) for char in chars if char.turn == turn]))
    return [line for line in lines if line.text]


def _order(turn: int) -> int:
    return turn % 360


def _place(char: Char) -> _Placed:
    x, y = (char.x0 + char.x1) / 2, (char.top + char.bottom) / 2
    width, height = char.x1 - char.x0, char.bottom - char.top
    if char.turn == 0:
        return _Placed(char, char.x0, char.x1, y, height)
    if char.turn == 90:
        return _Placed(char, -char.bottom, -char.top, x, width)
    if char.turn == 270:
        return _Placed(char, char.top, char.bottom, -x, width)
    return _Placed(char, -char.x1, -char.x0, -y, height)


def _rows(placed: list[_Placed]) -> list[list[_Placed]]:
    rows: list[list[_Placed]] = []
    level = size = 0.0
    for item in sorted(placed, key=_level):
        if rows and item.level - level <= 0.4 * max(size, item.size, 1.0):
            rows[-1].append(item)
        else:
            rows.append([item])
            size = item.size
            level = item.level
        if item.size > size:
            size, level = item.size, item.level
    return [_without_doubles(sorted(row, key=_start)) for row in rows]


def _without_doubles(row: list[_Placed]) -> list[_Placed]:
    """Drop a character printed again over itself to look bold. Letters may be parts of one ligature and stay."""
    out: list[_Placed] = []
    for item in row:
        last = out[-1] if out else None
        if (
            last is not None
            and last.char.text == item.char.text
            and not (item.char.text.isascii() and item.char.text.isalpha())
            and abs(last.start - item.start) < 0.2 * min(item.size, item.end - item.start)
        ):
            continue
        out.append(item)
    return out


def _line(row: list[_Placed]) -> Line:
    parts: list[str] = []
    last: _Placed | None = None
    for item in row:
        if last is not None and (item.start > last.end + _TOUCHING or item.size != last.size) and _is_gap(last, item):
            parts.append(" ")
        parts.append(item.char.text)
        last = item
    chars = [item.char for item in row]
    text = "".join(parts)
    # a blank that was printed is as wide as its font sets it
    box = _hull(chars if text.isalnum() else [c for c in chars if not c.text.isspace()] or chars)
    letters = tuple(chars) if chars[0].turn == 0 else ()
    return Line(text.strip(), *box, _letter_size(row), letters=letters)


def _letter_size(row: list[_Placed]) -> float:
    """Return the size of most Chinese characters, else of most letters: at one size, other fonts have other boxes."""
    sizes = {item.size for item in row}
    if len(sizes) == 1:
        return sizes.pop()
    chinese = [item.size for item in row if "\u2e80" <= item.char.text[:1] <= "\u9fff"]
    return median_low(chinese or [item.size for item in row])


def _is_gap(last: _Placed, item: _Placed) -> bool:
    """Whether the room between two characters stands for a space that was not printed as one."""
    before, after = last.char.text, item.char.text
    if before == " " or after == " ":
        return False
    if before.isdigit() and after.isdigit() and min(last.size, item.size) < 0.75 * max(last.size, item.size):
        return True  # a raised note mark must not join a number's digits
    room = (item.start - last.end) / max(min(last.size, item.size), 1.0)
    if before.isascii() and after.isascii():
        # a space is a quarter of the size; digits may be set wide, and a number must not fall apart
        return room > (0.4 if before.isdigit() and after.isdigit() else 0.2)
    return room > (1.5 if not before.isascii() and not after.isascii() else 0.8)


def _hull(chars: list[Char]) -> Rectangle:
    _, lefts, tops, rights, bottoms, _ = zip(*chars, strict=True)
    return min(lefts), min(tops), max(rights), max(bottoms)

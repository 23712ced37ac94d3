"""The characters of an OFD text object, each placed by its offsets."""

import math
from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from pipelines.ofd.geometry import apply, hull, number
from pipelines.pdf.characters import ASLANT, Char
from pipelines.pdf.view import Affine
from pipelines.xmlzip import attribute, local

MAX_REPEAT = 100_000  # of one offset
_DESCENT = 0.15  # of the size, the part of a line below its letters' feet
_UNMAPPED = {"\ufffd", "\uffff", "\x00"}
_LAYOUT = "\r\n\t"  # blanks of the markup, not of the text


def characters(element: etree._Element, matrix: Affine, room: int) -> Iterator[Char]:
    """Yield at most `room` characters of a TextObject whose content `matrix` maps onto the page in points."""
    size = number(attribute(element, "Size"))
    stretch = number(attribute(element, "HScale"), 1.0) or 1.0
    setting = _Setting(size, stretch, _turn(matrix, number(attribute(element, "CharDirection"))), matrix)
    x = y = 0.0
    for code in element:
        if local(code) != "TextCode":
            continue
        x, y = number(attribute(code, "X"), x), number(attribute(code, "Y"), y)
        text = "".join(letter for letter in code.text or "" if letter not in _LAYOUT)[:room]
        room -= len(text)
        at_x, at_y = x, y
        steps = _steps(code, text, size * stretch, element)
        for letter, (across, down) in zip(text, steps, strict=True):
            yield setting.char(letter, at_x, at_y, across)
            at_x, at_y = at_x + across, at_y + down


def is_unmapped(char: Char) -> bool:
    """Whether a character's meaning is not given: only its glyph is."""
    return char.text in _UNMAPPED or "\ue000" <= char.text <= "\uf8ff"


def offsets(text: str | None, most: int) -> list[float]:
    """Return at most `most` offsets; "g 3 2.5" stands for 2.5 three times."""
    out: list[float] = []
    parts = iter((text or "").replace(",", " ").split())
    for part in parts:
        if len(out) >= most:
            break
        if part in {"g", "G"}:
            count = int(min(max(number(next(parts, "0")), 0), MAX_REPEAT))
            out += [number(next(parts, "0"))] * min(count, most - len(out))
        else:
            out.append(number(part))
    return out


def _steps(code: etree._Element, text: str, width: float, element: etree._Element) -> list[tuple[float, float]]:
    """Return for each character how far the next one stands from it; where the file does not say, by its width."""
    across, down = (offsets(attribute(code, name), len(text)) for name in ("DeltaX", "DeltaY"))
    vertical = number(attribute(element, "ReadDirection")) in {90.0, 270.0}
    steps = []
    for index, letter in enumerate(text):
        if index < len(across) or index < len(down):
            steps.append((across[index] if index < len(across) else 0.0, down[index] if index < len(down) else 0.0))
        elif vertical or (down and not across):
            steps.append((0.0, _width(letter, width)))
        else:
            steps.append((_width(letter, width), 0.0))
    return steps


def _width(letter: str, size: float) -> float:
    return size / 2 if letter < "\u2000" else size


@dataclass(frozen=True, slots=True)
class _Setting:
    """How a text object sets its letters: their size, how far they are stretched, their turn, the matrix."""

    size: float
    stretch: float
    turn: int
    matrix: Affine

    def char(self, letter: str, x: float, y: float, step: float) -> Char:
        """Return a letter whose foot stands at a point, the next one `step` behind it."""
        usual = _width(letter, self.size * self.stretch)
        width = step if 0.3 * usual < step < 1.3 * usual else usual
        if self.turn == ASLANT or self.turn == _turn(self.matrix, 0):
            top, bottom = y - (1 - _DESCENT) * self.size, y + _DESCENT * self.size
            return Char(letter, *hull(self.matrix, x, top, x + width, bottom), self.turn)
        across, down = apply(self.matrix, x, y)  # a letter turned about its foot
        half = self.size * math.hypot(self.matrix[2], self.matrix[3]) / 2
        return Char(letter, across - half, down - half, across + half, down + half, self.turn)


def _turn(matrix: Affine, direction: float) -> int:
    """Return how far a line is turned against the clock; OFD counts with the clock, its y goes down."""
    degrees = (math.degrees(math.atan2(-matrix[1], matrix[0])) - direction) % 360
    nearest = round(degrees / 90) * 90
    return nearest % 360 if abs(degrees - nearest) <= 10 else ASLANT

"""Numbers in several pieces (1⏎4): one number broken over lines, or the numbers of cells whose border was lost.

A sum that holds for the numbers put together says that they are one, unless it holds for each of the pieces too: 1 and
4 under 2 and 5 make 3 and 9, but 14 and 25 make 39 as well.
"""

from collections.abc import Sequence

from pipelines.report import Figure
from pipelines.spelling import fold
from pipelines.tables.figures import Harvest

_MOST_PIECES = 4


def tells(harvest: Harvest, parts: Sequence[str], total: str) -> bool:
    """Return whether a sum of codes that holds says that its numbers in pieces are each one number.

    False as well where the sum does not hold or its total is not printed.
    """
    whole = harvest.value(total)
    if whole is None or sum(harvest.value(code) or 0 for code in parts) != whole:
        return False
    figures = harvest.figures
    return not _holds_in_pieces([_pieces(figures.get(code)) for code in parts], _pieces(figures.get(total)))


def _pieces(figure: Figure | None) -> list[int]:
    """Return the numbers in a cell's text; none for a blank or a number with more than digits."""
    found = fold(figure.text).replace(",", "").split() if figure is not None else []
    return [int(piece) for piece in found] if all(piece.isdecimal() for piece in found) else []


def _holds_in_pieces(parts: Sequence[Sequence[int]], total: Sequence[int]) -> bool:
    """Whether the pieces of the parts add up to those of the total one by one; a whole part may belong to any."""
    count = len(total)
    if count < 2:
        return False
    if count > _MOST_PIECES:
        return True
    rest = list(total)
    for part in parts:
        if len(part) == count:
            rest = [left - piece for left, piece in zip(rest, part, strict=True)]
        elif len(part) > 1:
            return False
    return _divided([part[0] for part in parts if len(part) == 1 and part[0]], rest)


def _divided(single: Sequence[int], rest: Sequence[int]) -> bool:
    if any(left < 0 for left in rest):
        return False
    if not single:
        return not any(rest)
    first, *others = single
    return any(
        _divided(others, [left - first if i == place else left for i, left in enumerate(rest)])
        for place in range(len(rest))
    )

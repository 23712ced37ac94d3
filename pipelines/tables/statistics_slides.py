"""Finds the figures of a statistics return that may have slid against their labels.

Each figure stands in the row of its label, so nothing slides by reading. But a return may come with its cells already
slid: an empty cell dropped or put in, two numbers in one cell, a number in a row without a label. What tells it:
a number beside a heading and a blank where a figure should be; sums that hold for the rows above or below; a number
that has no label of its own beside a figure that is blank.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pipelines.forms.model import Sum

_FEWEST = 2  # parts of a sum that the form does not know: one alone equals its total by chance
_NEAR = 2  # rows from a heading within which a slide leaves a blank


@dataclass(frozen=True, slots=True)
class Line:
    """A row of a return as far as it matters here.

    `code` is that of the row's figure, "" for headings and unknown rows; `item` the number before its label where it
    counts the parts of a whole, 其中：1 and so on; `numbers` how many numbers without a label of their own it holds:
    those in one cell but for the first, or the one in a row or place without a label.
    """

    code: str = ""
    heading: bool = False
    value: int | float | None = None
    item: int = 0
    numbers: int = 0


Places = tuple[int, tuple[int, ...]]  # the row of a sum's total, and those of its parts


def slid(lines: Sequence[Line], sums: Sequence[Sum]) -> set[str]:
    """Return the codes of the figures, blank ones included, that may be those of another row."""
    at = {line.code: place for place, line in enumerate(lines) if line.code}
    whole = [item for item in sums if all(code in at for code in (item.total, *item.parts))]
    of_form = [(at[item.total], tuple(at[code] for code in item.parts)) for item in whole]
    counted = list(_counted(lines))
    known = [*of_form, *counted]
    held = {place for total, parts in known if _tells(lines, total, parts, 0) for place in (total, *parts)}
    places = _by_headings(lines) - held | _by_strays(lines)
    places |= _by_sums(lines, of_form, held, 1) | _by_sums(lines, counted, held, _FEWEST)
    return {lines[place].code for place in places} - {""}


def _counted(lines: Sequence[Line]) -> Iterator[Places]:
    """Yield the rows that count the parts of the row above them: they often, not always, add up to it."""
    for place, line in enumerate(lines):
        if line.item == 1 and place and not lines[place - 1].heading:
            count = 1
            while place + count < len(lines) and lines[place + count].item == count + 1:
                count += 1
            nested = place + count < len(lines) and lines[place + count].item == 1  # parts of a part: the list goes on
            if count > 1 and not nested:
                yield place - 1, tuple(range(place, place + count))


def _by_headings(lines: Sequence[Line]) -> set[int]:
    """Rows of the blocks above and below a heading that has a number, where a blank stands near that heading."""
    found: set[int] = set()
    for place, line in enumerate(lines):
        if not line.heading or line.value is None:
            continue
        above, below = list(_block(lines, place, -1)), list(_block(lines, place, 1))
        if any(lines[near].value is None for near in (*above[:_NEAR], *below[:_NEAR])):
            found.update(above, below)
    return found


def _block(lines: Sequence[Line], place: int, step: int) -> Iterator[int]:
    """Yield the rows with a figure from a heading up or down to the next one, the nearest first."""
    begun = False
    place += step
    while 0 <= place < len(lines) and not (begun and lines[place].heading):
        if lines[place].code:
            begun = True
            yield place
        place += step


def _by_sums(lines: Sequence[Line], known: Sequence[Places], held: set[int], fewest: int) -> set[int]:
    """Rows around sums that hold for the rows above or below those of their labels, but not for their own.

    `fewest` parts of them must be more than zero.
    """
    wrong = [(total, parts) for total, parts in known if parts and not _adds(lines, total, parts, 0)]
    found: set[int] = set()
    for step in (-1, 1):
        whole = [(total, *parts) for total, parts in wrong if _tells(lines, total, parts, step, fewest)]
        partly = [parts for total, parts in wrong if _begins_within(lines, total, parts, step)]
        places = [place for group in (*whole, *partly) for place in group]
        if not places:
            continue
        first, last = min(places), max(places)
        found.update(range(first, last + 1))
        if whole:
            found.update(_beyond(lines, first, -1, held, within=step > 0))
            found.update(_beyond(lines, last, 1, held, within=step < 0))
    return found


def _beyond(lines: Sequence[Line], place: int, way: int, held: set[int], *, within: bool) -> list[int]:
    """Return the rows above or below a row as far as the slide around it may reach: to a heading or a sum that holds.

    `within`: the slide may begin in that direction, at a blank; such a sum may hold all the same where that blank
    came in and a zero slid out.
    """
    found = []
    place += way
    while 0 <= place < len(lines) and not lines[place].heading and place not in held:
        found.append(place)
        place += way
    rest = []
    while within and place in held:
        rest.append(place)
        if lines[place].value is None:
            return found + rest
        place += way
    return found


def _begins_within(lines: Sequence[Line], total: int, parts: Sequence[int], step: int) -> bool:
    """Say whether a sum holds if a slide begins among its parts.

    Either a blank came in and the last part slid out, or the number below slid in.
    """
    whole, after = _value(lines, total), _value(lines, parts[-1] + (step > 0))
    if not whole or not after:
        return False
    blank = any(_value(lines, part) is None for part in parts)
    found = sum(_value(lines, part) or 0 for part in parts)
    return whole == found + after * step and (blank or step < 0)


def _tells(lines: Sequence[Line], total: int, parts: Sequence[int], step: int, fewest: int = 1) -> bool:
    """Say whether a sum holds for the rows `step` below its own, and for more than zeros."""
    filled = sum(bool(_value(lines, part + step)) for part in parts)
    return filled >= fewest and _adds(lines, total, parts, step)


def _adds(lines: Sequence[Line], total: int, parts: Sequence[int], step: int) -> bool:
    return (_value(lines, total + step) or 0) == sum(_value(lines, part + step) or 0 for part in parts)


def _value(lines: Sequence[Line], place: int) -> int | float | None:
    return lines[place].value if 0 <= place < len(lines) else None


def _by_strays(lines: Sequence[Line]) -> set[int]:
    """Rows with numbers that have no label of their own, and blank figures right above and below, as many as these."""
    found: set[int] = set()
    for place, line in enumerate(lines):
        if not line.numbers:
            continue
        found.add(place)
        for step in (-1, 1):
            for near in range(place + step, place + step * (line.numbers + 1), step):
                if not 0 <= near < len(lines) or not lines[near].code or lines[near].value is not None:
                    break
                found.add(near)
    return found

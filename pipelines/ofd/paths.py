"""The lines of an OFD path object, from its abbreviated data."""

from collections.abc import Iterator

from lxml import etree

from pipelines.ofd.geometry import apply, number
from pipelines.pdf.rules import MAX_OBJECTS, Drawn, Point, add_filled, add_stroked
from pipelines.pdf.view import Affine, View
from pipelines.xmlzip import attribute, child

_OPERANDS = {"S": 2, "M": 2, "L": 2, "Q": 4, "B": 6, "A": 7, "C": 0}
MAX_PARTS = 200_000  # words of one path


def add_path(element: etree._Element, matrix: Affine, view: View, drawn: Drawn) -> None:
    """Sort a PathObject into rules and backgrounds; `matrix` maps its content onto the page in points."""
    data = child(element, "AbbreviatedData")
    words = (data.text or "").replace(",", " ").split(None, MAX_PARTS) if data is not None else []
    if len(words) > MAX_PARTS:
        drawn.objects += MAX_OBJECTS + 1  # the page counts as cut
        words = words[:MAX_PARTS]
    drawn.objects += len(words) // 48
    shapes = list(_shapes(words, matrix, drawn))
    if _is_on(element, "Stroke", default=True) and not _is_clear(child(element, "StrokeColor")):
        for shape in shapes:
            add_stroked(shape, view, drawn)
    elif _is_on(element, "Fill", default=False) and not _is_clear(child(element, "FillColor")):
        add_filled([_box(shape) for shape in shapes if len(shape) >= 2], view, drawn)


def _is_on(element: etree._Element, name: str, *, default: bool) -> bool:
    value = attribute(element, name)
    return default if value is None else value.strip().lower() in {"true", "1"}


def _is_clear(color: etree._Element | None) -> bool:
    return color is not None and attribute(color, "Alpha") == "0"


def _box(points: list[Point]) -> tuple[float, float, float, float]:
    xs, ys = [x for x, _ in points], [y for _, y in points]
    return min(xs), min(ys), max(xs), max(ys)


def _shapes(words: list[str], matrix: Affine, drawn: Drawn) -> Iterator[list[Point]]:
    """Yield the subpaths as points on the page; a curve counts by its end, a closed one ends where it began."""
    points: list[Point] = []
    index = 0
    curved = False
    while index < len(words):
        operator = words[index].upper()
        count = _OPERANDS.get(operator)
        if count is None:
            index += 1
            continue
        values = [number(word) for word in words[index + 1 : index + 1 + count]]
        index += 1 + count
        if len(values) < count:
            break
        if operator == "C":
            points += points[:1]
        elif operator in "SM":
            if points:
                yield points
            points = [apply(matrix, *values)]
        else:
            curved = curved or operator in "QBA"
            points.append(apply(matrix, *values[-2:]))
    drawn.curves += curved
    if points:
        yield points

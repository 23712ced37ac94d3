"""Numbers, boxes and matrices of OFD: millimetres from the top left, objects in coordinates of their own."""

import math
import re

from lxml import etree

from pipelines.pdf.view import Affine, compose
from pipelines.xmlzip import attribute

POINTS = 72 / 25.4  # to a millimetre
IDENTITY: Affine = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
FARTHEST = 1e6  # millimetres; what stands beyond is on no page

_BLANKS = re.compile(r"[\s,]+")


def numbers(text: str | None) -> list[float]:
    """Return the numbers of a list; what is none counts as 0."""
    return [number(part) for part in _BLANKS.split((text or "").strip()) if part]


def number(text: str | None, default: float = 0.0) -> float:
    """Return a number, or the default where the text is none."""
    try:
        value = float(text or "")
    except ValueError:
        return default
    return max(-FARTHEST, min(value, FARTHEST)) if math.isfinite(value) else default


def box(text: str | None) -> tuple[float, float, float, float] | None:
    """Return left, top, width and height, None where the text is no box."""
    found = numbers(text)
    return (found[0], found[1], found[2], found[3]) if len(found) == 4 else None


def placed(element: etree._Element, outer: Affine) -> Affine:
    """Return the matrix of an object's content: its CTM, then its boundary's corner, then what it stands in."""
    matrix = numbers(attribute(element, "CTM"))
    own: Affine = (matrix[0], matrix[1], matrix[2], matrix[3], matrix[4], matrix[5]) if len(matrix) == 6 else IDENTITY
    boundary = box(attribute(element, "Boundary")) or (0.0, 0.0, 0.0, 0.0)
    return compose(compose(own, (1.0, 0.0, 0.0, 1.0, boundary[0], boundary[1])), outer)


def apply(matrix: Affine, x: float, y: float) -> tuple[float, float]:
    """Map a point."""
    a, b, c, d, e, f = matrix
    return a * x + c * y + e, b * x + d * y + f


def hull(matrix: Affine, left: float, top: float, right: float, bottom: float) -> tuple[float, float, float, float]:
    """Map a box to the upright box around it."""
    corners = [apply(matrix, x, y) for x in (left, right) for y in (top, bottom)]
    xs, ys = [x for x, _ in corners], [y for _, y in corners]
    return min(xs), min(ys), max(xs), max(ys)

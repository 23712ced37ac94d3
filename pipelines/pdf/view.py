"""From a PDF page's own coordinates to points from the top left of the page as a reader sees it."""

import ctypes
from dataclasses import dataclass
from typing import Any

import pypdfium2.raw as pdfium

Affine = tuple[float, float, float, float, float, float]  # x' = ax + cy + e, y' = bx + dy + f


def compose(inner: Affine, outer: Affine) -> Affine:
    """Return the matrix that applies `inner` first, then `outer`."""
    a, b, c, d, e, f = inner
    a2, b2, c2, d2, e2, f2 = outer
    return (
        a * a2 + b * c2,
        a * b2 + b * d2,
        c * a2 + d * c2,
        c * b2 + d * d2,
        e * a2 + f * c2 + e2,
        e * b2 + f * d2 + f2,
    )


@dataclass(frozen=True, slots=True)
class View:
    """A page as rendered: its size in points, its rotation (0, 90, 180, 270) and the matrix onto it."""

    width: float
    height: float
    rotation: int
    matrix: Affine

    def box(self, left: float, bottom: float, right: float, top: float) -> tuple[float, float, float, float]:
        """Map a box in page coordinates to x0, top, x1, bottom as seen."""
        a, b, c, d, e, f = self.matrix
        x, y = a * left + c * bottom + e, b * left + d * bottom + f
        x2, y2 = a * right + c * top + e, b * right + d * top + f
        if x > x2:
            x, x2 = x2, x
        return (x, y, x2, y2) if y <= y2 else (x, y2, x2, y)


def turned(view: View, turn: int) -> View:
    """Return the view turned clockwise by 90, 180 or 270 degrees, for a page whose text runs that far against it."""
    width, height = view.width, view.height
    matrix: Affine = {
        90: (0.0, 1.0, -1.0, 0.0, height, 0.0),
        180: (-1.0, 0.0, 0.0, -1.0, width, height),
        270: (0.0, -1.0, 1.0, 0.0, 0.0, width),
    }[turn]
    size = (height, width) if turn % 180 else (width, height)
    return View(*size, (view.rotation + turn) % 360, compose(view.matrix, matrix))


def view_of(page: Any) -> View:
    """Return the view of an open pypdfium2 page: what its crop box shows, turned as its /Rotate says."""
    rect = pdfium.FS_RECTF()
    if not pdfium.FPDF_GetPageBoundingBox(page, ctypes.byref(rect)):
        rect.right, rect.top = page.get_size()
    left, right = sorted((float(rect.left), float(rect.right)))
    bottom, top = sorted((float(rect.bottom), float(rect.top)))
    rotation = int(pdfium.FPDFPage_GetRotation(page)) % 4 * 90
    matrix: Affine = {
        0: (1.0, 0.0, 0.0, -1.0, -left, top),
        90: (0.0, 1.0, 1.0, 0.0, -bottom, -left),
        180: (-1.0, 0.0, 0.0, 1.0, right, -bottom),
        270: (0.0, -1.0, -1.0, 0.0, top, right),
    }[rotation]
    width, height = right - left, top - bottom
    if rotation % 180:
        width, height = height, width
    return View(width, height, rotation, matrix)

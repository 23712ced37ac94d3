"""The ruled lines of a PDF page: stroked paths, thin filled shapes and frames, Form XObjects included.

A filled shape that is not thin is a background, not a rule: WPS paints white ones behind every paragraph.
"""

import ctypes
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any, NamedTuple

import pypdfium2.raw as pdfium

from pipelines.pdf.ink import Inks, is_dark
from pipelines.pdf.view import Affine, View, compose

MAX_OBJECTS = 100_000  # objects of one page looked at, those inside forms included
MAX_DEPTH = 8  # forms inside forms
THIN = 5.0  # points: the thickest filled bar that is a rule (Word's widest border is 6 pt, rarely used)
SHORTEST = 1.0  # points: joints and dots are no rules

Point = tuple[float, float]
Rectangle = tuple[float, float, float, float]


class Rule(NamedTuple):
    """A horizontal (`top` == `bottom`) or vertical (`x0` == `x1`) line as seen."""

    x0: float
    top: float
    x1: float
    bottom: float


@dataclass(slots=True)
class Drawn:
    """What a page draws besides text: rules, backgrounds, whether it shows images, whether a bound was hit."""

    rules: list[Rule] = field(default_factory=list)
    backgrounds: list[Rectangle] = field(default_factory=list)
    images: list[Rectangle] = field(default_factory=list)
    objects: int = 0
    curves: int = 0
    inks: Inks = field(default_factory=Inks)
    dark: list[Rectangle] = field(default_factory=list)  # areas on which white letters are seen

    @property
    def looks_printed(self) -> bool:
        """Whether the page shows images or so many curves that they may be letters drawn as outlines."""
        return bool(self.images) or self.curves >= 50

    @property
    def cut(self) -> bool:
        """Whether the page holds more objects than are read."""
        return self.objects > MAX_OBJECTS


def page_rules(page: Any, view: View) -> Drawn:
    """Return the rules and backgrounds of an open pypdfium2 page."""
    drawn = Drawn()
    raw = page.raw
    count = pdfium.FPDFPage_CountObjects(raw)
    _walk((pdfium.FPDFPage_GetObject(raw, i) for i in range(count)), view.matrix, view, drawn)
    return drawn


def _walk(items: Iterable[Any], matrix: Affine, view: View, drawn: Drawn, depth: int = 0) -> None:
    for item in items:
        drawn.objects += 1
        if drawn.cut:
            return
        kind = pdfium.FPDFPageObj_GetType(item)
        if kind == pdfium.FPDF_PAGEOBJ_PATH:
            _add_path(item, matrix, view, drawn)
        elif kind == pdfium.FPDF_PAGEOBJ_TEXT:
            drawn.inks.note(item)
        elif kind == pdfium.FPDF_PAGEOBJ_FORM and depth < MAX_DEPTH:
            _walk(_children(item), compose(_matrix(item), matrix), view, drawn, depth + 1)
        elif kind in {pdfium.FPDF_PAGEOBJ_IMAGE, pdfium.FPDF_PAGEOBJ_SHADING}:
            add_image(_bounds(item, matrix), view, drawn)


def _children(form: Any) -> Iterator[Any]:
    return (pdfium.FPDFFormObj_GetObject(form, i) for i in range(pdfium.FPDFFormObj_CountObjects(form)))


def _matrix(item: Any) -> Affine:
    matrix = pdfium.FS_MATRIX()
    if not pdfium.FPDFPageObj_GetMatrix(item, ctypes.byref(matrix)):
        return (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
    return matrix.a, matrix.b, matrix.c, matrix.d, matrix.e, matrix.f


class _Bounds:
    """Asks for objects' boxes, with the room for the answers made once."""

    def __init__(self) -> None:
        self._sides = tuple(ctypes.c_float() for _ in range(4))
        self._references = tuple(ctypes.byref(side) for side in self._sides)

    def of(self, item: Any, matrix: Affine) -> Rectangle:
        """Return an object's box as seen."""
        for side in self._sides:
            side.value = 0.0
        pdfium.FPDFPageObj_GetBounds(item, *self._references)
        left, bottom, right, top = self._sides
        x, y = _apply(matrix, left.value, bottom.value)
        x2, y2 = _apply(matrix, right.value, top.value)
        return min(x, x2), min(y, y2), max(x, x2), max(y, y2)


_bounds = _Bounds().of  # pdfium allows one caller at a time, so one room is enough


def _apply(matrix: Affine, x: float, y: float) -> Point:
    a, b, c, d, e, f = matrix
    return a * x + c * y + e, b * x + d * y + f


def _box_of(points: list[Point]) -> Rectangle:
    xs, ys = [p[0] for p in points], [p[1] for p in points]
    return min(xs), min(ys), max(xs), max(ys)


def _add_path(item: Any, matrix: Affine, view: View, drawn: Drawn) -> None:
    fill, stroke = ctypes.c_int(), ctypes.c_int()
    pdfium.FPDFPath_GetDrawMode(item, fill, stroke)
    count = pdfium.FPDFPath_CountSegments(item)
    if count < 2 or not (fill.value or stroke.value):
        return
    if not stroke.value and count <= 5:
        box = _bounds(item, matrix)
        add_filled([box], view, drawn)
        _note_dark(item, box, drawn)
        return
    drawn.curves += 1
    drawn.objects += count // 16  # a huge path counts as the many objects it might have been
    shapes = list(_subpaths(item, count, compose(_matrix(item), matrix)))
    if fill.value and shapes:
        _note_dark(item, _box_of([point for shape in shapes for point in shape]), drawn)
    if stroke.value:
        for shape in shapes:
            add_stroked(shape, view, drawn)
    else:
        add_filled([_box_of(shape) for shape in shapes if len(shape) >= 2], view, drawn)


def _note_dark(item: Any, box: Rectangle, drawn: Drawn) -> None:
    if min(box[2] - box[0], box[3] - box[1]) > THIN and is_dark(item):
        drawn.dark.append(box)


def _subpaths(item: Any, count: int, matrix: Affine) -> Iterator[list[Point]]:
    """Yield the path's subpaths as lists of points as seen; a closed one ends where it began."""
    x, y = ctypes.c_float(), ctypes.c_float()
    points: list[Point] = []
    for index in range(min(count, MAX_OBJECTS)):
        segment = pdfium.FPDFPath_GetPathSegment(item, index)
        if pdfium.FPDFPathSegment_GetType(segment) == pdfium.FPDF_SEGMENT_MOVETO and points:
            yield points
            points = []
        pdfium.FPDFPathSegment_GetPoint(segment, x, y)
        points.append(_apply(matrix, x.value, y.value))
        if pdfium.FPDFPathSegment_GetClose(segment):
            points.append(points[0])
    if points:
        yield points


def add_image(box: Rectangle, view: View, drawn: Drawn) -> None:
    """Keep an image's box as seen; a thin one is a rule."""
    if min(box[2] - box[0], box[3] - box[1]) <= THIN:
        _add_bar(box, view, drawn)
    else:
        drawn.images.append(box)


def add_stroked(points: list[Point], view: View, drawn: Drawn) -> None:
    """Keep the upright and level parts of a stroked line through points as seen."""
    for start, end in pairwise(points):
        _add_segment(start, end, view, drawn)


def add_filled(boxes: list[Rectangle], view: View, drawn: Drawn) -> None:
    """Sort filled shapes into bars (rules), frames (a shape with a hole: four rules) and backgrounds."""
    fat = []
    for box in boxes:
        if min(box[2] - box[0], box[3] - box[1]) <= THIN:
            _add_bar(box, view, drawn)
        else:
            fat.append(box)
    if len(fat) == 2 and _is_frame(fat[0], fat[1]):
        x0, top, x1, bottom = fat[0]
        add_stroked([(x0, top), (x1, top), (x1, bottom), (x0, bottom), (x0, top)], view, drawn)
        return
    drawn.backgrounds.extend(fat)


def _is_frame(first: Rectangle, second: Rectangle) -> bool:
    """Whether one box lies inside the other, closer than a rule's thickness on all sides."""
    return all(abs(a - b) <= THIN for a, b in zip(first, second, strict=True)) and first != second


def _add_bar(box: Rectangle, view: View, drawn: Drawn) -> None:
    x0, top, x1, bottom = box
    if x1 - x0 >= bottom - top:
        middle = (top + bottom) / 2
        _add_segment((x0, middle), (x1, middle), view, drawn)
    else:
        middle = (x0 + x1) / 2
        _add_segment((middle, top), (middle, bottom), view, drawn)


def _add_segment(start: Point, end: Point, view: View, drawn: Drawn) -> None:
    """Keep an upright or level segment, cut to the page; one outside the page is not seen and not kept."""
    (xa, ya), (xb, yb) = start, end
    across, down = abs(xa - xb), abs(ya - yb)
    if across > 1 and down > 1:
        return  # aslant
    if across >= down:
        x0, x1, y = max(min(xa, xb), 0.0), min(max(xa, xb), view.width), (ya + yb) / 2
        if down <= 1 and x1 - x0 >= SHORTEST and down * 10 <= across and -THIN <= y <= view.height + THIN:
            drawn.rules.append(Rule(x0, y, x1, y))
    else:
        top, bottom, x = max(min(ya, yb), 0.0), min(max(ya, yb), view.height), (xa + xb) / 2
        if across <= 1 and bottom - top >= SHORTEST and across * 10 <= down and -THIN <= x <= view.width + THIN:
            drawn.rules.append(Rule(x, top, x, bottom))

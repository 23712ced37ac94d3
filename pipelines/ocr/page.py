"""Reads one page of pixels: its tables by their ruling lines, cell by cell, and the lines of text around them."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import cv2
import numpy as np

from pipelines.document import Problem
from pipelines.ocr.engine import Read, read_lines
from pipelines.ocr.images import Pixels
from pipelines.ocr.ink import Ink, binarised, ink_of
from pipelines.ocr.ruling import ruling_of
from pipelines.ocr.strips import (
    LEAST_INK,
    Box,
    blank_mark,
    is_dirt,
    is_sideways,
    letter_size,
    lines_in,
    rows_of,
    runs,
    without_specks,
)
from pipelines.ocr.upright import STRAIGHT, slant, turned
from pipelines.pdf.grid import Grid, TooManyEdges, find_grids
from pipelines.pdf.lines import Line
from pipelines.pdf.pages import PageReading, Piece, top_of
from pipelines.pdf.view import View

UNREADABLE = "\ufffd"  # stands for ink that could not be read: the cell is not blank
MAX_LINES = 2_000  # of one page
LEGIBLE = 0.7  # mean confidence of lines that stand upright
_SAMPLE = 8  # lines tried to see whether a page stands upright
_DARK_GROUND = 110  # a cell whose paper is darker than this has light letters

Reader = Callable[[Sequence[Pixels]], list[Read]]
_NUMERIC = re.compile(r"[-+]?[\doOQ〇○lI|iｌ!,.，．]+[件条次个项宗人万元%]*")
_LOOKALIKES = str.maketrans({"o": "0", "O": "0", "Q": "0", "〇": "0", "○": "0", "l": "1", "I": "1", "|": "1", "i": "1",
                             "ｌ": "1", "!": "1", "，": ",", "．": "."})  # fmt: skip
_MARK_SURE = 0.9  # confidence of a dash or slash told by its shape
_DASHES = frozenset("一—–－ー_~")


@dataclass(slots=True)
class _Crop:
    """A line of ink to be recognised and where its text goes: a cell of a table (piece, cell) or the running text."""

    box: Box
    owner: tuple[int, int] | None
    pixels: Pixels
    mark: str = ""  # what all of a cell's ink is by its shape: a dash or a slash


@dataclass(slots=True)
class _Sheet:
    """A page while it is read."""

    ink: Ink
    letters: Pixels  # the ink without rules and dirt
    em: float
    white: int  # how bright its paper is
    grids: list[Grid] = field(default_factory=list)
    crops: list[_Crop] = field(default_factory=list)
    cut: str = ""  # what was too much of it to be read
    unread: list[tuple[int, int]] = field(default_factory=list)  # cells with ink that gave no line


def read_page(page: Pixels, scale: float, number: int, reader: Reader = read_lines) -> PageReading:
    """Return what a page of RGB pixels prints, its tables and lines in points as it stands upright.

    `scale` is points per pixel, `number` the page's number. `reader` recognises the crops of lines.
    """
    sheet, reads, turn = _upright(page, scale, reader)
    left = [i for i in range(len(sheet.crops)) if i not in reads]
    reads |= {i: Read(sheet.crops[i].mark, _MARK_SURE) for i in left if sheet.crops[i].mark}
    left = [i for i in left if i not in reads]
    reads |= dict(zip(left, reader([sheet.crops[i].pixels for i in left]), strict=True))
    height, width = sheet.ink.grey.shape
    reading = PageReading(number, View(width * scale, height * scale, 0, (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)), turn=turn)
    reading.items = _items(sheet, reads, number)
    if sheet.cut:
        detail = f"The picture of page {number} {sheet.cut}; some of it was not read. Import another copy."
        reading.problems.append(Problem(kind="too_large", detail=detail, where=(f"page {number}",)))
    reading.characters = sum(len(read.text) for read in reads.values())
    return reading


def _upright(page: Pixels, scale: float, reader: Reader) -> tuple[_Sheet, dict[int, Read], float]:
    """Return the page cut as it stands upright, what was read on the way, and its turn in degrees clockwise.

    A slant is told by the page's lines, and so is a page on its side; whether it stands on its head is told by what is
    read of a sample of its lines. (On its side it cannot be told so: Chinese is read from top to bottom as well.)
    """
    ink = ink_of(page, scale)
    angle = slant(ink.mask)
    if abs(angle) < STRAIGHT:
        angle = 0.0
    else:
        page = turned(page, angle)
        ink = ink_of(page, scale)
    best: tuple[float, _Sheet, dict[int, Read], float] | None = None
    sheet = _cut(ink)
    for turns in (3, 1) if is_sideways(sheet.letters, sheet.em) else (0, 2):
        if turns:
            sheet = _cut(ink_of(np.ascontiguousarray(np.rot90(page, turns)), scale))
        sample = _sample(sheet)
        reads = dict(zip(sample, reader([sheet.crops[i].pixels for i in sample]), strict=True))
        sure = sum(read.confidence for read in reads.values()) / len(reads) if reads else 1.0
        if best is None or sure > best[0]:
            best = sure, sheet, reads, (angle - 90.0 * turns) % 360
        if sure >= LEGIBLE:
            break
    assert best is not None  # noqa: S101 (there are two turns; tells mypy)
    return best[1:]


def _sample(sheet: _Sheet) -> list[int]:
    """Return which of a page's lines are tried: some of several letters from all over it."""
    shapes = [crop.pixels.shape for crop in sheet.crops]
    long = [i for i, (height, width) in enumerate(shapes) if 3 <= width / height <= 12 and not sheet.crops[i].mark]
    chosen = long or sorted(range(len(shapes)), key=lambda i: -shapes[i][1] / shapes[i][0])[:_SAMPLE]
    return chosen[:: max(len(chosen) // _SAMPLE, 1)][:_SAMPLE]


def _cut(ink: Ink) -> _Sheet:
    """Find a page's tables and cut its ink into lines; a table inside a table's cell is its own."""
    scale = ink.scale
    ruling = ruling_of(ink)
    rules = cv2.dilate(ruling.mask, np.ones((3, 3), np.uint8))
    letters, pieces = without_specks(cv2.bitwise_and(ink.mask, cv2.bitwise_not(rules)), scale)
    clean = np.where(rules > 0, np.uint8(255), ink.grey)
    sheet = _Sheet(ink, letters, letter_size(pieces, scale), int(np.median(clean[::4, ::4])))
    try:
        sheet.grids = sorted(find_grids(ruling.rules), key=_size)
    except TooManyEdges:
        sheet.cut = "draws too many lines to look for tables in them"
    outside = letters.copy()
    for place, grid in enumerate(sheet.grids):
        _cut_cells(sheet, place, outside, clean)
        x0, top, x1, bottom = (round(edge / scale) for edge in grid.box)
        outside[max(top - 2, 0) : bottom + 2, max(x0 - 2, 0) : x1 + 2] = 0
    boxes = [box for box in lines_in(outside, pieces, sheet.em) if box.x1 - box.x0 > 1] if outside.any() else []
    left = max(MAX_LINES - len(sheet.crops), 0)
    whole = Box(0, 0, clean.shape[1], clean.shape[0])
    sheet.crops += [_Crop(box, None, _crop(clean, box, sheet, whole)) for box in boxes[:left]]
    if len(boxes) > left or sheet.unread:
        sheet.cut = f"prints more than {MAX_LINES} lines"
    return sheet


def _size(grid: Grid) -> float:
    x0, top, x1, bottom = grid.box
    return (x1 - x0) * (bottom - top)


def _cut_cells(sheet: _Sheet, place: int, letters: Pixels, clean: Pixels) -> None:
    """Cut the ink of each cell of a table into lines."""
    grid, ink, scale = sheet.grids[place], sheet.ink, sheet.ink.scale
    for number, (row, column, rowspan, colspan) in enumerate(grid.cells):
        x0, x1 = (round(grid.column_edges[i] / scale) + d for i, d in ((column, 1), (column + colspan, -1)))
        y0, y1 = (round(grid.row_edges[i] / scale) + d for i, d in ((row, 1), (row + rowspan, -1)))
        cell = Box(max(x0, 0), max(y0, 0), min(x1, clean.shape[1]), min(y1, clean.shape[0]))
        if cell.x1 - cell.x0 < 3 or cell.y1 - cell.y0 < 3:
            continue
        mask, paper = _of(letters, cell), _of(clean, cell)
        if cv2.mean(paper)[0] < _DARK_GROUND:
            paper = 255 - paper
            mask, _ = without_specks(binarised(paper, scale), scale)
        if _area(mask, scale) < LEAST_INK and _area(_of(ink.red, cell), scale) >= LEAST_INK:
            paper, mask = _red_text(ink, cell)
        if _area(mask, scale) < LEAST_INK:
            continue
        boxes = _lines_of(mask, sheet.em, scale)
        if len(sheet.crops) + len(boxes) > MAX_LINES:
            sheet.unread.append((place, number))
            continue
        whole = Box(0, 0, paper.shape[1], paper.shape[0])
        for box in boxes:
            at = Box(cell.x0 + box.x0, cell.y0 + box.y0, cell.x0 + box.x1, cell.y0 + box.y1)
            mark = blank_mark(_of(mask, box), sheet.em) if len(boxes) == 1 else ""
            sheet.crops.append(_Crop(at, (place, number), _crop(paper, box, sheet, whole), mark))


def _of(pixels: Pixels, box: Box) -> Pixels:
    return pixels[box.y0 : box.y1, box.x0 : box.x1]


def _area(mask: Pixels, scale: float) -> float:
    return float(np.count_nonzero(mask)) * scale * scale


def _red_text(ink: Ink, cell: Box) -> tuple[Pixels, Pixels]:
    """Return a cell in which only red is printed, red as its ink."""
    red = _of(ink.red, cell)
    mask, _ = without_specks(red, ink.scale)
    return 255 - cv2.GaussianBlur(red, (3, 3), 0), mask


def _lines_of(mask: Pixels, em: float, scale: float) -> list[Box]:
    """Return the boxes of the lines in a cell's ink, without those that are dirt."""
    boxes = []
    for top, bottom in rows_of(mask, em):
        across = runs(mask[top:bottom].any(axis=0))
        if across and not is_dirt(mask[top:bottom], em, scale):
            boxes.append(Box(across[0][0], top, across[-1][1], bottom))
    return boxes


def _crop(pixels: Pixels, box: Box, sheet: _Sheet, limits: Box) -> Pixels:
    """Return a line's pixels with white around it, at least as high as a letter: a dash must not fill the picture."""
    em = sheet.em
    spare = max(em * 1.05 - (box.y1 - box.y0), 0.0) / 2
    above, beside = round(spare + 0.12 * em) + 1, round(0.3 * em) + 1
    x0, x1 = max(box.x0 - beside, limits.x0), min(box.x1 + beside, limits.x1)
    # only the line's own ink: its neighbours above and below stay out
    y0, y1 = max(box.y0 - 1, limits.y0), min(box.y1 + 1, limits.y1)
    line = pixels[y0:y1, x0:x1]
    left, right = beside - (box.x0 - x0), beside - (x1 - box.x1)
    crop: Pixels = cv2.copyMakeBorder(line, above, above, left, right, cv2.BORDER_CONSTANT, value=sheet.white)
    return crop


def _items(sheet: _Sheet, reads: Mapping[int, Read], number: int) -> list[Line | Piece]:
    """Return a page's tables and lines, from the top."""
    pieces = [Piece(grid, [[] for _ in grid.cells], number) for grid in sheet.grids]
    loose: list[Line] = []
    for place, crop in enumerate(sheet.crops):
        read = reads[place]
        line = _line(crop, read, sheet)
        if crop.owner is not None:
            piece, cell = crop.owner
            pieces[piece].lines[cell].append(line)
        elif read.text.strip():
            loose.append(line)
    for piece, cell in sheet.unread:
        pieces[piece].lines[cell].append(
            Line(UNREADABLE, 0.0, 0.0, 0.0, 0.0, sheet.em * sheet.ink.scale, confidence=0.0)
        )
    return sorted([*_joined(loose), *pieces], key=top_of)


def _line(crop: _Crop, read: Read, sheet: _Sheet) -> Line:
    scale = sheet.ink.scale
    x0, top, x1, bottom = (edge * scale for edge in crop.box)
    text, confidence = read.text.strip(), read.confidence
    if crop.owner is not None:
        text, confidence = settled(text, confidence)
    return Line(text or UNREADABLE, x0, top, x1, bottom, max(bottom - top, 1.0), confidence=round(confidence, 3))


def settled(text: str, confidence: float) -> tuple[str, float]:
    """Return a cell's line with look-alikes of digits as digits if all of it is a number, and a lone stroke a dash.

    What was changed is half as sure, so that the form's arithmetic has to confirm it.
    """
    if text and set(text) <= _DASHES:
        return "-", confidence
    compact = text.replace(" ", "")
    if _NUMERIC.fullmatch(compact):
        plain = compact.translate(_LOOKALIKES)
        return plain, confidence if plain == compact else confidence / 2
    return text, confidence


def _joined(lines: list[Line]) -> list[Line]:
    """Join what stands on one line with wide gaps, as titles and signatures do."""
    out: list[Line] = []
    for line in sorted(lines, key=lambda line: line.middle):
        last = out[-1] if out else None
        height = min(line.bottom - line.top, last.bottom - last.top) if last is not None else 0.0
        if last is None or min(line.bottom, last.bottom) - max(line.top, last.top) < 0.6 * height:
            out.append(line)
            continue
        first, second = (last, line) if last.x0 <= line.x0 else (line, last)
        sure = min(first.confidence or 0.0, second.confidence or 0.0)
        out[-1] = Line(f"{first.text} {second.text}", first.x0, min(first.top, second.top), max(first.x1, second.x1),
                       max(first.bottom, second.bottom), max(first.size, second.size), confidence=sure)  # fmt: skip
    return out

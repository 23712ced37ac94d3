"""Cuts the ink of a cell or of running text into lines."""

from itertools import pairwise
from typing import Any, NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from pipelines.ocr.images import Pixels

SPECK = 0.7  # points: what is smaller across and down is dirt
LEAST_INK = 1.4  # square points of ink in a line that is no dirt; a dash of small letters has more
DIRT = 0.8  # square points: so is what has less ink
_EM_LEAST, _EM_MOST = 5.0, 40.0  # points: the sizes of letters
_EM = 10.0  # points: the size taken where a page has too few letters to tell
_CLEARLY_FEWER = 0.85
_MANY_SPECKS = 5_000  # beyond, all are taken out at once
MAX_PIECES = 50_000  # pieces of ink of one page; a page of noise is no text


Pieces = NDArray[np.int32]  # of ink: left, top, width, height and area of each


class Box(NamedTuple):
    """A box in pixels; `x1` and `y1` lie outside it."""

    x0: int
    y0: int
    x1: int
    y1: int


def without_specks(mask: Pixels, scale: float) -> tuple[Pixels, Pieces]:
    """Return the ink without dirt, and its pieces; `scale` is points per pixel.

    A page of nothing but noise gives no ink at all.
    """
    speck = max(round(SPECK / scale), 1)
    count, labels, stats, _ = cv2.connectedComponentsWithStats(mask, connectivity=8)
    wide, high, area = stats[:, cv2.CC_STAT_WIDTH], stats[:, cv2.CC_STAT_HEIGHT], stats[:, cv2.CC_STAT_AREA]
    keep = ((wide > speck) | (high > speck)) & (area * scale * scale >= DIRT)
    keep[0] = False
    if count > MAX_PIECES and int(keep.sum()) > MAX_PIECES:
        return np.zeros_like(mask), stats[:0]
    dirt = stats[1:][~keep[1:]]
    if len(dirt) > _MANY_SPECKS:
        return np.where(keep[labels], np.uint8(255), np.uint8(0)), stats[keep]
    clean = mask.copy()
    for x, y, width, height, _ in dirt.tolist():
        clean[y : y + height, x : x + width] = 0  # so small that hardly anything else is in its box
    return clean, stats[keep]


def letter_size(pieces: Pieces, scale: float) -> float:
    """Return the usual height of a page's letters in pixels; `scale` is points per pixel."""
    heights = pieces[:, cv2.CC_STAT_HEIGHT]
    sizes = heights[(heights * scale >= _EM_LEAST) & (heights * scale <= _EM_MOST)]
    return float(np.median(sizes)) if len(sizes) >= 5 else _EM / scale


def rows_of(mask: Pixels, em: float) -> list[tuple[int, int]]:
    """Return from where to where the lines of text in a strip of ink reach, from the top.

    A gap parts lines, except between the strokes of one letter (二, 三): what is flat joins its nearest neighbour.
    """
    rows: list[tuple[int, int]] = []
    for start, end in runs(np.any(mask != 0, axis=1)):
        if rows:
            before, after = rows[-1]
            flat = min(after - before, end - start) < 0.55 * em
            if flat and end - before <= 1.15 * em and start - after <= 0.75 * em:
                rows[-1] = (before, end)
                continue
        rows.append((start, end))
    return [part for row in rows for part in _parted(mask, row, em)]


def _parted(mask: Pixels, row: tuple[int, int], em: float) -> list[tuple[int, int]]:
    """Part lines that touch where the least ink lies between them."""
    start, end = row
    count = round((end - start) / (1.25 * em))
    if end - start < max(1.9 * em, 3) or count < 2:
        return [row]
    weight = (mask[start:end] != 0).sum(axis=1)
    cuts = [0]
    for number in range(1, count):
        about = (end - start) * number / count
        low, high = int(about - 0.35 * em), int(about + 0.35 * em) + 1
        low = max(low, cuts[-1] + 1)
        cuts.append(low + int(weight[low:high].argmin()) if high > low else cuts[-1] + 1)
    if cuts[-1] >= len(weight) or weight[cuts[1:]].max() > 0.35 * weight.max():
        return [row]  # one line of tall letters
    cuts.append(end - start)
    return [(start + a, start + b) for a, b in pairwise(cuts)]


def is_dirt(mask: Pixels, em: float, scale: float) -> bool:
    """Whether a strip of ink is nothing but specks: little ink, and no piece of it as large as a part of a letter."""
    area = float(np.count_nonzero(mask)) * scale * scale
    if area < LEAST_INK or area >= 6 * LEAST_INK:
        return area < LEAST_INK
    _, _, stats, _ = cv2.connectedComponentsWithStats(mask, connectivity=8)
    wide, high = stats[1:, cv2.CC_STAT_WIDTH], stats[1:, cv2.CC_STAT_HEIGHT]
    return not bool(((wide >= 0.2 * em) | (high >= 0.35 * em)).any())


def is_sideways(mask: Pixels, em: float) -> bool:
    """Whether the lines of a page's ink run up or down: joined along them, letters give fewer pieces than across."""
    if min(mask.shape) < 16:
        return False
    small = cv2.resize(mask, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA)
    reach = max(round(0.9 * em / 2), 1)
    level, upright = (
        cv2.connectedComponents(cv2.dilate(small, np.ones(size, np.uint8)))[0] for size in ((1, reach), (reach, 1))
    )
    return bool(upright < _CLEARLY_FEWER * level)


def blank_mark(ink: Pixels, em: float) -> str:
    """Return "-" or "/" if a line's ink is one such stroke, else nothing.

    Both stand for a blank, and the recognition model, which was taught on words, takes them for digits.
    """
    high, wide = ink.shape
    if len(runs(ink.any(axis=0))) != 1:
        return ""
    if 0.2 * em <= wide <= 2.5 * em and high <= 0.3 * em and wide >= 1.2 * high:
        return "-"
    if high < 0.5 * em or wide < 0.28 * high:
        return ""
    inked = ink != 0
    first, last = inked.argmax(axis=1), wide - 1 - inked[:, ::-1].argmax(axis=1)
    # a slash is narrow in every row and wanders evenly to the left
    if int((last - first).max()) + 1 > max(0.3 * high, 3) or not inked.any(axis=1).all():
        return ""
    middles = np.array([np.flatnonzero(row).mean() for row in inked])
    parts = [float(part.mean()) for part in np.array_split(middles, 4)]
    steps = [after - before for before, after in pairwise(parts)]
    return "/" if max(steps) < 0 and parts[0] - parts[-1] >= 0.19 * high else ""


def lines_in(mask: Pixels, pieces: Pieces, em: float) -> list[Box]:
    """Return the boxes of the lines of text in a page's ink, from the top and from the left.

    Letters belong to one line where less than two of them would fit between them. `pieces` may name ink that the mask
    no longer has.
    """
    spread = np.zeros_like(mask)
    reach = round(0.9 * em)
    for x, y, width, height, _ in pieces.tolist():
        if height <= 4 * em and mask[y : y + height, x : x + width].any():  # a frame or a picture is no letter
            spread[y : y + height, max(x - reach, 0) : x + width + reach] = 255
    count, labels, stats, _ = cv2.connectedComponentsWithStats(spread, connectivity=8)
    boxes = []
    for number in range(1, count):
        x, y, width, height, _ = (int(value) for value in stats[number])
        part = np.where(labels[y : y + height, x : x + width] == number, mask[y : y + height, x : x + width], 0)
        for top, bottom in rows_of(part.astype(np.uint8), em):
            across = runs(part[top:bottom].any(axis=0))
            if across:
                boxes.append(Box(x + across[0][0], y + top, x + across[-1][1], y + bottom))
    return sorted(boxes, key=lambda box: (box.y0, box.x0))


def runs(filled: Any) -> list[tuple[int, int]]:
    """Return from where to where a row of flags is set."""
    edges = np.flatnonzero(np.diff(np.concatenate(([False], filled, [False])).astype(np.int8)))
    return [(int(a), int(b)) for a, b in zip(edges[::2], edges[1::2], strict=True)]
